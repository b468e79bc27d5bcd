"""Right requests about wrapped keys, to be spoiled: they name a key whose value is known."""

from typing import TYPE_CHECKING, Any

from hsmsim.spec.enums import (
    BlockCipherMode,
    CryptographicAlgorithm,
    EncodingOption,
    HashingAlgorithm,
    KeyFormatType,
    KeyWrapType,
    ObjectType,
    Operation,
    WrappingMethod,
)
from hsmsim.spec.structures import (
    Attribute,
    EncryptionKeyInformation,
    KeyBlock,
    KeyValue,
    KeyWrappingData,
    KeyWrappingSpecification,
    MacSignatureKeyInformation,
    SymmetricKey,
    TemplateAttribute,
)
from hsmsim.spec.values import CryptographicParameters
from tests.appliance import message

if TYPE_CHECKING:
    from tests.fuzz.corpus import Corpus

_WRAP = CryptographicParameters(block_cipher_mode=BlockCipherMode.NISTKEYWRAP)
_HMAC = CryptographicParameters(hashing_algorithm=HashingAlgorithm.SHA_256)
_WRAPPED = bytes.fromhex("1fa68b0a8112b447aef34bd8fb5a7b829d3e862371d2cfe5")  # RFC 3394 4.1


def _register(value: Any, wrapping: KeyWrappingData | None = None, **values: Any) -> dict[str, Any]:
    block = KeyBlock(
        key_format_type=KeyFormatType.RAW,
        key_value=value,
        cryptographic_algorithm=CryptographicAlgorithm.AES,
        cryptographic_length=128,
        key_wrapping_data=wrapping,
    )
    given = {"Cryptographic Usage Mask": 0x000FFFFF, "Activation Date": 0, **values}
    attributes = [Attribute(attribute_name=name, attribute_value=value) for name, value in given.items()]
    return {
        "object_type": ObjectType.SYMMETRIC_KEY,
        "template_attribute": TemplateAttribute(attribute=attributes),
        "symmetric_key": SymmetricKey(key_block=block),
    }


def wrapping_key(corpus: "Corpus") -> bytes:
    """A request that makes the key which wraps, and what was wrapped with it is published."""
    return corpus.one(Operation.REGISTER, **_register(KeyValue(key_material=bytes(range(16)))))


def about_wrapping(corpus: "Corpus", kek: str) -> list[bytes]:
    """Keys that come wrapped and are unwrapped, and keys that leave with a MAC."""
    cipher = EncryptionKeyInformation(unique_identifier=kek, cryptographic_parameters=_WRAP)
    seal = MacSignatureKeyInformation(unique_identifier=kek, cryptographic_parameters=_HMAC)
    both = {"encryption_key_information": cipher, "mac_signature_key_information": seal}
    data = KeyWrappingData(
        wrapping_method=WrappingMethod.ENCRYPT,
        encryption_key_information=cipher,
        encoding_option=EncodingOption.NO_ENCODING,
    )
    registered = corpus.item(Operation.REGISTER, b"1", **_register(_WRAPPED, data))
    ecb = CryptographicParameters(block_cipher_mode=BlockCipherMode.ECB)
    sealed = KeyWrappingSpecification(wrapping_method=WrappingMethod.MAC_SIGN, mac_signature_key_information=seal)
    return [
        message([registered, corpus.item(Operation.GET, b"2", key_wrap_type=KeyWrapType.NOT_WRAPPED)]),
        message([registered, corpus.item(Operation.ENCRYPT, b"2", cryptographic_parameters=ecb, data=bytes(16))]),
        corpus.one(Operation.GET, unique_identifier=kek, key_wrapping_specification=sealed),
        *(
            corpus.one(
                Operation.GET,
                unique_identifier=kek,
                key_wrapping_specification=KeyWrappingSpecification(wrapping_method=method, **both),
            )
            for method in (WrappingMethod.ENCRYPT_THEN_MAC_SIGN, WrappingMethod.MAC_SIGN_THEN_ENCRYPT)
        ),
    ]
