"""hsmsim.server.syslog: messages, the queue, the attempts, and the three ways."""

import errno
import os
import socket
from collections import deque

from twisted.internet import reactor
from twisted.internet.defer import Deferred
from twisted.internet.endpoints import TCP4ServerEndpoint
from twisted.internet.protocol import Factory, Protocol, connectionDone
from twisted.internet.task import Clock
from twisted.internet.testing import StringTransport
from twisted.logger import Logger
from twisted.python.failure import Failure
from twisted.trial.unittest import SynchronousTestCase, TestCase

from hsmsim.server.syslog import (
    FIRST_WAIT,
    FULL_WAIT,
    GOODBYE_SECONDS,
    LASTING,
    LONGEST_WAIT,
    MOST_WAITING,
    Counted,
    Datagrams,
    Syslog,
    by_socket,
    by_tcp,
    by_udp,
    message,
)
from tests.appliance import at_once
from tests.support import rows

LINE = "2023/11/14 22:13:20 0000abcd 00000001 0000001f|KMIP 1.4 'alice': Get k1: Success"
HEAD = b"<110>1 2023-11-14T22:13:20Z box hsmsim 77 "


@rows(
    plain=(LINE, HEAD + b"KMIP - " + LINE.encode()),
    other_than_ascii=(LINE.replace("k1", "ä"), HEAD + b"KMIP - \xef\xbb\xbf" + LINE.replace("k1", "ä").encode()),
    one_word=(LINE[:47] + "started", HEAD + b"started - " + LINE[:47].encode() + b"started"),
    no_word=(LINE[:47] + " x", HEAD + b"- - " + LINE[:47].encode() + b" x"),
    no_ascii_word=(LINE[:47] + "ä x", HEAD + b"- - \xef\xbb\xbf" + (LINE[:47] + "ä x").encode()),
    long_word=(LINE[:47] + "x" * 33, HEAD + b"- - " + LINE[:47].encode() + b"x" * 33),
)
class Message(SynchronousTestCase):
    def check(self, line, expected):
        self.assertEqual(message(line, "box", 77), expected)


class Way:
    """An outlet of a test."""

    def __init__(self):
        self.sent = []
        self.fault = None
        self.room = 10**9
        self.closed = False

    def send(self, waiting):
        while waiting:
            if self.fault is not None:
                raise self.fault
            if not self.room:
                raise BlockingIOError
            self.room -= 1
            self.sent.append(waiting.popleft())

    async def close(self):
        self.closed = True


class SyslogTest(TestCase):
    """A sender whose ways the test opens."""

    def setUp(self):
        self.clock = Clock()
        self.events = []
        self.opening = []
        self.syslog = Syslog("udp:box:514", self.open, "box", 77, self.clock, self.log())
        self.syslog.start()

    def log(self):
        return Logger("tests", observer=self.events.append)

    def open(self, syslog):
        self.opening.append(Deferred())
        return self.opening[-1]

    def reached(self):
        way = Way()
        self.opening.pop().callback(way)
        return way

    def away(self):
        self.opening.pop().errback(OSError("nobody there"))

    def told(self):
        return [event["log_format"].format(**event) for event in self.events]


class Sending(SyslogTest):
    def test_lines_leave_in_the_next_turn(self):
        way = self.reached()
        self.syslog.tell(LINE)
        self.syslog.tell(LINE)
        self.assertEqual(way.sent, [])
        self.clock.advance(0)
        self.assertEqual(way.sent, [message(LINE, "box", 77)] * 2)
        self.assertEqual(self.events, [])

    def test_lines_wait_for_the_way(self):
        self.syslog.tell(LINE)
        self.assertEqual(self.clock.getDelayedCalls(), [])
        self.assertEqual(self.reached().sent, [message(LINE, "box", 77)])

    def test_a_full_socket_is_tried_again(self):
        way = self.reached()
        way.room = 1
        self.syslog.tell(LINE)
        self.syslog.tell(LINE)
        self.clock.advance(0)
        self.assertEqual(len(way.sent), 1)
        way.room = 1
        self.clock.advance(FULL_WAIT)
        self.assertEqual(len(way.sent), 2)

    def test_attempts_are_further_and_further_apart(self):
        waits = []
        for _ in range(9):
            self.away()
            (call,) = self.clock.getDelayedCalls()
            waits.append(call.getTime() - self.clock.seconds())
            self.clock.advance(waits[-1])
        self.assertEqual(waits, [1, 2, 4, 8, 16, 32, 60, 60, 60])
        self.assertEqual((waits[0], waits[-1]), (FIRST_WAIT, LONGEST_WAIT))
        self.assertEqual(self.told(), ["syslog udp:box:514 cannot be reached: nobody there; lines wait"])

    def test_a_way_that_goes(self):
        way = self.reached()
        way.fault = ConnectionRefusedError(errno.ECONNREFUSED, os.strerror(errno.ECONNREFUSED))
        self.syslog.tell(LINE)
        self.clock.advance(0)
        self.assertTrue(way.closed)
        self.clock.advance(FIRST_WAIT)
        self.assertEqual(self.reached().sent, [message(LINE, "box", 77)])
        self.assertEqual(self.told(), ["syslog udp:box:514 cannot be reached: Connection refused; lines wait"])

    def test_a_way_is_good_when_it_lasts(self):
        """One that comes and goes is told of once, and tried less and less often."""
        for wait in (1, 2, 4):
            way = self.reached()
            way.fault = OSError("gone")
            self.syslog.tell(LINE)
            self.clock.advance(0)
            self.clock.advance(wait - 0.1)
            self.assertEqual(self.opening, [])
            self.clock.advance(0.1)
        self.assertEqual(len(self.events), 1)
        self.reached()
        self.clock.advance(LASTING)
        self.syslog.tell(LINE)
        self.clock.advance(0)
        self.assertEqual(self.told()[1:], ["syslog udp:box:514 is reached again"])

    def test_a_way_that_went_before(self):
        """Whoever says so late changes nothing."""
        first = self.reached()
        self.syslog.gone(first, "gone")
        self.clock.advance(FIRST_WAIT)
        second = self.reached()
        self.syslog.gone(first, "gone again")
        self.syslog.tell(LINE)
        self.clock.advance(0)
        self.assertEqual(len(second.sent), 1)

    def test_going_while_lines_are_about_to_leave(self):
        way = self.reached()
        self.syslog.tell(LINE)
        self.syslog.gone(way, "gone")
        self.clock.advance(FIRST_WAIT)
        self.assertEqual(len(self.reached().sent), 1)

    def test_too_many(self):
        """What is too much is lost, the newest first; the log says when it begins, and how many were lost."""
        for _ in range(MOST_WAITING + 3):
            self.syslog.tell(LINE)
        self.assertEqual(self.told(), ["syslog udp:box:514: 10000 lines wait; more are lost"])
        self.assertEqual(len(self.reached().sent), MOST_WAITING)
        self.assertEqual(self.told()[1:], ["syslog udp:box:514: 3 lines were lost"])


class Stopping(SyslogTest):
    async def test_what_can_be_sent_is(self):
        way = self.reached()
        self.syslog.tell(LINE)
        await self.syslog.stop()
        self.assertEqual((len(way.sent), way.closed, self.events), (1, True, []))
        self.assertEqual(self.clock.getDelayedCalls(), [])

    async def test_what_cannot_is_lost(self):
        self.syslog.tell(LINE)
        self.away()
        await self.syslog.stop()
        self.assertEqual(self.told()[1:], ["syslog udp:box:514: 1 lines were lost"])
        self.assertEqual(self.clock.getDelayedCalls(), [])

    async def test_while_it_opens(self):
        await self.syslog.stop()
        self.assertEqual(self.events, [])

    async def test_a_way_that_comes_too_late(self):
        """A thread cannot be cancelled."""
        opened = Deferred(lambda _: None)
        syslog = Syslog("udp", lambda _: opened, "box", 77, self.clock, self.log())
        syslog.start()
        opened.called = False
        syslog._opening.cancel = lambda: None
        await syslog.stop()
        way = Way()
        opened.callback(way)
        self.assertTrue(way.closed)


class Stream(SyslogTest):
    """TCP: each message after the number of its bytes."""

    def setUp(self):
        super().setUp()
        self.wire = StringTransport()
        self.counted = Counted(self.syslog)
        self.counted.makeConnection(self.wire)
        self.opening.pop().callback(self.counted)

    def tell(self):
        self.syslog.tell(LINE)
        self.clock.advance(0)

    def test_octet_counting(self):
        self.syslog.tell(LINE)
        self.tell()
        one = message(LINE, "box", 77)
        self.assertEqual(self.wire.value(), b"%d %b%d %b" % (len(one), one, len(one), one))

    def test_a_receiver_that_does_not_read(self):
        self.wire.producer.pauseProducing()
        self.tell()
        self.assertEqual(self.wire.value(), b"")
        self.wire.producer.resumeProducing()
        self.assertNotEqual(self.wire.value(), b"")

    def test_a_receiver_that_goes(self):
        self.wire.producer.stopProducing()
        self.counted.connectionLost(Failure(connectionDone.value))
        self.tell()
        self.clock.advance(FIRST_WAIT)
        self.assertEqual(len(self.opening), 1)

    def test_end(self):
        stopping = Deferred.fromCoroutine(self.syslog.stop())
        self.assertTrue(self.wire.disconnecting)
        self.assertNoResult(stopping)
        self.counted.connectionLost(Failure(connectionDone.value))
        self.successResultOf(stopping)
        self.assertEqual(self.clock.getDelayedCalls(), [])

    def test_end_of_one_that_does_not_go(self):
        Deferred.fromCoroutine(self.syslog.stop())
        self.wire.abortConnection = lambda: self.counted.connectionLost(Failure(connectionDone.value))
        self.clock.advance(GOODBYE_SECONDS)
        self.assertEqual(self.clock.getDelayedCalls(), [])


class Ways(TestCase):
    """Over sockets of this machine."""

    def syslog(self, open):
        syslog = Syslog("here", open, "box", 77, reactor, Logger("tests", observer=self.events.append))
        self.addCleanup(syslog.stop)
        return syslog

    def setUp(self):
        self.events = []

    async def one_datagram(self, receiver, open):
        receiver.settimeout(5)
        self.addCleanup(receiver.close)
        syslog = self.syslog(open)
        syslog.tell(LINE)
        syslog.start()
        self.assertEqual(receiver.recv(9000), message(LINE, "box", 77))

    async def test_udp(self):
        receiver = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        receiver.bind(("127.0.0.1", 0))
        await self.one_datagram(receiver, by_udp("127.0.0.1", receiver.getsockname()[1], at_once))

    async def test_local_socket(self):
        receiver = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
        path = os.path.relpath(self.mktemp())
        receiver.bind(path)
        self.addCleanup(os.unlink, path)
        await self.one_datagram(receiver, by_socket(path))

    async def test_a_full_local_socket(self):
        """It raises instead of waiting."""
        ends = socket.socketpair(socket.AF_UNIX, socket.SOCK_DGRAM)
        for each in ends:
            self.addCleanup(each.close)
        ends[0].setblocking(False)
        waiting = deque([b"x" * 1000] * 100_000)
        self.assertRaises(BlockingIOError, Datagrams(ends[0]).send, waiting)
        self.assertTrue(waiting)

    async def test_no_local_socket(self):
        self.syslog(by_socket(self.mktemp())).start()
        (event,) = self.events
        self.assertEqual(event["why"], "No such file or directory")

    async def test_tcp(self):
        received = Deferred()

        class Receiver(Protocol):
            def dataReceived(self, data):
                received.callback(data)

        port = await TCP4ServerEndpoint(reactor, 0, interface="127.0.0.1").listen(Factory.forProtocol(Receiver))
        self.addCleanup(port.stopListening)
        syslog = self.syslog(by_tcp("127.0.0.1", port.getHost().port))
        syslog.tell(LINE)
        syslog.start()
        one = message(LINE, "box", 77)
        self.assertEqual(await received, b"%d %b" % (len(one), one))
