"""What the audit log has of connections: opened, refused, closed, and what came over them that is no message."""

from twisted.internet.error import ConnectionDone, ConnectionLost
from twisted.internet.task import Clock
from twisted.logger import Logger
from twisted.python.failure import Failure
from twisted.trial.unittest import SynchronousTestCase, TestCase

from hsmsim.interfaces.partitions import UserType
from hsmsim.server import tls
from hsmsim.server.https import HttpsFactory
from hsmsim.server.kmip import KmipFactory
from hsmsim.server.manage import IDLE_SECONDS, ManagementFactory
from tests.management.bench import PASSWORD, make_appliance, make_partitions
from tests.server.test_kmip import Echo, message
from tests.server.test_manage import PEER, Wire, box
from tests.server.wires import NOW, Client, Door, Line, client_pair, server_pair
from tests.support import rows

LIMIT = 4096


@rows(kmip=(KmipFactory, "KMIP"), https=(HttpsFactory, "HTTPS"))
class BothListeners(SynchronousTestCase):
    """With both sides of TLS in memory."""

    def check(self, make, kind):
        recorded = []
        clock, door = Clock(), Door(client_pair())
        factory = make(
            *(Echo(), door.admit, clock, lambda: NOW, LIMIT, Logger("tests", observer=lambda event: None)),
            record=lambda number, text: recorded.append((number, text)),
        )
        context = tls.context(tls.read_identity(server_pair()), "modern", b"here")
        tls.ask_for_certificate(context, door.admit)
        line = Line(context, factory, Client(client_pair()), clock)
        line.hang_up()
        Line(context, factory, Client(client_pair("bob")), clock)
        dropped = Line(context, factory, Client(client_pair()), clock)
        factory.drop()
        dropped.pump()
        where = "from a local socket"
        self.assertEqual(
            recorded,
            [
                (1, f"connection opened: {kind} {where}, user 'alice'"),
                (1, f"connection closed: {kind}: the client left"),
                (2, f"connection refused: {kind} {where}: nobody has this certificate"),
                (3, f"connection opened: {kind} {where}, user 'alice'"),
                (3, f"connection closed: {kind}: the HSM ended it"),
            ],
        )


class Kmip(SynchronousTestCase):
    def setUp(self):
        self.recorded = []
        self.clock, self.door = Clock(), Door(client_pair())
        log = Logger("tests", observer=lambda event: None)
        self.factory = KmipFactory(
            *(Echo(), self.door.admit, self.clock, lambda: NOW, LIMIT, log),
            record=lambda number, text: self.recorded.append(text),
        )
        self.context = tls.context(tls.read_identity(server_pair()), "modern", b"here")
        tls.ask_for_certificate(self.context, self.door.admit)
        self.line = Line(self.context, self.factory, Client(client_pair()), self.clock)

    def test_what_is_no_message(self):
        self.line.send(message(b"one") + b"GET /\r\n" * 1000)
        self.assertEqual(
            self.recorded[1:],
            ["KMIP 'alice': unreadable: these bytes are no TTLV request", "connection closed: KMIP: the HSM ended it"],
        )

    def test_what_is_no_message_of_who_is_out(self):
        self.door.known.clear()
        self.line.send(b"GET /\r\n" * 1000)
        self.assertEqual(self.recorded[1], "KMIP nobody: unreadable: these bytes are no TTLV request")

    def test_a_connection_that_is_lost(self):
        self.line.server.connectionLost(Failure(ConnectionLost()))
        self.assertIn("connection closed: KMIP: the client was lost: Connection to the other side", self.recorded[1])

    def test_a_resumed_session(self):
        self.door.known.clear()
        self.line.server.handshakeCompleted()
        self.assertEqual(
            self.recorded[1],
            "connection opened: KMIP from a local socket, "
            "resumed a session that is no longer let in: nobody has this certificate",
        )


class Console(TestCase):
    async def setUp(self):
        self.clock = Clock()
        self.clock.advance(NOW)
        self.partitions = make_partitions()
        await self.partitions.ensure_master(PASSWORD)
        await self.partitions.create("alice", PASSWORD, UserType.USER)
        appliance = make_appliance(self.partitions, self.clock, lambda event: None)
        self.audit = appliance.audit
        self.factory = ManagementFactory(appliance, self.clock, iter((0x21, 0x22)))

    def recorded(self):
        return [line.text[38:] for line in self.audit.retrieve(0, 100)]

    def connect(self):
        protocol, wire = self.factory.buildProtocol(PEER), Wire()
        protocol.makeConnection(wire)
        protocol.handshakeCompleted()
        return protocol, wire

    def login(self):
        protocol, wire = self.connect()
        protocol.dataReceived(box(b"Login", user_id=b"alice", password=PASSWORD.encode()).serialize())
        return protocol, wire

    def ended(self, why):
        self.assertEqual(
            self.recorded()[-2:],
            [f"00000021|console 'alice': logout: {why}", f"00000021|connection closed: console: {why}"],
        )

    def test_from_login_to_logout(self):
        protocol, _ = self.login()
        protocol.connectionLost(Failure(ConnectionDone()))
        self.assertEqual(
            self.recorded(),
            [
                "00000021|connection opened: console from 10.0.0.1:1234",
                "00000021|console 'alice': Login user_id=alice: done",
                "00000021|console 'alice': logout: the client left",
                "00000021|connection closed: console: the client left",
            ],
        )

    def test_nothing_is_asked(self):
        protocol, _ = self.login()
        self.clock.advance(IDLE_SECONDS)
        protocol.connectionLost(Failure(ConnectionDone()))
        self.ended(f"nothing was asked for {IDLE_SECONDS} seconds")

    async def test_a_user_who_is_blocked(self):
        protocol, _ = self.login()
        await self.partitions.set_blocked("alice", True)
        protocol.connectionLost(Failure(ConnectionDone()))
        self.ended("the user was blocked")

    async def test_a_user_who_has_another_password(self):
        protocol, _ = self.login()
        await self.partitions.set_password("alice", "another password", reset=True)
        protocol.connectionLost(Failure(ConnectionDone()))
        self.ended("the user has another password or second factor")

    def test_all_sessions_end(self):
        protocol, _ = self.login()
        self.factory.close()
        protocol.connectionLost(Failure(ConnectionDone()))
        self.ended("the HSM ends all sessions")

    def test_no_commands(self):
        protocol, _ = self.connect()
        protocol.dataReceived(b"GET / HTTP/1.1\r\n\r\n")
        protocol.connectionLost(Failure(ConnectionDone()))
        self.assertEqual(self.recorded()[-1], "00000021|connection closed: console: what came is no command")

    def test_no_handshake(self):
        protocol = self.factory.buildProtocol(PEER)
        protocol.makeConnection(Wire())
        protocol.connectionLost(Failure(ConnectionDone()))
        self.assertEqual(self.recorded(), ["00000021|connection refused: console: the client left"])

    async def test_who_follows_is_sent_off_at_once(self):
        """What waits for lines does not keep the session of a user who is blocked, and gives back its slot."""
        await self.partitions.set_type("alice", UserType.OPERATOR)
        protocol, wire = self.login()
        protocol.dataReceived(box(b"LogFollow", after=b"100", seconds=b"30").serialize())
        await self.partitions.set_blocked("alice", True)
        self.assertTrue(wire.disconnecting)
        for _ in range(3):
            self.audit.follow()
