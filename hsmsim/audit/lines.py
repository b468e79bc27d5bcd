"""Lines in the device's format: `yyyy/mm/dd HH:MM:SS tttttttt cccccccc iiiiiiii|text`."""

import time
from collections.abc import Callable

MOST_CHARACTERS = 2000  # of a text; a datagram of syslog holds the line

_32_BITS = 0xFFFFFFFF


class Lines:
    """Makes lines. The second is written once for all of its lines.

    Args:
        clock: seconds since 1970.
        thread: which thread writes, for the log.
    """

    def __init__(self, clock: Callable[[], float], thread: int) -> None:
        self._clock = clock
        self._thread = thread & _32_BITS
        self._second = self._next = 0
        self._stamp = ""
        self._count = 0

    def make(self, number: int, text: str) -> str:
        """The next line, of printable characters alone.

        Args:
            number: of the connection.
            text: whatever it holds, it makes no second line.
        """
        now = self._clock()
        if now >= self._next or now < self._second:
            self._second = int(now)
            self._next = self._second + 1
            self._stamp = f"{time.strftime('%Y/%m/%d %H:%M:%S', time.gmtime(self._second))} {self._thread:08x}"
        self._count = count = self._count + 1 & _32_BITS
        if not text.isprintable() or "\\" in text or len(text) > MOST_CHARACTERS:
            text = _escaped(text)
        return f"{self._stamp} {count:08x} {number & _32_BITS:08x}|{text}"


def _escaped(text: str) -> str:
    """A text without control characters, line separators, or halves of surrogates; backslashes are doubled."""
    cut = text if len(text) <= MOST_CHARACTERS else f"{text[:MOST_CHARACTERS]}..."
    return "".join(_ESCAPES.get(each, each) if each.isprintable() else _code(each) for each in cut)


_ESCAPES = {"\\": "\\\\"}


def _code(character: str) -> str:
    number = ord(character)
    return f"\\x{number:02x}" if number < 256 else f"\\u{number:04x}" if number < 65536 else f"\\U{number:08x}"
