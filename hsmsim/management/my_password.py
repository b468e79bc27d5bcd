"""Users - My Password."""

from typing import ClassVar

from twisted.protocols import amp

from hsmsim.interfaces.partitions import Refusal
from hsmsim.interfaces.user_errors import WrongPassword
from hsmsim.management.command import Answer, ManagementCommand, Right, responder
from hsmsim.management.session import Session


class MyPassword(ManagementCommand):
    """Change the password of who is logged in."""

    arguments: ClassVar = [(b"old", amp.Unicode()), (b"new", amp.Unicode())]


@responder(MyPassword, Right.OWN, "users password")
async def my_password(session: Session, old: str, new: str) -> Answer:
    """The user's other sessions end. A wrong old password counts towards blocking: somebody else may sit there."""
    try:
        await session.partitions.confirm(session.user_id, old)
    except Refusal as refusal:
        session.appliance.log.info(
            "change of a password from {peer} refused: {reason}", peer=session.peer, reason=str(refusal)
        )
        raise WrongPassword("the current password is wrong") from None
    await session.partitions.set_password(session.user_id, new, by=session)
    return {}
