"""Keys/Objects - Attributes - Edit Metadata."""

from typing import ClassVar

from twisted.protocols import amp

from hsmsim.exchange.steps import Steps
from hsmsim.management.command import Answer, ManagementCommand, Right, responder
from hsmsim.management.object_naming import find
from hsmsim.management.object_words import OBJECT
from hsmsim.management.session import Session
from hsmsim.spec.enums import Operation
from hsmsim.spec.structures import Attribute


class EditMetadata(ManagementCommand):
    """Say what an object is for, or take that away with an empty text; what is left out stays."""

    arguments: ClassVar = [
        OBJECT,
        (b"description", amp.Unicode(optional=True)),
        (b"comment", amp.Unicode(optional=True)),
        (b"contact", amp.Unicode(optional=True)),
    ]


@responder(EditMetadata, Right.OWN, "objects metadata")
async def edit_metadata(
    session: Session, object: str, description: str | None, comment: str | None, contact: str | None
) -> Answer:
    """They are the attributes Description, Comment and Contact Information."""
    texts = {"Description": description, "Comment": comment, "Contact Information": contact}
    seen = await find(session, object)

    async def steps(steps: Steps) -> None:
        for name, text in texts.items():
            if text is not None:
                await _set(steps, seen.obj.uid, name, text, name in seen.obj.attributes)

    await session.appliance.within.together(session.user_id, steps, "Edit Metadata", number=session.number)
    return {}


async def _set(steps: Steps, uid: str, name: str, text: str, is_there: bool) -> None:
    if text:
        operation = Operation.MODIFY_ATTRIBUTE if is_there else Operation.ADD_ATTRIBUTE
        attribute = Attribute(attribute_name=name, attribute_value=text)
        await steps.perform(operation, unique_identifier=uid, attribute=attribute)
    elif is_there:
        await steps.perform(Operation.DELETE_ATTRIBUTE, unique_identifier=uid, attribute_name=name)
