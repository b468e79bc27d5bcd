"""Wire - List."""

from collections.abc import Iterable
from typing import Any, ClassVar

from twisted.protocols import amp

from hsmsim.interfaces.ring import Entry
from hsmsim.management.command import Answer, ManagementCommand, Right, responder
from hsmsim.management.session import Session
from hsmsim.management.values import Choice
from hsmsim.management.wire import words
from hsmsim.management.wire.sight import owner, ring_of
from hsmsim.management.wire.wanted import Wanted

# A value of AMP ends at 65,535 bytes; with texts of LONGEST characters that take four bytes each an entry has 1,900.
PAGE = 30
LONGEST = 120
# What one call may take: entries that are looked at, and bytes of messages that are searched for a text.
MOST_LOOKS = 2_000
MOST_SEARCHED = 256 * 1024

ENTRY = [
    (b"number", amp.Integer()),
    (b"event", Choice(words.Event)),
    (b"began", amp.Integer()),
    (b"microseconds", amp.Integer()),
    (b"user", amp.Unicode()),
    (b"address", amp.Unicode()),
    (b"connection", amp.Integer()),
    (b"kind", amp.Unicode()),
    (b"outward", amp.Boolean()),
    (b"version", amp.Unicode()),
    (b"encoding", amp.Unicode()),
    (b"operations", amp.Unicode()),
    (b"result", amp.Unicode()),
    (b"reason", amp.Unicode()),
    (b"request_size", amp.Integer()),
    (b"response_size", amp.Integer()),
    (b"imported", amp.Boolean()),
]


class WireList(ManagementCommand):
    """One page of what went over the wire: newest first, or what came after one, oldest first.

    `after` and `before` are numbers; `since` and `until` milliseconds since 1970, and so is `began`. `more`: there are
    more, after or before `next`; a page may be short, or empty, all the same, because a search looks at some at a time.
    """

    arguments: ClassVar = [
        (b"after", amp.Integer(optional=True)),
        (b"before", amp.Integer(optional=True)),
        (b"user", amp.Unicode(optional=True)),
        (b"operation", amp.Unicode(optional=True)),
        (b"result", amp.Unicode(optional=True)),
        (b"text", amp.Unicode(optional=True)),
        (b"since", amp.Integer(optional=True)),
        (b"until", amp.Integer(optional=True)),
    ]
    response: ClassVar = [
        (b"messages", amp.AmpList(ENTRY)),
        (b"more", amp.Boolean()),
        (b"next", amp.Integer(optional=True)),
    ]


@responder(WireList, Right.OWN, "wire list", changes=False)
async def wire_list(
    session: Session,
    after: int | None,
    before: int | None,
    user: str | None,
    operation: str | None,
    result: str | None,
    text: str | None,
    since: int | None,
    until: int | None,
) -> Answer:
    """Who may not see the log sees the own messages only."""
    names = session.appliance.names
    wanted = Wanted(owner(session), user or "", operation or "", result or "", text or "", since, until, names)
    ring = ring_of(session)
    return _page(ring.older(before) if after is None else ring.newer(after), wanted)


def _page(entries: Iterable[Entry], wanted: Wanted) -> Answer:
    found: list[dict[str, Any]] = []
    searched = 0
    last: int | None = None
    for looks, entry in enumerate(entries):
        if len(found) == PAGE or looks == MOST_LOOKS or searched > MOST_SEARCHED:
            return {"messages": found, "more": True, "next": last}
        last = entry.number
        searched += sum(map(len, words.messages(entry.passed))) if wanted.text else 0
        if wanted.accepts(entry):
            found.append(row_of(entry))
    return {"messages": found, "more": False, "next": last}


def row_of(entry: Entry) -> dict[str, Any]:
    """An entry as lists have it; see ENTRY."""
    passed = entry.passed
    connection = passed.connection
    request, response = (
        len(data) + left for data, left in zip(words.messages(passed), words.left_out(passed), strict=True)
    )
    return {
        "number": entry.number,
        "event": words.event(passed),
        "began": words.milliseconds(passed),
        "microseconds": words.microseconds(passed),
        "user": _short(words.user(passed)),
        "address": _short(connection.address),
        "connection": connection.number,
        "kind": connection.kind,
        "outward": connection.outward,
        "version": words.version(passed),
        "encoding": words.encoding(passed),
        "operations": _short(words.operations(passed)),
        "result": _short(words.result(passed)),
        "reason": _short(words.reason(passed)),
        "request_size": request,
        "response_size": response,
        "imported": entry.imported,
    }


def _short(text: str) -> str:
    return text if len(text) <= LONGEST else f"{text[: LONGEST - 3]}..."
