"""Users - Attributes."""

from typing import ClassVar

from twisted.protocols import amp

from hsmsim.management.command import SECOND_FACTOR, USER_ID, USER_TYPE, Answer, ManagementCommand, Right, responder
from hsmsim.management.session import Session


class UserAttributes(ManagementCommand):
    """What a user is like."""

    arguments: ClassVar = [USER_ID]
    response: ClassVar = [USER_TYPE, (b"blocked", amp.Boolean()), SECOND_FACTOR]


@responder(UserAttributes, Right.OWN, "users attributes")
async def user_attributes(session: Session, user_id: str) -> Answer:
    """No secret is among it."""
    user = session.partitions.user(user_id)
    return {"user_type": user.user_type, "blocked": user.blocked, "second_factor": user.second_factor}
