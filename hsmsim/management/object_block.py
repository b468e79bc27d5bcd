"""Keys/Objects - Attributes - Block."""

from typing import ClassVar

from hsmsim.management.command import Answer, ManagementCommand, Right, responder
from hsmsim.management.object_doing import mark
from hsmsim.management.object_words import OBJECT
from hsmsim.management.session import Session
from hsmsim.spec.attributes import BLOCKED


class BlockObject(ManagementCommand):
    """Have an object seen and not used, by nobody."""

    arguments: ClassVar = [OBJECT]


@responder(BlockObject, Right.OWN, "objects block")
async def block_object(session: Session, object: str) -> Answer:
    """It can be changed and destroyed as before."""
    await mark(session, object, BLOCKED, True)
    return {}
