"""Making and judging X.509 certificates (RFC 5280)."""

import warnings
from datetime import UTC, datetime
from hashlib import sha1

from cryptography import x509
from cryptography.exceptions import InvalidSignature, UnsupportedAlgorithm

from hsmsim.crypto import der, extensions, names
from hsmsim.crypto.signatures import signer
from hsmsim.errors import BadKeyMaterial, CryptographicFailure, SignatureInvalid
from hsmsim.interfaces.crypto import Certification, Constraints, Key
from hsmsim.spec.enums import CryptographicAlgorithm as Algorithm
from hsmsim.spec.enums import DigitalSignatureAlgorithm as Named
from hsmsim.spec.term import title
from hsmsim.spec.values import CryptographicParameters

_NULL = b"\x05\x00"
_UTC_TIME, _GENERALIZED_TIME = 0x17, 0x18
_VERSION_3 = der.write(0xA0, der.integer(2))
_EXTENSIONS, _KEY_IDENTIFIER = 0xA3, 0x80

# How keys sign certificates (RFC 4055, RFC 5758).
_ECDSA = Named.ECDSA_WITH_SHA256, der.sequence(names.oid("1.2.840.10045.4.3.2"))
_SIGNING: dict[Algorithm, tuple[Named, bytes]] = {
    Algorithm.RSA: (Named.SHA_256_WITH_RSA_ENCRYPTION, der.sequence(names.oid("1.2.840.113549.1.1.11"), _NULL)),
    Algorithm.EC: _ECDSA,
    Algorithm.ECDSA: _ECDSA,
}

_BASIC_CONSTRAINTS = "2.5.29.19"
_KEY_USAGE = "2.5.29.15"
_EXTENDED_KEY_USAGE = "2.5.29.37"
_SUBJECT_KEY_IDENTIFIER = "2.5.29.14"
_AUTHORITY_KEY_IDENTIFIER = "2.5.29.35"

# What UTCTime and GeneralizedTime can say: 1950 to 9999 (RFC 5280 4.1.2.5).
EARLIEST, LATEST = -631152000, 253402300799
_LAST_OF_UTC_TIME = 2524607999  # the end of 2049


# ------------------------------------------------------------------------------------------------------- making


def certify(what: Certification, issuer: bytes | None, key: Key) -> bytes:
    """A new certificate; see ICrypto.certify."""
    if key.algorithm not in _SIGNING:
        raise CryptographicFailure(f"keys of {title(key.algorithm)} sign no certificates here")
    if not EARLIEST <= what.not_before <= what.not_after <= LATEST:
        raise CryptographicFailure("no certificate is valid from then to then")
    _check_names(what)
    named, algorithm = _SIGNING[key.algorithm]
    issuing = None if issuer is None else _parts(issuer)
    signed = der.sequence(
        _VERSION_3,
        der.integer(what.serial_number),
        algorithm,
        what.subject if issuing is None else issuing[0],
        der.sequence(_time(what.not_before), _time(what.not_after)),
        what.subject,
        what.public_key.material,
        der.write(_EXTENSIONS, _extensions(what, what.public_key.material if issuing is None else issuing[1])),
    )
    step = signer(key, CryptographicParameters(digital_signature_algorithm=named), False)
    step.update(signed)
    return der.sequence(signed, algorithm, der.bit_string(step.finish()))


def _check_names(what: Certification) -> None:
    """Each has to be one element, or they could pass for other fields of the certificate."""
    der.read(what.subject)
    if [name.raw for name in der.children(der.read(names.joined(what.alternative_names)))] != list(
        what.alternative_names
    ):
        raise BadKeyMaterial("an alternative name is not the DER of one name")


def _parts(certificate: bytes) -> tuple[bytes, bytes]:
    """Subject and public key of a certificate that we made."""
    fields = der.children(der.children(der.read(certificate))[0])
    return fields[5].raw, fields[6].raw


def _time(date: int) -> bytes:
    moment = datetime.fromtimestamp(date, UTC)
    if date > _LAST_OF_UTC_TIME:
        return der.write(_GENERALIZED_TIME, moment.strftime("%Y%m%d%H%M%SZ").encode())
    return der.write(_UTC_TIME, moment.strftime("%y%m%d%H%M%SZ").encode())


def _extensions(what: Certification, issuing_key: bytes) -> bytes:
    nameless = what.subject == der.sequence()
    usage = None if what.usage is None else extensions.key_usage(what.usage)
    found = [
        extensions.write(_BASIC_CONSTRAINTS, x509.BasicConstraints(what.ca, what.path_length).public_bytes(), True),
        extensions.write(_SUBJECT_KEY_IDENTIFIER, der.octet_string(_identifier(what.public_key.material))),
        extensions.write(_AUTHORITY_KEY_IDENTIFIER, der.sequence(der.write(_KEY_IDENTIFIER, _identifier(issuing_key)))),
    ]
    if usage is not None:
        found.append(extensions.write(_KEY_USAGE, usage, True))
    if what.extended_usage is not None:
        found.append(extensions.write(_EXTENDED_KEY_USAGE, what.extended_usage))
    if what.alternative_names:
        found.append(
            extensions.write(extensions.SUBJECT_ALTERNATIVE_NAME, names.joined(what.alternative_names), nameless)
        )
    return der.sequence(*found)


def _identifier(public_key: bytes) -> bytes:
    """SHA-1 of the bits of a public key: the first method of RFC 5280 4.2.1.2, where it protects nothing."""
    return sha1(der.bits(der.children(der.read(public_key))[1]), usedforsecurity=False).digest()


# ------------------------------------------------------------------------------------------------------ judging


def _load(certificate: bytes) -> x509.Certificate:
    with warnings.catch_warnings(action="ignore"):
        return x509.load_der_x509_certificate(certificate)


def read_constraints(certificate: bytes) -> Constraints:
    """What a certificate may be used for, and when; see ICrypto.constraints."""
    try:
        loaded = _load(certificate)
        with warnings.catch_warnings(action="ignore"):
            said = extensions.read(loaded.extensions)
        start, end = loaded.not_valid_before_utc, loaded.not_valid_after_utc
    except (ValueError, TypeError, x509.InvalidVersion, x509.DuplicateExtension):
        raise BadKeyMaterial("not an X.509 certificate whose extensions can be read") from None
    return Constraints(
        int(start.timestamp()),
        int(end.timestamp()),
        said.ca,
        said.path_length,
        said.usage,
        said.extended_usage,
        said.understood,
    )


def check_issued(certificate: bytes, issuer: bytes) -> None:
    """Verify the signature of a certificate with its issuer's; see ICrypto.check_issued."""
    try:
        loaded = _load(certificate)
        _ = loaded.signature_hash_algorithm  # an unknown one is told from a wrong signature here only
        loaded.verify_directly_issued_by(_load(issuer))
    except (InvalidSignature, ValueError, TypeError, x509.InvalidVersion):
        raise SignatureInvalid("the certificate is not signed by this issuer") from None
    except UnsupportedAlgorithm:
        raise CryptographicFailure("the certificate is signed by an algorithm that is not available") from None
