"""Tests of hsmsim/backup/reading.py."""

import io

from twisted.trial.unittest import SynchronousTestCase

from hsmsim.backup.form import CHUNK, MAC_SIZE, TAG, Keys, read_header
from hsmsim.backup.reading import entries
from hsmsim.backup.writing import COUNTS, HEAD, Entry, Kind, Writer
from hsmsim.interfaces.backups import BackupError, BadPin, DamagedBackup
from tests.backup.files import HEAD as HEADER_BYTES
from tests.backup.files import HEADER, PIN, written
from tests.support import rows

ENTRIES = [
    Entry(Kind.USER, "alice", b"record"),
    Entry(Kind.USER, "bob", b""),
    *(Entry(Kind.OBJECT, "alice", bytes([number]) * 30_000) for number in range(5)),
    Entry(Kind.OBJECT, "bob", bytes(2 * CHUNK)),
]
FILE = written(ENTRIES)
START = len(HEADER_BYTES) + MAC_SIZE
BOUNDARIES = range(START, len(FILE), CHUNK + TAG)


def read(file: bytes, pin: str = PIN) -> list[Entry]:
    """What a backup has."""
    stream = io.BytesIO(file)
    header, head, mac = read_header(stream.read)
    keys = Keys(pin, header)
    keys.check(head, mac)
    return list(entries(stream, keys))


class Whole(SynchronousTestCase):
    """What was written is read."""

    def test_several_chunks(self) -> None:
        self.assertEqual(len(BOUNDARIES), 5)
        self.assertEqual(read(FILE), ENTRIES)

    def test_nothing(self) -> None:
        self.assertEqual(read(written([])), [])

    def test_ends_of_chunks(self) -> None:
        """Wherever an entry stands."""
        for size in range(CHUNK - 60, CHUNK + 10):
            some = [Entry(Kind.OBJECT, "a", bytes(size)), Entry(Kind.USER, "b", b"x")]
            self.assertEqual(read(written(some)), some)

    def test_one_by_one(self) -> None:
        """The file is not read further than what is asked for."""
        stream = io.BytesIO(FILE)
        stream.seek(START)
        self.assertEqual(next(entries(stream, Keys(PIN, HEADER))), ENTRIES[0])
        self.assertEqual(stream.tell(), START + 2 * (CHUNK + TAG))


class Damaged(SynchronousTestCase):
    """Whatever was done to a file is found."""

    def refused(self, file: bytes, pin: str = PIN) -> BackupError:
        with self.assertRaises(BackupError) as caught:
            read(file, pin)
        return caught.exception

    def test_wrong_pin(self) -> None:
        self.assertIsInstance(self.refused(FILE, PIN + "x"), BadPin)

    def test_cut_at_each_boundary(self) -> None:
        for boundary in (*BOUNDARIES, *(each + 1 for each in BOUNDARIES), *(each - 1 for each in BOUNDARIES[1:])):
            self.assertIsInstance(self.refused(FILE[:boundary]), DamagedBackup)
        self.assertIsInstance(self.refused(FILE[:-1]), DamagedBackup)
        self.assertIsInstance(self.refused(FILE[: START - 1]), BadPin)

    def test_a_changed_byte_anywhere(self) -> None:
        """In the header each one; in the chunks some of each."""
        chunks = [place for start in BOUNDARIES for place in (start, start + 1, start + 100)]
        for place in (*range(START), *chunks, len(FILE) - 1):
            changed = bytearray(FILE)
            changed[place] ^= 1
            self.refused(bytes(changed))

    def test_more_than_there_was(self) -> None:
        for more in (b"x", bytes(CHUNK + TAG), FILE[START:]):
            self.assertIsInstance(self.refused(FILE + more), DamagedBackup)

    def test_chunks_that_changed_places(self) -> None:
        first, second, third, *_ = (FILE[start : start + CHUNK + TAG] for start in BOUNDARIES)
        rest = FILE[BOUNDARIES[3] :]
        for chunks in ((second, first, third), (first, first, third), (first, third), (first, second, third, third)):
            self.assertIsInstance(self.refused(FILE[:START] + b"".join(chunks) + rest), DamagedBackup)

    def test_a_chunk_of_another_backup(self) -> None:
        other = written(ENTRIES, PIN + "x")
        mixed = FILE[: BOUNDARIES[1]] + other[BOUNDARIES[1] : BOUNDARIES[2]] + FILE[BOUNDARIES[2] :]
        self.assertIsInstance(self.refused(mixed), DamagedBackup)


def raw(*parts: bytes) -> bytes:
    """A backup with this in it; it opens."""
    file, keys = io.BytesIO(), Keys(PIN, HEADER)
    Writer(file, HEADER, keys)
    return file.getvalue() + keys.close(0, True, b"".join(parts))


def entry(kind: int, name: bytes = b"", data: bytes = b"") -> bytes:
    return HEAD.pack(kind, len(name), len(data)) + name + data


def end(users: int, objects: int) -> bytes:
    return entry(Kind.END, b"", COUNTS.pack(users, objects))


@rows(
    nothing=((), "the backup ends too early"),
    no_end=((entry(1, b"a"),), "the backup ends too early"),
    half_an_entry=((entry(1, b"a"), end(1, 0), b"\1"), "the backup ends too early"),
    fewer=((entry(1, b"a"), end(2, 0)), "the backup does not have as much as it says"),
    other_kinds=((entry(1, b"a"), end(0, 1)), "the backup does not have as much as it says"),
    after_the_end=((end(0, 0), entry(1, b"a")), "the backup does not have as much as it says"),
    two_ends=((end(0, 0), end(0, 0)), "the backup does not have as much as it says"),
    no_counts=((entry(3),), "the backup does not have as much as it says"),
    unknown_kind=((entry(4), end(0, 0)), "there is something in the backup that is not known"),
    no_text=((entry(1, b"\xff"), end(1, 0)), "there is something in the backup that is not known"),
)
class NotWritten(SynchronousTestCase):
    """Somebody who has the PIN cannot make us believe anything else either."""

    def check(self, parts: tuple[bytes, ...], text: str) -> None:
        with self.assertRaises(DamagedBackup) as caught:
            read(raw(*parts))
        self.assertEqual(str(caught.exception), text)
