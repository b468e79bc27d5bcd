"""Where the volumes of the log are: files of a folder, or memory. Only the newest is written to."""

import errno
import fcntl
import io
import os
import re
from collections.abc import Callable
from pathlib import Path
from typing import BinaryIO, Protocol

from hsmsim.interfaces.audit import LogUnusable

KEY_SIZE = 32
_NAME = re.compile(r"audit-([0-9]{8,18})\.log")
_MODE = 0o600


class Volumes(Protocol):
    """Volumes by number, the key, and the head; what cannot be done raises OSError."""

    key: bytes

    def numbers(self) -> list[int]:
        """The volumes that there are, in ascending order."""

    def begin(self, number: int, heading: bytes) -> None:
        """Begin a volume, whole with its heading or not at all; from now on `append` writes to it."""

    def go_on(self, number: int, size: int) -> None:
        """Have `append` write to the volume, which ends after `size` bytes: what is beyond them goes."""

    def append(self, data: bytes) -> None:
        """Write all of the data, or none of it."""

    def open(self, number: int) -> BinaryIO:
        """Read a volume; that goes on when the volume is removed meanwhile."""

    def size(self, number: int) -> int:
        """How many bytes a volume has; 0 where somebody else has removed it."""

    def remove(self, number: int) -> None:
        """Remove a volume."""

    def head(self) -> bytes:
        """What was kept with `keep_head`; empty if nothing was."""

    def keep_head(self, data: bytes) -> None:
        """Keep some bytes, always the same number of them."""

    def close(self) -> None:
        """Let go of files."""


class InMemory:
    """Volumes that end with the process.

    Args:
        key: of the chain.
    """

    def __init__(self, key: bytes) -> None:
        self.key = key
        self._volumes: dict[int, bytearray] = {}
        self._newest = bytearray()
        self._head = b""

    def numbers(self) -> list[int]:
        """See Volumes."""
        return sorted(self._volumes)

    def begin(self, number: int, heading: bytes) -> None:
        """See Volumes."""
        self._newest = self._volumes[number] = bytearray(heading)

    def go_on(self, number: int, size: int) -> None:
        """See Volumes."""
        self._newest = self._volumes[number]
        del self._newest[size:]

    def append(self, data: bytes) -> None:
        """See Volumes."""
        self._newest += data

    def open(self, number: int) -> BinaryIO:
        """See Volumes."""
        return io.BytesIO(self._volumes[number])

    def size(self, number: int) -> int:
        """See Volumes."""
        return len(self._volumes[number])

    def remove(self, number: int) -> None:
        """See Volumes."""
        del self._volumes[number]

    def head(self) -> bytes:
        """See Volumes."""
        return self._head

    def keep_head(self, data: bytes) -> None:
        """See Volumes."""
        self._head = data

    def close(self) -> None:
        """See Volumes."""


class InFolder:
    """Volumes as files audit-00000001.log, ... beside `key` and `head`, for their owner alone.

    The folder is made where it is missing, and belongs to this process until `close`.

    Args:
        path: the folder.
        random: that many random bytes, for a new key.

    Raises:
        LogUnusable: another process has it, or it cannot be made, read or written.
    """

    def __init__(self, path: Path, random: Callable[[int], bytes]) -> None:
        self._path = path
        self._newest: int | None = None
        try:
            path.mkdir(mode=0o700, parents=True, exist_ok=True)
            self._head = os.open(path / "head", os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, _MODE)
        except OSError as error:
            raise _unusable(path, error) from None
        try:
            fcntl.flock(self._head, fcntl.LOCK_EX | fcntl.LOCK_NB)
            self.key = self._read_key(random)
        except OSError as error:
            self.close()
            raise _unusable(path, error) from None

    def _read_key(self, random: Callable[[int], bytes]) -> bytes:
        """The key; one that is lost is made anew, and no line that was written before is right by it."""
        file = self._path / "key"
        if not file.exists():
            self._write(file, random(KEY_SIZE))
        key = file.read_bytes()
        if len(key) != KEY_SIZE:
            raise OSError(errno.EINVAL, f"its key does not hold {KEY_SIZE} bytes")
        return key

    def _write(self, file: Path, data: bytes) -> None:
        """Make a file that is there whole or not at all."""
        beside = file.with_suffix(".new")
        beside.unlink(missing_ok=True)
        made = os.open(beside, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC, _MODE)
        try:
            _write_all(made, data)
        finally:
            os.close(made)
        beside.rename(file)

    def _file(self, number: int) -> Path:
        return self._path / f"audit-{number:08}.log"

    def numbers(self) -> list[int]:
        """See Volumes."""
        return sorted(map(volume_number, volume_files(self._path)))

    def begin(self, number: int, heading: bytes) -> None:
        """See Volumes."""
        self._write(self._file(number), heading)
        self.go_on(number, len(heading))

    def go_on(self, number: int, size: int) -> None:
        """See Volumes."""
        newest = os.open(self._file(number), os.O_WRONLY | os.O_APPEND | os.O_CLOEXEC)
        if os.fstat(newest).st_size > size:
            os.ftruncate(newest, size)
        self._leave()
        self._newest = newest

    def append(self, data: bytes) -> None:
        """See Volumes."""
        assert self._newest is not None
        written = os.write(self._newest, data)
        if written != len(data):
            os.ftruncate(self._newest, os.fstat(self._newest).st_size - written)
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    def open(self, number: int) -> BinaryIO:
        """See Volumes."""
        return self._file(number).open("rb")

    def size(self, number: int) -> int:
        """See Volumes."""
        try:
            return self._file(number).stat().st_size
        except FileNotFoundError:
            return 0

    def remove(self, number: int) -> None:
        """See Volumes."""
        self._file(number).unlink(missing_ok=True)

    def head(self) -> bytes:
        """See Volumes."""
        return os.pread(self._head, 4096, 0)

    def keep_head(self, data: bytes) -> None:
        """See Volumes."""
        os.pwrite(self._head, data, 0)

    def _leave(self) -> None:
        newest, self._newest = self._newest, None
        if newest is not None:
            os.close(newest)

    def close(self) -> None:
        """See Volumes."""
        self._leave()
        os.close(self._head)


def volume_files(folder: Path) -> list[Path]:
    """The files of the volumes in a folder, oldest first."""
    return sorted((file for file in folder.iterdir() if _NAME.fullmatch(file.name)), key=volume_number)


def volume_number(file: Path) -> int:
    """The number in a file's name."""
    return int(file.name.removeprefix("audit-").removesuffix(".log"))


def _write_all(file: int, data: bytes) -> None:
    left = memoryview(data)
    while left:
        left = left[os.write(file, left) :]


def _unusable(path: Path, error: OSError) -> LogUnusable:
    if isinstance(error, BlockingIOError):
        return LogUnusable(f"the audit log in {path} is another process's")
    return LogUnusable(f"the audit log in {path} cannot be used: {error.strerror}")
