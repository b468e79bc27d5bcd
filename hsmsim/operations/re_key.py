"""Re-key: a new symmetric key in the place of an existing one (KMIP 1.4 4.4, errors 11.5)."""

from hsmsim.errors import (
    NoActivationDate,
    NoKeyValue,
    NoSuchObject,
    NotUsable,
    Refused,
    WrongObjectType,
)
from hsmsim.exchange.context import Context
from hsmsim.exchange.making import MAKING_ERRORS, add_object, need, value_of_key
from hsmsim.exchange.namespaces import generated
from hsmsim.exchange.operation import operation
from hsmsim.exchange.templates import given_by
from hsmsim.interfaces.crypto import Form, Key
from hsmsim.model.attributes import Given
from hsmsim.model.creation import Origin
from hsmsim.model.rekeying import check_replaceable, hand_over, replacement
from hsmsim.spec.enums import KeyFormatType, ObjectType, Operation, ResultReason
from hsmsim.spec.structures import ObjectValue, TemplateAttribute
from hsmsim.spec.tags import Tag
from hsmsim.ttlv.schema import interval, nested, structure, text

# Tables 331 and 332, and what may be wrong with the attributes that are asked for.
REKEYING_ERRORS: dict[type[Refused], ResultReason] = {
    **MAKING_ERRORS,
    NoSuchObject: ResultReason.ITEM_NOT_FOUND,
    WrongObjectType: ResultReason.PERMISSION_DENIED,
    NotUsable: ResultReason.PERMISSION_DENIED,
    NoActivationDate: ResultReason.ILLEGAL_OPERATION,
    NoKeyValue: ResultReason.KEY_VALUE_NOT_PRESENT,
}


@structure(Tag)
class Request:
    """Re-key Request Payload (table 174)."""

    unique_identifier: str | None = text(default=None)
    offset: int | None = interval(default=None)
    template_attribute: TemplateAttribute | None = nested(TemplateAttribute, default=None)


@structure(Tag)
class Response:
    """Re-key Response Payload (table 175)."""

    unique_identifier: str = text()
    template_attribute: TemplateAttribute | None = nested(TemplateAttribute, default=None)


@operation(
    Operation.RE_KEY, request=Request, response=Response, errors=REKEYING_ERRORS, makes={ObjectType.SYMMETRIC_KEY}
)
async def re_key(ctx: Context, ask: Request) -> Response:
    """Make the replacement; it takes over the names, and the existing key keeps its state."""
    existing = await ctx.objects.online(ctx.pick(ask.unique_identifier))
    if existing.object_type is not ObjectType.SYMMETRIC_KEY:
        raise WrongObjectType(f"an object of type {existing.object_type.title} is not for Re-key")
    check_replaceable(existing)
    ctx.objects.make_beside(existing)
    given = replacement(existing, await given_by(ctx, ask.template_attribute), ask.offset, ctx.now)
    new = await add_object(ctx, ObjectType.SYMMETRIC_KEY, _value(ctx, given), given, Origin(ctx.crypto.rng))
    hand_over(existing, new)
    ctx.objects.put(existing)
    ctx.placeholder = new.uid
    return Response(unique_identifier=new.uid, template_attribute=generated(new, ask.template_attribute))


def _value(ctx: Context, given: Given) -> ObjectValue:
    algorithm, length = need(given, "Cryptographic Algorithm"), need(given, "Cryptographic Length")
    key = Key(Form.SYMMETRIC, algorithm, length, ctx.crypto.generate_key(algorithm, length))
    return value_of_key(ctx, ObjectType.SYMMETRIC_KEY, key, KeyFormatType.RAW)
