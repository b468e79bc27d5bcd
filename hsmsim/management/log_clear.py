"""HSM - Logs - Clear."""

from hsmsim.management.command import Answer, ManagementCommand, Right, responder
from hsmsim.management.session import Session


class LogClear(ManagementCommand):
    """Remove all lines of the audit log. The first line after that says who did it."""


@responder(LogClear, Right.OPERATOR, "logs clear")
async def log_clear(session: Session) -> Answer:
    """Who may only look at the log clears none."""
    session.appliance.audit.clear(session.number, session.user_id)
    return {}
