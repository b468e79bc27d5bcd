"""Reading a backup: chunk by chunk, and nothing of it is given out before it is known to be what was written."""

from collections.abc import Iterator
from typing import BinaryIO

from cryptography.exceptions import InvalidTag

from hsmsim.backup.form import CHUNK, TAG, Keys
from hsmsim.backup.writing import COUNTS, HEAD, Entry, Kind
from hsmsim.interfaces.backups import DamagedBackup


def entries(file: BinaryIO, keys: Keys) -> Iterator[Entry]:
    """The users and objects of a backup, from behind its header on.

    Raises:
        DamagedBackup: it was changed or cut off, or it is not what `Writer` writes.
    """
    buffer = bytearray()
    counts = {Kind.USER: 0, Kind.OBJECT: 0}
    ended = False
    for plain in _chunks(file, keys):
        buffer += plain
        for entry in _whole(buffer):
            if ended or (entry.kind is Kind.END and entry.data != COUNTS.pack(*counts.values())):
                raise DamagedBackup("the backup does not have as much as it says")
            if entry.kind is Kind.END:
                ended = True
            else:
                counts[entry.kind] += 1
                yield entry
    if buffer or not ended:
        raise DamagedBackup("the backup ends too early")


def _whole(buffer: bytearray) -> Iterator[Entry]:
    """The entries that are there as a whole; they are taken out of the buffer."""
    start = 0
    while len(buffer) >= start + HEAD.size:
        kind, name_size, data_size = HEAD.unpack_from(buffer, start)
        name_end = start + HEAD.size + name_size
        end = name_end + data_size
        if end > len(buffer):
            break
        try:
            entry = Entry(Kind(kind), buffer[start + HEAD.size : name_end].decode(), bytes(buffer[name_end:end]))
        except ValueError:
            raise DamagedBackup("there is something in the backup that is not known") from None
        start = end
        yield entry
    del buffer[:start]


def _chunks(file: BinaryIO, keys: Keys) -> Iterator[bytes]:
    number, chunk, last = 0, file.read(CHUNK + TAG), False
    while not last:
        following = file.read(CHUNK + TAG)
        last = not following
        try:
            yield keys.open(number, last, chunk)
        except (InvalidTag, ValueError):
            raise DamagedBackup(f"the backup was changed or cut off: chunk {number + 1} does not open") from None
        number, chunk = number + 1, following
