"""HSM - Info and HSM - Firmware update."""

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

from hsmsim.console.answers import moment
from hsmsim.console.desk import Desk, each_of
from hsmsim.management.firmware_update import FirmwareUpdate
from hsmsim.management.hsm_status import HsmStatus


async def info(desk: Desk) -> None:
    """33 - Info."""
    await desk.show(each_of(_lines(await desk.link.call(HsmStatus))))
    desk.pause()


def _lines(found: dict[str, Any]) -> Iterator[str]:
    for name, value in _facts(found).items():
        yield f"{name:<20} - {value}"
    for title, name in (("Profiles", "profiles"), ("Operations", "operations")):
        yield f"\n{title}:"
        yield from (each["name"] for each in found[name])
    if found["settings"]:
        yield "\nSettings:"
        yield from (each["setting"] for each in found["settings"])


def _facts(found: dict[str, Any]) -> dict[str, str]:
    up = timedelta(seconds=(found["now"] - found["started"]) // 1000)
    custody = f"{found['under_custodians']} partition(s), {found['authorized']} authorized"
    digest = bytes.fromhex(found["sha256"]).hex(":").upper()
    listeners = {f"{each['name']}": each["address"] or "off" for each in found["listeners"]}
    return {
        "Product": found["product"],
        "Engine": found["engine"],
        "Model": found["model"],
        "Serial number": found["serial"],
        "Time": f"{moment(found['now'] // 1000)} UTC",
        "Running for": str(up),
        "Stored in": found["stored"],
        "Users": str(found["users"]),
        "Objects": str(found["objects"]),
        "Database": f"{found['database_bytes']} byte(s)",
        "MxN": custody,
        "TLS certificate": found["subject"],
        "Key": found["key_type"],
        "SHA-256": digest,
        "Valid until": f"{moment(found['not_after'])} UTC",
        **listeners,
    }


async def firmware(desk: Desk) -> None:
    """37 - Firmware update: a simulator has none, and says so."""
    await desk.link.call(FirmwareUpdate)
