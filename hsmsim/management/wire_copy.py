"""Wire - Copy."""

from enum import Enum
from typing import ClassVar

from twisted.protocols import amp

from hsmsim.interfaces.ring import NoSuchEntry
from hsmsim.management.command import Answer, ManagementCommand, Right, responder
from hsmsim.management.session import Session
from hsmsim.management.values import Choice
from hsmsim.management.wire import words
from hsmsim.management.wire.chunks import chunk
from hsmsim.management.wire.copies import Form, copy
from hsmsim.management.wire.sight import check_unmask, entry_of


class Side(Enum):
    """Which message of the two."""

    REQUEST = "request"
    RESPONSE = "response"


class WireCopy(ManagementCommand):
    """One message as text, XML, JSON or hexadecimal digits, piece by piece."""

    arguments: ClassVar = [
        (b"number", amp.Integer()),
        (b"side", Choice(Side)),
        (b"form", Choice(Form)),
        (b"unmask", amp.Boolean(optional=True)),
        (b"offset", amp.Integer(optional=True)),
    ]
    response: ClassVar = [(b"text", amp.Unicode()), (b"more", amp.Boolean())]


@responder(WireCopy, Right.OWN, "wire copy", changes=False)
async def wire_copy(
    session: Session, number: int, side: Side, form: Form, unmask: bool | None, offset: int | None
) -> Answer:
    """Masked unless an Operator asks for more; what stands in the place of key material is in `copies.copy`."""
    entry, plain = entry_of(session, number), check_unmask(session, unmask)
    data = words.messages(entry.passed)[side is Side.RESPONSE]
    if not data:
        raise NoSuchEntry(f"message {number} has no {side.value}")
    names, spelling = session.appliance.names, session.appliance.spelling
    return chunk(session, ("copy", number, side, form, plain), offset, lambda: copy(data, form, names, spelling, plain))
