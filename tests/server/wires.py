"""TLS connections in memory, for tests of what stands on them."""

from functools import cache

from OpenSSL import SSL
from twisted.internet.interfaces import IOpenSSLClientConnectionCreator
from twisted.internet.protocol import Factory, Protocol
from twisted.internet.task import Clock
from twisted.protocols.tls import TLSMemoryBIOFactory
from twisted.test.iosim import FakeTransport, connect
from zope.interface import implementer

from hsmsim.interfaces.partitions import Refusal, SecondFactor, User, UserType
from hsmsim.server import keys, tls

NOW = 1_700_000_000


@cache
def client_pair(name="alice", kind="ec"):
    return keys.client_pair(kind, name, NOW)


@cache
def server_pair(kind="ec"):
    return keys.server_pair(kind, ("localhost", "127.0.0.1"), NOW)


def fingerprint_of(pair):
    return tls.read_identity(pair).leaf.fingerprint(tls.SHA256())


class Door:
    """Lets in the certificates it knows, and notes who asked."""

    def __init__(self, *pairs, reason="nobody has this certificate"):
        self.known = {fingerprint_of(pair) for pair in pairs}
        self.asked = []
        self.reason = reason

    def admit(self, fingerprint):
        self.asked.append(fingerprint)
        if fingerprint not in self.known:
            raise Refusal(self.reason)
        return User("alice", UserType.OPERATOR, False, SecondFactor.X509, fingerprint)


@implementer(IOpenSSLClientConnectionCreator)
class Client:
    """The client's side of TLS."""

    def __init__(self, pair=None, version=None, ciphers=None, session=None):
        self.context = SSL.Context(SSL.TLS_CLIENT_METHOD)
        if version is not None:
            self.context.set_max_proto_version(version)
            self.context.set_min_proto_version(version)
        if ciphers is not None:
            self.context.set_cipher_list(ciphers)
        if pair is not None:
            identity = tls.read_identity(pair)
            self.context.use_certificate(identity.leaf)
            self.context.use_privatekey(identity.key)
        self.session = session
        self.connection = None

    def clientConnectionForTLS(self, protocol):
        self.connection = SSL.Connection(self.context, None)
        if self.session is not None:
            self.connection.set_session(self.session)
        return self.connection


class Received(Protocol):
    """Keeps what it is sent, and why it ended."""

    def __init__(self):
        self.data = b""
        self.reason = None

    def dataReceived(self, data):
        self.data += data

    def connectionLost(self, reason):
        self.reason = reason


class Line:
    """One connection: `client` and `server` are the protocols above TLS."""

    def __init__(self, context, factory, creator, clock=None):
        self.clock = clock or Clock()
        self.client = Received()
        self.creator = creator
        above = Factory.forProtocol(lambda: self.client)
        self._client = TLSMemoryBIOFactory(creator, True, above, self.clock).buildProtocol(None)
        self._server = TLSMemoryBIOFactory(tls.Connections(context), False, factory, self.clock).buildProtocol(None)
        self.server = self._server.wrappedProtocol
        self._pump = connect(
            self._server, FakeTransport(self._server, isServer=True), self._client, FakeTransport(self._client, False)
        )
        self.pump()

    def pump(self):
        for _ in range(4):
            self.clock.advance(0)
            self._pump.flush()

    def send(self, data):
        self.client.transport.write(data)
        self.pump()

    def hang_up(self):
        self.client.transport.loseConnection()
        self.pump()
