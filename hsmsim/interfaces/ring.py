"""The ring: what went over the wire lately, for those who look."""

from collections.abc import Callable, Iterator, Sequence
from typing import NamedTuple, Self

from zope.interface import Interface

from hsmsim.interfaces.taps import Exchanged, Refused, Unreadable

Passed = Exchanged | Refused | Unreadable


class RingError(Exception):
    """What somebody wants of the ring cannot be had; the text is one line."""


class RingOff(RingError):
    """Nothing of what goes over the wire is kept."""


class NoSuchEntry(RingError):
    """There is nothing of the kind."""

    @classmethod
    def of(cls, number: int) -> Self:
        """Nothing of this number is kept, or not for whoever asks: that must not be told apart."""
        return cls(f"there is no message {number}: it is no longer kept, or was never there")


class TooMuch(RingError):
    """What a file brings does not fit beside what files have brought before."""


class Entry(NamedTuple):
    """Something that went over the wire.

    Args:
        number: 1 for the first since the start. What files have brought stands before that: its numbers are below 0.
    """

    number: int
    passed: Passed

    @property
    def imported(self) -> bool:
        """Whether a file has brought it."""
        return self.number < 0


class IWatch(Interface):
    """Somebody who looks on. It keeps nothing: what it is slow to take is lost when the ring lets go of it."""

    def take(most: int) -> tuple[list[Entry], int]:
        """What has passed since the last time, oldest first, at most so many; and how many were lost before them.

        Whoever gets as many as were asked for asks again.
        """

    def stop() -> None:
        """The end; again is no error."""


class IRing(Interface):
    """A bounded number of entries, the newest and those that files have brought."""

    def find(number: int) -> Entry:
        """One entry.

        Raises:
            NoSuchEntry: it is not there.
        """

    def newer(after: int | None = None) -> Iterator[Entry]:
        """The entries after one, oldest first; all where it is None."""

    def older(before: int | None = None) -> Iterator[Entry]:
        """The entries before one, newest first; all where it is None."""

    def clear() -> None:
        """Forget all of it; numbers go on."""

    def bring_in(passed: Sequence[Passed]) -> None:
        """Put what a file has brought before all else, in this order.

        Raises:
            TooMuch: there is no room for it; nothing of it is kept.
        """

    def watch(wake: Callable[[], None], after: int | None = None) -> IWatch:
        """Look on from now on.

        Args:
            wake: called in the very turn in which something passes, and then not again before it was taken. If it
                raises, it is called no more.
            after: the number of the entry that was seen last, of those that have one above zero: what has passed since
                is there to be taken. A number that is still to come is one of before the HSM was started again.
        """
