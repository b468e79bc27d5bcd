"""The whole server but TLS and sockets, under twenty thousand spoiled messages."""

import gc
import resource
from pathlib import Path
from random import Random

from OpenSSL.crypto import X509
from twisted.internet.task import Clock
from twisted.logger import Logger
from twisted.trial.unittest import SynchronousTestCase

from hsmsim.exchange.jobs import Wait
from hsmsim.interfaces.store import Changes, Hint
from hsmsim.server.kmip import KmipFactory
from hsmsim.server.tls import fingerprint
from hsmsim.spec.enums import ResultReason, ResultStatus
from hsmsim.spec.tags import Tag
from hsmsim.ttlv import binary
from hsmsim.ttlv.schema import ItemType
from tests.appliance import NOW, Hsm, TwoUsers
from tests.fuzz.corpus import Corpus
from tests.fuzz.mutators import mutate
from tests.partitions.pairs import pair

MESSAGES = 20_000
SETTLED = 1_000  # messages after which the server's memory is what it stays
ROOM = 5 * 1024 * 1024  # bytes that it may grow by after that
SWEEP = 250  # messages after which what they stored is taken out again
LIMIT = 256 * 1024  # the largest message, in bytes
USER = "alice"
STATM = Path("/proc/self/statm")  # Linux: sizes in pages; the second is what is resident
PAGE = resource.getpagesize()
WELL = (ResultStatus.SUCCESS, ResultStatus.OPERATION_PENDING)
UNDONE = [None, "no object 'none'"]  # the messages of the one batch that is meant to fail


class OneUser(TwoUsers):
    """The users of the exchange's tests, one of whom has a real certificate."""

    def __init__(self, known):
        super().__init__()
        self.known = known

    def admit(self, fingerprint):
        return super().admit(USER.encode() if fingerprint == self.known else fingerprint.hex().encode())


class Transport:
    """What TLS is to the protocol: takes what is written, and knows the client's certificate."""

    def __init__(self, certificate):
        self.certificate = certificate
        self.written = []
        self.closed = False

    def getPeerCertificate(self):
        return self.certificate

    def registerProducer(self, producer, streaming):
        pass

    def unregisterProducer(self):
        pass

    def pauseProducing(self):
        pass

    def resumeProducing(self):
        pass

    def write(self, data):
        self.written.append(data)

    def loseConnection(self):
        self.closed = True

    def abortConnection(self):
        self.closed = True


class Server:
    """The listener's protocols, the exchange and all behind it, in memory."""

    def __init__(self):
        self.certificate = X509.from_cryptography(pair(USER).certificate)
        self.hsm = Hsm(waits=[Wait(None, 0, 0)])
        self.hsm.users = OneUser(fingerprint(self.certificate))
        self.hsm.exchange._work.partitions = self.hsm.users
        self.clock = Clock()
        self.factory = KmipFactory(
            exchange=self.hsm.exchange,
            admit=self.hsm.users.admit,
            clock=self.clock,
            now=lambda: NOW,
            limit=LIMIT,
            log=Logger("fuzz", observer=lambda event: None),
        )
        self.protocol = None

    def connect(self):
        """A new connection whose handshake is done."""
        self.protocol = self.factory.buildProtocol(None)
        self.transport = Transport(self.certificate)
        self.protocol.makeConnection(self.transport)
        self.protocol.handshakeCompleted()

    def disconnect(self):
        """The client goes."""
        if self.protocol is not None:
            self.protocol.connectionLost()
            self.protocol = None

    def send(self, data):
        """Send bytes on the open connection, or on a new one; what was written, and whether the server closed."""
        if self.protocol is None:
            self.connect()
        self.protocol.dataReceived(data)
        self.clock.advance(0)
        written, self.transport.written = self.transport.written, []
        closed = self.transport.closed
        if closed:
            self.disconnect()
        return written, closed

    def keep(self):
        """Remember what is stored now."""
        self.kept = {obj.uid: obj.copy() for obj in self.hsm.store.candidates(USER, Hint())}

    def sweep(self):
        """Let the store be as it was: what requests rightly stored is no leak."""
        deleted = {obj.uid: obj.revision for obj in self.hsm.store.candidates(USER, Hint())}
        saved = {}
        for uid, obj in self.kept.items():
            saved[uid] = obj.copy()
            saved[uid].revision = 0
        self.hsm.store.apply({USER: Changes(deleted=deleted)})
        self.hsm.store.apply({USER: Changes(saved=saved)})


def waits_for_more(data):
    """Whether these bytes begin like a message and are less than it claims to be."""
    kind = (Tag.REQUEST_MESSAGE << 8 | ItemType.STRUCTURE).to_bytes(4, "big")
    if not kind.startswith(data[:4]):
        return False
    return len(data) < 8 or len(data) < 8 + int.from_bytes(data[4:8], "big") <= LIMIT


class Spoiled(SynchronousTestCase):
    timeout = 300

    def setUp(self):
        self.server = Server()
        corpus = Corpus()
        self.good = corpus.good()
        self.corpus = corpus.requests({name: self.make(data) for name, data in corpus.stock().items()})
        self.server.keep()

    def items(self, answer):
        """The items of an answer: what they hold, by tag."""
        message, end = binary.read_node(answer, 0, len(answer))
        self.assertEqual((message.tag, end), (Tag.RESPONSE_MESSAGE, len(answer)))
        header, *items = message.value
        self.assertEqual(header.tag, Tag.RESPONSE_HEADER)
        self.assertEqual(header.value[-1].value, len(items))
        return [{child.tag: child.value for child in item.value} for item in items]

    def make(self, request):
        """Send a request that succeeds, and return the identifier in its answer."""
        (answer,), closed = self.server.send(request)
        self.assertFalse(closed)
        (item,) = self.items(answer)
        if item[Tag.RESULT_STATUS] == ResultStatus.OPERATION_PENDING:
            return item[Tag.ASYNCHRONOUS_CORRELATION_VALUE].decode("latin-1")
        self.assertEqual(item[Tag.RESULT_STATUS], ResultStatus.SUCCESS, item.get(Tag.RESULT_MESSAGE))
        ids = {Tag.UNIQUE_IDENTIFIER, Tag.PRIVATE_KEY_UNIQUE_IDENTIFIER}
        return next(child.value for child in item[Tag.RESPONSE_PAYLOAD] if child.tag in ids)

    def test_the_corpus_is_right(self):
        """Requests that fail by themselves would not lead the spoiled ones far."""
        for request in self.corpus:
            (answer,), closed = self.server.send(request)
            self.assertFalse(closed)
            wrong = [item.get(Tag.RESULT_MESSAGE) for item in self.items(answer) if item[Tag.RESULT_STATUS] not in WELL]
            self.assertIn(wrong, ([], UNDONE))

    def spoil(self, random):
        """Send one spoiled message: it is answered, or the connection closed, or its rest is waited for."""
        data = mutate(random, random.choice(self.corpus))
        written, closed = self.server.send(data)
        for answer in written:
            for item in self.items(answer):
                unforeseen = item.get(Tag.RESULT_REASON) == ResultReason.GENERAL_FAILURE
                self.assertFalse(unforeseen, data.hex())
        if not written and not closed:
            self.assertTrue(not data or waits_for_more(data), data.hex())
        if not closed and (not written or random.random() < 0.1):
            self.server.disconnect()  # a client that goes, now and then in the middle of a message

    def memory(self):
        """Bytes of the process that are in memory, with no request in work; OpenSSL's are among them."""
        self.server.disconnect()
        self.server.sweep()
        gc.collect()
        return int(STATM.read_text().split()[1]) * PAGE if STATM.exists() else 0

    def test_twenty_thousand(self):
        random = Random(20_140_313)
        settled = 0
        for number in range(1, MESSAGES + 1):
            self.spoil(random)
            if number % SWEEP == 0:
                self.server.sweep()
            if number == SETTLED:
                settled = self.memory()
        grown = self.memory() - settled
        self.assertLess(grown, ROOM)
        self.assertEqual(self.server.factory.connections, set())
        self.make(self.good)
