"""Recover: an object comes back from the archive (KMIP 1.4 4.23, errors 11.24)."""

from hsmsim.errors import NoSuchObject
from hsmsim.exchange.context import Context
from hsmsim.exchange.operation import operation
from hsmsim.model.managed import ARCHIVE_DATE
from hsmsim.spec.enums import Operation, ResultReason
from hsmsim.spec.tags import Tag
from hsmsim.ttlv.schema import structure, text


@structure(Tag)
class Request:
    """Recover Request Payload (table 218)."""

    unique_identifier: str | None = text(default=None)


@structure(Tag)
class Response:
    """Recover Response Payload (table 219)."""

    unique_identifier: str = text()


@operation(
    Operation.RECOVER,
    request=Request,
    response=Response,
    errors={NoSuchObject: ResultReason.ITEM_NOT_FOUND},
)
async def recover(ctx: Context, ask: Request) -> Response:
    """Bring the object back; one that was not archived stays as it is, for which table 350 has no error."""
    obj = await ctx.objects.load(ctx.pick(ask.unique_identifier))
    if obj.archived:
        obj.clear(ARCHIVE_DATE)
        ctx.objects.put(obj)
    ctx.placeholder = obj.uid
    return Response(unique_identifier=obj.uid)
