"""Who looks on while messages go over the wire: the wire log, the ring, the statistics."""

import os
import time
from collections.abc import Callable, Collection
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import cast

from twisted.logger import Logger

from hsmsim import operations
from hsmsim.interfaces.ring import IRing
from hsmsim.interfaces.statistics import IStatistics
from hsmsim.interfaces.store import IStore
from hsmsim.interfaces.taps import ITap
from hsmsim.server.keys import BadFile
from hsmsim.settings import Settings
from hsmsim.taps.ring import Ring
from hsmsim.taps.several import one_of
from hsmsim.taps.statistics import Statistics

_MEMORY = Path("/proc/self/statm")  # only on Linux


@dataclass(frozen=True, slots=True)
class Looking:
    """Those who look on.

    Args:
        tap: all of them as one.
        ring: what went over the wire; None where nothing of it is kept.
    """

    tap: ITap
    ring: IRing | None
    statistics: IStatistics


def look(
    settings: Settings,
    now: Callable[[], float],
    users: Callable[[], Collection[str]],
    store: Callable[[], IStore],
) -> Looking:
    """The taps that the settings ask for.

    Args:
        now: seconds since 1970.
        users: the User IDs.

    Raises:
        BadFile: the wire log cannot be written.
    """
    log = Logger(namespace="hsmsim.wire")
    statistics = Statistics(now, _gauges(users, store, settings.state))
    ring = Ring(settings.wire_ring, log) if settings.wire_ring else None
    tap = one_of(_wire_log(settings.log_wire, log, now), cast(ITap | None, ring), cast(ITap, statistics))
    return Looking(cast(ITap, tap), cast(IRing | None, ring), cast(IStatistics, statistics))


def _wire_log(where: Path | None, log: Logger, now: Callable[[], float]) -> ITap | None:
    if where is None:
        return None
    from hsmsim.taps.wirelog import wire_log  # only here: it costs start-up time

    try:
        return cast(ITap, wire_log(where, log, now, operations.names()))
    except OSError as error:
        raise BadFile(f"cannot write {where}: {error.strerror}") from None


def _gauges(
    users: Callable[[], Collection[str]], store: Callable[[], IStore], folder: Path | None
) -> dict[str, Callable[[], int]]:
    """What is measured when somebody asks for the statistics; `folder` is where the database is, if it is in one."""
    return {
        "users": lambda: len(users()),
        "objects": lambda: sum(map(store().count, users())),
        "database_bytes": lambda: 0 if folder is None else _size(folder),
        "memory_bytes": _memory,
        "cpu_milliseconds": lambda: round(time.process_time() * 1000),
    }


def _size(folder: Path) -> int:
    """Bytes of the files of the database."""
    size = 0
    for file in folder.glob("*.db*"):
        with suppress(FileNotFoundError):  # the journal comes and goes
            size += file.stat().st_size
    return size


def _memory() -> int:
    """Bytes of this process that are in memory; 0 where the system does not say."""
    try:
        return int(_MEMORY.read_text().split()[1]) * os.sysconf("SC_PAGE_SIZE")
    except OSError:
        return 0
