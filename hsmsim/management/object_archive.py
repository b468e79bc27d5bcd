"""Keys/Objects - Attributes - Archive."""

from typing import ClassVar

from hsmsim.management.command import Answer, ManagementCommand, Right, responder
from hsmsim.management.object_doing import do
from hsmsim.management.object_words import OBJECT
from hsmsim.management.session import Session
from hsmsim.spec.enums import Operation


class ArchiveObject(ManagementCommand):
    """Put an object into the archive: it is not used, changed or destroyed until it is recovered."""

    arguments: ClassVar = [OBJECT]


@responder(ArchiveObject, Right.OWN, "objects archive")
async def archive_object(session: Session, object: str) -> Answer:
    """It stays in its state."""
    await do(session, Operation.ARCHIVE, object)
    return {}
