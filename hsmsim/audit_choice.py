"""The audit log that the settings choose, where its lines go besides, and what it says of the HSM itself."""

import dataclasses
import os
import socket
import threading
from collections.abc import Awaitable, Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any, cast

from cryptography import x509
from cryptography.hazmat.primitives.hashes import SHA256
from twisted.logger import Logger

import hsmsim
from hsmsim.audit.journal import Journal
from hsmsim.audit.lines import Lines
from hsmsim.audit.volumes import KEY_SIZE, InFolder, InMemory, Volumes
from hsmsim.exchange.jobs import Wait
from hsmsim.interfaces.audit import IAudit
from hsmsim.readers import Receiver, SyslogReceiver
from hsmsim.settings import NewUser, Settings

if TYPE_CHECKING:
    from hsmsim.server.syslog import Syslog

Offload = Callable[..., Awaitable[Any]]


def audit_folder(settings: Settings) -> Path | None:
    """Where the audit log is; None for memory."""
    if settings.audit is not None:
        return settings.audit
    return None if settings.state is None else settings.state / "audit"


@dataclasses.dataclass(slots=True)
class Auditing:
    """The audit log while the HSM runs, and its way to a syslog receiver."""

    log: IAudit
    syslog: "Syslog | None"

    def record(self, text: str) -> None:
        """Record an event of the HSM itself."""
        self.log.record(0, text)

    def lines(self) -> list[str]:
        """All lines that are kept."""
        return [line.text for line in self.log.retrieve(0, self.log.extent().last)]

    async def stop(self) -> None:
        """Record the end of the HSM, and let go of all."""
        self.record("HSM stopped")
        if self.syslog is not None:
            await self.syslog.stop()
        self.log.close()


def open_audit(settings: Settings, reactor: Any, random: Callable[[int], bytes], offload: Offload) -> Auditing:
    """Open the audit log, and begin it with what the HSM is started with.

    Args:
        offload: runs a slow function in a thread.

    Raises:
        LogUnusable: it cannot be opened.
    """
    folder = audit_folder(settings)
    volumes: Volumes = InMemory(random(KEY_SIZE)) if folder is None else InFolder(folder, random)
    lines = Lines(reactor.seconds, threading.get_native_id())
    log = Logger(namespace="hsmsim.audit")
    syslog = _make_syslog(settings.syslog, reactor, offload)
    told = () if syslog is None else (syslog.tell,)
    audit = Journal(volumes, lines, reactor, offload, log, settings.audit_size, settings.audit_keep, told)
    if syslog is not None:
        syslog.start()
    auditing = Auditing(cast(IAudit, audit), syslog)
    auditing.record(f"HSM started: hsmsim {hsmsim.__version__}, process {os.getpid()}")
    for text in in_force(settings):
        auditing.record(f"HSM setting: {text}")
    return auditing


def _make_syslog(receiver: SyslogReceiver | None, reactor: Any, offload: Offload) -> "Syslog | None":
    if receiver is None:
        return None
    from hsmsim.server import syslog  # only here: it costs start-up time

    way, place, port = receiver
    if way == "udp":
        opened = syslog.by_udp(place, port, offload)
    else:
        opened = syslog.by_tcp(place, port) if way == "tcp" else syslog.by_socket(place)
    log = Logger(namespace="hsmsim.syslog")
    return syslog.Syslog(str(receiver), opened, _host_name(), os.getpid(), reactor, log)


def _host_name() -> str:
    """The name of this machine, as far as RFC 5424 takes it."""
    name = socket.gethostname()[:255]
    return name if name and all("!" <= each <= "~" for each in name) else "-"


# ------------------------------------------------------------------------------------------------------ what it says


def in_force(settings: Settings) -> Iterator[str]:
    """The settings that are not what they are by default, one by one; of secrets only that they are given."""
    for field in dataclasses.fields(settings):
        value = getattr(settings, field.name)
        if value != field.default:
            name = f"--{field.name.replace('_', '-')}"
            yield f"{name} (secret)" if not field.repr else name if value is True else f"{name} {_shown(value)}"


def _shown(value: Any) -> str:
    if type(value) is tuple:
        return ", ".join(map(_shown, value))
    return _SHOWN.get(type(value), str)(value)


def _wait(value: Wait) -> str:
    name = "*" if value.operation is None else value.operation.title
    return f"{name}=polls:{value.polls}" if value.polls else f"{name}=seconds:{value.seconds}"


# Nothing else of a user is for the log: there may be a password.
_SHOWN: dict[type, Callable[[Any], str]] = {
    NewUser: lambda user: str(user.user_id),
    Receiver: lambda receiver: f"{receiver.user_id}={receiver.host}:{receiver.port}",
    Wait: _wait,
    type(None): lambda _: "off",
}


def tell_certificate(auditing: Auditing, found: x509.Certificate, source: Path | None) -> None:
    """Record which TLS certificate is shown.

    Args:
        source: the file that it came from; None where it was made at this start.
    """
    auditing.record(
        f"TLS certificate: {'made now' if source is None else f'from {source}'}, "
        f"valid from {found.not_valid_before_utc:%Y/%m/%d %H:%M:%S} to {found.not_valid_after_utc:%Y/%m/%d %H:%M:%S}, "
        f"SHA-256 {found.fingerprint(SHA256()).hex()}"
    )
