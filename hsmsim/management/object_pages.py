"""Answers about many objects, or about one that has much to tell: as much as goes through in one piece."""

from collections.abc import Sequence
from typing import Any

from twisted.protocols import amp

from hsmsim.management.object_errors import TooLarge

MOST_BYTES = 50_000  # of a page: a value of AMP ends at 65,535 bytes
MOST_CHARACTERS = 2_000  # of a text that is shown; in bytes it is up to four times as much
LARGEST = 60_000  # bytes of a key or certificate that comes or goes in one piece


def cut(text: str) -> str:
    """A text as far as it is shown."""
    return text if len(text) <= MOST_CHARACTERS else f"{text[:MOST_CHARACTERS]}..."


class Room:
    """What an answer still holds of boxes.

    Args:
        declared: what is in a box.
    """

    def __init__(self, declared: Sequence[tuple[bytes, amp.Argument]]) -> None:
        self._boxes = amp.AmpList(list(declared))
        self._left = MOST_BYTES

    def takes(self, box: dict[str, Any]) -> bool:
        """Whether a box goes in; if so, it is in."""
        size = len(self._boxes.toStringProto([box], None))
        if size > self._left:
            return False
        self._left -= size
        return True


def check_size(data: bytes) -> bytes:
    """The data, if it goes through in one piece.

    Raises:
        TooLarge: it does not.
    """
    if len(data) > LARGEST:
        raise TooLarge(f"{len(data)} bytes are too many for the console, which carries {LARGEST}; use KMIP")
    return data
