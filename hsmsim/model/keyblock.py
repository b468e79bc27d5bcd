"""Key blocks: from what a client sends or a backend makes to the value of an object, and back (KMIP 1.4 2.1.3)."""

from dataclasses import replace
from hashlib import sha256
from typing import Any

from hsmsim.errors import EncodingOptionNotPermitted, InvalidField, NoKeyValue, WrongObjectType
from hsmsim.model.attributes import is_visible
from hsmsim.model.managed import ManagedObject
from hsmsim.spec.enums import (
    CryptographicAlgorithm,
    EncodingOption,
    HashingAlgorithm,
    KeyCompressionType,
    KeyFormatType,
    ObjectType,
    WrappingMethod,
)
from hsmsim.spec.structures import (
    Attribute,
    Certificate,
    KeyBlock,
    KeyValue,
    KeyWrappingData,
    KeyWrappingSpecification,
    ObjectValue,
    OpaqueObject,
    PGPKey,
    PrivateKey,
    PublicKey,
    SecretData,
    SplitKey,
    SymmetricKey,
    Template,
    TransparentKey,
)
from hsmsim.spec.tags import Tag
from hsmsim.spec.values import Digest
from hsmsim.spec.versions import Version
from hsmsim.ttlv import binary

# The class of an object's value, and the field of a payload that carries it.
VALUE_CLASSES: dict[ObjectType, type] = {
    ObjectType.CERTIFICATE: Certificate,
    ObjectType.SYMMETRIC_KEY: SymmetricKey,
    ObjectType.PUBLIC_KEY: PublicKey,
    ObjectType.PRIVATE_KEY: PrivateKey,
    ObjectType.SPLIT_KEY: SplitKey,
    ObjectType.TEMPLATE: Template,
    ObjectType.SECRET_DATA: SecretData,
    ObjectType.OPAQUE_OBJECT: OpaqueObject,
    ObjectType.PGP_KEY: PGPKey,
}

FIELDS = {object_type: object_type.name.lower() for object_type in VALUE_CLASSES}


def key_block_of(value: ObjectValue | None) -> KeyBlock | None:
    """The key block of an object's value; None where it has none."""
    return getattr(value, "key_block", None)


def with_key_block(value: ObjectValue, block: KeyBlock) -> ObjectValue:
    """An object's value with this key block; the same value if it has it already."""
    changed: Any = value  # of a class with a key block
    return value if changed.key_block is block else replace(changed, key_block=block)


def hides(how: KeyWrappingSpecification | KeyWrappingData | None) -> bool:
    """Whether nobody reads what is wrapped so: a MAC or signature alone hides nothing."""
    return how is not None and how.wrapping_method is not WrappingMethod.MAC_SIGN


def plain_key_value(obj: ManagedObject) -> tuple[KeyBlock, KeyValue]:
    """Key block and key value of an object whose key is here and not wrapped.

    Raises:
        NoKeyValue: the server has only the attributes, or the key is wrapped with another.
        WrongObjectType: it is not an object with a key block.
    """
    if obj.value is None:
        raise NoKeyValue("the key has been destroyed")
    block = key_block_of(obj.value)
    if obj.working is not None and obj.working.key_block is not None:
        block = obj.working.key_block
    if block is None:
        raise WrongObjectType(f"an object of type {obj.object_type.title} has no key")
    if block.key_value is None:
        raise NoKeyValue("the server has no key value for this object")
    if isinstance(block.key_value, bytes) or block.key_wrapping_data is not None:
        raise NoKeyValue("the key value is wrapped")
    return block, block.key_value


def make_key_block(
    key_format_type: KeyFormatType,
    material: bytes | TransparentKey,
    algorithm: CryptographicAlgorithm | None,
    length: int | None,
    compression: KeyCompressionType | None = None,
) -> KeyBlock:
    """A key block with a plain key."""
    return KeyBlock(
        key_format_type=key_format_type,
        key_compression_type=compression,
        key_value=KeyValue(key_material=material),
        cryptographic_algorithm=algorithm,
        cryptographic_length=length,
    )


def as_seen(value: ObjectValue, version: Version) -> ObjectValue:
    """The value for a client of a version: without attributes inside it that came later."""
    if isinstance(value, Template):
        return Template(attribute=_known(value.attribute, version))
    block = key_block_of(value)
    if block is None or not isinstance(block.key_value, KeyValue) or not block.key_value.attribute:
        return value
    key_value = replace(block.key_value, attribute=_known(block.key_value.attribute, version))
    return with_key_block(value, replace(block, key_value=key_value))


def _known(attributes: list[Attribute], version: Version) -> list[Attribute]:
    return [attribute for attribute in attributes if is_visible(attribute.attribute_name, version)]


def digest_of(value: ObjectValue) -> Digest | None:
    """The SHA-256 Digest of an object's value (3.17); None where there is nothing to digest, or only wrapped."""
    if isinstance(value, Certificate):
        return _digest(value.certificate_value, None)
    if isinstance(value, OpaqueObject):
        return _digest(value.opaque_data_value, None)
    block = key_block_of(value)
    if block is None or block.key_value is None or block.key_wrapping_data is not None:
        return None
    if isinstance(block.key_value, bytes):
        container = block.key_format_type is KeyFormatType.PKCS_12
        return _digest(block.key_value, block.key_format_type) if container else None
    material = block.key_value.key_material
    if isinstance(material, TransparentKey):
        material = binary.encode(material, Tag.KEY_MATERIAL)
    return _digest(material, block.key_format_type)


def _digest(data: bytes, key_format_type: KeyFormatType | None) -> Digest:
    return Digest(
        hashing_algorithm=HashingAlgorithm.SHA_256,
        digest_value=sha256(data).digest(),
        key_format_type=key_format_type,
    )


def check_block(block: KeyBlock) -> None:
    """Refuse a key block that contradicts itself (2.1.3, 2.1.5).

    Raises:
        InvalidField: see above.
        EncodingOptionNotPermitted: attributes beside a key that was wrapped without encoding.
    """
    if (block.cryptographic_algorithm is None) != (block.cryptographic_length is None):
        raise InvalidField("Cryptographic Algorithm and Cryptographic Length go together")
    container = block.key_format_type is KeyFormatType.PKCS_12
    if isinstance(block.key_value, bytes) and block.key_wrapping_data is None and not container:
        raise InvalidField("a Key Value that is a byte string needs Key Wrapping Data")
    if block.key_value is None and block.key_wrapping_data is not None:
        raise InvalidField("Key Wrapping Data without a Key Value")
    if block.key_wrapping_data is not None:
        _check_wrapping(block, block.key_wrapping_data)


def _check_wrapping(block: KeyBlock, data: KeyWrappingData) -> None:
    if data.encryption_key_information is None and data.mac_signature_key_information is None:
        raise InvalidField("Key Wrapping Data names no key")
    inside = block.key_value.attribute if isinstance(block.key_value, KeyValue) else []
    if inside and data.encoding_option is EncodingOption.NO_ENCODING:
        raise EncodingOptionNotPermitted("attributes go with TTLV Encoding only")
