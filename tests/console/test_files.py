"""Tests of hsmsim/console/files.py."""

import os
from pathlib import Path

from twisted.trial.unittest import SynchronousTestCase

from hsmsim.console import files
from tests.partitions.pairs import pair


class Files(SynchronousTestCase):
    """Read, and written whole."""

    def setUp(self) -> None:
        self.folder = Path(self.mktemp())
        self.folder.mkdir()

    def test_written_over(self) -> None:
        name = str(self.folder / "a.pem")
        for content in (b"first", b"second"):
            files.write(name, content)
            self.assertEqual(files.read(name), content)
        self.assertEqual(os.stat(name).st_mode & 0o777, 0o644)
        self.assertEqual(os.listdir(self.folder), ["a.pem"])

    def test_nothing_is_left_of_what_failed(self) -> None:
        (self.folder / "a.pem").mkdir()
        with self.assertRaisesRegex(files.BadFile, "a.pem: Is a directory"):
            files.write(str(self.folder / "a.pem"), b"content")
        self.assertEqual(os.listdir(self.folder), ["a.pem"])

    def test_a_name_without_folder(self) -> None:
        before = os.getcwd()
        self.addCleanup(os.chdir, before)
        os.chdir(self.folder)
        files.write("b.pem", b"content")
        self.assertEqual(Path("b.pem").read_bytes(), b"content")

    def test_names_that_are_none(self) -> None:
        self.assertRaises(files.BadFile, files.read, "a\0b")
        self.assertRaises(files.BadFile, files.read, str(self.folder))
        self.assertRaises(files.BadFile, files.write, str(self.folder / "a\0b"), b"")

    def test_certificate(self) -> None:
        (self.folder / "c.pem").write_bytes(pair("a").pem)
        self.assertEqual(files.read_certificate(str(self.folder / "c.pem")), pair("a").certificate)
