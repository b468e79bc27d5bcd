"""Validate: whether a chain of certificates holds (KMIP 1.4 4.24, errors 11.25)."""

from hsmsim.errors import Archived, BadKeyMaterial, FeatureNotSupported, InvalidMessage, NoSuchObject
from hsmsim.exchange.chains import judge
from hsmsim.exchange.context import Context
from hsmsim.exchange.operation import operation
from hsmsim.spec.enums import Operation, ResultReason, ValidityIndicator
from hsmsim.spec.structures import Certificate
from hsmsim.spec.tags import Tag
from hsmsim.ttlv.schema import date_time, enumeration, nested, structure, text

MOST_CERTIFICATES = 32  # of one chain: where all have one name, the verifications grow with their square


@structure(Tag)
class Request:
    """Validate Request Payload (table 220)."""

    certificate: list[Certificate] = nested(Certificate, factory=list)
    unique_identifier: list[str] = text(factory=list)
    validity_date: int | None = date_time(default=None)


@structure(Tag)
class Response:
    """Validate Response Payload (table 221)."""

    validity_indicator: ValidityIndicator = enumeration(ValidityIndicator)


@operation(
    Operation.VALIDATE,
    request=Request,
    response=Response,
    errors={
        # Table 351 has one row for everything that is no list of certificates.
        NoSuchObject: ResultReason.INVALID_MESSAGE,
        BadKeyMaterial: ResultReason.INVALID_MESSAGE,
        Archived: ResultReason.OBJECT_ARCHIVED,
    },
    slow=True,
)
async def validate(ctx: Context, ask: Request) -> Response:
    """Judge the certificates given and those identified as one chain, now or at the date given."""
    if len(ask.certificate) + len(ask.unique_identifier) > MOST_CERTIFICATES:
        raise FeatureNotSupported(f"a chain of more than {MOST_CERTIFICATES} certificates is not validated")
    chain = ask.certificate + [await _identified(ctx, uid) for uid in ask.unique_identifier]
    if not chain:
        raise InvalidMessage("there is no certificate to validate")
    date = ctx.now if ask.validity_date is None else ask.validity_date
    return Response(validity_indicator=await judge(ctx, chain, date))


async def _identified(ctx: Context, uid: str) -> Certificate:
    """The certificate of an object.

    Raises:
        InvalidMessage: it is none, or is destroyed.
        NoSuchObject, Archived: see there.
    """
    obj = await ctx.objects.online(uid)
    if not isinstance(obj.value, Certificate):
        raise InvalidMessage(f"{uid!r} is no certificate, or is destroyed")
    return obj.value
