"""HSM - Info and HSM - Firmware update."""

from cryptography import x509
from cryptography.hazmat.primitives.hashes import SHA256

from hsmsim.console.desk import Desk
from hsmsim.management.hsm_certificate import HsmCertificate


async def info(desk: Desk) -> None:
    """33 - Info."""
    answer = await desk.link.call(HsmCertificate)
    certificate = x509.load_pem_x509_certificate(answer["certificate"])
    desk.say(f"TLS certificate, SHA-256 : {certificate.fingerprint(SHA256()).hex(':').upper()}")
    desk.done(f"Valid until : {certificate.not_valid_after_utc:%Y-%m-%d %H:%M:%S} UTC")


async def firmware(desk: Desk) -> None:
    """37 - Firmware update."""
    desk.done("This is a simulator: it has no firmware, and nothing to update.", apart=False)
