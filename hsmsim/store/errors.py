"""Why a state folder cannot be used; each text says what to do."""

from pathlib import Path


class StoreError(Exception):
    """The store cannot be opened or read."""


class FolderInUse(StoreError):
    """Another process has the state folder open.

    Args:
        folder: the state folder.
        pid: that process; None if it has not said yet.
    """

    def __init__(self, folder: Path, pid: int | None) -> None:
        who = "another process" if pid is None else f"process {pid}"
        super().__init__(f"the state folder {folder} is in use by {who}: stop it or choose another folder")
        self.folder = folder
        self.pid = pid


class FolderUnusable(StoreError):
    """The operating system does not let us make, read or write the state folder."""

    def __init__(self, folder: Path, why: str) -> None:
        super().__init__(
            f"the state folder {folder} cannot be used ({why}): choose another folder or change its permissions"
        )


class NotOurs(StoreError):
    """The file with the name of the database is something else."""

    def __init__(self, path: Path) -> None:
        super().__init__(f"{path} is not a database of hsmsim: choose another folder, or move the file away")


class NewerSchema(StoreError):
    """The database was written by a newer version of the software."""

    def __init__(self, path: Path, found: int, known: int) -> None:
        super().__init__(
            f"{path} has schema {found}, this hsmsim knows {known}: start a newer hsmsim or choose another folder"
        )


class WrongMasterKey(StoreError):
    """The master key is missing, or not the one that the database was sealed with."""

    def __init__(self, path: Path, why: str) -> None:
        super().__init__(
            f"{path} {why}: put back the master.key that belongs to the database, or choose another folder"
        )


class Damaged(StoreError):
    """Something in the database is not what was written there."""

    def __init__(self, what: str) -> None:
        super().__init__(f"{what} was changed outside hsmsim: restore the state folder from a backup")
