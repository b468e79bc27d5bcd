"""Commits: one transaction, and one wait for the disk, for everything that is written in a turn of the reactor."""

import sqlite3
from collections.abc import Callable
from typing import ParamSpec

from twisted.internet.defer import Deferred
from twisted.internet.interfaces import IDelayedCall, IReactorTime

P = ParamSpec("P")


class Commits:
    """The open transaction of a connection.

    Args:
        connection: without transactions of its own (`isolation_level=None`).
        reactor: calls for the commit when the turn is over.
        forget: called when written things are undone that were taken for kept.
    """

    def __init__(self, connection: sqlite3.Connection, reactor: IReactorTime, forget: Callable[[], None]) -> None:
        self._execute = connection.execute
        self._connection = connection
        self._reactor = reactor
        self._forget = forget
        self._end: IDelayedCall | None = None
        self._waiters: list[Deferred[None]] = []
        self._written = 0
        self._untold: str | None = None

    def write(self, change: Callable[P, None], *args: P.args, **kwargs: P.kwargs) -> None:
        """Call `change` inside the transaction; if it raises, nothing of what it wrote stays.

        Raises:
            OSError: the database could not be written.
        """
        try:
            self._begin()
            self._execute("SAVEPOINT one")
            change(*args, **kwargs)
            self._execute("RELEASE one")
        except sqlite3.Error as error:
            self._take_back(str(error))
            raise _not_written(str(error)) from error
        except BaseException as error:
            self._take_back(str(error))
            raise
        self._written += 1

    def _begin(self) -> None:
        if self._end is None:
            self._execute("BEGIN IMMEDIATE")
            self._end = self._reactor.callLater(0, self.commit)

    def _take_back(self, why: str) -> None:
        """Undo the change that failed, and all before it where the database has given up the whole transaction."""
        if self._connection.in_transaction:
            self._execute("ROLLBACK TO one")
            self._execute("RELEASE one")
        elif self._end is not None:
            self._end.cancel()
            self._undo(why)

    async def durable(self) -> None:
        """Return when everything written so far is on the disk; to be called in the turn of the writing.

        Raises:
            OSError: it could not be written.
        """
        if self._untold is not None:
            why, self._untold = self._untold, None
            raise _not_written(why)
        if self._end is not None:
            waiter: Deferred[None] = Deferred()
            self._waiters.append(waiter)
            await waiter

    def commit(self) -> None:
        """Commit what was written in this turn and tell all who wait for it."""
        try:
            self._execute("COMMIT")
        except sqlite3.Error as error:
            self._undo(str(error))
            return
        for waiter in self._over():
            waiter.callback(None)

    def _over(self) -> list[Deferred[None]]:
        """Whoever waited for the transaction that is over now; those that they write to next is another one."""
        waiters, self._waiters = self._waiters, []
        self._end = None
        self._written = 0
        return waiters

    def _undo(self, why: str) -> None:
        """Roll back, and tell all who wait; where nobody does, the next who asks is told."""
        if self._connection.in_transaction:
            self._execute("ROLLBACK")
        self._forget()
        if self._written and not self._waiters:
            self._untold = why
        for waiter in self._over():
            waiter.errback(_not_written(why))

    def now(self) -> None:
        """Commit what is open, now."""
        while self._end is not None:  # who is told may write again
            self._end.cancel()
            self.commit()

    def close(self) -> None:
        """Commit what is open, for the last time.

        Raises:
            OSError: it could not be written and nobody was told.
        """
        self.now()
        if self._untold is not None:
            raise _not_written(self._untold)


def _not_written(why: str) -> OSError:
    return OSError(f"the database could not be written: {why}")
