"""Tests of hsmsim/management/backup_read.py."""

from hsmsim.management import backup_read
from hsmsim.management.backup_create import BackupCreate
from hsmsim.management.backup_files import CHUNK, MADE
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

    async def test_again(self) -> None:
        """To the end of the session, or until the next backup is made."""
        await self.ask(BackupCreate, pin=PIN)
        first = await self.ask(BackupRead, offset=0)
        self.assertEqual(await self.ask(BackupRead, offset=0), first)
        self.assertEqual((await self.ask(BackupRead, offset=5))["data"], first["data"][5:])
        await self.ask(BackupCreate, pin=PIN)
        self.assertNotEqual(await self.ask(BackupRead, offset=0), first)
        file = self.session.kept[MADE]
        self.session.end()
        self.assertTrue(file.closed)

    async def test_a_piece_that_is_just_full(self) -> None:
        size = (await self.ask(BackupCreate, pin=PIN))["size"]
        self.patch(backup_read, "CHUNK", size)
        self.assertFalse((await self.ask(BackupRead, offset=0))["more"])

    async def test_no_backup(self) -> None:
        text = await self.refused(NotUnderstood, BackupRead, offset=0)
        self.assertEqual(text, "a backup is made first, and then read piece by piece from 0 on")
        self.assertEqual(self.number, 5021)

    async def test_no_such_piece(self) -> None:
        size = (await self.ask(BackupCreate, pin=PIN))["size"]
        for offset in (-1, size + 1):
            text = await self.refused(NotUnderstood, BackupRead, offset=offset)
            self.assertEqual(text, "the backup has no such piece")
        self.assertEqual(await self.ask(BackupRead, offset=size), {"data": b"", "more": False})
