"""Keys/Objects - Attributes: changing one."""

from enum import Enum
from typing import ClassVar

from twisted.protocols import amp

from hsmsim.management.attribute_values import AttributeValues
from hsmsim.management.command import Answer, ManagementCommand, NotUnderstood, Right, responder
from hsmsim.management.object_doing import do
from hsmsim.management.object_naming import check_name
from hsmsim.management.object_pages import cut
from hsmsim.management.object_words import OBJECT
from hsmsim.management.session import Session
from hsmsim.management.values import Choice
from hsmsim.spec.enums import NameType, Operation
from hsmsim.spec.structures import Attribute
from hsmsim.spec.values import Name


class Change(Enum):
    """What is done to an attribute."""

    ADD = "add"
    MODIFY = "modify"
    DELETE = "delete"


class SetAttribute(ManagementCommand):
    """Add an instance of an attribute, or modify or delete the one with this index, which is 0 without one.

    `value` is a text; of structures it is JSON. `objects attributes` shows both. The answer has what was added,
    modified or deleted.
    """

    arguments: ClassVar = [
        OBJECT,
        (b"attribute", amp.Unicode()),
        (b"change", Choice(Change)),
        (b"value", amp.Unicode(optional=True)),
        (b"index", amp.Integer(optional=True)),
    ]
    response: ClassVar = [(b"index", amp.Integer()), (b"value", amp.Unicode())]


@responder(SetAttribute, Right.OWN, "objects set")
async def set_attribute(
    session: Session, object: str, attribute: str, change: Change, value: str | None, index: int | None
) -> Answer:
    """By the rules that clients are held to."""
    if (value is None) is not (change is Change.DELETE):
        raise NotUnderstood("a value goes with adding and modifying, and not with deleting")
    values = AttributeValues(session.appliance.spelling())
    if change is Change.DELETE:
        answer = await do(session, Operation.DELETE_ATTRIBUTE, object, attribute_name=attribute, attribute_index=index)
    else:
        found = _checked(values.read(attribute, value or ""))
        wanted = Attribute(attribute_name=attribute, attribute_index=index, attribute_value=found)
        answer = await do(session, _OPERATIONS[change], object, attribute=wanted)
    became: Attribute = answer.attribute
    return {"index": became.attribute_index or 0, "value": cut(values.shown(attribute, became.attribute_value).text)}


_OPERATIONS = {Change.ADD: Operation.ADD_ATTRIBUTE, Change.MODIFY: Operation.MODIFY_ATTRIBUTE}


def _checked(value: object) -> object:
    """The value; a Name that is a text is one that the console gives."""
    if isinstance(value, Name) and value.name_type is NameType.UNINTERPRETED_TEXT_STRING:
        check_name(value.name_value or "")
    return value
