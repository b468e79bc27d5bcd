"""Backup - Restore."""

from typing import ClassVar

from twisted.protocols import amp

from hsmsim.interfaces.backups import BackupBusy, BadPin
from hsmsim.interfaces.partitions import Permission
from hsmsim.management.backup_create import OBJECTS, USERS
from hsmsim.management.backup_files import BROUGHT, backups_of, keep
from hsmsim.management.command import Answer, ManagementCommand, NotUnderstood, responder
from hsmsim.management.session import Session


class BackupRestore(ManagementCommand):
    """Put what the backup has that was brought in the place of all users and objects. Then all sessions end.

    `product`: the version that has made it; `created`: when, in seconds since 1970.
    """

    arguments: ClassVar = [(b"pin", amp.Unicode())]
    response: ClassVar = [USERS, OBJECTS, (b"product", amp.Unicode()), (b"created", amp.Integer())]


@responder(BackupRestore, Permission.BACKUP, "backup restore")
async def backup_restore(session: Session, pin: str) -> Answer:
    """After a wrong PIN the file is still there."""
    file = session.kept.pop(BROUGHT, None)  # the end of the session must not close it now
    if file is None:
        raise NotUnderstood("a backup is brought first, by uploading it")
    try:
        contents = await backups_of(session).restore(file, pin)
    except (BadPin, BackupBusy):
        keep(session, BROUGHT, file)
        raise
    except BaseException:
        file.close()
        raise
    file.close()
    return {
        "users": contents.users,
        "objects": contents.objects,
        "product": contents.product,
        "created": contents.created,
    }
