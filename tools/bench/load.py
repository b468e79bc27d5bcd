"""The load: several connections in one epoll loop, each with one request under way."""

import itertools
import select
import ssl
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from time import perf_counter

from bench.connection import READ, WRITE, Connection, Gone, Place

WARM_UP = 0.1  # of the time that is measured, before it
PATIENCE = 60.0  # seconds for an answer
SUCCESS = bytes.fromhex("42007f0500000004" + "00000000" + "00000000")  # Result Status, Success
_HEAD = 512  # the Result Status of the first item stands within

Check = Callable[[bytes], bool]


class Wrong(Exception):
    """An answer is not Success, or there is none."""


def succeeded(answer: bytes) -> bool:
    """The one item of the answer is Success."""
    return answer.find(SUCCESS, 0, _HEAD) >= 0


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


def measure(place: Place, groups: Sequence[Group], seconds: float) -> list[Sample]:
    """Let all groups send for so long; a sample of each.

    Raises:
        Wrong: an answer is not what it should be.
    """
    opened = [(group, open_one(place)) for group in groups for _ in range(group.connections)]
    try:
        _drive(opened, seconds * WARM_UP)
        for group in groups:
            group.latencies.clear()
        start = _drive(opened, seconds)
    finally:
        for _, connection in opened:
            connection.close()
    return [Sample(group.last - start, sorted(group.latencies), group.size) for group in groups]


def open_one(place: Place) -> Connection:
    """A connection whose handshake is done."""
    connection = Connection(place)
    waits = select.poll()
    while event := connection.advance():
        waits.register(connection.tls, event)
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
        by_number[connection.tls.fileno()] = (group, connection, turns[id(group)])
        sent = connection.ask(turns[id(group)]())
        poll.register(connection.tls, READ if sent else READ | WRITE)
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
        answer = _answer(connection)
        if answer is None:
            continue
        now = perf_counter()
        _take(group, answer, now - connection.since, now)
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


def _take(group: Group, answer: bytes, latency: float, now: float) -> None:
    if not group.check(answer):
        raise Wrong(f"an answer is not Success: {answer[:_HEAD]!r}")
    group.latencies.append(latency)
    group.size = len(answer)
    group.last = now


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
    session = _session(place, arrivals) if arrivals.resumed else None
    latencies: list[float] = []
    poll = select.epoll()
    coming: dict[int, Connection] = {}
    shaken: set[int] = set()
    start = now = perf_counter()
    for _ in range(arrivals.parallel):
        _arrive(place, session, poll, coming)
    while coming:
        for number, _ in poll.poll(PATIENCE):
            connection = coming[number]
            if number not in shaken:
                if event := connection.advance():
                    poll.modify(number, event)
                    continue
                if arrivals.resumed and not connection.tls.session_reused:
                    raise Wrong("the server does not resume sessions")
                shaken.add(number)
                since = connection.since
                connection.ask(arrivals.request)  # it is short: it is sent at once
                connection.since = since
                poll.modify(number, READ)
            answer = _answer(connection)
            if answer is None:
                continue
            if not arrivals.check(answer):
                raise Wrong(f"an answer is not Success: {answer[:_HEAD]!r}")
            now = perf_counter()
            latencies.append(now - connection.since)
            poll.unregister(number)
            shaken.discard(number)
            del coming[number]
            connection.close()
            if now < start + seconds:
                _arrive(place, session, poll, coming)
    poll.close()
    return Sample(now - start, sorted(latencies), 0)


def _arrive(place: Place, session: ssl.SSLSession | None, poll: select.epoll, coming: dict[int, Connection]) -> None:
    connection = Connection(place, session)
    coming[connection.tls.fileno()] = connection
    poll.register(connection.tls, connection.advance() or WRITE)


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
    waits.register(connection.tls, READ | (0 if connection.ask(request) else WRITE))
    while (answer := _answer(connection)) is None:
        if not waits.poll(PATIENCE * 1e3):
            raise Wrong("no answer comes")
        if connection.flush():
            waits.modify(connection.tls, READ)
    return answer
