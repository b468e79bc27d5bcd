"""What the HSM has done, in numbers: messages by operation and result, how many a second, how long they took."""

from collections import Counter, defaultdict
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from zope.interface import implementer

from hsmsim.interfaces.taps import Connection, Exchanged, ITap, Refused, Unreadable
from hsmsim.spec.enums import Operation, ResultReason, ResultStatus
from hsmsim.spec.term import title

SECONDS = 300  # that are remembered one by one

_Key = tuple[Operation | int | None, ResultStatus, ResultReason | None]


def _none() -> defaultdict[int, int]:
    return defaultdict(int)


@dataclass(slots=True)
class Second:
    """What went on in one second.

    Args:
        second: which one, since 1970.
        failed: messages of which at least one item failed.
        received, sent: bytes of messages, as they went over the wire.
        took: how many messages took how long, by `_step`.
    """

    second: int
    messages: int = 0
    failed: int = 0
    received: int = 0
    sent: int = 0
    took: defaultdict[int, int] = field(default_factory=_none)


@dataclass(frozen=True, slots=True)
class Rate:
    """A second as it is told of; the quantiles are in microseconds, None where there was no message."""

    second: int
    messages: int
    failed: int
    received: int
    sent: int
    median: int | None
    slowest: int | None


@dataclass(frozen=True, slots=True)
class Count:
    """How often an operation had a result; the operation is empty where a message was refused as a whole."""

    operation: str
    result: str
    number: int


@dataclass(frozen=True, slots=True)
class Snapshot:
    """The numbers at one moment.

    Args:
        now, started: seconds since 1970.
        connections, opened, refused: those that are open, all that ever were, those whose handshake failed.
        messages, failed: all, and those of which an item failed.
        unreadable: what came and was no message.
        received, sent: bytes of messages.
        median, slowest: quantiles 0.5 and 0.99 of what the messages of the last SECONDS took, in microseconds; None
            where there were none.
        counts: items by operation and result.
        rates: the last SECONDS in which something went on, oldest first.
        gauges: what else is measured.
    """

    now: float
    started: float
    connections: int
    opened: int
    refused: int
    messages: int
    failed: int
    unreadable: int
    received: int
    sent: int
    median: int | None
    slowest: int | None
    counts: list[Count]
    rates: list[Rate]
    gauges: dict[str, int]


@implementer(ITap)
class Statistics:
    """Counts what passes.

    Args:
        now: seconds since 1970.
        gauges: what is measured only when somebody asks.
    """

    def __init__(self, now: Callable[[], float], gauges: Mapping[str, Callable[[], int]]) -> None:
        self._now = now
        self._gauges = gauges
        self._started = now()
        self._opened = self._closed = self._refused = self._unreadable = 0
        self._counts: defaultdict[_Key, int] = defaultdict(int)
        self._seconds = [Second(-1) for _ in range(SECONDS)]
        self._second = Second(-1)  # the one that was counted in last
        self._before = Second(-1)  # those that are no longer remembered, together

    # ------------------------------------------------------------------------------------------------ what passes

    def opened(self, connection: Connection) -> None:
        """See ITap."""
        self._opened += 1

    def closed(self, connection: Connection) -> None:
        """See ITap."""
        self._closed += 1

    def refused(self, refused: Refused) -> None:
        """See ITap."""
        self._refused += 1

    def request(self, connection: Connection, data: bytes) -> None:
        """See ITap; a request is counted with its response."""

    def exchanged(self, exchanged: Exchanged) -> None:
        """See ITap."""
        if exchanged.connection.outward:
            return
        number = int(exchanged.began + exchanged.seconds)
        second = self._second
        if second.second != number:
            second = self._second = self._turn_to(number)
        request, response = exchanged.bodies or (exchanged.request, exchanged.response)
        second.messages += 1
        second.received += len(request)
        second.sent += len(response)
        second.took[_step(exchanged.seconds)] += 1
        failed = False
        for done in exchanged.outcome.items:
            self._counts[done[:3]] += 1
            failed = failed or done.reason is not None
        if failed:
            second.failed += 1

    def unreadable(self, unreadable: Unreadable) -> None:
        """See ITap."""
        self._unreadable += 1

    def close(self) -> None:
        """See ITap."""

    def _turn_to(self, number: int) -> Second:
        """The numbers of another second; those of the one that had its place are added to what was before."""
        place = number % SECONDS
        found = self._seconds[place]
        if found.second != number:
            if found.second >= 0:
                _add(self._before, found)
            found = self._seconds[place] = Second(number)
        return found

    # ---------------------------------------------------------------------------------------------------- looking

    def snapshot(self, since: int = 0) -> Snapshot:
        """The numbers now.

        Args:
            since: the first second whose rate is wanted.
        """
        now = self._now()
        kept = [each for each in self._seconds if each.second > now - SECONDS]
        lately, total = Second(-1), Second(-1)
        for each in kept:
            _add(lately, each)
        for each in (self._before, *(each for each in self._seconds if each.second >= 0)):
            _add(total, each)
        return Snapshot(
            now=now,
            started=self._started,
            connections=self._opened - self._closed,
            opened=self._opened,
            refused=self._refused,
            messages=total.messages,
            failed=total.failed,
            unreadable=self._unreadable,
            received=total.received,
            sent=total.sent,
            median=_quantile(lately.took, 0.5),
            slowest=_quantile(lately.took, 0.99),
            counts=self._titled(),
            rates=[_rate(each) for each in sorted(kept, key=lambda each: each.second) if each.second >= since],
            gauges={name: measure() for name, measure in self._gauges.items()},
        )

    def _titled(self) -> list[Count]:
        """Items by operation and result, the most frequent first."""
        found: Counter[tuple[str, str]] = Counter()
        for (operation, status, reason), number in self._counts.items():
            result = title(status if reason is None else reason)
            found["" if operation is None else title(operation), result] += number
        return [Count(*key, number) for key, number in found.most_common()]


def _add(into: Second, other: Second) -> None:
    into.messages += other.messages
    into.failed += other.failed
    into.received += other.received
    into.sent += other.sent
    for step, number in other.took.items():
        into.took[step] += number


def _rate(each: Second) -> Rate:
    median, slowest = _quantile(each.took, 0.5), _quantile(each.took, 0.99)
    return Rate(each.second, each.messages, each.failed, each.received, each.sent, median, slowest)


# ------------------------------------------------------------------------------------------------------ quantiles

# Times are counted in steps that grow: four between a power of two and the next, so that a quantile is off by an
# eighth at most.


def _step(seconds: float) -> int:
    """The step that a time belongs to."""
    microseconds = int(seconds * 1_000_000)
    bits = microseconds.bit_length()
    return microseconds if bits < 3 else bits << 2 | microseconds >> bits - 3 & 3


def _middle(step: int) -> int:
    """The middle of a step in microseconds."""
    bits, quarter = step >> 2, step & 3
    return step if bits < 3 else (9 + 2 * quarter << bits - 3) >> 1


def _quantile(took: Mapping[int, int], part: float) -> int | None:
    """The time that this part of the messages did not exceed; None without any."""
    left = part * sum(took.values())
    for step in sorted(took):
        left -= took[step]
        if left <= 0:
            return _middle(step)
    return None
