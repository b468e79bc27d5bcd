"""Tests of hsmsim/console/backup.py."""

import os
from pathlib import Path

from hsmsim.interfaces.partitions import Permission
from hsmsim.management import backup_read
from tests.console.hsm import ConsoleTest
from tests.management.bench import PASSWORD

PIN = "sixteen letters!"
MENU = """\
1 - Backup
2 - Restore
0 - Main Menu
Option : 0
"""
BACKUP = """\
PIN (16 to 32 characters) :\x20
Confirm PIN :\x20
Output file (local) : {file}

2 user(s) and 0 object(s) successfully written to '{file}'.

Press ENTER key to continue...
"""
RESTORE = """\
Backup file (local) : {file}
PIN :\x20
Confirm replacing all users and objects by those of '{file}'. (y/[n]): y

2 user(s) and 0 object(s) successfully restored. All sessions have ended.

Press ENTER key to continue...
"""


class Backup(ConsoleTest):
    """35 - Backup."""

    def at(self, name: str) -> str:
        return str(self.folder / name)

    async def made(self) -> str:
        await self.menus("35", "1", PIN, PIN, self.at("hsm.backup"), "")
        return self.at("hsm.backup")

    async def test_menu(self) -> None:
        await self.partitions.set_permissions("alice", frozenset({Permission.BACKUP}))
        await self.menus("35", "0", user="alice")
        self.assertEqual(self.screen("HSM - Backup", "alice"), MENU)

    async def test_made(self) -> None:
        file = await self.made()
        self.assertEqual(self.screen("HSM - Backup - Backup"), BACKUP.format(file=file))
        self.assertEqual(os.stat(file).st_mode & 0o777, 0o600)
        self.assertNotIn(b"alice", Path(file).read_bytes())

    async def test_restored(self) -> None:
        """The session ends by it, and that is no failure."""
        file = await self.made()
        await self.user("bob")
        self.assertEqual(await self.hsmcon(PASSWORD, "35", "2", file, PIN, "y", "", user="master"), 0)
        self.assertEqual((self.errors, self.left), ("", []))
        self.assertEqual(self.screen("HSM - Backup - Restore"), RESTORE.format(file=file))
        self.assertEqual(sorted(self.store.users()), ["alice", "master"])

    async def test_where_no_file_can_be(self) -> None:
        """The HSM still has the backup, and gives it out from the beginning."""
        self.patch(backup_read, "CHUNK", 100)
        await self.menus("35", "1", PIN, PIN, self.at("nowhere/file"), str(self.folder), self.at("hsm.backup"), "")
        self.assertEqual(self.seen.count("The file cannot be written: "), 2)
        self.assertEqual(os.listdir(self.folder), ["hsm.backup"])
        size = os.stat(self.at("hsm.backup")).st_size
        self.assertEqual(await self.hsmcon(PASSWORD, "35", "2", self.at("hsm.backup"), PIN, "y", "", user="master"), 0)
        self.assertGreater(size, 200)

    async def test_a_file_that_goes_away(self) -> None:
        """It was there when its name was typed."""
        file = await self.made()

        def confirm() -> str:
            os.unlink(file)
            return "y"

        answers = self.at("nowhere"), file, PIN, confirm, "", "0"
        self.assertEqual(await self.hsmcon(PASSWORD, "35", "2", *answers, user="master"), 1)
        self.assertEqual(self.seen.count("The file cannot be read: "), 2)
        self.assertIn("alice", self.store.users())

    async def test_not_confirmed(self) -> None:
        file = await self.made()
        await self.menus("35", "2", file, PIN, "n")
        self.assertNotIn("restored", self.seen)

    async def test_pin(self) -> None:
        self.assertEqual(await self.hsmcon(PASSWORD, "35", "1", "short", "short", "", "0", user="master"), 1)
        self.assertIn("Error 5028: ", self.seen)
        file = await self.made()
        status = await self.hsmcon(PASSWORD, "35", "2", file, PIN[::-1], "y", "", "0", user="master")
        self.assertEqual(status, 1)
        self.assertIn("Error 5028: ", self.seen)

    async def test_no_backup(self) -> None:
        junk = self.file("junk", b"junk")
        self.assertEqual(await self.hsmcon(PASSWORD, "35", "2", junk, PIN, "y", "", "0", user="master"), 1)
        self.assertIn("Error 5025: ", self.seen)

    async def test_by_a_script(self) -> None:
        file = self.at("hsm.backup")
        made = await self.script("backup create", f"backup read > {file}", answers=[PIN])
        self.assertEqual((made, self.errors, self.answered[:21]), (0, "", "users: 2\nobjects: 0\ns"))
        await self.user("bob")
        status = await self.script(f"backup upload @{file}", "backup restore", answers=[PIN])
        self.assertEqual((status, self.errors), (0, ""))
        self.assertEqual(sorted(self.store.users()), ["alice", "master"])
