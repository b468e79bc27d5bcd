"""What browsers may look on at: messages on the wire, the audit log, statistics."""

from collections import deque
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from itertools import takewhile

from twisted.internet.defer import Deferred
from twisted.internet.interfaces import IDelayedCall, IReactorTime
from twisted.web import http

from hsmsim.interfaces.audit import NoMoreLogSlots
from hsmsim.interfaces.ring import Entry, IRing, IWatch, RingError
from hsmsim.management.command import NotPermitted, Row
from hsmsim.management.log_follow import LogFollow
from hsmsim.management.monitoring_statistics import MonitoringStatistics
from hsmsim.management.numbers import number_of
from hsmsim.management.session import Session
from hsmsim.management.table import table
from hsmsim.management.values import to_json
from hsmsim.management.wire.sight import owner, ring_of
from hsmsim.management.wire.wanted import Wanted
from hsmsim.management.wire_list import ENTRY, row_of
from hsmsim.server.web.answers import Refused, ask
from hsmsim.server.web.streams import Stream

AT_ONCE = 100  # entries that are looked at in one turn
SEARCHED_AT_ONCE = 10  # the same where a text is searched for in each: that takes a while
SECOND = 1.0
LONGEST_WAIT = 30.0  # seconds after which it is looked at again whether somebody still may look


@dataclass(frozen=True, slots=True)
class Asked:
    """What a browser wants to look on at.

    Args:
        last: id of the last event that it has; None where it has none.
        query: what stands in the address.
    """

    last: str | None = None
    query: Mapping[str, str] = field(default_factory=dict)

    @property
    def number(self) -> int | None:
        """The last id as a number.

        Raises:
            Refused: it is none.
        """
        try:
            return None if self.last is None else int(self.last)
        except ValueError:
            raise Refused(http.BAD_REQUEST, "Last-Event-ID is no number") from None


class Wire:
    """Entries of the ring as `wire list` shows them.

    Those come first that are kept and that the browser does not have, and then each as it passes. What the browser is
    too slow to take is lost, and it is told how many.

    The rules of who sees what are asked anew for each turn: a permission may go while somebody looks.
    """

    def __init__(self, session: Session, stream: Stream, clock: IReactorTime, asked: Asked) -> None:
        self._session = session
        self._stream = stream
        self._clock = clock
        self._query = asked.query
        self._ring = _ring(session)
        self._after = asked.number
        self._imported: deque[Entry] = deque()  # what is still to be sent of them
        self._watch: IWatch | None = None
        self._turn: IDelayedCall | None = None

    def begin(self) -> None:
        """Send what is kept, and look on."""
        after = self._after
        if after is None or after < 0:
            self._imported.extend(takewhile(lambda entry: entry.imported, self._ring.newer(after)))
            oldest = next(iter(self._ring.newer(0)), None)
            after = None if oldest is None else oldest.number - 1
        self._watch = self._ring.watch(self._wake, after)
        self._stream.on_ready = self._wake
        self._stream.on_end += [self._watch.stop, self._end]
        self._wake()

    def _wake(self) -> None:
        """There is something to send. It is sent in the next turn: the response of KMIP goes first."""
        if self._turn is None:
            self._turn = self._clock.callLater(0, self._send)

    def _send(self) -> None:
        self._turn = None
        if not self._stream.taking:
            return
        if self._session.user is None:
            self._stream.end()
            return
        wanted, brought = self._wanted(), bool(self._imported)
        most = SEARCHED_AT_ONCE if wanted.text else AT_ONCE
        entries, lost = self._take(most)
        if lost:
            self._stream.send("lost", {"count": lost})
        for entry in entries:
            if wanted.accepts(entry):
                self._stream.send("entry", to_json(ENTRY, row_of(entry)), entry.number)
        if brought or len(entries) == most:
            self._wake()

    def _wanted(self) -> Wanted:
        user, operation, result, text = (self._query.get(name, "") for name in ("user", "operation", "result", "text"))
        return Wanted(owner(self._session), user, operation, result, text, names=self._session.appliance.names)

    def _take(self, most: int) -> tuple[list[Entry], int]:
        if self._imported:
            return [self._imported.popleft() for _ in range(min(most, len(self._imported)))], 0
        assert self._watch is not None
        return self._watch.take(most)

    def _end(self) -> None:
        if self._turn is not None:
            self._turn.cancel()


def _ring(session: Session) -> IRing:
    try:
        return ring_of(session)
    except RingError as error:
        raise Refused(http.CONFLICT, str(error), number_of(error)) from None


class Log:
    """Lines of the audit log: those after the last that the browser has, and then each as it is written.

    Without such a line it is from now on. It takes one of the slots of those who follow the log, as `logs follow` does.
    """

    def __init__(self, session: Session, stream: Stream, clock: IReactorTime, asked: Asked) -> None:
        audit = session.appliance.audit
        self._session = session
        self._stream = stream
        self._row = _permitted(session, LogFollow.commandName)
        after = asked.number
        self._after = audit.extent().last if after is None else after
        self._ready: Deferred[None] | None = None
        try:
            self._follower = audit.follow()
        except NoMoreLogSlots as error:
            raise Refused(http.CONFLICT, str(error), number_of(error)) from None

    def begin(self) -> None:
        """Send lines as long as the browser looks."""
        self._stream.on_ready = self._go_on
        self._stream.on_end.append(self._end)
        Deferred.fromCoroutine(self._send())

    async def _send(self) -> None:
        while not self._stream.ended:
            if not self._stream.taking:
                self._ready = Deferred()
                await self._ready
                continue
            lines = await self._follower.lines(self._after, AT_ONCE, LONGEST_WAIT)
            if not _may(self._session, self._row):
                self._stream.end()
            for line in lines:
                self._after = line.position
                self._stream.send("line", {"position": line.position, "line": line.text}, line.position)

    def _go_on(self) -> None:
        ready, self._ready = self._ready, None
        if ready is not None:
            ready.callback(None)

    def _end(self) -> None:
        self._follower.close()
        self._go_on()


class Statistics:
    """What `monitoring statistics` says, once a second.

    The first event has the rates of all seconds that are remembered, each after it those since the one before, which
    may have changed.
    """

    def __init__(self, session: Session, stream: Stream, clock: IReactorTime, asked: Asked) -> None:
        self._session = session
        self._stream = stream
        self._clock = clock
        self._since = 0
        self._turn: IDelayedCall | None = None
        self._row = _permitted(session, MonitoringStatistics.commandName)

    def begin(self) -> None:
        """Send them, and go on."""
        self._stream.on_end.append(self._end)
        self._look()

    def _look(self) -> None:
        self._turn = self._clock.callLater(SECOND, self._look)
        if self._stream.taking:
            Deferred.fromCoroutine(self._send())

    async def _send(self) -> None:
        try:
            found = await ask(self._session, self._row, {"since": self._since})
        except Refused as refused:
            self._stream.send("refused", {"number": refused.number, "text": str(refused)})
            self._stream.end()
            return
        self._since = found["now"] // 1000
        self._stream.send("statistics", found)

    def _end(self) -> None:
        if self._turn is not None:
            self._turn.cancel()


def _permitted(session: Session, name: bytes) -> Row:
    """The row of a command that who is logged in may run.

    Raises:
        Refused: they may not.
    """
    row = table()[name]
    try:
        row.check(session, {})
    except NotPermitted as error:
        raise Refused(http.FORBIDDEN, str(error), number_of(error)) from None
    return row


def _may(session: Session, row: Row) -> bool:
    """Whether who was permitted to run a command still is."""
    try:
        row.check(session, {})
    except NotPermitted:
        return False
    return True


# feed(session, stream, clock, what is asked): what begins to send, or Refused is raised.
Feed = Callable[[Session, Stream, IReactorTime, Asked], Wire | Log | Statistics]

FEEDS: dict[str, Feed] = {"wire": Wire, "log": Log, "statistics": Statistics}
