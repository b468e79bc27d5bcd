"""Users - Attributes - Block."""

from typing import ClassVar

from twisted.protocols import amp

from hsmsim.interfaces.partitions import Permission
from hsmsim.management.command import USER_ID, Answer, ManagementCommand, responder
from hsmsim.management.privilege import check_user
from hsmsim.management.session import Session


class SetBlocked(ManagementCommand):
    """Block or unblock a user."""

    arguments: ClassVar = [USER_ID, (b"blocked", amp.Boolean())]


@responder(SetBlocked, Permission.CREATE_USERS, "users block")
async def set_blocked(session: Session, user_id: str, blocked: bool) -> Answer:
    """The sessions of a user who is blocked end. Either way the count of wrong logins starts anew."""
    check_user(session, user_id)
    await session.partitions.set_blocked(user_id, blocked)
    return {}
