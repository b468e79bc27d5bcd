"""Several taps as one."""

from collections.abc import Sequence
from typing import cast

from zope.interface import implementer

from hsmsim.interfaces.taps import Connection, Exchanged, ITap, Refused, Unreadable


def one_of(*taps: ITap | None) -> ITap | None:
    """A tap that is all of these; None where there is none, and the very one where there is only one."""
    found = tuple(tap for tap in taps if tap is not None)
    if len(found) < 2:
        return found[0] if found else None
    return cast(ITap, Taps(found))


@implementer(ITap)
class Taps:
    """Lets each tap see everything, one after the other."""

    def __init__(self, taps: tuple[ITap, ...]) -> None:
        self.early = any(tap.early for tap in taps)
        self._taps = taps
        self._asked = tuple(tap.request for tap in taps if tap.early)

    def opened(self, connection: Connection) -> None:
        """See ITap."""
        for tap in self._taps:
            tap.opened(connection)

    def closed(self, connection: Connection) -> None:
        """See ITap."""
        for tap in self._taps:
            tap.closed(connection)

    def refused(self, refused: Refused) -> None:
        """See ITap."""
        for tap in self._taps:
            tap.refused(refused)

    def request(self, connection: Connection, data: bytes) -> None:
        """See ITap."""
        for see in self._asked:
            see(connection, data)

    def exchanged(self, messages: Sequence[Exchanged]) -> None:
        """See ITap."""
        for tap in self._taps:
            tap.exchanged(messages)

    def unreadable(self, unreadable: Unreadable) -> None:
        """See ITap."""
        for tap in self._taps:
            tap.unreadable(unreadable)

    def close(self) -> None:
        """See ITap."""
        for tap in self._taps:
            tap.close()
