"""The end of a turn of the reactor: what has been answered in it leaves, once the audit log is written."""

from collections.abc import Callable, Sequence
from typing import Protocol

from twisted.internet.interfaces import IReactorTime
from twisted.python.failure import Failure

from hsmsim.interfaces.taps import Exchanged, ITap


class Leaving(Protocol):
    """Somebody with answers."""

    def exchanged(self) -> Sequence[Exchanged]:
        """The messages that were answered, as far as they are to be shown."""

    def leave(self) -> None:
        """Send the answers."""

    def broken(self, failure: Failure) -> None:
        """They could not be sent, for a reason that nobody foresaw."""


class Turn:
    """The answers of one turn.

    A busy server takes up a request of each of its connections in every turn. Their lines of the audit log are one
    write, they are shown together, and they go through TLS one after the other.

    Args:
        clock: whose turns these are.
        settle: makes safe what must be so before an answer leaves.
        tap: is shown what leaves.
    """

    def __init__(self, clock: IReactorTime, settle: Callable[[], None], tap: ITap | None = None) -> None:
        self._clock = clock
        self._settle = settle
        self._tap = tap
        self._leaving: list[Leaving] = []

    def add(self, leaving: Leaving) -> None:
        """Let answers leave when the turn ends."""
        if not self._leaving:
            self._clock.callLater(0, self._end)
        self._leaving.append(leaving)

    def _end(self) -> None:
        leaving, self._leaving = self._leaving, []
        try:
            self._settle()
            if self._tap is not None:
                self._tap.exchanged([message for each in leaving for message in each.exchanged()])
        except Exception:  # without that, no answer leaves
            failure = Failure()
            for each in leaving:
                each.broken(failure)
            return
        for each in leaving:
            try:
                each.leave()
            except Exception:  # the others are not to wait for one that breaks
                each.broken(Failure())
