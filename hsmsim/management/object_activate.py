"""Keys/Objects - Attributes - Activate."""

from typing import ClassVar

from hsmsim.management.command import Answer, ManagementCommand, Right, responder
from hsmsim.management.object_doing import do
from hsmsim.management.object_words import OBJECT
from hsmsim.management.session import Session
from hsmsim.spec.enums import Operation


class ActivateObject(ManagementCommand):
    """Have an object used from now on."""

    arguments: ClassVar = [OBJECT]


@responder(ActivateObject, Right.OWN, "objects activate")
async def activate_object(session: Session, object: str) -> Answer:
    """Pre-Active becomes Active."""
    await do(session, Operation.ACTIVATE, object)
    return {}
