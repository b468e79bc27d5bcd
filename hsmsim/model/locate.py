"""Which objects a Locate request means (KMIP 1.4 section 4.9)."""

import dataclasses
from collections.abc import Iterable
from typing import Any

from hsmsim.errors import UnknownAttribute
from hsmsim.model import lifecycle
from hsmsim.model.attributes import rule_of
from hsmsim.model.managed import OBJECT_TYPE, STATE, ManagedObject
from hsmsim.spec.enums import ObjectGroupMember, ObjectType
from hsmsim.spec.masks import StorageStatusMask
from hsmsim.spec.structures import Attribute
from hsmsim.spec.values import Name, UsageLimits
from hsmsim.spec.versions import Version
from hsmsim.ttlv.schema import ItemType, Node

FOREVER = 2**63 - 1  # the largest date: as good as no date
USAGE_MASK = "Cryptographic Usage Mask"


@dataclasses.dataclass(slots=True)
class Search:
    """What an object must be to be found.

    Args:
        wanted: the values asked for, by attribute name; every one must be met.
        fresh: whether only fresh objects count (Object Group Member).
        storage: Storage Status Mask.
    """

    wanted: dict[str, list[Any]]
    fresh: bool
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
            member is ObjectGroupMember.GROUP_MEMBER_FRESH,
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

    def finds(self, obj: ManagedObject) -> bool:
        """Whether the object is meant. Destroyed ones are only when State or Destroy Date is asked for."""
        if obj.state in lifecycle.GONE and STATE not in self.wanted and lifecycle.DESTROY_DATE not in self.wanted:
            return False
        place = StorageStatusMask.ARCHIVAL_STORAGE if obj.archived else StorageStatusMask.ON_LINE_STORAGE
        if not self.storage & place:
            return False
        if self.fresh and obj.get("Fresh") is not True:
            return False
        return all(_meets(obj, name, values) for name, values in self.wanted.items())


def _meets(obj: ManagedObject, name: str, values: list[Any]) -> bool:
    have = [instance.value for instance in obj.all(name)]
    if name.endswith("Date") and all(isinstance(value, int) for value in values):
        return _in_range(have, values)
    if name == USAGE_MASK:
        return bool(have) and all(have[0] & value == value for value in values)
    return all(any(_matches(value, each) for each in have) for value in values)


def _in_range(have: list[int], values: list[int]) -> bool:
    """One date is to be met exactly, two are the limits of a range; the largest date stands for none."""
    if values == [FOREVER]:
        return not have or have[0] == FOREVER
    return bool(have) and min(values) <= have[0] <= max(values)


def _matches(wanted: Any, have: Any) -> bool:
    """Whether a value is the one asked for: of structures, as far as its fields are given."""
    if isinstance(wanted, UsageLimits):
        return _has_left(wanted, have)
    if isinstance(wanted, Node):
        return isinstance(have, Node) and _matches_node(wanted, have)
    if not dataclasses.is_dataclass(wanted):
        return bool(wanted == have)
    given = ((getattr(wanted, field.name), field.name) for field in dataclasses.fields(wanted))
    return all(value == getattr(have, name) for value, name in given if value is not None and value != [])


def _matches_node(wanted: Node, have: Node) -> bool:
    if wanted.item_type is not ItemType.STRUCTURE or have.item_type is not ItemType.STRUCTURE:
        return wanted.item_type is have.item_type and bool(wanted.value == have.value)
    return all(child in have.value for child in wanted.value)


def _has_left(wanted: UsageLimits, have: UsageLimits) -> bool:
    """Usage Limits are met by as much or more (4.9)."""
    pairs = (
        (wanted.usage_limits_total, have.usage_limits_total),
        (wanted.usage_limits_count, have.usage_limits_count),
    )
    enough = all(need is None or (left is not None and left >= need) for need, left in pairs)
    return enough and wanted.usage_limits_unit in (None, have.usage_limits_unit)
