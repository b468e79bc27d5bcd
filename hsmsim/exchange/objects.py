"""The objects of one partition as one message sees them: the store, and over it what the message has changed."""

from collections import OrderedDict
from collections.abc import Container, Iterator, Mapping, Sequence

from hsmsim.devices.device import EVERYTHING
from hsmsim.errors import (
    Archived,
    FeatureNotSupported,
    NameTaken,
    NoSuchObject,
    NotAuthorized,
    ObjectBlocked,
)
from hsmsim.exchange.access import USES, WITHHELD, not_granted
from hsmsim.interfaces.store import Changes, Hint, IStore
from hsmsim.model import lifecycle
from hsmsim.model.access import Rights
from hsmsim.model.managed import ManagedObject
from hsmsim.model.templates import contents
from hsmsim.spec.attributes import BLOCKED
from hsmsim.spec.enums import ObjectType, Operation

NAME = "Name"

# These stand for all that change nothing, and are themselves never changed.
_NOTHING = Changes()
_NOWHERE: Mapping[str, Changes] = {}


class Objects:
    """Reads through to the store; collects what is saved, per item and for the whole message.

    Args:
        store: where everything is.
        partition: whose objects these are.
        now: seconds since 1970; objects are settled to this time when they are loaded.
        offered: the types of objects that there may be new ones of.
        rights: of the caller, on the partition.
        withheld: its keys can be made and not used.
    """

    def __init__(
        self,
        store: IStore,
        partition: str,
        now: int,
        offered: Container[ObjectType] = EVERYTHING,
        rights: int = Rights.ALL,
        withheld: bool = False,
    ) -> None:
        self._store = store
        self.partition = partition
        self._now = now
        self._offered = offered
        self.rights = rights
        self.withheld = withheld
        self._uses = False
        self._kept = _NOTHING
        self._item = _NOTHING

    # ---------------------------------------------------------- where there are other partitions, `Reach` does more

    @property
    def home(self) -> "Objects":
        """Where new objects are made."""
        return self

    @property
    def places(self) -> "Sequence[Objects]":
        """The partitions, each by itself."""
        return (self,)

    def begin(self, operation: Operation) -> None:
        """What comes now is asked for by this operation."""
        self._uses = operation in USES

    def make_in(self, partition: str) -> None:
        """Have new objects made in a partition.

        Raises:
            NotPermitted: it is not this one.
        """
        if partition != self.partition:
            raise not_granted(partition, Rights.CREATE)

    def make_beside(self, obj: ManagedObject) -> None:
        """Have new objects made in the partition of one that they take the place of."""

    def check_authorized(self, object_type: ObjectType) -> None:
        """Refuse the use of an object of this type, where keys can be made and not used.

        Raises:
            NotAuthorized: the custodians of the partition have not authorized it.
        """
        if self.withheld and object_type in WITHHELD:
            raise NotAuthorized("the partition is not authorized: its keys are not used")

    def check_use(self, obj: ManagedObject) -> None:
        """Refuse the use of an object that is only to be seen.

        Raises:
            NotAuthorized: see `check_authorized`.
            ObjectBlocked: it was blocked.
        """
        self.check_authorized(obj.object_type)
        if BLOCKED in obj.attributes:
            raise ObjectBlocked("the object is blocked: it is seen and not used")

    # ------------------------------------------------------------------------------------------------ reading

    async def load(self, uid: str) -> ManagedObject:
        """One object, as the dates up to now have moved it; it is the caller's to change.

        Raises:
            NoSuchObject: this partition has no such object; also when another has it.
            NotAuthorized, ObjectBlocked: the operation would use it; see `check_use`.

        Spec: 3.1 Unique Identifier.
        """
        obj = self._current(uid)
        if self._uses:
            self.check_use(obj)
        return obj

    def _current(self, uid: str) -> ManagedObject:
        obj = self._pending(uid)
        obj = obj.copy() if obj is not None else self._store.load(self.partition, uid)
        lifecycle.settle(obj, self._now)
        return obj

    def _pending(self, uid: str) -> ManagedObject | None:
        for changes in (self._item, self._kept):
            if uid in changes.saved:  # also if it was deleted before: then it is another object
                return changes.saved[uid]
            if uid in changes.deleted:
                raise NoSuchObject(uid)
        return None

    def _touched(self) -> dict[str, ManagedObject | None]:
        """What the message has changed, in the order in which it did; None for what it deleted."""
        touched: dict[str, ManagedObject | None] = {}
        for changes in (self._kept, self._item):
            touched.update(dict.fromkeys(changes.deleted))
            touched.update(changes.saved)
        return touched

    async def online(self, uid: str) -> ManagedObject:
        """As `load`, for operations on objects that are not in the archive (4.22).

        Raises:
            NoSuchObject: this partition has no such object.
            Archived: it has to be recovered first.
        """
        obj = await self.load(uid)
        if obj.archived:
            raise Archived("the object is archived")
        return obj

    async def standing(self, uid: str) -> ManagedObject:
        """The object whose place a new one with its identifier would take.

        Raises:
            NoSuchObject: there is none.
        """
        return self._current(uid)

    async def candidates(self, hint: Hint) -> Iterator[ManagedObject]:
        """Objects newest first, all that fit the hint and perhaps more, settled; not for changing."""
        touched = self._touched()
        stored = self._store.candidates(self.partition, hint)
        return self._merged(touched, iter(stored))

    def _merged(
        self, touched: dict[str, ManagedObject | None], stored: Iterator[ManagedObject]
    ) -> Iterator[ManagedObject]:
        """New objects are newer than any that is stored; changed ones stand where they stood."""
        for obj in reversed(list(touched.values())):
            if obj is not None and obj.revision == 0:
                yield self._settled(obj)
        for obj in _replaced(touched, stored) if touched else stored:
            yield self._settled(obj)

    def _settled(self, obj: ManagedObject) -> ManagedObject:
        seen = obj.copy()
        lifecycle.settle(seen, self._now)
        return seen

    async def named(self, name: str) -> list[ManagedObject]:
        """The objects with this Name Value that are not destroyed."""
        touched = self._touched()
        found = [obj for obj in touched.values() if obj is not None and _has_name(obj, name)]
        found += [
            self._store.load(self.partition, uid)
            for uid in self._store.named(self.partition, name)
            if uid not in touched
        ]
        return [obj for obj in found if obj.state not in lifecycle.GONE]

    # ----------------------------------------------------------------------------------------------- changing

    async def check_name(self, uid: str, name: str) -> None:
        """Refuse a Name Value that another object has.

        Raises:
            NameTaken: one that is not destroyed has it (tables 341 and 342).
        """
        if any(other.uid != uid for other in await self.named(name)):
            raise NameTaken(f"the name {name!r} is taken")

    def put(self, obj: ManagedObject) -> None:
        """Keep a new or changed object.

        Raises:
            FeatureNotSupported: it is new and of a type that the device does not offer.
        """
        obj.set(lifecycle.LAST_CHANGE_DATE, self._now)
        self.put_quietly(obj)

    def put_quietly(self, obj: ManagedObject) -> None:
        """Keep a change that the client did not ask for: Last Change Date stays (3.38); raises as `put`."""
        if obj.revision == 0 and obj.object_type not in self._offered:
            raise FeatureNotSupported(f"objects of type {obj.object_type.title} are not offered")
        if obj.object_type is ObjectType.TEMPLATE:
            obj.value = contents(obj)  # what it gives when it is asked for is what objects made from it get
        self._changes().saved[obj.uid] = obj

    def delete(self, obj: ManagedObject) -> None:
        """Remove an object altogether."""
        changes = self._changes()
        changes.saved.pop(obj.uid, None)
        changes.deleted[obj.uid] = obj.revision

    def _changes(self) -> Changes:
        if self._item is _NOTHING:
            self._item = Changes()
        return self._item

    # -------------------------------------------------------------------------------------- items and the message

    def keep_item(self) -> None:
        """Make the changes of the item that has just run part of the message's."""
        if not self._item:
            return
        if not self._kept:
            self._kept = Changes()
        for uid in self._item.deleted:
            self._kept.saved.pop(uid, None)
        self._kept.saved.update(self._item.saved)
        self._kept.deleted.update({uid: was for uid, was in self._item.deleted.items() if was > 0})
        self._item = _NOTHING

    def drop_item(self) -> None:
        """Forget what the item that has just run has changed."""
        if self._item:
            self._item = _NOTHING

    def drop_all(self) -> None:
        """Forget what the message has changed."""
        self._item = self._kept = _NOTHING

    def changes(self) -> list[tuple[ManagedObject | None, ManagedObject | None]]:
        """The objects that the message changes: each as it is stored, and as it will be; None for no object.

        Raises:
            NoSuchObject: another message has removed one in between; this one will fail.
        """
        revisions = {uid: obj.revision for uid, obj in self._kept.saved.items()} | self._kept.deleted
        stored = {uid: self._store.load(self.partition, uid) for uid, revision in revisions.items() if revision > 0}
        return [(stored.get(uid), self._kept.saved.get(uid)) for uid in revisions]

    def kept(self) -> Mapping[str, Changes]:
        """The message's changes, by partition."""
        return {self.partition: self._kept} if self._kept is not _NOTHING else _NOWHERE


def _replaced(touched: dict[str, ManagedObject | None], stored: Iterator[ManagedObject]) -> Iterator[ManagedObject]:
    """What is stored, with what the message has changed of it in its place; what fits the hint only now, by its age.

    No more of what is stored is read than is asked for: that may take long, and others have their turn in between.
    """
    changed = sorted((obj for obj in touched.values() if obj is not None and obj.revision > 0), key=age)
    left = OrderedDict((obj.uid, obj) for obj in changed)
    for obj in stored:
        while left and age(first := next(iter(left.values()))) < age(obj):
            yield left.pop(first.uid)
        if obj.uid not in touched:
            yield obj
        elif obj.uid in left:
            yield left.pop(obj.uid)
    yield from left.values()


def _has_name(obj: ManagedObject, name: str) -> bool:
    return any(instance.value.name_value == name for instance in obj.all(NAME))


def age(obj: ManagedObject) -> int:
    """Newer objects come first by it."""
    return -int(obj.get(lifecycle.INITIAL_DATE))
