"""hsmsim/server/notify.py: notices reach the client, in order, whatever the network does."""

from twisted.internet.task import Clock
from twisted.logger import Logger, globalLogPublisher
from twisted.trial.unittest import SynchronousTestCase

from hsmsim.exchange import notices
from hsmsim.interfaces.outcome import Done, Outcome
from hsmsim.interfaces.taps import Connection
from hsmsim.operations import query
from hsmsim.server import notify, tls
from hsmsim.server.notify import ANSWER_SECONDS, FIRST_DELAY, LAST_DELAY, MOST_BYTES, MOST_WAITING, TRIES
from hsmsim.spec.enums import Operation, ResultStatus
from hsmsim.spec.versions import V1_4
from hsmsim.ttlv import binary
from tests.appliance import NOW
from tests.objects import made
from tests.server.looking import Looking
from tests.server.receiver import InMemory, Receiver, answer, refused, taken
from tests.server.wires import client_pair, server_pair
from tests.support import rows

# What a connection begins with: the answers to the server's questions.
GREETING = [taken] * len(notices.QUESTIONS)


def notice(uid):
    """Put of a key."""
    return notices.notice_of((None, made(uid)), NOW, uid)


class Courier(SynchronousTestCase):
    """One courier and its receiver."""

    pinned = client_pair("receiver")
    tap = None

    def setUp(self):
        self.clock = Clock()
        self.clock.rightNow = NOW
        self.receiver = Receiver()
        identity = tls.read_identity(server_pair())
        context = tls.client_context(identity, tls.fingerprints(self.pinned.certificate))
        self.net = InMemory(self.receiver, self.clock, context)
        self.tap = Looking()
        self.served = []
        log, numbers = Logger("tests.notify"), iter(range(7, 99))
        self.courier = notify.Courier(
            "alice", "client:1", self.net, self.clock, bytes, 4096, self.serve, log, self.tap, numbers
        )
        self.lines = []
        globalLogPublisher.addObserver(self.note)
        self.addCleanup(globalLogPublisher.removeObserver, self.note)

    def note(self, event):
        if event.get("log_namespace") == "tests.notify":
            self.lines.append(event["log_format"].format(**event))

    async def serve(self, user_id, uid):
        self.served.append((user_id, uid))

    def send(self, *uids):
        self.courier.send([notice(uid) for uid in uids])
        self.net.pump()

    @property
    def told(self):
        return [payload.unique_identifier for _, payload in self.receiver.told]


class Delivery(Courier):
    def test_in_order(self):
        """Query first, then what there is to tell; one connection for all."""
        self.send("k1", "k2")
        self.send("k3")
        self.assertEqual(self.told, ["k1", "k2", "k3"])
        self.assertEqual([each[1] for each in self.receiver.requests], [*[Operation.QUERY] * 2, *[Operation.PUT] * 3])
        self.assertEqual(self.net.tries, 1)
        self.assertEqual(self.lines, ["notices for alice go to client:1; Query: Success"])

    def test_who_the_client_is(self):
        """It is asked for what 5.3 names, and what it says is in the wire log, as it is."""
        self.send("k1")
        answers = [notices.read_answer(each.response) for each in self.tap.all("exchanged")]
        able, profiles = (binary.decode_raw(query.Response, each.response_payload) for each in answers[:2])
        self.assertEqual(able.vendor_identification, "a receiver")
        self.assertIn(Operation.PUT, able.operation)
        self.assertEqual(len(able.object_type + able.capability_information), 2)
        self.assertEqual(len(profiles.profile_information), 1)

    def test_nobody_waits(self):
        """Sending does nothing before the turn is over."""
        self.courier.send([notice("k1")])
        self.assertEqual(self.net.tries, 0)
        self.courier.send([])
        self.net.pump()
        self.assertEqual(self.told, ["k1"])

    def test_a_client_without_query(self):
        """It is told all the same, and asked no further."""
        self.receiver.answers = [refused]
        self.send("k1")
        self.assertEqual(self.told, ["k1"])
        self.assertEqual([each[1] for each in self.receiver.requests], [Operation.QUERY, Operation.PUT])
        self.assertEqual(self.lines, ["notices for alice go to client:1; Query: Operation Not Supported: no"])

    def test_refused(self):
        """What it does not take is told of, and not sent again."""
        self.receiver.answers = [*GREETING, lambda code, payload: refused(code, payload, None)]
        self.send("k1", "k2")
        self.assertEqual(self.told, ["k1", "k2"])
        self.assertEqual(self.lines[1:], ["Put of k1 is not taken to client:1 for alice: Operation Not Supported"])

    def test_what_is_served(self):
        """An object that the client has taken, not one that it has refused or is only told of."""
        self.receiver.answers = [*GREETING, refused]
        self.send("k1", "k2")
        told = notices.notice_of((made("k3"), None), NOW, "3")
        self.courier.send([told])
        self.net.pump()
        self.assertEqual((self.told, self.served), (["k1", "k2", "k3"], [("alice", "k2")]))

    def test_wire_log(self):
        """Who looks on sees what goes and what comes."""
        self.send("k1")
        self.assertEqual(self.tap.names(), ["request", "exchanged"] * 3)
        connection = Connection(7, "client:1", "KMIP", outward=True)
        self.assertEqual(self.tap.all("request")[2], (connection, notice("k1").data))
        asked, _, put = self.tap.all("exchanged")
        done = Done(Operation.QUERY, ResultStatus.SUCCESS, None, None)
        self.assertEqual((asked.connection, asked.outcome), (connection, Outcome("alice", V1_4, (done,))))
        self.assertEqual((put.request, put.outcome.items[0].operation), (notice("k1").data, Operation.PUT))

    def test_the_wire_without_an_answer(self):
        """What was sent is seen; what did not come is empty, and the time is that of the waiting."""
        self.receiver.answers = [taken, taken, None]
        self.send("k1")
        self.net.pump(ANSWER_SECONDS)
        put = self.tap.all("exchanged")[2]
        failed = Done(Operation.PUT, ResultStatus.OPERATION_FAILED, None, None)
        self.assertEqual((put.response, put.seconds, put.outcome.items), (b"", ANSWER_SECONDS, (failed,)))


class Trouble(Courier):
    def test_unreachable(self):
        """It is tried again, less and less often, and then from the start."""
        self.net.reachable = False
        self.send("k1")
        delay = FIRST_DELAY
        for tries in range(1, 10):
            self.assertEqual(self.net.tries, tries)
            self.net.pump(delay - 0.5)
            self.assertEqual(self.net.tries, tries)
            self.net.pump(0.5)
            delay = min(2 * delay, LAST_DELAY)
        self.assertIn("Put of k1 cannot be delivered now to client:1 for alice:", self.lines[0])
        self.assertIn("nobody listens", self.lines[0])
        self.net.reachable = True
        self.net.pump(LAST_DELAY)
        self.assertEqual(self.told, ["k1"])

    def test_lost_between(self):
        """A connection that ended is made anew with the next notice."""
        self.send("k1")
        self.receiver.connections[0].transport.loseConnection()
        self.net.pump()
        self.send("k2")
        self.assertEqual((self.told, self.net.tries), (["k1", "k2"], 2))

    def test_lost_over_a_notice(self):
        """It is sent again."""
        self.receiver.answers = [*GREETING, lambda code, payload: None]
        self.send("k1", "k2")
        self.assertEqual(self.told, [])
        self.net.pump(FIRST_DELAY)
        self.assertEqual(self.told, ["k1", "k2"])

    def test_given_up(self):
        """One that breaks each connection does not hold up the others."""
        self.receiver.answers = [*GREETING, lambda code, payload: None] * TRIES
        self.send("k1", "k2")
        for _ in range(TRIES):
            self.net.pump(FIRST_DELAY)
        self.assertEqual(self.told, ["k2"])
        self.assertEqual(self.lines[TRIES], "Put of k1 is given up to client:1 for alice: it ended the connection")

    def test_silence(self):
        """An answer that does not come is a connection that is broken."""
        self.receiver.answers = [*GREETING, None]
        self.send("k1")
        self.net.pump(ANSWER_SECONDS)
        self.assertEqual(self.receiver.connections, [])
        self.net.pump(FIRST_DELAY)
        self.assertEqual(self.told, ["k1"])

    def test_silence_about_query(self):
        """So is one in which Query is not answered."""
        self.receiver.answers = [None]
        self.send("k1")
        self.net.pump(ANSWER_SECONDS)
        self.assertEqual(
            self.lines, ["Put of k1 cannot be delivered now to client:1 for alice: it does not answer in time"]
        )
        self.net.pump(FIRST_DELAY)
        self.assertEqual(self.told, ["k1"])

    def test_a_second_answer(self):
        """Who answers what nobody asked is asked anew on another connection."""
        self.receiver.answers = [lambda code, payload: taken(code) * 2]
        self.send("k1")
        self.net.pump(FIRST_DELAY)
        self.assertEqual((self.told, self.net.tries), (["k1"], 2))

    def test_half_an_answer(self):
        """The rest is waited for."""
        line = notify.NoticeProtocol(4096)
        whole = taken(Operation.QUERY)
        line.dataReceived(whole[:9])
        self.assertNoResult(line.greeting)
        line.dataReceived(whole[9:])
        self.assertEqual(self.successResultOf(line.greeting), whole)

    def test_asking_on_a_broken_connection(self):
        """It fails at once."""
        line = notify.NoticeProtocol(4096)
        line.connectionLost()
        self.failureResultOf(line.greeting, notify.Undelivered)
        self.failureResultOf(line.ask(b""), notify.Undelivered)
        line.drop("again")

    def test_a_fault_of_ours(self):
        """Its trace is in the log; the next notice begins anew."""

        def fail(factory):
            raise ZeroDivisionError

        self.patch(self.net, "connect", fail)
        self.send("k1")
        self.assertEqual(len(self.flushLoggedErrors(ZeroDivisionError)), 1)
        del self.net.connect
        self.send("k2")
        self.assertEqual(self.told, ["k1", "k2"])


@rows(
    no_ttlv=(b"HTTP/1.1 200 OK\r\n\r\n",),
    too_large=(b"\x42\x00\x7b\x01\x00\x10\x00\x00",),
    no_message=(b"\x42\x00\x7b\x01\x00\x00\x00\x00",),
    no_item=(answer(),),
)
class Nonsense(Courier):
    """What is no answer ends the connection; then it is tried again."""

    def check(self, data):
        self.receiver.answers = [lambda code, payload: data]
        self.send("k1")
        self.assertEqual(self.told, [])
        self.assertEqual(len(self.lines), 1)
        self.net.pump(FIRST_DELAY)
        self.assertEqual(self.told, ["k1"])


class Pinned(Courier):
    """Another certificate than the pinned one is not talked to."""

    pinned = client_pair("another")

    def test_refused(self):
        self.send("k1")
        self.assertEqual(self.receiver.requests, [])
        self.assertEqual(
            self.lines,
            [
                "Put of k1 cannot be delivered now to client:1 for alice: "
                "it shows another certificate than the one that is expected"
            ],
        )


class Bounds(Courier):
    def test_many(self):
        """What is too much is lost, the newest first; the log says when it begins, and how many were lost."""
        self.net.reachable = False
        self.send(*(f"k{number}" for number in range(MOST_WAITING + 3)))
        lost = [line for line in self.lines if "too much is waiting" in line]
        self.assertEqual(
            lost, [f"Put of k{MOST_WAITING} is not delivered to client:1 for alice: too much is waiting already"]
        )
        self.net.reachable = True
        self.net.pump(FIRST_DELAY)
        while len(self.told) < MOST_WAITING:
            self.net.pump()
        self.assertEqual(self.told[-1], f"k{MOST_WAITING - 1}")
        self.assertIn("3 notices for alice were not delivered to client:1", self.lines)
        self.send("k")
        self.assertEqual(self.told[-1], "k")

    def test_large(self):
        """Their size counts too, and is given back."""
        self.net.reachable = False
        large = notices.Notice("large", Operation.PUT, bytes(MOST_BYTES))
        self.courier.send([large, large])
        self.assertEqual(len(self.lines), 1)
        self.courier.forget()
        self.courier.send([large])
        self.assertEqual(len(self.lines), 1)
        self.courier.forget()


class Ends(Courier):
    def test_forget(self):
        """What waits is dropped and the connection ends; what comes then goes over a new one."""
        self.receiver.answers = [*GREETING, None]
        self.send("k1")
        self.courier.forget()
        self.net.pump()
        self.assertEqual(self.receiver.connections, [])
        self.send("k2")
        self.assertEqual(self.told, ["k2"])

    def test_stop(self):
        """The log says what is left, and nothing goes on."""
        self.net.reachable = False
        self.send("k1", "k2")
        self.courier.stop()
        self.assertEqual(self.lines[-1], "2 notices for alice are not delivered to client:1: the HSM is stopped")
        self.assertEqual(self.clock.getDelayedCalls(), [])
        self.courier.stop()

    def test_stop_while_connecting(self):
        """The connection that is not there yet is not waited for."""
        self.net.delay = 1
        self.send("k1")
        self.courier.stop()
        self.net.pump(1)
        self.assertEqual(self.receiver.requests, [])

    def test_all(self):
        """By user."""
        all_of_them = notify.Couriers({"alice": self.courier})
        self.assertEqual((all_of_them.wants("alice"), all_of_them.wants("bob")), (True, False))
        self.net.reachable = False
        for end in (lambda: all_of_them.forget("alice"), all_of_them.forget_all, all_of_them.stop):
            all_of_them.send("alice", [notice("k1")])
            all_of_them.forget("bob")
            self.assertNotEqual(self.clock.getDelayedCalls(), [])
            end()
            self.assertEqual(self.clock.getDelayedCalls(), [])
