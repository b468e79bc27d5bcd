"""Check: may the client use an object so much, for this, so long (KMIP 1.4 4.10, errors 11.11)."""

from hsmsim.errors import Archived, NoSuchObject, WrongObjectType
from hsmsim.exchange.batch import RefusedWithPayload
from hsmsim.exchange.context import Context
from hsmsim.exchange.operation import operation
from hsmsim.model.managed import ManagedObject
from hsmsim.spec.attributes import CRYPTOGRAPHIC
from hsmsim.spec.enums import Operation, ResultReason
from hsmsim.spec.masks import CryptographicUsageMask
from hsmsim.spec.tags import Tag
from hsmsim.spec.values import UsageLimits
from hsmsim.ttlv.schema import interval, long_integer, mask, structure, text


@structure(Tag)
class Request:
    """Check Request Payload (table 192)."""

    unique_identifier: str | None = text(default=None)
    usage_limits_count: int | None = long_integer(default=None)
    cryptographic_usage_mask: int | None = mask(CryptographicUsageMask, default=None)
    lease_time: int | None = interval(default=None)


@structure(Tag)
class Response:
    """Check Response Payload (table 193)."""

    unique_identifier: str | None = text(default=None)
    usage_limits_count: int | None = long_integer(default=None)
    cryptographic_usage_mask: int | None = mask(CryptographicUsageMask, default=None)
    lease_time: int | None = interval(default=None)


@operation(
    Operation.CHECK,
    request=Request,
    response=Response,
    errors={
        NoSuchObject: ResultReason.ITEM_NOT_FOUND,
        Archived: ResultReason.OBJECT_ARCHIVED,
        WrongObjectType: ResultReason.ILLEGAL_OPERATION,
        RefusedWithPayload: ResultReason.PERMISSION_DENIED,
    },
)
async def check(ctx: Context, ask: Request) -> Response:
    """Give the identifier back, or fail with what was asked too much; then the ID Placeholder is empty."""
    obj = await ctx.objects.online(ctx.pick(ask.unique_identifier))
    if obj.object_type not in CRYPTOGRAPHIC:
        raise WrongObjectType(f"an object of type {obj.object_type.title} has nothing to check")
    denied = Response(
        usage_limits_count=_denied_count(obj, ask.usage_limits_count),
        cryptographic_usage_mask=_denied_mask(obj, ask.cryptographic_usage_mask),
        lease_time=_denied_lease(obj, ask.lease_time),
    )
    if denied != Response():
        raise RefusedWithPayload("the object may not be used so", denied)
    return Response(unique_identifier=obj.uid)


def _denied_count(obj: ManagedObject, count: int | None) -> int | None:
    limits: UsageLimits | None = obj.get("Usage Limits")
    if count is None or limits is None or count <= (limits.usage_limits_count or 0):
        return None
    return count


def _denied_mask(obj: ManagedObject, mask: int | None) -> int | None:
    if mask is None or (obj.get("Cryptographic Usage Mask") or 0) & mask == mask:
        return None
    return mask


def _denied_lease(obj: ManagedObject, lease: int | None) -> int | None:
    longest = obj.get("Lease Time")
    if lease is None or longest is None or lease <= longest:
        return None
    return lease
