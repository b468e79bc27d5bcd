"""Keys/Objects - Permissions - Remove."""

from typing import ClassVar

from twisted.protocols import amp

from hsmsim.management.command import Answer, ManagementCommand, Right, responder
from hsmsim.management.session import Session


class RevokeTrust(ManagementCommand):
    """Take all rights on one's own partition from another user."""

    arguments: ClassVar = [(b"trustee", amp.Unicode())]


@responder(RevokeTrust, Right.OWN, "trust revoke")
async def revoke_trust(session: Session, trustee: str) -> Answer:
    """It counts from the next KMIP message on."""
    await session.partitions.revoke(session.user_id, trustee)
    return {}
