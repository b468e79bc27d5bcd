"""A listener: an endpoint, TLS on it, and the factory above."""

from typing import Any, NamedTuple

from OpenSSL import SSL
from twisted.internet.defer import maybeDeferred
from twisted.internet.endpoints import serverFromString
from twisted.internet.error import CannotListenError
from twisted.internet.interfaces import IListeningPort, IProtocolFactory
from twisted.internet.task import deferLater
from twisted.protocols.tls import TLSMemoryBIOFactory, TLSMemoryBIOProtocol

from hsmsim.server.tls import Connections

_ANY = {"0.0.0.0": "127.0.0.1", "::": "::1", "": "127.0.0.1"}  # what to connect to where every address is served


class CannotListen(Exception):
    """Nothing can be served at this place; the text is one line that says what to do."""


class Address(NamedTuple):
    """Where to connect to; `port` is None for a UNIX socket, whose path `host` is."""

    host: str
    port: int | None

    def __str__(self) -> str:
        host = f"[{self.host}]" if ":" in self.host else self.host
        return self.host if self.port is None else f"{host}:{self.port}"


class _Unbuffered(TLSMemoryBIOFactory):
    """TLS whose writes leave at once: each is a whole answer, so waiting for more of them would only cost time."""

    protocol = TLSMemoryBIOProtocol


class Listener:
    """Serves a factory over TLS at one place.

    Args:
        name: the setting that says where, for messages.
        where: a Twisted endpoint description.
    """

    def __init__(self, name: str, where: str, reactor: Any) -> None:
        self._name = name
        self._reactor = reactor
        self._where = where
        self._port: IListeningPort | None = None
        self._factory: TLSMemoryBIOFactory | None = None

    async def open(self, context: SSL.Context, factory: IProtocolFactory) -> Address:
        """Begin to accept connections.

        Returns:
            Where a client connects to.

        Raises:
            CannotListen: the place cannot be had.
        """
        self._factory = _Unbuffered(Connections(context), False, factory, self._reactor)
        try:
            self._port = await serverFromString(self._reactor, self._where).listen(self._factory)
        except CannotListenError as error:
            raise CannotListen(self._text(error)) from None
        except IndexError:
            raise CannotListen(f"--{self._name} {self._where}: systemd has handed over no such socket") from None
        except (ValueError, TypeError, KeyError, OSError) as error:
            raise CannotListen(f"--{self._name} {self._where}: {error}") from None
        return _address(self._port)

    def _text(self, error: CannotListenError) -> str:
        place = f"{error.interface}:{error.port}" if isinstance(error.port, int) else f"{error.port}"
        why = getattr(error.socketError, "strerror", None) or str(error.socketError)
        return f"cannot listen on {place} ({why}): end what uses it, or choose another place with --{self._name}"

    def replace(self, factory: IProtocolFactory) -> None:
        """Let another factory serve the connections to come."""
        assert self._factory is not None
        self._factory.wrappedFactory = factory

    async def close(self) -> None:
        """Accept no more connections; those that are open stay."""
        port, self._port = self._port, None
        if port is not None:
            await maybeDeferred(port.stopListening)

    async def drop(self) -> None:
        """End all connections at once; return when they are gone."""
        while self._factory is not None and self._factory.protocols:
            for connection in list(self._factory.protocols):
                connection.abortConnection()
            await deferLater(self._reactor, 0)


def _address(port: IListeningPort) -> Address:
    found: Any = port.getHost()
    if hasattr(found, "name"):
        return Address(found.name if isinstance(found.name, str) else found.name.decode(), None)
    return Address(_ANY.get(found.host, found.host), found.port)
