"""Users - Attributes - Two Factor Authentication: find an OATH device again."""

from typing import ClassVar

from twisted.protocols import amp

from hsmsim.management.command import USER_ID, Answer, ManagementCommand, Right, responder
from hsmsim.management.session import Session


class Resynchronise(ManagementCommand):
    """Give two codes that the device showed one after the other."""

    arguments: ClassVar = [USER_ID, (b"first", amp.Unicode()), (b"second", amp.Unicode())]


@responder(Resynchronise, Right.OWN, "users factor resynchronize")
async def resynchronise(session: Session, user_id: str, first: str, second: str) -> Answer:
    """Both codes are used up by it."""
    await session.partitions.resynchronise(user_id, first, second)
    return {}
