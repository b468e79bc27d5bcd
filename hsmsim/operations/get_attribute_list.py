"""Get Attribute List: the names of an object's attributes (KMIP 1.4 4.13, errors 11.14)."""

from hsmsim.errors import Archived, NoSuchObject
from hsmsim.exchange.context import Context
from hsmsim.exchange.operation import operation
from hsmsim.model.attributes import is_visible
from hsmsim.spec.enums import Operation, ResultReason
from hsmsim.spec.tags import Tag
from hsmsim.ttlv.schema import structure, text


@structure(Tag)
class Request:
    """Get Attribute List Request Payload (table 198)."""

    unique_identifier: str | None = text(default=None)


@structure(Tag)
class Response:
    """Get Attribute List Response Payload (table 199)."""

    unique_identifier: str = text()
    attribute_name: list[str] = text(factory=list)


@operation(
    Operation.GET_ATTRIBUTE_LIST,
    request=Request,
    response=Response,
    errors={NoSuchObject: ResultReason.ITEM_NOT_FOUND, Archived: ResultReason.OBJECT_ARCHIVED},
)
async def get_attribute_list(ctx: Context, ask: Request) -> Response:
    """Name the attributes that the object has and the client's version knows."""
    obj = await ctx.objects.online(ctx.pick(ask.unique_identifier))
    names = [name for name in obj.attributes if is_visible(name, ctx.version)]
    return Response(unique_identifier=obj.uid, attribute_name=names)
