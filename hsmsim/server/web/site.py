"""The web listener: twisted.web with bounds, under the names of the HSM's certificate."""

from collections.abc import Iterator
from typing import Any

from cryptography import x509
from twisted.internet.interfaces import IAddress, IReactorTime
from twisted.python.failure import Failure
from twisted.web import http, server

from hsmsim.interfaces.partitions import IPartitions
from hsmsim.management.session import Appliance
from hsmsim.server.web.guard import Hosts, set_headers
from hsmsim.server.web.sessions import Visits

IDLE_SECONDS = 60  # after which a connection that asks for nothing is closed
NO_NAME = b": the HSM's certificate has another name, and --san adds one. Ask for the address instead of the name."
SERVER = "hsmsim"  # who answers; no version: nobody has logged in yet
MOST_BODY = 8 * 1024 * 1024  # bytes of a request


class WebRequest(server.Request):
    """One request."""

    channel: "WebChannel"

    def process(self) -> None:
        """Answer, if the name that is asked for is ours."""
        set_headers(self)
        self.setHeader("Server", SERVER)
        if self.channel.factory.closed:
            self.turn_away(http.SERVICE_UNAVAILABLE)
        elif self.channel.factory.hosts.known(self.getHeader("host")):
            super().process()
        else:
            self.turn_away(*((http.FORBIDDEN, NO_NAME) if self.getHeader("host") else (http.BAD_REQUEST,)))

    def render(self, resrc: Any) -> None:
        """Answer with what is asked for. Twisted has said its own name and version by now."""
        self.setHeader("Server", SERVER)
        super().render(resrc)

    def turn_away(self, status: int, why: bytes = b"") -> None:
        """Answer that there is no answer."""
        self.setResponseCode(status)
        self.setHeader("Content-Type", "text/plain")
        self.write(http.RESPONSES[status] + why + b"\n")
        self.finish()


class WebChannel(http.HTTPChannel):
    """One connection."""

    factory: "WebFactory"

    def connectionMade(self) -> None:
        """It is one of the factory's as long as it is open."""
        super().connectionMade()
        self.factory.channels.add(self)

    def connectionLost(self, reason: Failure) -> None:  # type: ignore[override]
        """It is no more."""
        self.factory.channels.discard(self)
        super().connectionLost(reason)

    def loseConnection(self) -> None:
        """It will be no more."""
        self.factory.channels.discard(self)
        super().loseConnection()

    def checkPersistence(self, request: http.Request, version: bytes) -> bool:
        """Whether another request may follow on this one."""
        return not self.factory.closed and super().checkPersistence(request, version)

    def retire(self) -> None:
        """End once what has been asked for is answered."""
        self.persistent = False
        if not self.requests:
            self.loseConnection()

    def allHeadersReceived(self) -> None:
        """A body that is too long, or of a length that is not said, is not waited for."""
        if self.length is not None and self.length <= MOST_BODY:
            super().allHeadersReceived()
            return
        request: Any = self.requests[-1]
        request.clientproto = self._version
        self.persistent = False
        request.setHeader("Connection", "close")
        request.turn_away(http.LENGTH_REQUIRED if self.length is None else http.REQUEST_ENTITY_TOO_LARGE)


class WebFactory(server.Site):
    """Serves the web console.

    Args:
        appliance: what the commands of all sessions share.
        clock: for time-outs.
        idle: seconds after which who does nothing is logged out; 0 is never.
        numbers: one for each login, as for every connection.
    """

    noisy = False
    protocol = WebChannel  # type: ignore[assignment]
    displayTracebacks = False

    def __init__(self, appliance: Appliance, clock: IReactorTime, idle: float, numbers: Iterator[int]) -> None:
        super().__init__(None, requestFactory=WebRequest, timeout=IDLE_SECONDS, reactor=clock)
        self.closed = False
        self.channels: set[WebChannel] = set()
        self.hosts = Hosts(_names(appliance.certificate))
        self.visits = Visits(clock, appliance.random, idle)
        self._appliance = appliance
        self._clock = clock
        self._numbers = numbers
        self.watch(appliance.partitions)

    def watch(self, partitions: IPartitions) -> None:
        """Log out users who have to log in anew, or cannot."""
        partitions.watch_sessions(self.visits.end_user)

    # HTTPFactory's own log of requests, and the clock that it runs for that, are not wanted.

    def startFactory(self) -> None:
        """Called when the listener begins."""

    def stopFactory(self) -> None:
        """Called when the listener has ended."""

    def log(self, request: object) -> None:
        """Commands are recorded where they are carried out."""

    def buildProtocol(self, addr: IAddress | None) -> Any:
        """Called for each connection; the first one makes the routes, which take a while to load."""
        if self.resource is None:
            self.resource = self._routes()
        return super().buildProtocol(addr)

    def _routes(self) -> Any:
        from hsmsim.server.web.app import Console  # only here: it costs start-up time

        return Console(self._appliance, self.visits, self._clock, self._numbers).app.resource()

    def close(self) -> None:
        """Log everybody out, and answer nothing more: who stays connected would be answered from what was before."""
        self.closed = True
        for channel in list(self.channels):
            channel.retire()
        self.visits.close()


def _names(certificate: bytes) -> list[str]:
    """The names that a certificate is made out to."""
    found = x509.load_pem_x509_certificate(certificate)
    try:
        names = found.extensions.get_extension_for_class(x509.SubjectAlternativeName).value
    except x509.ExtensionNotFound:
        return []
    return names.get_values_for_type(x509.DNSName)
