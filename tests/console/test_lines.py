"""Tests of hsmsim/console/lines.py."""

import io
import os

from twisted.trial.unittest import SynchronousTestCase

from hsmsim.console.lines import Lines


class OfAPipe(SynchronousTestCase):
    """Input that comes bit by bit."""

    def setUp(self) -> None:
        read_end, self.write_end = os.pipe()
        source = io.FileIO(read_end)
        self.addCleanup(source.close)
        self.lines = Lines(source)

    def test_several_at_once(self) -> None:
        os.write(self.write_end, b"one\ntwo\nthree")
        os.close(self.write_end)
        self.assertEqual([self.lines.next() for _ in range(4)], ["one\n", "two\n", "three", ""])

    def test_ready(self) -> None:
        self.assertFalse(self.lines.ready())
        os.write(self.write_end, b"one\ntwo\n")
        self.assertTrue(self.lines.ready())
        self.lines.next()
        self.assertTrue(self.lines.ready())
        self.lines.next()
        self.assertFalse(self.lines.ready())
        os.close(self.write_end)
        self.assertTrue(self.lines.ready())

    def test_the_rest(self) -> None:
        os.write(self.write_end, b"one\ntwo\n\xff")
        os.close(self.write_end)
        self.assertEqual((self.lines.next(), self.lines.rest(), self.lines.rest()), ("one\n", b"two\n\xff", b""))

    def test_the_rest_in_pieces(self) -> None:
        os.write(self.write_end, b"one\ntwo\nthree")
        self.lines.next()
        self.assertEqual((self.lines.rest(2), self.lines.rest(2)), (b"tw", b"o\n"))
        os.close(self.write_end)
        self.assertEqual((self.lines.rest(6), self.lines.rest(6)), (b"three", b""))

    def test_not_utf8(self) -> None:
        os.write(self.write_end, b"\xff\n")
        os.close(self.write_end)
        self.assertEqual(self.lines.next(), "\udcff\n")

    def test_a_line_that_comes_in_several_reads(self) -> None:
        path = self.mktemp()
        line = "x" * 200_000 + "\n"
        with open(path, "w", encoding="utf-8") as file:
            file.write(line + "next\n")
        source = io.FileIO(path)
        self.addCleanup(source.close)
        lines = Lines(source)
        self.assertEqual((lines.next(), lines.next()), (line, "next\n"))
