"""X.509 certificates: what a server reads from them (3.4, 3.5, 3.10 to 3.16).

Names and the serial number are given as the certificate has them, byte for byte: they are cut out of its DER, not
written anew.
"""

import warnings
from collections.abc import Callable
from ipaddress import ip_address
from typing import Any, NamedTuple

from cryptography import x509

from hsmsim.crypto import der, names
from hsmsim.crypto.formats import read_key
from hsmsim.errors import BadKeyMaterial
from hsmsim.interfaces.crypto import CertificateFacts, Form
from hsmsim.spec.enums import DigitalSignatureAlgorithm as Named
from hsmsim.spec.enums import KeyFormatType
from hsmsim.spec.values import (
    CertificateIdentifier,
    CertificateIssuer,
    CertificateSubject,
    X509CertificateIdentifier,
    X509CertificateIssuer,
    X509CertificateSubject,
)

SIGNATURES: dict[str, Named] = {
    "1.2.840.113549.1.1.2": Named.MD2_WITH_RSA_ENCRYPTION,
    "1.2.840.113549.1.1.4": Named.MD5_WITH_RSA_ENCRYPTION,
    "1.2.840.113549.1.1.5": Named.SHA_1_WITH_RSA_ENCRYPTION,
    "1.2.840.113549.1.1.14": Named.SHA_224_WITH_RSA_ENCRYPTION,
    "1.2.840.113549.1.1.11": Named.SHA_256_WITH_RSA_ENCRYPTION,
    "1.2.840.113549.1.1.12": Named.SHA_384_WITH_RSA_ENCRYPTION,
    "1.2.840.113549.1.1.13": Named.SHA_512_WITH_RSA_ENCRYPTION,
    "1.2.840.113549.1.1.10": Named.RSASSA_PSS,
    "2.16.840.1.101.3.4.3.14": Named.SHA3_256_WITH_RSA_ENCRYPTION,
    "2.16.840.1.101.3.4.3.15": Named.SHA3_384_WITH_RSA_ENCRYPTION,
    "2.16.840.1.101.3.4.3.16": Named.SHA3_512_WITH_RSA_ENCRYPTION,
    "1.2.840.10040.4.3": Named.DSA_WITH_SHA_1,
    "2.16.840.1.101.3.4.3.1": Named.DSA_WITH_SHA224,
    "2.16.840.1.101.3.4.3.2": Named.DSA_WITH_SHA256,
    "1.2.840.10045.4.1": Named.ECDSA_WITH_SHA_1,
    "1.2.840.10045.4.3.1": Named.ECDSA_WITH_SHA224,
    "1.2.840.10045.4.3.2": Named.ECDSA_WITH_SHA256,
    "1.2.840.10045.4.3.3": Named.ECDSA_WITH_SHA384,
    "1.2.840.10045.4.3.4": Named.ECDSA_WITH_SHA512,
}

_LARGEST = 65536  # bytes
_VERSION = 0xA0
_EXTENSIONS = 0xA3
_SUBJECT_ALTERNATIVE_NAME = bytes.fromhex("0603551d11")  # 2.5.29.17
_ISSUER_ALTERNATIVE_NAME = bytes.fromhex("0603551d12")  # 2.5.29.18

# General names that are text already, or have a usual text form; the others are left out of the text attributes
# (RFC 5280 4.2.1.6).
_TEXTS: dict[int, Callable[[bytes], str]] = {
    0x81: lambda content: content.decode("ascii"),  # rfc822Name
    0x82: lambda content: content.decode("ascii"),  # dNSName
    0x86: lambda content: content.decode("ascii"),  # uniformResourceIdentifier
    0x87: lambda content: str(ip_address(content)),  # iPAddress
}


class _Parts(NamedTuple):
    serial: der.Element
    issuer: bytes
    subject: bytes
    public_key: bytes
    subject_names: list[der.Element]
    issuer_names: list[der.Element]


def read_certificate(encoded: bytes) -> CertificateFacts:
    """What an X.509 certificate says; see ICrypto.certificate."""
    if len(encoded) > _LARGEST:
        raise BadKeyMaterial(f"a certificate of {len(encoded)} bytes is none that we read")
    try:
        with warnings.catch_warnings(action="ignore"):  # what a client's certificate is like is no news for an operator
            loaded = x509.load_der_x509_certificate(encoded)
            subject, issuer = loaded.subject, loaded.issuer
            signed_by = SIGNATURES.get(loaded.signature_algorithm_oid.dotted_string)
        parts = _parts(encoded)
        subject_texts, issuer_texts = _texts(parts.subject_names), _texts(parts.issuer_names)
    except (ValueError, TypeError, IndexError, x509.InvalidVersion, x509.DuplicateExtension):
        raise BadKeyMaterial("not an X.509 certificate in DER") from None
    key = read_key(Form.PUBLIC, KeyFormatType.X_509, parts.public_key, None, check=False)
    return CertificateFacts(
        cryptographic_algorithm=key.algorithm,
        cryptographic_length=key.length,
        digital_signature_algorithm=signed_by,
        x_509_certificate_identifier=X509CertificateIdentifier(
            issuer_distinguished_name=parts.issuer, certificate_serial_number=parts.serial.raw
        ),
        x_509_certificate_subject=X509CertificateSubject(
            subject_distinguished_name=parts.subject,
            subject_alternative_name=[name.raw for name in parts.subject_names],
        ),
        x_509_certificate_issuer=X509CertificateIssuer(
            issuer_distinguished_name=parts.issuer,
            issuer_alternative_name=[name.raw for name in parts.issuer_names],
        ),
        public_key=key,
        subject_parts=names.parts_of(subject),
        issuer_parts=names.parts_of(issuer),
        **_in_text(parts.serial, (subject, subject_texts), (issuer, issuer_texts)),
    )


_Named = tuple[x509.Name, list[str]]


def _in_text(serial: der.Element, subject: _Named, issuer: _Named) -> dict[str, Any]:
    """The attributes of KMIP 1.0, which have the same as text."""
    issuer_name, subject_name = issuer[0].rfc4514_string(), subject[0].rfc4514_string()
    return {
        # Hexadecimal, as in the published cases.
        "certificate_identifier": CertificateIdentifier(issuer=issuer_name, serial_number=serial.content.hex()),
        "certificate_subject": CertificateSubject(
            certificate_subject_distinguished_name=subject_name, certificate_subject_alternative_name=subject[1]
        ),
        "certificate_issuer": CertificateIssuer(
            certificate_issuer_distinguished_name=issuer_name, certificate_issuer_alternative_name=issuer[1]
        ),
    }


def _parts(encoded: bytes) -> _Parts:
    """The parts of a certificate (RFC 5280 4.1)."""
    fields = der.children(der.children(der.read(encoded))[0])
    if fields[0].tag == _VERSION:
        del fields[0]
    serial, _, issuer, _, subject, public_key = fields[:6]
    extensions = _extensions(fields[6:])
    return _Parts(
        serial,
        issuer.raw,
        subject.raw,
        public_key.raw,
        _general_names(extensions.get(_SUBJECT_ALTERNATIVE_NAME)),
        _general_names(extensions.get(_ISSUER_ALTERNATIVE_NAME)),
    )


def _extensions(fields: list[der.Element]) -> dict[bytes, bytes]:
    """Extensions by the DER of their identifier."""
    found = {}
    for field in fields:
        if field.tag == _EXTENSIONS:
            for extension in der.children(der.read(field.content)):
                parts = der.children(extension)
                found[parts[0].raw] = parts[-1].content
    return found


def _general_names(value: bytes | None) -> list[der.Element]:
    return [] if value is None else der.children(der.read(value))


def _texts(names: list[der.Element]) -> list[str]:
    return [_TEXTS[name.tag](name.content) for name in names if name.tag in _TEXTS]
