"""Which HSM is talked to: checks of the certificate that it shows."""

import hmac
import ipaddress
from collections.abc import Callable

from cryptography import x509
from service_identity import CertificateError, VerificationError
from service_identity.cryptography import verify_certificate_hostname, verify_certificate_ip_address

# Takes DER; raises Untrusted.
Check = Callable[[bytes], None]


class Untrusted(Exception):
    """The HSM shows a certificate that it should not."""


def anything(certificate: bytes) -> None:
    """No check: for fetching the certificate, before which nothing is known."""


def exactly(expected: bytes) -> Check:
    """A check for this one certificate (DER), whatever name it has."""

    def check(certificate: bytes) -> None:
        if not hmac.compare_digest(certificate, expected):
            raise Untrusted(
                "the HSM's certificate is not that of -hsm_cer: it was restarted, or it is another one; "
                "fetch it anew with -g if you trust the network"
            )

    return check


def named(host: str) -> Check:
    """A check that the certificate is made out to this name or address."""

    def check(certificate: bytes) -> None:
        try:
            _verify_name(x509.load_der_x509_certificate(certificate), host)
        except (VerificationError, CertificateError, ValueError):
            raise Untrusted(
                f"the HSM's certificate is not made out to {host}; name the certificate with -hsm_cer"
            ) from None

    return check


def _verify_name(certificate: x509.Certificate, host: str) -> None:
    try:
        ipaddress.ip_address(host)
    except ValueError:
        verify_certificate_hostname(certificate, host)
    else:
        verify_certificate_ip_address(certificate, host)
