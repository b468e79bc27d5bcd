"""Keys/Objects - Remove."""

from typing import ClassVar

from twisted.protocols import amp

from hsmsim.errors import NoSuchObject
from hsmsim.exchange.steps import Steps
from hsmsim.management.command import Answer, ManagementCommand, Right, responder
from hsmsim.management.object_errors import CannotRemove
from hsmsim.management.object_naming import find
from hsmsim.management.object_words import OBJECT
from hsmsim.management.session import Session
from hsmsim.model.lifecycle import GONE
from hsmsim.spec.enums import Operation, RevocationReasonCode, State
from hsmsim.spec.values import RevocationReason

_UNUSED = RevocationReason(revocation_reason_code=RevocationReasonCode.CESSATION_OF_OPERATION)


class RemoveObject(ManagementCommand):
    """Destroy an object: its value is gone, its attributes can be seen still.

    One that is Active is removed with `force` only: it is revoked first.
    """

    arguments: ClassVar = [OBJECT, (b"force", amp.Boolean(optional=True))]


@responder(RemoveObject, Right.OWN, "objects remove")
async def remove_object(session: Session, object: str, force: bool | None) -> Answer:
    """Of another's it takes Delete; of one that is Active also Update."""
    seen = await find(session, object)
    uid, state = seen.obj.uid, seen.obj.state
    if state in GONE:
        raise NoSuchObject(uid)
    if state is State.ACTIVE and not force:
        raise CannotRemove("the object is Active: revoke it first, or force its removal")

    async def steps(steps: Steps) -> None:
        if state is State.ACTIVE:
            await steps.perform(Operation.REVOKE, unique_identifier=uid, revocation_reason=_UNUSED)
        await steps.perform(Operation.DESTROY, unique_identifier=uid)

    await session.appliance.within.together(session.user_id, steps, "Remove", number=session.number)
    return {}
