"""Wire - Export."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import ClassVar

from twisted.protocols import amp

from hsmsim.management.command import Answer, ManagementCommand, NotUnderstood, Right, responder
from hsmsim.management.session import Session
from hsmsim.management.wire import recording
from hsmsim.management.wire.sight import check_unmask, owner, ring_of
from hsmsim.management.wire.wanted import Wanted

CHUNK = 45_000  # bytes; in base64 they are 60,000
_KEPT = "wire export"


class WireExport(ManagementCommand):
    """What went over the wire as one file, piece by piece, in order; `offset` 0 or none begins a new one."""

    arguments: ClassVar = [(b"unmask", amp.Boolean(optional=True)), (b"offset", amp.Integer(optional=True))]
    response: ClassVar = [(b"data", amp.String()), (b"more", amp.Boolean())]


@dataclass(slots=True)
class _File:
    """A file on its way: what is still to be written, what is written and not sent, and how much was sent."""

    pieces: Iterator[bytes]
    ready: bytearray
    sent: int = 0

    def take(self) -> Answer:
        """The next piece."""
        while len(self.ready) <= CHUNK and (piece := next(self.pieces, None)) is not None:
            self.ready += piece
        data = bytes(self.ready[:CHUNK])
        del self.ready[:CHUNK]
        self.sent += len(data)
        return {"data": data, "more": bool(self.ready)}


@responder(WireExport, Right.OWN, "wire export", changes=False)
async def wire_export(session: Session, unmask: bool | None, offset: int | None) -> Answer:
    """The file has what was there when it was begun, as far as the user may see it."""
    plain = check_unmask(session, unmask)
    if not offset:
        sight = Wanted(owner(session))
        entries = [entry for entry in ring_of(session).newer() if sight.may_see(entry)]
        session.kept[_KEPT] = _File(recording.write(entries, plain), bytearray())
    file: _File | None = session.kept.get(_KEPT)
    if file is None or file.sent != (offset or 0):
        raise NotUnderstood("the file goes on where the last piece ended, or begins at 0")
    answer = file.take()
    if not answer["more"]:
        del session.kept[_KEPT]
    return answer
