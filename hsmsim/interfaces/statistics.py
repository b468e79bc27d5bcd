"""Statistics: what the HSM has done, in numbers."""

from dataclasses import dataclass

from zope.interface import Interface

KEPT_SECONDS = 300  # that are remembered one by one


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
    """How often an operation had a result.

    Args:
        operation: its title; `unknown` for all that have none, empty where a message was refused as a whole.
        result: the title of the status, or of the reason of a failure.
    """

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
        median, slowest: quantiles 0.5 and 0.99 of what the messages of the last KEPT_SECONDS took, in microseconds;
            None where there were none.
        counts: items by operation and result.
        rates: the last KEPT_SECONDS in which something went on, oldest first.
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


class IStatistics(Interface):
    """Numbers of what went on since the start."""

    def snapshot(since: int = 0) -> Snapshot:
        """The numbers now.

        Args:
            since: the first second whose rate is wanted.
        """
