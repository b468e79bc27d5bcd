"""Users: another password for somebody who has forgotten the own."""

from typing import ClassVar

from twisted.protocols import amp

from hsmsim.management.command import USER_ID, Answer, ManagementCommand, NotPermitted, Right, responder
from hsmsim.management.session import Session


class ResetPassword(ManagementCommand):
    """Give another user a password."""

    arguments: ClassVar = [USER_ID, (b"password", amp.Unicode())]


@responder(ResetPassword, Right.OPERATOR, "users reset")
async def reset_password(session: Session, user_id: str, password: str) -> Answer:
    """The policy says whether it has to be changed at the next login. The user's sessions end; it unblocks nobody."""
    if user_id == session.user_id:
        raise NotPermitted("the own password is changed by who knows the current one")
    await session.partitions.set_password(user_id, password, reset=True, by=session)
    return {}
