"""Users - Attributes - Partition MxN auth: who has to approve."""

from typing import ClassVar

from twisted.protocols import amp

from hsmsim.interfaces.partitions import Custody, Permission
from hsmsim.management.command import USER_ID, Answer, ManagementCommand, responder
from hsmsim.management.privilege import check_user
from hsmsim.management.session import Session
from hsmsim.management.values import Names


class SetCustodians(ManagementCommand):
    """Put a partition under custodians: `needed` of them have to approve before its keys are used."""

    arguments: ClassVar = [USER_ID, (b"needed", amp.Integer()), (b"custodians", Names())]


@responder(SetCustodians, Permission.CREATE_USERS, "partition custodians")
async def set_custodians(session: Session, user_id: str, needed: int, custodians: tuple[str, ...]) -> Answer:
    """Those that there are have to have authorized the partition before."""
    check_user(session, user_id)
    await session.partitions.set_custodians(user_id, Custody(needed, custodians))
    return {}
