"""Destroy: the value of an object goes, its attributes stay (KMIP 1.4 4.21, errors 11.22)."""

from hsmsim.errors import Archived, IllegalTransition, NoSuchObject
from hsmsim.exchange.context import Context
from hsmsim.exchange.operation import operation
from hsmsim.model.lifecycle import STATELESS, Cause, advance
from hsmsim.spec.enums import Operation, ResultReason
from hsmsim.spec.tags import Tag
from hsmsim.ttlv.schema import structure, text


@structure(Tag)
class Request:
    """Destroy Request Payload (table 214)."""

    unique_identifier: str | None = text(default=None)


@structure(Tag)
class Response:
    """Destroy Response Payload (table 215)."""

    unique_identifier: str = text()


@operation(
    Operation.DESTROY,
    request=Request,
    response=Response,
    errors={
        NoSuchObject: ResultReason.ITEM_NOT_FOUND,
        IllegalTransition: ResultReason.PERMISSION_DENIED,
        Archived: ResultReason.OBJECT_ARCHIVED,
    },
)
async def destroy(ctx: Context, ask: Request) -> Response:
    """Destroy a cryptographic object; templates and opaque objects, which have no state to tell of it, go whole."""
    obj = await ctx.objects.online(ctx.pick(ask.unique_identifier))
    if obj.object_type in STATELESS:
        ctx.objects.delete(obj)
    else:
        advance(obj, Cause.DESTROY, ctx.now)
        obj.value = obj.working = None
        ctx.objects.put(obj)
    return Response(unique_identifier=obj.uid)
