"""Whether a value is the one asked for: of structures, as far as their fields are given (KMIP 1.4 section 4.9)."""

import dataclasses
from typing import Any

from hsmsim.spec.values import UsageLimits
from hsmsim.ttlv.schema import ItemType, Node


def matches(wanted: Any, have: Any) -> bool:
    """Whether an attribute's value `have` is what `wanted` describes."""
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
    """Usage Limits are met by as much or more."""
    pairs = (
        (wanted.usage_limits_total, have.usage_limits_total),
        (wanted.usage_limits_count, have.usage_limits_count),
    )
    enough = all(need is None or (left is not None and left >= need) for need, left in pairs)
    return enough and wanted.usage_limits_unit in (None, have.usage_limits_unit)
