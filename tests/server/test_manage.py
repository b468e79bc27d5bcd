"""Tests of hsmsim/server/manage.py."""

from typing import Any

from twisted.internet.address import IPv4Address, UNIXAddress
from twisted.internet.defer import Deferred
from twisted.internet.task import Clock
from twisted.internet.testing import StringTransport
from twisted.protocols import amp
from twisted.trial.unittest import TestCase

from hsmsim.interfaces.partitions import UserType
from hsmsim.server.manage import IDLE_SECONDS, MOST_STRINGS, ManagementFactory
from tests.management.bench import PASSWORD, make_appliance, make_partitions
from tests.partitions.pairs import pair

PEER = IPv4Address("TCP", "10.0.0.1", 1234)


def box(command: bytes, **arguments: bytes) -> amp.AmpBox:
    """A command."""
    fields = {key.encode(): value for key, value in arguments.items()}
    return amp.AmpBox({**fields, amp.COMMAND: command, amp.ASK: b"1"})


class Wire(StringTransport):
    """A transport that counts an end as an end."""

    def loseConnection(self) -> None:
        if self.producer is None:
            super().loseConnection()

    def abortConnection(self) -> None:
        self.aborting = True
        super().abortConnection()


class Sessions(TestCase):
    """Connections of one listener."""

    async def setUp(self) -> None:
        self.clock = Clock()
        self.partitions = make_partitions()
        await self.partitions.ensure_master(PASSWORD)
        await self.partitions.create("alice", PASSWORD, UserType.USER)
        self.events: list[dict[str, Any]] = []
        appliance = make_appliance(self.partitions, self.clock, self.events.append)
        self.audit = appliance.audit
        self.factory = ManagementFactory(appliance, self.clock)

    def connect(self, address: Any = PEER) -> tuple[Any, Wire]:
        protocol, wire = self.factory.buildProtocol(address), Wire()
        protocol.makeConnection(wire)
        return protocol, wire

    def send(self, protocol: Any, command: bytes, **arguments: bytes) -> None:
        protocol.dataReceived(box(command, **arguments).serialize())

    def ask(self, protocol: Any, wire: Wire, command: bytes, **arguments: bytes) -> amp.AmpBox:
        wire.clear()
        self.send(protocol, command, **arguments)
        (box,) = amp.parseString(wire.value())
        return box

    def login(self, user_id: bytes) -> tuple[Any, Wire]:
        protocol, wire = self.connect()
        self.assertIn(b"_answer", self.ask(protocol, wire, b"Login", user_id=user_id, password=PASSWORD.encode()))
        return protocol, wire

    def logged_in(self, user_id: str) -> tuple[Any, Wire]:
        """A session of whatever factors."""
        protocol, wire = self.connect()
        protocol.session.user_id = user_id
        return protocol, wire

    # ---------------------------------------------------------------------------------------------- answering

    def test_each_connection_logs_in_for_itself(self) -> None:
        alice, wire = self.login(b"alice")
        self.assertEqual(self.ask(alice, wire, b"Info")[b"user_id"], b"alice")
        self.assertEqual(self.ask(*self.connect(), b"Info")[b"_error_code"], b"NOT_PERMITTED")

    def test_peers_are_logged(self) -> None:
        for address in (PEER, UNIXAddress(b"/somewhere")):
            self.ask(*self.connect(address), b"Login", user_id=b"alice", password=b"wrong")
        self.assertEqual([event["peer"] for event in self.events], ["10.0.0.1:1234", "a local socket"])

    def test_one_after_the_other(self) -> None:
        protocol, wire = self.connect()
        waiting: list[Deferred[Any]] = []

        def slow(*arguments: Any) -> Deferred[Any]:
            waiting.append(Deferred())
            return waiting[-1]

        self.patch(self.partitions, "_offload", slow)
        self.send(protocol, b"Login", user_id=b"alice", password=PASSWORD.encode())
        self.send(protocol, b"Info")
        self.assertEqual(wire.value(), b"")
        waiting.pop().callback(True)
        first, second = amp.parseString(wire.value())
        self.assertEqual((first[b"user_type"], second[b"user_id"]), (b"User", b"alice"))

    def test_answers_to_nobody_are_dropped(self) -> None:
        protocol, wire = self.connect()
        done: Deferred[Any] = Deferred()
        self.patch(self.partitions, "_offload", lambda *arguments: done)
        self.send(protocol, b"Login", user_id=b"alice", password=PASSWORD.encode())
        self.send(protocol, b"Info")
        protocol.connectionLost(_gone())
        done.callback(True)
        self.assertEqual(wire.value(), b"")
        self.assertEqual(self.factory.open, set())

    # ------------------------------------------------------------------------------------------------- ending

    def test_idle(self) -> None:
        protocol, wire = self.connect()
        self.clock.advance(IDLE_SECONDS - 1)
        self.ask(protocol, wire, b"Challenge")
        self.clock.advance(IDLE_SECONDS - 1)
        self.assertFalse(wire.disconnecting)
        self.clock.advance(1)
        self.assertTrue(wire.aborting)

    def test_no_timer_is_left(self) -> None:
        protocol, _ = self.connect()
        protocol.connectionLost(_gone())
        self.assertEqual(self.clock.getDelayedCalls(), [])

    async def test_blocked_and_removed_users_are_out_at_once(self) -> None:
        for change in (self.partitions.set_blocked("alice", True), self.partitions.remove("alice")):
            await self.partitions.set_blocked("alice", False)
            _, alice = self.login(b"alice")
            _, master = self.login(b"master")
            await change
            self.assertEqual((alice.disconnecting, master.disconnecting), (True, False))

    async def test_with_another_password_or_factor_one_is_out_at_once(self) -> None:
        for change in (
            self.partitions.set_password("alice", PASSWORD, reset=True),
            self.partitions.set_certificate("alice", pair("alice").pem),
            self.partitions.clear_factor("alice"),
        ):
            _, alice = self.logged_in("alice")
            _, master = self.login(b"master")
            await change
            self.assertEqual((alice.disconnecting, master.disconnecting), (True, False))

    def test_who_changes_the_own_stays_and_the_others_go(self) -> None:
        for command, arguments in (
            (b"MyPassword", {"old": PASSWORD.encode(), "new": PASSWORD.encode()}),
            (b"SetX509", {"user_id": b"alice", "certificate": pair("alice").pem}),
            (b"ClearFactor", {"user_id": b"alice"}),
            (b"SetOath", {"user_id": b"alice", "second_factor": b"OATH OTP Time"}),
        ):
            alice, wire = self.logged_in("alice")
            _, other = self.logged_in("alice")
            self.assertIn(b"_answer", self.ask(alice, wire, command, **arguments))
            self.assertEqual((wire.disconnecting, other.disconnecting), (False, True))
            self.assertEqual(self.ask(alice, wire, b"Info")[b"user_id"], b"alice")

    def test_a_new_password_at_a_login_ends_the_sessions_before_it(self) -> None:
        _, before = self.login(b"alice")
        alice, wire = self.connect()
        more = {"user_id": b"alice", "password": PASSWORD.encode(), "new_password": b"another password"}
        self.assertIn(b"_answer", self.ask(alice, wire, b"Login", **more))
        self.assertEqual((before.disconnecting, wire.disconnecting), (True, False))

    def test_who_removes_itself_is_answered(self) -> None:
        master, wire = self.login(b"master")
        self.ask(master, wire, b"UserCreate", user_id=b"bob", password=PASSWORD.encode(), user_type=b"Operator")
        bob, wire = self.login(b"bob")
        self.assertIn(b"_answer", self.ask(bob, wire, b"UserRemove", user_id=b"bob"))
        self.assertTrue(wire.disconnecting)
        wire.clear()
        self.send(bob, b"Info")
        self.assertEqual(wire.value(), b"")

    def test_close(self) -> None:
        wires = [self.connect()[1] for _ in range(3)]
        self.factory.close()
        self.assertEqual([wire.disconnecting for wire in wires], [True] * 3)

    # ---------------------------------------------------------------------------------------------- bad input

    def aborted(self, *pieces: bytes) -> None:
        protocol, wire = self.connect()
        for piece in pieces:
            protocol.dataReceived(piece)
        self.assertTrue(wire.aborting)
        self.assertEqual((wire.value(), self.events), (b"", []))

    def test_not_boxes(self) -> None:
        self.aborted(b"GET / HTTP/1.1\r\n\r\n")

    def test_boxes_that_ask_nothing(self) -> None:
        for fields in ({b"_answer": b"1"}, {b"_error": b"1"}, {amp.COMMAND: b"Info"}, {amp.ASK: b"1"}):
            self.aborted(amp.AmpBox(fields).serialize())

    def test_a_box_that_never_ends(self) -> None:
        self.aborted(*[b"\0\1k\0\1v"] * MOST_STRINGS)

    def test_more_commands_than_anybody_has(self) -> None:
        box = amp.AmpBox({amp.COMMAND: b"Login", amp.ASK: b"1", b"user_id": b"x", b"password": b"y"})
        self.patch(self.partitions, "_offload", lambda *arguments: Deferred())
        self.aborted(box.serialize() * 9)

    def test_who_does_not_read_is_not_read(self) -> None:
        _, wire = self.connect()
        wire.producer.pauseProducing()
        self.assertEqual(wire.producerState, "paused")


def _gone() -> Any:
    from twisted.internet.error import ConnectionDone
    from twisted.python.failure import Failure

    return Failure(ConnectionDone())
