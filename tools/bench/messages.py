"""Request messages, as bytes, made once."""

from collections.abc import Sequence
from typing import Any

from hsmsim.operations import table
from hsmsim.server.https import ENCODINGS
from hsmsim.spec.enums import (
    BlockCipherMode,
    CertificateType,
    CryptographicAlgorithm,
    DerivationMethod,
    HashingAlgorithm,
    KeyFormatType,
    NameType,
    ObjectType,
    Operation,
    PaddingMethod,
    RecommendedCurve,
    ResultStatus,
    SecretDataType,
)
from hsmsim.spec.masks import CryptographicUsageMask
from hsmsim.spec.structures import (
    Attribute,
    DerivationParameters,
    KeyBlock,
    KeyValue,
    ProtocolVersion,
    RequestBatchItem,
    RequestHeader,
    RequestMessage,
    ResponseBatchItem,
    ResponseHeader,
    SecretData,
    SymmetricKey,
    TemplateAttribute,
)
from hsmsim.spec.tags import Tag
from hsmsim.spec.values import CryptographicDomainParameters, CryptographicParameters, Name
from hsmsim.spec.versions import V1_4
from hsmsim.ttlv import binary
from hsmsim.ttlv.schema import Raw, nested, structure, undecoded

KIB, MIB = 1 << 10, 1 << 20


@structure(Tag)
class ResponseMessage:
    """Response Message (7.1, table 281)."""

    response_header: ResponseHeader = nested(ResponseHeader)
    batch_item: list[Raw] = undecoded(factory=list)


class NotDone(Exception):
    """The server did not do what the measurements need."""


def _raw(value: Any, tag: int) -> Raw:
    data = binary.encode(value, tag, version=V1_4)
    return Raw(data, 8, len(data) - 8)


def message(*asked: tuple[Operation, Any]) -> bytes:
    """A request message of KMIP 1.4 with these operations and payloads."""
    items = [
        RequestBatchItem(
            operation=operation,
            unique_batch_item_id=number.to_bytes(4, "big") if len(asked) > 1 else None,
            request_payload=_raw(payload, Tag.REQUEST_PAYLOAD),
        )
        for number, (operation, payload) in enumerate(asked)
    ]
    version = ProtocolVersion(protocol_version_major=1, protocol_version_minor=4)
    header = RequestHeader(protocol_version=version, batch_count=len(items))
    request = RequestMessage(
        request_header=_raw(header, Tag.REQUEST_HEADER), batch_item=[_raw(each, Tag.BATCH_ITEM) for each in items]
    )
    return binary.encode(request, Tag.REQUEST_MESSAGE)


def one(operation: Operation, **fields: Any) -> bytes:
    """A request message with one operation."""
    return message((operation, table()[operation].request(**fields)))


def read(answer: bytes) -> list[Any]:
    """The response payloads of an answer.

    Raises:
        NotDone: one of its items is not Success.
    """
    payloads = []
    for raw in binary.decode(ResponseMessage, answer, Tag.RESPONSE_MESSAGE).batch_item:
        item = binary.decode_raw(ResponseBatchItem, raw)
        if item.result_status is not ResultStatus.SUCCESS or item.operation is None or item.response_payload is None:
            raise NotDone(f"{item.operation!r}: {item.result_reason!r}: {item.result_message}")
        payloads.append(binary.decode_raw(table()[item.operation].response, item.response_payload))
    return payloads


# ------------------------------------------------------------------------------------------------------ requests


def discover_versions() -> bytes:
    """Discover Versions."""
    return one(Operation.DISCOVER_VERSIONS)


def create_payload(name: str | None = None) -> Any:
    """Create an AES-256 key for encryption."""
    facts: dict[str, Any] = {
        "Cryptographic Algorithm": CryptographicAlgorithm.AES,
        "Cryptographic Length": 256,
        "Cryptographic Usage Mask": CryptographicUsageMask.ENCRYPT | CryptographicUsageMask.DECRYPT,
    }
    if name is not None:
        facts["Name"] = _name(name)
    row = table()[Operation.CREATE]
    return row.request(object_type=ObjectType.SYMMETRIC_KEY, template_attribute=_template(facts))


def create(name: str | None = None) -> bytes:
    """Create an AES-256 key."""
    return message((Operation.CREATE, create_payload(name)))


def create_many(names: Sequence[str]) -> bytes:
    """Create an AES-256 key of each name."""
    return message(*((Operation.CREATE, create_payload(name)) for name in names))


def create_key_pair() -> bytes:
    """Create an RSA-2048 pair for signatures."""
    common = {"Cryptographic Algorithm": CryptographicAlgorithm.RSA, "Cryptographic Length": 2048}
    return one(
        Operation.CREATE_KEY_PAIR,
        common_template_attribute=_template(common),
        private_key_template_attribute=_template({"Cryptographic Usage Mask": CryptographicUsageMask.SIGN}),
        public_key_template_attribute=_template({"Cryptographic Usage Mask": CryptographicUsageMask.VERIFY}),
    )


def create_ec_pair() -> bytes:
    """Create a pair on P-256."""
    curve = CryptographicDomainParameters(recommended_curve=RecommendedCurve.P_256)
    common = {"Cryptographic Algorithm": CryptographicAlgorithm.ECDSA, "Cryptographic Domain Parameters": curve}
    return one(Operation.CREATE_KEY_PAIR, common_template_attribute=_template(common))


def activate(uid: str) -> bytes:
    """Activate."""
    return one(Operation.ACTIVATE, unique_identifier=uid)


def get(uid: str) -> bytes:
    """Get."""
    return one(Operation.GET, unique_identifier=uid)


def get_many(uids: Sequence[str]) -> bytes:
    """Get each, as one batch."""
    request = table()[Operation.GET].request
    return message(*((Operation.GET, request(unique_identifier=uid)) for uid in uids))


def get_attributes(uid: str) -> bytes:
    """Get Attributes: all of them."""
    return one(Operation.GET_ATTRIBUTES, unique_identifier=uid)


def locate(name: str) -> bytes:
    """Locate by name."""
    return one(Operation.LOCATE, attribute=[Attribute(attribute_name="Name", attribute_value=_name(name))])


def encrypt(uid: str, size: int) -> bytes:
    """Encrypt so many bytes with AES-CBC."""
    how = CryptographicParameters(
        block_cipher_mode=BlockCipherMode.CBC,
        padding_method=PaddingMethod.PKCS5,
        cryptographic_algorithm=CryptographicAlgorithm.AES,
    )
    return one(
        Operation.ENCRYPT,
        unique_identifier=uid,
        cryptographic_parameters=how,
        data=bytes(size),
        iv_counter_nonce=bytes(16),
    )


def re_key(uid: str) -> bytes:
    """Re-key."""
    return one(Operation.RE_KEY, unique_identifier=uid)


def register() -> bytes:
    """Register an AES-256 key."""
    block = KeyBlock(
        key_format_type=KeyFormatType.RAW,
        key_value=KeyValue(key_material=bytes(range(32))),
        cryptographic_algorithm=CryptographicAlgorithm.AES,
        cryptographic_length=256,
    )
    return one(
        Operation.REGISTER,
        object_type=ObjectType.SYMMETRIC_KEY,
        template_attribute=create_payload().template_attribute,
        symmetric_key=SymmetricKey(key_block=block),
    )


def register_secret() -> bytes:
    """Register secret data to derive from."""
    block = KeyBlock(key_format_type=KeyFormatType.OPAQUE, key_value=KeyValue(key_material=bytes(range(32))))
    return one(
        Operation.REGISTER,
        object_type=ObjectType.SECRET_DATA,
        template_attribute=_template({"Cryptographic Usage Mask": CryptographicUsageMask.DERIVE_KEY}),
        secret_data=SecretData(secret_data_type=SecretDataType.SEED, key_block=block),
    )


def derive_key(uid: str) -> bytes:
    """Derive an AES-256 key by HMAC."""
    how = DerivationParameters(
        cryptographic_parameters=CryptographicParameters(hashing_algorithm=HashingAlgorithm.SHA_256),
        derivation_data=bytes(32),
    )
    return one(
        Operation.DERIVE_KEY,
        object_type=ObjectType.SYMMETRIC_KEY,
        unique_identifier=[uid],
        derivation_method=DerivationMethod.HMAC,
        derivation_parameters=how,
        template_attribute=create_payload().template_attribute,
    )


def certify(uid: str) -> bytes:
    """Certify a public key, without a request of its owner."""
    return one(
        Operation.CERTIFY,
        unique_identifier=uid,
        template_attribute=_template({"Certificate Type": CertificateType.X_509}),
    )


def posted(request: bytes, media: str) -> bytes:
    """The same message over HTTPS, in an encoding."""
    body = ENCODINGS[media.encode()].write(request)
    lines = "POST /kmip HTTP/1.1", "Host: hsm", f"Content-Type: {media}", f"Content-Length: {len(body)}", "", ""
    return "\r\n".join(lines).encode() + body


def sign(uid: str) -> bytes:
    """Sign with RSA."""
    how = CryptographicParameters(
        padding_method=PaddingMethod.PKCS1_V1_5,
        hashing_algorithm=HashingAlgorithm.SHA_256,
        cryptographic_algorithm=CryptographicAlgorithm.RSA,
    )
    return one(Operation.SIGN, unique_identifier=uid, cryptographic_parameters=how, data=bytes(64))


def _name(text: str) -> Name:
    return Name(name_value=text, name_type=NameType.UNINTERPRETED_TEXT_STRING)


def _template(facts: dict[str, Any]) -> TemplateAttribute:
    return TemplateAttribute(
        attribute=[Attribute(attribute_name=name, attribute_value=value) for name, value in facts.items()]
    )
