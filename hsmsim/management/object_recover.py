"""Keys/Objects - Attributes - Recover."""

from typing import ClassVar

from hsmsim.management.command import Answer, ManagementCommand, Right, responder
from hsmsim.management.object_doing import do
from hsmsim.management.object_words import OBJECT
from hsmsim.management.session import Session
from hsmsim.spec.enums import Operation


class RecoverObject(ManagementCommand):
    """Bring an object back from the archive."""

    arguments: ClassVar = [OBJECT]


@responder(RecoverObject, Right.OWN, "objects recover")
async def recover_object(session: Session, object: str) -> Answer:
    """One that is in no archive stays as it is."""
    await do(session, Operation.RECOVER, object)
    return {}
