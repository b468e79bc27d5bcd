"""What people write as the value of a setting, read: paths, hosts, clients that are told, operations that wait.

Each raises ValueError with one line that says what is wrong.
"""

import ipaddress
import re
import socket
from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

from hsmsim.exchange.jobs import NEVER, Wait
from hsmsim.interfaces.partitions import PartitionsError
from hsmsim.partitions.rules import check_user_id
from hsmsim.spec.enums import Operation


class Receiver(NamedTuple):
    """A client that is told of the changes in a partition, as `--notify` names it."""

    user_id: str
    host: str
    port: int
    certificate: Path


class SyslogReceiver(NamedTuple):
    """Where a syslog receiver listens.

    Args:
        way: `udp`, `tcp` or `unix`.
        place: the host; of `unix` the path of the socket.
        port: 0 with `unix`.
    """

    way: str
    place: str
    port: int

    def __str__(self) -> str:
        place = f"[{self.place}]" if ":" in self.place and self.port else self.place
        return f"{self.way}:{place}:{self.port}" if self.port else f"{self.way}:{place}"


def path(text: str) -> Path:
    """Read a path; `~` is the home folder."""
    if not text:
        raise ValueError("the name is empty")
    return Path(text).expanduser()


def host(text: str) -> str:
    """Read the name or address of a host, as a certificate names it."""
    try:
        return str(ipaddress.ip_address(text))
    except ValueError:
        if re.fullmatch(r"(\*\.)?[A-Za-z0-9_]([A-Za-z0-9_-]*[A-Za-z0-9_])?(\.[A-Za-z0-9_-]+)*\.?", text) is None:
            raise ValueError(f"{text!r} is no host name and no address") from None
        return text


def count(most: int) -> Callable[[str], int]:
    """Make a reader for a number from 0 up to `most`."""

    def read(text: str) -> int:
        if not re.fullmatch("[0-9]{1,9}", text) or int(text) > most:
            raise ValueError(f"{text!r} is no number from 0 to {most}")
        return int(text)

    return read


def receiver(text: str) -> Receiver:
    """Read NAME=HOST:PORT,CERT.pem; an address of IPv6 is in brackets."""
    match = re.fullmatch(r"([^=]*)=(?:\[([^]]*)\]|([^:,\[]*)):([0-9]{1,5}),(.+)", text)
    if match is None:
        raise ValueError("it is written NAME=HOST:PORT,CERT.pem")
    name, literal, plain, port, file = match.groups()
    try:
        check_user_id(name)
    except PartitionsError as error:
        raise ValueError(f"{error}; it is written NAME=HOST:PORT,CERT.pem") from None
    return Receiver(name, host(plain if literal is None else literal), _port(port), path(file))


def syslog(text: str) -> SyslogReceiver | None:
    """Read udp:HOST:PORT, tcp:HOST:PORT, unix:PATH, or `off`; an address of IPv6 is in brackets."""
    if text == "off":
        return None
    if text.startswith("unix:") and len(text) > len("unix:"):
        return SyslogReceiver("unix", str(path(text.removeprefix("unix:"))), 0)
    match = re.fullmatch(r"(udp|tcp):(?:\[([^]]*)\]|([^:\[]*)):([0-9]{1,5})", text)
    if match is None:
        raise ValueError("it is written udp:HOST:PORT, tcp:HOST:PORT, unix:PATH, or off")
    way, literal, plain, port = match.groups()
    return SyslogReceiver(way, host(plain if literal is None else literal), _port(port))


def _port(text: str) -> int:
    if not 0 < int(text) <= 65535:
        raise ValueError(f"{text} is no port number to connect to")
    return int(text)


_OPERATIONS = {each.title.replace(" ", "").lower(): each for each in Operation if each not in NEVER}
_LONGEST_WAIT = 86400  # polls or seconds


def wait(text: str) -> Wait:
    """Read OPERATION=polls:N or OPERATION=seconds:N; the operation's name without blanks, or * for all others."""
    match = re.fullmatch(r"([^=]*)=(polls|seconds):([0-9]{1,5})", text)
    if match is None or int(match[3]) > _LONGEST_WAIT:
        raise ValueError(f"{text!r} is not OPERATION=polls:N or OPERATION=seconds:N, N at most {_LONGEST_WAIT}")
    name, unit, number = match.groups()
    operation = _OPERATIONS.get(name.replace(" ", "").lower())
    if operation is None and name != "*":
        raise ValueError(f"{name!r} is no operation that can be asynchronous; write it as CreateKeyPair, or * for all")
    return Wait(operation, *((int(number), 0) if unit == "polls" else (0, int(number))))


def host_names() -> list[str]:
    """The name of this machine, if it is one that a certificate can have."""
    try:
        return [host(socket.gethostname())]
    except ValueError:
        return []
