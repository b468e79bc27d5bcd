"""X.509 certificates as second factors: read once, known by their SHA-256 from then on."""

from dataclasses import dataclass

from cryptography import x509
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import Encoding

from hsmsim.interfaces.user_errors import BadCertificate


@dataclass(frozen=True, slots=True)
class Certificate:
    """What there is to know of a certificate.

    Args:
        fingerprint: SHA-256 of the DER.
        pem: the certificate alone, whatever else the file had in it.
        not_before: seconds since 1970; not_after likewise.
    """

    fingerprint: bytes
    pem: bytes
    not_before: float
    not_after: float


def read_certificate(pem: bytes) -> Certificate:
    """The first certificate of a PEM text.

    Raises:
        BadCertificate: there is none.
    """
    try:
        found = x509.load_pem_x509_certificate(pem)
        return Certificate(
            fingerprint=found.fingerprint(SHA256()),
            pem=found.public_bytes(Encoding.PEM),
            not_before=found.not_valid_before_utc.timestamp(),
            not_after=found.not_valid_after_utc.timestamp(),
        )
    except ValueError:
        raise BadCertificate("this is no X.509 certificate in PEM") from None
