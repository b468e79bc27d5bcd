"""Users - Create."""

from typing import ClassVar

from twisted.protocols import amp

from hsmsim.interfaces.partitions import Permission, UserType
from hsmsim.management.command import USER_ID, USER_TYPE, Answer, ManagementCommand, responder
from hsmsim.management.session import Session


class UserCreate(ManagementCommand):
    """Make a user and its partition."""

    arguments: ClassVar = [USER_ID, (b"password", amp.Unicode()), USER_TYPE]


@responder(UserCreate, Permission.CREATE_USERS, "users create")
async def user_create(session: Session, user_id: str, password: str, user_type: UserType) -> Answer:
    """Without second factor."""
    await session.partitions.create(user_id, password, user_type)
    return {}
