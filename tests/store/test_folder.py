"""hsmsim.store.folder."""

import os
import stat
from pathlib import Path

from twisted.trial.unittest import SynchronousTestCase

from hsmsim.store.errors import FolderInUse, FolderUnusable, WrongMasterKey
from hsmsim.store.folder import Folder

KEY = bytes(range(32))


def fixed(size):
    return KEY[:size]


def mode(path):
    return stat.S_IMODE(path.stat().st_mode)


class FolderTests(SynchronousTestCase):
    def setUp(self):
        self.path = Path(self.mktemp()) / "state"

    def folder(self):
        folder = Folder(self.path)
        self.addCleanup(folder.close)
        return folder

    def test_made_for_its_owner_alone(self):
        folder = self.folder()
        folder.key(fixed, new=True)
        modes = [mode(self.path), mode(folder.database), mode(folder.master_key), mode(self.path / "lock")]
        self.assertEqual(modes, [0o700, 0o600, 0o600, 0o600])

    def test_an_existing_folder_keeps_its_mode(self):
        self.path.mkdir(parents=True)
        self.path.chmod(0o755)
        self.folder()
        self.assertEqual(mode(self.path), 0o755)

    def test_in_use(self):
        self.folder()
        with self.assertRaises(FolderInUse) as caught:
            Folder(self.path)
        self.assertEqual((caught.exception.folder, caught.exception.pid), (self.path, os.getpid()))
        self.assertEqual(
            str(caught.exception),
            f"the state folder {self.path} is in use by process {os.getpid()}: stop it or choose another folder",
        )

    def test_in_use_by_somebody_unknown(self):
        self.folder()
        os.truncate(self.path / "lock", 0)
        with self.assertRaises(FolderInUse) as caught:
            Folder(self.path)
        self.assertIs(caught.exception.pid, None)
        self.assertIn("is in use by another process", str(caught.exception))

    def test_free_again(self):
        Folder(self.path).close()
        self.folder()

    def test_a_file_is_no_folder(self):
        self.path.parent.mkdir(parents=True)
        self.path.write_text("a file")
        with self.assertRaises(FolderUnusable) as caught:
            Folder(self.path)
        self.assertIn("choose another folder", str(caught.exception))

    def test_database_that_cannot_be_opened_lets_the_folder_go(self):
        (self.path / "hsmsim.db").mkdir(parents=True)
        with self.assertRaises(FolderUnusable):
            Folder(self.path)
        (self.path / "hsmsim.db").rmdir()
        self.folder()

    # --------------------------------------------------------------------------------------------- master key

    def test_key_is_made_once(self):
        folder = self.folder()
        self.assertEqual(folder.key(fixed, new=True), KEY)
        self.assertEqual(folder.key(lambda size: b"o" * size, new=True), KEY)
        self.assertEqual(folder.key(lambda size: b"o" * size, new=False), KEY)
        self.assertEqual(sorted(os.listdir(self.path)), ["hsmsim.db", "lock", "master.key"])

    def test_half_a_key_of_a_crash_is_not_used(self):
        folder = self.folder()
        (self.path / "master.new").write_bytes(b"half")
        self.assertEqual(folder.key(fixed, new=True), KEY)

    def test_missing(self):
        with self.assertRaises(WrongMasterKey) as caught:
            self.folder().key(fixed, new=False)
        self.assertEqual(
            str(caught.exception),
            f"{self.path / 'master.key'} is missing: put back the master.key that belongs to the database, "
            "or choose another folder",
        )

    def test_no_key(self):
        folder = self.folder()
        folder.master_key.write_bytes(b"short")
        with self.assertRaises(WrongMasterKey) as caught:
            folder.key(fixed, new=True)
        self.assertIn("does not hold 32 bytes", str(caught.exception))

    def test_unreadable(self):
        folder = self.folder()
        folder.master_key.mkdir()
        with self.assertRaises(FolderUnusable) as caught:
            folder.key(fixed, new=False)
        self.assertIn("(master.key: Is a directory)", str(caught.exception))
