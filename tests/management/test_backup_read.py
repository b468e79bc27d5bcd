"""Tests of hsmsim/management/backup_read.py."""

from hsmsim.management import backup_read
from hsmsim.management.backup_create import BackupCreate
from hsmsim.management.backup_files import CHUNK
from hsmsim.management.backup_read import BackupRead
from hsmsim.management.command import NotUnderstood
from hsmsim.management.values import to_json
from tests.management.backup_bench import PIN, BackupTest
from tests.suites.store import opaque_object, saving


class Read(BackupTest):
    """A backup goes out piece by piece."""

    async def test_pieces(self) -> None:
        self.store.apply({"alice": saving(opaque_object("large", bytes(100_000)))})
        size = (await self.ask(BackupCreate, pin=PIN))["size"]
        sizes, more = [], True
        while more:
            piece = await self.ask(BackupRead, offset=sum(sizes))
            self.assertLess(len(to_json(BackupRead.response, piece)["data"]), 65_536)
            sizes.append(len(piece["data"]))
            more = piece["more"]
        self.assertEqual((sizes[:-1], sum(sizes)), ([CHUNK] * 2, size))
        await self.refused(NotUnderstood, BackupRead, offset=0)

    async def test_a_piece_that_is_just_full(self) -> None:
        size = (await self.ask(BackupCreate, pin=PIN))["size"]
        self.patch(backup_read, "CHUNK", size)
        self.assertFalse((await self.ask(BackupRead, offset=0))["more"])

    async def test_out_of_order(self) -> None:
        await self.refused(NotUnderstood, BackupRead, offset=0)
        await self.ask(BackupCreate, pin=PIN)
        text = await self.refused(NotUnderstood, BackupRead, offset=5)
        self.assertEqual(text, "a backup is made first, and then read piece by piece from 0 on")
        self.assertEqual(self.number, 5021)
        await self.ask(BackupRead, offset=0)
