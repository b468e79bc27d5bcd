"""Backup - Create."""

from typing import ClassVar

from twisted.protocols import amp

from hsmsim.interfaces.partitions import Permission
from hsmsim.management.backup_files import MADE, backups_of, keep
from hsmsim.management.command import Answer, ManagementCommand, responder
from hsmsim.management.session import Session

USERS, OBJECTS = (b"users", amp.Integer()), (b"objects", amp.Integer())


class BackupCreate(ManagementCommand):
    """Make a backup of all users and objects, which `backup read` then gives out; `size` in bytes."""

    arguments: ClassVar = [(b"pin", amp.Unicode())]
    response: ClassVar = [USERS, OBJECTS, (b"size", amp.Integer())]


@responder(BackupCreate, Permission.BACKUP, "backup create")
async def backup_create(session: Session, pin: str) -> Answer:
    """It is kept for this session, until the next one is made."""
    file, contents = await backups_of(session).create(pin)
    keep(session, MADE, file)
    return {"users": contents.users, "objects": contents.objects, "size": contents.size}
