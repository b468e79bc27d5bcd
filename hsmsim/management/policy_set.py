"""Users - Password Policy, as it shall be."""

from dataclasses import replace
from typing import Any, ClassVar

from twisted.protocols import amp

from hsmsim.interfaces.partitions import Permission
from hsmsim.management.command import Answer, ManagementCommand, responder
from hsmsim.management.session import Session


class SetPolicy(ManagementCommand):
    """Ask something else of passwords. What is left out stays."""

    arguments: ClassVar = [
        (b"minimum_length", amp.Integer(optional=True)),
        (b"maximum_age", amp.Integer(optional=True)),
        (b"history", amp.Integer(optional=True)),
        (b"must_change", amp.Boolean(optional=True)),
    ]


@responder(SetPolicy, Permission.CREATE_USERS, "policy set")
async def set_policy(session: Session, **asked: Any) -> Answer:
    """It counts for the next password; an age counts at once."""
    given = {name: value for name, value in asked.items() if value is not None}
    await session.partitions.set_policy(replace(session.partitions.policy(), **given))
    return {}
