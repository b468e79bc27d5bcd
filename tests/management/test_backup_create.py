"""Tests of hsmsim/management/backup_create.py."""

from hsmsim.interfaces.backups import BackupError
from hsmsim.interfaces.partitions import Permission
from hsmsim.management.backup_create import BackupCreate
from hsmsim.management.backup_files import MADE
from hsmsim.management.command import NotOffered
from tests.management.backup_bench import PIN, BackupTest


class Create(BackupTest):
    """A User with the permission makes backups."""

    async def test_what_there_is(self) -> None:
        made = await self.ask(BackupCreate, pin=PIN)
        self.assertEqual((made["users"], made["objects"]), (2, 3))
        self.assertEqual(made["size"], len(self.session.kept[MADE].read()))

    async def test_one_of_a_session(self) -> None:
        await self.ask(BackupCreate, pin=PIN)
        first = self.session.kept[MADE]
        await self.ask(BackupCreate, pin=PIN)
        second = self.session.kept[MADE]
        self.assertEqual((first.closed, second.closed), (True, False))
        self.session.end()
        self.assertEqual((second.closed, self.session.kept), (True, {}))

    async def test_the_session_ends_meanwhile(self) -> None:
        """The file would be nobody's."""
        make, files = self.backups.new_file, []
        self.backups.new_file = lambda: files.append(make()) or files[-1]
        self.backups.give_way = self.end_of_session
        await self.ask(BackupCreate, pin=PIN)
        self.assertEqual(([each.closed for each in files], self.session.kept), ([True], {}))

    async def end_of_session(self) -> None:
        self.session.end()

    async def test_pin(self) -> None:
        for pin in ("x" * 15, "x" * 33):
            text = await self.refused(BackupError, BackupCreate, pin=pin)
            self.assertEqual(self.number, 5028)
            self.assertEqual(text, "the PIN of a backup has 16 to 32 characters that can be seen")

    async def test_what_the_log_says(self) -> None:
        """Never the PIN."""
        await self.ask(BackupCreate, pin=PIN)
        await self.refused(BackupError, BackupCreate, pin="x" * 15)
        self.assertEqual(
            self.recorded(),
            [
                "00000007|console 'alice': backup create: done",
                "00000007|console 'alice': backup create: refused: 5028"
                " the PIN of a backup has 16 to 32 characters that can be seen",
            ],
        )

    async def test_nobody_makes_any(self) -> None:
        self.appliance.backups = None
        await self.permit(Permission.BACKUP)
        self.assertEqual(await self.refused(NotOffered, BackupCreate, pin=PIN), "this HSM makes no backups")
        self.assertEqual(self.number, 5019)
