"""Users - Attributes - Type."""

from typing import ClassVar

from hsmsim.interfaces.partitions import UserType
from hsmsim.management.command import USER_ID, USER_TYPE, Answer, ManagementCommand, Right, responder
from hsmsim.management.session import Session


class SetUserType(ManagementCommand):
    """Make a user an Operator, or an Operator a User."""

    arguments: ClassVar = [USER_ID, USER_TYPE]


@responder(SetUserType, Right.OPERATOR, "users type")
async def set_user_type(session: Session, user_id: str, user_type: UserType) -> Answer:
    """It counts from the user's next command on."""
    await session.partitions.set_type(user_id, user_type)
    return {}
