"""HSM - Info and HSM - Firmware update."""

from cryptography import x509
from cryptography.hazmat.primitives.hashes import SHA256

from hsmsim.console.desk import Desk
from hsmsim.management.hsm_certificate import HsmCertificate
from hsmsim.management.info import Info


async def info(desk: Desk) -> None:
    """33 - Info."""
    machine = await desk.link.call(Info)
    certificate = x509.load_pem_x509_certificate((await desk.link.call(HsmCertificate))["certificate"])
    fields = {
        "Engine": machine["engine"],
        "Model": machine["model"],
        "Serial number": machine["serial"],
        "TLS certificate": f"SHA-256 {certificate.fingerprint(SHA256()).hex(':').upper()}",
        "Valid until": f"{certificate.not_valid_after_utc:%Y/%m/%d %H:%M:%S} UTC",
    }
    for name, value in fields.items():
        desk.say(f"{name:<20} - {value}")
    desk.pause()


async def firmware(desk: Desk) -> None:
    """37 - Firmware update."""
    desk.done("This is a simulator: it has no firmware, and nothing to update.", apart=False)
