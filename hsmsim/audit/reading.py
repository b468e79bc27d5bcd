"""Pages of the log."""

from bisect import bisect_right
from collections import deque
from collections.abc import Sequence
from itertools import islice
from pathlib import Path
from typing import NamedTuple

from hsmsim.audit.chain import Heading, parts
from hsmsim.audit.volumes import Volumes, volume_files
from hsmsim.interfaces.audit import Line

REMEMBERED = 32  # ends of pages, so that the next page need not be looked for


class Place(NamedTuple):
    """Where a volume stands in the log: position of its first line, and its number."""

    first: int
    number: int


def places(volumes: Volumes) -> list[Place]:
    """Where all volumes stand, by their headings; one without a heading follows the lines of the volume before."""
    found: list[Place] = []
    for number in volumes.numbers():
        with volumes.open(number) as file:
            heading = Heading.read(parts(file.readline())[0])
        found.append(Place(_after(volumes, found) if heading is None else heading.first, number))
    return found


def _after(volumes: Volumes, before: Sequence[Place]) -> int:
    """The position after the last volume."""
    if not before:
        return 1
    with volumes.open(before[-1].number) as file:
        return before[-1].first + sum(1 for _ in file) - 1


def lines_in(folder: Path) -> list[str]:
    """All lines in the files of a folder, whoever writes there."""
    found: list[str] = []
    for path in volume_files(folder):
        with path.open("rb") as file:
            found += [_text(line, False) for line in islice(file, 1, None) if line.endswith(b"\n")]
    return found


class Reader:
    """Reads pages.

    Args:
        volumes: where the lines are.
    """

    def __init__(self, volumes: Volumes) -> None:
        self._volumes = volumes
        # Position of the last line of a page: its volume, and the bytes up to its end.
        self._ends: dict[int, tuple[int, int]] = {}

    def page(self, index: Sequence[Place], after: int, most: int, chained: bool) -> list[Line]:
        """The lines after a position.

        Args:
            index: the volumes, oldest first.
            most: lines, at most.
        """
        found: list[Line] = []
        oldest = bisect_right(index, after + 1, key=lambda each: each.first) - 1
        for place in index[max(oldest, 0) :]:
            if len(found) < most:
                after = max(after, place.first - 1)
                read = self._read(place, after, most - len(found), chained)
                found += read
                after += len(read)
        return found

    def _read(self, place: Place, after: int, most: int, chained: bool) -> list[Line]:
        try:
            file = self._volumes.open(place.number)
        except FileNotFoundError:  # whoever verifies is told
            return []
        with file:
            number, offset = self._ends.get(after, (0, 0))
            if number == place.number:
                file.seek(offset)
            else:
                heading_and_lines = after - place.first + 2
                deque(islice(file, heading_and_lines), maxlen=0)
            found = [
                Line(position, _text(line, chained)) for position, line in enumerate(islice(file, most), after + 1)
            ]
            self._remember(after + len(found), place.number, file.tell())
        return found

    def _remember(self, position: int, number: int, offset: int) -> None:
        if len(self._ends) >= REMEMBERED:
            self._ends.clear()
        self._ends[position] = number, offset


def _text(written: bytes, chained: bool) -> str:
    line = written.removesuffix(b"\n") if chained else parts(written)[0]
    return line.decode(errors="replace")
