"""What the HSM has done, in numbers: messages by operation and result, how many a second, how long they took."""

from bisect import bisect
from collections import Counter, defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field

from zope.interface import implementer

from hsmsim.interfaces.statistics import KEPT_SECONDS, Count, IStatistics, Rate, Snapshot
from hsmsim.interfaces.taps import Connection, Exchanged, ITap, Refused, Unreadable
from hsmsim.spec.enums import Operation, ResultReason, ResultStatus
from hsmsim.spec.term import title

MANY = 500  # different items that are counted apart, before those that no table knows are put together

_Key = tuple[Operation | int | None, ResultStatus, ResultReason | None]


def _none() -> defaultdict[int, int]:
    return defaultdict(int)


@dataclass(slots=True)
class Second:
    """What went on in one second.

    Args:
        second: which one, since 1970; a message belongs to the one in which it began.
        failed: messages of which at least one item failed.
        received, sent: bytes of messages, as they went over the wire.
        took: how many messages took how long, by their place in `_STEPS`.
    """

    second: int
    messages: int = 0
    failed: int = 0
    received: int = 0
    sent: int = 0
    took: defaultdict[int, int] = field(default_factory=_none)


@implementer(ITap, IStatistics)
class Statistics:
    """Counts what passes.

    Args:
        now: seconds since 1970.
        gauges: what is measured only when somebody asks.
    """

    early = False

    def __init__(self, now: Callable[[], float], gauges: Mapping[str, Callable[[], int]]) -> None:
        self._now = now
        self._gauges = gauges
        self._started = now()
        self._opened = self._closed = self._refused = self._unreadable = 0
        self._counts: defaultdict[_Key, int] = defaultdict(int)
        self._seconds = [Second(-1) for _ in range(KEPT_SECONDS)]
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
        """See ITap; it is counted with its response."""

    def exchanged(self, messages: Sequence[Exchanged]) -> None:
        """See ITap."""
        for each in messages:
            self._count(each)

    def _count(self, exchanged: Exchanged) -> None:
        if exchanged.connection.outward:
            return
        number, second = int(exchanged.began), self._second
        if second.second != number:
            second = self._second = self._turn_to(number)
        request, response = exchanged.bodies or (exchanged.request, exchanged.response)
        second.messages += 1
        second.received += len(request)
        second.sent += len(response)
        second.took[bisect(_STEPS, exchanged.seconds)] += 1
        failed = 0
        for done in exchanged.outcome.items:
            self._counts[done[:3]] += 1
            if done[2] is not None:
                failed = 1
        second.failed += failed

    def unreadable(self, unreadable: Unreadable) -> None:
        """See ITap."""
        self._unreadable += 1

    def close(self) -> None:
        """See ITap."""

    def _turn_to(self, number: int) -> Second:
        """The numbers of another second; those of the one that had its place are added to what was before."""
        if len(self._counts) > MANY:
            self._fold()
        place = number % KEPT_SECONDS
        found = self._seconds[place]
        if found.second != number:
            if found.second >= 0:
                _add(self._before, found)
            found = self._seconds[place] = Second(number)
        return found

    def _fold(self) -> None:
        """Count what clients have made up as one: there is no end to the operations that somebody may ask for."""
        for key in [key for key in self._counts if type(key[0]) is int]:
            self._counts[0, *key[1:]] += self._counts.pop(key)

    # ---------------------------------------------------------------------------------------------------- looking

    def snapshot(self, since: int = 0) -> Snapshot:
        """See IStatistics."""
        now = self._now()
        known = [each for each in self._seconds if each.second >= 0]
        kept = [each for each in known if each.second > now - KEPT_SECONDS]
        lately, total = Second(-1), Second(-1)
        for each in kept:
            _add(lately, each)
        for each in (self._before, *known):
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
            found[_title(operation), result] += number
        return [Count(*key, number) for key, number in found.most_common()]


def _title(operation: Operation | int | None) -> str:
    if operation is None:
        return ""
    return operation.title if isinstance(operation, Operation) else "unknown"


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

# Times are counted by steps: seconds, from a microsecond to half a minute, each a fifth longer than the one before. A
# quantile is the middle of its step, and so at most a tenth off.
_STEPS = [1.2**step / 1_000_000 for step in range(95)]


def _middle(step: int) -> int:
    """The middle of a step in microseconds."""
    return round(1_000_000 * _STEPS[min(step, len(_STEPS) - 1)] / 1.1)


def _quantile(took: Mapping[int, int], part: float) -> int | None:
    """The time that this part of the messages did not exceed; None without any."""
    left = part * sum(took.values())
    for step in sorted(took):
        left -= took[step]
        if left <= 0:
            return _middle(step)
    return None
