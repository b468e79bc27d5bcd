"""Users - Remove."""

from typing import ClassVar

from hsmsim.interfaces.partitions import Permission
from hsmsim.management.command import USER_ID, Answer, ManagementCommand, responder
from hsmsim.management.privilege import check_user
from hsmsim.management.session import Session


class UserRemove(ManagementCommand):
    """Remove a user and its partition with every object."""

    arguments: ClassVar = [USER_ID]


@responder(UserRemove, Permission.CREATE_USERS, "users remove")
async def user_remove(session: Session, user_id: str) -> Answer:
    """The user's sessions end."""
    check_user(session, user_id)
    await session.partitions.remove(user_id)
    return {}
