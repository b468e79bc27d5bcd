"""The HTTPS listener but TLS and sockets, under spoiled messages in XML and JSON, and under bombs."""

import gc
import time
from random import Random

from twisted.internet.error import ConnectionDone
from twisted.internet.testing import StringTransport
from twisted.logger import Logger
from twisted.python.failure import Failure
from twisted.trial.unittest import SynchronousTestCase

from hsmsim.server.https import ENCODINGS, HttpsFactory
from hsmsim.spec.enums import ResultReason, ResultStatus
from hsmsim.spec.tags import Tag
from hsmsim.ttlv import binary
from hsmsim.ttlv.errors import Malformed
from tests.appliance import NOW
from tests.fuzz.corpus import Corpus
from tests.fuzz.mutators import flip, mutate
from tests.fuzz.test_server import LIMIT, PAGE, ROOM, STATM, UNDONE, WELL, Server
from tests.fuzz.texts import json_bombs, spoil, xml_bombs
from tests.support import rows

MESSAGES = 4_000  # of each encoding
SETTLED = 1_000
SWEEP = 100
XML, JSON = b"text/xml", b"application/json"
BOMB = 200_000  # bytes
SECONDS = 3.0  # of the processor, for one bomb
REFUSED = {400, 404, 405, 411, 413, 414, 415, 431, 501, 505}  # what HTTP itself has to say


class Transport(StringTransport):
    """What TLS is to the channel."""

    def __init__(self, certificate):
        super().__init__()
        self.certificate = certificate
        self.transport = StringTransport()
        self.aborted = False

    def getPeerCertificate(self):
        return self.certificate

    def abortConnection(self):
        self.aborted = True


class HttpsServer(Server):
    """The HTTPS listener's channels, the exchange and all behind it, in memory."""

    def __init__(self):
        super().__init__()
        self.events = []
        self.factory = HttpsFactory(
            exchange=self.hsm.exchange,
            admit=self.hsm.users.admit,
            clock=self.clock,
            now=lambda: NOW,
            limit=LIMIT,
            log=Logger("fuzz", observer=self._hear),
        )

    def _hear(self, event):
        if "log_failure" in event:
            self.events.append(event)

    def connect(self):
        self.protocol = self.factory.buildProtocol(None)
        self.transport = Transport(self.certificate)
        self.protocol.makeConnection(self.transport)
        self.protocol.handshakeCompleted()

    def disconnect(self):
        if self.protocol is not None:
            self.protocol.connectionLost(Failure(ConnectionDone()))
            self.protocol = None

    def send(self, data):
        """Send bytes; the answers' statuses and bodies, and whether the server closed."""
        if self.protocol is None:
            self.connect()
        self.protocol.dataReceived(data)
        self.clock.advance(0)
        written, closed = self.transport.value(), self.transport.disconnecting or self.transport.aborted
        self.transport.clear()
        if closed:
            self.disconnect()
        return list(answers(written)), closed

    def post(self, body, media):
        """Send a body; the one status and body that answer it."""
        ((status, answer),), _ = self.send(post(body, media))
        return status, answer


def post(body, media):
    """A request."""
    head = b"POST /kmip HTTP/1.1\r\nHost: hsm\r\nContent-Type: %s\r\nContent-Length: %d\r\n\r\n"
    return head % (media, len(body)) + body


def answers(data):
    """The answers in a stream: status and body."""
    while data:
        head, _, data = data.partition(b"\r\n\r\n")
        lines = head.lower().split(b"\r\n")
        size = next((int(line.partition(b":")[2]) for line in lines if line.startswith(b"content-length:")), 0)
        yield int(lines[0].split()[1]), data[:size]
        data = data[size:]


class Fuzzed(SynchronousTestCase):
    """A server with the objects of the corpus."""

    timeout = 300

    def setUp(self):
        self.server = HttpsServer()
        self.addCleanup(self.server.disconnect)
        corpus = Corpus()
        self.good = corpus.good()
        self.corpus = corpus.requests({name: self.make(data) for name, data in corpus.stock().items()})
        self.server.keep()

    def make(self, request, media=JSON):
        """Send a request that succeeds, and return the identifier in its answer."""
        status, answer = self.server.post(ENCODINGS[media].write(request), media)
        (item,) = self.items(answer, media)
        if item[Tag.RESULT_STATUS] == ResultStatus.OPERATION_PENDING:
            return item[Tag.ASYNCHRONOUS_CORRELATION_VALUE].decode("latin-1")
        self.assertEqual((status, item[Tag.RESULT_STATUS]), (200, ResultStatus.SUCCESS), item.get(Tag.RESULT_MESSAGE))
        ids = {Tag.UNIQUE_IDENTIFIER, Tag.PRIVATE_KEY_UNIQUE_IDENTIFIER}
        return next(child.value for child in item[Tag.RESPONSE_PAYLOAD] if child.tag in ids)

    def items(self, answer, media):
        """The items of an answer: what they hold, by tag."""
        data = ENCODINGS[media].read(answer)
        message, end = binary.read_node(data, 0, len(data))
        self.assertEqual((message.tag, end), (Tag.RESPONSE_MESSAGE, len(data)))
        return [{child.tag: child.value for child in item.value} for item in message.value[1:]]

    def check_answer(self, status, answer, media, data):
        """It is an answer in the encoding of its request, and nothing in it was unforeseen."""
        self.assertEqual(status, 200, data)
        for item in self.items(answer, media):
            self.assertNotEqual(item.get(Tag.RESULT_REASON), ResultReason.GENERAL_FAILURE, data)
        self.assertEqual(self.server.events, [], data)


@rows(**{media.decode(): (media,) for media in ENCODINGS})
class RightOnes(Fuzzed):
    def check(self, media):
        """Requests that fail by themselves would not lead the spoiled ones far."""
        for request in self.corpus:
            status, answer = self.server.post(ENCODINGS[media].write(request), media)
            self.check_answer(status, answer, media, request)
            items = self.items(answer, media)
            wrong = [item.get(Tag.RESULT_MESSAGE) for item in items if item[Tag.RESULT_STATUS] not in WELL]
            self.assertIn(wrong, ([], UNDONE))


@rows(xml=(XML, 1), json=(JSON, 2))
class Spoiled(Fuzzed):
    def check(self, media, seed):
        random, settled = Random(seed), 0
        for number in range(1, MESSAGES + 1):
            self.spoil(random, media)
            if number % SWEEP == 0:
                self.server.sweep()
            if number == SETTLED:
                settled = self.memory()
        self.assertLess(self.memory() - settled, ROOM)
        self.assertEqual(self.server.factory.connections, set())
        self.make(self.good, media)

    def spoil(self, random, media):
        """Send one spoiled message; now and then HTTP itself is spoiled too."""
        data = self.spoiled(random, media)
        if random.random() < 0.1:
            told, _ = self.server.send(flip(random, post(data, media)))
            self.assertLessEqual({status for status, _ in told}, {100, 200, *REFUSED})
            self.server.disconnect()
        else:
            self.check_answer(*self.server.post(data, media), media, data)

    def spoiled(self, random, media):
        """A message that is spoiled as a text, or was spoiled before it became one."""
        request = random.choice(self.corpus)
        if random.random() < 0.4:
            try:
                return ENCODINGS[media].write(mutate(random, request))
            except Malformed:  # what is no TTLV any more is no text either
                pass
        return spoil(random, ENCODINGS[media].write(request).decode())

    def memory(self):
        """Bytes of the process that are in memory, with no request in work."""
        self.server.disconnect()
        self.server.sweep()
        gc.collect()
        return int(STATM.read_text().split()[1]) * PAGE if STATM.exists() else 0


@rows(
    **{f"xml_{name}": (XML, data) for name, data in xml_bombs(BOMB)},
    **{f"json_{name}": (JSON, data) for name, data in json_bombs(BOMB)},
)
class Bombs(Fuzzed):
    def check(self, media, bomb):
        """It is refused soon, as a message, and the connection is good afterwards."""
        before = time.process_time()
        status, answer = self.server.post(bomb, media)
        self.assertLess(time.process_time() - before, SECONDS)
        self.check_answer(status, answer, media, bomb[:200])
        (item,) = self.items(answer, media)
        self.assertEqual(item[Tag.RESULT_STATUS], ResultStatus.OPERATION_FAILED)
        self.assertNotIn(b"root:", answer)
        self.make(self.good, media)
