"""Backups made by hand, for tests."""

import io
from collections.abc import Iterable

from hsmsim.backup.form import Header, Keys
from hsmsim.backup.writing import Entry, Writer

PIN = "sixteen-letters!"
HEADER = Header("1.2.3", 1_700_000_000, 2, bytes(range(16)))
HEAD = HEADER.to_bytes()


def written(entries: Iterable[Entry], pin: str = PIN) -> bytes:
    """A backup with these entries."""
    file = io.BytesIO()
    writer = Writer(file, HEADER, Keys(pin, HEADER))
    for entry in entries:
        writer.put(*entry)
    writer.end()
    return file.getvalue()
