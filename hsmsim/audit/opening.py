"""Where the log stands when it is opened: most often just where it was left, else after a crash, or spoilt."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from hsmsim.audit.chain import (
    BEGINNING,
    NOTHING_BEFORE,
    Chain,
    Heading,
    Link,
    Wrong,
    heading_of,
    links,
    parts,
    shown,
)
from hsmsim.audit.reading import Place
from hsmsim.audit.volumes import Volumes

_HEAD = re.compile(rb"([0-9a-f]{16}) ([0-9a-f]{64})\n")


def head_of(position: int, digits: bytes) -> bytes:
    """What the head holds: position and state of the last line, both in hexadecimal digits."""
    return b"%016x %b\n" % (position, digits)


def read_head(data: bytes) -> Link | None:
    """The last line by the head; None where there is no head."""
    found = _HEAD.fullmatch(data)
    return None if found is None else Link(int(found[1], 16), bytes.fromhex(found[2].decode()))


@dataclass(slots=True)
class Standing:
    """Where the log stands.

    Args:
        link: the chain after the last line.
        number: the volume to go on with; None where a new one has to be begun.
        size: its bytes.
        heading: of the volume to go on with, or of the one to begin.
        note: the text of an event that says what has happened to the log; empty where nothing has.
    """

    link: Link
    number: int | None
    size: int
    heading: Heading
    note: str = ""


def standing(volumes: Volumes, index: Sequence[Place], chain: Chain) -> Standing:
    """Where the log in the volumes stands.

    Args:
        index: the volumes, oldest first.

    A volume that is spoilt is left as it is, for the verdict of those who verify; a new one is begun after it.
    """
    head = read_head(volumes.head())
    if not index:
        return _without_volumes(head)
    number = index[-1].number
    with volumes.open(number) as file:
        lines = file.readlines()
    torn = lines.pop() if lines and not lines[-1].endswith(b"\n") else b""
    kept = index[0].first
    try:
        heading, begun = heading_of(chain, lines[0] if lines else b"", index[-1].first)
        kept = heading.kept
        last, behind = _last(chain, heading, begun, lines[1:], head)
    except Wrong as wrong:
        last = head or Link(index[-1].first + max(len(lines), 1) - 2, BEGINNING)
        after = NOTHING_BEFORE if head is None else shown(head.state)
        text = f"log damaged: what stands before this line was changed: {wrong}"
        return Standing(last, None, 0, Heading(last.position + 1, kept, after), text)
    return Standing(last, number, sum(map(len, lines)), heading, _repaired(behind, len(torn)))


def _repaired(behind: int, torn: int) -> str:
    """What a crash has left: lines that the head did not know of, bytes of a line that was not written to its end."""
    found = f"{behind} lines that were written just before a crash are whole" if behind else ""
    removed = f"{torn} bytes of a line that a crash has cut off were removed" if torn else ""
    told = "; ".join(each for each in (found, removed) if each)
    return told and f"log repaired: {told}"


def _without_volumes(head: Link | None) -> Standing:
    if head is None or head.position == 0:
        return Standing(Link(0, BEGINNING), None, 0, Heading(1, 1, NOTHING_BEFORE))
    # That the oldest line kept was another one is not known any more; either way it is missing.
    heading = Heading(head.position + 1, 1, shown(head.state))
    return Standing(head, None, 0, heading, f"log damaged: all {head.position} lines before this one are missing")


def _last(chain: Chain, heading: Heading, begun: Link, lines: Sequence[bytes], head: Link | None) -> tuple[Link, int]:
    """The chain after the last line of a volume, and how many lines there are of which the head does not know.

    Raises:
        Wrong: the head is not that of this volume, or the lines that it does not know of are not right.
    """
    if head is None:
        raise Wrong(heading.first, "the head, which says where the log ends, was missing")
    value = parts(lines[-1])[1] if lines else shown(begun.state)
    if head.position == begun.position + len(lines) and shown(head.state) == value:
        return head, 0
    # The head is written after the line: a crash in between leaves it behind, perhaps in the volume before.
    link, known = begun, head == begun or (head.position == begun.position and shown(head.state) == heading.after)
    for link in links(chain, begun, lines):
        known = known or link == head
    if not known:
        raise Wrong(link.position, f"the log ended with line {link.position}, not with line {head.position} as it had")
    return link, link.position - head.position
