"""Backup - Read."""

from typing import ClassVar

from twisted.protocols import amp

from hsmsim.interfaces.partitions import Permission
from hsmsim.management.backup_files import CHUNK, MADE, kept, let_go
from hsmsim.management.command import Answer, ManagementCommand, NotUnderstood, responder
from hsmsim.management.session import Session


class BackupRead(ManagementCommand):
    """A piece of the backup that this session has made; `offset` is where the piece before has ended, 0 at first."""

    arguments: ClassVar = [(b"offset", amp.Integer())]
    response: ClassVar = [(b"data", amp.String()), (b"more", amp.Boolean())]


@responder(BackupRead, Permission.BACKUP, "backup read", changes=False)
async def backup_read(session: Session, offset: int) -> Answer:
    """With the last piece the backup is gone."""
    file = kept(session, MADE)
    if file is None or file.tell() != offset:
        raise NotUnderstood("a backup is made first, and then read piece by piece from 0 on")
    data = file.read(CHUNK + 1)
    more = len(data) > CHUNK
    if more:
        file.seek(offset + CHUNK)
    else:
        let_go(session, MADE)
    return {"data": data[:CHUNK], "more": more}
