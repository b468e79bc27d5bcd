"""Tests of hsmsim.server.tls_listener."""

from twisted.internet.address import IPv4Address, IPv6Address, UNIXAddress
from twisted.internet.defer import Deferred
from twisted.internet.error import CannotListenError
from twisted.internet.protocol import Factory, Protocol
from twisted.internet.testing import MemoryReactorClock, StringTransport
from twisted.trial.unittest import SynchronousTestCase, TestCase

from hsmsim.server import tls
from hsmsim.server.tls_listener import Address, CannotListen, Listener, _address
from tests.server.wires import server_pair
from tests.support import rows


class Reactor(MemoryReactorClock):
    """Listens in memory; `error` is what a listener meets."""

    error = None

    def listenTCP(self, *args, **kwargs):
        if self.error is not None:
            raise self.error
        return super().listenTCP(*args, **kwargs)


def context():
    return tls.context(tls.read_identity(server_pair()), "modern", b"here")


class Opening(SynchronousTestCase):
    def setUp(self):
        self.reactor = Reactor()

    def open(self, where):
        self.listener = Listener("kmip", where, self.reactor)
        return Deferred.fromCoroutine(self.listener.open(context(), Factory()))

    def test_open(self):
        """The place is listened at, and said where it is."""
        address = self.successResultOf(self.open("tcp:5696:interface=127.0.0.1"))
        port, _, _, interface = self.reactor.tcpServers[0]
        self.assertEqual((port, interface), (5696, "127.0.0.1"))
        self.assertEqual(address.port, 5696)

    def refused(self, where):
        return str(self.failureResultOf(self.open(where), CannotListen).value)

    def test_in_use(self):
        """A place in use is one line that says what to do."""
        self.reactor.error = CannotListenError("127.0.0.1", 5696, OSError(98, "Address already in use"))
        self.assertEqual(
            self.refused("tcp:5696:interface=127.0.0.1"),
            "cannot listen on 127.0.0.1:5696 (Address already in use): end what uses it, or choose another place with "
            "--kmip",
        )

    def test_unix_in_use(self):
        """A UNIX socket has a path for its place."""
        self.reactor.error = CannotListenError(None, "/x", "it is there")
        self.assertTrue(self.refused("tcp:1").startswith("cannot listen on /x (it is there): "))

    def test_no_endpoint(self):
        """A description that Twisted does not take."""
        self.assertTrue(self.refused("tcp:abc").startswith("--kmip tcp:abc: invalid literal"))

    def test_systemd(self):
        """A socket that systemd has not handed over."""
        self.assertEqual(
            self.refused("systemd:domain=INET:index=7"),
            "--kmip systemd:domain=INET:index=7: systemd has handed over no such socket",
        )


class Ending(TestCase):
    def setUp(self):
        self.reactor = Reactor()
        self.listener = Listener("kmip", "tcp:0", self.reactor)

    def test_never_opened(self):
        """What was never opened can be closed."""
        self.successResultOf(Deferred.fromCoroutine(self.listener.close()))
        self.successResultOf(Deferred.fromCoroutine(self.listener.drop()))

    def test_drop(self):
        """Connections are ended, and gone when it returns."""
        self.successResultOf(Deferred.fromCoroutine(self.listener.open(context(), Factory.forProtocol(Quiet))))
        protocol = self.reactor.tcpServers[0][1].buildProtocol(None)
        transport = StringTransport()
        protocol.makeConnection(transport)
        dropped = Deferred.fromCoroutine(self.listener.drop())
        self.assertTrue(transport.disconnecting)
        self.assertNoResult(dropped)
        protocol.connectionLost(CannotListen())
        self.reactor.advance(0)
        self.successResultOf(dropped)

    def test_replace(self):
        """Another factory serves the connections to come."""
        self.successResultOf(Deferred.fromCoroutine(self.listener.open(context(), Factory())))
        self.listener.replace(Factory.forProtocol(Quiet))
        self.assertIsInstance(self.reactor.tcpServers[0][1].buildProtocol(None).wrappedProtocol, Quiet)


class Quiet(Protocol):
    """A protocol that does nothing."""


class Port:
    def __init__(self, host):
        self.getHost = lambda: host


@rows(
    tcp=(IPv4Address("TCP", "127.0.0.1", 1), Address("127.0.0.1", 1), "127.0.0.1:1"),
    any=(IPv4Address("TCP", "0.0.0.0", 1), Address("127.0.0.1", 1), "127.0.0.1:1"),
    tcp6=(IPv6Address("TCP", "::1", 1), Address("::1", 1), "[::1]:1"),
    any6=(IPv6Address("TCP", "::", 1), Address("::1", 1), "[::1]:1"),
    unix=(UNIXAddress("/x"), Address("/x", None), "/x"),
    unix_bytes=(UNIXAddress(b"/x"), Address("/x", None), "/x"),
)
class Addresses(SynchronousTestCase):
    def check(self, host, address, text):
        found = _address(Port(host))
        self.assertEqual((found, str(found)), (address, text))
