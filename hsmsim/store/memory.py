"""The store that keeps nothing: everything is in memory."""

from bisect import bisect_right
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import islice

from zope.interface import implementer

from hsmsim.errors import NoSuchObject
from hsmsim.interfaces.store import Changes, Hint, ISnapshot, IStore, ISuccessor, Numbered, Packed
from hsmsim.model.managed import ManagedObject
from hsmsim.store.labels import AT_ONCE, matches
from hsmsim.store.record import Whole, check_revision, groups, names, pack, read, unpack, write_attributes, write_value
from hsmsim.store.turns import Turns
from hsmsim.ttlv.errors import Malformed


@dataclass(slots=True)
class _Partition:
    """The objects of a partition, oldest first, their numbers, and the uids of each Name Value."""

    objects: dict[str, ManagedObject] = field(default_factory=dict)
    order: dict[str, int] = field(default_factory=dict)
    numbers: dict[int, str] = field(default_factory=dict)
    named: dict[str, set[str]] = field(default_factory=dict)
    made: int = 0

    def check(self, changes: Changes) -> None:
        """Raise Conflict unless all of it can be written."""
        for uid, revision in changes.deleted.items():
            check_revision(self.objects.get(uid), uid, revision)
        for uid, obj in changes.saved.items():
            have = None if uid in changes.deleted else self.objects.get(uid)
            check_revision(have, uid, obj.revision)

    def apply(self, changes: Changes) -> None:
        """Write what was checked."""
        for uid in changes.deleted:
            self._drop(uid)
        for obj in changes.saved.values():
            self._put(obj)

    def _put(self, obj: ManagedObject) -> None:
        """Take in a copy."""
        have = self.objects.get(obj.uid)
        if have is None:
            self.made += 1
            self.order[obj.uid] = self.made
            self.numbers[self.made] = obj.uid
        else:
            self._unname(have)
        obj.revision += 1
        self.objects[obj.uid] = obj.copy()
        for name in names(obj):
            self.named.setdefault(name, set()).add(obj.uid)

    def _drop(self, uid: str) -> None:
        """Forget an object, if it is there."""
        have = self.objects.pop(uid, None)
        if have is not None:
            self._unname(have)
            del self.numbers[self.order.pop(uid)]

    def _unname(self, obj: ManagedObject) -> None:
        for name in names(obj):
            self.named[name].remove(obj.uid)
            if not self.named[name]:
                del self.named[name]

    def uids(self, name: str) -> list[str]:
        """The uids with a Name Value, newest first."""
        return sorted(self.named.get(name, ()), key=self.order.__getitem__, reverse=True)

    def search(self, hint: Hint) -> Iterator[ManagedObject]:
        """All that fit the hint, newest first."""
        uids = tuple(reversed(self.objects)) if hint.name is None else self.uids(hint.name)
        for obj in map(self.objects.get, uids):
            if obj is None:  # removed since the search began
                continue
            if hint.object_type is not None and obj.object_type != hint.object_type:
                continue
            if hint.object_group is None or hint.object_group in groups(obj):
                yield obj

    def page(self, before: int | None, most: int) -> Iterator[Numbered]:
        """The newest that are older than a number."""
        numbers = range(self.made if before is None else before - 1, 0, -1)
        return self.numbered(islice(filter(self.numbers.__contains__, numbers), most))

    def numbered(self, numbers: Iterable[int]) -> Iterator[Numbered]:
        """Those with these numbers, as far as there are such."""
        for number in numbers:
            uid = self.numbers.get(number)
            if uid is not None:
                yield Numbered(number, self.objects[uid])

    def snapshot(self) -> tuple[list[int], list[ManagedObject]]:
        """The numbers and the objects as they are now, oldest first: one that is changed is another object then."""
        return list(self.order.values()), list(self.objects.values())

    def take_in(self, data: bytes) -> None:
        """Put a packed object; raises Malformed."""
        whole = unpack(data)
        if whole.uid in self.objects:
            raise Malformed("an object that is there twice")
        self._put(read(whole.uid, 0, whole.attributes, whole.value))

    def matching(self, text: str) -> Iterator[list[int]]:
        """The numbers of those that a text is a label of."""
        fits = matches(text)
        for part in _parts(self.named):
            uids = [uid for name in part if fits(name) for uid in self.named.get(name, ())]
            yield [self.order[uid] for uid in uids]
        for part in _parts(self.order):
            yield [self.order[uid] for uid in part if uid.startswith(text) and uid in self.order]


def _parts(labels: Iterable[str]) -> Iterator[tuple[str, ...]]:
    """The labels that there are now, part by part."""
    now = iter(tuple(labels))
    return iter(lambda: tuple(islice(now, AT_ONCE)), ())


@implementer(IStore)
class Memory(Turns):
    """A store whose content ends with the process."""

    keeps = False

    def __init__(self) -> None:
        super().__init__()
        self._partitions: dict[str, _Partition] = {}
        self._users: dict[str, bytes] = {}

    def _partition(self, partition: str) -> _Partition:
        # A partition that nothing was written to is not kept: anybody can ask for any name.
        return self._partitions.get(partition) or _Partition()

    def load(self, partition: str, uid: str) -> ManagedObject:
        """A copy of one object; raises NoSuchObject."""
        try:
            return self._partitions[partition].objects[uid].copy()
        except KeyError:
            raise NoSuchObject(uid) from None

    def named(self, partition: str, name: str) -> list[str]:
        """The uids with this Name Value, newest first."""
        return self._partition(partition).uids(name)

    def candidates(self, partition: str, hint: Hint) -> Iterable[ManagedObject]:
        """The objects that fit the hint, newest first."""
        return self._partition(partition).search(hint)

    def page(self, partition: str, before: int | None, most: int) -> list[Numbered]:
        """The newest objects that are older than a number."""
        return list(self._partition(partition).page(before, most))

    def numbered(self, partition: str, numbers: Sequence[int]) -> list[Numbered]:
        """The objects with these numbers."""
        return list(self._partition(partition).numbered(numbers))

    def matching(self, partition: str, text: str) -> Iterator[Sequence[int]]:
        """The numbers of the objects that a text is a label of."""
        return self._partition(partition).matching(text)

    def count(self, partition: str) -> int:
        """How many objects the partition has."""
        return len(self._partition(partition).objects)

    def apply(self, changes: Mapping[str, Changes]) -> None:
        """Write all of it, or raise Conflict."""
        for partition, each in changes.items():
            self._partition(partition).check(each)
        for partition, each in changes.items():
            self._partitions.setdefault(partition, _Partition()).apply(each)

    async def durable(self) -> None:
        """Return at once: nothing here outlives the process."""

    def snapshot(self) -> "_Snapshot":
        """All that is stored now."""
        return _Snapshot(self.users(), {name: each.snapshot() for name, each in self._partitions.items()})

    def successor(self) -> "_Successor":
        """What can take the place of all that is stored."""
        return _Successor(self)

    def replace(self, partitions: dict[str, _Partition], users: dict[str, bytes]) -> None:
        """Store this and nothing else."""
        self._partitions, self._users = partitions, users

    def users(self) -> dict[str, bytes]:
        """All user records."""
        return dict(self._users)

    def put_user(self, user_id: str, record: bytes) -> None:
        """Keep a user's record."""
        self._users[user_id] = record

    async def drop_user(self, user_id: str) -> None:
        """Forget a user and the partition."""
        self._users.pop(user_id, None)
        self._partitions.pop(user_id, None)

    def close(self) -> None:
        """Nothing is open."""


@implementer(ISnapshot)
@dataclass(slots=True)
class _Snapshot:
    """One moment of a store in memory.

    Args:
        records: of the users.
        partitions: numbers and objects, oldest first.
    """

    records: dict[str, bytes]
    partitions: dict[str, tuple[list[int], list[ManagedObject]]]

    def users(self) -> dict[str, bytes]:
        """All user records."""
        return self.records

    def dump(self, partition: str, after: int, most: int) -> list[Packed]:
        """The oldest objects that are newer than a number, packed."""
        numbers, objects = self.partitions.get(partition, ([], []))
        start = bisect_right(numbers, after)
        end = start + most
        return [
            Packed(number, pack(Whole(obj.uid, write_attributes(obj), write_value(obj))))
            for number, obj in zip(numbers[start:end], objects[start:end], strict=True)
        ]

    def close(self) -> None:
        """Let go of what only this knows."""
        self.partitions = {}


@implementer(ISuccessor)
class _Successor:
    """What can take the place of all that is stored in memory."""

    def __init__(self, store: Memory) -> None:
        self._store = store
        self._partitions: dict[str, _Partition] = {}
        self._users: dict[str, bytes] = {}

    def put_user(self, user_id: str, record: bytes) -> None:
        """Take in a user's record."""
        self._users[user_id] = record

    def put_objects(self, partition: str, packed: Sequence[bytes]) -> None:
        """Take in objects; raises Malformed."""
        place = self._partitions.setdefault(partition, _Partition())
        for data in packed:
            place.take_in(data)

    def take_over(self) -> None:
        """Take the place of all that is stored."""
        self._store.replace(self._partitions, self._users)

    def discard(self) -> None:
        """Nothing is open."""
