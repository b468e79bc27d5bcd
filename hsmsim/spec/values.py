"""Attribute values that are structures (KMIP 1.4 chapter 3 and 2.1.18).

`since` is the first version whose tables have the field. Fields that Locate may leave out are optional here; what a
stored value needs is a rule of model/attributes.py.
"""

from hsmsim.spec.enums import (
    AlternativeNameType,
    BlockCipherMode,
    CryptographicAlgorithm,
    DigitalSignatureAlgorithm,
    DRBGAlgorithm,
    FIPS186Variation,
    HashingAlgorithm,
    KeyFormatType,
    KeyRoleType,
    KeyValueLocationType,
    LinkType,
    MaskGenerator,
    NameType,
    PaddingMethod,
    RecommendedCurve,
    RevocationReasonCode,
    RNGAlgorithm,
    UsageLimitsUnit,
)
from hsmsim.spec.tags import Tag
from hsmsim.spec.versions import V1_1, V1_2, V1_4
from hsmsim.ttlv.schema import (
    boolean,
    enumeration,
    integer,
    long_integer,
    octets,
    structure,
    text,
)


@structure(Tag)
class Name:
    """Name (3.2, table 57)."""

    name_value: str | None = text(default=None)
    name_type: NameType | None = enumeration(NameType, default=None)


@structure(Tag)
class CryptographicParameters:
    """Cryptographic Parameters (3.6, table 65)."""

    block_cipher_mode: BlockCipherMode | None = enumeration(BlockCipherMode, default=None)
    padding_method: PaddingMethod | None = enumeration(PaddingMethod, default=None)
    hashing_algorithm: HashingAlgorithm | None = enumeration(HashingAlgorithm, default=None)
    key_role_type: KeyRoleType | None = enumeration(KeyRoleType, default=None)
    digital_signature_algorithm: DigitalSignatureAlgorithm | None = enumeration(
        DigitalSignatureAlgorithm, default=None, since=V1_2
    )
    cryptographic_algorithm: CryptographicAlgorithm | None = enumeration(
        CryptographicAlgorithm, default=None, since=V1_2
    )
    random_iv: bool | None = boolean(default=None, since=V1_2)
    iv_length: int | None = integer(default=None, since=V1_2)
    tag_length: int | None = integer(default=None, since=V1_2)
    fixed_field_length: int | None = integer(default=None, since=V1_2)
    invocation_field_length: int | None = integer(default=None, since=V1_2)
    counter_length: int | None = integer(default=None, since=V1_2)
    initial_counter_value: int | None = integer(default=None, since=V1_2)
    salt_length: int | None = integer(default=None, since=V1_4)
    mask_generator: MaskGenerator | None = enumeration(MaskGenerator, default=None, since=V1_4)
    mask_generator_hashing_algorithm: HashingAlgorithm | None = enumeration(HashingAlgorithm, default=None, since=V1_4)
    p_source: bytes | None = octets(default=None, since=V1_4)
    trailer_field: int | None = integer(default=None, since=V1_4)


@structure(Tag)
class CryptographicDomainParameters:
    """Cryptographic Domain Parameters (3.7, table 68)."""

    qlength: int | None = integer(default=None)
    recommended_curve: RecommendedCurve | None = enumeration(RecommendedCurve, default=None)


@structure(Tag)
class X509CertificateIdentifier:
    """X.509 Certificate Identifier (3.10, table 74)."""

    issuer_distinguished_name: bytes | None = octets(default=None)
    certificate_serial_number: bytes | None = octets(default=None)


@structure(Tag)
class X509CertificateSubject:
    """X.509 Certificate Subject (3.11, table 76)."""

    subject_distinguished_name: bytes | None = octets(default=None)
    subject_alternative_name: list[bytes] = octets(factory=list)


@structure(Tag)
class X509CertificateIssuer:
    """X.509 Certificate Issuer (3.12, table 78)."""

    issuer_distinguished_name: bytes | None = octets(default=None)
    issuer_alternative_name: list[bytes] = octets(factory=list)


@structure(Tag)
class CertificateIdentifier:
    """Certificate Identifier (3.13, table 80); deprecated since 1.1."""

    issuer: str | None = text(default=None)
    serial_number: str | None = text(default=None)


@structure(Tag)
class CertificateSubject:
    """Certificate Subject (3.14, table 82); deprecated since 1.1."""

    certificate_subject_distinguished_name: str | None = text(default=None)
    certificate_subject_alternative_name: list[str] = text(factory=list)


@structure(Tag)
class CertificateIssuer:
    """Certificate Issuer (3.15, table 84); deprecated since 1.1."""

    certificate_issuer_distinguished_name: str | None = text(default=None)
    certificate_issuer_alternative_name: list[str] = text(factory=list)


@structure(Tag)
class Digest:
    """Digest (3.17, table 88)."""

    hashing_algorithm: HashingAlgorithm | None = enumeration(HashingAlgorithm, default=None)
    digest_value: bytes | None = octets(default=None)
    key_format_type: KeyFormatType | None = enumeration(KeyFormatType, default=None, since=V1_1)


@structure(Tag)
class UsageLimits:
    """Usage Limits (3.21, table 101)."""

    usage_limits_total: int | None = long_integer(default=None)
    usage_limits_count: int | None = long_integer(default=None)
    usage_limits_unit: UsageLimitsUnit | None = enumeration(UsageLimitsUnit, default=None)


@structure(Tag)
class RevocationReason:
    """Revocation Reason (3.31, table 121)."""

    revocation_reason_code: RevocationReasonCode | None = enumeration(RevocationReasonCode, default=None)
    revocation_message: str | None = text(default=None)


@structure(Tag)
class Link:
    """Link (3.35, table 129)."""

    link_type: LinkType | None = enumeration(LinkType, default=None)
    linked_object_identifier: str | None = text(default=None)


@structure(Tag)
class ApplicationSpecificInformation:
    """Application Specific Information (3.36, table 131)."""

    application_namespace: str | None = text(default=None)
    application_data: str | None = text(default=None)


@structure(Tag)
class AlternativeName:
    """Alternative Name (3.40, table 139)."""

    alternative_name_value: str | None = text(default=None)
    alternative_name_type: AlternativeNameType | None = enumeration(AlternativeNameType, default=None)


@structure(Tag)
class KeyValueLocation:
    """Key Value Location (3.42, table 143)."""

    key_value_location_value: str | None = text(default=None)
    key_value_location_type: KeyValueLocationType | None = enumeration(KeyValueLocationType, default=None)


@structure(Tag)
class RNGParameters:
    """RNG Parameters (2.1.18, table 39)."""

    rng_algorithm: RNGAlgorithm | None = enumeration(RNGAlgorithm, default=None)
    cryptographic_algorithm: CryptographicAlgorithm | None = enumeration(CryptographicAlgorithm, default=None)
    cryptographic_length: int | None = integer(default=None)
    hashing_algorithm: HashingAlgorithm | None = enumeration(HashingAlgorithm, default=None)
    drbg_algorithm: DRBGAlgorithm | None = enumeration(DRBGAlgorithm, default=None)
    recommended_curve: RecommendedCurve | None = enumeration(RecommendedCurve, default=None)
    fips186_variation: FIPS186Variation | None = enumeration(FIPS186Variation, default=None)
    prediction_resistance: bool | None = boolean(default=None)
