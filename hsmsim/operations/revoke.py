"""Revoke: an object is compromised, or no longer to be used (KMIP 1.4 4.20, errors 11.21)."""

from hsmsim.errors import Archived, IllegalTransition, InvalidField, NoSuchObject, WrongObjectType
from hsmsim.exchange.context import Context
from hsmsim.exchange.operation import operation
from hsmsim.model import lifecycle
from hsmsim.model.lifecycle import COMPROMISING, Cause, advance
from hsmsim.model.managed import ManagedObject
from hsmsim.spec.enums import ObjectType, Operation, ResultReason, RevocationReasonCode
from hsmsim.spec.tags import Tag
from hsmsim.spec.values import RevocationReason
from hsmsim.ttlv.schema import date_time, nested, structure, text


@structure(Tag)
class Request:
    """Revoke Request Payload (table 212)."""

    unique_identifier: str | None = text(default=None)
    revocation_reason: RevocationReason = nested(RevocationReason)
    compromise_occurrence_date: int | None = date_time(default=None)


@structure(Tag)
class Response:
    """Revoke Response Payload (table 213)."""

    unique_identifier: str = text()


@operation(
    Operation.REVOKE,
    request=Request,
    response=Response,
    errors={
        NoSuchObject: ResultReason.ITEM_NOT_FOUND,
        InvalidField: ResultReason.INVALID_FIELD,
        WrongObjectType: ResultReason.ILLEGAL_OPERATION,
        IllegalTransition: ResultReason.PERMISSION_DENIED,
        Archived: ResultReason.OBJECT_ARCHIVED,
    },
)
async def revoke(ctx: Context, ask: Request) -> Response:
    """Move the object to Compromised or Deactivated, as the reason says, and keep the reason."""
    obj = await ctx.objects.online(ctx.pick(ask.unique_identifier))
    if obj.object_type is ObjectType.TEMPLATE:
        raise WrongObjectType("a template cannot be revoked")
    code = ask.revocation_reason.revocation_reason_code
    if not isinstance(code, RevocationReasonCode):
        raise InvalidField("Revocation Reason has no code, or one that is not known")
    if code in COMPROMISING:
        _compromise(obj, ask.compromise_occurrence_date, ctx.now)
    else:
        _deactivate(obj, ask.compromise_occurrence_date, ctx.now)
    obj.set("Revocation Reason", ask.revocation_reason)
    ctx.objects.put(obj)
    return Response(unique_identifier=obj.uid)


def _compromise(obj: ManagedObject, occurred: int | None, now: int) -> None:
    if obj.state is None:  # an opaque object has the dates without the states (3.29, 3.30)
        obj.set(lifecycle.COMPROMISE_DATE, now)
    else:
        advance(obj, Cause.COMPROMISE, now)
    obj.set(lifecycle.COMPROMISE_OCCURRENCE_DATE, obj.get(lifecycle.INITIAL_DATE) if occurred is None else occurred)


def _deactivate(obj: ManagedObject, occurred: int | None, now: int) -> None:
    if occurred is not None:
        raise InvalidField("Compromise Occurrence Date goes with a compromise only")
    if obj.state is not None:
        advance(obj, Cause.DEACTIVATE, now)
