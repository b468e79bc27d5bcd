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
    """A file on its way.

    Args:
        shows: whose messages (None: all), and whether key material is shown.
        pieces: what is still to be written.
        ready: what is written and not sent.
        sent: bytes.
    """

    shows: tuple[str | None, bool]
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
    plain, whose = check_unmask(session, unmask), owner(session)
    if not offset:
        sight = Wanted(whose)
        entries = [entry for entry in ring_of(session).newer() if sight.may_see(entry)]
        session.kept[_KEPT] = _File((whose, plain), recording.write(entries, plain), bytearray())
    file: _File | None = session.kept.get(_KEPT)
    # A right may have gone since the piece before.
    if file is None or file.sent != (offset or 0) or file.shows != (whose, plain):
        raise NotUnderstood("the file goes on where the last piece ended, or begins at 0")
    answer = file.take()
    if not answer["more"]:
        del session.kept[_KEPT]
    return answer
