"""ManagedObject: one object of a partition, its attributes and its value (KMIP 1.4 chapters 2 and 3)."""

import dataclasses
from typing import Any

from hsmsim.errors import NoSuchInstance
from hsmsim.model.working import Working
from hsmsim.spec.enums import ObjectType, State
from hsmsim.spec.structures import ObjectValue

UNIQUE_IDENTIFIER = "Unique Identifier"
OBJECT_TYPE = "Object Type"
STATE = "State"
ARCHIVE_DATE = "Archive Date"


@dataclasses.dataclass(slots=True)
class Instance:
    """One instance of an attribute. Its index never changes (2.1.1), and neither does anything of it in place."""

    index: int
    value: Any


@dataclasses.dataclass(slots=True)
class ManagedObject:
    """One object.

    Args:
        uid: Unique Identifier.
        attributes: instances by attribute name, in the order of their index. The tuples are never changed in place,
            so a shallow copy of the dict is a copy of the object.
        value: the object itself; None once it is destroyed. Never changed in place.
        revision: how often the object was saved; a store refuses to save over another revision than was loaded.
        working: what the server keeps beside the value, and gives to nobody. Never changed in place.
    """

    uid: str
    attributes: dict[str, tuple[Instance, ...]]
    value: ObjectValue | None = dataclasses.field(repr=False)
    revision: int = 0
    working: Working | None = dataclasses.field(default=None, repr=False)

    def copy(self) -> "ManagedObject":
        """An object that can be changed without changing this one."""
        return ManagedObject(self.uid, dict(self.attributes), self.value, self.revision, self.working)

    # ------------------------------------------------------------------------------------------------ reading

    @property
    def object_type(self) -> ObjectType:
        """Object Type (3.3)."""
        return self.attributes[OBJECT_TYPE][0].value  # type: ignore[no-any-return]

    @property
    def state(self) -> State | None:
        """State (3.22); None for objects that have none."""
        return self.get(STATE)  # type: ignore[no-any-return]

    @property
    def archived(self) -> bool:
        """Whether the object lies in the archive (4.22)."""
        return ARCHIVE_DATE in self.attributes

    def get(self, name: str) -> Any:
        """The value of the first instance; None without one."""
        instances = self.attributes.get(name)
        return instances[0].value if instances else None

    def all(self, name: str) -> tuple[Instance, ...]:
        """All instances, in the order of their index."""
        return self.attributes.get(name, ())

    def instance(self, name: str, index: int) -> Instance:
        """The instance with this index.

        Raises:
            NoSuchInstance: there is none.
        """
        for instance in self.all(name):
            if instance.index == index:
                return instance
        raise NoSuchInstance(f"{name} has no instance with index {index}")

    # ----------------------------------------------------------------------------------------------- changing

    def set(self, name: str, value: Any) -> None:
        """Give a single-instance attribute its value."""
        self.attributes[name] = (Instance(0, value),)

    def add(self, name: str, value: Any) -> int:
        """Add an instance and return its index."""
        have = self.all(name)
        index = have[-1].index + 1 if have else 0
        self.attributes[name] = (*have, Instance(index, value))
        return index

    def replace(self, name: str, index: int, value: Any) -> None:
        """Change the value of one instance.

        Raises:
            NoSuchInstance: there is none with this index.
        """
        self.instance(name, index)
        self.attributes[name] = tuple(
            Instance(index, value) if each.index == index else each for each in self.all(name)
        )

    def remove(self, name: str, index: int) -> None:
        """Delete one instance.

        Raises:
            NoSuchInstance: there is none with this index.
        """
        gone = self.instance(name, index)
        left = tuple(each for each in self.all(name) if each is not gone)
        if left:
            self.attributes[name] = left
        else:
            del self.attributes[name]

    def clear(self, name: str) -> None:
        """Delete all instances, if there are any."""
        self.attributes.pop(name, None)
