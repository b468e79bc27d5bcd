"""The consoles: what answers hsmcon, and what answers browsers."""

from collections.abc import Iterator
from typing import Any

from twisted.internet.interfaces import IReactorTime

from hsmsim.management.session import Appliance
from hsmsim.server.manage import ManagementFactory
from hsmsim.settings import Settings

# Factories of connections, by the name of the setting that says where; `close` ends all sessions.
Consoles = dict[str, Any]


def consoles(settings: Settings, appliance: Appliance, reactor: IReactorTime, numbers: Iterator[int]) -> Consoles:
    """Those that the settings want."""
    found: Consoles = {}
    if settings.console is not None:
        found["console"] = ManagementFactory(appliance, reactor, numbers)
    if settings.web is not None:
        from hsmsim.server.web.site import WebFactory  # only here: it costs start-up time

        found["web"] = WebFactory(appliance, reactor, settings.idle, numbers)
    return found
