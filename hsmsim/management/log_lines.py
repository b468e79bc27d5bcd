"""Lines of the audit log, as commands carry them."""

from collections.abc import Sequence
from typing import Any

from twisted.protocols import amp

from hsmsim.interfaces.audit import Line

MOST_LINES = 500  # of a page
_MOST_BYTES = 50_000  # of a page: a value of AMP ends at 65,535 bytes
_BESIDE = 40  # bytes that a line takes besides its text

AFTER = (b"after", amp.Integer(optional=True))
LINES = (b"lines", amp.AmpList([(b"position", amp.Integer()), (b"line", amp.Unicode())]))


def page(lines: Sequence[Line]) -> list[dict[str, Any]]:
    """As many of the lines as an answer holds."""
    found: list[dict[str, Any]] = []
    left = _MOST_BYTES
    for line in lines:
        left -= len(line.text.encode()) + _BESIDE
        if left < 0:
            break
        found.append({"position": line.position, "line": line.text})
    return found
