"""Users - Attributes."""

from typing import ClassVar

from twisted.protocols import amp

from hsmsim.interfaces.partitions import Permission
from hsmsim.management.command import (
    AUTHORIZATION,
    PERMISSIONS,
    SECOND_FACTOR,
    USER_ID,
    USER_TYPE,
    Answer,
    ManagementCommand,
    Right,
    responder,
)
from hsmsim.management.session import Session


class UserAttributes(ManagementCommand):
    """What a user is like.

    `failures` are wrong logins since the last good one. An Operator has all permissions.
    """

    arguments: ClassVar = [USER_ID]
    response: ClassVar = [
        USER_TYPE,
        (b"blocked", amp.Boolean()),
        AUTHORIZATION,
        SECOND_FACTOR,
        PERMISSIONS,
        (b"failures", amp.Integer()),
        (b"must_change", amp.Boolean()),
    ]


@responder(UserAttributes, Right.OWN, "users attributes", Permission.CREATE_USERS, changes=False)
async def user_attributes(session: Session, user_id: str) -> Answer:
    """No secret is among it."""
    user = session.partitions.user(user_id)
    return {name.decode(): getattr(user, name.decode()) for name, _ in UserAttributes.response}
