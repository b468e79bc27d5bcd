"""Hsm Certificate: the TLS certificate that KMIP and the console show."""

from typing import ClassVar

from twisted.protocols import amp

from hsmsim.management.command import Answer, ManagementCommand, Right, responder
from hsmsim.management.session import Session


class HsmCertificate(ManagementCommand):
    """Ask for the certificate."""

    response: ClassVar = [(b"certificate", amp.String())]


@responder(HsmCertificate, Right.ANYONE, "hsm certificate", changes=False)
async def hsm_certificate(session: Session) -> Answer:
    """PEM."""
    return {"certificate": session.appliance.certificate}
