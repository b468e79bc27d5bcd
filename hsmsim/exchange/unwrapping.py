"""Unwrapping: a key that came wrapped with a key that is here, in plain (KMIP 1.4 sections 2.1.4, 2.1.5)."""

import dataclasses

from hsmsim.errors import (
    Archived,
    BadKeyMaterial,
    CryptographicFailure,
    EncodingOptionNotPermitted,
    FeatureNotSupported,
    FormatNotSupported,
    InvalidField,
    MissingIV,
    NoKeyValue,
    NoMatchingParameters,
    NoSuchWrappingKey,
    SignatureInvalid,
    WrappingKeyNotAKey,
    WrappingKeyNotUsable,
)
from hsmsim.exchange.context import Context
from hsmsim.exchange.uses import key_of
from hsmsim.exchange.wrapping_keys import TO_UNWRAP, TO_VERIFY, Layer, layers_of, wrapping_key
from hsmsim.interfaces.crypto import Form, Key
from hsmsim.model.keyblock import key_block_of, with_key_block
from hsmsim.model.managed import ManagedObject
from hsmsim.spec.enums import EncodingOption, WrappingMethod
from hsmsim.spec.structures import KeyBlock, KeyValue, KeyWrappingData
from hsmsim.spec.tags import Tag
from hsmsim.ttlv import binary
from hsmsim.ttlv.errors import Malformed, UnknownField, UnknownValue

# Wrapping keys that are wrapped themselves: deeper, and in circles, nothing is unwrapped.
_DEEPEST = 4

# Why a key that is wrapped is not here to be used.
_OUT_OF_REACH = (
    *(NoSuchWrappingKey, WrappingKeyNotAKey, WrappingKeyNotUsable, NoMatchingParameters, Archived),
    *(FeatureNotSupported, EncodingOptionNotPermitted, InvalidField),
)


async def unwrapped(ctx: Context, block: KeyBlock, depth: int = 0) -> KeyBlock:
    """The key block with its Key Value in plain; the same one if it is not wrapped.

    Args:
        depth: how many keys that are wrapped themselves lie above this one.

    Raises:
        The errors of `WRAPPING_ERRORS`; NoKeyValue: there is nothing to unwrap; FeatureNotSupported, InvalidField: see
        `layers_of`; CryptographicFailure: it is not what was wrapped, or not with this key.
    """
    data = block.key_wrapping_data
    if data is None:
        return block
    content = _wrapped(block, data)
    for layer in reversed(layers_of(data)):
        content = await _OFF[layer](ctx, data, content, depth)
    return dataclasses.replace(block, key_value=_decoded(content, data), key_wrapping_data=None)


async def opened(ctx: Context, obj: ManagedObject, depth: int = 0) -> ManagedObject:
    """The object as it can be used, its key unwrapped: not to be saved; the same one if nothing is wrapped.

    Raises:
        NoKeyValue: the key is wrapped and what it was wrapped with is not here, or may not unwrap it.
        CryptographicFailure: it is not what was wrapped, or not with this key.
    """
    block = key_block_of(obj.value)
    if block is None or block.key_wrapping_data is None:
        return obj
    try:
        return holding(obj, await unwrapped(ctx, block, depth))
    except _OUT_OF_REACH as error:
        raise NoKeyValue(f"the key value is wrapped: {error}") from None


def holding(obj: ManagedObject, block: KeyBlock) -> ManagedObject:
    """A copy of the object with another key block."""
    assert obj.value is not None
    copy = obj.copy()
    copy.value = with_key_block(obj.value, block)
    return copy


async def readable_key(ctx: Context, obj: ManagedObject, depth: int = 0) -> Key:
    """The key of an object that wraps or unwraps.

    Raises:
        WrappingKeyNotUsable: it is not here, or not what it says.
    """
    if depth > _DEEPEST:
        raise WrappingKeyNotUsable(f"the wrapping keys are wrapped themselves more than {_DEEPEST} times")
    try:
        return key_of(ctx, await opened(ctx, obj, depth))
    except (NoKeyValue, FormatNotSupported, BadKeyMaterial, CryptographicFailure) as error:
        raise WrappingKeyNotUsable(str(error)) from None


def _wrapped(block: KeyBlock, data: KeyWrappingData) -> bytes:
    """What the last layer gave: the byte string of 2.1.4, or the Key Material of the structure that clients send."""
    value = block.key_value
    if isinstance(value, bytes):
        return value
    if value is None:
        raise NoKeyValue("the server has only the attributes of this object")
    if data.wrapping_method is WrappingMethod.MAC_SIGN and data.encoding_option is not EncodingOption.NO_ENCODING:
        return binary.encode(value, Tag.KEY_VALUE)
    if not isinstance(value.key_material, bytes):
        raise CryptographicFailure("the Key Material is a structure, which is not what wrapping gives")
    return value.key_material


async def _decrypt(ctx: Context, data: KeyWrappingData, content: bytes, depth: int) -> bytes:
    assert data.encryption_key_information is not None
    chosen = await wrapping_key(ctx, data.encryption_key_information.unique_identifier, TO_UNWRAP)
    parameters = chosen.told(data.encryption_key_information.cryptographic_parameters)
    key = await readable_key(ctx, chosen.used, depth + 1)
    size: int = ctx.crypto.tag_length(key, parameters)
    tag = content[-size:] if size else None
    try:
        step = ctx.crypto.decryptor(key, parameters, data.iv_counter_nonce, b"", tag)
    except MissingIV as error:
        raise CryptographicFailure(str(error)) from None
    output: bytes = step.update(content[:-size] if size else content)
    return output + bytes(step.finish())


async def _verify(ctx: Context, data: KeyWrappingData, content: bytes, depth: int) -> bytes:
    """The content itself, once MAC or signature has proved to be its own."""
    assert data.mac_signature_key_information is not None
    if data.mac_signature is None:
        raise InvalidField("MAC/Signature is missing in Key Wrapping Data")
    chosen = await wrapping_key(ctx, data.mac_signature_key_information.unique_identifier, TO_VERIFY)
    parameters = chosen.told(data.mac_signature_key_information.cryptographic_parameters)
    key = await readable_key(ctx, chosen.used, depth + 1)
    if key.form is Form.SYMMETRIC:
        step = ctx.crypto.mac_verifier(key, parameters)
    else:
        public = ctx.crypto.public_of(key) if key.form is Form.PRIVATE else key
        step = ctx.crypto.verifier(public, parameters, False)
    step.update(content)
    try:
        step.verify(data.mac_signature)
    except SignatureInvalid:
        raise CryptographicFailure("the MAC/Signature is not the Key Value's") from None
    return content


_OFF = {Layer.ENCRYPTION: _decrypt, Layer.SEAL: _verify}


def _decoded(content: bytes, data: KeyWrappingData) -> KeyValue:
    """The Key Value that was wrapped (2.1.5, Encoding Option)."""
    if data.encoding_option is EncodingOption.NO_ENCODING:
        return KeyValue(key_material=content)
    if data.encoding_option not in (None, EncodingOption.TTLV_ENCODING):
        raise EncodingOptionNotPermitted("there is no such Encoding Option")
    try:
        return binary.decode(KeyValue, content, Tag.KEY_VALUE)
    except (Malformed, UnknownField, UnknownValue):
        raise CryptographicFailure("what was wrapped is not a Key Value") from None
