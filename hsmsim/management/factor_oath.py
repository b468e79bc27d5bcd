"""Users - Attributes - Two Factor Authentication - OATH OTP."""

from typing import ClassVar

from twisted.protocols import amp

from hsmsim.interfaces.partitions import SecondFactor
from hsmsim.management.command import SECOND_FACTOR, USER_ID, Answer, ManagementCommand, Right, responder
from hsmsim.management.session import Session
from hsmsim.management.values import Base32
from hsmsim.partitions import oath


class SetOath(ManagementCommand):
    """Make an OATH device the second factor.

    `secret` is the device's; without it one is made. `digits` of a code: 6 to 8, `step`: 15 to 300 seconds, of OATH OTP
    Time. The answer has the secret in force, this once, and an `otpauth` address with it, mostly shown as a QR code.
    """

    arguments: ClassVar = [
        USER_ID,
        SECOND_FACTOR,
        (b"secret", Base32(optional=True)),
        (b"digits", amp.Integer(optional=True)),
        (b"step", amp.Integer(optional=True)),
    ]
    response: ClassVar = [(b"secret", Base32()), (b"address", amp.Unicode())]


@responder(SetOath, Right.OWN, "users factor oath")
async def set_oath(
    session: Session,
    user_id: str,
    second_factor: SecondFactor,
    secret: bytes | None,
    digits: int | None,
    step: int | None,
) -> Answer:
    """From now on KMIP does not know the user."""
    digits = oath.DIGITS if digits is None else digits
    step = oath.STEP if step is None else step
    made = await session.partitions.set_otp(user_id, second_factor, secret, digits, step, by=session)
    timed = second_factor is SecondFactor.OATH_TOTP
    return {"secret": made, "address": oath.address(user_id, made, timed=timed, digits=digits, step=step)}
