"""HSM - Logs: how much of it there is."""

from typing import ClassVar

from twisted.protocols import amp

from hsmsim.interfaces.partitions import Permission
from hsmsim.management.command import Answer, ManagementCommand, responder
from hsmsim.management.session import Session


class LogSize(ManagementCommand):
    """Ask how many lines the audit log has, and how many bytes; positions of the first and the last.

    `lost` events could not be written since the start, and `trouble` says why writing fails now.
    """

    response: ClassVar = [
        (b"count", amp.Integer()),
        (b"size", amp.Integer()),
        (b"first", amp.Integer()),
        (b"last", amp.Integer()),
        (b"lost", amp.Integer()),
        (b"trouble", amp.Unicode()),
    ]


@responder(LogSize, Permission.MONITOR_LOG, "logs size", changes=False)
async def log_size(session: Session) -> Answer:
    """`last` is `first` - 1 where there is no line."""
    extent = session.appliance.audit.extent()
    return {
        "count": extent.last - extent.first + 1,
        "size": extent.size,
        "first": extent.first,
        "last": extent.last,
        "lost": extent.lost,
        "trouble": extent.trouble,
    }
