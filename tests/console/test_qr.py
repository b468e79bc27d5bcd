"""Tests of hsmsim/console/qr.py."""

import segno
from twisted.trial.unittest import SynchronousTestCase

from hsmsim.console.qr import drawn

TEXT = "otpauth://totp/hsmsim:alice?secret=GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ"
# Upper and lower half of a letter: white, or left black.
HALVES = {"█": (0, 0), "▀": (0, 1), "▄": (1, 0), " ": (1, 1)}


class Drawn(SynchronousTestCase):
    """A code in half blocks."""

    def test_what_is_seen_is_the_code(self) -> None:
        lines = drawn(TEXT).splitlines()
        halves = [[HALVES[letter] for letter in line[len("\x1b[0;97;40m") : -len("\x1b[0m")]] for line in lines]
        seen = [[half[level] for half in row] for row in halves for level in (0, 1)]
        expected = [list(row) for row in segno.make(TEXT, error="l", micro=False).matrix_iter(border=2)]
        width = len(expected[0])
        start = (len(seen[0]) - width) // 2
        rows = [row[start : start + width] for row in seen]
        self.assertIn(expected[2:-2], [rows[at : at + len(expected) - 4] for at in range(6)])

    def test_white_on_black_whatever_the_colours_are(self) -> None:
        for line in drawn(TEXT).splitlines():
            self.assertTrue(line.startswith("\x1b[0;97;40m") and line.endswith("\x1b[0m"))
