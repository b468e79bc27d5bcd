"""The structures of KMIP 1.4 that more than one message uses (chapters 2, 6 and 7).

The payloads of an operation stand with the operation. `since` is the first version whose tables have the field.
"""

from hsmsim.spec.attributes import VALUE_KINDS
from hsmsim.spec.enums import (
    AttestationType,
    BatchErrorContinuationOption,
    CertificateType,
    CredentialType,
    CryptographicAlgorithm,
    DestroyAction,
    EncodingOption,
    KeyCompressionType,
    KeyFormatType,
    OpaqueDataType,
    Operation,
    ProfileName,
    RecommendedCurve,
    ResultReason,
    ResultStatus,
    RNGMode,
    SecretDataType,
    ShreddingAlgorithm,
    SplitKeyMethod,
    UnwrapMode,
    ValidationAuthorityType,
    ValidationType,
    WrappingMethod,
)
from hsmsim.spec.tags import Tag
from hsmsim.spec.values import CryptographicParameters, Name
from hsmsim.spec.versions import V1_1, V1_2, V1_4
from hsmsim.ttlv.schema import (
    ItemType,
    Kind,
    Raw,
    big_integer,
    boolean,
    date_time,
    enumeration,
    integer,
    nested,
    octets,
    octets_or,
    open_value,
    structure,
    text,
    undecoded,
)

# ------------------------------------------------------------------------- attributes and templates (2.1.1, 2.1.8)


@structure(Tag)
class Attribute:
    """Attribute (2.1.1, table 2). The value of a custom or unknown attribute is a Node."""

    attribute_name: str = text()
    attribute_index: int | None = integer(default=None)
    attribute_value: object = open_value("attribute_name", VALUE_KINDS, default=None)


@structure(Tag)
class TemplateAttribute:
    """Template-Attribute and its three siblings (2.1.8, table 29)."""

    name: list[Name] = nested(Name, factory=list)
    attribute: list[Attribute] = nested(Attribute, factory=list)


# ----------------------------------------------------------------------------------------- credentials (2.1.2)


@structure(Tag)
class UsernameAndPassword:
    """Credential Value for Username and Password (table 4)."""

    username: str = text()
    password: str | None = text(default=None, secret=True)


@structure(Tag)
class DeviceCredential:
    """Credential Value for Device (table 5)."""

    device_serial_number: str | None = text(default=None)
    password: str | None = text(default=None, secret=True)
    device_identifier: str | None = text(default=None)
    network_identifier: str | None = text(default=None)
    machine_identifier: str | None = text(default=None)
    media_identifier: str | None = text(default=None)


@structure(Tag)
class Nonce:
    """Nonce (2.1.14, table 35)."""

    nonce_id: bytes = octets()
    nonce_value: bytes = octets()


@structure(Tag)
class AttestationCredential:
    """Credential Value for Attestation (table 6)."""

    nonce: Nonce = nested(Nonce)
    attestation_type: AttestationType = enumeration(AttestationType)
    attestation_measurement: bytes | None = octets(default=None)
    attestation_assertion: bytes | None = octets(default=None)


_CREDENTIAL_VALUES = {
    CredentialType.USERNAME_AND_PASSWORD: Kind(ItemType.STRUCTURE, UsernameAndPassword),
    CredentialType.DEVICE: Kind(ItemType.STRUCTURE, DeviceCredential),
    CredentialType.ATTESTATION: Kind(ItemType.STRUCTURE, AttestationCredential),
}


@structure(Tag)
class Credential:
    """Credential (2.1.2, table 3)."""

    credential_type: CredentialType = enumeration(CredentialType)
    credential_value: object = open_value("credential_type", _CREDENTIAL_VALUES)


@structure(Tag)
class Authentication:
    """Authentication (6.6, table 266)."""

    credential: list[Credential] = nested(Credential, factory=list)


# ------------------------------------------------------------------------------------------- key block (2.1.3)


@structure(Tag)
class TransparentKey:
    """Key Material of every Transparent Key Format Type (2.1.7, tables 14 to 28), in an order that fits all of them.

    Which fields belong to which Key Format Type is a rule of model/keyblock.py.
    """

    key: bytes | None = octets(default=None, secret=True)
    modulus: int | None = big_integer(default=None)
    private_exponent: int | None = big_integer(default=None, secret=True)
    public_exponent: int | None = big_integer(default=None)
    recommended_curve: RecommendedCurve | None = enumeration(RecommendedCurve, default=None)
    d: int | None = big_integer(default=None, secret=True)
    q_string: bytes | None = octets(default=None)
    p: int | None = big_integer(default=None, secret=True)
    q: int | None = big_integer(default=None, secret=True)
    g: int | None = big_integer(default=None)
    j: int | None = big_integer(default=None)
    x: int | None = big_integer(default=None, secret=True)
    y: int | None = big_integer(default=None)
    prime_exponent_p: int | None = big_integer(default=None, secret=True)
    prime_exponent_q: int | None = big_integer(default=None, secret=True)
    crt_coefficient: int | None = big_integer(default=None, secret=True)


@structure(Tag)
class KeyValue:
    """Key Value in plain text (2.1.4, table 8)."""

    key_material: bytes | TransparentKey = octets_or(TransparentKey, secret=True)
    attribute: list[Attribute] = nested(Attribute, factory=list)


@structure(Tag)
class EncryptionKeyInformation:
    """Encryption Key Information (2.1.5, table 10)."""

    unique_identifier: str = text()
    cryptographic_parameters: CryptographicParameters | None = nested(CryptographicParameters, default=None)


@structure(Tag)
class MacSignatureKeyInformation:
    """MAC/Signature Key Information (2.1.5, table 11)."""

    unique_identifier: str = text()
    cryptographic_parameters: CryptographicParameters | None = nested(CryptographicParameters, default=None)


@structure(Tag)
class KeyWrappingData:
    """Key Wrapping Data (2.1.5, table 9)."""

    wrapping_method: WrappingMethod = enumeration(WrappingMethod)
    encryption_key_information: EncryptionKeyInformation | None = nested(EncryptionKeyInformation, default=None)
    mac_signature_key_information: MacSignatureKeyInformation | None = nested(MacSignatureKeyInformation, default=None)
    mac_signature: bytes | None = octets(default=None)
    iv_counter_nonce: bytes | None = octets(default=None)
    encoding_option: EncodingOption | None = enumeration(EncodingOption, default=None, since=V1_1)


@structure(Tag)
class KeyWrappingSpecification:
    """Key Wrapping Specification (2.1.6, table 12)."""

    wrapping_method: WrappingMethod = enumeration(WrappingMethod)
    encryption_key_information: EncryptionKeyInformation | None = nested(EncryptionKeyInformation, default=None)
    mac_signature_key_information: MacSignatureKeyInformation | None = nested(MacSignatureKeyInformation, default=None)
    attribute_name: list[str] = text(factory=list)
    encoding_option: EncodingOption | None = enumeration(EncodingOption, default=None, since=V1_1)


@structure(Tag)
class KeyBlock:
    """Key Block (2.1.3, table 7). The Key Value is a byte string when it is wrapped."""

    key_format_type: KeyFormatType = enumeration(KeyFormatType)
    key_compression_type: KeyCompressionType | None = enumeration(KeyCompressionType, default=None)
    key_value: bytes | KeyValue | None = octets_or(KeyValue, default=None, secret=True)
    cryptographic_algorithm: CryptographicAlgorithm | None = enumeration(CryptographicAlgorithm, default=None)
    cryptographic_length: int | None = integer(default=None)
    key_wrapping_data: KeyWrappingData | None = nested(KeyWrappingData, default=None)


# ------------------------------------------------------------------------------------- managed objects (2.2)


@structure(Tag)
class Certificate:
    """Certificate (2.2.1, table 45)."""

    certificate_type: CertificateType = enumeration(CertificateType)
    certificate_value: bytes = octets()


@structure(Tag)
class SymmetricKey:
    """Symmetric Key (2.2.2, table 46)."""

    key_block: KeyBlock = nested(KeyBlock)


@structure(Tag)
class PublicKey:
    """Public Key (2.2.3, table 47)."""

    key_block: KeyBlock = nested(KeyBlock)


@structure(Tag)
class PrivateKey:
    """Private Key (2.2.4, table 48)."""

    key_block: KeyBlock = nested(KeyBlock)


@structure(Tag)
class SplitKey:
    """Split Key (2.2.5, table 49)."""

    split_key_parts: int = integer()
    key_part_identifier: int = integer()
    split_key_threshold: int = integer()
    split_key_method: SplitKeyMethod = enumeration(SplitKeyMethod)
    prime_field_size: int | None = big_integer(default=None)
    key_block: KeyBlock = nested(KeyBlock)


@structure(Tag)
class Template:
    """Template (2.2.6, table 50); deprecated since 1.3."""

    attribute: list[Attribute] = nested(Attribute, factory=list)


@structure(Tag)
class SecretData:
    """Secret Data (2.2.7, table 51)."""

    secret_data_type: SecretDataType = enumeration(SecretDataType)
    key_block: KeyBlock = nested(KeyBlock)


@structure(Tag)
class OpaqueObject:
    """Opaque Object (2.2.8, table 52)."""

    opaque_data_type: OpaqueDataType = enumeration(OpaqueDataType)
    opaque_data_value: bytes = octets(secret=True)


@structure(Tag)
class PGPKey:
    """PGP Key (2.2.9, table 53)."""

    pgp_key_version: int = integer()
    key_block: KeyBlock = nested(KeyBlock)


ObjectValue = (
    Certificate | SymmetricKey | PublicKey | PrivateKey | SplitKey | Template | SecretData | OpaqueObject | PGPKey
)

# ------------------------------------------------------------------------------------------------ derivation (4.6)


@structure(Tag)
class DerivationParameters:
    """Derivation Parameters (4.6, tables 182 and 183)."""

    cryptographic_parameters: CryptographicParameters | None = nested(CryptographicParameters, default=None)
    initialization_vector: bytes | None = octets(default=None)
    derivation_data: bytes | None = octets(default=None, secret=True)
    salt: bytes | None = octets(default=None)
    iteration_count: int | None = integer(default=None)


# -------------------------------------------------------------- what a server says of itself (2.1.9, 2.1.19 to 2.1.21)


@structure(Tag)
class ExtensionInformation:
    """Extension Information (2.1.9, table 30)."""

    extension_name: str = text()
    extension_tag: int | None = integer(default=None)
    extension_type: int | None = integer(default=None)


@structure(Tag)
class ProfileInformation:
    """Profile Information (2.1.19, table 40)."""

    profile_name: ProfileName = enumeration(ProfileName)
    server_uri: str | None = text(default=None)
    server_port: int | None = integer(default=None)


@structure(Tag)
class ValidationInformation:
    """Validation Information (2.1.20, table 41)."""

    validation_authority_type: ValidationAuthorityType = enumeration(ValidationAuthorityType)
    validation_authority_country: str | None = text(default=None)
    validation_authority_uri: str | None = text(default=None)
    validation_version_major: int = integer()
    validation_version_minor: int | None = integer(default=None)
    validation_type: ValidationType = enumeration(ValidationType)
    validation_level: int = integer()
    validation_certificate_identifier: str | None = text(default=None)
    validation_certificate_uri: str | None = text(default=None)
    validation_vendor_uri: str | None = text(default=None)
    validation_profile: list[str] = text(factory=list)


@structure(Tag)
class CapabilityInformation:
    """Capability Information (2.1.21, table 42)."""

    streaming_capability: bool | None = boolean(default=None)
    asynchronous_capability: bool | None = boolean(default=None)
    attestation_capability: bool | None = boolean(default=None)
    batch_undo_capability: bool | None = boolean(default=None, since=V1_4)
    batch_continue_capability: bool | None = boolean(default=None, since=V1_4)
    unwrap_mode: UnwrapMode | None = enumeration(UnwrapMode, default=None)
    destroy_action: DestroyAction | None = enumeration(DestroyAction, default=None)
    shredding_algorithm: ShreddingAlgorithm | None = enumeration(ShreddingAlgorithm, default=None)
    rng_mode: RNGMode | None = enumeration(RNGMode, default=None)


# ----------------------------------------------------------------------------------- messages (chapters 6 and 7)


@structure(Tag)
class ProtocolVersion:
    """Protocol Version (6.1, table 261)."""

    protocol_version_major: int = integer()
    protocol_version_minor: int = integer()


@structure(Tag)
class MessageExtension:
    """Message Extension (6.16, table 276)."""

    vendor_identification: str = text()
    criticality_indicator: bool = boolean()
    vendor_extension: Raw = undecoded()


@structure(Tag)
class RequestHeader:
    """Request Header (7.2, table 282)."""

    protocol_version: ProtocolVersion = nested(ProtocolVersion)
    maximum_response_size: int | None = integer(default=None)
    client_correlation_value: str | None = text(default=None, since=V1_4)
    server_correlation_value: str | None = text(default=None, since=V1_4)
    asynchronous_indicator: bool | None = boolean(default=None)
    attestation_capable_indicator: bool | None = boolean(default=None, since=V1_2)
    attestation_type: list[AttestationType] = enumeration(AttestationType, factory=list, since=V1_2)
    authentication: Authentication | None = nested(Authentication, default=None)
    batch_error_continuation_option: BatchErrorContinuationOption | None = enumeration(
        BatchErrorContinuationOption, default=None
    )
    batch_order_option: bool | None = boolean(default=None)
    time_stamp: int | None = date_time(default=None)
    batch_count: int = integer()


@structure(Tag)
class VersionedHeader:
    """What is read of any Request Header before its version is known; the rest is left aside."""

    protocol_version: ProtocolVersion = nested(ProtocolVersion)


@structure(Tag)
class RequestBatchItem:
    """Request Batch Item (7.2, table 283)."""

    operation: Operation = enumeration(Operation)
    unique_batch_item_id: bytes | None = octets(default=None)
    request_payload: Raw = undecoded()
    message_extension: MessageExtension | None = nested(MessageExtension, default=None)


@structure(Tag)
class RequestMessage:
    """Request Message (7.1, table 280); header and items are decoded one by one."""

    request_header: Raw = undecoded()
    batch_item: list[Raw] = undecoded(factory=list)


@structure(Tag)
class ResponseHeader:
    """Response Header (7.2, table 284)."""

    protocol_version: ProtocolVersion = nested(ProtocolVersion)
    time_stamp: int = date_time()
    nonce: Nonce | None = nested(Nonce, default=None, since=V1_2)
    attestation_type: list[AttestationType] = enumeration(AttestationType, factory=list, since=V1_2)
    client_correlation_value: str | None = text(default=None, since=V1_4)
    server_correlation_value: str | None = text(default=None, since=V1_4)
    batch_count: int = integer()


@structure(Tag)
class ResponseBatchItem:
    """Response Batch Item (7.2, table 285)."""

    operation: Operation | None = enumeration(Operation, default=None)
    unique_batch_item_id: bytes | None = octets(default=None)
    result_status: ResultStatus = enumeration(ResultStatus)
    result_reason: ResultReason | None = enumeration(ResultReason, default=None)
    result_message: str | None = text(default=None)
    asynchronous_correlation_value: bytes | None = octets(default=None)
    response_payload: object | None = undecoded(default=None)


@structure(Tag)
class ResponseMessage:
    """Response Message (7.1, table 281); header and items are decoded one by one."""

    response_header: Raw = undecoded()
    batch_item: list[Raw] = undecoded(factory=list)


# All of a message but the payloads.
MESSAGES = (
    RequestMessage,
    RequestHeader,
    RequestBatchItem,
    ResponseMessage,
    ResponseHeader,
    ResponseBatchItem,
)
