"""A managed object as the bytes that a database keeps, and back."""

from hsmsim.errors import Conflict
from hsmsim.model.managed import Instance, ManagedObject
from hsmsim.spec.enums import ObjectType
from hsmsim.spec.structures import (
    Attribute,
    Certificate,
    ObjectValue,
    OpaqueObject,
    PGPKey,
    PrivateKey,
    PublicKey,
    SecretData,
    SplitKey,
    SymmetricKey,
    Template,
    TemplateAttribute,
)
from hsmsim.spec.tags import Tag
from hsmsim.ttlv import binary

NAME = "Name"
OBJECT_GROUP = "Object Group"

_CLASSES: dict[ObjectType, type[ObjectValue]] = {
    ObjectType.CERTIFICATE: Certificate,
    ObjectType.SYMMETRIC_KEY: SymmetricKey,
    ObjectType.PUBLIC_KEY: PublicKey,
    ObjectType.PRIVATE_KEY: PrivateKey,
    ObjectType.SPLIT_KEY: SplitKey,
    ObjectType.TEMPLATE: Template,
    ObjectType.SECRET_DATA: SecretData,
    ObjectType.OPAQUE_OBJECT: OpaqueObject,
    ObjectType.PGP_KEY: PGPKey,
}
_TAGS = {object_type: Tag[object_type.name] for object_type in _CLASSES}


def write_attributes(obj: ManagedObject) -> bytes:
    """All attributes with their indexes, as one Template-Attribute."""
    instances = [
        Attribute(attribute_name=name, attribute_index=index, attribute_value=value)
        for name, each in obj.attributes.items()
        for index, value in each
    ]
    return binary.encode(TemplateAttribute(attribute=instances), Tag.TEMPLATE_ATTRIBUTE)


def write_value(obj: ManagedObject) -> bytes | None:
    """The object itself; None once it is destroyed."""
    return None if obj.value is None else binary.encode(obj.value, _TAGS[obj.object_type])


def read(uid: str, revision: int, attributes: bytes, value: bytes | None) -> ManagedObject:
    """The object that these bytes were written from.

    Raises:
        Malformed: they were not written by this module.
    """
    found: dict[str, tuple[Instance, ...]] = {}
    for each in binary.decode(TemplateAttribute, attributes, Tag.TEMPLATE_ATTRIBUTE).attribute:
        instance = Instance(each.attribute_index or 0, each.attribute_value)
        found[each.attribute_name] = (*found.get(each.attribute_name, ()), instance)
    obj = ManagedObject(uid, found, None, revision)
    if value is not None:
        obj.value = binary.decode(_CLASSES[obj.object_type], value, _TAGS[obj.object_type])
    return obj


def names(obj: ManagedObject) -> set[str]:
    """The Name Values (3.2)."""
    return {instance.value.name_value for instance in obj.all(NAME)}


def groups(obj: ManagedObject) -> set[str]:
    """The Object Groups (3.33)."""
    return {instance.value for instance in obj.all(OBJECT_GROUP)}


def check_revision(obj: ManagedObject | None, uid: str, revision: int) -> None:
    """Make sure that the stored object is the revision that was loaded; 0 and None is a new one.

    Raises:
        Conflict: it is not.
    """
    if (0 if obj is None else obj.revision) != revision:
        raise Conflict(f"object {uid!r} was changed by another message")
