"""Wrapping: a key leaves encrypted, with a MAC or signed, with other keys (KMIP 1.4 sections 2.1.5, 2.1.6, 4.11)."""

import dataclasses

from hsmsim.errors import EncodingOptionNotPermitted, UsageExhausted, WrappingKeyNotUsable
from hsmsim.exchange.context import Context
from hsmsim.exchange.unwrapping import readable_key
from hsmsim.exchange.uses import allocate
from hsmsim.exchange.wrapping_keys import TO_SEAL, TO_WRAP, Layer, WrappingKey, layers_of, wrapping_key
from hsmsim.interfaces.crypto import Form, Key
from hsmsim.model.attributes import wire
from hsmsim.model.managed import ManagedObject
from hsmsim.spec.enums import EncodingOption
from hsmsim.spec.structures import (
    EncryptionKeyInformation,
    KeyBlock,
    KeyValue,
    KeyWrappingData,
    KeyWrappingSpecification,
    MacSignatureKeyInformation,
)
from hsmsim.spec.tags import Tag
from hsmsim.ttlv import binary


async def wrap(ctx: Context, obj: ManagedObject, block: KeyBlock, how: KeyWrappingSpecification) -> KeyBlock:
    """The key block with its Key Value wrapped.

    Args:
        obj: whose key it is; attributes that are to be inside come from it.
        block: the key in the format asked for, plain.

    Raises:
        The errors of `WRAPPING_ERRORS`; FeatureNotSupported, InvalidField: see `layers_of`.
    """
    layers = layers_of(how)
    content = _encoded(ctx, obj, block, how)
    data = KeyWrappingData(wrapping_method=how.wrapping_method, encoding_option=how.encoding_option)
    for layer in layers:
        content = await _ON[layer](ctx, how, data, content)
    return dataclasses.replace(block, key_value=_enclosed(content, how), key_wrapping_data=data)


async def _encrypt(ctx: Context, how: KeyWrappingSpecification, data: KeyWrappingData, content: bytes) -> bytes:
    assert how.encryption_key_information is not None
    chosen = await wrapping_key(ctx, how.encryption_key_information.unique_identifier, TO_WRAP)
    parameters = chosen.matching(how.encryption_key_information.cryptographic_parameters)
    key = await _key(ctx, chosen, content)
    size: int = ctx.crypto.iv_size(key, parameters)
    data.iv_counter_nonce = bytes(ctx.crypto.random(size)) if size else None
    data.encryption_key_information = EncryptionKeyInformation(
        unique_identifier=chosen.named.uid, cryptographic_parameters=parameters
    )
    step = ctx.crypto.encryptor(key, parameters, data.iv_counter_nonce, b"")
    output: bytes = step.update(content) + step.finish()
    # Key Wrapping Data has no field for the tag of an AEAD mode: it follows the ciphertext.
    return output if step.tag is None else output + bytes(step.tag)


async def _seal(ctx: Context, how: KeyWrappingSpecification, data: KeyWrappingData, content: bytes) -> bytes:
    """The content as it is; its MAC or signature goes into Key Wrapping Data."""
    assert how.mac_signature_key_information is not None
    chosen = await wrapping_key(ctx, how.mac_signature_key_information.unique_identifier, TO_SEAL)
    parameters = chosen.matching(how.mac_signature_key_information.cryptographic_parameters)
    key = await _key(ctx, chosen, content)
    data.mac_signature_key_information = MacSignatureKeyInformation(
        unique_identifier=chosen.named.uid, cryptographic_parameters=parameters
    )
    step = ctx.crypto.mac(key, parameters) if key.form is Form.SYMMETRIC else ctx.crypto.signer(key, parameters, False)
    step.update(content)
    data.mac_signature = step.finish()
    return content


_ON = {Layer.ENCRYPTION: _encrypt, Layer.SEAL: _seal}


async def _key(ctx: Context, chosen: WrappingKey, content: bytes) -> Key:
    """The key of a layer, once its Usage Limits have given what is needed."""
    try:
        allocate(ctx, chosen.used, content)
    except UsageExhausted as error:
        raise WrappingKeyNotUsable(str(error)) from None
    return await readable_key(ctx, chosen.used)


def _enclosed(wrapped: bytes, how: KeyWrappingSpecification) -> KeyValue | bytes:
    """The wrapped key in its place: 2.1.4 has a byte string for both; published cases and clients have this."""
    if how.encoding_option is EncodingOption.NO_ENCODING:
        return KeyValue(key_material=wrapped)
    return wrapped


def _encoded(ctx: Context, obj: ManagedObject, block: KeyBlock, how: KeyWrappingSpecification) -> bytes:
    """What is wrapped: the bare material, or the whole Key Value with the attributes asked for (2.1.4)."""
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
