"""Backups: all users and all objects in one file that opens with a PIN."""

from dataclasses import dataclass
from typing import BinaryIO

from zope.interface import Interface


class BackupError(Exception):
    """A backup or its restoring is refused; nothing was changed. The text is for the operator."""


class NoBackup(BackupError):
    """A file is no backup, or one of another version."""


class DamagedBackup(BackupError):
    """A backup was changed, or cut off."""


class NotRestored(BackupError):
    """A backup could not be written, or could not be taken in."""


class BadPin(BackupError):
    """The PIN of a backup is wrong, too short or too long."""


class BackupBusy(BackupError):
    """Another backup is being made or restored."""


@dataclass(frozen=True, slots=True)
class Contents:
    """What a backup has.

    Args:
        product: the version of the software that has made it.
        created: when, in seconds since 1970.
        users, objects: how many.
        size: in bytes.
    """

    product: str
    created: int
    users: int
    objects: int
    size: int


class IBackups(Interface):
    """Makes backups and restores them, one at a time."""

    def new_file() -> BinaryIO:
        """An empty file, which is gone when it is closed; raises OSError."""

    async def create(pin: str) -> tuple[BinaryIO, Contents]:
        """Make a backup of everything as it is at one moment. Requests are answered meanwhile.

        Args:
            pin: 16 to 32 characters.

        Returns:
            A file that is gone when it is closed.

        Raises:
            BadPin, BackupBusy: it cannot be.
            NotRestored: there is no place for it.
        """

    async def restore(file: BinaryIO, pin: str) -> Contents:
        """Put what a backup has in the place of all users and all objects, or change nothing.

        All sessions end, and who asks next by KMIP is asked for user and certificate as they are then. Authorizations
        by custodians end too.

        Raises:
            NoBackup, DamagedBackup, BadPin: it does not open, or is not what was written.
            NotRestored: it could not be written.
            BackupBusy: another one is at work.
        """
