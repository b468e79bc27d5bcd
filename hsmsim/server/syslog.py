"""The way of audit lines to a syslog receiver (RFC 5424): by UDP, TCP with octet counting (RFC 6587), or a socket.

Nothing ever waits for the receiver: lines stand in a bounded queue, and those that find it full are lost.
"""

import socket
from collections import deque
from collections.abc import Awaitable, Callable
from typing import Any, Protocol, cast

from twisted.internet.defer import Deferred
from twisted.internet.endpoints import HostnameEndpoint
from twisted.internet.interfaces import IDelayedCall, IPushProducer, IReactorTime
from twisted.internet.protocol import Factory, connectionDone
from twisted.internet.protocol import Protocol as Stream
from twisted.python.failure import Failure
from zope.interface import implementer

from hsmsim.interfaces.log import Log

MOST_WAITING = 10_000  # lines
FIRST_WAIT, LONGEST_WAIT = 1.0, 60.0  # seconds between two attempts to reach the receiver
FULL_WAIT = 0.05  # seconds after which a socket that was full is tried again
LASTING = 10.0  # seconds after which a way counts as good
GOODBYE_SECONDS = 1.0  # for what was written to leave at the stop

_PRIORITY = 13 * 8 + 6  # facility log audit, severity informational
_TEXT = 47  # where the text of a line begins
_LONGEST_KIND = 32  # characters of MSGID
_BOM = b"\xef\xbb\xbf"


def message(line: str, host: str, process: int) -> bytes:
    """A line as a message of RFC 5424.

    MSGID is the first word of the text, which tells what kind of event it is. There is no structured data. MSG is the
    whole line; it begins with the BOM where it is not ASCII alone (6.4).
    """
    when = f"{line[:10].replace('/', '-')}T{line[11:19]}Z"
    kind = line[_TEXT:].partition(" ")[0]
    if not (kind.isascii() and 0 < len(kind) <= _LONGEST_KIND):
        kind = "-"
    bom = b"" if line.isascii() else _BOM
    return f"<{_PRIORITY}>1 {when} {host} hsmsim {process} {kind} - ".encode() + bom + line.encode()


class Outlet(Protocol):
    """A way to the receiver."""

    def send(self, waiting: deque[bytes]) -> None:
        """Send what can be sent now, and take it from what waits.

        Raises:
            OSError: the way is gone.
        """

    async def close(self) -> None:
        """Go, once what was sent has left."""


class Syslog:
    """Sends lines to one receiver.

    Args:
        where: the receiver, for the log.
        open: opens a way to it; raises OSError or what Twisted has for that.
        host: the name of this machine.
        process: the number of this process.
        reactor: its clock.
        log: is told when the receiver cannot be reached, and when lines are lost.
    """

    def __init__(
        self,
        where: str,
        open: Callable[["Syslog"], Awaitable[Outlet]],
        host: str,
        process: int,
        reactor: IReactorTime,
        log: Log,
    ) -> None:
        self.reactor = reactor
        self._where = where
        self._open = open
        self._host = host
        self._process = process
        self._log = log
        self._waiting: deque[bytes] = deque()
        self._lost = 0
        self._outlet: Outlet | None = None
        self._wait = FIRST_WAIT
        self._next: IDelayedCall | None = None
        self._opening: Deferred[None] | None = None
        self._opened = 0.0
        self._told = False
        self._stopped = False

    def tell(self, line: str) -> None:
        """Send a line of the audit log, as soon as that can be done."""
        if len(self._waiting) >= MOST_WAITING:
            if not self._lost:
                self._log.warn("syslog {where}: {most} lines wait; more are lost", where=self._where, most=MOST_WAITING)
            self._lost += 1
            return
        self._waiting.append(message(line, self._host, self._process))
        if self._outlet is not None:
            self._call(0, self.flush)

    def start(self) -> None:
        """Open the way to the receiver; again and again, where that fails."""
        self._opening = Deferred.fromCoroutine(self._attempt())

    async def _attempt(self) -> None:
        try:
            outlet = await self._open(self)
        except Exception as error:  # whatever Twisted and the operating system have for "cannot be reached"
            self._away(getattr(error, "strerror", None) or str(error))
            return
        if self._stopped:
            await outlet.close()
            return
        self._outlet, self._opened = outlet, self.reactor.seconds()
        self.flush()

    def flush(self) -> None:
        """Send what waits."""
        if self._outlet is None:
            return
        try:
            self._outlet.send(self._waiting)
        except BlockingIOError:
            self._call(FULL_WAIT, self.flush)
        except OSError as error:
            self.gone(self._outlet, error.strerror or str(error))
            return
        if self.reactor.seconds() - self._opened >= LASTING:
            self._lasts()
        if self._lost and len(self._waiting) < MOST_WAITING:
            self._log.warn("syslog {where}: {lost} lines were lost", where=self._where, lost=self._lost)
            self._lost = 0

    def _lasts(self) -> None:
        """The way has been there for some time: it is a good one. Datagrams find out only after some that were lost."""
        self._wait = FIRST_WAIT
        if self._told:
            self._told = False
            self._log.info("syslog {where} is reached again", where=self._where)

    def gone(self, outlet: Outlet, why: str) -> None:
        """A way is gone; what was not sent waits."""
        if outlet is self._outlet:
            self._outlet = None
            Deferred.fromCoroutine(outlet.close())
            self._away(why)

    def _away(self, why: str) -> None:
        if not self._told and not self._stopped:
            self._told = True
            self._log.warn("syslog {where} cannot be reached: {why}; lines wait", where=self._where, why=why)
        self._cancel()
        self._call(self._wait, self.start)
        self._wait = min(2 * self._wait, LONGEST_WAIT)

    def _call(self, seconds: float, what: Callable[[], None]) -> None:
        """Do something later, unless something is to be done already or all is over."""
        if self._next is None and not self._stopped:
            self._next = self.reactor.callLater(seconds, self._do, what)

    def _cancel(self) -> None:
        if self._next is not None:
            self._next.cancel()
            self._next = None

    def _do(self, what: Callable[[], None]) -> None:
        self._next = None
        what()

    async def stop(self) -> None:
        """Send what can be sent at once, and end."""
        self._stopped = True
        self._cancel()
        if self._opening is not None:
            self._opening.cancel()
        self.flush()
        if self._waiting or self._lost:
            lost = len(self._waiting) + self._lost
            self._log.warn("syslog {where}: {lost} lines were lost", where=self._where, lost=lost)
        if self._outlet is not None:
            await self._outlet.close()


# ------------------------------------------------------------------------------------------------------------- ways


class Datagrams:
    """One datagram for each message, over a socket that is connected and never waits."""

    def __init__(self, connected: socket.socket) -> None:
        self._socket = connected

    def send(self, waiting: deque[bytes]) -> None:
        """See Outlet; raises BlockingIOError where the socket is full."""
        while waiting:
            self._socket.send(waiting[0])
            waiting.popleft()

    async def close(self) -> None:
        """See Outlet."""
        self._socket.close()


def _connected(family: int, address: Any) -> Datagrams:
    made = socket.socket(family, socket.SOCK_DGRAM)
    try:
        made.setblocking(False)
        made.connect(address)
    except BaseException:
        made.close()
        raise
    return Datagrams(made)


def by_udp(host: str, port: int, offload: Callable[..., Awaitable[Any]]) -> Callable[[Syslog], Awaitable[Outlet]]:
    """The way by UDP.

    Args:
        offload: runs a function that may wait in a thread.
    """

    async def open(syslog: Syslog) -> Outlet:
        found = await offload(socket.getaddrinfo, host, port, 0, socket.SOCK_DGRAM)
        return _connected(found[0][0], found[0][4])

    return open


def by_socket(path: str) -> Callable[[Syslog], Awaitable[Outlet]]:
    """The way by a local socket for datagrams, such as /dev/log."""

    async def open(syslog: Syslog) -> Outlet:
        return _connected(socket.AF_UNIX, path)

    return open


@implementer(IPushProducer)
class Counted(Stream):
    """A connection on which each message follows the number of its bytes (RFC 6587 3.4.1)."""

    def __init__(self, syslog: Syslog) -> None:
        self._syslog = syslog
        self._paused = False
        self._ended: Deferred[None] = Deferred()

    @property
    def _wire(self) -> Any:
        return self.transport

    def connectionMade(self) -> None:
        """Called by Twisted."""
        self._wire.registerProducer(self, True)

    def send(self, waiting: deque[bytes]) -> None:
        """See Outlet; nothing is sent while the receiver does not take what was."""
        if waiting and not self._paused:
            self._wire.write(b"".join(b"%d %b" % (len(each), each) for each in waiting))
            waiting.clear()

    def pauseProducing(self) -> None:
        """Called by Twisted: the receiver does not take what was sent."""
        self._paused = True

    def resumeProducing(self) -> None:
        """Called by Twisted."""
        self._paused = False
        self._syslog.flush()

    def stopProducing(self) -> None:
        """Called by Twisted; connectionLost follows."""

    def connectionLost(self, reason: Failure = connectionDone) -> None:
        """Called by Twisted."""
        self._ended.callback(None)
        self._syslog.gone(self, reason.getErrorMessage())

    async def close(self) -> None:
        """See Outlet."""
        if self._ended.called:
            return
        self._wire.unregisterProducer()
        self._wire.loseConnection()
        late = self._syslog.reactor.callLater(GOODBYE_SECONDS, self._wire.abortConnection)
        await self._ended
        if late.active():
            late.cancel()


def by_tcp(host: str, port: int) -> Callable[[Syslog], Awaitable[Outlet]]:
    """The way by TCP."""

    async def open(syslog: Syslog) -> Outlet:
        endpoint = HostnameEndpoint(syslog.reactor, host, port)
        return cast(Outlet, await endpoint.connect(Factory.forProtocol(lambda: Counted(syslog))))

    return open
