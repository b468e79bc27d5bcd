"""Tests of hsmsim/console/files.py."""

import os
from pathlib import Path

from twisted.trial.unittest import SynchronousTestCase

from hsmsim.console import files
from tests.partitions.pairs import pair


def is_same(name: str, path: Path) -> bool:
    return os.path.exists(name) and os.path.samefile(name, path)


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

    def test_pieces(self) -> None:
        """What was there stays until all of the new one is."""
        name = self.folder / "a.pem"
        name.write_bytes(b"before")
        with files.writing(str(name), private=True) as put:
            put(b"one, ")
            put(b"two")
            self.assertEqual(name.read_bytes(), b"before")
        self.assertEqual((name.read_bytes(), os.stat(name).st_mode & 0o777), (b"one, two", 0o600))
        self.assertEqual(os.listdir(self.folder), ["a.pem"])

    def test_devices_and_links_stay_what_they_are(self) -> None:
        """A pipe is written to; of a link the file that it leads to is replaced."""
        pipe, link, target = (self.folder / name for name in ("pipe", "link", "target"))
        os.mkfifo(pipe)
        reader = os.open(pipe, os.O_RDONLY | os.O_NONBLOCK)
        self.addCleanup(os.close, reader)
        files.write(str(pipe), b"content")
        self.assertEqual((os.read(reader, 100), pipe.is_fifo()), (b"content", True))
        target.write_bytes(b"before")
        link.symlink_to("target")
        files.write(str(link), b"content")
        self.assertEqual((target.read_bytes(), link.is_symlink()), (b"content", True))
        self.assertEqual(sorted(os.listdir(self.folder)), ["link", "pipe", "target"])

    def test_nothing_is_left_of_what_was_broken_off(self) -> None:
        name = self.folder / "a.pem"
        name.write_bytes(b"before")
        for error in (KeyboardInterrupt, RuntimeError, OSError):
            with self.assertRaises(error), files.writing(str(name)) as put:
                put(b"half of it")
                raise error
        self.assertEqual((os.listdir(self.folder), name.read_bytes()), (["a.pem"], b"before"))

    def test_no_place(self) -> None:
        """Whether it is seen when a piece is written or at the end."""
        full = os.open("/dev/full", os.O_WRONLY)
        self.addCleanup(os.close, full)
        for size in (1, 1 << 20):
            with self.assertRaisesRegex(files.BadFile, "a.pem: No space left on device"):
                self.fill(full, bytes(size))
        self.assertEqual(os.listdir(self.folder), [])

    def fill(self, full: int, content: bytes) -> None:
        with files.writing(str(self.folder / "a.pem")) as put:
            (part,) = self.folder.iterdir()
            (number,) = [each for each in os.listdir("/proc/self/fd") if is_same(f"/proc/self/fd/{each}", part)]
            os.dup2(full, int(number))
            put(content)

    def test_a_file_in_pieces(self) -> None:
        name = self.folder / "a.pem"
        name.write_bytes(b"content")
        file = files.LocalFile(str(name))
        for _ in range(2):
            with file.open() as read:
                self.assertEqual((read(5), read(5), read(5)), (b"conte", b"nt", b""))
        name.unlink()
        with self.assertRaisesRegex(files.BadFile, "a.pem: No such file or directory"), file.open():
            self.fail("it is not there")

    def test_a_file_in_pieces_that_cannot_be(self) -> None:
        for name in (self.folder, self.folder / "nowhere", self.folder / "a\0b"):
            self.assertRaises(files.BadFile, files.LocalFile, str(name))
        self.patch(os, "access", lambda name, mode: False)
        with self.assertRaisesRegex(files.BadFile, "/dev/null: Permission denied"):
            files.LocalFile("/dev/null")

    def test_a_pipe_is_opened_once(self) -> None:
        pipe = str(self.folder / "pipe")
        os.mkfifo(pipe)
        file = files.LocalFile(pipe)
        keeper = os.open(pipe, os.O_RDWR)
        self.addCleanup(os.close, keeper)
        os.write(keeper, b"content")
        with file.open() as read:
            self.assertEqual(read(7), b"content")

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
