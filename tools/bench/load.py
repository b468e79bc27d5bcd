"""The load: several connections in one epoll loop, each with one request under way."""

import itertools
import select
import ssl
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from time import perf_counter
from typing import Self

from bench.connection import READ, WRITE, Connection, Gone, Place

WARM_UP = 0.1  # of the time that is measured, before it
PATIENCE = 60.0  # seconds for an answer
SUCCESS = bytes.fromhex("42007f0500000004" + "00000000" + "00000000")  # Result Status, Success
XML_SUCCESS = b'<ResultStatus type="Enumeration" value="Success"/>'
JSON_SUCCESS = b'{"tag":"ResultStatus","type":"Enumeration","value":"Success"}'
_HEAD = 512  # the Result Status of the first item stands within
_TEXT_HEAD = 2048  # and in a text

Check = Callable[[bytes], bool]


class Wrong(Exception):
    """An answer is not Success, or there is none."""


class Refused(Wrong):
    """An answer is not Success: the server does not do what it is asked."""


def succeeded(answer: bytes) -> bool:
    """The one item of the answer is Success."""
    return answer.find(SUCCESS, 0, _HEAD) >= 0


def xml_succeeded(answer: bytes) -> bool:
    """The one item of an answer in XML is Success."""
    return answer.find(XML_SUCCESS, 0, _TEXT_HEAD) >= 0


def json_succeeded(answer: bytes) -> bool:
    """The one item of an answer in JSON is Success."""
    return answer.find(JSON_SUCCESS, 0, _TEXT_HEAD) >= 0


def all_succeeded(items: int) -> Check:
    """A check that each of so many items is Success."""
    return lambda answer: answer.count(SUCCESS) == items


def whole(answer: bytes) -> bool:
    """Any answer is one."""
    return True


@dataclass
class Sample:
    """What was measured.

    Args:
        seconds: from the first request to the last answer.
        latencies: of each answer, in seconds, sorted.
        size: of one answer, in bytes.
    """

    seconds: float
    latencies: list[float]
    size: int

    @property
    def rate(self) -> float:
        """Answers per second."""
        return len(self.latencies) / self.seconds

    def quantile(self, share: float) -> float:
        """The latency, in milliseconds, that this share of the answers stays within."""
        return self.latencies[min(int(len(self.latencies) * share), len(self.latencies) - 1)] * 1e3

    @property
    def median(self) -> float:
        """In milliseconds."""
        return self.quantile(0.5)

    @property
    def p99(self) -> float:
        """In milliseconds."""
        return self.quantile(0.99)


@dataclass
class Group:
    """Connections that send the same requests, in turn.

    Args:
        requests: whole messages.
        check: tells a good answer.
    """

    requests: Sequence[bytes]
    connections: int
    check: Check = succeeded
    latencies: list[float] = field(default_factory=list)
    size: int = 0
    last: float = 0.0


class Load:
    """Groups whose connections stay open, to be measured more than once."""

    def __init__(self, place: Place, groups: Sequence[Group]) -> None:
        self._groups = groups
        self._opened = [(group, open_one(place)) for group in groups for _ in range(group.connections)]

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *error: object) -> None:
        for _, connection in self._opened:
            connection.close()

    def measure(self, seconds: float) -> list[Sample]:
        """Let all groups send for so long; a sample of each.

        Raises:
            Wrong: an answer is not what it should be.
        """
        _drive(self._opened, seconds * WARM_UP)
        for group in self._groups:
            group.latencies.clear()
        start = _drive(self._opened, seconds)
        return [Sample(group.last - start, sorted(group.latencies), group.size) for group in self._groups]


def measure(place: Place, groups: Sequence[Group], seconds: float) -> list[Sample]:
    """Measure once.

    Raises:
        Wrong: an answer is not what it should be.
    """
    with Load(place, groups) as load:
        return load.measure(seconds)


def open_one(place: Place) -> Connection:
    """A connection whose handshake is done."""
    connection = Connection(place)
    waits = select.poll()
    while event := connection.advance():
        waits.register(connection.number, event)
        if not waits.poll(PATIENCE * 1e3):
            raise Wrong("the handshake does not end")
    return connection


def _drive(opened: Sequence[tuple[Group, Connection]], seconds: float) -> float:
    """Send and receive for so long, then wait for the last answers; the time of the first request."""
    poll = select.epoll(len(opened))
    turns = {id(group): itertools.cycle(group.requests).__next__ for group, _ in opened}
    by_number = {}
    start = perf_counter()
    for group, connection in opened:
        by_number[connection.number] = (group, connection, turns[id(group)])
        sent = connection.ask(turns[id(group)]())
        poll.register(connection.number, READ if sent else READ | WRITE)
    end = start + seconds
    waiting = len(opened)
    try:
        while waiting:
            waiting -= _turn(poll, by_number, end)
    finally:
        poll.close()
    return start


def _turn(poll: select.epoll, by_number: dict, end: float) -> int:
    """What can be read now; how many connections are done."""
    events = poll.poll(PATIENCE)
    if not events:
        raise Wrong("no answer comes")
    done = 0
    for number, event in events:
        group, connection, next_request = by_number[number]
        if event & WRITE and connection.flush():
            poll.modify(number, READ)
        # From here on it is as short as can be: the client must not be what is measured.
        try:
            answer = connection.answer()
        except (Gone, OSError) as error:
            raise Wrong(str(error)) from None
        if answer is None:
            continue
        now = perf_counter()
        group.latencies.append(now - connection.since)
        if not group.check(answer):
            raise Refused(f"an answer is not Success: {answer[:_HEAD]!r}")
        group.last, group.size = now, len(answer)
        if now >= end:
            done += 1
        elif not connection.ask(next_request()):
            poll.modify(number, READ | WRITE)
    return done


def _answer(connection: Connection) -> bytes | None:
    try:
        return connection.answer()
    except (Gone, OSError) as error:
        raise Wrong(str(error)) from None


# ---------------------------------------------------------------------------------------------- new connections


@dataclass
class Arrivals:
    """Connections that are opened, send one request, take the answer and are closed, again and again.

    Args:
        request: a whole message.
        parallel: how many at a time.
        resumed: with the TLS session of an earlier connection.
    """

    request: bytes
    parallel: int
    resumed: bool
    check: Check = succeeded


def measure_arrivals(place: Place, arrivals: Arrivals, seconds: float) -> Sample:
    """Let them come for so long.

    Raises:
        Wrong: an answer is not what it should be, or a session is not resumed.
    """
    door = _Door(place, arrivals, _session(place, arrivals) if arrivals.resumed else None)
    try:
        return door.keep_open(seconds)
    finally:
        door.shut()


class _Door:
    """The loop of `measure_arrivals`."""

    def __init__(self, place: Place, arrivals: Arrivals, session: ssl.SSLSession | None) -> None:
        self._place = place
        self._arrivals = arrivals
        self._session = session
        self._poll = select.epoll()
        self._coming: dict[int, Connection] = {}
        self._shaken: set[int] = set()
        self._latencies: list[float] = []

    def keep_open(self, seconds: float) -> Sample:
        """Let connections come for so long."""
        start = perf_counter()
        for _ in range(self._arrivals.parallel):
            self._arrive()
        while self._coming:
            events = self._poll.poll(PATIENCE)
            if not events:
                raise Wrong("a connection does not come about")
            for number, _ in events:
                if self._step(number) and perf_counter() < start + seconds:
                    self._arrive()
        return Sample(perf_counter() - start, sorted(self._latencies), 0)

    def shut(self) -> None:
        """Close what is open."""
        for connection in self._coming.values():
            connection.close()
        self._poll.close()

    def _arrive(self) -> None:
        connection = Connection(self._place, self._session)
        self._coming[connection.number] = connection
        self._poll.register(connection.number, WRITE)

    def _step(self, number: int) -> bool:
        """Take one connection forward; whether it has come and gone."""
        connection = self._coming[number]
        if number not in self._shaken:
            self._shake(connection)
            return False
        answer = _answer(connection)
        if answer is None:
            return False
        if not self._arrivals.check(answer):
            raise Refused(f"an answer is not Success: {answer[:_HEAD]!r}")
        self._latencies.append(perf_counter() - connection.since)
        self._poll.unregister(number)
        self._shaken.discard(number)
        self._coming.pop(number).close()
        return True

    def _shake(self, connection: Connection) -> None:
        if event := connection.advance():
            self._poll.modify(connection.number, event)
            return
        if self._arrivals.resumed and not connection.tls.session_reused:
            raise Wrong("the server does not resume sessions")
        self._shaken.add(connection.number)
        since = connection.since
        connection.ask(self._arrivals.request)  # it is short: it is sent at once
        connection.since = since
        self._poll.modify(connection.number, READ)


def _session(place: Place, arrivals: Arrivals) -> ssl.SSLSession | None:
    """The session of a connection that got an answer: tickets come before it."""
    connection = open_one(place)
    try:
        ask_once(connection, arrivals.request)
        return connection.tls.session
    finally:
        connection.close()


def ask_once(connection: Connection, request: bytes) -> bytes:
    """The answer to one request."""
    waits = select.poll()
    waits.register(connection.number, READ | (0 if connection.ask(request) else WRITE))
    while (answer := _answer(connection)) is None:
        if not waits.poll(PATIENCE * 1e3):
            raise Wrong("no answer comes")
        if connection.flush():
            waits.modify(connection.number, READ)
    return answer
