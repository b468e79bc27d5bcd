"""Keys/Objects - Attributes - Unblock."""

from typing import ClassVar

from hsmsim.management.command import Answer, ManagementCommand, Right, responder
from hsmsim.management.object_doing import mark
from hsmsim.management.object_words import OBJECT
from hsmsim.management.session import Session
from hsmsim.spec.attributes import BLOCKED


class UnblockObject(ManagementCommand):
    """Have a blocked object used again."""

    arguments: ClassVar = [OBJECT]


@responder(UnblockObject, Right.OWN, "objects unblock")
async def unblock_object(session: Session, object: str) -> Answer:
    """One that is not blocked stays as it is."""
    await mark(session, object, BLOCKED, False)
    return {}
