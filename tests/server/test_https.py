"""Tests of hsmsim.server.https."""

import json as stdlib_json
from email.utils import formatdate

from OpenSSL import SSL
from twisted.internet.address import IPv4Address, UNIXAddress
from twisted.internet.defer import Deferred
from twisted.internet.error import ConnectionDone
from twisted.internet.interfaces import IHandshakeListener
from twisted.internet.task import Clock
from twisted.internet.testing import StringTransport
from twisted.logger import Logger
from twisted.python.failure import Failure
from twisted.trial.unittest import SynchronousTestCase, TestCase
from zope.interface.verify import verifyObject

from hsmsim.exchange.answer import unreadable
from hsmsim.exchange.peer import UNREADABLE, Answer, Peer
from hsmsim.interfaces.taps import Connection, Exchanged
from hsmsim.operations import spelling
from hsmsim.server import tls
from hsmsim.server.https import IDLE_SECONDS, LINGER, HttpsFactory, encoding_of
from hsmsim.server.turn import Turn
from hsmsim.ttlv import json, xml
from tests.server.looking import Looking
from tests.server.wires import NOW, Client, Door, Line, client_pair, fingerprint_of, server_pair
from tests.support import rows

LIMIT = 4096
ADDRESS = IPv4Address("TCP", "192.0.2.1", 1234)
CONNECTION = Connection(7, "192.0.2.1:1234", "HTTPS")
MESSAGE = bytes.fromhex("4200780100000010 42000d0200000004 0000000100000000".replace(" ", ""))
ANSWER = unreadable("no", NOW)
TTLV, XML, JSON = "application/octet-stream", "text/xml", "application/json"


def post(body=MESSAGE, media=TTLV, path="/kmip", method="POST", **headers):
    """A request as bytes; headers that are None are left out."""
    given = {"Host": "hsm", "Content_Type": media, "Content_Length": len(body), **headers}
    lines = [f"{name.replace('_', '-')}: {value}\r\n" for name, value in given.items() if value is not None]
    return f"{method} {path} HTTP/1.1\r\n{''.join(lines)}\r\n".encode() + body


def parsed(data):
    """The answers in a stream: status, headers, body."""
    found = []
    while data:
        head, _, data = data.partition(b"\r\n\r\n")
        first, *lines = head.decode().split("\r\n")
        headers = {name.lower(): value for name, _, value in (line.partition(": ") for line in lines)}
        size = int(headers.get("content-length", 0))
        found.append((int(first.split()[1]), headers, data[:size]))
        data = data[size:]
    return found


class Exchange:
    """Answers with ANSWER; requests are held while `held` is a Deferred."""

    def __init__(self):
        self.seen = []
        self.held = None
        self.closes = False
        self.data = ANSWER
        self.error = None

    async def answer(self, request, peer):
        self.seen.append((request, peer))
        if self.error is not None:
            raise self.error
        if self.held is not None:
            await self.held
        return Answer(self.data, self.closes, UNREADABLE)


class FakeTLS(StringTransport):
    """A transport as TLS gives it: one below it, and the client's certificate."""

    def __init__(self):
        super().__init__()
        self.transport = StringTransport()
        self.aborted = False

    def getPeerCertificate(self):
        return SSL.X509.from_cryptography(tls.read_identity(client_pair()).leaf)

    def abortConnection(self):
        self.aborted = True


class Connections:
    """A factory, an exchange and a log, and connections that are past their handshake."""

    def setUp(self):
        self.clock = Clock()
        self.clock.advance(NOW)
        self.exchange = Exchange()
        self.door = Door(client_pair())
        self.events = []
        self.tap = Looking()
        log = Logger(namespace="hsmsim.https", observer=self.events.append)
        self.factory = HttpsFactory(
            self.exchange, self.door.admit, self.clock, lambda: NOW, LIMIT, log, self.tap, iter(range(7, 100))
        )

    def connect(self, address=ADDRESS):
        channel, transport = self.factory.buildProtocol(address), FakeTLS()
        channel.makeConnection(transport)
        channel.handshakeCompleted()
        return channel, transport

    def receive(self, channel, data):
        """Let bytes come in, and the turn end."""
        channel.dataReceived(data)
        self.clock.advance(0)

    def ask(self, data):
        channel, transport = self.connect()
        self.receive(channel, data)
        (answer,) = parsed(transport.value())
        return answer

    def logged(self):
        return [event["log_format"].format(**event) for event in self.events]


@rows(
    ttlv=(MESSAGE, TTLV, ANSWER),
    xml=(xml.write(MESSAGE, spelling()), XML, xml.write(ANSWER, spelling())),
    json=(json.write(MESSAGE, spelling()), JSON, json.write(ANSWER, spelling())),
    xml_utf_8=(xml.write(MESSAGE, spelling()), "text/xml; charset=UTF-8", xml.write(ANSWER, spelling())),
    json_quoted=(
        json.write(MESSAGE, spelling()),
        'Application/JSON;charset="utf-8"',
        json.write(ANSWER, spelling()),
    ),
)
class Encodings(Connections, SynchronousTestCase):
    def check(self, body, media, answer):
        status, headers, found = self.ask(post(body, media))
        self.assertEqual((status, found), (200, answer))
        self.assertEqual(
            headers,
            {
                "content-type": media.split(";")[0].lower(),
                "content-length": str(len(answer)),
                "cache-control": "no-cache",
                "date": formatdate(NOW, usegmt=True),
            },
        )
        peer = Peer(fingerprint_of(client_pair()), "192.0.2.1:1234", 7)
        self.assertEqual(self.exchange.seen, [(MESSAGE, peer)])
        self.check_shown(body, media, answer)
        self.assertEqual(self.logged(), ["HTTPS connection 7 from 192.0.2.1:1234 is alice"])

    def check_shown(self, body, media, answer):
        """The tap is shown TTLV, and what went over the wire where that is something else."""
        encoding = encoding_of(media.encode()).name
        bodies = None if encoding == "TTLV" else (body, answer)
        self.assertEqual(
            self.tap.seen,
            [
                ("opened", CONNECTION),
                ("request", (CONNECTION, MESSAGE)),
                ("exchanged", Exchanged(CONNECTION, NOW, 0.0, MESSAGE, ANSWER, UNREADABLE, encoding, bodies)),
            ],
        )


@rows(
    origin=("/kmip",),
    query=("/kmip?a=b",),
    absolute=("https://hsm/kmip",),
    absolute_with_a_port=("https://127.0.0.1:5698/kmip?a=b",),
    absolute_in_capitals=("HTTPS://hsm/kmip",),
)
class Targets(Connections, SynchronousTestCase):
    """Both forms of a target are served (RFC 9112 3.2.1 and 3.2.2)."""

    def check(self, target):
        self.assertEqual(self.ask(post(path=target))[0], 200)


@rows(
    root=(post(path="/", method="GET"), 404, {}),
    another_path=(post(path="/kmip/"), 404, {}),
    absolute_without_a_path=(post(path="https://hsm"), 404, {}),
    absolute_of_another_path=(post(path="https://hsm/other/kmip"), 404, {}),
    another_scheme=(post(path="http://hsm/kmip"), 404, {}),
    get=(post(b"", method="GET", Content_Length=None), 405, {"allow": "POST"}),
    head=(post(b"", method="HEAD", Content_Length=None), 405, {"allow": "POST"}),
    put=(post(method="PUT"), 405, {"allow": "POST"}),
    no_type=(post(media=None), 415, {"accept": "application/octet-stream, text/xml, application/json"}),
    another_type=(post(media="text/plain"), 415, {}),
    form=(post(b"a=b", media="application/x-www-form-urlencoded"), 415, {}),
    another_charset=(post(media="text/xml; charset=latin-1"), 415, {}),
    no_length=(post(b"", Content_Length=None), 411, {}),
    chunked=(post(b"", Content_Length=None, Transfer_Encoding="chunked"), 411, {"connection": "close"}),
    too_large=(post(b"", Content_Length=LIMIT + 1), 413, {"connection": "close"}),
    too_large_and_asking_first=(post(b"", Content_Length=LIMIT + 1, Expect="100-continue"), 413, {}),
    huge=(post(b"", Content_Length="9" * 30), 413, {}),
    strange_path=(post(path="/\x1b[31m"), 400, None),
    no_number=(post(Content_Length="-1"), 400, None),
    two_lengths=(post(Content_Length="1\r\nContent-Length: 2"), 400, None),
    no_http=(b"\x42\x00\x78\x01\r\n\r\n", 400, None),
)
class TurnedAway(Connections, SynchronousTestCase):
    def check(self, request, status, headers):
        found, got, body = self.ask(request)
        self.assertEqual(found, status)
        self.assertEqual(self.exchange.seen, [])
        if headers is not None:
            self.assertLessEqual(headers.items(), got.items())
            self.assertEqual((got["content-type"], got["cache-control"]), ("text/plain", "no-cache"))
            self.assertEqual(self.logged()[1][:29], f"HTTPS client 192.0.2.1:1234: {status}"[:29])
            if not request.startswith(b"HEAD"):
                self.assertEqual(len(body), int(got["content-length"]))
        (shown,) = self.tap.all("unreadable")
        self.assertEqual((shown.connection, shown.user_id, shown.response), (CONNECTION, "alice", b""))
        if headers is None:
            self.assertEqual((shown.data, shown.reason), (request, "these bytes are no HTTP request"))
        else:
            self.assertEqual((shown.data, shown.encoding), (b"", ""))
            self.assertRegex(shown.reason, rf"^{request.split()[0].decode()} [!-~]+: {status} [A-Z]")


class Offered(Connections, SynchronousTestCase):
    def test_encodings_that_the_device_has_not(self):
        self.factory.encodings = {"TTLV", "JSON"}
        status, headers, _ = self.ask(post(media="text/xml"))
        self.assertEqual((status, headers["accept"]), (415, "application/octet-stream, application/json"))
        self.assertEqual(self.ask(post())[0], 200)


class Messages(Connections, SynchronousTestCase):
    def test_what_is_no_message_is_answered_in_its_encoding(self):
        for media, body, read in ((XML, b"<Nobody/>", xml.read), (JSON, b"[]", json.read)):
            status, _, found = self.ask(post(body, media))
            self.assertEqual(status, 200)
            self.assertIn(b"InvalidMessage", found)
            self.assertTrue(read(found, spelling()))
        self.assertEqual(self.exchange.seen, [])
        self.assertEqual(self.logged()[1], "HTTPS client 192.0.2.1:1234 sent no message: there is no tag 'Nobody'")

    def test_who_is_no_longer_let_in_is_not_told_what_is_wrong(self):
        channel, _ = self.connect()
        self.door.known.clear()
        self.receive(channel, post(b"<Nobody/>", XML))
        self.assertEqual(self.exchange.seen, [(b"", channel.peer)])

    def test_a_text_that_becomes_a_message_too_large(self):
        body = b"<BatchItem>" + b"<D/>" * 1000 + b"</BatchItem>"
        self.assertLess(len(body), LIMIT)
        _, _, found = self.ask(post(body, XML))
        self.assertIn(b"a message of 8008 bytes; the largest allowed has 4096", found)
        self.assertEqual(self.exchange.seen, [])

    def test_a_body_as_large_as_may_be(self):
        status, _, _ = self.ask(post(bytes(LIMIT)))
        self.assertEqual((status, len(self.exchange.seen[0][0])), (200, LIMIT))

    def test_an_answer_with_characters_that_xml_lacks(self):
        self.exchange.data = unreadable("a\0b", NOW)
        status, _, found = self.ask(post(xml.write(MESSAGE, spelling()), XML))
        self.assertEqual(status, 200)
        self.assertIn("a\ufffdb".encode(), found)

    def test_json_is_json(self):
        _, _, found = self.ask(post(json.write(MESSAGE, spelling()), JSON))
        self.assertEqual(stdlib_json.loads(found)["tag"], "ResponseMessage")


class Order(Connections, SynchronousTestCase):
    def test_a_connection_is_kept(self):
        channel, transport = self.connect()
        for _ in range(3):
            self.receive(channel, post())
        self.assertEqual([status for status, _, _ in parsed(transport.value())], [200] * 3)
        self.assertFalse(transport.disconnecting)

    def test_a_request_in_pieces(self):
        channel, transport = self.connect()
        for octet in post():
            self.receive(channel, bytes([octet]))
        self.assertEqual([status for status, _, _ in parsed(transport.value())], [200])

    def test_pipelined_requests_wait_for_each_other(self):
        self.exchange.held = Deferred()
        channel, transport = self.connect()
        self.receive(channel, post() + post(path="/") + post())
        self.assertEqual((len(self.exchange.seen), transport.value()), (1, b""))
        held, self.exchange.held = self.exchange.held, None
        held.callback(None)
        self.clock.advance(0)
        self.assertEqual([status for status, _, _ in parsed(transport.value())], [200, 404, 200])

    def test_it_goes_on_after_a_request_that_was_turned_away(self):
        channel, transport = self.connect()
        self.receive(channel, post(path="/") + post())
        self.assertEqual([status for status, _, _ in parsed(transport.value())], [404, 200])

    def test_a_continue_is_sent_for_a_body_that_may_come(self):
        channel, transport = self.connect()
        request = post(Expect="100-continue")
        self.receive(channel, request[: -len(MESSAGE)])
        self.assertEqual(transport.value(), b"HTTP/1.1 100 Continue\r\n\r\n")
        self.receive(channel, MESSAGE)
        self.assertEqual(len(self.exchange.seen), 1)

    def test_the_body_of_what_was_turned_away_is_dropped(self):
        channel, transport = self.connect()
        self.receive(channel, post(b"", Content_Length=LIMIT + 1))
        before = transport.value()
        for _ in range(100):
            self.receive(channel, post())
        self.assertEqual(transport.value(), before)
        self.assertEqual(self.exchange.seen, [])


class Turns(Connections, SynchronousTestCase):
    """An answer leaves at the end of its turn, once what is recorded of it is safe."""

    def setUp(self):
        super().setUp()
        self.channel, self.transport = self.connect()
        self.tap.seen.clear()
        self.when_settled = []
        self.factory.turn = Turn(self.clock, self.settle, self.tap)

    def settle(self):
        self.when_settled += [self.tap.names(), self.transport.value()]

    def test_nobody_sees_it_before(self):
        self.receive(self.channel, post())
        self.assertEqual(self.when_settled, [["request"], b""])
        self.assertEqual(self.tap.names(), ["request", "exchanged"])
        self.assertEqual(self.tap.all("exchanged")[0].response, ANSWER)

    def test_the_client_leaves_in_the_same_turn(self):
        self.channel.dataReceived(post(xml.write(MESSAGE, spelling()), XML))
        self.channel.connectionLost(Failure(ConnectionDone()))
        self.clock.advance(0)
        (seen,) = self.tap.all("exchanged")
        self.assertEqual((seen.response, seen.bodies), (b"", (xml.write(MESSAGE, spelling()), b"")))

    def test_a_tap_that_breaks(self):
        self.tap.exchanged = lambda messages: 1 // 0
        self.receive(self.channel, post())
        self.assertEqual((self.transport.value(), self.transport.aborted), (b"", True))
        self.assertEqual(self.logged()[-1], "HTTPS connection from 192.0.2.1:1234 broke")

    def test_a_tap_that_breaks_when_the_client_has_gone(self):
        self.tap.exchanged = lambda messages: 1 // 0
        self.channel.dataReceived(post())
        self.channel.connectionLost(Failure(ConnectionDone()))
        self.clock.advance(0)
        self.assertEqual(self.logged()[-1], "HTTPS connection from 192.0.2.1:1234 broke")


class Ends(Connections, SynchronousTestCase):
    def test_by_the_client(self):
        channel, transport = self.connect()
        self.receive(channel, post(Connection="close"))
        ((_, headers, _),) = parsed(transport.value())
        self.assertEqual((headers["connection"], transport.disconnecting), ("close", True))

    def test_by_http_1_0(self):
        channel, transport = self.connect()
        self.receive(channel, post().replace(b"HTTP/1.1", b"HTTP/1.0"))
        self.assertEqual(parsed(transport.value())[0][1]["connection"], "close")
        self.assertTrue(transport.disconnecting)

    def test_by_an_answer_that_ends_it(self):
        self.exchange.closes = True
        channel, transport = self.connect()
        self.receive(channel, post() + post())
        ((_, headers, _),) = parsed(transport.value())
        self.assertEqual((headers["connection"], transport.disconnecting), ("close", True))

    def test_it_is_dropped_if_the_client_does_not_go(self):
        self.exchange.closes = True
        channel, transport = self.connect()
        self.receive(channel, post())
        self.clock.advance(LINGER - 1)
        self.assertFalse(transport.aborted)
        self.clock.advance(1)
        self.assertTrue(transport.aborted)

    def test_when_nothing_is_asked(self):
        _, transport = self.connect()
        self.clock.advance(IDLE_SECONDS)
        self.assertTrue(transport.disconnecting)

    def test_not_while_an_answer_is_in_work(self):
        self.exchange.held = Deferred()
        channel, transport = self.connect()
        self.receive(channel, post())
        self.clock.advance(IDLE_SECONDS * 2)
        self.assertFalse(transport.disconnecting)

    def test_the_client_leaves_before_its_answer(self):
        self.exchange.held = Deferred()
        channel, transport = self.connect()
        self.receive(channel, post())
        channel.connectionLost(Failure(ConnectionDone()))
        self.exchange.held.callback(None)
        self.clock.advance(0)
        self.assertEqual(transport.value(), b"")
        self.assertEqual(self.tap.names(), ["opened", "request", "closed", "exchanged"])
        self.assertEqual(self.tap.all("exchanged")[0].response, b"")
        self.assertEqual(self.factory.connections, set())
        self.assertEqual(self.clock.getDelayedCalls(), [])

    def test_a_fault_of_ours_ends_it(self):
        self.exchange.error = RuntimeError("a bug")
        channel, transport = self.connect()
        self.receive(channel, post())
        self.assertTrue(transport.aborted)
        self.assertEqual(self.logged()[-1], "HTTPS connection from 192.0.2.1:1234 broke")

    def test_a_fault_of_ours_when_the_client_has_gone(self):
        self.exchange.held = Deferred()
        channel, transport = self.connect()
        self.receive(channel, post())
        channel.connectionLost(Failure(ConnectionDone()))
        self.exchange.held.errback(RuntimeError("a bug"))
        self.assertEqual(self.logged()[-1], "HTTPS connection from 192.0.2.1:1234 broke")
        self.assertEqual(transport.value(), b"")


class Draining(Connections, TestCase):
    async def test_at_once_when_nobody_is_there(self):
        await self.factory.drain(5)
        self.assertTrue(self.factory.draining)

    async def test_idle_connections_go_and_answers_in_work_are_sent(self):
        self.exchange.held = Deferred()
        idle, quiet = self.connect()
        busy, transport = self.connect()
        self.receive(busy, post())
        done = Deferred.fromCoroutine(self.factory.drain(5))
        self.assertTrue(quiet.disconnecting and quiet.transport.disconnecting)
        self.assertFalse(transport.disconnecting)
        idle.connectionLost(Failure(ConnectionDone()))
        self.exchange.held.callback(None)
        self.clock.advance(0)
        ((status, headers, _),) = parsed(transport.value())
        self.assertEqual((status, headers["connection"]), (200, "close"))
        self.assertTrue(transport.disconnecting and transport.transport.disconnecting)
        self.assertNoResult(done)
        busy.connectionLost(Failure(ConnectionDone()))
        await done
        self.assertEqual(self.clock.getDelayedCalls(), [])

    async def test_what_takes_too_long_is_dropped(self):
        self.exchange.held = Deferred()
        busy, transport = self.connect()
        self.receive(busy, post())
        done = Deferred.fromCoroutine(self.factory.drain(5))
        self.clock.advance(5)
        self.assertTrue(transport.aborted)
        busy.connectionLost(Failure(ConnectionDone()))
        await done


class OverTLS(Connections, SynchronousTestCase):
    """The whole way: TLS with the rule of users, then HTTP."""

    def line(self, pair):
        context = tls.context(tls.read_identity(server_pair()), "modern", b"https")
        tls.ask_for_certificate(context, self.door.admit)
        return Line(context, self.factory, Client(pair), self.clock)

    def test_a_user_is_let_in(self):
        line = self.line(client_pair())
        line.send(post())
        ((status, _, body),) = parsed(line.client.data)
        self.assertEqual((status, body), (200, ANSWER))
        self.assertEqual(self.logged(), ["HTTPS connection 7 from a local socket is alice"])

    def test_nobody_else_is(self):
        line = self.line(client_pair("mallory"))
        line.send(post())
        self.assertEqual((line.client.data, self.exchange.seen), (b"", []))
        self.assertEqual(self.logged(), ["HTTPS connection 7 from a local socket refused: nobody has this certificate"])

    def test_without_a_certificate(self):
        line = self.line(None)
        line.send(post())
        self.assertEqual(self.exchange.seen, [])
        self.assertIn("peer did not return a certificate", self.logged()[0])

    def test_a_client_that_only_looks(self):
        channel = self.factory.buildProtocol(UNIXAddress("/s"))
        channel.makeConnection(FakeTLS())
        channel.connectionLost(Failure(ConnectionDone()))
        self.assertEqual(
            self.logged(), ["HTTPS connection 7 from a local socket refused: the client left before TLS was set up"]
        )

    def test_a_resumed_session_of_a_user_who_is_blocked(self):
        self.door.known.clear()
        self.connect()
        self.assertEqual(
            self.logged(),
            [
                "HTTPS connection 7 from 192.0.2.1:1234 resumed a session that is no longer let in: "
                "nobody has this certificate"
            ],
        )


class Factory(Connections, SynchronousTestCase):
    def test_channels_are_told_of_the_handshake(self):
        self.assertTrue(verifyObject(IHandshakeListener, self.factory.buildProtocol(ADDRESS)))

    def test_no_clock_runs_for_a_log_that_nobody_wants(self):
        self.factory.doStart()
        self.assertEqual(self.clock.getDelayedCalls(), [])
        self.factory.doStop()

    def test_numbers_of_its_own(self):
        factory = HttpsFactory(self.exchange, self.door.admit, self.clock, lambda: NOW, LIMIT, Logger())
        self.assertEqual([factory.buildProtocol(ADDRESS).connection.number for _ in range(2)], [1, 2])
        channel = factory.buildProtocol(ADDRESS)
        channel.makeConnection(FakeTLS())
        channel.handshakeCompleted()
        self.receive(channel, post())
        self.assertEqual(len(self.exchange.seen), 1)
