"""Keys/Objects - Permissions - Add."""

from typing import ClassVar

from twisted.protocols import amp

from hsmsim.management.command import Answer, ManagementCommand, Right, responder
from hsmsim.management.rights import RIGHTS, TrustRight, bits, rights_in
from hsmsim.management.session import Session


class GrantTrust(ManagementCommand):
    """Give another user these rights on one's own partition, and no others.

    The answer has the rights with what they imply.
    """

    arguments: ClassVar = [(b"trustee", amp.Unicode()), RIGHTS]
    response: ClassVar = [RIGHTS]


@responder(GrantTrust, Right.OWN, "trust grant")
async def grant_trust(session: Session, trustee: str, rights: frozenset[TrustRight]) -> Answer:
    """Nobody can do it in another's place, no Operator either."""
    granted = await session.partitions.grant(session.user_id, trustee, bits(rights))
    return {"rights": rights_in(granted)}
