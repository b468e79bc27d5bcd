"""Rows: how objects and users are written to a database."""

from collections.abc import Callable, Iterable
from typing import Any

from hsmsim.model.managed import ManagedObject
from hsmsim.store import record
from hsmsim.store.seal import Seal, object_place, user_place

Execute = Callable[..., Any]

MASTER_PLACE = "master"
_MASTER_TEXT = b"hsmsim"

_INSERT = "INSERT INTO object (partition, uid, revision, object_type, attributes, value) VALUES (?, ?, ?, ?, ?, ?)"

# What is kept beside the objects: the Name Values and Object Groups of each.
_SIDES = (
    (
        record.names,
        "INSERT INTO name VALUES (?, ?, ?)",
        "DELETE FROM name WHERE partition = ? AND name = ? AND sequence = ?",
    ),
    (
        record.groups,
        "INSERT INTO object_group VALUES (?, ?, ?)",
        "DELETE FROM object_group WHERE partition = ? AND object_group = ? AND sequence = ?",
    ),
)


def put_master(execute: Execute, seal: Seal) -> None:
    """Write a known text, by which the master key is recognised."""
    execute("INSERT INTO master VALUES (?)", (seal.close(MASTER_PLACE, _MASTER_TEXT),))


def put_user(execute: Execute, seal: Seal, user_id: str, data: bytes) -> None:
    """Write a user's record, sealed."""
    execute("INSERT OR REPLACE INTO user VALUES (?, ?)", (user_id, seal.close(user_place(user_id), data)))


def users(fetch: Callable[[str], Iterable[tuple[str, bytes]]], seal: Seal) -> dict[str, bytes]:
    """All user records by User ID.

    Args:
        fetch: the rows of a query.
    """
    found = fetch("SELECT user_id, record FROM user")
    return {user_id: seal.open(user_place(user_id), sealed) for user_id, sealed in found}


def insert(execute: Execute, seal: Seal, partition: str, new: ManagedObject) -> tuple[int, int, int]:
    """Write a new object; its sequence, and the sizes of its attributes and of its sealed value."""
    attributes, value = record.write_attributes(new), sealed_value(seal, partition, new)
    row = partition, new.uid, new.revision, int(new.object_type), attributes, value
    sequence: int = execute(_INSERT, row).lastrowid
    index(execute, partition, sequence, None, new)
    return sequence, len(attributes), 0 if value is None else len(value)


def index(
    execute: Execute, partition: str, sequence: int, old: ManagedObject | None, new: ManagedObject | None
) -> None:
    """Make what is kept beside an object fit the new one."""
    for keys_of, insert_key, delete_key in _SIDES:
        had = set() if old is None else keys_of(old)
        has = set() if new is None else keys_of(new)
        for key in has - had:
            execute(insert_key, (partition, key, sequence))
        for key in had - has:
            execute(delete_key, (partition, key, sequence))


def sealed_value(seal: Seal, partition: str, obj: ManagedObject) -> bytes | None:
    """The value as it is kept; None once it is destroyed."""
    plain = record.write_value(obj)
    return None if plain is None else seal.close(object_place(partition, obj.uid), plain)
