"""Writing a backup: entries one after the other, cut into chunks."""

import struct
from enum import IntEnum
from typing import BinaryIO, NamedTuple

from hsmsim.backup.form import CHUNK, Header, Keys


class Kind(IntEnum):
    """What an entry is."""

    USER = 1  # its name is a User ID, or that of what is kept beside the users
    OBJECT = 2  # its name is the partition
    END = 3


class Entry(NamedTuple):
    """One thing in a backup, as bytes that the store gave."""

    kind: Kind
    name: str
    data: bytes


HEAD = struct.Struct(">BHI")  # kind, size of the name in UTF-8, size of the data
COUNTS = struct.Struct(">QQ")  # in the last entry: users and objects before it


class Writer:
    """A backup that is being written.

    Args:
        file: takes the bytes.
        keys: of this header.
    """

    def __init__(self, file: BinaryIO, header: Header, keys: Keys) -> None:
        self._file = file
        self._keys = keys
        self._number = 0
        self._buffer = bytearray()
        self.counts = {Kind.USER: 0, Kind.OBJECT: 0}
        head = header.to_bytes()
        file.write(head + keys.mac(head))

    def put(self, kind: Kind, name: str, data: bytes) -> None:
        """Write one entry."""
        self.counts[kind] += 1
        self._put(kind, name, data)

    def _put(self, kind: Kind, name: str, data: bytes) -> None:
        encoded = name.encode()
        self._buffer += HEAD.pack(kind, len(encoded), len(data)) + encoded + data
        while len(self._buffer) > CHUNK:  # the last chunk is never empty
            self._flush(last=False)

    def end(self) -> None:
        """Write what says that this was all."""
        self._put(Kind.END, "", COUNTS.pack(*self.counts.values()))
        self._flush(last=True)

    def _flush(self, last: bool) -> None:
        chunk = bytes(self._buffer[:CHUNK])
        del self._buffer[:CHUNK]
        self._file.write(self._keys.close(self._number, last, chunk))
        self._number += 1
