"""Users - Password Policy, as it is."""

from dataclasses import asdict
from typing import ClassVar

from twisted.protocols import amp

from hsmsim.interfaces.partitions import Permission
from hsmsim.management.command import Answer, ManagementCommand, responder
from hsmsim.management.session import Session


class ShowPolicy(ManagementCommand):
    """What is asked of passwords: see `hsmsim.interfaces.partitions.PasswordPolicy`."""

    response: ClassVar = [
        (b"minimum_length", amp.Integer()),
        (b"maximum_age", amp.Integer()),
        (b"history", amp.Integer()),
        (b"must_change", amp.Boolean()),
    ]


@responder(ShowPolicy, Permission.CREATE_USERS, "policy show", changes=False)
async def show_policy(session: Session) -> Answer:
    """Characters, days, passwords."""
    return asdict(session.partitions.policy())
