"""Keys/Objects - Attributes - Revoke."""

from enum import Enum
from typing import ClassVar

from twisted.protocols import amp

from hsmsim.management.command import Answer, ManagementCommand, NotUnderstood, Right, responder
from hsmsim.management.object_doing import do
from hsmsim.management.object_words import OBJECT, Reason
from hsmsim.management.session import Session
from hsmsim.management.values import Choice
from hsmsim.model.locate import FOREVER
from hsmsim.spec.enums import Operation, RevocationReasonCode
from hsmsim.spec.values import RevocationReason


class RevokeObject(ManagementCommand):
    """Say that an object is compromised, or no longer to be used.

    `occurred` is when it was compromised, in seconds since 1970; without it, since it is there.
    """

    arguments: ClassVar = [
        OBJECT,
        (b"reason", Choice(Reason)),
        (b"message", amp.Unicode(optional=True)),
        (b"occurred", amp.Integer(optional=True)),
    ]


@responder(RevokeObject, Right.OWN, "objects revoke")
async def revoke_object(
    session: Session, object: str, reason: Enum, message: str | None, occurred: int | None
) -> Answer:
    """A compromise makes it Compromised, any other reason Deactivated."""
    if occurred is not None and abs(occurred) > FOREVER:
        raise NotUnderstood("occurred is no date")
    why = RevocationReason(revocation_reason_code=RevocationReasonCode[reason.name], revocation_message=message)
    await do(session, Operation.REVOKE, object, revocation_reason=why, compromise_occurrence_date=occurred)
    return {}
