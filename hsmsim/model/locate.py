"""Which objects a Locate request means (KMIP 1.4 section 4.9)."""

import dataclasses
from collections.abc import Iterable
from itertools import islice
from typing import Any

from hsmsim.errors import UnknownAttribute
from hsmsim.model import lifecycle
from hsmsim.model.attributes import rule_of
from hsmsim.model.managed import OBJECT_TYPE, STATE, ManagedObject
from hsmsim.model.matching import matches
from hsmsim.spec.enums import ObjectGroupMember, ObjectType
from hsmsim.spec.masks import StorageStatusMask
from hsmsim.spec.structures import Attribute
from hsmsim.spec.values import Name
from hsmsim.spec.versions import Version

FOREVER = 2**63 - 1  # the largest date: as good as no date
USAGE_MASK = "Cryptographic Usage Mask"


@dataclasses.dataclass(slots=True)
class Search:
    """What an object must be to be found.

    Args:
        wanted: the values asked for, by attribute name; every one must be met.
        member: Object Group Member: only fresh objects, or the default one. The default object of a group is the newest
            that meets everything else.
        storage: Storage Status Mask.
    """

    wanted: dict[str, list[Any]]
    member: ObjectGroupMember | None
    storage: int

    @classmethod
    def of(
        cls,
        attributes: Iterable[Attribute],
        member: ObjectGroupMember | None,
        storage: int | None,
        version: Version,
    ) -> "Search":
        """The search that a request describes; Attribute Index is ignored.

        Raises:
            UnknownAttribute: a filter names no attribute (table 336).
        """
        wanted: dict[str, list[Any]] = {}
        for attribute in attributes:
            rule_of(attribute.attribute_name, version)
            if attribute.attribute_value is None:
                raise UnknownAttribute(f"{attribute.attribute_name} has no value to search for")
            wanted.setdefault(attribute.attribute_name, []).append(attribute.attribute_value)
        return cls(
            wanted,
            member,
            StorageStatusMask.ON_LINE_STORAGE if storage is None else storage,
        )

    def only(self, name: str) -> Any:
        """The value asked for, if exactly one is."""
        values = self.wanted.get(name, [])
        return values[0] if len(values) == 1 else None

    @property
    def object_type(self) -> ObjectType | None:
        """The Object Type asked for, if exactly one is."""
        value = self.only(OBJECT_TYPE)
        return value if isinstance(value, ObjectType) else None

    @property
    def name(self) -> str | None:
        """A Name Value that is certainly asked for."""
        value = self.wanted.get("Name", [None])[0]
        return value.name_value if isinstance(value, Name) else None

    @property
    def object_group(self) -> str | None:
        """An Object Group that is certainly asked for."""
        value = self.wanted.get("Object Group", [None])[0]
        return value if isinstance(value, str) else None

    @property
    def most(self) -> int | None:
        """How many objects are meant; None without a limit."""
        return 1 if self.member is ObjectGroupMember.GROUP_MEMBER_DEFAULT else None

    def search(self, candidates: Iterable[ManagedObject]) -> list[str]:
        """The uids of the objects that are meant, in the order of the candidates: newest first."""
        return list(islice((obj.uid for obj in candidates if self.finds(obj)), self.most))

    def finds(self, obj: ManagedObject) -> bool:
        """Whether the object is meant. Destroyed ones are only when State or Destroy Date is asked for."""
        if obj.state in lifecycle.GONE and STATE not in self.wanted and lifecycle.DESTROY_DATE not in self.wanted:
            return False
        place = StorageStatusMask.ARCHIVAL_STORAGE if obj.archived else StorageStatusMask.ON_LINE_STORAGE
        if not self.storage & place:
            return False
        if self.member is ObjectGroupMember.GROUP_MEMBER_FRESH and obj.get("Fresh") is not True:
            return False
        return all(_meets(obj, name, values) for name, values in self.wanted.items())


def _meets(obj: ManagedObject, name: str, values: list[Any]) -> bool:
    have = [instance.value for instance in obj.all(name)]
    if name.endswith("Date") and all(isinstance(value, int) for value in values):
        return _in_range(have, values)
    if name == USAGE_MASK:
        return bool(have) and all(have[0] & value == value for value in values)
    return all(any(matches(value, each) for each in have) for value in values)


def _in_range(have: list[int], values: list[int]) -> bool:
    """One date is to be met exactly, two are the limits of a range; the largest date stands for none."""
    if values == [FOREVER]:
        return not have or have[0] == FOREVER
    return bool(have) and min(values) <= have[0] <= max(values)
