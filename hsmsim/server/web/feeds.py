"""What browsers may look on at: messages on the wire, the audit log, statistics."""

from collections.abc import Callable

from hsmsim.management.session import Session
from hsmsim.server.web.streams import Stream

# feed(session, stream, id of the last event that the browser has): what begins to send, or raises Refused.
Feed = Callable[[Session, Stream, str | None], Callable[[], object]]

FEEDS: dict[str, Feed] = {}
