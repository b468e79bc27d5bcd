"""Challenge: a nonce for a login with a certificate to sign."""

from typing import ClassVar

from twisted.protocols import amp

from hsmsim.management.command import Answer, ManagementCommand, Right, responder
from hsmsim.management.session import Session


class Challenge(ManagementCommand):
    """Ask for a nonce."""

    response: ClassVar = [(b"nonce", amp.String())]


@responder(Challenge, Right.ANYONE, changes=False)
async def challenge(session: Session) -> Answer:
    """It is good for the next login of this connection."""
    return {"nonce": session.challenge()}
