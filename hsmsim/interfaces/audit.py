"""The audit log: who did what, one line for each event, in the device's own format.

A line is `yyyy/mm/dd HH:MM:SS tttttttt cccccccc iiiiiiii|text`: time (UTC), thread, count of events since the start,
and the number of the connection that the event belongs to (0 is the HSM itself), the last three as 8 hexadecimal
digits.

No text has a key, a password or a code in it; whoever records sees to that.
"""

from collections.abc import Callable
from dataclasses import dataclass

from zope.interface import Interface

MOST_FOLLOWERS = 3

Record = Callable[[int, str], None]  # IAudit.record


def unrecorded(number: int, text: str) -> None:
    """Record an event nowhere: for parts that stand alone."""


class NoMoreLogSlots(Exception):
    """As many follow the log already as may."""


class LogUnusable(Exception):
    """The log cannot be opened, or not be begun anew; the text says why."""


@dataclass(frozen=True, slots=True)
class Line:
    """One event.

    Args:
        position: 1 for the first event there ever was; it goes on after a clearing.
        text: the line as the device writes it; with `|` and its chain value after it where that was asked for.
    """

    position: int
    text: str


@dataclass(frozen=True, slots=True)
class Extent:
    """What there is of the log.

    Args:
        first: position of the oldest line that is kept; `last` + 1 where there is none.
        last: position of the newest.
        size: bytes.
        lost: events since the start that could not be written, and are in no line.
        trouble: why writing fails at present; empty where it does not.
    """

    first: int
    last: int
    size: int
    lost: int = 0
    trouble: str = ""


@dataclass(frozen=True, slots=True)
class Verdict:
    """Whether the lines that are kept are those that were written.

    Args:
        checked: lines that were found right, up to the first that was not.
        bad: position of the first line that is changed, missing or not ours; None where all is right.
        why: what is wrong with it, in words; empty where all is right.
    """

    checked: int
    bad: int | None = None
    why: str = ""


class IFollower(Interface):
    """One of the slots of those who follow the log."""

    async def lines(after: int, most: int, seconds: float) -> list[Line]:
        """The lines after a position, at once where there are any; else as soon as there are, or none.

        Args:
            most: lines, at most.
            seconds: how long to wait.
        """

    def close() -> None:
        """Give the slot back; who waits in `lines` gets none. Again is no error."""


class IAudit(Interface):
    """The audit log. All methods but `verify` work at once, in the reactor's thread."""

    def record(number: int, text: str) -> None:
        """Write one event; when it returns, the line would survive the death of the process.

        It never raises. Lines that cannot be written are counted, and a line says so once one can be written again.

        Args:
            number: of the connection, 0 for none.
            text: control characters in it are escaped, and what is too long is cut.
        """

    def collect(number: int, text: str) -> None:
        """The same, but the line is written with the next one that is recorded, or by `settle`.

        For events of which there are many in a turn of the reactor, such as messages: their lines are one write. Who
        collects them settles before anything leaves that would tell of an event, and before the turn ends.
        """

    def settle() -> None:
        """Write what was collected. It never raises; reading the log, and closing it, do this before."""

    def extent() -> Extent:
        """What there is."""

    def retrieve(after: int, most: int, chained: bool = False) -> list[Line]:
        """One page: the lines after a position, oldest first, and no more than `most`.

        Args:
            after: 0 for the first page; after that the position of the last line of the page before.
            chained: with the chain value of each line.
        """

    def clear(number: int, user_id: str) -> None:
        """Remove all lines. The first line after that is that this was done, and who did it.

        Raises:
            LogUnusable: no new log can be begun. Nothing was removed.
        """

    async def verify() -> Verdict:
        """Check every line that is kept against the chain, and that none is missing: before, between or after them."""

    def follow() -> IFollower:
        """Take a slot.

        Raises:
            NoMoreLogSlots: MOST_FOLLOWERS are taken.
        """

    def watch(told: Callable[[str], None]) -> None:
        """Have `told` called with each line from now on, just before it is written. It must not raise or wait."""

    def close() -> None:
        """Let go of files. What is recorded after that is lost."""
