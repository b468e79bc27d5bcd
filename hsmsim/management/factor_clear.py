"""Users - Attributes - Two Factor Authentication: none."""

from typing import ClassVar

from hsmsim.management.command import USER_ID, Answer, ManagementCommand, Right, responder
from hsmsim.management.session import Session


class ClearFactor(ManagementCommand):
    """Set no second factor."""

    arguments: ClassVar = [USER_ID]


@responder(ClearFactor, Right.OWN, "users factor clear")
async def clear_factor(session: Session, user_id: str) -> Answer:
    """From now on KMIP does not know the user."""
    await session.partitions.clear_factor(user_id, by=session)
    return {}
