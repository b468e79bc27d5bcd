"""The authorization of a partition ends."""

from typing import ClassVar

from twisted.protocols import amp

from hsmsim.interfaces.partitions import UserType
from hsmsim.management.command import Answer, ManagementCommand, NotPermitted, Right, responder
from hsmsim.management.session import Session


class CloseAuthorization(ManagementCommand):
    """Have the keys of a partition used no more until enough custodians approve again."""

    arguments: ClassVar = [(b"partition", amp.Unicode())]


@responder(CloseAuthorization, Right.OWN, "partition close")
async def close_authorization(session: Session, partition: str) -> Answer:
    """One custodian is enough, or an Operator."""
    custody = session.partitions.custody(partition)
    operator = session.partitions.user(session.user_id).user_type is UserType.OPERATOR
    if not operator and (custody is None or session.user_id not in custody.custodians):
        raise NotPermitted(f"this needs an Operator or a custodian of partition '{partition}'")
    await session.partitions.close(partition)
    return {}
