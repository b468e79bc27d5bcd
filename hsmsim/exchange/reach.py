"""Reach: the objects of several partitions as one message sees them."""

import heapq
from collections.abc import Iterator, Mapping, Sequence

from hsmsim.errors import Archived, NoSuchObject
from hsmsim.exchange.access import USES, needed, not_granted
from hsmsim.exchange.objects import Objects, age
from hsmsim.interfaces.store import Changes, Hint
from hsmsim.model.access import Rights
from hsmsim.model.managed import ManagedObject
from hsmsim.spec.enums import Operation


class Reach:
    """The caller's partition first, then those whose owners let the caller read them; used like `Objects`.

    An object that the caller may not read does not exist. What is new goes to the caller's partition, unless somebody
    says otherwise.

    Args:
        own: the caller's partition.
        others: those of others, in the order in which an identifier is looked up in them.
    """

    def __init__(self, own: Objects, others: Sequence[Objects]) -> None:
        self._all = (own, *others)
        self._usual = self.home = own
        self._places: dict[str, Objects] = {}  # by uid: where what the message has looked at belongs
        self._right = Rights.UPDATE
        self._uses = True

    def begin(self, operation: Operation) -> None:
        """What comes now is asked for by this operation."""
        self._right = needed(operation)
        self._uses = operation in USES
        self.home = self._usual

    def make_in(self, partition: str) -> None:
        """Have new objects made in a partition, for the whole message.

        Raises:
            NotPermitted: the caller may not create objects there.
        """
        self._usual = self.home = self._creatable(partition)

    def make_beside(self, obj: ManagedObject) -> None:
        """Have new objects made in the partition of one that they take the place of, for this operation.

        Raises:
            NotPermitted: the caller may not create objects there.
        """
        self.home = self._creatable(self._place(obj).partition)

    def _creatable(self, partition: str) -> Objects:
        for place in self._all:
            if place.partition == partition and place.rights & Rights.CREATE:
                return place
        raise not_granted(partition, Rights.CREATE)

    # ------------------------------------------------------------------------------------------------ reading

    async def load(self, uid: str) -> ManagedObject:
        """One object, as `Objects.load`.

        Raises:
            NoSuchObject: no partition has it that the caller may read.
            NotPermitted: the caller may read it, and not do with it what the operation does.
            NotAuthorized, ObjectBlocked: the operation would use it; see `Objects.check_use`.
        """
        for place in self._all:
            try:
                obj = await place.load(uid)
            except NoSuchObject:
                continue
            self._places[uid] = place
            _check(place, self._right)
            if self._uses:
                place.check_use(obj)
            return obj
        raise NoSuchObject(uid)

    async def online(self, uid: str) -> ManagedObject:
        """As `load`, for operations on objects that are not in the archive (4.22)."""
        obj = await self.load(uid)
        if obj.archived:
            raise Archived("the object is archived")
        return obj

    async def standing(self, uid: str) -> ManagedObject:
        """The object whose place a new one with its identifier would take.

        Raises:
            NoSuchObject: there is none where new objects are made.
            NotPermitted: it is not the caller's to change.
        """
        self._places[uid] = self.home
        obj = await self.home.load(uid)
        _check(self.home, Rights.UPDATE)
        return obj

    async def candidates(self, hint: Hint) -> Iterator[ManagedObject]:
        """Objects newest first, of all partitions; as `Objects.candidates`."""
        return heapq.merge(*[await place.candidates(hint) for place in self._all], key=age)

    async def named(self, name: str) -> list[ManagedObject]:
        """The objects with this Name Value that are not destroyed: the caller's own first."""
        return [obj for place in self._all for obj in await place.named(name)]

    def _place(self, obj: ManagedObject) -> Objects:
        return self._places.get(obj.uid, self.home)

    # ----------------------------------------------------------------------------------------------- changing

    async def check_name(self, uid: str, name: str) -> None:
        """Refuse a Name Value that another object of the same partition has."""
        await self._places.get(uid, self.home).check_name(uid, name)

    def put(self, obj: ManagedObject) -> None:
        """Keep a new or changed object; see `Objects.put`."""
        self._places.setdefault(obj.uid, self.home).put(obj)

    def put_quietly(self, obj: ManagedObject) -> None:
        """Keep a change that the client did not ask for; see `Objects.put_quietly`."""
        self._places.setdefault(obj.uid, self.home).put_quietly(obj)

    def delete(self, obj: ManagedObject) -> None:
        """Remove an object altogether."""
        self._place(obj).delete(obj)

    # -------------------------------------------------------------------------------------- items and the message

    def keep_item(self) -> None:
        """Make the changes of the item that has just run part of the message's."""
        for place in self._all:
            place.keep_item()

    def drop_item(self) -> None:
        """Forget what the item that has just run has changed."""
        for place in self._all:
            place.drop_item()

    def drop_all(self) -> None:
        """Forget what the message has changed."""
        for place in self._all:
            place.drop_all()

    def kept(self) -> Mapping[str, Changes]:
        """The message's changes, by partition."""
        return {partition: each for place in self._all for partition, each in place.kept().items()}

    @property
    def places(self) -> Sequence[Objects]:
        """The partitions, each by itself."""
        return self._all


def _check(place: Objects, right: int) -> None:
    if not place.rights & right:
        raise not_granted(place.partition, right)
