"""HSM - Monitoring."""

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

from hsmsim.console.answers import moment
from hsmsim.console.desk import Action, Desk
from hsmsim.console.table_text import table
from hsmsim.management.monitoring_statistics import MonitoringStatistics

TITLE = "HSM - Monitoring - Statistics"
STOP = "Press ENTER key to stop..."

_SECONDS = 1  # between two looks
_LOOKS = 10  # at the keyboard in this time
_FROM_THE_TOP = "\x1b[H\x1b[J"


async def monitoring(desk: Desk) -> None:
    """36 - Monitoring."""
    await desk.act([Action("Statistics", _statistics, MonitoringStatistics)])


async def _statistics(desk: Desk) -> None:
    """Live on a terminal; one look into a pipe."""
    if desk.terminal.live:
        await _live(desk)
        return
    desk.frame(TITLE)
    for line in _lines(await desk.link.call(MonitoringStatistics)):
        desk.say(line)
    desk.pause()


async def _live(desk: Desk) -> None:
    with desk.terminal.listening() as pressed:
        while True:
            found = await desk.link.call(MonitoringStatistics)
            shown = [TITLE, "", *_lines(found)][: desk.terminal.height - 3]
            desk.terminal.write(_FROM_THE_TOP + "\n".join([*shown, "", STOP]))
            for _ in range(_LOOKS):
                if pressed():
                    desk.say()
                    return
                await desk.link.pause(_SECONDS / _LOOKS)


def _lines(found: dict[str, Any]) -> Iterator[str]:
    for name, value in _facts(found).items():
        yield f"{name:<20} - {value}"
    if found["counts"]:
        yield ""
        rows = [(each["operation"] or "(none)", each["result"], str(each["number"])) for each in found["counts"]]
        yield from table(("Operation", "Result", "Number"), rows)


def _facts(found: dict[str, Any]) -> dict[str, str]:
    up = timedelta(seconds=(found["now"] - found["started"]) // 1000)
    last = found["rates"][-1]["messages"] if found["rates"] else 0
    return {
        "Time": moment(found["now"] // 1000),
        "Running for": str(up),
        "Users": str(found["users"]),
        "Objects": str(found["objects"]),
        "Database": f"{found['database_bytes']} byte(s)",
        "Memory": f"{found['memory_bytes']} byte(s)",
        "CPU time": f"{found['cpu_milliseconds'] / 1000:.1f} s",
        "Connections": f"{found['connections']} ({found['opened']} opened, {found['refused']} refused)",
        "Messages": f"{found['messages']} ({found['failed']} failed, {found['unreadable']} unreadable)",
        "Last busy second": f"{last} message(s)",
        "Received": f"{found['received']} byte(s)",
        "Sent": f"{found['sent']} byte(s)",
        "Duration": _duration(found),
    }


def _duration(found: dict[str, Any]) -> str:
    if found["median"] is None:
        return "no messages lately"
    return f"median {found['median'] / 1000:.2f} ms, 99 of 100 within {found['slowest'] / 1000:.2f} ms"
