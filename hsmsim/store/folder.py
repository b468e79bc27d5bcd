"""The state folder: locked for one process, and home of the master key."""

import fcntl
import os
from collections.abc import Callable
from pathlib import Path

from hsmsim.store.errors import FolderInUse, FolderUnusable, WrongMasterKey
from hsmsim.store.seal import KEY_SIZE


class Folder:
    """A state folder that belongs to this process until `close`. It is made, for its owner alone, where missing.

    Raises:
        FolderInUse: another process has it.
        FolderUnusable: it cannot be made, read or written.
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        self.database = path / "hsmsim.db"
        self.beside = path / "restored.db"
        self.master_key = path / "master.key"
        try:
            self._lock = self._take()
        except OSError as error:
            raise FolderUnusable(path, error.strerror or str(error)) from error

    def _take(self) -> int:
        self.path.mkdir(mode=0o700, parents=True, exist_ok=True)
        # Never removed: a process that waits on a removed file would share the folder with one that made a new one.
        lock = os.open(self.path / "lock", os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
            os.truncate(lock, 0)
            os.write(lock, b"%d\n" % os.getpid())
            # The database's other files take over its mode.
            os.close(os.open(self.database, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600))
            self.clear_beside()
        except BlockingIOError:
            holder = os.read(lock, 20).strip()
            os.close(lock)
            raise FolderInUse(self.path, int(holder) if holder.isdigit() else None) from None
        except BaseException:
            os.close(lock)
            raise
        return lock

    def key(self, random: Callable[[int], bytes], new: bool) -> bytes:
        """The master key.

        Args:
            random: source of random bytes.
            new: nothing was sealed yet, so that a missing key may be made.

        Raises:
            WrongMasterKey: it is missing, or no key.
            FolderUnusable: it cannot be read or written.
        """
        try:
            if new and not self.master_key.exists():
                self._make_key(random(KEY_SIZE))
            key = self.master_key.read_bytes()
        except FileNotFoundError:
            raise WrongMasterKey(self.master_key, "is missing") from None
        except OSError as error:
            raise FolderUnusable(self.path, f"{self.master_key.name}: {error.strerror}") from error
        if len(key) != KEY_SIZE:
            raise WrongMasterKey(self.master_key, f"does not hold {KEY_SIZE} bytes")
        return key

    def _make_key(self, key: bytes) -> None:
        """Write the key beside its place and move it there, so that a crash leaves no half of a key."""
        beside = self.master_key.with_suffix(".new")
        beside.unlink(missing_ok=True)
        file = os.open(beside, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC, 0o600)
        try:
            os.write(file, key)
            os.fsync(file)
        finally:
            os.close(file)
        beside.rename(self.master_key)
        self._sync()

    def _sync(self) -> None:
        """Make the names of the folder survive a crash of the machine."""
        folder = os.open(self.path, os.O_RDONLY | os.O_DIRECTORY)
        try:
            os.fsync(folder)
        finally:
            os.close(folder)

    def make_beside(self) -> Path:
        """An empty file for another database, beside the one that is there; raises OSError."""
        self.clear_beside()
        os.close(os.open(self.beside, os.O_RDWR | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC, 0o600))
        return self.beside

    def clear_beside(self) -> None:
        """Remove it, and what a crash has left of it."""
        for file in (self.beside, *_logs(self.beside)):
            file.unlink(missing_ok=True)

    def put_in_place(self) -> None:
        """Put the database that is beside in the place of the one that is there. Both have to be closed.

        Raises:
            OSError: it could not be done. Nothing was changed.
        """
        for file in (*_logs(self.database), *_logs(self.beside)):
            if file.exists():  # it belongs to one of the two, and would be taken for a part of the other
                raise OSError(f"{file.name} could not be written to its database")
        self.beside.rename(self.database)
        self._sync()

    def close(self) -> None:
        """Let go of the folder."""
        os.close(self._lock)


def _logs(database: Path) -> tuple[Path, ...]:
    """What SQLite keeps beside a database until it is closed."""
    return tuple(database.with_name(database.name + end) for end in ("-wal", "-shm", "-journal"))
