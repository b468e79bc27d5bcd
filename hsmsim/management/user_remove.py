"""Users - Remove."""

from typing import ClassVar

from hsmsim.management.command import USER_ID, Answer, ManagementCommand, Right, responder
from hsmsim.management.session import Session


class UserRemove(ManagementCommand):
    """Remove a user and its partition with every object."""

    arguments: ClassVar = [USER_ID]


@responder(UserRemove, Right.OPERATOR)
async def user_remove(session: Session, user_id: str) -> Answer:
    """The user's sessions end."""
    await session.partitions.remove(user_id)
    return {}
