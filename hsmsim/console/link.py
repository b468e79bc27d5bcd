"""The connection to the HSM: AMP inside TLS."""

import ipaddress
from typing import Any

from OpenSSL import SSL
from OpenSSL.crypto import FILETYPE_ASN1, dump_certificate
from twisted.internet import defer
from twisted.internet.defer import Deferred
from twisted.internet.endpoints import wrapClientTLS
from twisted.internet.error import ConnectError, ConnectionClosed, DNSLookupError
from twisted.internet.interfaces import (
    IHandshakeListener,
    IOpenSSLClientConnectionCreator,
    IReactorTime,
    IStreamClientEndpoint,
)
from twisted.internet.protocol import Factory, connectionDone
from twisted.internet.task import deferLater
from twisted.protocols import amp
from twisted.protocols.tls import TLSMemoryBIOProtocol
from twisted.python.failure import Failure
from zope.interface import implementer

from hsmsim.console import plain
from hsmsim.console.trust import Check, Untrusted
from hsmsim.interfaces.partitions import CodeNeeded
from hsmsim.management.command import ManagementCommand
from hsmsim.management.numbers import INVALID_PAYLOAD, NOT_IMPLEMENTED, split

HANDSHAKE_SECONDS = 15
GOODBYE_SECONDS = 1


# The appliance's numbers for what only the client knows.
CONNECT_FAILED = -12
NET_FAIL = 5001

_ENDED = "the HSM has ended the session: it was idle for too long, its user was changed or removed, or the HSM stopped"


class Failed(Exception):
    """Something that was asked of the HSM is not done.

    Args:
        number: the appliance's, for what went wrong.
        text: why, without full stop.
    """

    def __init__(self, number: int, text: str) -> None:
        super().__init__(number, text)
        self.number = number
        self.text = text

    def __str__(self) -> str:
        return f"Error {self.number}: {plain.line(self.text)}"


class Unreachable(Failed):
    """There is no talking to the HSM, or no more."""


class RefusedByHsm(Failed):
    """The HSM does not do what was asked."""


@implementer(IOpenSSLClientConnectionCreator)
class _ClientTLS:
    """TLS that takes any certificate at first: `_Wire` checks it before a byte of ours is sent."""

    def __init__(self, host: str) -> None:
        self._host = host
        self._context = SSL.Context(SSL.TLS_CLIENT_METHOD)
        self._context.set_min_proto_version(SSL.TLS1_2_VERSION)
        self._context.set_verify(SSL.VERIFY_NONE)

    def clientConnectionForTLS(self, tlsProtocol: TLSMemoryBIOProtocol) -> SSL.Connection:
        """A connection; it names the host unless that is an address (RFC 6066 3)."""
        connection = SSL.Connection(self._context, None)
        try:
            ipaddress.ip_address(self._host)
        except ValueError:
            connection.set_tlsext_host_name(self._host.encode("idna"))
        return connection


@implementer(IHandshakeListener)
class _Wire(amp.AMP):
    """One connection; `ready` fires with the HSM's certificate (DER) when it has passed the check."""

    def __init__(self, check: Check) -> None:
        super().__init__()
        self._check = check
        self.tls: Any = None
        self.ready: Deferred[bytes] = Deferred()
        self.gone: Deferred[None] = Deferred()

    def locateResponder(self, name: bytes) -> None:
        """The HSM asks nothing of us."""

    def connectionMade(self) -> None:
        """AMP forgets its transport when that is gone; we may come later."""
        super().connectionMade()
        self.tls = self.transport

    def handshakeCompleted(self) -> None:
        """Nothing was sent so far but TLS."""
        certificate = dump_certificate(FILETYPE_ASN1, self.tls.getPeerCertificate())
        try:
            self._check(certificate)
        except Untrusted:
            failure = Failure()
            self.tls.abortConnection()
            self._settle(failure)
        else:
            self._settle(certificate)

    def connectionLost(self, reason: Failure = connectionDone) -> None:
        """Perhaps before the handshake."""
        super().connectionLost(reason)
        self._settle(Failure(Unreachable(CONNECT_FAILED, "the HSM does not speak TLS, or ended the connection")))
        self.gone.callback(None)

    def _settle(self, result: Any) -> None:
        if not self.ready.called:
            self.ready.callback(result)


class Link:
    """A connection to an HSM whose certificate has been checked.

    Args:
        certificate: the HSM's, DER.
    """

    def __init__(self, wire: _Wire, certificate: bytes, clock: IReactorTime) -> None:
        self._wire = wire
        self._clock = clock
        self.certificate = certificate

    async def call(self, command: type[ManagementCommand], **arguments: object) -> dict[str, Any]:
        """Run a command.

        Raises:
            RefusedByHsm: the text says why.
            CodeNeeded: only for Login.
            Unreachable: the session is over.
        """
        try:
            answer: dict[str, Any] = await self._wire.callRemote(command, **arguments)
        except CodeNeeded:
            raise
        except tuple(ManagementCommand.errors) as error:
            raise RefusedByHsm(*split(str(error))) from None
        except amp.RemoteAmpError as error:
            raise RefusedByHsm(*split(error.description)) from None
        except amp.UnhandledCommand:
            raise RefusedByHsm(NOT_IMPLEMENTED, "the HSM does not know this command") from None
        except amp.TooLong:
            raise RefusedByHsm(INVALID_PAYLOAD, "this is too long") from None
        except (ConnectionClosed, SSL.Error):
            raise Unreachable(NET_FAIL, _ENDED) from None
        return answer

    async def pause(self, seconds: float) -> None:
        """Ask for nothing for a while; whatever comes meanwhile is taken."""
        await deferLater(self._clock, seconds)

    async def close(self) -> None:
        """End the connection, politely if the HSM takes part in that."""
        self._wire.tls.loseConnection()
        patience = self._clock.callLater(GOODBYE_SECONDS, self._wire.tls.abortConnection)
        await self._wire.gone
        if patience.active():
            patience.cancel()


async def connect(endpoint: IStreamClientEndpoint, host: str, check: Check, clock: IReactorTime) -> Link:
    """Connect, and check the HSM's certificate before anything else is said.

    Raises:
        Unreachable: no connection, or no TLS.
        Untrusted: the certificate did not pass.
    """
    wire = _Wire(check)
    try:
        await wrapClientTLS(_ClientTLS(host), endpoint).connect(Factory.forProtocol(lambda: wire))
    except (ConnectError, DNSLookupError, ValueError) as error:
        raise Unreachable(CONNECT_FAILED, f"no connection to {host}: {error}") from None
    try:
        certificate = await wire.ready.addTimeout(HANDSHAKE_SECONDS, clock)
    except defer.TimeoutError:
        wire.tls.abortConnection()
        raise Unreachable(CONNECT_FAILED, "the HSM does not answer") from None
    return Link(wire, certificate, clock)
