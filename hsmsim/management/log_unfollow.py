"""HSM - Logs - Follow: the end of it."""

from hsmsim.management.command import Answer, ManagementCommand, Right, responder
from hsmsim.management.session import Session


class LogUnfollow(ManagementCommand):
    """Give back the slot of those who follow the audit log."""


@responder(LogUnfollow, Right.OWN, "logs unfollow", changes=False)
async def log_unfollow(session: Session) -> Answer:
    """Without a slot nothing happens. Who had one may give it back, whatever became of the permission."""
    follower, session.follower = session.follower, None
    if follower is not None:
        follower.close()
        session.ended.remove(follower.close)
    return {}
