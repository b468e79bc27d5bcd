"""How an imported object begins: as it was where it comes from (KMIP 1.4 section 4.41)."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from hsmsim.errors import InvalidAttribute, TooManyInstances
from hsmsim.model import lifecycle
from hsmsim.model.attributes import (
    MAX_INSTANCES,
    Given,
    check_applies,
    check_value,
    distinct,
    follow_secrecy,
    give,
    initial,
    may_have_several,
    rule_of,
)
from hsmsim.model.keyblock import digest_of
from hsmsim.model.managed import OBJECT_TYPE, STATE, UNIQUE_IDENTIFIER, Instance, ManagedObject
from hsmsim.spec.attributes import CRYPTOGRAPHIC, MARKS, RULES, SERVER_PREFIX, TEMPLATE
from hsmsim.spec.enums import ObjectType, State
from hsmsim.spec.structures import Attribute, ObjectValue
from hsmsim.spec.values import UsageLimits
from hsmsim.spec.versions import Version


def imported(
    uid: str, value: ObjectValue | None, object_type: ObjectType, attributes: Iterable[Attribute], version: Version
) -> ManagedObject:
    """An object with just the attributes that were given: who may set them first, or change them, is not asked.

    Marks of a console are not taken over: they tell of the object as it stood there.

    Args:
        value: the object; None of one that was destroyed.
        attributes: those that have an index keep it.

    Raises:
        UnknownAttribute, InvalidAttribute, AttributeNotApplicable, NamespaceNotSupported, TooManyInstances: an
            attribute is none that such an object could have.
    """
    taken: dict[str, _Taken] = {}
    for attribute in attributes:
        if attribute.attribute_name not in MARKS:
            _take_in(taken, attribute, object_type, version)
    obj = ManagedObject(uid, {name: _instances(name, each) for name, each in taken.items()}, value)
    _agree(obj, UNIQUE_IDENTIFIER, uid)
    _agree(obj, OBJECT_TYPE, object_type)
    for name in obj.attributes:
        check_applies(obj, name, RULES.get(name))
    if (value is None) is not (obj.state in lifecycle.GONE):
        raise InvalidAttribute("an object has no value if it was destroyed, and only then")
    return obj


def _agree(obj: ManagedObject, name: str, value: Any) -> None:
    """Set what the request says elsewhere.

    Raises:
        InvalidAttribute: the attribute was given and says something else.
    """
    if obj.get(name) not in (None, value):
        raise InvalidAttribute(f"{name} is not that of the object")
    obj.set(name, value)


@dataclass(slots=True)
class _Taken:
    """The values of one attribute by their index, and the index after the highest."""

    values: dict[int, Any] = field(default_factory=dict)
    following: int = 0


def _take_in(taken: dict[str, _Taken], attribute: Attribute, object_type: ObjectType, version: Version) -> None:
    name, value = attribute.attribute_name, attribute.attribute_value
    rule_of(name, version)
    if not name.startswith(SERVER_PREFIX) or value is None:
        check_value(name, value)
    if isinstance(value, UsageLimits):
        value = _limits(value)
    have = taken.setdefault(name, _Taken())
    single = not may_have_several(name, object_type)
    if single and have.values:
        raise InvalidAttribute(f"{name} is given more than once")
    if len(have.values) >= MAX_INSTANCES:
        raise TooManyInstances(f"{name} is given more than {MAX_INSTANCES} times, which is the limit")
    index = 0 if single else attribute.attribute_index
    if index is None:
        index = have.following
    if index < 0 or index in have.values:
        raise InvalidAttribute(f"{name}: an index is there twice or negative")
    have.values[index] = value
    have.following = max(have.following, index + 1)


def _instances(name: str, taken: _Taken) -> tuple[Instance, ...]:
    values = list(taken.values.values())
    if len(distinct(name, values)) < len(values):
        raise InvalidAttribute(f"{name}: a value is there twice")
    return tuple(Instance(index, value) for index, value in sorted(taken.values.items()))


def _limits(value: UsageLimits) -> UsageLimits:
    """Usage Limits with what is left of them; all, where that is not said."""
    if value.usage_limits_count is None:
        return initial(value)  # type: ignore[no-any-return]
    if not 0 <= value.usage_limits_count <= (value.usage_limits_total or 0):
        raise InvalidAttribute("Usage Limits Count is negative or more than the Total")
    return value


def complete(obj: ManagedObject, facts: Given, now: int) -> None:
    """Add what every object has and nothing was said of (the first rows of the tables of chapter 3).

    Args:
        facts: what the object itself says.

    Raises:
        TooManyInstances: it says too much.
    """
    for name, values in facts.items():
        if name not in obj.attributes:
            give(obj, name, values)
    _otherwise(obj, lifecycle.INITIAL_DATE, now)
    _otherwise(obj, lifecycle.LAST_CHANGE_DATE, now)
    if obj.object_type in CRYPTOGRAPHIC:
        _otherwise(obj, STATE, State.PRE_ACTIVE)
    if obj.object_type not in TEMPLATE:
        _complete_secrecy(obj)
    digest = None if obj.value is None else digest_of(obj.value)
    if digest is not None:
        _otherwise(obj, "Digest", digest)


def _otherwise(obj: ManagedObject, name: str, value: Any) -> None:
    if name not in obj.attributes:
        obj.set(name, value)


def _complete_secrecy(obj: ManagedObject) -> None:
    _otherwise(obj, "Sensitive", False)
    _otherwise(obj, "Extractable", True)
    if obj.get("Always Sensitive") is None or obj.get("Never Extractable") is None:
        follow_secrecy(obj)
