"""Tests of hsmsim/backup/writing.py."""

from twisted.trial.unittest import SynchronousTestCase

from hsmsim.backup.form import CHUNK, MAC_SIZE, TAG
from hsmsim.backup.writing import COUNTS, HEAD, Entry, Kind
from tests.backup.files import HEAD as HEADER
from tests.backup.files import written
from tests.support import rows

OVERHEAD = len(HEADER) + MAC_SIZE
END = HEAD.size + COUNTS.size
FITS = CHUNK - HEAD.size - 1 - END  # bytes of an object in a partition `a`, with which a chunk is full


@rows(
    nothing=([], OVERHEAD + END + TAG),
    just_full=([b"x" * FITS], OVERHEAD + CHUNK + TAG),
    one_more=([b"x" * (FITS + 1)], OVERHEAD + CHUNK + TAG + 1 + TAG),
    several_chunks=([b"x" * (FITS + 2 * CHUNK)], OVERHEAD + 3 * (CHUNK + TAG)),
)
class Sizes(SynchronousTestCase):
    """Chunks are full but the last, which is never empty."""

    def check(self, objects: list[bytes], size: int) -> None:
        self.assertEqual(len(written(Entry(Kind.OBJECT, "a", data) for data in objects)), size)


class Secrets(SynchronousTestCase):
    """Nothing is in clear."""

    def test_names_and_data(self) -> None:
        file = written([Entry(Kind.USER, "alice-is-here", b"a-secret-of-alice")])
        self.assertNotIn(b"alice", file)
