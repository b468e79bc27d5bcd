"""Users - Attributes - Two Factor Authentication - OATH OTP."""

from typing import ClassVar

from twisted.protocols import amp

from hsmsim.interfaces.partitions import SecondFactor
from hsmsim.management.command import SECOND_FACTOR, USER_ID, Answer, ManagementCommand, Right, responder
from hsmsim.management.session import Session


class SetOath(ManagementCommand):
    """Make an OATH device the second factor.

    `secret` is the device's; without it one is made. The answer has the secret in force, this once.
    """

    arguments: ClassVar = [USER_ID, SECOND_FACTOR, (b"secret", amp.String(optional=True))]
    response: ClassVar = [(b"secret", amp.String())]


@responder(SetOath, Right.OWN, "users factor oath")
async def set_oath(session: Session, user_id: str, second_factor: SecondFactor, secret: bytes | None) -> Answer:
    """From now on KMIP does not know the user."""
    return {"secret": await session.partitions.set_otp(user_id, second_factor, secret)}
