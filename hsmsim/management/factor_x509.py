"""Users - Attributes - Two Factor Authentication - X.509."""

from typing import ClassVar

from twisted.protocols import amp

from hsmsim.management.command import USER_ID, Answer, ManagementCommand, Right, responder
from hsmsim.management.session import Session


class SetX509(ManagementCommand):
    """Make a certificate (PEM) the second factor."""

    arguments: ClassVar = [USER_ID, (b"certificate", amp.String())]


@responder(SetX509, Right.OWN, "users factor x509")
async def set_x509(session: Session, user_id: str, certificate: bytes) -> Answer:
    """From now on KMIP knows the user by it."""
    await session.partitions.set_certificate(user_id, certificate, by=session)
    return {}
