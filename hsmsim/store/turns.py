"""Turns: who may work in a partition together with others, and who alone."""

from collections import deque
from collections.abc import AsyncIterator
from contextlib import AbstractAsyncContextManager, AsyncExitStack, asynccontextmanager

from twisted.internet.defer import Deferred

_EVERYWHERE = ""  # no partition: who wants all of them takes turns here first


class _Room:
    """One partition: who is inside and who waits, in the order of their coming."""

    __slots__ = ("alone", "held", "inside", "moving", "queue", "together")

    def __init__(self) -> None:
        self.inside = 0
        self.held = False
        self.moving = False
        self.queue: deque[tuple[bool, Deferred[None]]] = deque()
        # Neither has a state of its own, so one of each serves everybody.
        self.together = _Shared(self)
        self.alone = _Exclusive(self)

    async def wait(self, exclusive: bool) -> None:
        """Return once it is our turn; whoever lets us in has counted us already."""
        place: tuple[bool, Deferred[None]] = exclusive, Deferred()
        self.queue.append(place)
        try:
            await place[1]
        except BaseException:  # cancelled or closed while waiting: the place must not stay
            self.queue.remove(place)
            self.advance()
            raise

    def admits(self, exclusive: bool) -> bool:
        """Whether the first of the queue may come in."""
        return not self.held and not (exclusive and self.inside)

    def enter(self, exclusive: bool) -> None:
        """Count one more inside."""
        if exclusive:
            self.held = True
        else:
            self.inside += 1

    def advance(self) -> None:
        """Let in all whose turn it is.

        Who is let in may leave before `callback` returns and so call us again; the loop that already runs goes on
        for it, so that a long queue does not become a deep stack.
        """
        if self.moving:
            return
        self.moving = True
        while self.queue and self.admits(self.queue[0][0]):
            exclusive, turn = self.queue.popleft()
            self.enter(exclusive)
            turn.callback(None)
        self.moving = False


class _Shared(AbstractAsyncContextManager[None]):
    __slots__ = ("_room",)

    def __init__(self, room: _Room) -> None:
        self._room = room

    async def __aenter__(self) -> None:
        room = self._room
        if room.held or room.queue:
            await room.wait(False)
        else:
            room.inside += 1

    async def __aexit__(self, *raised: object) -> None:
        room = self._room
        room.inside -= 1
        if room.queue:
            room.advance()


class _Exclusive(AbstractAsyncContextManager[None]):
    __slots__ = ("_room",)

    def __init__(self, room: _Room) -> None:
        self._room = room

    async def __aenter__(self) -> None:
        room = self._room
        if room.held or room.inside or room.queue:
            await room.wait(True)
        else:
            room.held = True

    async def __aexit__(self, *raised: object) -> None:
        self._room.held = False
        self._room.advance()


class Turns:
    """The turns of all partitions: first come, first served. Nobody may enter a partition a second time from within."""

    def __init__(self) -> None:
        self._rooms: dict[str, _Room] = {}
        self._shut: list[_Room] | None = None  # made while somebody is everywhere

    def _room(self, partition: str) -> _Room:
        room = self._rooms.get(partition)
        if room is None:
            room = self._rooms[partition] = _Room()
            if self._shut is not None:
                room.held = True
                self._shut.append(room)
        return room

    def exclusive(self, partition: str) -> AbstractAsyncContextManager[None]:
        """Within it nobody else is in the partition."""
        return self._room(partition).alone

    def shared(self, partition: str) -> AbstractAsyncContextManager[None]:
        """Within it nobody is in `exclusive` of the partition."""
        return self._room(partition).together

    @asynccontextmanager
    async def everywhere(self) -> AsyncIterator[None]:
        """Within it nobody else is in any partition."""
        held: frozenset[str] = frozenset()
        self._room(_EVERYWHERE)
        async with AsyncExitStack() as stack:
            # Somebody may have come into one that nobody was in before. To take it as well would be out of order, and
            # two who do that may wait for each other. A room never goes away, so there is an end to it.
            while held != self._rooms.keys():
                await stack.aclose()
                held = frozenset(self._rooms)
                for partition in sorted(held):
                    await stack.enter_async_context(self.exclusive(partition))
            shut: list[_Room] = []
            self._shut = shut
            try:
                yield
            finally:
                self._shut = None
                for room in shut:
                    room.held = False
                    room.advance()
