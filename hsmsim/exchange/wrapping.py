"""Wrapping: a key leaves encrypted with another key (KMIP 1.4 sections 2.1.5, 2.1.6, 4.11)."""

import dataclasses

from hsmsim.errors import (
    Archived,
    BadKeyMaterial,
    EncodingOptionNotPermitted,
    FeatureNotSupported,
    FormatNotSupported,
    InvalidField,
    NoKeyValue,
    NoMatchingParameters,
    NoSuchObject,
    NoSuchWrappingKey,
    NotUsable,
    UsageExhausted,
    WrappingKeyNotAKey,
    WrappingKeyNotUsable,
)
from hsmsim.exchange.context import Context
from hsmsim.exchange.uses import allocate, check_use, key_of
from hsmsim.interfaces.crypto import Key
from hsmsim.model.attributes import wire
from hsmsim.model.managed import ManagedObject
from hsmsim.spec.enums import EncodingOption, ObjectType, WrappingMethod
from hsmsim.spec.masks import CryptographicUsageMask
from hsmsim.spec.structures import (
    EncryptionKeyInformation,
    KeyBlock,
    KeyValue,
    KeyWrappingData,
    KeyWrappingSpecification,
)
from hsmsim.spec.tags import Tag
from hsmsim.spec.values import CryptographicParameters
from hsmsim.ttlv import binary

_KEYS = frozenset({ObjectType.SYMMETRIC_KEY, ObjectType.PUBLIC_KEY, ObjectType.PRIVATE_KEY})


async def wrap(ctx: Context, obj: ManagedObject, block: KeyBlock, how: KeyWrappingSpecification) -> KeyBlock:
    """The key block with its Key Value encrypted.

    Args:
        obj: whose key it is; attributes that are to be inside come from it.
        block: the key in the format asked for, plain.

    Raises:
        The errors of table 338 that speak of wrapping; CryptographicFailure: the key cannot be wrapped so.
    """
    if how.wrapping_method is not WrappingMethod.ENCRYPT or how.mac_signature_key_information is not None:
        raise FeatureNotSupported("keys are wrapped by encryption only")
    if how.encryption_key_information is None:
        raise InvalidField("Encryption Key Information is missing")
    plain = _encoded(ctx, obj, block, how)
    wrapping_key = await _wrapping_key(ctx, how.encryption_key_information.unique_identifier)
    parameters = _parameters(wrapping_key, how.encryption_key_information.cryptographic_parameters)
    key = _key(ctx, wrapping_key, plain)
    size: int = ctx.crypto.iv_size(key, parameters)
    iv = bytes(ctx.crypto.random(size)) if size else None
    step = ctx.crypto.encryptor(key, parameters, iv, b"")
    wrapped = step.update(plain) + step.finish()
    if step.tag is not None:
        # Key Wrapping Data has no field for the tag of an AEAD mode: it follows the ciphertext.
        wrapped += step.tag
    data = KeyWrappingData(
        wrapping_method=how.wrapping_method,
        encryption_key_information=EncryptionKeyInformation(
            unique_identifier=wrapping_key.uid, cryptographic_parameters=parameters
        ),
        iv_counter_nonce=iv,
        encoding_option=how.encoding_option,
    )
    return dataclasses.replace(block, key_value=_enclosed(wrapped, how), key_wrapping_data=data)


def _enclosed(wrapped: bytes, how: KeyWrappingSpecification) -> KeyValue | bytes:
    """The wrapped key in its place: 2.1.4 has a byte string for both; published cases and clients have this."""
    if how.encoding_option is EncodingOption.NO_ENCODING:
        return KeyValue(key_material=wrapped)
    return wrapped


def _encoded(ctx: Context, obj: ManagedObject, block: KeyBlock, how: KeyWrappingSpecification) -> bytes:
    """What is encrypted: the bare material, or the whole Key Value with the attributes asked for (2.1.4)."""
    assert isinstance(block.key_value, KeyValue)
    material = block.key_value.key_material
    if how.encoding_option in (None, EncodingOption.TTLV_ENCODING):
        attributes = [each for name in how.attribute_name for each in wire(obj, name, ctx.version)]
        key_value = KeyValue(key_material=material, attribute=attributes)
        return binary.encode(key_value, Tag.KEY_VALUE, version=ctx.version)
    if how.encoding_option is not EncodingOption.NO_ENCODING:
        raise EncodingOptionNotPermitted("there is no such Encoding Option")
    if how.attribute_name:
        raise EncodingOptionNotPermitted("attributes can be wrapped with TTLV Encoding only")
    if not isinstance(material, bytes):
        raise EncodingOptionNotPermitted("a transparent key can be wrapped with TTLV Encoding only")
    return material


async def _wrapping_key(ctx: Context, uid: str) -> ManagedObject:
    try:
        obj = await ctx.objects.load(uid)
    except NoSuchObject:
        raise NoSuchWrappingKey(f"no object {uid!r} to wrap with") from None
    if obj.archived:
        raise Archived("the wrapping key is archived")
    if obj.object_type not in _KEYS:
        raise WrappingKeyNotAKey(f"an object of type {obj.object_type.title} is no key")
    try:
        check_use(obj, CryptographicUsageMask.WRAP_KEY, ctx.now)
    except NotUsable as error:
        raise WrappingKeyNotUsable(str(error)) from None
    return obj


def _key(ctx: Context, obj: ManagedObject, plain: bytes) -> Key:
    """The wrapping key, once its Usage Limits have given what is needed."""
    try:
        allocate(ctx, obj, plain)
        return key_of(ctx, obj)
    except (UsageExhausted, NoKeyValue, FormatNotSupported, BadKeyMaterial) as error:
        raise WrappingKeyNotUsable(str(error)) from None


def _parameters(obj: ManagedObject, asked: CryptographicParameters | None) -> CryptographicParameters:
    """The wrapping key's Cryptographic Parameters: those that match what is asked for, or the first (2.1.6).

    A key that has none is used as is asked for: clients seldom give a key any.

    Raises:
        NoMatchingParameters: none match, or there are none and none are asked for.
    """
    instances = obj.all("Cryptographic Parameters")
    if asked is not None and not instances:
        return asked
    for instance in instances:
        if asked is None or _match(asked, instance.value):
            return instance.value  # type: ignore[no-any-return]
    raise NoMatchingParameters("the wrapping key has no such Cryptographic Parameters")


def _match(asked: CryptographicParameters, have: CryptographicParameters) -> bool:
    pairs = ((getattr(asked, each.name), getattr(have, each.name)) for each in dataclasses.fields(asked))
    return all(wanted is None or wanted == value for wanted, value in pairs)
