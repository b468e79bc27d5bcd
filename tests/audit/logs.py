"""Audit logs for tests."""

import os
from pathlib import Path
from typing import Any

from twisted.internet.task import Clock
from twisted.logger import Logger

from hsmsim.audit.journal import Journal
from hsmsim.audit.lines import Lines
from hsmsim.audit.volumes import InFolder, InMemory, Volumes
from tests.appliance import at_once
from tests.suites.audit import KEEP, SIZE, THREAD

KEY = bytes(range(32))


def journal(volumes: Volumes, clock: Clock, events: list[dict[str, Any]] | None = None, **options: Any) -> Journal:
    """A log in these volumes; what it tells the program's log is among the events."""
    log = Logger("tests", observer=([] if events is None else events).append)
    given = {"size": SIZE, "keep": KEEP, "offload": at_once, **options}
    return Journal(volumes, Lines(clock.seconds, THREAD), clock, log=log, **given)


def in_memory(clock: Clock, **options: Any) -> Journal:
    """A log in memory."""
    return journal(InMemory(KEY), clock, **options)


def in_folder(path: Path, clock: Clock, events: list[dict[str, Any]] | None = None, **options: Any) -> Journal:
    """A log in a folder."""
    return journal(InFolder(path, os.urandom), clock, events, **options)
