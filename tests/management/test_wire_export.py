"""Tests of hsmsim/management/wire_export.py."""

from typing import Any

from hsmsim.interfaces.partitions import UserType
from hsmsim.management.command import NotPermitted, NotUnderstood
from hsmsim.management.wire import recording
from hsmsim.management.wire_export import CHUNK, WireExport
from tests.management.wire.bench import WireTest
from tests.management.wire.messages import KEY, got


class Export(WireTest):
    """A file, piece by piece."""

    async def file(self, **more: Any) -> bytes:
        data, left = b"", True
        while left:
            answer = await self.ask(WireExport, offset=len(data), **more)
            self.assertLessEqual(len(answer["data"]), CHUNK)
            data, left = data + answer["data"], answer["more"]
        return data

    async def test_all_of_it(self) -> None:
        self.master()
        passed = [entry.passed for entry in self.ring.newer()]
        self.assertEqual(recording.read(await self.file(unmask=True)), passed)
        self.assertEqual(self.session.kept, {})

    async def test_masked(self) -> None:
        self.master()
        self.assertNotIn(KEY.hex().encode(), await self.file())
        self.alice()
        await self.refused(NotPermitted, WireExport, unmask=True)

    async def test_a_user_gets_its_own(self) -> None:
        self.alice()
        self.assertEqual([each.began for each in recording.read(await self.file())], [1_700_000_000.25] * 2)

    async def test_it_is_as_it_was_when_it_began(self) -> None:
        self.master()
        for _ in range(90):
            self.ring.exchanged([got(request=bytes(1000))])
        first = await self.ask(WireExport, unmask=True)
        self.assertEqual((len(first["data"]), first["more"]), (CHUNK, True))
        self.ring.clear()
        data = first["data"]
        while len(data) % CHUNK == 0:
            data += (await self.ask(WireExport, offset=len(data), unmask=True))["data"]
        self.assertEqual(len(recording.read(data)), 94)

    async def test_out_of_order(self) -> None:
        self.master()
        await self.refused(NotUnderstood, WireExport, offset=5)
        for _ in range(90):
            self.ring.exchanged([got(request=bytes(1000))])
        await self.ask(WireExport)
        await self.refused(NotUnderstood, WireExport, offset=CHUNK - 1)
        self.assertEqual(len(recording.read(await self.file())), 94)

    async def test_who_may_see_less_by_now_gets_no_more_of_it(self) -> None:
        self.master()
        for _ in range(90):
            self.ring.exchanged([got(request=bytes(1000), user="bob")])
        await self.ask(WireExport, unmask=True)
        await self.refused(NotUnderstood, WireExport, offset=CHUNK)
        await self.partitions.set_type("alice", UserType.OPERATOR)
        self.alice()
        await self.ask(WireExport)
        await self.partitions.set_type("alice", UserType.USER)
        await self.refused(NotUnderstood, WireExport, offset=CHUNK)

    async def test_a_file_of_just_a_piece(self) -> None:
        """There is no empty piece after it."""
        self.master()
        self.ring.clear()
        self.assertFalse((await self.ask(WireExport))["more"])
