"""Chapter 3 as tables: the lines of the second table of each section, read from the specification for the tests."""

from hsmsim.spec import values
from hsmsim.spec.enums import (
    AlternativeNameType,
    CertificateType,
    CryptographicAlgorithm,
    DigitalSignatureAlgorithm,
    HashingAlgorithm,
    KeyValueLocationType,
    LinkType,
    ObjectType,
    Operation,
    PaddingMethod,
    RecommendedCurve,
    RevocationReasonCode,
    RNGAlgorithm,
    State,
    UsageLimitsUnit,
)
from hsmsim.spec.tags import Tag
from hsmsim.ttlv.schema import ItemType, Node
from tests.appliance import NOW
from tests.objects import text_name

S, C, P, T = ObjectType.SYMMETRIC_KEY, ObjectType.CERTIFICATE, ObjectType.PRIVATE_KEY, ObjectType.TEMPLATE
G = ObjectType.PGP_KEY


def custom(text):
    return Node(Tag.ATTRIBUTE_VALUE, ItemType.TEXT_STRING, text)


def limits(total=None, count=None, unit=None):
    return values.UsageLimits(usage_limits_total=total, usage_limits_count=count, usage_limits_unit=unit)


def information(namespace="ssl", data=None):
    return values.ApplicationSpecificInformation(application_namespace=namespace, application_data=data)


def link(uid="k2", link_type=LinkType.NEXT_LINK):
    return values.Link(link_type=link_type, linked_object_identifier=uid)


def other_name(value="a", kind=AlternativeNameType.URI):
    return values.AlternativeName(alternative_name_value=value, alternative_name_type=kind)


def location(value="a", kind=KeyValueLocationType.URI):
    return values.KeyValueLocation(key_value_location_value=value, key_value_location_type=kind)


def padding(method):
    return values.CryptographicParameters(padding_method=method)


def rng(algorithm):
    return values.RNGParameters(rng_algorithm=algorithm)


# The parts of names, which have tags in 9.1.3.1 and no section.
PARTS = ("CN", "O", "OU", "Email", "C", "ST", "L", "UID", "Serial Number", "Title", "DC", "DN Qualifier")

SOON, LATER = NOW + 10, NOW + 20

# The second table of each section of chapter 3. What a client may do: c give it when the object is made, a add it,
# m modify it, d delete it, * have several. Then an object type that has it, and two values.
CHAPTER_3 = {
    "Unique Identifier": ("", S, "k1", "k2"),
    "Name": ("camd*", S, text_name("a"), text_name("b")),
    "Object Type": ("", S, S, C),
    "Cryptographic Algorithm": ("c", S, CryptographicAlgorithm.AES, CryptographicAlgorithm.DES3),
    "Cryptographic Length": ("c", S, 128, 256),
    "Cryptographic Parameters": ("camd*", S, padding(PaddingMethod.NONE), padding(PaddingMethod.PKCS5)),
    "Cryptographic Domain Parameters": (
        "ca",
        P,
        values.CryptographicDomainParameters(qlength=160),
        values.CryptographicDomainParameters(recommended_curve=RecommendedCurve.P_256),
    ),
    "Certificate Type": ("c", C, CertificateType.X_509, CertificateType.PGP),
    "Certificate Length": ("c", C, 10, 20),
    "X.509 Certificate Identifier": (
        "",
        C,
        values.X509CertificateIdentifier(certificate_serial_number=b"1"),
        values.X509CertificateIdentifier(certificate_serial_number=b"2"),
    ),
    "X.509 Certificate Subject": (
        "",
        C,
        values.X509CertificateSubject(subject_distinguished_name=b"1"),
        values.X509CertificateSubject(subject_distinguished_name=b"2"),
    ),
    "X.509 Certificate Issuer": (
        "",
        C,
        values.X509CertificateIssuer(issuer_distinguished_name=b"1"),
        values.X509CertificateIssuer(issuer_distinguished_name=b"2"),
    ),
    "Certificate Identifier": ("", C, values.CertificateIdentifier(issuer="1"), values.CertificateIdentifier()),
    "Certificate Subject": (
        "",
        C,
        values.CertificateSubject(certificate_subject_distinguished_name="1"),
        values.CertificateSubject(),
    ),
    "Certificate Issuer": (
        "",
        C,
        values.CertificateIssuer(certificate_issuer_distinguished_name="1"),
        values.CertificateIssuer(),
    ),
    "Digital Signature Algorithm": (
        "c*",
        G,
        DigitalSignatureAlgorithm.SHA_1_WITH_RSA_ENCRYPTION,
        DigitalSignatureAlgorithm.SHA_256_WITH_RSA_ENCRYPTION,
    ),
    "Digest": (
        "",
        S,
        values.Digest(hashing_algorithm=HashingAlgorithm.SHA_256),
        values.Digest(hashing_algorithm=HashingAlgorithm.SHA_1),
    ),
    "Operation Policy Name": ("ca", S, "mine", "other"),
    "Cryptographic Usage Mask": ("ca", S, 4, 8),
    "Lease Time": ("", S, 60, 120),
    "Usage Limits": ("camd", S, limits(5, None, UsageLimitsUnit.BYTE), limits(6, None, UsageLimitsUnit.BYTE)),
    "State": ("", S, State.ACTIVE, State.DESTROYED),
    "Initial Date": ("", S, SOON, LATER),
    "Activation Date": ("cam", S, SOON, LATER),
    "Process Start Date": ("cam", S, SOON, LATER),
    "Protect Stop Date": ("cam", S, SOON, LATER),
    "Deactivation Date": ("cam", S, SOON, LATER),
    "Destroy Date": ("", S, SOON, LATER),
    "Compromise Occurrence Date": ("", S, SOON, LATER),
    "Compromise Date": ("", S, SOON, LATER),
    "Revocation Reason": (
        "",
        S,
        values.RevocationReason(revocation_reason_code=RevocationReasonCode.UNSPECIFIED),
        values.RevocationReason(revocation_reason_code=RevocationReasonCode.KEY_COMPROMISE),
    ),
    "Archive Date": ("", S, SOON, LATER),
    "Object Group": ("camd*", S, "a", "b"),
    "Fresh": ("ca", S, True, False),
    "Link": ("camd*", S, link("k2"), link("k3")),
    "Application Specific Information": ("camd*", S, information(data="a"), information(data="b")),
    "Contact Information": ("camd", S, "a", "b"),
    "Last Change Date": ("", S, SOON, LATER),
    "Alternative Name": ("camd*", S, other_name("a"), other_name("b")),
    "Key Value Present": ("", S, True, False),
    "Key Value Location": ("camd*", S, location("a"), location("b")),
    "Original Creation Date": ("ca", S, 1, 2),
    "Random Number Generator": ("ca", S, rng(RNGAlgorithm.DRBG), rng(RNGAlgorithm.NRBG)),
    "PKCS#12 Friendly Name": ("camd", S, "a", "b"),
    "Description": ("camd", S, "a", "b"),
    "Comment": ("camd", S, "a", "b"),
    "Sensitive": ("cam", S, True, False),
    "Always Sensitive": ("", S, True, False),
    "Extractable": ("cam", S, True, False),
    "Never Extractable": ("", S, True, False),
    **{f"Certificate {whose} {part}": ("*", C, "a", "b") for whose in ("Subject", "Issuer") for part in PARTS},
    "x-Custom": ("camd*", S, custom("a"), custom("b")),
    "y-Custom": ("*", S, custom("a"), custom("b")),
}

# ---------------------------------------------------------------------------------- what the server does with them

# Object types by letters: keys, all cryptographic objects, all objects.
LETTERS = {
    "S": S,
    "P": ObjectType.PUBLIC_KEY,
    "R": P,
    "K": ObjectType.SPLIT_KEY,
    "G": G,
    "C": C,
    "D": ObjectType.SECRET_DATA,
    "O": ObjectType.OPAQUE_OBJECT,
    "T": T,
}
KEYS, CRYPTOGRAPHIC, ALL = "SPRKG", "SPRKGCD", "SPRKGCDOT"

O = Operation  # noqa: E741
_REPLACING = (O.RE_KEY, O.RE_KEY_KEY_PAIR)
_RENEWING = (*_REPLACING, O.RE_CERTIFY)
_CERTIFYING = (O.REGISTER, O.CERTIFY, O.RE_CERTIFY)
_GENERATING = (O.CREATE, O.CREATE_KEY_PAIR, O.DERIVE_KEY, *_REPLACING)
_MAKING = (O.CREATE, O.CREATE_KEY_PAIR, O.REGISTER, O.DERIVE_KEY, O.CERTIFY, *_RENEWING)
_MAKING_KEYS = (O.CREATE, O.CREATE_KEY_PAIR, O.REGISTER, O.DERIVE_KEY, *_REPLACING)
_MAKING_SYMMETRIC_KEYS = (O.CREATE, O.REGISTER, O.DERIVE_KEY, O.RE_KEY)
_CHANGING = (O.ADD_ATTRIBUTE, O.MODIFY_ATTRIBUTE, O.DELETE_ATTRIBUTE)

# Applies to Object Types; A: SHALL always have a value, m: Modifiable by server; When implicitly set.
RULES_TABLES = {
    "Unique Identifier": (ALL, "A", _MAKING),
    "Name": (ALL, "m", _RENEWING),
    "Object Type": (ALL, "A", _MAKING),
    "Cryptographic Algorithm": (KEYS + "CT", "A", _MAKING),
    "Cryptographic Length": (KEYS + "CT", "A", _MAKING),
    "Cryptographic Parameters": (KEYS + "CT", "", _RENEWING),
    "Cryptographic Domain Parameters": ("PRT", "", _REPLACING),
    "Certificate Type": ("C", "A", _CERTIFYING),
    "Certificate Length": ("C", "A", _CERTIFYING),
    "X.509 Certificate Identifier": ("C", "A", _CERTIFYING),
    "X.509 Certificate Subject": ("C", "A", _CERTIFYING),
    "X.509 Certificate Issuer": ("C", "A", _CERTIFYING),
    "Certificate Identifier": ("C", "A", _CERTIFYING),
    "Certificate Subject": ("C", "A", _CERTIFYING),
    "Certificate Issuer": ("C", "A", _CERTIFYING),
    "Digital Signature Algorithm": ("CG", "A", _CERTIFYING),
    "Digest": (CRYPTOGRAPHIC + "O", "A", _MAKING),
    "Operation Policy Name": (ALL, "m", _MAKING),
    "Cryptographic Usage Mask": (CRYPTOGRAPHIC + "T", "Am", _MAKING),
    "Lease Time": (CRYPTOGRAPHIC, "m", _MAKING),
    "Usage Limits": (KEYS + "T", "m", (*_MAKING_KEYS, O.GET_USAGE_ALLOCATION)),
    "State": (CRYPTOGRAPHIC, "Am", (*_MAKING, O.ACTIVATE, O.REVOKE, O.DESTROY)),
    "Initial Date": (ALL, "A", _MAKING),
    "Activation Date": (CRYPTOGRAPHIC + "T", "m", (*_MAKING, O.ACTIVATE)),
    "Process Start Date": ("SKT", "m", _MAKING_SYMMETRIC_KEYS),
    "Protect Stop Date": ("SKT", "m", _MAKING_SYMMETRIC_KEYS),
    "Deactivation Date": (CRYPTOGRAPHIC + "T", "m", (*_MAKING, O.REVOKE)),
    "Destroy Date": (CRYPTOGRAPHIC + "O", "", (O.DESTROY,)),
    "Compromise Occurrence Date": (CRYPTOGRAPHIC + "O", "", (O.REVOKE,)),
    "Compromise Date": (CRYPTOGRAPHIC + "O", "", (O.REVOKE,)),
    "Revocation Reason": (CRYPTOGRAPHIC + "O", "m", (O.REVOKE,)),
    "Archive Date": (ALL, "", (O.ARCHIVE,)),
    "Object Group": (ALL, "m", _MAKING),
    "Fresh": (CRYPTOGRAPHIC, "m", _MAKING),
    "Link": (CRYPTOGRAPHIC, "m", (O.CREATE_KEY_PAIR, O.DERIVE_KEY, O.CERTIFY, *_RENEWING)),
    "Application Specific Information": (ALL, "m", _RENEWING),
    "Contact Information": (ALL, "m", _MAKING),
    "Last Change Date": (
        ALL,
        "Am",
        (*_MAKING, O.ACTIVATE, O.REVOKE, O.DESTROY, O.ARCHIVE, O.RECOVER, *_CHANGING, O.GET_USAGE_ALLOCATION),
    ),
    "Alternative Name": (ALL, "m", ()),
    "Key Value Present": ("SRKD", "", (O.REGISTER,)),
    "Key Value Location": ("SRKD", "", ()),
    "Original Creation Date": (ALL, "", _GENERATING),
    "Random Number Generator": (CRYPTOGRAPHIC, "", _GENERATING),
    "PKCS#12 Friendly Name": (CRYPTOGRAPHIC, "", ()),
    "Description": (ALL, "m", ()),
    "Comment": (ALL, "m", ()),
    "Sensitive": (ALL, "Am", _MAKING),
    "Always Sensitive": (ALL, "Am", _MAKING),
    "Extractable": (ALL, "Am", _MAKING),
    "Never Extractable": (ALL, "Am", _MAKING),
}

# The object types that have an attribute beyond what its table says: docs/reference/deviations.rst tells why.
WIDER = {
    "Cryptographic Algorithm": "D",
    "Cryptographic Length": "D",
    "Cryptographic Parameters": "D",
    "Process Start Date": "PRD",
    "Protect Stop Date": "PRD",
    "Link": "O",
    "Random Number Generator": "T",
}
