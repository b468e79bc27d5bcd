"""Get Usage Allocation: a client takes a share of what a key may still protect (KMIP 1.4 4.18, errors 11.19)."""

from hsmsim.errors import Archived, NoSuchObject, NotLimited, NotUsable, UsageExhausted
from hsmsim.exchange.context import Context
from hsmsim.exchange.making import FORMS
from hsmsim.exchange.operation import operation
from hsmsim.exchange.uses import PROTECTING, take
from hsmsim.model.lifecycle import check_protecting
from hsmsim.model.managed import ManagedObject
from hsmsim.spec.enums import Operation, ResultReason
from hsmsim.spec.tags import Tag
from hsmsim.ttlv.schema import long_integer, structure, text


@structure(Tag)
class Request:
    """Get Usage Allocation Request Payload (table 208)."""

    unique_identifier: str | None = text(default=None)
    usage_limits_count: int = long_integer()


@structure(Tag)
class Response:
    """Get Usage Allocation Response Payload (table 209)."""

    unique_identifier: str = text()


@operation(
    Operation.GET_USAGE_ALLOCATION,
    request=Request,
    response=Response,
    errors={
        NoSuchObject: ResultReason.ITEM_NOT_FOUND,
        NotLimited: ResultReason.ILLEGAL_OPERATION,
        Archived: ResultReason.OBJECT_ARCHIVED,
        # What may protect, but not now or not so much: the allocation is not granted (4.18).
        NotUsable: ResultReason.PERMISSION_DENIED,
        UsageExhausted: ResultReason.PERMISSION_DENIED,
    },
)
async def get_usage_allocation(ctx: Context, ask: Request) -> Response:
    """Take the whole of it from the Usage Limits: what is allocated counts as used, and never comes back."""
    obj = await ctx.objects.online(ctx.pick(ask.unique_identifier))
    _check_limited(obj)
    check_protecting(obj, ctx.now)
    take(ctx, obj, ask.usage_limits_count)
    return Response(unique_identifier=obj.uid)


def _check_limited(obj: ManagedObject) -> None:
    if obj.object_type not in FORMS or not (obj.get("Cryptographic Usage Mask") or 0) & PROTECTING:
        raise NotLimited("the object does not serve to protect data")
    if obj.get("Usage Limits") is None:
        raise NotLimited("the object has no Usage Limits")
