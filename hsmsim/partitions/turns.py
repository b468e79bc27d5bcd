"""Turns: what is done in the name of one User ID is done one after the other."""

from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager

from twisted.internet.defer import DeferredLock


class Turns:
    """A lock for each name that somebody waits for, and for no other."""

    def __init__(self) -> None:
        self._locks: dict[str, tuple[DeferredLock, int]] = {}

    @asynccontextmanager
    async def of(self, name: str) -> AsyncIterator[None]:
        """Within it nobody else is within the turns of this name."""
        with self._counted(name) as lock:
            async with lock:
                yield

    @contextmanager
    def _counted(self, name: str) -> Iterator[DeferredLock]:
        lock, users = self._locks.get(name) or (DeferredLock(), 0)
        self._locks[name] = lock, users + 1
        try:
            yield lock
        finally:
            lock, users = self._locks.pop(name)
            if users > 1:
                self._locks[name] = lock, users - 1
