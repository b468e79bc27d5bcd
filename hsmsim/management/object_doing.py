"""What commands do to one object in one step."""

from typing import Any

from hsmsim.errors import NoSuchObject
from hsmsim.management.object_naming import find
from hsmsim.management.session import Session
from hsmsim.model.lifecycle import GONE
from hsmsim.spec.enums import Operation


async def do(session: Session, operation: Operation, word: str, **fields: Any) -> Any:
    """Carry out an operation on the object that a word means; its response payload.

    Args:
        fields: of the operation's request payload, besides the Unique Identifier.

    Raises:
        NoSuchObject, AmbiguousName: see `find`.
        Refused: what else KMIP refuses.
    """
    seen = await find(session, word)
    return await session.appliance.within.perform(
        session.user_id, operation, number=session.number, unique_identifier=seen.obj.uid, **fields
    )


async def mark(session: Session, word: str, name: str, is_set: bool) -> None:
    """Set a mark of the console on an object that there is, or take it away.

    Raises:
        NoSuchObject, AmbiguousName: see `find`.
        NotPermitted: it is another's, who does not let one change it.
    """
    obj = (await find(session, word)).obj
    if obj.state in GONE:
        raise NoSuchObject(obj.uid)
    await session.appliance.within.together(
        session.user_id, lambda steps: steps.mark(obj.uid, name, is_set), "Block", number=session.number
    )
