"""HSM - Logs - Follow."""

from typing import ClassVar

from twisted.protocols import amp

from hsmsim.interfaces.partitions import Permission
from hsmsim.management.command import Answer, ManagementCommand, responder
from hsmsim.management.log_lines import AFTER, LINES, MOST_LINES, page
from hsmsim.management.session import Session

LONGEST_WAIT = 30  # seconds


class LogFollow(ManagementCommand):
    """The lines of the audit log after a position, as soon as there are any; none where none comes in `seconds`.

    The first time takes a slot of those who follow, of which there are three; LogUnfollow and the end of the session
    give it back. `seconds` are at most 30, which they also are when they are left out.
    """

    arguments: ClassVar = [AFTER, (b"seconds", amp.Integer(optional=True))]
    response: ClassVar = [LINES]


@responder(LogFollow, Permission.MONITOR_LOG, "logs follow", changes=False)
async def log_follow(session: Session, after: int | None, seconds: int | None) -> Answer:
    """It waits; the session's other commands wait with it."""
    follower = session.follower
    if follower is None:
        follower = session.follower = session.appliance.audit.follow()
        session.ended.append(follower.close)
    wait = LONGEST_WAIT if seconds is None else min(max(seconds, 0), LONGEST_WAIT)
    return {"lines": page(await follower.lines(after or 0, MOST_LINES, wait))}
