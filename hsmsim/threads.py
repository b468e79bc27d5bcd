"""Threads for what would keep the reactor waiting: key generation, password hashes."""

from collections.abc import Callable
from typing import Any, TypeVar

from twisted.internet.interfaces import IReactorFromThreads
from twisted.internet.threads import deferToThreadPool
from twisted.python.threadpool import ThreadPool

T = TypeVar("T")


class Threads:
    """A small pool of threads of its own.

    Args:
        reactor: in its thread results arrive.
        most: how many threads work at once.
    """

    def __init__(self, reactor: IReactorFromThreads, most: int, name: str) -> None:
        self._reactor = reactor
        self._pool = ThreadPool(0, most, name)

    def start(self) -> None:
        """Be ready for work; threads are made when there is some."""
        self._pool.start()

    async def offload(self, work: Callable[..., T], *arguments: Any) -> T:
        """The result of `work(*arguments)`, done in a thread."""
        return await deferToThreadPool(self._reactor, self._pool, work, *arguments)

    def stop(self) -> None:
        """Take no more work. What is being done is not waited for: an RSA key may take seconds."""
        if self._pool.started:
            self._pool.threads.clear()  # ThreadPool.stop waits for those in the list
            self._pool.stop()


def give_back_memory() -> None:
    """Return freed memory to the system, where the C library can: a password hash leaves 16 MiB to each thread."""
    import ctypes  # only here: it costs start-up time

    trim = getattr(ctypes.CDLL(None), "malloc_trim", None)
    if trim is not None:
        trim(0)
