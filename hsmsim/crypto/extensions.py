"""The extensions of certificates that we judge by and that we write (RFC 5280 4.2.1)."""

from dataclasses import dataclass

from cryptography import x509
from cryptography.x509.oid import ExtensionOID

from hsmsim.crypto import der, names
from hsmsim.spec.masks import CryptographicUsageMask as Mask

SUBJECT_ALTERNATIVE_NAME = "2.5.29.17"
_TRUE = b"\x01\x01\xff"

# Key Usage and Cryptographic Usage Mask (table 96): the flag, the bits that mean it, and what it is of a certificate.
# encipherOnly and decipherOnly say more of keyAgreement only.
_USAGES = (
    ("digital_signature", Mask.SIGN | Mask.VERIFY, Mask.VERIFY),
    ("content_commitment", Mask.CONTENT_COMMITMENT, Mask.CONTENT_COMMITMENT),
    ("key_encipherment", Mask.WRAP_KEY | Mask.UNWRAP_KEY, Mask.WRAP_KEY),
    ("data_encipherment", Mask.ENCRYPT | Mask.DECRYPT, Mask.ENCRYPT),
    ("key_agreement", Mask.KEY_AGREEMENT, Mask.KEY_AGREEMENT),
    ("key_cert_sign", Mask.CERTIFICATE_SIGN, Mask.CERTIFICATE_SIGN),
    ("crl_sign", Mask.CRL_SIGN, Mask.CRL_SIGN),
)

# What may be critical without making a certificate one that we cannot judge.
_UNDERSTOOD = frozenset(
    {
        ExtensionOID.BASIC_CONSTRAINTS,
        ExtensionOID.KEY_USAGE,
        ExtensionOID.EXTENDED_KEY_USAGE,
        ExtensionOID.SUBJECT_ALTERNATIVE_NAME,
        ExtensionOID.ISSUER_ALTERNATIVE_NAME,
        ExtensionOID.SUBJECT_KEY_IDENTIFIER,
        ExtensionOID.AUTHORITY_KEY_IDENTIFIER,
    }
)


@dataclass(slots=True)
class Extensions:
    """What a certificate or a request says in its extensions.

    Args:
        ca: None without Basic Constraints.
        usage: bits of Cryptographic Usage Mask; None without Key Usage.
        alternative_names: the value of Subject Alternative Name.
        extended_usage: the value of Extended Key Usage.
        understood: no other extension is critical.
    """

    ca: bool | None = None
    path_length: int | None = None
    usage: int | None = None
    alternative_names: bytes | None = None
    extended_usage: bytes | None = None
    understood: bool = True


def read(extensions: x509.Extensions) -> Extensions:
    """What the extensions say."""
    found = Extensions()
    for extension in extensions:
        value = extension.value
        if isinstance(value, x509.BasicConstraints):
            found.ca, found.path_length = value.ca, value.path_length
        elif isinstance(value, x509.KeyUsage):
            found.usage = sum(mask for flag, _, mask in _USAGES if getattr(value, flag))
        elif isinstance(value, x509.SubjectAlternativeName):
            found.alternative_names = value.public_bytes()
        elif isinstance(value, x509.ExtendedKeyUsage):
            found.extended_usage = value.public_bytes()
        found.understood &= not extension.critical or extension.oid in _UNDERSTOOD
    return found


def write(kind: str, value: bytes, critical: bool = False) -> bytes:
    """One extension; `kind` is its object identifier."""
    return der.sequence(names.oid(kind), *([_TRUE] if critical else []), der.octet_string(value))


def key_usage(usage: int) -> bytes | None:
    """The value of Key Usage for a Cryptographic Usage Mask; None where no bit of it has a flag."""
    flags = {flag: bool(usage & bits) for flag, bits, _ in _USAGES}
    if not any(flags.values()):
        return None
    return x509.KeyUsage(encipher_only=False, decipher_only=False, **flags).public_bytes()
