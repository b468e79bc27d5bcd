"""Using a key: which key, may it be used so, with which parameters, how much of it is left (KMIP 1.4 4.29 to 4.37)."""

import dataclasses

from hsmsim.errors import (
    Archived,
    BadKeyMaterial,
    CryptographicFailure,
    EncryptedKey,
    FormatNotSupported,
    InvalidField,
    MissingIV,
    NoKeyValue,
    NoSuchObject,
    NoSuchStream,
    NotUsable,
    Refused,
    UsageExhausted,
    WrongObjectType,
)
from hsmsim.exchange.context import Context
from hsmsim.exchange.making import FORMS
from hsmsim.interfaces.crypto import Key
from hsmsim.model.keyblock import plain_key_value
from hsmsim.model.lifecycle import check_processing, check_protecting
from hsmsim.model.managed import ManagedObject
from hsmsim.spec.enums import CryptographicAlgorithm, KeyFormatType, ResultReason, UsageLimitsUnit
from hsmsim.spec.masks import CryptographicUsageMask
from hsmsim.spec.values import CryptographicParameters, UsageLimits

# Tables 353 to 358: the same for Encrypt, Decrypt, Sign, Signature Verify, MAC and MAC Verify. A missing IV is Invalid
# Message in published cases.
USE_ERRORS: dict[type[Refused], ResultReason] = {
    NoSuchObject: ResultReason.ITEM_NOT_FOUND,
    NotUsable: ResultReason.PERMISSION_DENIED,
    WrongObjectType: ResultReason.PERMISSION_DENIED,
    UsageExhausted: ResultReason.PERMISSION_DENIED,
    CryptographicFailure: ResultReason.CRYPTOGRAPHIC_FAILURE,
    BadKeyMaterial: ResultReason.CRYPTOGRAPHIC_FAILURE,
    FormatNotSupported: ResultReason.CRYPTOGRAPHIC_FAILURE,
    MissingIV: ResultReason.INVALID_MESSAGE,
    Archived: ResultReason.OBJECT_ARCHIVED,
    NoKeyValue: ResultReason.KEY_VALUE_NOT_PRESENT,
    NoSuchStream: ResultReason.ITEM_NOT_FOUND,
}

_MASK = CryptographicUsageMask

# Bits whose use applies protection; all others process what is protected already (3.22).
PROTECTING = _MASK.ENCRYPT | _MASK.SIGN | _MASK.MAC_GENERATE | _MASK.WRAP_KEY | _MASK.DERIVE_KEY


async def usable(ctx: Context, uid: str | None, bit: int) -> ManagedObject:
    """The object for a use, once everything that can forbid the use has been asked.

    Args:
        bit: of Cryptographic Usage Mask.

    Raises:
        NoSuchObject, Archived, WrongObjectType, NotUsable: see there.
    """
    obj = await ctx.objects.load(ctx.pick(uid))
    if obj.archived:
        raise Archived("the object is archived")
    check_use(obj, bit, ctx.now)
    return obj


def check_use(obj: ManagedObject, bit: int, now: int) -> None:
    """Refuse a use that type, usage mask, state or dates forbid.

    Raises:
        WrongObjectType, NotUsable: see there.
    """
    if obj.object_type not in FORMS:
        raise WrongObjectType(f"an object of type {obj.object_type.title} is no key")
    if not (obj.get("Cryptographic Usage Mask") or 0) & bit:
        raise NotUsable("the Cryptographic Usage Mask does not permit this use")
    if bit & PROTECTING:
        check_protecting(obj, now)
    else:
        check_processing(obj, now)


def key_of(ctx: Context, obj: ManagedObject) -> Key:
    """The object's key, as the crypto backend takes it.

    Raises:
        NoKeyValue, BadKeyMaterial, FormatNotSupported: see there.
    """
    block, key_value = plain_key_value(obj)
    algorithm = block.cryptographic_algorithm or obj.get("Cryptographic Algorithm")
    format_type = block.key_format_type
    if format_type is KeyFormatType.OPAQUE:
        raise FormatNotSupported("an opaque key cannot be used")
    if algorithm is CryptographicAlgorithm.ONE_TIME_PAD:
        raise FormatNotSupported("a one-time pad encrypts and decrypts, and does nothing else")
    try:
        key: Key = ctx.crypto.read_key(FORMS[obj.object_type], format_type, key_value.key_material, algorithm, False)
    except EncryptedKey as error:
        raise FormatNotSupported(str(error)) from None
    return key


def parameters_of(obj: ManagedObject, asked: CryptographicParameters | None) -> CryptographicParameters:
    """The Cryptographic Parameters of the request or, where it has none, the object's with the lowest index (4.29)."""
    if asked is not None:
        return asked
    own: CryptographicParameters | None = obj.get("Cryptographic Parameters")
    return own if own is not None else CryptographicParameters()


def allocate(ctx: Context, obj: ManagedObject, data: bytes, first: bool = True) -> None:
    """Take what this use needs from the object's Usage Limits, if it has any (3.21).

    Args:
        data: what is protected.
        first: whether this is the first, or only, part of it.

    Raises:
        UsageExhausted: not so much is left.
    """
    limits: UsageLimits | None = obj.get("Usage Limits")
    if limits is not None:
        take(ctx, obj, len(data) if limits.usage_limits_unit is UsageLimitsUnit.BYTE else int(first))


def take(ctx: Context, obj: ManagedObject, amount: int) -> None:
    """Take an amount from the object's Usage Limits, which it has.

    Raises:
        InvalidField: the amount is negative.
        UsageExhausted: not so much is left.
    """
    if amount < 0:
        raise InvalidField("Usage Limits Count is negative")
    limits: UsageLimits = obj.get("Usage Limits")
    left = (limits.usage_limits_count or 0) - amount
    if left < 0:
        raise UsageExhausted("the Usage Limits of the object leave too little")
    obj.set("Usage Limits", dataclasses.replace(limits, usage_limits_count=left))
    ctx.objects.put(obj)
