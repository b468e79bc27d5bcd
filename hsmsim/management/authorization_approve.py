"""A custodian approves the use of a partition's keys."""

from typing import ClassVar

from twisted.protocols import amp

from hsmsim.management.command import AUTHORIZATION, Answer, ManagementCommand, Right, responder
from hsmsim.management.session import Session


class Approve(ManagementCommand):
    """Approve, as the custodian that one is. `approvals` of those that are `needed` are there."""

    arguments: ClassVar = [(b"partition", amp.Unicode())]
    response: ClassVar = [AUTHORIZATION, (b"approvals", amp.Integer()), (b"needed", amp.Integer())]


@responder(Approve, Right.OWN, "partition approve")
async def approve(session: Session, partition: str) -> Answer:
    """It lasts until somebody ends the authorization, or the HSM stops."""
    custody = await session.partitions.approve(partition, session.user_id)
    return {
        "authorization": custody.authorization,
        "approvals": len(custody.approvals),
        "needed": custody.needed,
    }
