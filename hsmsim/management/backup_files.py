"""Backup files: what a session keeps while a backup goes or comes piece by piece."""

from functools import partial
from typing import BinaryIO

from hsmsim.interfaces.backups import IBackups
from hsmsim.management.command import NotOffered
from hsmsim.management.session import Session

MADE, BROUGHT = "backup made", "backup brought"
CHUNK = 45_000  # bytes of a piece; in base64 they are 60,000


def backups_of(session: Session) -> IBackups:
    """Who makes backups; raises NotOffered without."""
    if session.appliance.backups is None:
        raise NotOffered("this HSM makes no backups")
    return session.appliance.backups


def keep(session: Session, name: str, file: BinaryIO) -> None:
    """Keep a file for the next call, to the end of the session at most; there is one of a name."""
    let_go(session, name)
    session.kept[name] = file
    session.at_end(partial(let_go, session, name))


def kept(session: Session, name: str) -> BinaryIO | None:
    """The file, if there is one."""
    return session.kept.get(name)


def let_go(session: Session, name: str) -> None:
    """Close the file and forget it, if there is one."""
    file = session.kept.pop(name, None)
    if file is not None:
        file.close()
