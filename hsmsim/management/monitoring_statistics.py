"""Monitoring - Statistics."""

from dataclasses import asdict
from typing import ClassVar

from twisted.protocols import amp

from hsmsim.interfaces.partitions import Permission
from hsmsim.management.command import Answer, ManagementCommand, NotUnderstood, responder
from hsmsim.management.session import Session

# A value of AMP ends at 65,535 bytes; a count takes at most 150.
MOST_COUNTS = 400

_NUMBERS = (
    b"connections",
    b"opened",
    b"refused",
    b"messages",
    b"failed",
    b"unreadable",
    b"received",
    b"sent",
    b"users",
    b"objects",
    b"database_bytes",
    b"memory_bytes",
    b"cpu_milliseconds",
)


_COUNT = [(b"operation", amp.Unicode()), (b"result", amp.Unicode()), (b"number", amp.Integer())]
_QUANTILES = [(name, amp.Integer(optional=True)) for name in (b"median", b"slowest")]
_RATE = [
    *((name, amp.Integer()) for name in (b"second", b"messages", b"failed", b"received", b"sent")),
    *_QUANTILES,
]


class MonitoringStatistics(ManagementCommand):
    """What the HSM has done, in numbers; interfaces/statistics.py says what each is.

    `since`: the first second whose rate is wanted; `now` and `started` in milliseconds since 1970.
    """

    arguments: ClassVar = [(b"since", amp.Integer(optional=True))]
    response: ClassVar = [
        (b"now", amp.Integer()),
        (b"started", amp.Integer()),
        *((name, amp.Integer()) for name in _NUMBERS),
        *_QUANTILES,
        (b"counts", amp.AmpList(_COUNT)),
        (b"rates", amp.AmpList(_RATE)),
    ]


@responder(MonitoringStatistics, Permission.MONITOR_LOG, "monitoring statistics", changes=False)
async def monitoring_statistics(session: Session, since: int | None) -> Answer:
    """The numbers now."""
    statistics = session.appliance.statistics
    if statistics is None:
        raise NotUnderstood("this HSM counts nothing")
    found = asdict(statistics.snapshot(since or 0))
    return {
        **found,
        **found["gauges"],
        "now": round(found["now"] * 1000),
        "started": round(found["started"] * 1000),
        "counts": found["counts"][:MOST_COUNTS],
    }
