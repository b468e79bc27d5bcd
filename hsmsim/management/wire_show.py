"""Wire - Show."""

import json
from typing import Any, ClassVar

from twisted.protocols import amp

from hsmsim.interfaces.outcome import Done
from hsmsim.interfaces.ring import Entry, Passed
from hsmsim.interfaces.taps import Exchanged
from hsmsim.management.command import Answer, ManagementCommand, Right, responder
from hsmsim.management.session import Session
from hsmsim.management.values import to_json
from hsmsim.management.wire import words
from hsmsim.management.wire.chunks import chunk
from hsmsim.management.wire.copies import looked_at
from hsmsim.management.wire.sight import check_unmask, entry_of
from hsmsim.management.wire_list import ENTRY, row_of
from hsmsim.spec.sections import OPERATION_SECTIONS
from hsmsim.spec.term import title
from hsmsim.ttlv.tree import Names, as_json


class WireShow(ManagementCommand):
    """One entry, whole: a JSON text, piece by piece.

    The text has what `wire list` has of it, with whole texts; `items`, what became of each; and `request` and
    `response`: null, or the message as a tree (`items`), its bytes in digits (`hex`), and those of them that are not
    shown (`blanks`). `unmask`: with key material, and with XML and JSON as they were sent (`body`).
    """

    arguments: ClassVar = [
        (b"number", amp.Integer()),
        (b"unmask", amp.Boolean(optional=True)),
        (b"offset", amp.Integer(optional=True)),
    ]
    response: ClassVar = [(b"text", amp.Unicode()), (b"more", amp.Boolean())]


@responder(WireShow, Right.OWN, "wire show", changes=False)
async def wire_show(session: Session, number: int, unmask: bool | None, offset: int | None) -> Answer:
    """Key material is for an Operator who asks for it."""
    entry, plain, names = entry_of(session, number), check_unmask(session, unmask), session.appliance.names
    return chunk(session, ("show", number, plain), offset, lambda: json.dumps(shown(entry, names(), plain)))


def shown(entry: Entry, names: Names, unmask: bool) -> dict[str, Any]:
    """An entry as JSON has it."""
    passed = entry.passed
    request, response = words.messages(passed)
    sent, taken = _bodies(passed) if unmask else (None, None)
    left_out = words.left_out(passed)
    return {
        **to_json(ENTRY, row_of(entry)),
        "operations": words.operations(passed),
        "result": words.result(passed),
        "reason": words.reason(passed),
        "masked": not unmask,
        "items": [_item(done) for done in words.done(passed)],
        "request": _message(request, names, unmask, sent, left_out[0]),
        "response": _message(response, names, unmask, taken, left_out[1]),
    }


def _item(done: Done) -> dict[str, Any]:
    operation = done.operation
    return {
        "operation": "" if operation is None else title(operation),
        "section": "" if operation is None else OPERATION_SECTIONS.get(operation, ""),
        "status": title(done.status),
        "reason": "" if done.reason is None else title(done.reason),
        "uid": done.uid or "",
    }


def _message(data: bytes, names: Names, unmask: bool, body: str | None, left_out: int) -> dict[str, Any] | None:
    if not data:
        return None
    tree, octets = looked_at(data, names, unmask)
    return {**as_json(tree, names), "hex": octets.hex(), "left_out": left_out, "body": body}


def _bodies(passed: Passed) -> tuple[str | None, str | None]:
    """Messages as they were written, where that is text."""
    if isinstance(passed, Exchanged) and passed.bodies is not None:
        request, response = (body.decode(errors="replace") for body in passed.bodies)
        return request, response
    if words.event(passed) is words.Event.UNREADABLE and words.encoding(passed) in ("XML", "JSON"):
        return words.messages(passed)[0].decode(errors="replace"), None
    return None, None
