"""Making new objects: what Create, Create Key Pair and Register have in common (KMIP 1.4 sections 4.1 to 4.3)."""

from typing import Any

from hsmsim.errors import (
    Archived,
    AttributeNotApplicable,
    AttributeReadOnly,
    BadKeyMaterial,
    CryptographicFailure,
    FormatNotSupported,
    InvalidAttribute,
    NamespaceNotSupported,
    NoSuchTemplate,
    Refused,
    TooManyInstances,
    UnknownAttribute,
    WrongObjectType,
)
from hsmsim.exchange.context import Context
from hsmsim.interfaces.crypto import Form, Key
from hsmsim.model.attributes import Given
from hsmsim.model.creation import Origin, born
from hsmsim.model.keyblock import FIELDS, VALUE_CLASSES, digest_of, make_key_block
from hsmsim.model.managed import ManagedObject
from hsmsim.model.working import Working
from hsmsim.spec.enums import KeyFormatType, ObjectType, ResultReason
from hsmsim.spec.structures import ObjectValue
from hsmsim.spec.term import title

# Tables 328 to 330: what all three have.
MAKING_ERRORS: dict[type[Refused], ResultReason] = {
    WrongObjectType: ResultReason.INVALID_FIELD,
    NoSuchTemplate: ResultReason.ITEM_NOT_FOUND,
    InvalidAttribute: ResultReason.INVALID_FIELD,
    UnknownAttribute: ResultReason.INVALID_FIELD,
    AttributeReadOnly: ResultReason.INVALID_FIELD,
    AttributeNotApplicable: ResultReason.INVALID_FIELD,
    CryptographicFailure: ResultReason.CRYPTOGRAPHIC_FAILURE,
    BadKeyMaterial: ResultReason.INVALID_FIELD,
    FormatNotSupported: ResultReason.INVALID_FIELD,
    TooManyInstances: ResultReason.INDEX_OUT_OF_BOUNDS,
    NamespaceNotSupported: ResultReason.APPLICATION_NAMESPACE_NOT_SUPPORTED,
    Archived: ResultReason.OBJECT_ARCHIVED,
}

FORMS = {
    ObjectType.SYMMETRIC_KEY: Form.SYMMETRIC,
    ObjectType.SECRET_DATA: Form.SYMMETRIC,
    ObjectType.PRIVATE_KEY: Form.PRIVATE,
    ObjectType.PUBLIC_KEY: Form.PUBLIC,
}


def one(given: Given, name: str) -> Any:
    """The single value given for an attribute; None without one."""
    values = given.get(name)
    return values[0] if values else None


def need(given: Given, name: str) -> Any:
    """The single value given for an attribute that is required.

    Raises:
        InvalidAttribute: it is not given.
    """
    value = one(given, name)
    if value is None:
        raise InvalidAttribute(f"{name} is required")
    return value


def new_symmetric_key(ctx: Context, given: Given) -> Key:
    """A new key of the Cryptographic Algorithm and Length that are given; the length is given from then on.

    Raises:
        InvalidAttribute: the server makes no such keys.
    """
    algorithm = need(given, "Cryptographic Algorithm")
    if algorithm not in ctx.crypto.symmetric:
        raise InvalidAttribute(f"{title(algorithm)} has no symmetric keys that the server could make")
    length = _length(ctx, given)
    return Key(Form.SYMMETRIC, algorithm, length, ctx.crypto.generate_key(algorithm, length))


def _length(ctx: Context, given: Given) -> int:
    """The Cryptographic Length; it may be left out where the algorithm has just one."""
    lengths = ctx.crypto.symmetric[need(given, "Cryptographic Algorithm")]
    if len(lengths) != 1:
        need(given, "Cryptographic Length")
    length: int = one(given, "Cryptographic Length") or lengths[0]
    if length not in lengths:
        raise InvalidAttribute(f"the algorithm has no keys of {length} bits")
    given["Cryptographic Length"] = [length]
    return length


async def add_object(
    ctx: Context,
    object_type: ObjectType,
    value: ObjectValue,
    given: Given,
    origin: Origin,
    working: Working | None = None,
) -> ManagedObject:
    """Make the object with its Digest, save it and return it.

    Args:
        working: what the server keeps of it beside the value.

    Raises:
        The errors of `born`.
    """
    obj = born(ctx.new_uid(), value, object_type, given, origin, ctx.now)
    obj.working = working
    digest = digest_of(value)
    if digest is not None:
        obj.set("Digest", digest)
    # No look at names: clients give one name to several objects when they make them.
    ctx.objects.put(obj)
    return obj


def value_of_key(
    ctx: Context, object_type: ObjectType, key: Key, key_format_type: KeyFormatType, length: int | None = None
) -> ObjectValue:
    """A key as the value of an object of this type, in this format."""
    material = ctx.crypto.write_key(key, key_format_type, None)
    block = make_key_block(key_format_type, material, key.algorithm, length or key.length)
    value: ObjectValue = VALUE_CLASSES[object_type](key_block=block)
    return value


def object_field(payload: Any, object_type: ObjectType) -> ObjectValue | None:
    """The object that a payload carries in the field of its type."""
    value: ObjectValue | None = getattr(payload, FIELDS[object_type], None)
    return value


def carried(payload: Any) -> list[ObjectType]:
    """The types of all objects that a payload carries."""
    return [each for each, name in FIELDS.items() if getattr(payload, name, None) is not None]
