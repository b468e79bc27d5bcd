"""Modify Attribute: a new value for an instance of an attribute (KMIP 1.4 4.15, errors 11.16)."""

from hsmsim.errors import (
    Archived,
    AttributeReadOnly,
    InvalidAttribute,
    NamespaceNotSupported,
    NameTaken,
    NoSuchAttribute,
    NoSuchInstance,
    NoSuchObject,
    UnknownAttribute,
)
from hsmsim.exchange.changing import keep_change
from hsmsim.exchange.context import Context
from hsmsim.exchange.namespaces import completed
from hsmsim.exchange.operation import operation
from hsmsim.model.attributes import modify
from hsmsim.spec.enums import Operation, ResultReason
from hsmsim.spec.structures import Attribute
from hsmsim.spec.tags import Tag
from hsmsim.ttlv.schema import nested, structure, text


@structure(Tag)
class Request:
    """Modify Attribute Request Payload (table 202)."""

    unique_identifier: str | None = text(default=None)
    attribute: Attribute = nested(Attribute)


@structure(Tag)
class Response:
    """Modify Attribute Response Payload (table 203)."""

    unique_identifier: str = text()
    attribute: Attribute = nested(Attribute)


@operation(
    Operation.MODIFY_ATTRIBUTE,
    request=Request,
    response=Response,
    errors={
        NoSuchObject: ResultReason.ITEM_NOT_FOUND,
        NoSuchAttribute: ResultReason.INVALID_FIELD,
        NoSuchInstance: ResultReason.ITEM_NOT_FOUND,
        AttributeReadOnly: ResultReason.PERMISSION_DENIED,
        NameTaken: ResultReason.ILLEGAL_OPERATION,
        NamespaceNotSupported: ResultReason.APPLICATION_NAMESPACE_NOT_SUPPORTED,
        UnknownAttribute: ResultReason.INVALID_FIELD,
        InvalidAttribute: ResultReason.INVALID_FIELD,
        Archived: ResultReason.OBJECT_ARCHIVED,
    },
)
async def modify_attribute(ctx: Context, ask: Request) -> Response:
    """Change the instance and give it back."""
    obj = await ctx.objects.online(ctx.pick(ask.unique_identifier))
    (attribute,) = completed(ctx, [ask.attribute])
    index = modify(obj, attribute, ctx.version, ctx.now)
    changed = await keep_change(ctx, obj, ask.attribute.attribute_name, index)
    return Response(unique_identifier=obj.uid, attribute=changed)
