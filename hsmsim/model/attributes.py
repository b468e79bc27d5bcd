"""The rules of attributes: which may be given, added, changed, deleted, and when (KMIP 1.4 chapter 3, 4.14 to 4.16)."""

from collections.abc import Iterable
from typing import Any

from hsmsim.errors import (
    AttributeExists,
    AttributeNotApplicable,
    AttributeReadOnly,
    IndexGiven,
    InvalidAttribute,
    NamespaceNotSupported,
    NoSuchAttribute,
    TooManyInstances,
    UnknownAttribute,
)
from hsmsim.model.managed import Instance, ManagedObject
from hsmsim.spec.attributes import CLIENT_PREFIX, ISSUING_CA, RULES, SERVER_PREFIX, TEMPLATE, By, Rule
from hsmsim.spec.enums import ObjectType
from hsmsim.spec.structures import Attribute
from hsmsim.spec.tags import Tag
from hsmsim.spec.values import (
    AlternativeName,
    ApplicationSpecificInformation,
    KeyValueLocation,
    Link,
    Name,
    RNGParameters,
    UsageLimits,
)
from hsmsim.spec.versions import Version
from hsmsim.ttlv import binary
from hsmsim.ttlv.schema import ItemType, Node

MAX_INSTANCES = 1000  # of one attribute of one object

# Fields that a stored value needs though Locate may leave them out (the REQUIRED column of each structure's table).
_REQUIRED: dict[type, tuple[str, ...]] = {
    Name: ("name_value", "name_type"),
    RNGParameters: ("rng_algorithm",),
    UsageLimits: ("usage_limits_total", "usage_limits_unit"),
    Link: ("link_type", "linked_object_identifier"),
    ApplicationSpecificInformation: ("application_namespace",),
    AlternativeName: ("alternative_name_value", "alternative_name_type"),
    KeyValueLocation: ("key_value_location_value", "key_value_location_type"),
}

# Dates that are fixed once they have been reached, besides the state that the row names (3.25, 3.26).
_FIXED_WHEN_REACHED = frozenset({"Process Start Date", "Protect Stop Date"})

_SECRECY = frozenset({"Sensitive", "Extractable"})

# 3.18.2; the server gives it to every object that was given no other.
POLICY_NAME = "Operation Policy Name"
DEFAULT_POLICY = "default"

# Of this one several may be given: a generator that matches one of them is used (3.44).
RNG = "Random Number Generator"

Given = dict[str, list[Any]]


def rule_of(name: str, version: Version) -> Rule | None:
    """The rules of an attribute; None for a custom attribute (3.39).

    Raises:
        UnknownAttribute: no attribute of this version has the name.
    """
    rule = RULES.get(name)
    if rule is not None and rule.since <= version:
        return rule
    if rule is None and name.startswith((CLIENT_PREFIX, SERVER_PREFIX)):
        return None
    raise UnknownAttribute(f"{name!r} is no attribute of KMIP {version}")


def is_visible(name: str, version: Version) -> bool:
    """Whether a client of this version may see the attribute."""
    rule = RULES.get(name)
    return rule is None or rule.since <= version


def check_value(name: str, value: Any) -> None:
    """Refuse a value that the attribute cannot have.

    Raises:
        InvalidAttribute: it lacks a required field, is missing, or is a structure in a structure (3.39).
        NamespaceNotSupported: Application Data is left to the server, which makes none (3.36).
    """
    if value is None:
        raise InvalidAttribute(f"{name} has no value")
    for field in _REQUIRED.get(type(value), ()):
        if getattr(value, field) is None:
            raise InvalidAttribute(f"{name}: {field} is missing")
    if isinstance(value, ApplicationSpecificInformation) and value.application_data is None:
        raise NamespaceNotSupported(f"the server makes no Application Data for {value.application_namespace!r}")
    if isinstance(value, UsageLimits) and (value.usage_limits_total or 0) < 0:
        raise InvalidAttribute("Usage Limits Total is negative")
    if name == "Cryptographic Length" and value <= 0:
        raise InvalidAttribute("Cryptographic Length is not positive")
    if name not in RULES:
        _check_custom(name, value)


def _check_custom(name: str, value: Any) -> None:
    if name.startswith(SERVER_PREFIX):
        raise AttributeReadOnly(f"{name}: attributes with {SERVER_PREFIX!r} are the server's")
    parts = value.value if isinstance(value, Node) and value.item_type is ItemType.STRUCTURE else ()
    if any(part.item_type is ItemType.STRUCTURE for part in parts):
        raise InvalidAttribute(f"{name}: a structure within a structure")


# ---------------------------------------------------------------------------------------------- making an object


def gather(attributes: Iterable[Attribute], version: Version) -> Given:
    """The values of a list of attributes by name, checked one by one. Attribute Index is ignored.

    Raises:
        UnknownAttribute, AttributeReadOnly, InvalidAttribute, NamespaceNotSupported: see `check_value`.
    """
    given: Given = {}
    for attribute in attributes:
        name = attribute.attribute_name
        rule = rule_of(name, version)
        if rule is not None and not rule.settable:
            raise AttributeReadOnly(f"{name} is set by the server")
        check_value(name, attribute.attribute_value)
        values = given.setdefault(name, [])
        if rule is not None and not rule.multiple and values and name != RNG:
            raise InvalidAttribute(f"{name} is given more than once")
        values.append(attribute.attribute_value)
    return {name: distinct(name, values) for name, values in given.items()}


def distinct(name: str, values: list[Any]) -> list[Any]:
    """The values of an attribute, equal ones once.

    They are told apart by their encoding: most are structures, which have no hash, and there may be thousands.
    """
    if len(values) < 2:
        return values
    return list({_encoded(name, value): value for value in values}.values())


def _encoded(name: str, value: Any) -> bytes:
    return binary.encode(Attribute(attribute_name=name, attribute_value=value), Tag.ATTRIBUTE)


def overlay(base: Given, more: Given) -> Given:
    """Both together: of single-instance attributes `more` wins, of the others the union is taken (chapter 4)."""
    result = {name: list(values) for name, values in base.items()}
    for name, values in more.items():
        rule = RULES.get(name)
        if rule is not None and not rule.multiple and name != RNG:
            result[name] = list(values)
        else:
            result[name] = distinct(name, [*result.get(name, ()), *values])
    return result


# ------------------------------------------------------------------------------------------- changing an object


def check_applies(obj: ManagedObject, name: str, rule: Rule | None) -> None:
    """Refuse an attribute that objects of this type do not have.

    Raises:
        AttributeNotApplicable: see above.
    """
    if rule is not None and obj.object_type not in rule.applies:
        raise AttributeNotApplicable(f"{name} is not for an object of type {obj.object_type.title}")


def add(obj: ManagedObject, attribute: Attribute, version: Version, now: int) -> int:
    """Add an instance, as a client may (4.14), and return its index.

    Raises:
        The errors of table 341, but for the Name that another object has.
    """
    name = attribute.attribute_name
    rule = rule_of(name, version)
    if attribute.attribute_index is not None:
        raise IndexGiven(f"{name}: the index of a new instance is the server's choice")
    if rule is not None and (rule.read_only or not rule.set_by & By.CLIENT):
        raise AttributeReadOnly(f"{name} is read-only")
    check_applies(obj, name, rule)
    check_value(name, attribute.attribute_value)
    if name == POLICY_NAME and obj.get(name) == DEFAULT_POLICY:
        obj.clear(name)  # the server's choice gives way to the client's, which may come later (table 91)
    have = obj.all(name)
    if have and not may_have_several(name, obj.object_type):
        raise AttributeExists(f"the object has {name} already")
    if rule is not None and rule.while_in is not None:
        _check_changeable(obj, rule, now)
    if len(have) >= MAX_INSTANCES:
        raise TooManyInstances(f"{name} has {MAX_INSTANCES} instances, which is the limit")
    if any(instance.value == attribute.attribute_value for instance in have):
        raise AttributeExists(f"{name} has an instance with this value already")
    return obj.add(name, initial(attribute.attribute_value))


def may_have_several(name: str, object_type: ObjectType) -> bool:
    """Whether an object of this type may have several instances of an attribute."""
    rule = RULES.get(name)
    return rule is None or rule.multiple_on(object_type)


def give(obj: ManagedObject, name: str, values: list[Any]) -> None:
    """Give a new object the values of an attribute.

    Raises:
        InvalidAttribute: there are several, and an object of this type has one.
        TooManyInstances: there are more than an object may have.
    """
    if len(values) > 1 and not may_have_several(name, obj.object_type) and name != RNG:
        raise InvalidAttribute(f"{name} is given more than once")
    if len(values) > MAX_INSTANCES:
        raise TooManyInstances(f"{name} is given {len(values)} times, {MAX_INSTANCES} is the limit")
    obj.attributes[name] = tuple(Instance(index, initial(value)) for index, value in enumerate(values))


def initial(value: Any) -> Any:
    """A value as it is stored first: the Count of Usage Limits is the Total, whatever the client said (3.21)."""
    if isinstance(value, UsageLimits):
        return UsageLimits(
            usage_limits_total=value.usage_limits_total,
            usage_limits_count=value.usage_limits_total,
            usage_limits_unit=value.usage_limits_unit,
        )
    return value


def modify(obj: ManagedObject, attribute: Attribute, version: Version, now: int) -> int:
    """Change an instance, as a client may (4.15), and return its index.

    Raises:
        The errors of table 342, but for the Name that another object has.
    """
    name, value = attribute.attribute_name, attribute.attribute_value
    rule = rule_of(name, version)
    if rule is not None and not rule.modify:
        raise AttributeReadOnly(f"{name} cannot be changed by clients")
    if name in _SECRECY and ISSUING_CA in obj.attributes:
        raise AttributeReadOnly(f"{name} of the issuing CA cannot be changed by clients: its key never leaves")
    index = attribute.attribute_index or 0
    if isinstance(value, UsageLimits) and obj.all(name):
        value = _corrected(obj.instance(name, index).value, value)
    check_value(name, value)
    if not obj.all(name):
        raise NoSuchAttribute(f"the object has no {name}; add it first")
    obj.instance(name, index)
    if rule is not None:
        _check_changeable(obj, rule, now)
    obj.replace(name, index, initial(value))
    return index


def _corrected(current: UsageLimits, value: UsageLimits) -> UsageLimits:
    """Usage Limits with a new Total or Unit, or both; what is left out stays (table 102)."""
    _check_unused(current)
    return UsageLimits(
        usage_limits_total=_first(value.usage_limits_total, current.usage_limits_total),
        usage_limits_unit=_first(value.usage_limits_unit, current.usage_limits_unit),
    )


def _first(value: Any, otherwise: Any) -> Any:
    return otherwise if value is None else value


def _check_unused(limits: UsageLimits) -> None:
    if limits.usage_limits_count != limits.usage_limits_total:
        raise AttributeReadOnly("Usage Limits are fixed once the object has been used")


def _check_changeable(obj: ManagedObject, rule: Rule, now: int) -> None:
    if rule.while_in is not None and obj.state is not None and obj.state not in rule.while_in:
        raise AttributeReadOnly(f"{rule.name} is fixed in state {obj.state.title}")
    current = obj.get(rule.name)
    if rule.name in _FIXED_WHEN_REACHED and current is not None and current <= now:
        raise AttributeReadOnly(f"{rule.name} has been reached and is fixed")


def delete(obj: ManagedObject, name: str, index: int, version: Version) -> Any:
    """Delete an instance, as a client may (4.16), and return its value.

    Raises:
        The errors of table 343.
    """
    rule = rule_of(name, version)
    if rule is not None and not rule.delete:
        raise AttributeReadOnly(f"{name} cannot be deleted by clients")
    if name.startswith(SERVER_PREFIX):
        raise AttributeReadOnly(f"{name}: attributes with {SERVER_PREFIX!r} are the server's")
    if not obj.all(name):
        raise NoSuchAttribute(f"the object has no {name}")
    value = obj.instance(name, index).value
    if isinstance(value, UsageLimits):
        _check_unused(value)
    obj.remove(name, index)
    return value


def follow_secrecy(obj: ManagedObject) -> None:
    """Keep Always Sensitive and Never Extractable true to what Sensitive and Extractable have been (3.49, 3.51).

    A template has them for the objects made from it, and has no history of its own.
    """
    if obj.object_type in TEMPLATE:
        return
    obj.set("Always Sensitive", bool(obj.get("Sensitive")) and obj.get("Always Sensitive") is not False)
    obj.set("Never Extractable", not obj.get("Extractable") and obj.get("Never Extractable") is not False)


# Dates of which the first is not to be after the second.
_ORDER = (
    ("Activation Date", "Process Start Date"),
    ("Protect Stop Date", "Deactivation Date"),
    ("Activation Date", "Deactivation Date"),
)
ORDERED_DATES = frozenset(name for pair in _ORDER for name in pair)


def check_dates(obj: ManagedObject) -> None:
    """Refuse dates in an order that 3.25 to 3.27 forbid.

    Raises:
        InvalidAttribute: see above.
    """
    for earlier, later in _ORDER:
        first, second = obj.get(earlier), obj.get(later)
        if first is not None and second is not None and first > second:
            raise InvalidAttribute(f"{earlier} is after {later}")


def wire(obj: ManagedObject, name: str, version: Version) -> list[Attribute]:
    """The instances of an attribute as they are sent."""
    rule = RULES.get(name)  # once: whole objects are sent like this
    if rule is not None and rule.since > version:
        return []
    several = rule is None or rule.multiple_on(obj.object_type)
    return [
        Attribute(attribute_name=name, attribute_index=each.index if several else None, attribute_value=each.value)
        for each in obj.all(name)
    ]


def sent(obj: ManagedObject, name: str, index: int, value: Any) -> Attribute:
    """One instance as it is sent: with its index where there may be several, 0 too, because clients look for it."""
    several = may_have_several(name, obj.object_type)
    return Attribute(attribute_name=name, attribute_index=index if several else None, attribute_value=value)
