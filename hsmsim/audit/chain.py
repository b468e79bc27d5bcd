"""The chain: each line carries an HMAC-SHA256 over itself and all lines before it in its volume.

A volume begins with a heading, a line that says where it stands in the log. The state of the chain after the heading
is HMAC(key, 32 zero bytes + heading), after each line HMAC(key, state before + line); both without what follows the
last `|`, which is the first half of the state in hexadecimal digits. The other half stays out of the volumes. Only the
head has it, for the last line: so nobody who reads the volumes can make an earlier line the last one.
"""

import hashlib
import re
from collections.abc import Iterable, Iterator
from typing import NamedTuple, Self

STATE_SIZE = 32
BEGINNING = bytes(STATE_SIZE)
_HALF = STATE_SIZE // 2
_DIGITS = 2 * _HALF
_BLOCK = 64  # bytes that SHA-256 takes at a time


class Chain:
    """Computes states under a key.

    Args:
        key: 32 bytes.
    """

    def __init__(self, key: bytes) -> None:
        # HMAC (RFC 2104) with the key hashed once, and not again with each line.
        padded = key.ljust(_BLOCK, b"\0")
        self._inner = hashlib.sha256(bytes(each ^ 0x36 for each in padded))
        self._outer = hashlib.sha256(bytes(each ^ 0x5C for each in padded))

    def after(self, state: bytes, line: bytes) -> bytes:
        """The state after a line."""
        inner, outer = self._inner.copy(), self._outer.copy()
        inner.update(state + line)
        outer.update(inner.digest())
        return outer.digest()


def shown(state: bytes) -> str:
    """What a line shows of the state after it."""
    return state[:_HALF].hex()


def chained(line: bytes, digits: bytes) -> bytes:
    """A line as it stands in a volume.

    Args:
        digits: the state after it, in hexadecimal digits.
    """
    return b"%b|%b\n" % (line, digits[:_DIGITS])


def parts(written: bytes) -> tuple[bytes, str]:
    """The line and its chain value; an empty one where there is none."""
    text = written.removesuffix(b"\n")
    line, bar, value = text[: -_DIGITS - 1], text[-_DIGITS - 1 : -_DIGITS], text[-_DIGITS:]
    return (line, value.decode("ascii", "replace")) if bar == b"|" else (text, "")


class Heading(NamedTuple):
    """The first line of a volume.

    Args:
        first: position of the line that follows it.
        kept: position of the oldest line that was kept when the volume was begun.
        after: chain value of the line before, in the volume before; zeros where none is known.
    """

    first: int
    kept: int
    after: str

    def write(self) -> bytes:
        """The line, without its chain value."""
        return b"# hsmsim audit log 1: first %d, kept %d, after %b" % (self.first, self.kept, self.after.encode())

    @classmethod
    def read(cls, line: bytes) -> Self | None:
        """What a line says; None where it is no heading."""
        found = _HEADING.fullmatch(line)
        return None if found is None else cls(int(found[1]), int(found[2]), found[3].decode())


_HEADING = re.compile(rb"# hsmsim audit log 1: first ([0-9]{1,18}), kept ([0-9]{1,18}), after ([0-9a-f]{32})")
NOTHING_BEFORE = "0" * _DIGITS


class Wrong(Exception):
    """A line is not the one that was written.

    Args:
        position: its position.
    """

    def __init__(self, position: int, why: str) -> None:
        super().__init__(why)
        self.position = position


class Link(NamedTuple):
    """The chain after a line: its position and the state."""

    position: int
    state: bytes


def heading_of(chain: Chain, written: bytes, first: int) -> tuple[Heading, Link]:
    """What the first line of a volume says, and the chain after it; the position is that of the line before.

    Args:
        first: position of the line that should follow it.

    Raises:
        Wrong: it is no heading that was written with this key.
    """
    line, value = parts(written)
    heading, state = Heading.read(line), chain.after(BEGINNING, line)
    if heading is None or shown(state) != value:
        raise Wrong(first, "the heading before it is not the one that was written")
    return heading, Link(heading.first - 1, state)


def links(chain: Chain, link: Link, lines: Iterable[bytes]) -> Iterator[Link]:
    """The chain after each line.

    Raises:
        Wrong: the next line does not follow.
    """
    position, state = link
    for written in lines:
        position += 1
        line, value = parts(written)
        state = chain.after(state, line)
        if shown(state) != value or not written.endswith(b"\n"):
            raise Wrong(position, "it is not the line that was written there")
        yield Link(position, state)
