"""Whether the lines in the volumes are those that were written."""

from collections.abc import Iterator, Sequence
from itertools import islice
from typing import BinaryIO, NamedTuple

from hsmsim.audit.chain import Chain, Heading, Link, Wrong, heading_of, links, parts, shown
from hsmsim.interfaces.audit import Verdict


class Volume(NamedTuple):
    """A volume to be checked.

    Args:
        first: position of its first line, as far as known.
        file: open at its beginning.
    """

    first: int
    file: BinaryIO


def check(chain: Chain, volumes: Sequence[Volume], end: Link) -> Verdict:
    """Check all lines up to the last.

    Args:
        volumes: oldest first.
        end: the chain after the last line.
    """
    checked = 0
    try:
        _check_oldest(chain, volumes)
        for _ in _lines(chain, volumes, end):
            checked += 1
    except Wrong as wrong:
        return Verdict(checked, wrong.position, str(wrong))
    return Verdict(checked)


def _check_oldest(chain: Chain, volumes: Sequence[Volume]) -> None:
    """Whether the lines are there that the newest heading says are kept; a wrong heading is left to `_lines`."""
    oldest = Heading.read(parts(_first_line(volumes[0]))[0])
    try:
        newest, _ = heading_of(chain, _first_line(volumes[-1]), volumes[-1].first)
    except Wrong:
        return
    if oldest is not None and oldest.first > newest.kept:
        raise Wrong(newest.kept, _missing(newest.kept, oldest.first - 1))


def _first_line(volume: Volume) -> bytes:
    line = volume.file.readline()
    volume.file.seek(0)
    return line


def _lines(chain: Chain, volumes: Sequence[Volume], end: Link) -> Iterator[Link]:
    """The chain after each line.

    Raises:
        Wrong: the next line is not right.
    """
    link: Link | None = None
    for first, file in volumes:
        heading, begun = heading_of(chain, file.readline(), first if link is None else link.position + 1)
        if link is not None:
            _check_follows(link, heading)
        link = begun
        # What is written to the newest one while this goes on is not looked at.
        lines = islice(file, end.position - begun.position) if file is volumes[-1].file else file
        for link in links(chain, begun, lines):
            yield link
    assert link is not None
    if link.position < end.position:
        raise Wrong(link.position + 1, _missing(link.position + 1, end.position))


def _check_follows(last: Link, heading: Heading) -> None:
    """Whether a volume follows the one before it."""
    if heading.first > last.position + 1:
        raise Wrong(last.position + 1, _missing(last.position + 1, heading.first - 1))
    if heading.first <= last.position or heading.after != shown(last.state):
        raise Wrong(heading.first, "it was not written after the line that is before it now")


def _missing(first: int, last: int) -> str:
    return f"line {first} is missing" if first == last else f"lines {first} to {last} are missing"
