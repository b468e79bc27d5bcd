"""HSM - Logs: whether the lines are those that were written."""

from typing import ClassVar

from twisted.protocols import amp

from hsmsim.interfaces.partitions import Permission
from hsmsim.management.command import Answer, ManagementCommand, responder
from hsmsim.management.session import Session


class LogVerify(ManagementCommand):
    """Check the audit log against its chain.

    `checked` lines are right; `bad` is the position of the first that is changed, missing or not ours, and `why` says
    what is wrong. `lost` events could not be written since the start, and `trouble` says why writing fails now.
    """

    response: ClassVar = [
        (b"right", amp.Boolean()),
        (b"checked", amp.Integer()),
        (b"bad", amp.Integer(optional=True)),
        (b"why", amp.Unicode()),
        (b"lost", amp.Integer()),
        (b"trouble", amp.Unicode()),
    ]


@responder(LogVerify, Permission.MONITOR_LOG, "logs verify", changes=False)
async def log_verify(session: Session) -> Answer:
    """Lines that come meanwhile are not looked at."""
    verdict = await session.appliance.audit.verify()
    extent = session.appliance.audit.extent()
    return {
        "right": verdict.bad is None,
        "checked": verdict.checked,
        "bad": verdict.bad,
        "why": verdict.why,
        "lost": extent.lost,
        "trouble": extent.trouble,
    }
