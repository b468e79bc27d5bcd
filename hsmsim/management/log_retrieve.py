"""HSM - Logs - Retrieve."""

from typing import ClassVar

from twisted.protocols import amp

from hsmsim.interfaces.partitions import Permission
from hsmsim.management.command import Answer, ManagementCommand, responder
from hsmsim.management.log_lines import AFTER, LINES, MOST_LINES, page
from hsmsim.management.session import Session


class LogRetrieve(ManagementCommand):
    """One page of the audit log, oldest lines first.

    `after` is the position of the last line of the page before, left out at first; `more`: there is another page. With
    `chained` each line has its chain value after it.
    """

    arguments: ClassVar = [AFTER, (b"chained", amp.Boolean(optional=True))]
    response: ClassVar = [LINES, (b"more", amp.Boolean())]


@responder(LogRetrieve, Permission.MONITOR_LOG, "logs retrieve", changes=False)
async def log_retrieve(session: Session, after: int | None, chained: bool | None) -> Answer:
    """As it is now: lines that have gone since the page before are left out."""
    found = session.appliance.audit.retrieve(after or 0, MOST_LINES + 1, bool(chained))
    lines = page(found[:MOST_LINES])
    return {"lines": lines, "more": len(lines) < len(found)}
