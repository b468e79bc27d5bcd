"""Info: which appliance this is, and who asks."""

from typing import ClassVar

from twisted.protocols import amp

from hsmsim.management.command import PERMISSIONS, USER_ID, USER_TYPE, Answer, ManagementCommand, Right, responder
from hsmsim.management.session import Session


class Info(ManagementCommand):
    """Ask for the line at the top of every screen."""

    response: ClassVar = [
        (b"engine", amp.Unicode()),
        (b"model", amp.Unicode()),
        (b"serial", amp.Unicode()),
        USER_ID,
        USER_TYPE,
        PERMISSIONS,
    ]


@responder(Info, Right.OWN, "hsm info", changes=False)
async def info(session: Session) -> Answer:
    """Type and permissions are the user's now: they may have changed since the login."""
    identity, user = session.appliance.identity, session.partitions.user(session.user_id)
    return {
        "engine": identity.engine,
        "model": identity.model,
        "serial": identity.serial,
        "user_id": user.user_id,
        "user_type": user.user_type,
        "permissions": user.permissions,
    }
