"""The store in a state folder: one SQLite database, written and read in the reactor's thread."""

import sqlite3
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any, NamedTuple

from twisted.internet.interfaces import IReactorTime
from twisted.internet.task import deferLater
from zope.interface import implementer

from hsmsim.errors import NoSuchObject
from hsmsim.interfaces.store import Changes, Hint, IStore, Numbered
from hsmsim.model.managed import ManagedObject
from hsmsim.store import record, rows
from hsmsim.store.commits import Commits
from hsmsim.store.database import Connect, open_database
from hsmsim.store.errors import Damaged, WrongMasterKey
from hsmsim.store.folder import Folder
from hsmsim.store.labels import matching
from hsmsim.store.leaving import Leaving
from hsmsim.store.recent import Recent
from hsmsim.store.seal import Seal, object_place
from hsmsim.store.snapshots import Snapshot, Snapshots
from hsmsim.store.succession import Successor
from hsmsim.store.turns import Turns
from hsmsim.ttlv.errors import Malformed

REMEMBERED = 4096  # decoded objects
REMEMBERED_BYTES = 16 * 1024 * 1024  # and no more of them than this in their encoded form
PAGE = 128  # rows of a search that are fetched at once

_COLUMNS = "object.sequence, object.uid, object.revision, object.attributes, object.value"
_LOAD = f"SELECT {_COLUMNS} FROM object WHERE partition = ? AND uid = ?"
_UPDATE = "UPDATE object SET revision = ?, object_type = ?, attributes = ? WHERE sequence = ?"
_UPDATE_VALUE = "UPDATE object SET value = ? WHERE sequence = ?"
_DELETE = "DELETE FROM object WHERE sequence = ?"
_NAMED = (
    "SELECT object.uid FROM name JOIN object USING (sequence)"
    " WHERE name.partition = ? AND name.name = ? ORDER BY name.sequence DESC"
)
# The searches have the same parameters: partition, key, sequence of the last row of the page before, page size.
_BY_NAME = (
    f"SELECT {_COLUMNS} FROM name JOIN object USING (sequence)"
    " WHERE name.partition = ? AND name.name = ? AND name.sequence < ? ORDER BY name.sequence DESC LIMIT ?"
)
_BY_GROUP = (
    f"SELECT {_COLUMNS} FROM object_group JOIN object USING (sequence) WHERE object_group.partition = ?"
    " AND object_group.object_group = ? AND object_group.sequence < ? ORDER BY object_group.sequence DESC LIMIT ?"
)
_BY_TYPE = (
    f"SELECT {_COLUMNS} FROM object INDEXED BY object_of_type"
    " WHERE partition = ? AND object_type = ? AND sequence < ? ORDER BY sequence DESC LIMIT ?"
)
_ALL = (
    f"SELECT {_COLUMNS} FROM object INDEXED BY object_of_partition"
    " WHERE partition = ?1 AND ?2 IS NULL AND sequence < ?3 ORDER BY sequence DESC LIMIT ?4"
)
# People are shown objects without their values, which need not be opened for that.
_SHOWN = "sequence, uid, revision, attributes, NULL"
_PAGE = (
    f"SELECT {_SHOWN} FROM object INDEXED BY object_of_partition"
    " WHERE partition = ? AND sequence < ? ORDER BY sequence DESC LIMIT ?"
)
_NUMBERED = f"SELECT {_SHOWN} FROM object WHERE partition = ? AND sequence = ?"
_NEWER_THAN_ALL = 2**63 - 1


class _Kept(NamedTuple):
    """An object as it stands in the database."""

    sequence: int
    obj: ManagedObject
    value_size: int


@implementer(IStore)
class SQLite(Turns):
    """A store in a folder. The folder is made if it is missing, and locked until `close`.

    Args:
        folder: the state folder.
        reactor: in its thread everything happens.
        random: source of random bytes, for the master key and for nonces.
        connect: opens the database file.

    Raises:
        StoreError: the folder cannot be used; the text says what to do.
    """

    keeps = True

    def __init__(
        self,
        folder: str | Path,
        reactor: IReactorTime,
        random: Callable[[int], bytes],
        connect: Connect = sqlite3.connect,
    ) -> None:
        super().__init__()
        self._recent: Recent[tuple[str, str], _Kept] = Recent(REMEMBERED, REMEMBERED_BYTES)
        self._open = False
        self._folder = Folder(Path(folder))
        try:
            connection = open_database(self._folder.database, connect)
        except BaseException:
            self._folder.close()
            raise
        self._connect = connect
        self._reactor = reactor
        self._use(connection)
        self._open = True
        try:
            self._seal = Seal(self._folder.key(random, not self._sealed()), random)
            self._check_master_key()
            self._leaving = Leaving(self._connection, self._commits)
        except BaseException:
            self.close()
            raise

    def _use(self, connection: sqlite3.Connection) -> None:
        self._connection = connection
        self._execute = connection.execute
        self._commits = Commits(connection, self._reactor, self._recent.clear)
        self._snapshots = Snapshots(connection, self._folder.database, self._connect, self._commits.now)

    def _sealed(self) -> bool:
        return self._execute("SELECT 1 FROM master").fetchone() is not None

    def _check_master_key(self) -> None:
        """Open the known text, or seal it if nothing was sealed yet."""
        row = self._execute("SELECT seal FROM master").fetchone()
        if row is None:
            rows.put_master(self._execute, self._seal)
            return
        try:
            self._seal.open(rows.MASTER_PLACE, row[0])
        except Damaged:
            raise WrongMasterKey(self._folder.master_key, "is not the key of this database") from None

    # ------------------------------------------------------------------------------------------------ reading

    def load(self, partition: str, uid: str) -> ManagedObject:
        """A copy of one object; raises NoSuchObject."""
        kept = self._find(partition, uid)
        if kept is None:
            raise NoSuchObject(uid)
        return kept.obj.copy()

    def _find(self, partition: str, uid: str) -> _Kept | None:
        kept = self._recent.get((partition, uid))
        if kept is not None:
            return kept
        row = self._execute(_LOAD, (partition, uid)).fetchone()
        return None if row is None else self._remember(partition, row)

    def _remember(self, partition: str, row: tuple[Any, ...]) -> _Kept:
        kept = self._decode(partition, row)
        self._recent.put((partition, kept.obj.uid), kept, len(row[3]) + kept.value_size)
        return kept

    def _decode(self, partition: str, row: tuple[Any, ...]) -> _Kept:
        sequence, uid, revision, attributes, sealed = row
        place = object_place(partition, uid)
        value = None if sealed is None else self._seal.open(place, sealed)
        try:
            obj = record.read(uid, revision, attributes, value)
        except Malformed as error:
            raise Damaged(place) from error
        return _Kept(sequence, obj, 0 if sealed is None else len(sealed))

    def named(self, partition: str, name: str) -> list[str]:
        """The uids with this Name Value, newest first."""
        return [uid for (uid,) in self._execute(_NAMED, (partition, name))]

    def candidates(self, partition: str, hint: Hint) -> Iterable[ManagedObject]:
        """The objects that fit the part of the hint that narrows most, newest first, decoded as they are asked for."""
        if hint.name is not None:
            return self._search(_BY_NAME, partition, hint.name)
        if hint.object_group is not None:
            return self._search(_BY_GROUP, partition, hint.object_group)
        if hint.object_type is not None:
            return self._search(_BY_TYPE, partition, int(hint.object_type))
        return self._search(_ALL, partition, None)

    def _search(self, query: str, partition: str, key: str | int | None) -> Iterator[ManagedObject]:
        before = _NEWER_THAN_ALL
        while True:
            page = self._execute(query, (partition, key, before, PAGE)).fetchall()
            for row in page:
                yield self._seen(partition, row).obj
            if len(page) < PAGE:
                return
            before = page[-1][0]

    def _seen(self, partition: str, row: tuple[Any, ...]) -> Numbered:
        """An object that is one of many: these must not push out what others use."""
        kept = self._recent.peek((partition, row[1])) or self._decode(partition, row)
        return Numbered(kept.sequence, kept.obj)

    def page(self, partition: str, before: int | None, most: int) -> list[Numbered]:
        """The newest objects that are older than a number."""
        below = _NEWER_THAN_ALL if before is None else before
        return [self._seen(partition, row) for row in self._execute(_PAGE, (partition, below, most))]

    def numbered(self, partition: str, numbers: Sequence[int]) -> list[Numbered]:
        """The objects with these numbers."""
        rows = (self._execute(_NUMBERED, (partition, number)).fetchone() for number in numbers)
        return [self._seen(partition, row) for row in rows if row is not None]

    def matching(self, partition: str, text: str) -> Iterator[Sequence[int]]:
        """The numbers of the objects that a text is a label of."""
        return matching(self._execute, partition, text)

    def count(self, partition: str) -> int:
        """How many objects the partition has."""
        return self._execute("SELECT count(*) FROM object WHERE partition = ?", (partition,)).fetchone()[0]  # type: ignore[no-any-return]

    # ------------------------------------------------------------------------------------------------ writing

    def apply(self, changes: Mapping[str, Changes]) -> None:
        """Write all of it, or raise Conflict; raises OSError where the database cannot be written."""
        stored: list[tuple[str, _Kept, int]] = []
        self._commits.write(self._apply, changes, stored)
        for partition, each in changes.items():
            for uid in each.deleted:
                self._recent.drop((partition, uid))
        for partition, kept, size in stored:
            self._recent.put((partition, kept.obj.uid), kept, size)
            changes[partition].saved[kept.obj.uid].revision = kept.obj.revision

    def _apply(self, changes: Mapping[str, Changes], stored: list[tuple[str, _Kept, int]]) -> None:
        for partition, each in changes.items():
            for uid, revision in each.deleted.items():
                self._delete(partition, uid, revision)
            stored += [(partition, *self._save(partition, obj, uid in each.deleted)) for uid, obj in each.saved.items()]

    def _save(self, partition: str, obj: ManagedObject, anew: bool) -> tuple[_Kept, int]:
        kept = None if anew else self._find(partition, obj.uid)
        record.check_revision(None if kept is None else kept.obj, obj.uid, obj.revision)
        return self._insert(partition, obj) if kept is None else self._update(partition, kept, obj)

    def _insert(self, partition: str, obj: ManagedObject) -> tuple[_Kept, int]:
        new = obj.copy()
        new.revision += 1
        sequence, attributes_size, size = rows.insert(self._execute, self._seal, partition, new)
        return _Kept(sequence, new, size), attributes_size + size

    def _update(self, partition: str, old: _Kept, obj: ManagedObject) -> tuple[_Kept, int]:
        new, sequence, size = obj.copy(), old.sequence, old.value_size
        new.revision += 1
        attributes = record.write_attributes(new)
        self._execute(_UPDATE, (new.revision, int(new.object_type), attributes, sequence))
        if new.value is not old.obj.value or new.working is not old.obj.working:
            value = rows.sealed_value(self._seal, partition, new)
            self._execute(_UPDATE_VALUE, (value, sequence))
            size = 0 if value is None else len(value)
        rows.index(self._execute, partition, sequence, old.obj, new)
        return _Kept(sequence, new, size), len(attributes) + size

    def _delete(self, partition: str, uid: str, revision: int) -> None:
        kept = self._find(partition, uid)
        record.check_revision(None if kept is None else kept.obj, uid, revision)
        if kept is not None:
            self._execute(_DELETE, (kept.sequence,))
            rows.index(self._execute, partition, kept.sequence, kept.obj, None)

    async def durable(self) -> None:
        """Return when everything applied so far is on the disk; raises OSError. To be called in the turn of `apply`."""
        await self._commits.durable()

    # -------------------------------------------------------------------------------------------------- users

    def users(self) -> dict[str, bytes]:
        """All user records."""
        return rows.users(self._execute, self._seal)

    def put_user(self, user_id: str, record: bytes) -> None:
        """Keep a user's record, sealed."""
        self._leaving.finish(user_id)
        self._commits.write(rows.put_user, self._execute, self._seal, user_id, record)

    async def drop_user(self, user_id: str) -> None:
        """Remove a user and every object of the partition; raises OSError."""
        self._leaving.begin(user_id)
        while self._leaving.go_on(user_id):
            await deferLater(self._reactor, 0)
        self._recent.clear()

    # ----------------------------------------------------------------------------------------------- everything

    def snapshot(self) -> Snapshot:
        """What is written so far, over another connection; raises OSError."""
        return self._snapshots.take(self._seal)

    def successor(self) -> Successor:
        """A database beside this one; raises OSError."""
        return Successor(self._folder, self._connect, self._seal, self._take_over)

    def _take_over(self) -> None:
        """Go on with the database that is beside, or, where it raises OSError, with the one that there was."""
        self._commits.close()
        self._recent.clear()
        self._snapshots.close()
        self._connection.close()
        try:
            self._folder.put_in_place()
        finally:
            self._use(open_database(self._folder.database, self._connect))
            self._leaving = Leaving(self._connection, self._commits)

    def close(self) -> None:
        """Commit, move the log into the database, and let go of the folder; a second time does nothing.

        Raises:
            OSError: something could not be written and nobody was told yet.
        """
        if not self._open:
            return
        self._open = False
        try:
            self._commits.close()
        finally:
            self._recent.clear()
            self._snapshots.close()
            # The last connection moves the log into the database when it goes.
            self._connection.close()
            self._folder.close()
