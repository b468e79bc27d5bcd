"""Backup - Upload."""

from typing import BinaryIO, ClassVar

from twisted.protocols import amp

from hsmsim.interfaces.backups import NotRestored
from hsmsim.interfaces.partitions import Permission
from hsmsim.management.backup_files import BROUGHT, backups_of, keep, kept, let_go
from hsmsim.management.command import Answer, ManagementCommand, NotUnderstood, responder
from hsmsim.management.session import Session

MOST_BYTES = 1024**3  # about a million objects


class BackupUpload(ManagementCommand):
    """Bring a backup that is to be restored, piece by piece, in order; `offset` 0 begins a new one."""

    arguments: ClassVar = [(b"offset", amp.Integer()), (b"data", amp.String())]


@responder(BackupUpload, Permission.BACKUP, "backup upload", changes=False)
async def backup_upload(session: Session, offset: int, data: bytes) -> Answer:
    """It is kept for this session, until it has been restored or a new one is begun."""
    try:
        if offset == 0:
            keep(session, BROUGHT, backups_of(session).new_file())
        _append(kept(session, BROUGHT), offset, data)
    except OSError as error:
        let_go(session, BROUGHT)
        raise NotRestored(f"there is no place for the file: {error.strerror}") from None
    except NotRestored:
        let_go(session, BROUGHT)
        raise
    return {}


def _append(file: BinaryIO | None, offset: int, data: bytes) -> None:
    if file is None or file.tell() != offset:
        raise NotUnderstood("the file goes on where the last piece ended, or begins at 0")
    if offset + len(data) > MOST_BYTES:
        raise NotRestored(f"the file is larger than {MOST_BYTES} bytes")
    file.write(data)
