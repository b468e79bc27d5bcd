"""Delete Attribute: an instance of an attribute goes (KMIP 1.4 4.16, errors 11.17)."""

from hsmsim.errors import (
    Archived,
    AttributeReadOnly,
    NoSuchAttribute,
    NoSuchInstance,
    NoSuchObject,
    UnknownAttribute,
)
from hsmsim.exchange.context import Context
from hsmsim.exchange.operation import operation
from hsmsim.model.attributes import delete, sent
from hsmsim.spec.enums import Operation, ResultReason
from hsmsim.spec.structures import Attribute
from hsmsim.spec.tags import Tag
from hsmsim.ttlv.schema import integer, nested, structure, text


@structure(Tag)
class Request:
    """Delete Attribute Request Payload (table 204)."""

    unique_identifier: str | None = text(default=None)
    attribute_name: str = text()
    attribute_index: int | None = integer(default=None)


@structure(Tag)
class Response:
    """Delete Attribute Response Payload (table 205)."""

    unique_identifier: str = text()
    attribute: Attribute = nested(Attribute)


@operation(
    Operation.DELETE_ATTRIBUTE,
    request=Request,
    response=Response,
    errors={
        NoSuchObject: ResultReason.ITEM_NOT_FOUND,
        AttributeReadOnly: ResultReason.PERMISSION_DENIED,
        NoSuchInstance: ResultReason.ITEM_NOT_FOUND,
        NoSuchAttribute: ResultReason.ITEM_NOT_FOUND,
        UnknownAttribute: ResultReason.ITEM_NOT_FOUND,
        Archived: ResultReason.OBJECT_ARCHIVED,
    },
)
async def delete_attribute(ctx: Context, ask: Request) -> Response:
    """Delete the instance and give it back."""
    obj = await ctx.objects.online(ctx.pick(ask.unique_identifier))
    index = ask.attribute_index or 0
    value = delete(obj, ask.attribute_name, index, ctx.version)
    ctx.objects.put(obj)
    return Response(
        unique_identifier=obj.uid,
        attribute=sent(obj, ask.attribute_name, index, value),
    )
