"""How an object begins: the attributes it is given and those it gets by itself (KMIP 1.4 chapters 3 and 4)."""

from dataclasses import dataclass

from hsmsim.errors import InvalidAttribute
from hsmsim.model import lifecycle
from hsmsim.model.attributes import (
    DEFAULT_POLICY,
    POLICY_NAME,
    RNG,
    Given,
    check_applies,
    check_dates,
    follow_secrecy,
    give,
)
from hsmsim.model.managed import OBJECT_TYPE, STATE, UNIQUE_IDENTIFIER, ManagedObject
from hsmsim.model.matching import matches
from hsmsim.spec.attributes import CRYPTOGRAPHIC, RULES, TEMPLATE
from hsmsim.spec.enums import ObjectType, State
from hsmsim.spec.structures import ObjectValue
from hsmsim.spec.values import RNGParameters

LEASE_TIME = 3600  # seconds


@dataclass(frozen=True, slots=True)
class Origin:
    """Where an object comes from.

    Args:
        rng: the generator it was made with; None for what a client brought.
    """

    rng: RNGParameters | None


def born(
    uid: str, value: ObjectValue, object_type: ObjectType, given: Given, origin: Origin, now: int
) -> ManagedObject:
    """A new object with the attributes that were given and those that every such object has.

    Raises:
        AttributeNotApplicable, InvalidAttribute, TooManyInstances: what was given does not fit.
    """
    obj = ManagedObject(uid, {}, value)
    obj.set(UNIQUE_IDENTIFIER, uid)
    obj.set(OBJECT_TYPE, object_type)
    for name, values in given.items():
        check_applies(obj, name, RULES.get(name))
        give(obj, name, values)
    obj.set(lifecycle.INITIAL_DATE, now)
    obj.set(lifecycle.LAST_CHANGE_DATE, now)
    if object_type in CRYPTOGRAPHIC:
        _make_cryptographic(obj, origin, now)
    if object_type not in TEMPLATE:
        # What a template has, the objects made from it get; so it has nothing that nobody gave it.
        _set_secrecy(obj)
        _set_policy(obj)
    check_dates(obj)
    return obj


def _make_cryptographic(obj: ManagedObject, origin: Origin, now: int) -> None:
    obj.set(STATE, State.PRE_ACTIVE)
    obj.set("Lease Time", LEASE_TIME)
    if obj.get("Fresh") is None:
        obj.set("Fresh", True)
    if origin.rng is not None:
        wanted = [each.value for each in obj.all(RNG)]
        if wanted and not any(matches(each, origin.rng) for each in wanted):
            raise InvalidAttribute(f"the server has no such {RNG}")
        obj.set(RNG, origin.rng)
        obj.set("Original Creation Date", now)
    elif len(obj.all(RNG)) > 1:
        raise InvalidAttribute(f"an object that was made elsewhere has one {RNG}")
    lifecycle.settle(obj, now)


def _set_policy(obj: ManagedObject) -> None:
    """Name the default policy (3.18.2): clients of the first versions look for it where they named none."""
    if obj.get(POLICY_NAME) is None:
        obj.set(POLICY_NAME, DEFAULT_POLICY)


def _set_secrecy(obj: ManagedObject) -> None:
    for name, default in (("Sensitive", False), ("Extractable", True)):
        if obj.get(name) is None:
            obj.set(name, default)
    follow_secrecy(obj)
