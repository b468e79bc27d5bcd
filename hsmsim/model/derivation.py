"""Which of the objects that Derive Key names is the key, and which the data (KMIP 1.4 section 4.6)."""

from collections.abc import Sequence
from typing import NamedTuple

from hsmsim.errors import InvalidField, InvalidMessage, WrongObjectType
from hsmsim.model.managed import ManagedObject
from hsmsim.spec.enums import DerivationMethod as Method
from hsmsim.spec.enums import ObjectType

SECRETS = frozenset({ObjectType.SYMMETRIC_KEY, ObjectType.SECRET_DATA})

# Methods that take one secret and no data besides it.
_ALONE = frozenset({Method.PBKDF2, Method.HASH})


class Roles(NamedTuple):
    """What the objects are there for.

    Args:
        key: what is derived from.
        data: whose value is the derivation data, or the public key of an agreement; None where none is.
    """

    key: ManagedObject
    data: ManagedObject | None


def roles(method: Method, objects: Sequence[ManagedObject], has_data: bool) -> Roles:
    """The key and the data.

    Args:
        objects: one or more, none twice, in the order of the request.
        has_data: whether the request has Derivation Data.

    Raises:
        WrongObjectType: the method is not for objects of these types.
        InvalidField: it takes another number of objects, or lacks the data.
        InvalidMessage: there are Derivation Data and Secret Data in its place.
    """
    if method is Method.ASYMMETRIC_KEY:
        return _agreeing(objects, has_data)
    for obj in objects:
        if obj.object_type not in SECRETS:
            raise WrongObjectType(f"an object of type {obj.object_type.title} is not for {method.title}")
    if method in _ALONE:
        return Roles(_lone(method, objects, has_data), None)
    return _keyed(method, objects, has_data)


def _agreeing(objects: Sequence[ManagedObject], has_data: bool) -> Roles:
    by_type = {obj.object_type: obj for obj in objects}
    if len(objects) != 2 or by_type.keys() != {ObjectType.PRIVATE_KEY, ObjectType.PUBLIC_KEY}:
        raise WrongObjectType("an agreement takes one private and one public key")
    if has_data:
        raise InvalidField("an agreement takes no Derivation Data")
    return Roles(by_type[ObjectType.PRIVATE_KEY], by_type[ObjectType.PUBLIC_KEY])


def _lone(method: Method, objects: Sequence[ManagedObject], has_data: bool) -> ManagedObject:
    if len(objects) != 1:
        raise InvalidField(f"{method.title} takes one object")
    (obj,) = objects
    if has_data and obj.object_type is ObjectType.SECRET_DATA:
        raise InvalidMessage(f"{method.title} takes the Derivation Data or the Secret Data, not both")
    if has_data:
        raise InvalidField(f"{method.title} takes the key or the Derivation Data, not both")
    return obj


def _keyed(method: Method, objects: Sequence[ManagedObject], has_data: bool) -> Roles:
    if len(objects) == 1:
        if not has_data:
            raise InvalidField(f"{method.title} takes Derivation Data, or Secret Data as such")
        return Roles(objects[0], None)
    if len(objects) != 2:
        raise InvalidField(f"{method.title} takes a key and at most one more object, for the data")
    # The key may come second; of two Secret Data the first one is the key.
    key, data = sorted(objects, key=lambda obj: obj.object_type is ObjectType.SECRET_DATA)
    if data.object_type is not ObjectType.SECRET_DATA:
        raise WrongObjectType("the derivation data is Secret Data, not a second key")
    if has_data:
        raise InvalidMessage("there are Derivation Data and Secret Data in its place")
    return Roles(key, data)
