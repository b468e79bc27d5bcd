"""Keys to use in tests, and a log that remembers."""

from typing import Any

from hsmsim.crypto.openssl import OpenSSL
from hsmsim.interfaces.crypto import Form, Key
from hsmsim.model.keyblock import VALUE_CLASSES, make_key_block
from hsmsim.model.managed import ManagedObject
from hsmsim.spec.enums import (
    BlockCipherMode,
    CryptographicAlgorithm,
    DigitalSignatureAlgorithm,
    HashingAlgorithm,
    KeyCompressionType,
    KeyFormatType,
    LinkType,
    ObjectType,
    PaddingMethod,
    RecommendedCurve,
    State,
    UsageLimitsUnit,
)
from hsmsim.spec.structures import KeyBlock, TransparentKey
from hsmsim.spec.values import CryptographicParameters, Link, UsageLimits
from tests.objects import made

EVERYTHING = 0xFFFFF
ECB = CryptographicParameters(block_cipher_mode=BlockCipherMode.ECB)
CBC = CryptographicParameters(block_cipher_mode=BlockCipherMode.CBC, padding_method=PaddingMethod.PKCS5)
GCM = CryptographicParameters(block_cipher_mode=BlockCipherMode.GCM, tag_length=16)
WRAP = CryptographicParameters(block_cipher_mode=BlockCipherMode.NISTKEYWRAP)

HMAC = CryptographicParameters(hashing_algorithm=HashingAlgorithm.SHA_256)
CMAC = CryptographicParameters(block_cipher_mode=BlockCipherMode.CMAC)
OAEP = CryptographicParameters(padding_method=PaddingMethod.OAEP, hashing_algorithm=HashingAlgorithm.SHA_256)
PKCS1 = CryptographicParameters(padding_method=PaddingMethod.PKCS1_V1_5, hashing_algorithm=HashingAlgorithm.SHA_256)
PSS = CryptographicParameters(
    padding_method=PaddingMethod.PSS,
    hashing_algorithm=HashingAlgorithm.SHA_256,
    digital_signature_algorithm=DigitalSignatureAlgorithm.RSASSA_PSS,
)

_CRYPTO = OpenSSL(bytes)
RSA_PRIVATE, RSA_PUBLIC = _CRYPTO.generate_pair(CryptographicAlgorithm.RSA, 1024, None, None)
EC_PRIVATE, EC_PUBLIC = _CRYPTO.generate_pair(CryptographicAlgorithm.ECDSA, None, RecommendedCurve.P_256, None)

_TYPES = {
    Form.SYMMETRIC: ObjectType.SYMMETRIC_KEY,
    Form.PRIVATE: ObjectType.PRIVATE_KEY,
    Form.PUBLIC: ObjectType.PUBLIC_KEY,
}


def with_block(obj: ManagedObject, block: KeyBlock) -> ManagedObject:
    """The object with another key."""
    extra = {"secret_data_type": obj.value.secret_data_type} if obj.object_type is ObjectType.SECRET_DATA else {}  # type: ignore[union-attr]
    obj.value = VALUE_CLASSES[obj.object_type](key_block=block, **extra)
    return obj


def using(
    parameters: CryptographicParameters | list[CryptographicParameters] | None = None,
    mask: int = EVERYTHING,
    uid: str = "k1",
    *,
    state: State = State.ACTIVE,
    archived: bool = False,
    **attributes: Any,
) -> ManagedObject:
    """An AES key, 000102..0F, that may be used for everything."""
    having = {"Cryptographic Usage Mask": mask, **{name.replace("_", " "): value for name, value in attributes.items()}}
    if parameters is not None:
        having["Cryptographic Parameters"] = parameters
    return made(uid, having=having, state=state, archived=archived)


def asymmetric(
    key: Key,
    key_format_type: KeyFormatType,
    parameters: CryptographicParameters | None = None,
    uid: str = "k1",
    compression: KeyCompressionType | None = None,
    mask: int = EVERYTHING,
) -> ManagedObject:
    """A private or public key in a format."""
    having: dict[str, Any] = {"Cryptographic Usage Mask": mask}
    if parameters is not None:
        having["Cryptographic Parameters"] = parameters
    obj = made(uid, _TYPES[key.form], having, state=State.ACTIVE)
    material: bytes | TransparentKey = _CRYPTO.write_key(key, key_format_type, compression)
    return with_block(obj, make_key_block(key_format_type, material, key.algorithm, key.length, compression))


def linked(
    private: Key, public: Key, parameters: CryptographicParameters | None, private_uid: str, public_uid: str
) -> tuple[ManagedObject, ManagedObject]:
    """A private and a public key with links to each other."""
    one = asymmetric(private, KeyFormatType.PKCS_8, parameters, private_uid)
    other = asymmetric(public, KeyFormatType.X_509, parameters, public_uid)
    one.add("Link", Link(link_type=LinkType.PUBLIC_KEY_LINK, linked_object_identifier=public_uid))
    other.add("Link", Link(link_type=LinkType.PRIVATE_KEY_LINK, linked_object_identifier=private_uid))
    return one, other


def limits(count: int, unit: UsageLimitsUnit) -> UsageLimits:
    """Usage Limits with so much left."""
    return UsageLimits(usage_limits_total=count, usage_limits_count=count, usage_limits_unit=unit)


class Remembering:
    """A log that keeps what it is told, formatted; of a failure with its trace."""

    def __init__(self) -> None:
        self.lines: list[str] = []
        self.traces: list[str] = []

    def info(self, format: str, **fields: Any) -> None:
        self.lines.append(format.format(**fields))

    warn = info

    def failure(self, format: str, **fields: Any) -> None:
        from traceback import format_exc

        self.lines.append(format.format(**fields))
        self.traces.append(format_exc())
