"""The database file: opened, recognised as ours, and brought to the newest schema."""

import sqlite3
from collections.abc import Callable
from importlib.resources import files
from pathlib import Path

from hsmsim.store.errors import Damaged, FolderUnusable, NewerSchema, NotOurs, StoreError

Connect = Callable[..., sqlite3.Connection]

APPLICATION_ID = 0x48534D53  # "HSMS" in the file's header says whose it is


def open_database(path: Path, connect: Connect) -> sqlite3.Connection:
    """Open the database and apply the schema files that it lacks.

    Args:
        path: the file; an empty one becomes a new database.
        connect: `sqlite3.connect` or what behaves like it.

    Raises:
        NotOurs: another application's file, or no database at all.
        NewerSchema: a newer version of the software has written it.
        Damaged: its structure is broken.
        FolderUnusable: it cannot be read or written.
    """
    try:
        # Who would wait for others in the database would keep the reactor waiting.
        connection = connect(path, isolation_level=None, timeout=0)
        try:
            version = _version(connection, path)
            _prepare(connection)
            _migrate(connection, version)
        except BaseException:
            connection.close()
            raise
    except sqlite3.DatabaseError as error:
        raise _refusal(path, error) from error
    return connection


def _refusal(path: Path, error: sqlite3.DatabaseError) -> StoreError:
    code = getattr(error, "sqlite_errorcode", None)
    if code == sqlite3.SQLITE_NOTADB:
        return NotOurs(path)
    if code == sqlite3.SQLITE_CORRUPT:
        return Damaged(str(path))
    return FolderUnusable(path.parent, str(error))


def _version(connection: sqlite3.Connection, path: Path) -> int:
    """The schema's number; 0 for a new database. Nothing is changed in the file."""
    (application,) = connection.execute("PRAGMA application_id").fetchone()
    (tables,) = connection.execute("SELECT count(*) FROM sqlite_master").fetchone()
    (version,) = connection.execute("PRAGMA user_version").fetchone()
    if application != APPLICATION_ID and (application, tables, version) != (0, 0, 0):
        raise NotOurs(path)
    known = max(_schema())
    if version > known:
        raise NewerSchema(path, version, known)
    return version  # type: ignore[no-any-return]


def _prepare(connection: sqlite3.Connection) -> None:
    connection.execute("PRAGMA journal_mode = WAL")
    # A log that is read before the lock is taken can be shared later; see `let_others_read`.
    connection.execute("SELECT count(*) FROM sqlite_master").fetchone()
    be_alone(connection)
    connection.execute("PRAGMA synchronous = FULL")
    connection.execute("PRAGMA foreign_keys = ON")
    # What is destroyed is overwritten in the file, not only unlinked.
    connection.execute("PRAGMA secure_delete = ON")


def be_alone(connection: sqlite3.Connection) -> None:
    """Have nobody let in between two statements, since the folder is ours alone: reads take half the time.

    Whoever is in the database already, from outside, is let stay there. No transaction may be open.
    """
    connection.execute("PRAGMA locking_mode = EXCLUSIVE")
    try:
        connection.execute("BEGIN IMMEDIATE")  # the lock is taken by the next one who may write
        connection.execute("ROLLBACK")
    except sqlite3.OperationalError:  # where it is not because of the lock, the next one who writes is told
        connection.execute("PRAGMA locking_mode = NORMAL")


def let_others_read(connection: sqlite3.Connection) -> None:
    """Let other connections in, until `be_alone`; no transaction may be open."""
    connection.execute("PRAGMA locking_mode = NORMAL")
    connection.execute("SELECT count(*) FROM master").fetchone()  # the lock goes at the end of the next access


def _schema() -> dict[int, str]:
    """The schema files by their number."""
    folder = files("hsmsim.store").joinpath("sql")
    return {int(file.name[:4]): file.read_text("utf-8") for file in folder.iterdir() if file.name.endswith(".sql")}


def _migrate(connection: sqlite3.Connection, version: int) -> None:
    """Apply each newer file in a transaction of its own, together with its number."""
    for number, script in sorted(_schema().items()):
        if number > version:
            connection.executescript(
                f"BEGIN IMMEDIATE;\n{script}\n"
                f"PRAGMA application_id = {APPLICATION_ID};\nPRAGMA user_version = {number};\nCOMMIT;"
            )
