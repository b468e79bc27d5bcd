"""Archive: an object goes into the archive (KMIP 1.4 4.22, errors 11.23)."""

from hsmsim.errors import Archived, NoSuchObject
from hsmsim.exchange.context import Context
from hsmsim.exchange.operation import operation
from hsmsim.model.managed import ARCHIVE_DATE
from hsmsim.spec.enums import Operation, ResultReason
from hsmsim.spec.tags import Tag
from hsmsim.ttlv.schema import structure, text


@structure(Tag)
class Request:
    """Archive Request Payload (table 216)."""

    unique_identifier: str | None = text(default=None)


@structure(Tag)
class Response:
    """Archive Response Payload (table 217)."""

    unique_identifier: str = text()


@operation(
    Operation.ARCHIVE,
    request=Request,
    response=Response,
    errors={NoSuchObject: ResultReason.ITEM_NOT_FOUND, Archived: ResultReason.OBJECT_ARCHIVED},
)
async def archive(ctx: Context, ask: Request) -> Response:
    """Archive the object at once; until it is recovered, only Locate sees it."""
    obj = await ctx.objects.online(ctx.pick(ask.unique_identifier))
    obj.set(ARCHIVE_DATE, ctx.now)
    ctx.objects.put(obj)
    return Response(unique_identifier=obj.uid)
