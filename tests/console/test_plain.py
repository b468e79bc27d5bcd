"""Tests of hsmsim/console/plain.py."""

from twisted.trial.unittest import SynchronousTestCase

from hsmsim.console.plain import line, lines
from tests.support import rows

ESCAPE = "\x1b[2J"


@rows(
    printable=("Zoë 鍵 \\x1b", "Zoë 鍵 \\x1b"),
    escape=(ESCAPE, "\\x1b[2J"),
    c1=("\x9b2J", "\\x9b2J"),
    line_ends=("a\nb\rc\u2028d", "a\\x0ab\\x0dc\\u2028d"),
    right_to_left=("\u202egnp.exe", "\\u202egnp.exe"),
    tag=("\U000e0041", "\\U000e0041"),
    half=("\ud800", "\\ud800"),
)
class Line(SynchronousTestCase):
    """Nothing but what prints."""

    def check(self, text: str, shown: str) -> None:
        self.assertEqual(line(text), shown)
        self.assertTrue(shown.isprintable())


class Lines(SynchronousTestCase):
    """Line ends stay."""

    def test_they_stay(self) -> None:
        self.assertEqual(lines(f"a{ESCAPE}\r\nb\n"), "a\\x1b[2J\\x0d\nb\n")
