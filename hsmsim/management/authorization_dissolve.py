"""A partition has custodians no more."""

from typing import ClassVar

from hsmsim.management.command import USER_ID, Answer, ManagementCommand, Right, responder
from hsmsim.management.session import Session


class DissolveCustodians(ManagementCommand):
    """Have the keys of a partition used without anybody's approval, as before there were custodians."""

    arguments: ClassVar = [USER_ID]


@responder(DissolveCustodians, Right.OPERATOR, "partition dissolve")
async def dissolve_custodians(session: Session, user_id: str) -> Answer:
    """They have to have authorized the partition before: no Operator gets around them."""
    await session.partitions.dissolve(user_id)
    return {}
