"""Tests of hsmsim.server.kmip."""

from OpenSSL import SSL
from twisted.internet.address import IPv4Address, UNIXAddress
from twisted.internet.defer import Deferred
from twisted.internet.error import ConnectionDone
from twisted.internet.interfaces import IHandshakeListener, IPushProducer, ITCPTransport
from twisted.internet.task import Clock
from twisted.internet.testing import StringTransport
from twisted.logger import Logger
from twisted.python.failure import Failure
from twisted.trial.unittest import SynchronousTestCase, TestCase
from zope.interface import directlyProvides
from zope.interface.verify import verifyObject

from hsmsim.exchange.answer import unreadable
from hsmsim.exchange.peer import UNREADABLE, Answer, Peer
from hsmsim.interfaces import taps
from hsmsim.interfaces.taps import Connection, Exchanged, Refused
from hsmsim.server import tls
from hsmsim.server.kmip import HANDSHAKE, LINGER, MOST_WAITING, REQUEST, ROOM, KmipFactory
from tests.server.looking import Looking
from tests.server.wires import NOW, Client, Door, Line, client_pair, fingerprint_of, server_pair

LIMIT = 4096
ADDRESS = IPv4Address("TCP", "192.0.2.1", 1234)


def message(content: bytes) -> bytes:
    content += bytes(-len(content) % 8)
    return REQUEST + len(content).to_bytes(4, "big") + content


class Echo:
    """Answers with the request, in capitals; requests in `held` wait for their Deferred."""

    def __init__(self):
        self.held = {}
        self.seen = []
        self.closes = False
        self.error = None

    async def answer(self, request, peer):
        self.seen.append((request, peer))
        if self.error is not None:
            raise self.error
        if request in self.held:
            await self.held[request]
        return Answer(request[:8] + request[8:].upper(), self.closes, UNREADABLE)

    def hold(self, request):
        self.held[request] = Deferred()
        return self.held[request]


class FakeTLS(StringTransport):
    """A transport as TLS gives it: one below it, and the client's certificate."""

    def __init__(self):
        super().__init__()
        self.transport = StringTransport()
        self.no_delay = False
        directlyProvides(self, ITCPTransport)

    def setTcpNoDelay(self, enabled):
        self.no_delay = enabled

    def getPeerCertificate(self):
        return SSL.X509.from_cryptography(tls.read_identity(client_pair()).leaf)

    def abortConnection(self):
        self.aborting = True
        super().abortConnection()

    def resumeProducing(self):
        if not self.disconnecting:
            super().resumeProducing()


class Case(SynchronousTestCase):
    """A connection whose handshake is done, on a fake transport."""

    tap = None

    def setUp(self):
        self.events = []
        self.clock = Clock()
        self.echo = Echo()
        self.door = Door(client_pair())
        log = Logger(namespace="test", observer=self.events.append)
        self.factory = KmipFactory(self.echo, self.door.admit, self.clock, lambda: NOW, LIMIT, log, self.tap)
        self.protocol, self.transport = self.connect()

    def connect(self, address=ADDRESS):
        protocol, transport = self.factory.buildProtocol(address), FakeTLS()
        protocol.makeConnection(transport)
        protocol.handshakeCompleted()
        return protocol, transport

    def receive(self, data, protocol=None):
        """Let bytes come in, and the turn end."""
        (protocol or self.protocol).dataReceived(data)
        self.clock.advance(0)

    def release(self, held):
        """Let an answer that was held be there, and the turn end."""
        held.callback(None)
        self.clock.advance(0)

    def told(self):
        """The log's lines."""
        told = [event["log_format"].format(**event) for event in self.events]
        self.events.clear()
        return told

    def value(self):
        value = self.transport.value()
        self.transport.clear()
        return value


class Idle(Case):
    def setUp(self):
        super().setUp()
        self.factory.idle = 60
        self.protocol, self.transport = self.connect()
        self.told()

    def test_nothing_comes(self):
        """A client that sends nothing is sent away, and told of."""
        self.clock.advance(59)
        self.assertFalse(self.transport.disconnecting)
        self.clock.advance(1)
        self.assertTrue(self.transport.disconnecting)
        (line,) = self.told()
        self.assertIn("is closed: nothing came for 60 seconds", line)

    def test_something_comes(self):
        """Each byte begins the time anew."""
        self.clock.advance(50)
        self.receive(message(b"one")[:5])
        self.clock.advance(59)
        self.assertFalse(self.transport.disconnecting)
        self.clock.advance(1)
        self.assertTrue(self.transport.disconnecting)

    def test_the_client_waits_for_us(self):
        """Time that an answer takes is none of the client's."""
        work = self.echo.hold(message(b"one"))
        self.receive(message(b"one"))
        self.clock.advance(90)
        self.assertFalse(self.transport.disconnecting)
        self.release(work)
        self.assertEqual(self.value(), message(b"ONE"))
        self.clock.advance(60)
        self.assertTrue(self.transport.disconnecting)

    def test_it_is_closed_already(self):
        """A client that has the last answer is not told of as one that sends nothing, however long that took."""
        work = self.echo.hold(message(b"one"))
        self.receive(message(b"one"))
        self.clock.advance(59)
        self.echo.closes = True
        self.release(work)
        self.clock.advance(1)
        self.assertEqual(self.told(), [])
        self.protocol.connectionLost(Failure(ConnectionDone()))
        self.assertEqual([call for call in self.clock.getDelayedCalls() if call.active()], [])

    def test_the_hsm_stops(self):
        """Nor is one that is sent off with all the others."""
        Deferred.fromCoroutine(self.factory.drain(100))
        self.clock.advance(60)
        self.assertEqual(self.told(), [])

    def test_no_handshake(self):
        """Whoever opens a connection and does not set up TLS is sent away, whatever the setting."""
        self.factory.idle = 0
        protocol, transport = self.factory.buildProtocol(ADDRESS), FakeTLS()
        protocol.makeConnection(transport)
        self.clock.advance(HANDSHAKE - 1)
        self.assertFalse(getattr(transport, "aborting", False))
        self.clock.advance(1)
        self.assertTrue(transport.aborting)
        protocol.connectionLost(Failure(ConnectionDone()))
        self.assertIn("refused: TLS was not set up within 60 seconds", self.told()[-1])

    def test_never_unless_told(self):
        """Without the setting a connection may be silent forever."""
        self.factory.idle = 0
        _, transport = self.connect()
        self.clock.advance(10**6)
        self.assertFalse(transport.disconnecting)

    def test_gone(self):
        """Nothing is left to wait for when the client has gone."""
        self.protocol.connectionLost(Failure(ConnectionDone()))
        self.factory.connections.discard(self.protocol)
        calls = [call for call in self.clock.getDelayedCalls() if call.active()]
        self.assertEqual(calls, [])


class Answering(Case):
    def test_one(self):
        """A request is answered, by one write."""
        writes = []
        self.transport.write = writes.append
        self.receive(message(b"one"))
        self.assertEqual(writes, [message(b"ONE")])

    def test_peer(self):
        """Who asks is known by the certificate, and by address and number for the log."""
        self.receive(message(b"one"))
        peer = Peer(fingerprint_of(client_pair()), "192.0.2.1:1234", 1)
        self.assertEqual(self.echo.seen, [(message(b"one"), peer)])

    def test_pieces(self):
        """A request may come in pieces."""
        for byte in message(b"one"):
            self.receive(bytes([byte]))
        self.assertEqual(self.value(), message(b"ONE"))

    def test_in_order(self):
        """Requests wait for the one before, and are answered in order."""
        first = self.echo.hold(message(b"one"))
        self.receive(message(b"one") + message(b"two"))
        self.receive(message(b"three"))
        self.assertEqual((len(self.echo.seen), self.value()), (1, b""))
        self.release(first)
        self.assertEqual(self.value(), message(b"ONE") + message(b"TWO") + message(b"THREE"))

    def test_connections_do_not_wait_for_each_other(self):
        """Another connection is answered meanwhile."""
        self.echo.hold(message(b"one"))
        self.receive(message(b"one"))
        other, transport = self.connect()
        self.receive(message(b"two"), other)
        self.assertEqual(transport.value(), message(b"TWO"))

    def test_close_after_answer(self):
        """An answer can be the last; what came after it is not looked at."""
        self.echo.closes = True
        self.receive(message(b"one") + message(b"two"))
        self.receive(message(b"three"))
        self.assertEqual((len(self.echo.seen), self.value()), (1, message(b"ONE")))
        self.assertTrue(self.transport.disconnecting)

    def test_client_gone(self):
        """An answer for a client that has left is dropped, and what waited is not carried out."""
        first = self.echo.hold(message(b"one"))
        self.receive(message(b"one") + message(b"two"))
        self.protocol.connectionLost(Failure(ConnectionDone()))
        self.release(first)
        self.assertEqual((len(self.echo.seen), self.value()), (1, b""))
        self.assertEqual(self.factory.connections, set())

    def test_broken(self):
        """A fault of ours ends the connection and is told; the client does not wait in vain."""
        self.echo.error = ZeroDivisionError("ours")
        self.receive(message(b"one"))
        self.assertTrue(self.transport.aborting)
        self.assertIn("KMIP connection from 192.0.2.1:1234 broke", self.told())

    def test_interfaces(self):
        """Twisted takes the protocol for what it is."""
        verifyObject(IHandshakeListener, self.protocol)
        verifyObject(IPushProducer, self.protocol)

    def test_no_delay(self):
        """Small answers are sent at once."""
        self.assertTrue(self.transport.no_delay)

    def test_unix(self):
        """A UNIX socket has no such option, and no address."""
        protocol, transport = self.factory.buildProtocol(UNIXAddress("/x")), FakeTLS()
        directlyProvides(transport)
        protocol.makeConnection(transport)
        self.assertFalse(transport.no_delay)
        protocol.handshakeCompleted()
        self.assertIn("KMIP connection 2 from a local socket is alice", self.told())


CONNECTION = Connection(1, "192.0.2.1:1234", "KMIP")


class Tapped(Case):
    """What a tap is shown."""

    def setUp(self):
        self.tap = Looking()
        super().setUp()
        self.clock.advance(NOW)

    def test_a_message(self):
        """The request before it is answered, both together with the time that it took."""
        held = self.echo.hold(message(b"one"))
        self.receive(message(b"one"))
        self.assertEqual(self.tap.seen, [("opened", CONNECTION), ("request", (CONNECTION, message(b"one")))])
        self.clock.advance(0.25)
        self.release(held)
        self.assertEqual(
            self.tap.all("exchanged"),
            [Exchanged(CONNECTION, NOW, 0.25, message(b"one"), message(b"ONE"), UNREADABLE)],
        )

    def test_it_is_shown_before_it_is_written(self):
        """Who looks on knows of an answer before the client does."""
        self.transport.write = lambda data: self.assertEqual(self.tap.names()[-1], "exchanged")
        self.receive(message(b"one"))

    def test_unreadable_bytes(self):
        """What was read before them is answered; they are shown with what is wrong, and with the answer."""
        self.receive(message(b"one") + b"GET / HTTP/1.1")
        text = "these bytes are no TTLV request"
        self.assertEqual(self.tap.names(), ["opened", "request", "exchanged", "unreadable"])
        self.assertEqual(
            self.tap.all("unreadable"),
            [taps.Unreadable(CONNECTION, NOW, "alice", b"GET / HTTP/1.1", text, unreadable(text, NOW), "TTLV")],
        )

    def test_unreadable_bytes_of_somebody_who_is_not_let_in_any_more(self):
        self.door.known.clear()
        self.receive(b"x")
        self.assertEqual(self.tap.all("unreadable")[0].user_id, "")

    def test_a_client_that_left_before_its_answer(self):
        """What was done is shown; no response was sent."""
        held = self.echo.hold(message(b"one"))
        self.receive(message(b"one"))
        self.protocol.connectionLost(Failure(ConnectionDone()))
        self.release(held)
        self.assertEqual(self.tap.names(), ["opened", "request", "closed", "exchanged"])
        self.assertEqual(self.tap.all("exchanged")[0].response, b"")

    def test_a_refused_handshake(self):
        protocol = self.factory.buildProtocol(ADDRESS)
        protocol.makeConnection(FakeTLS())
        protocol.refused = "user 'bob' is blocked"
        protocol.connectionLost(Failure(ConnectionDone()))
        second = Connection(2, "192.0.2.1:1234", "KMIP")
        self.assertEqual(
            self.tap.seen[1:],
            [("opened", second), ("refused", Refused(second, NOW, "user 'bob' is blocked")), ("closed", second)],
        )


class Unreadable(Case):
    def check_cut_off(self, data, text, before=b""):
        self.receive(data)
        self.assertEqual(self.value(), before + unreadable(text, NOW))
        self.assertTrue(self.transport.disconnecting)
        self.assertIn(f"KMIP client 192.0.2.1:1234 is cut off: {text}", self.told())

    def test_no_ttlv(self):
        """Bytes that are no TTLV get one answer, then the connection ends."""
        self.check_cut_off(b"GET / HTTP/1.1\r\n\r\n", "these bytes are no TTLV request")

    def test_too_large(self):
        """So does a message over the limit, before it has come whole."""
        text = "a message of 4097 bytes; the largest allowed has 4096"
        self.check_cut_off(REQUEST + (LIMIT - 7).to_bytes(4, "big"), text)

    def test_after_good_ones(self):
        """What came whole before is answered first."""
        self.check_cut_off(
            message(b"one") + message(b"two") + b"x",
            "these bytes are no TTLV request",
            message(b"ONE") + message(b"TWO"),
        )

    def test_after_a_slow_one(self):
        """Also when it takes long; what comes meanwhile is dropped."""
        slow = self.echo.hold(message(b"one"))
        self.receive(message(b"one") + b"x")
        self.receive(message(b"two"))
        self.assertEqual(self.value(), b"")
        self.release(slow)
        self.assertEqual(self.value(), message(b"ONE") + unreadable("these bytes are no TTLV request", NOW))

    def test_lingers(self):
        """The client may take its time to read the answer and close, but not for ever."""
        self.receive(b"x")
        self.receive(b"x" * 100)
        self.assertFalse(getattr(self.transport, "aborting", False))
        self.clock.advance(LINGER)
        self.assertTrue(self.transport.aborting)

    def test_client_closes(self):
        """Nothing is left behind when the client closes in time."""
        self.receive(b"x")
        self.protocol.connectionLost(Failure(ConnectionDone()))
        self.assertEqual(self.clock.getDelayedCalls(), [])


class Pressure(Case):
    def test_many_waiting(self):
        """With too many requests in line we stop reading, until they are fewer."""
        first = self.echo.hold(message(b"0"))
        for number in range(MOST_WAITING + 2):
            self.assertEqual(self.transport.producerState, "producing")
            self.receive(message(str(number).encode()))
        self.assertEqual(self.transport.producerState, "paused")
        self.release(first)
        self.assertEqual(self.transport.producerState, "producing")
        self.assertEqual(len(self.echo.seen), MOST_WAITING + 2)

    def test_large_waiting(self):
        """The same with few large ones."""
        self.echo.hold(message(b"0"))
        self.receive(message(b"0"))
        self.receive(message(bytes(3000)))
        self.assertEqual(self.transport.producerState, "producing")
        self.receive(message(bytes(3000)))
        self.assertEqual(self.transport.producerState, "paused")

    def test_slow_reader(self):
        """A client that does not read its answers is not given more of them."""
        self.assertIs(self.transport.producer, self.protocol)
        self.protocol.pauseProducing()
        self.protocol.pauseProducing()
        self.receive(message(b"one") + message(b"two"))
        self.assertEqual((self.echo.seen, self.value()), ([], b""))
        self.protocol.resumeProducing()
        self.clock.advance(0)
        self.assertEqual(self.value(), message(b"ONE") + message(b"TWO"))

    def test_much_at_once(self):
        """Answers of one turn have a bound: those that go on beyond it leave before the next request is taken up."""
        seen = []
        self.transport.write = lambda data: seen.append(len(self.echo.seen))
        each = message(bytes(LIMIT - 8))
        self.receive(each * (2 * ROOM // LIMIT + 1))
        self.assertEqual(seen, [ROOM // LIMIT, 2 * ROOM // LIMIT, 2 * ROOM // LIMIT + 1])

    def test_one_that_waits_holds_up_none_before_it(self):
        """What is answered leaves, though the next answer takes its time."""
        slow = self.echo.hold(message(b"two"))
        self.receive(message(b"one") + message(b"two") + message(b"three"))
        self.assertEqual(self.value(), message(b"ONE"))
        self.assertEqual(len(self.echo.seen), 2)
        self.release(slow)
        self.assertEqual(self.value(), message(b"TWO") + message(b"THREE"))

    def test_slow_reader_leaves(self):
        """It may leave without having read."""
        self.protocol.pauseProducing()
        self.receive(message(b"one") + message(b"two"))
        self.protocol.connectionLost(Failure(ConnectionDone()))
        self.protocol.stopProducing()
        self.assertEqual(self.echo.seen, [])


class Draining(Case):
    def drain(self, grace=5.0):
        self.drained = Deferred.fromCoroutine(self.factory.drain(grace))

    def lose(self, protocol):
        protocol.connectionLost(Failure(ConnectionDone()))

    def test_nothing_open(self):
        """Without connections there is nothing to wait for."""
        self.lose(self.protocol)
        self.drain()
        self.successResultOf(self.drained)

    def test_idle(self):
        """An idle connection is closed at once, on both levels."""
        self.drain()
        self.assertTrue(self.transport.disconnecting)
        self.assertTrue(self.transport.transport.disconnecting)
        self.assertNoResult(self.drained)
        self.lose(self.protocol)
        self.successResultOf(self.drained)
        self.assertEqual(self.clock.getDelayedCalls(), [])

    def test_in_work(self):
        """An answer in work is finished first, and nothing more is read."""
        work = self.echo.hold(message(b"one"))
        self.receive(message(b"one") + message(b"two"))
        self.drain()
        self.assertFalse(self.transport.disconnecting)
        self.assertEqual(self.transport.producerState, "paused")
        self.release(work)
        self.assertEqual(self.value(), message(b"ONE") + message(b"TWO"))
        self.assertEqual(self.transport.producerState, "paused")
        self.assertTrue(self.transport.transport.disconnecting)

    def test_too_late(self):
        """What is not finished in time is dropped."""
        self.echo.hold(message(b"one"))
        self.receive(message(b"one"))
        self.drain(3.0)
        self.clock.advance(2.9)
        self.assertFalse(getattr(self.transport, "aborting", False))
        self.clock.advance(0.1)
        self.assertTrue(self.transport.aborting)
        self.lose(self.protocol)
        self.successResultOf(self.drained)

    def test_drop(self):
        """It can be cut short."""
        self.echo.hold(message(b"one"))
        self.receive(message(b"one"))
        self.drain()
        self.factory.drop()
        self.assertTrue(self.transport.aborting)


class Telling(Case):
    def test_who_came(self):
        """One line for a connection."""
        self.assertEqual(self.told(), ["KMIP connection 1 from 192.0.2.1:1234 is alice"])
        self.lose()
        self.assertEqual(self.told(), [])

    def lose(self):
        self.protocol.connectionLost(Failure(ConnectionDone()))

    def test_resumed_but_out(self):
        """A resumed session of somebody who is out is told; the first request gets the answer."""
        self.told()
        self.door.known.clear()
        self.connect()
        self.assertEqual(
            self.told(),
            [
                "KMIP connection 2 from 192.0.2.1:1234 resumed a session that is no longer let in: "
                "nobody has this certificate"
            ],
        )


class OverTLS(TestCase):
    """The whole way, with both sides of TLS in memory."""

    def setUp(self):
        self.events = []
        self.clock = Clock()
        self.echo = Echo()
        self.door = Door(client_pair())
        log = Logger(namespace="test", observer=self.events.append)
        self.factory = KmipFactory(self.echo, self.door.admit, self.clock, lambda: NOW, LIMIT, log)
        self.context = tls.context(tls.read_identity(server_pair()), "modern", b"here")
        tls.ask_for_certificate(self.context, self.door.admit)

    def connect(self, client):
        return Line(self.context, self.factory, client, self.clock)

    def told(self):
        return [event["log_format"].format(**event) for event in self.events]

    def test_request(self):
        """A request goes in, its answer comes out."""
        line = self.connect(Client(client_pair()))
        line.send(message(b"one"))
        self.assertEqual(line.client.data, message(b"ONE"))
        line.hang_up()
        self.assertEqual(self.told(), ["KMIP connection 1 from a local socket is alice"])
        self.assertEqual(self.factory.connections, set())

    def test_open_and_close(self):
        """A client that only opens TLS and closes is one line, and no error."""
        self.connect(Client(client_pair())).hang_up()
        self.assertEqual(self.told(), ["KMIP connection 1 from a local socket is alice"])

    def test_no_handshake(self):
        """So is one that leaves before TLS is set up."""
        protocol = self.factory.buildProtocol(None)
        protocol.makeConnection(FakeTLS())
        protocol.connectionLost(Failure(ConnectionDone()))
        self.assertEqual(
            self.told(), ["KMIP connection 1 from a local socket refused: the client left before TLS was set up"]
        )

    def test_refused(self):
        """Each refused handshake has its own line."""
        self.door.reason = "user 'bob' is blocked"
        self.connect(Client(client_pair("bob")))
        self.connect(Client())
        self.connect(Client(client_pair(), SSL.TLS1_2_VERSION, b"AES128-SHA256"))
        self.assertEqual(
            self.told(),
            [
                "KMIP connection 1 from a local socket refused: user 'bob' is blocked",
                "KMIP connection 2 from a local socket refused: peer did not return a certificate",
                "KMIP connection 3 from a local socket refused: no shared cipher",
            ],
        )

    def test_resumed(self):
        """A resumed session has the identity of the first, though nobody checked it in the handshake."""
        client = Client(client_pair())
        self.connect(client)
        client.session = client.connection.get_session()
        line = self.connect(client)
        line.send(message(b"one"))
        self.assertEqual(self.echo.seen[0][1], Peer(fingerprint_of(client_pair()), "a local socket", 2))

    def test_no_ttlv(self):
        """The answer to nonsense arrives before the end."""
        line = self.connect(Client(client_pair()))
        line.send(b"GET /\r\n" * 1000)
        self.assertEqual(line.client.data, unreadable("these bytes are no TTLV request", NOW))
        self.assertIsNotNone(line.client.reason)

    def test_drain(self):
        """At a stop, idle clients are sent off without waiting for them."""
        line = self.connect(Client(client_pair()))
        drained = Deferred.fromCoroutine(self.factory.drain(5.0))
        line.pump()
        self.successResultOf(drained)
        self.assertIsNotNone(line.client.reason)

    def test_large(self):
        """A message as large as allowed."""
        line = self.connect(Client(client_pair()))
        line.send(message(b"a" * (LIMIT - 8)))
        self.assertEqual(line.client.data, message(b"A" * (LIMIT - 8)))
