"""Users: the password has to be changed at the next login."""

from typing import ClassVar

from twisted.protocols import amp

from hsmsim.interfaces.partitions import Permission
from hsmsim.management.command import USER_ID, Answer, ManagementCommand, responder
from hsmsim.management.privilege import check_user
from hsmsim.management.session import Session


class SetMustChange(ManagementCommand):
    """Have a password changed at the next login, or not."""

    arguments: ClassVar = [USER_ID, (b"must_change", amp.Boolean())]


@responder(SetMustChange, Permission.CREATE_USERS, "users must change")
async def set_must_change(session: Session, user_id: str, must_change: bool) -> Answer:
    """KMIP takes the password as before."""
    check_user(session, user_id)
    await session.partitions.set_must_change(user_id, must_change)
    return {}
