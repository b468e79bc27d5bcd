"""Add Attribute: a new instance of an attribute (KMIP 1.4 4.14, errors 11.15)."""

from hsmsim.errors import (
    Archived,
    AttributeExists,
    AttributeNotApplicable,
    AttributeReadOnly,
    IndexGiven,
    InvalidAttribute,
    NamespaceNotSupported,
    NameTaken,
    NoSuchObject,
    TooManyInstances,
    UnknownAttribute,
)
from hsmsim.exchange.changing import keep_change
from hsmsim.exchange.context import Context
from hsmsim.exchange.namespaces import completed
from hsmsim.exchange.operation import operation
from hsmsim.model.attributes import add
from hsmsim.spec.enums import Operation, ResultReason
from hsmsim.spec.structures import Attribute
from hsmsim.spec.tags import Tag
from hsmsim.ttlv.schema import nested, structure, text


@structure(Tag)
class Request:
    """Add Attribute Request Payload (table 200)."""

    unique_identifier: str | None = text(default=None)
    attribute: Attribute = nested(Attribute)


@structure(Tag)
class Response:
    """Add Attribute Response Payload (table 201)."""

    unique_identifier: str = text()
    attribute: Attribute = nested(Attribute)


@operation(
    Operation.ADD_ATTRIBUTE,
    request=Request,
    response=Response,
    errors={
        NoSuchObject: ResultReason.ITEM_NOT_FOUND,
        AttributeReadOnly: ResultReason.PERMISSION_DENIED,
        AttributeNotApplicable: ResultReason.PERMISSION_DENIED,
        AttributeExists: ResultReason.ILLEGAL_OPERATION,
        IndexGiven: ResultReason.INVALID_FIELD,
        NameTaken: ResultReason.ILLEGAL_OPERATION,
        TooManyInstances: ResultReason.INDEX_OUT_OF_BOUNDS,
        NamespaceNotSupported: ResultReason.APPLICATION_NAMESPACE_NOT_SUPPORTED,
        # No object has an attribute of a name that nobody knows: it is not supported for this one either.
        UnknownAttribute: ResultReason.PERMISSION_DENIED,
        InvalidAttribute: ResultReason.INVALID_FIELD,
        Archived: ResultReason.OBJECT_ARCHIVED,
    },
)
async def add_attribute(ctx: Context, ask: Request) -> Response:
    """Add the instance and give it back with its index."""
    obj = await ctx.objects.online(ctx.pick(ask.unique_identifier))
    (attribute,) = completed(ctx, [ask.attribute])
    index = add(obj, attribute, ctx.version, ctx.now)
    changed = await keep_change(ctx, obj, ask.attribute.attribute_name, index)
    return Response(unique_identifier=obj.uid, attribute=changed)
