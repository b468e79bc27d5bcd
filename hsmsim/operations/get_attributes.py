"""Get Attributes: values of an object's attributes (KMIP 1.4 4.12, errors 11.13)."""

from hsmsim.errors import Archived, InvalidMessage, NoSuchObject
from hsmsim.exchange.context import Context
from hsmsim.exchange.operation import operation
from hsmsim.model.attributes import wire
from hsmsim.spec.enums import Operation, ResultReason
from hsmsim.spec.structures import Attribute
from hsmsim.spec.tags import Tag
from hsmsim.ttlv.schema import nested, structure, text


@structure(Tag)
class Request:
    """Get Attributes Request Payload (table 196)."""

    unique_identifier: str | None = text(default=None)
    attribute_name: list[str] = text(factory=list)


@structure(Tag)
class Response:
    """Get Attributes Response Payload (table 197)."""

    unique_identifier: str = text()
    attribute: list[Attribute] = nested(Attribute, factory=list)


@operation(
    Operation.GET_ATTRIBUTES,
    request=Request,
    response=Response,
    errors={NoSuchObject: ResultReason.ITEM_NOT_FOUND, Archived: ResultReason.OBJECT_ARCHIVED},
)
async def get_attributes(ctx: Context, ask: Request) -> Response:
    """Give the attributes asked for that the object has, or all."""
    if len(set(ask.attribute_name)) < len(ask.attribute_name):
        raise InvalidMessage("an Attribute Name is there more than once")
    obj = await ctx.objects.online(ctx.pick(ask.unique_identifier))
    names = ask.attribute_name or obj.attributes
    return Response(
        unique_identifier=obj.uid, attribute=[each for name in names for each in wire(obj, name, ctx.version)]
    )
