"""Asynchronous operations: what is accepted now and carried out later (KMIP 1.4 4.27, 4.28, 6.7, 6.8)."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from hsmsim.errors import NoSuchJob
from hsmsim.spec.enums import CancellationResult, Operation, ResultReason, ResultStatus
from hsmsim.spec.structures import ResponseBatchItem
from hsmsim.spec.versions import Version

MAX_JOBS = 64  # of one user at a time
LIFETIME = 600  # seconds that an answer is kept, and that an operation waits for its next poll

# Their own answers are never asynchronous (4.27, 4.28).
NEVER = frozenset({Operation.POLL, Operation.CANCEL})


class Wait(NamedTuple):
    """How long an operation is pending.

    Args:
        operation: which one; None stands for all that have no rule of their own.
        polls: that many polls are answered Pending.
        seconds: from the request on.
    """

    operation: Operation | None
    polls: int
    seconds: int


@dataclass(slots=True)
class Job:
    """One operation that was accepted.

    Args:
        operation: what was asked for.
        item: the item of the request as it was read; only the batch looks into it.
        version: the protocol version of the request; it is answered in that one.
        lenient: whether unknown fields are ignored.
        placeholder: the ID Placeholder at its place in the batch.
        polls: how many polls are still answered Pending.
        ready: when it is carried out, in seconds since 1970; that time counts for it.
        expires: when it is forgotten.
        running: it is being carried out.
        outcome: its answer, once there is one.
        told: the answer was given to a Poll.
    """

    operation: Operation
    item: Any = field(repr=False)
    version: Version
    lenient: bool
    placeholder: str | None
    polls: int
    ready: int
    expires: int
    running: bool = False
    outcome: ResponseBatchItem | None = field(default=None, repr=False)
    told: bool = False

    def end(self, outcome: ResponseBatchItem, now: int) -> None:
        """Keep the answer until it expires."""
        self.item, self.outcome, self.running = None, outcome, False
        self.expires = max(now, self.ready) + LIFETIME


class AllJobs:
    """The asynchronous operations of all users; they live in memory and end with the process.

    Args:
        waits: which operations are asynchronous, where the client can take that; none: all are synchronous.
        random: gives random bytes for Asynchronous Correlation Values.
    """

    def __init__(self, waits: Iterable[Wait], random: Callable[[int], bytes]) -> None:
        self._waits = {wait.operation: wait for wait in waits}
        self._random = random
        self._by_user: dict[str, dict[bytes, Job]] = {}
        self._swept = 0

    def __bool__(self) -> bool:
        return bool(self._waits)

    def of(self, user_id: str, now: int) -> "Jobs":
        """One user's operations."""
        if not self._waits:
            return NO_JOBS
        if now - self._swept > LIFETIME:
            self._sweep(now)
        return Jobs(self._by_user, user_id, self._waits, self._random, now)

    def due(self, user_id: str, now: int) -> Iterator[Job]:
        """What is ready to be carried out, in the order in which it became so; each is given out once."""
        jobs = self._by_user.get(user_id, {})
        ready = [job for job in jobs.values() if job.outcome is None and job.polls <= 0 and job.ready <= now]
        for job in sorted(ready, key=lambda each: each.ready):
            if not job.running and job.outcome is None:  # another message may have come in between
                job.running = True
                yield job

    def forget(self, user_id: str) -> None:
        """Drop all operations of one user."""
        self._by_user.pop(user_id, None)

    def _sweep(self, now: int) -> None:
        """Forget what has expired of users who do not come back."""
        self._swept = now
        for user_id, jobs in list(self._by_user.items()):
            _expire(jobs, now)
            if not jobs:
                del self._by_user[user_id]


class Jobs:
    """The asynchronous operations of one user, as one message sees them."""

    __slots__ = ("_accepted", "_by_user", "_now", "_random", "_user_id", "_waits")

    def __init__(
        self,
        by_user: dict[str, dict[bytes, Job]],
        user_id: str,
        waits: dict[Operation | None, Wait],
        random: Callable[[int], bytes],
        now: int,
    ) -> None:
        self._by_user = by_user
        self._user_id = user_id
        self._waits = waits
        self._random = random
        self._now = now
        self._accepted: bytes | None = None

    def __bool__(self) -> bool:
        return bool(self._waits)

    def accept(
        self, operation: Operation, item: Any, version: Version, lenient: bool, placeholder: str | None
    ) -> bytes | None:
        """Take in an operation to be carried out later.

        Returns:
            Its Asynchronous Correlation Value; None where it has to be carried out now: no rule is for it, or the
            user has as many pending as there may be.
        """
        wait = self._waits.get(operation) or self._waits.get(None)
        if wait is None or operation in NEVER or not self._has_place():
            return None
        correlation = self._random(16)
        ready = self._now + wait.seconds
        self._by_user.setdefault(self._user_id, {})[correlation] = Job(
            operation, item, version, lenient, placeholder, wait.polls, ready, ready + LIFETIME
        )
        self._accepted = correlation
        return correlation

    def _has_place(self) -> bool:
        """Whether there is a place, or an answer that was given already and can make one."""
        jobs = self._mine()
        if len(jobs) < MAX_JOBS:
            return True
        told = next((correlation for correlation, job in jobs.items() if job.told), None)
        if told is not None:
            del jobs[told]
        return told is not None

    def _mine(self) -> dict[bytes, Job]:
        jobs = self._by_user.get(self._user_id, {})
        _expire(jobs, self._now)
        return jobs

    def poll(self, correlation: bytes, version: Version) -> ResponseBatchItem:
        """The answer of an operation, or the one that says that it is pending.

        Args:
            version: in which the answer would be read; it is given in none that is older than its own.

        Raises:
            NoSuchJob: this user has none, or it has expired.
        """
        job = self._mine().get(correlation)
        if job is None or version < job.version:
            raise NoSuchJob("no outstanding operation has this Asynchronous Correlation Value")
        if job.outcome is not None:
            job.told = True
            return job.outcome
        if job.polls > 0:
            job.polls -= 1
            job.ready = max(job.ready, self._now)
            job.expires = job.ready + LIFETIME
        return pending(Operation.POLL, correlation)

    def cancel(self, correlation: bytes) -> CancellationResult:
        """Cancel an operation that has not begun, and say what has become of it (4.27)."""
        job = self._mine().get(correlation)
        if job is None:
            return CancellationResult.UNAVAILABLE
        if job.running:
            return CancellationResult.UNABLE_TO_CANCEL
        if job.outcome is None:
            job.end(_canceled(job.operation), self._now)
            return CancellationResult.CANCELED
        if job.outcome.result_reason is ResultReason.OPERATION_CANCELED_BY_REQUESTER:
            return CancellationResult.CANCELED
        done = job.outcome.result_status is ResultStatus.SUCCESS
        return CancellationResult.COMPLETED if done else CancellationResult.FAILED

    def drop(self) -> None:
        """What the message accepted comes to nothing."""
        if self._accepted is not None:
            self._by_user.get(self._user_id, {}).pop(self._accepted, None)
            self._accepted = None


NO_JOBS = Jobs({}, "", {}, bytes, 0)  # where every operation is synchronous; it never takes any in


def pending(operation: Operation, correlation: bytes) -> ResponseBatchItem:
    """An answer that says that the operation is in progress."""
    return ResponseBatchItem(
        operation=operation,
        result_status=ResultStatus.OPERATION_PENDING,
        asynchronous_correlation_value=correlation,
    )


def _canceled(operation: Operation) -> ResponseBatchItem:
    return ResponseBatchItem(
        operation=operation,
        result_status=ResultStatus.OPERATION_FAILED,
        result_reason=ResultReason.OPERATION_CANCELED_BY_REQUESTER,
        result_message="the operation was canceled",
    )


def _expire(jobs: dict[bytes, Job], now: int) -> None:
    for correlation in [each for each, job in jobs.items() if job.expires < now and not job.running]:
        del jobs[correlation]
