"""Wire - Import."""

from typing import ClassVar

from twisted.protocols import amp

from hsmsim.management.command import Answer, ManagementCommand, NotUnderstood, Right, responder
from hsmsim.management.session import Session
from hsmsim.management.wire import recording
from hsmsim.management.wire.sight import ring_of

_KEPT = "wire import"


class WireImport(ManagementCommand):
    """Look at a file that was exported, piece by piece, in order; `offset` 0 begins a new one, `last` ends it.

    `messages`, after the last piece: how many it has brought. Their numbers are below zero; nothing else goes for them.
    """

    arguments: ClassVar = [(b"offset", amp.Integer()), (b"data", amp.String()), (b"last", amp.Boolean())]
    response: ClassVar = [(b"messages", amp.Integer(optional=True))]


@responder(WireImport, Right.OPERATOR, "wire import")
async def wire_import(session: Session, offset: int, data: bytes, last: bool) -> Answer:
    """A file is brought in whole or not at all."""
    ring = ring_of(session)
    came = bytearray() if offset == 0 else session.kept.get(_KEPT)
    if came is None or len(came) != offset:
        raise NotUnderstood("the file goes on where the last piece ended, or begins at 0")
    if len(came) + len(data) > recording.MOST_BYTES:
        session.kept.pop(_KEPT, None)
        raise recording.BadRecording(f"the file is larger than {recording.MOST_BYTES} bytes")
    came += data
    session.kept[_KEPT] = came
    if not last:
        return {}
    del session.kept[_KEPT]
    passed = recording.read(bytes(came))
    ring.bring_in(passed)
    return {"messages": len(passed)}
