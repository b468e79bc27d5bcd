"""Succession: a database that is filled beside the one in use, and then takes its place by a change of name."""

import sqlite3
from collections.abc import Callable, Sequence

from zope.interface import implementer

from hsmsim.interfaces.store import ISuccessor
from hsmsim.store import record, rows
from hsmsim.store.database import Connect, open_database
from hsmsim.store.errors import StoreError
from hsmsim.store.folder import Folder
from hsmsim.store.seal import Seal
from hsmsim.ttlv.errors import Malformed


@implementer(ISuccessor)
class Successor:
    """A database that nobody sees yet. What a crash leaves of it goes with the next start.

    Args:
        folder: the state folder.
        connect: opens a database file.
        take_over: closes the database in use, puts this one in its place, and opens it.

    Raises:
        OSError: it cannot be made.
    """

    def __init__(self, folder: Folder, connect: Connect, seal: Seal, take_over: Callable[[], None]) -> None:
        self._folder = folder
        self._seal = seal
        self._take_over = take_over
        try:
            self._connection = open_database(folder.make_beside(), connect)
        except StoreError as error:
            raise OSError(str(error)) from error
        self._write(rows.put_master, self._connection.execute, seal)

    def put_user(self, user_id: str, record: bytes) -> None:
        """Take in a user's record, sealed."""
        self._write(rows.put_user, self._connection.execute, self._seal, user_id, record)

    def put_objects(self, partition: str, packed: Sequence[bytes]) -> None:
        """Take in objects; raises Malformed."""
        self._write(self._insert, partition, packed)

    def _insert(self, partition: str, packed: Sequence[bytes]) -> None:
        for data in packed:
            whole = record.unpack(data)
            obj = record.read(whole.uid, 1, whole.attributes, whole.value)
            try:
                rows.insert(self._connection.execute, self._seal, partition, obj)
            except sqlite3.IntegrityError:
                raise Malformed("an object that is there twice") from None

    def _write(self, change: Callable[..., None], *arguments: object) -> None:
        """One transaction; raises OSError."""
        try:
            with self._connection:
                self._connection.execute("BEGIN IMMEDIATE")
                change(*arguments)
        except sqlite3.Error as error:
            raise OSError(f"the database could not be written: {error}") from error

    def take_over(self) -> None:
        """Take the place of the database in use."""
        self._connection.close()
        self._take_over()

    def discard(self) -> None:
        """Leave nothing behind."""
        self._connection.close()
        self._folder.clear_beside()
