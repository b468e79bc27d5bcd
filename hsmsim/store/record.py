"""A managed object as the bytes that a database keeps, and back.

Almost every attribute has one instance with index 0: it is written as one item under its own tag, a third of the work
of an Attribute structure. All others (several instances, other indexes, custom attributes) are Attribute structures.
"""

import struct
from operator import attrgetter
from typing import Any, NamedTuple

from hsmsim.errors import Conflict
from hsmsim.interfaces.store import TEMPORARY_GROUP
from hsmsim.model.keyblock import VALUE_CLASSES
from hsmsim.model.managed import Instance, ManagedObject
from hsmsim.model.working import WORKING, Working
from hsmsim.spec.attributes import NAMED_PARTS, RULES, TEMPORARY
from hsmsim.spec.structures import Attribute
from hsmsim.spec.tags import Tag
from hsmsim.ttlv import binary
from hsmsim.ttlv.errors import Malformed
from hsmsim.ttlv.schema import nested, optional, structure

NAME = "Name"
OBJECT_GROUP = "Object Group"

_TAGS = {object_type: Tag[object_type.name] for object_type in VALUE_CLASSES}

# The parts of names in certificates are rare and many: as fields they would cost every object something.
_PLAIN = [rule for rule in RULES.values() if rule.name not in NAMED_PARTS]
_FIELDS = {rule.name: rule.tag.name.lower() for rule in _PLAIN}
_fields_of = attrgetter(*_FIELDS.values())


def _declare() -> Any:
    """The structure with an optional field for every attribute, and a list for what does not fit there."""
    fields = {_FIELDS[rule.name]: optional(rule.kind) for rule in _PLAIN}
    fields["attribute"] = nested(Attribute, factory=list)
    return structure(Tag)(type("_Attributes", (), {"__annotations__": dict.fromkeys(fields, Any), **fields}))


_Attributes = _declare()


def write_attributes(obj: ManagedObject) -> bytes:
    """All attributes with their indexes."""
    plain: dict[str, Any] = {}
    others: list[Attribute] = []
    for name, instances in obj.attributes.items():
        field = _FIELDS.get(name)
        if field is not None and len(instances) == 1 and instances[0].index == 0:
            plain[field] = instances[0].value
        else:
            others += [
                Attribute(attribute_name=name, attribute_index=each.index, attribute_value=each.value)
                for each in instances
            ]
    return binary.encode(_Attributes(attribute=others, **plain), Tag.TEMPLATE_ATTRIBUTE)


def _read_attributes(data: bytes) -> dict[str, tuple[Instance, ...]]:
    written = binary.decode(_Attributes, data, Tag.TEMPLATE_ATTRIBUTE)
    found: dict[str, tuple[Instance, ...]] = {
        name: (Instance(0, value),)
        for name, value in zip(_FIELDS, _fields_of(written), strict=True)
        if value is not None
    }
    for each in written.attribute:
        instance = Instance(each.attribute_index, each.attribute_value)
        found[each.attribute_name] = (*found.get(each.attribute_name, ()), instance)
    return found


def write_value(obj: ManagedObject) -> bytes | None:
    """The object itself, and behind it what else the server keeps of it; None once it is destroyed."""
    if obj.value is None:
        return None
    value = binary.encode(obj.value, _TAGS[obj.object_type])
    return value if obj.working is None else value + binary.encode(obj.working, WORKING)


def read(uid: str, revision: int, attributes: bytes, value: bytes | None) -> ManagedObject:
    """The object that these bytes were written from.

    Raises:
        Malformed: they were not written by this module.
    """
    obj = ManagedObject(uid, _read_attributes(attributes), None, revision)
    if value is not None:
        end = _first_end(value)
        obj.value = binary.decode(VALUE_CLASSES[obj.object_type], value[:end], _TAGS[obj.object_type])
        if end < len(value):
            obj.working = binary.decode(Working, value[end:], WORKING)
    return obj


def _first_end(data: bytes) -> int:
    """Where the first of several items ends."""
    _, start, length = binary.read_head(data, 0, len(data))
    return start + length


# --------------------------------------------------------------------------------------------------------- as a whole


class Whole(NamedTuple):
    """All that is written of an object."""

    uid: str
    attributes: bytes
    value: bytes | None


_SIZES = struct.Struct(">HI")  # of the Unique Identifier and of the attributes


def pack(whole: Whole) -> bytes:
    """An object as one piece: both sizes, the Unique Identifier in UTF-8, the attributes, and to the end the value."""
    uid = whole.uid.encode()
    return b"".join((_SIZES.pack(len(uid), len(whole.attributes)), uid, whole.attributes, whole.value or b""))


def unpack(data: bytes) -> Whole:
    """What an object was packed from.

    Raises:
        Malformed: it is none.
    """
    try:
        uid_size, attributes_size = _SIZES.unpack_from(data)
        uid = data[_SIZES.size : _SIZES.size + uid_size].decode()
    except (struct.error, UnicodeDecodeError):
        raise Malformed("an object that was not packed") from None
    start = _SIZES.size + uid_size
    end = start + attributes_size
    if end > len(data):
        raise Malformed("an object that was cut off")
    return Whole(uid, data[start:end], data[end:] or None)


def names(obj: ManagedObject) -> set[str]:
    """The Name Values (3.2)."""
    return {instance.value.name_value for instance in obj.all(NAME)}


def groups(obj: ManagedObject) -> set[str]:
    """The Object Groups (3.33); temporary objects are in one of their own besides."""
    found = {instance.value for instance in obj.all(OBJECT_GROUP)}
    return found | {TEMPORARY_GROUP} if TEMPORARY in obj.attributes else found


def check_revision(obj: ManagedObject | None, uid: str, revision: int) -> None:
    """Make sure that the stored object is the revision that was loaded; 0 and None is a new one.

    Raises:
        Conflict: it is not.
    """
    if (0 if obj is None else obj.revision) != revision:
        raise Conflict(f"object {uid!r} was changed by another message")
