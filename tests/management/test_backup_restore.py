"""Tests of hsmsim/management/backup_restore.py."""

from hsmsim.interfaces.backups import BackupBusy, BackupError
from hsmsim.management.backup_files import BROUGHT, MADE, let_go
from hsmsim.management.backup_restore import BackupRestore
from hsmsim.management.backup_upload import BackupUpload
from hsmsim.management.command import NotUnderstood
from tests.management.backup_bench import PIN, BackupTest
from tests.management.bench import NOW
from tests.suites.store import saving, symmetric_key


class Restore(BackupTest):
    """What was brought takes the place of everything."""

    async def setUp(self) -> None:
        await super().setUp()
        self.backup = await self.file()
        let_go(self.session, MADE)
        self.store.apply({"master": saving(symmetric_key("new"))})

    async def bring(self, file: bytes) -> None:
        await self.ask(BackupUpload, offset=0, data=file)

    def counts(self) -> tuple[int, int]:
        return self.store.count("alice"), self.store.count("master")

    async def test_all_of_it(self) -> None:
        await self.bring(self.backup)
        found = await self.ask(BackupRestore, pin=PIN)
        self.assertEqual(found, {"users": 2, "objects": 3, "product": "1.2.3", "created": NOW})
        self.assertEqual((self.counts(), self.replaced, self.session.kept), ((3, 0), 1, {}))
        self.assertEqual(self.recorded()[-1], "00000007|console 'alice': backup restore: done")

    async def test_nothing_was_brought(self) -> None:
        text = await self.refused(NotUnderstood, BackupRestore, pin=PIN)
        self.assertEqual(text, "a backup is brought first, by uploading it")

    async def test_another_pin_may_be_tried(self) -> None:
        await self.bring(self.backup)
        for pin in (PIN + "x", "short"):
            await self.refused(BackupError, BackupRestore, pin=pin)
            self.assertEqual((self.number, self.counts(), self.replaced), (5028, (3, 1), 0))
        await self.ask(BackupRestore, pin=PIN)

    async def test_a_file_that_does_not_open(self) -> None:
        for file, number in ((self.backup[:-1], 5026), (b"x", 5025)):
            await self.bring(file)
            brought = self.session.kept[BROUGHT]
            await self.refused(BackupError, BackupRestore, pin=PIN)
            self.assertEqual((self.number, self.counts(), self.replaced), (number, (3, 1), 0))
            self.assertEqual((brought.closed, self.session.kept), (True, {}))

    async def test_while_another_one_is_restored(self) -> None:
        await self.bring(self.backup)
        self.patch(self.appliance.backups, "_busy", True)
        await self.refused(BackupBusy.__base__, BackupRestore, pin=PIN)
        self.assertEqual(self.number, 5304)
        self.assertIn(BROUGHT, self.session.kept)

    async def test_the_end_of_the_session_does_not_end_it(self) -> None:
        """The file is open as long as it is read."""
        await self.bring(self.backup)
        self.patch(self.appliance.backups, "offload", self._offload)
        await self.ask(BackupRestore, pin=PIN)
        self.assertEqual(self.counts(), (3, 0))

    async def _offload(self, function: object, *arguments: object) -> object:
        self.session.end()
        return function(*arguments)  # type: ignore[operator]
