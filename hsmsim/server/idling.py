"""What ends when nothing has been heard of it for a while: connections of KMIP clients, sessions of the web console."""

from collections.abc import Callable

from twisted.internet.interfaces import IDelayedCall, IReactorTime


class Idling:
    """The time-out of one of them.

    To be heard of costs a look at the clock: the timer that runs is not moved, it looks when it has run out.

    Args:
        seconds: 0 is never.
        over: called once nothing has been heard for so long.
    """

    __slots__ = ("_clock", "_heard", "_over", "_seconds", "_timer")

    def __init__(self, clock: IReactorTime, seconds: float, over: Callable[[], object]) -> None:
        self._clock = clock
        self._seconds = seconds
        self._over = over
        self._timer: IDelayedCall | None = None
        self.heard()
        if seconds:
            self._timer = clock.callLater(seconds, self._look)

    def heard(self) -> None:
        """The time begins anew."""
        self._heard = self._clock.seconds()

    def _look(self) -> None:
        left = self._heard + self._seconds - self._clock.seconds()
        if left > 0:
            self._timer = self._clock.callLater(left, self._look)
        else:
            self._over()

    def stop(self) -> None:
        """It has ended otherwise."""
        if self._timer is not None and self._timer.active():
            self._timer.cancel()
