"""The end of a turn of the reactor: what has been answered in it leaves, once the audit log is written."""

from collections.abc import Callable
from typing import Protocol

from twisted.internet.interfaces import IReactorTime
from twisted.python.failure import Failure


class Leaving(Protocol):
    """Somebody with an answer."""

    def leave(self) -> None:
        """Send it."""

    def broken(self, failure: Failure) -> None:
        """It could not be sent, for a reason that nobody foresaw."""


class Turn:
    """The answers of one turn.

    A busy server takes up a request of each of its connections in every turn. Their lines of the audit log are one
    write, and they go through TLS one after the other.

    Args:
        clock: whose turns these are.
        settle: makes safe what must be so before an answer leaves.
    """

    def __init__(self, clock: IReactorTime, settle: Callable[[], None]) -> None:
        self._clock = clock
        self._settle = settle
        self._leaving: list[Leaving] = []

    def add(self, leaving: Leaving) -> None:
        """Let an answer leave when the turn ends."""
        if not self._leaving:
            self._clock.callLater(0, self._end)
        self._leaving.append(leaving)

    def _end(self) -> None:
        leaving, self._leaving = self._leaving, []
        self._settle()
        for each in leaving:
            try:
                each.leave()
            except Exception:  # the others are not to wait for one that breaks
                each.broken(Failure())
