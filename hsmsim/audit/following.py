"""Those who follow the log: each has a slot, and waits for lines."""

from collections.abc import Callable

from twisted.internet.defer import Deferred
from twisted.internet.interfaces import IDelayedCall, IReactorTime
from zope.interface import implementer

from hsmsim.interfaces.audit import MOST_FOLLOWERS, IFollower, Line, NoMoreLogSlots

Retrieve = Callable[[int, int], list[Line]]


class Following:
    """The slots.

    Args:
        retrieve: gives the lines after a position, at most so many.
        reactor: its clock.
    """

    def __init__(self, retrieve: Retrieve, reactor: IReactorTime) -> None:
        self.waiting: set[Follower] = set()
        self.retrieve = retrieve
        self.reactor = reactor
        self._taken: set[Follower] = set()
        self._waking: IDelayedCall | None = None

    def take(self) -> "Follower":
        """Take a slot; raises NoMoreLogSlots."""
        if len(self._taken) >= MOST_FOLLOWERS:
            raise NoMoreLogSlots(f"{MOST_FOLLOWERS} sessions follow the log already")
        follower = Follower(self)
        self._taken.add(follower)
        return follower

    def release(self, follower: "Follower") -> None:
        """Take a slot back."""
        self._taken.discard(follower)

    def wake(self) -> None:
        """There are new lines. Who waits is told in the next turn: not within what has just been recorded."""
        if self._waking is None:
            self._waking = self.reactor.callLater(0, self._wake)

    def _wake(self) -> None:
        self._waking = None
        for follower in list(self.waiting):
            follower.wake()

    def close(self) -> None:
        """Let nobody wait any more."""
        if self._waking is not None:
            self._waking.cancel()
            self._waking = None
        for follower in list(self._taken):
            follower.close()


@implementer(IFollower)
class Follower:
    """One slot."""

    def __init__(self, following: Following) -> None:
        self._following = following
        self._waiter: Deferred[None] | None = None
        self._closed = False

    async def lines(self, after: int, most: int, seconds: float) -> list[Line]:
        """See IFollower."""
        found = [] if self._closed else self._following.retrieve(after, most)
        if found or self._closed:
            return found
        await self._wait(seconds)
        return [] if self._closed else self._following.retrieve(after, most)

    async def _wait(self, seconds: float) -> None:
        self.wake()  # one waits at a time
        waiter = self._waiter = Deferred()
        self._following.waiting.add(self)
        late = self._following.reactor.callLater(seconds, self.wake)
        await waiter
        if late.active():
            late.cancel()

    def wake(self) -> None:
        """End the waiting, if there is any."""
        self._following.waiting.discard(self)
        waiter, self._waiter = self._waiter, None
        if waiter is not None:
            waiter.callback(None)

    def close(self) -> None:
        """See IFollower."""
        self._closed = True
        self._following.release(self)
        self.wake()
