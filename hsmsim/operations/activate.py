"""Activate: Pre-Active becomes Active, now (KMIP 1.4 4.19, errors 11.20)."""

from hsmsim.errors import Archived, IllegalTransition, NoSuchObject, WrongObjectType
from hsmsim.exchange.context import Context
from hsmsim.exchange.operation import operation
from hsmsim.model.lifecycle import STATELESS, Cause, advance
from hsmsim.spec.enums import Operation, ResultReason
from hsmsim.spec.tags import Tag
from hsmsim.ttlv.schema import structure, text


@structure(Tag)
class Request:
    """Activate Request Payload (table 210)."""

    unique_identifier: str | None = text(default=None)


@structure(Tag)
class Response:
    """Activate Response Payload (table 211)."""

    unique_identifier: str = text()


@operation(
    Operation.ACTIVATE,
    request=Request,
    response=Response,
    errors={
        NoSuchObject: ResultReason.ITEM_NOT_FOUND,
        WrongObjectType: ResultReason.ILLEGAL_OPERATION,
        IllegalTransition: ResultReason.PERMISSION_DENIED,
        Archived: ResultReason.OBJECT_ARCHIVED,
    },
)
async def activate(ctx: Context, ask: Request) -> Response:
    """Move the object to Active."""
    obj = await ctx.objects.online(ctx.pick(ask.unique_identifier))
    if obj.object_type in STATELESS:
        raise WrongObjectType(f"an object of type {obj.object_type.title} cannot be activated")
    advance(obj, Cause.ACTIVATE, ctx.now)
    ctx.objects.put(obj)
    return Response(unique_identifier=obj.uid)
