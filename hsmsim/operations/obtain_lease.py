"""Obtain Lease: how long a client may use its copy of an object (KMIP 1.4 4.17, errors 11.18)."""

from hsmsim.errors import Archived, LeaseNotPermitted, NoSuchObject
from hsmsim.exchange.context import Context
from hsmsim.exchange.operation import operation
from hsmsim.model.lifecycle import LAST_CHANGE_DATE
from hsmsim.model.managed import ManagedObject
from hsmsim.spec.attributes import CRYPTOGRAPHIC
from hsmsim.spec.enums import Operation, ResultReason, State
from hsmsim.spec.tags import Tag
from hsmsim.ttlv.schema import date_time, interval, structure, text

# The text leaves it to the server which objects have no lease any more.
_LEASED = frozenset({State.PRE_ACTIVE, State.ACTIVE})

NO_LIMIT = 0  # seconds: no lease interval is effective


@structure(Tag)
class Request:
    """Obtain Lease Request Payload (table 206)."""

    unique_identifier: str | None = text(default=None)


@structure(Tag)
class Response:
    """Obtain Lease Response Payload (table 207)."""

    unique_identifier: str = text()
    lease_time: int = interval()
    last_change_date: int = date_time()


@operation(
    Operation.OBTAIN_LEASE,
    request=Request,
    response=Response,
    errors={
        NoSuchObject: ResultReason.ITEM_NOT_FOUND,
        LeaseNotPermitted: ResultReason.PERMISSION_DENIED,
        Archived: ResultReason.OBJECT_ARCHIVED,
    },
)
async def obtain_lease(ctx: Context, ask: Request) -> Response:
    """Grant the longest lease there is, which the object's Lease Time says (3.20); nothing changes."""
    obj = await ctx.objects.online(ctx.pick(ask.unique_identifier))
    _check_leasable(obj)
    lease = obj.get("Lease Time")
    return Response(
        unique_identifier=obj.uid,
        lease_time=NO_LIMIT if lease is None else lease,
        last_change_date=obj.get(LAST_CHANGE_DATE),
    )


def _check_leasable(obj: ManagedObject) -> None:
    if obj.object_type not in CRYPTOGRAPHIC:
        raise LeaseNotPermitted(f"an object of type {obj.object_type.title} has no lease")
    if obj.state not in _LEASED:
        raise LeaseNotPermitted("only an object that is Pre-Active or Active has a lease")
