"""Backup - Read."""

from os import SEEK_END
from typing import ClassVar

from twisted.protocols import amp

from hsmsim.interfaces.partitions import Permission
from hsmsim.management.backup_files import CHUNK, MADE, kept
from hsmsim.management.command import Answer, ManagementCommand, NotUnderstood, responder
from hsmsim.management.session import Session


class BackupRead(ManagementCommand):
    """A piece of the backup that this session has made; `offset` is where the piece before has ended, 0 at first."""

    arguments: ClassVar = [(b"offset", amp.Integer())]
    response: ClassVar = [(b"data", amp.String()), (b"more", amp.Boolean())]


@responder(BackupRead, Permission.BACKUP, "backup read", changes=False)
async def backup_read(session: Session, offset: int) -> Answer:
    """It may be read again: whoever had no place for all of it has lost nothing."""
    file = kept(session, MADE)
    if file is None:
        raise NotUnderstood("a backup is made first, and then read piece by piece from 0 on")
    if not 0 <= offset <= file.seek(0, SEEK_END):
        raise NotUnderstood("the backup has no such piece")
    file.seek(offset)
    data = file.read(CHUNK + 1)
    return {"data": data[:CHUNK], "more": len(data) > CHUNK}
