"""The store: objects of all partitions and the users' records, in memory or in a database."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass, field
from typing import NamedTuple

from zope.interface import Attribute, Interface

from hsmsim.model.managed import ManagedObject
from hsmsim.spec.enums import ObjectType

# A Hint with this Object Group finds the temporary objects, among them those of clients that call a group so.
TEMPORARY_GROUP = "\0temporary"


@dataclass(frozen=True, slots=True)
class Hint:
    """What a search certainly asks for, so that an index can narrow it; None for what it does not ask for."""

    name: str | None = None
    object_type: ObjectType | None = None
    object_group: str | None = None


class Numbered(NamedTuple):
    """An object and its number: of two of a partition the newer one has the larger.

    The object is not for changing, and may be without its value.
    """

    number: int
    obj: ManagedObject


class Packed(NamedTuple):
    """An object as the bytes that a store makes of it, for any store to take; its number as in `Numbered`."""

    number: int
    data: bytes = b""


@dataclass(slots=True)
class Changes:
    """What one message wants written in one partition.

    Args:
        saved: objects as they shall be, by uid. `revision` is the one that was loaded, 0 for a new object.
        deleted: uid and loaded revision of objects that go altogether.
    """

    saved: dict[str, ManagedObject] = field(default_factory=dict)
    deleted: dict[str, int] = field(default_factory=dict)

    def __bool__(self) -> bool:
        return bool(self.saved or self.deleted)


class ISnapshot(Interface):
    """All that is stored, as it was at one moment. Others go on meanwhile; nothing of what they do is seen here."""

    def users() -> dict[str, bytes]:
        """All user records by User ID; raises OSError."""

    def dump(partition: str, after: int, most: int) -> list[Packed]:
        """The oldest objects that are newer than the one with a number, 0 for all; with their secrets, oldest first.

        Raises:
            OSError: it cannot be read, or not any more.
        """

    def close() -> None:
        """Let go of it; again is no error."""


class ISuccessor(Interface):
    """What shall take the place of all that is stored. Nothing of it is seen before it does."""

    def put_user(user_id: str, record: bytes) -> None:
        """Take in a user's record."""

    def put_objects(partition: str, packed: Sequence[bytes]) -> None:
        """Take in objects, oldest first.

        Raises:
            Malformed: one that no store has packed, or one that is there already.
        """

    def take_over() -> None:
        """Take the place of all that is stored, at once; to be called inside `everywhere`. It is durable then.

        Raises:
            OSError: it could not be written. Everything is as it was.
        """

    def discard() -> None:
        """Be nothing; also after `take_over`, which it leaves as it is."""


class IStore(Interface):
    """Objects and user records. What is no coroutine works at once, in the reactor's thread."""

    keeps = Attribute("bool: whether what is stored outlives the process.")

    def load(partition: str, uid: str) -> ManagedObject:
        """A copy of one object, for the caller to change.

        Raises:
            NoSuchObject: this partition has no such object; also when another has it.
        """

    def named(partition: str, name: str) -> list[str]:
        """The uids of the objects with this Name Value (3.2)."""

    def candidates(partition: str, hint: Hint) -> Iterable[ManagedObject]:
        """Objects newest first: all that fit the hint, and perhaps more. They are not for changing.

        Whoever takes many gives way to others now and then: what has changed in between is seen as it is by then.
        """

    def page(partition: str, before: int | None, most: int) -> list[Numbered]:
        """The newest objects, newest first: so many at most, all of them older than the one with a number."""

    def numbered(partition: str, numbers: Sequence[int]) -> list[Numbered]:
        """The objects with these numbers, in this order, as far as there are such."""

    def matching(partition: str, text: str) -> Iterator[Sequence[int]]:
        """The numbers of the objects with a Name Value that contains a text, in whatever case, or with a Unique
        Identifier that begins with it; in any order, and perhaps twice.

        They come in parts, empty ones too, each of which takes about a millisecond to find.
        """

    def count(partition: str) -> int:
        """How many objects the partition has."""

    def apply(changes: Mapping[str, Changes]) -> None:
        """Write all of it or nothing; the saved objects' revisions are counted up.

        Args:
            changes: by partition.

        Raises:
            Conflict: an object is no longer the revision that was loaded. Nothing is written.
        """

    async def durable() -> None:
        """Return when everything applied so far would survive a crash of the machine. One write serves all who
        wait in the same turn of the reactor.

        Raises:
            OSError: it could not be written. What was applied since the last time is undone.
        """

    def exclusive(partition: str) -> AbstractAsyncContextManager[None]:
        """An async context manager: within it nobody else is inside `exclusive` or `shared` of the partition."""

    def shared(partition: str) -> AbstractAsyncContextManager[None]:
        """An async context manager: within it nobody is inside `exclusive` of the partition. Cheap when nobody is."""

    def everywhere() -> AbstractAsyncContextManager[None]:
        """An async context manager: within it nobody else is inside `everywhere`, or inside `exclusive` or `shared` of
        any partition.
        """

    def snapshot() -> ISnapshot:
        """All that is stored now, what was applied and is not durable yet too; to be closed.

        A store that keeps what it has ends it when a successor takes over, and when it is closed itself.

        Raises:
            OSError: it cannot be read beside others.
        """

    def successor() -> ISuccessor:
        """Something empty, to be filled, that can take the place of all that is stored. One at a time.

        Raises:
            OSError: there is no place for it.
        """

    def users() -> dict[str, bytes]:
        """All user records by User ID, as they were put."""

    def put_user(user_id: str, record: bytes) -> None:
        """Keep a user's record (encrypted where it is written); durable with the next `durable`."""

    async def drop_user(user_id: str) -> None:
        """Remove a user's record and every object of the partition; to be called inside `exclusive`.

        Others are served while it removes many. What a crash leaves over is gone with the next start.
        """

    def close() -> None:
        """Write what is left and let go of files; also when it was never opened."""
