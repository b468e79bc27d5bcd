"""Tests of hsmsim/management/wire_import.py."""

from hsmsim.interfaces.ring import Entry, RingError
from hsmsim.management.command import NotUnderstood
from hsmsim.management.wire import recording
from hsmsim.management.wire_import import WireImport
from tests.management.wire.bench import WireTest
from tests.management.wire.messages import got
from tests.taps.passing import refused

FILE = b"".join(recording.write([Entry(1, got(user="carol")), Entry(2, refused("from a file"))], True))


class Import(WireTest):
    """A file comes in whole or not at all."""

    async def setUp(self) -> None:
        await super().setUp()
        self.before = list(self.ring.newer())
        self.master()

    async def test_in_pieces(self) -> None:
        self.assertEqual(await self.ask(WireImport, offset=0, data=FILE[:9], last=False), {"messages": None})
        self.assertEqual(await self.ask(WireImport, offset=9, data=FILE[9:], last=True), {"messages": 2})
        entries = list(self.ring.newer())
        self.assertEqual([entry.number for entry in entries], [-2, -1, 1, 2, 3, 4])
        self.assertEqual(entries[1].passed, refused("from a file"))
        self.assertEqual(self.session.kept, {})

    async def test_a_bad_file_changes_nothing(self) -> None:
        text = await self.refused(RingError, WireImport, offset=0, data=FILE[:-9], last=True)
        self.assertEqual((text, self.number), ("the file is no JSON in UTF-8", 5021))
        self.assertEqual(list(self.ring.newer()), self.before)
        await self.ask(WireImport, offset=0, data=FILE, last=True)

    async def test_more_than_there_is_room_for(self) -> None:
        for _ in range(50):
            await self.ask(WireImport, offset=0, data=FILE, last=True)
        await self.refused(RingError, WireImport, offset=0, data=FILE, last=True)
        self.assertEqual((self.number, len(list(self.ring.newer()))), (5016, 104))

    async def test_pieces_out_of_order(self) -> None:
        await self.refused(NotUnderstood, WireImport, offset=9, data=FILE, last=True)
        await self.ask(WireImport, offset=0, data=FILE[:9], last=False)
        await self.refused(NotUnderstood, WireImport, offset=8, data=FILE[8:], last=True)
        await self.ask(WireImport, offset=0, data=FILE[:5], last=False)
        await self.ask(WireImport, offset=5, data=FILE[5:], last=True)
        self.assertEqual(len(list(self.ring.newer())), 6)

    async def test_a_file_that_is_too_large(self) -> None:
        self.patch(recording, "MOST_BYTES", 20)
        await self.ask(WireImport, offset=0, data=FILE[:20], last=False)
        text = await self.refused(RingError, WireImport, offset=20, data=b"x", last=False)
        self.assertEqual((text, self.session.kept), ("the file is larger than 20 bytes", {}))
