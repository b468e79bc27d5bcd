"""Derive Key: a symmetric key or secret data made from keys or secret data (KMIP 1.4 4.6, errors 11.7)."""

from hsmsim.errors import (
    CryptographicFailure,
    InvalidAttribute,
    InvalidField,
    InvalidMessage,
    MissingIV,
    NoKeyValue,
    NoMatchingParameters,
    NoSuchObject,
    NotUsable,
    UsageExhausted,
    WrongObjectType,
)
from hsmsim.exchange.context import Context
from hsmsim.exchange.deriving import METHODS, derivation, takes_long
from hsmsim.exchange.making import MAKING_ERRORS, add_object, need, one
from hsmsim.exchange.namespaces import generated
from hsmsim.exchange.operation import operation
from hsmsim.exchange.templates import given_by
from hsmsim.exchange.unwrapping import opened
from hsmsim.exchange.uses import allocate
from hsmsim.model.attributes import Given
from hsmsim.model.creation import Origin
from hsmsim.model.derivation import Roles, roles
from hsmsim.model.keyblock import make_key_block
from hsmsim.model.lifecycle import check_deriving
from hsmsim.model.links import link, link_offspring
from hsmsim.model.managed import ManagedObject
from hsmsim.spec.enums import (
    CryptographicAlgorithm,
    DerivationMethod,
    KeyFormatType,
    LinkType,
    ObjectType,
    Operation,
    ResultReason,
    SecretDataType,
)
from hsmsim.spec.masks import CryptographicUsageMask
from hsmsim.spec.structures import DerivationParameters, ObjectValue, SecretData, SymmetricKey, TemplateAttribute
from hsmsim.spec.tags import Tag
from hsmsim.spec.term import title
from hsmsim.ttlv.schema import enumeration, nested, structure, text

_LENGTH, _ALGORITHM = "Cryptographic Length", "Cryptographic Algorithm"
_LONGEST = 65536  # bits to derive at once

# A parity bit in each byte, which the length of their keys may leave out (2.1.3).
_WITH_PARITY = frozenset({CryptographicAlgorithm.DES, CryptographicAlgorithm.DES3})
_LENGTHS_WITHOUT_PARITY = frozenset({56, 112, 168})

# The bit of the usage mask that permits it; keys for an agreement may say so in their own way.
_DERIVE = CryptographicUsageMask.DERIVE_KEY
_AGREE = _DERIVE | CryptographicUsageMask.KEY_AGREEMENT


@structure(Tag)
class Request:
    """Derive Key Request Payload (table 180)."""

    object_type: ObjectType = enumeration(ObjectType)
    unique_identifier: list[str] = text(factory=list)
    derivation_method: DerivationMethod = enumeration(DerivationMethod)
    derivation_parameters: DerivationParameters = nested(DerivationParameters)
    template_attribute: TemplateAttribute = nested(TemplateAttribute)


@structure(Tag)
class Response:
    """Derive Key Response Payload (table 181)."""

    unique_identifier: str = text()
    template_attribute: TemplateAttribute | None = nested(TemplateAttribute, default=None)


_ERRORS = {
    **MAKING_ERRORS,
    NoSuchObject: ResultReason.ITEM_NOT_FOUND,
    NotUsable: ResultReason.INVALID_FIELD,
    UsageExhausted: ResultReason.INVALID_FIELD,
    NoMatchingParameters: ResultReason.INVALID_FIELD,
    MissingIV: ResultReason.INVALID_FIELD,
    NoKeyValue: ResultReason.KEY_VALUE_NOT_PRESENT,
}


@operation(
    Operation.DERIVE_KEY,
    request=Request,
    response=Response,
    errors=_ERRORS,
    slow=True,
    makes={ObjectType.SYMMETRIC_KEY, ObjectType.SECRET_DATA},
)
async def derive_key(ctx: Context, ask: Request) -> Response:
    """Derive the value, then make the object, linked to all that it was derived from."""
    if ask.object_type not in derive_key.makes:
        raise WrongObjectType(f"Derive Key makes no object of type {title(ask.object_type)}")
    if ask.derivation_method not in METHODS or ask.derivation_method.since > ctx.version:
        raise InvalidField(f"there is no Derivation Method {title(ask.derivation_method)} here")
    given = await given_by(ctx, ask.template_attribute)
    size = _size(ctx, ask.object_type, given)
    chosen = await _chosen(ctx, ask)
    asked = derivation(ctx, await _opened(ctx, chosen), ask.derivation_parameters, size)
    work = METHODS[ask.derivation_method](asked)
    if takes_long(ask.derivation_method, asked):
        output = await ctx.offload(work)
        chosen = await _chosen(ctx, ask)  # they may have changed in the meantime
    else:
        output = work()
    allocate(ctx, chosen.key, ask.derivation_parameters.derivation_data or output)
    new = await add_object(ctx, ask.object_type, _VALUES[ask.object_type](output, given), given, Origin(ctx.crypto.rng))
    for base in chosen:
        if base is not None:
            link_offspring(base, LinkType.DERIVED_KEY_LINK, new.uid)
            link(new, LinkType.DERIVATION_BASE_OBJECT_LINK, base.uid)
            ctx.objects.put(base)
    ctx.placeholder = new.uid
    return Response(unique_identifier=new.uid, template_attribute=generated(new, ask.template_attribute))


# --------------------------------------------------------------------------------------------- what to derive from


async def _chosen(ctx: Context, ask: Request) -> Roles:
    """The objects, once everything that can forbid this use of them has been asked.

    Raises:
        InvalidMessage: none is named: the ID Placeholder does not stand for it.
        NoSuchObject, Archived: see `Objects.online`.
        NotUsable: usage mask, state or dates forbid it.
        The errors of `roles`.
    """
    if not ask.unique_identifier:
        raise InvalidMessage("a Unique Identifier is required")
    objects = [await ctx.objects.online(uid) for uid in dict.fromkeys(ask.unique_identifier)]
    chosen = roles(ask.derivation_method, objects, ask.derivation_parameters.derivation_data is not None)
    bits = _AGREE if ask.derivation_method is DerivationMethod.ASYMMETRIC_KEY else _DERIVE
    for obj in objects:
        _check_use(obj, bits, ctx.now)
    return chosen


async def _opened(ctx: Context, chosen: Roles) -> Roles:
    """The same objects as they can be used: keys that came wrapped are unwrapped."""
    return Roles(await opened(ctx, chosen.key), None if chosen.data is None else await opened(ctx, chosen.data))


def _check_use(obj: ManagedObject, bits: int, now: int) -> None:
    if not (obj.get("Cryptographic Usage Mask") or 0) & bits:
        raise NotUsable("the Cryptographic Usage Mask does not permit to derive")
    check_deriving(obj, now)


# ------------------------------------------------------------------------------------------------- what is derived


def _size(ctx: Context, object_type: ObjectType, given: Given) -> int:
    """Bytes to derive. The length need not be one that keys of the algorithm have: clients derive such keys.

    Raises:
        InvalidAttribute: length or algorithm is missing, or of no such object.
        CryptographicFailure: it is more than is derived at once.
    """
    length: int = need(given, _LENGTH)
    algorithm = one(given, _ALGORITHM)
    if object_type is ObjectType.SYMMETRIC_KEY and need(given, _ALGORITHM) not in ctx.crypto.symmetric:
        raise InvalidAttribute(f"{title(algorithm)} has no symmetric keys")
    if length % 8:
        raise InvalidAttribute("a Cryptographic Length of whole bytes is required")
    if length > _LONGEST:
        raise CryptographicFailure(f"more than {_LONGEST} bits are not derived at once")
    without_parity = algorithm in _WITH_PARITY and length in _LENGTHS_WITHOUT_PARITY
    return length // 7 if without_parity else length // 8


def _symmetric_key(material: bytes, given: Given) -> ObjectValue:
    block = make_key_block(KeyFormatType.RAW, material, one(given, _ALGORITHM), one(given, _LENGTH))
    return SymmetricKey(key_block=block)


def _secret_data(material: bytes, given: Given) -> ObjectValue:
    """Secret data is a Seed; its key block says algorithm and length together or not at all (2.1.3)."""
    algorithm = one(given, _ALGORITHM)
    length = None if algorithm is None else one(given, _LENGTH)
    block = make_key_block(KeyFormatType.RAW, material, algorithm, length)
    return SecretData(secret_data_type=SecretDataType.SEED, key_block=block)


_VALUES = {ObjectType.SYMMETRIC_KEY: _symmetric_key, ObjectType.SECRET_DATA: _secret_data}
