"""Wire - Clear."""

from hsmsim.management.command import Answer, ManagementCommand, Right, responder
from hsmsim.management.session import Session
from hsmsim.management.wire.sight import ring_of


class WireClear(ManagementCommand):
    """Forget what went over the wire, and what files have brought."""


@responder(WireClear, Right.OPERATOR, "wire clear")
async def wire_clear(session: Session) -> Answer:
    """Numbers go on."""
    ring_of(session).clear()
    return {}
