"""Snapshots: what a database has at one moment, read over a connection of its own while others write."""

import sqlite3
from collections.abc import Callable
from pathlib import Path
from typing import Any

from zope.interface import implementer

from hsmsim.interfaces.store import ISnapshot, Packed
from hsmsim.store import record, rows
from hsmsim.store.database import Connect, be_alone, let_others_read
from hsmsim.store.seal import Seal, object_place

_DUMP = (
    "SELECT sequence, uid, attributes, value FROM object INDEXED BY object_of_partition"
    " WHERE partition = ? AND sequence > ? ORDER BY sequence LIMIT ?"
)


@implementer(ISnapshot)
class Snapshot:
    """One moment of a database: a read transaction that goes on until `close`.

    Args:
        connection: nobody else's.
        closed: called once.

    Raises:
        sqlite3.Error: the database cannot be read.
    """

    def __init__(self, connection: sqlite3.Connection, seal: Seal, closed: Callable[["Snapshot"], object]) -> None:
        self._connection = connection
        self._seal = seal
        self._closed = closed
        self._open = True
        connection.execute("PRAGMA query_only = ON")
        connection.execute("BEGIN")
        # The transaction begins with the first that is read, and so does the moment.
        connection.execute("SELECT count(*) FROM master").fetchone()

    def users(self) -> dict[str, bytes]:
        """All user records."""
        return rows.users(self._read, self._seal)

    def dump(self, partition: str, after: int, most: int) -> list[Packed]:
        """The oldest objects that are newer than a number, packed."""
        return [Packed(row[0], self._pack(partition, *row[1:])) for row in self._read(_DUMP, (partition, after, most))]

    def _pack(self, partition: str, uid: str, attributes: bytes, sealed: bytes | None) -> bytes:
        value = None if sealed is None else self._seal.open(object_place(partition, uid), sealed)
        return record.pack(record.Whole(uid, attributes, value))

    def _read(self, query: str, values: tuple[Any, ...] = ()) -> list[Any]:
        try:
            return self._connection.execute(query, values).fetchall()
        except sqlite3.Error as error:
            raise _not_read(error) from error

    def close(self) -> None:
        """End the transaction."""
        if self._open:
            self._open = False
            self._connection.close()
            self._closed(self)


class Snapshots:
    """The snapshots of a database that are open; where there is none, the database is one connection's alone.

    Args:
        connection: that one connection.
        path: the database.
        connect: opens it.
        commit: ends that connection's transaction.
    """

    def __init__(
        self, connection: sqlite3.Connection, path: Path, connect: Connect, commit: Callable[[], object]
    ) -> None:
        self._connection = connection
        self._commit = commit
        self._path = path
        self._connect = connect
        self._open: set[Snapshot] = set()

    def take(self, seal: Seal) -> Snapshot:
        """What is written so far.

        Raises:
            OSError: it cannot be read.
        """
        self._commit()
        try:
            if not self._open:
                be_alone(self._connection)  # one who has looked in from outside may have kept it from being so
                let_others_read(self._connection)
            snapshot = self._begin(seal)
        except sqlite3.Error as error:
            self._alone_again()
            raise _not_read(error) from error
        self._open.add(snapshot)
        return snapshot

    def _begin(self, seal: Seal) -> Snapshot:
        connection = self._connect(self._path, isolation_level=None, timeout=0)
        try:
            return Snapshot(connection, seal, self._end)
        except BaseException:
            connection.close()
            raise

    def _end(self, snapshot: Snapshot) -> None:
        self._open.discard(snapshot)
        self._alone_again()

    def _alone_again(self) -> None:
        if not self._open:
            self._commit()
            be_alone(self._connection)

    def close(self) -> None:
        """End all that are open."""
        for snapshot in list(self._open):
            snapshot.close()


def _not_read(error: sqlite3.Error) -> OSError:
    return OSError(f"the database could not be read: {error}")
