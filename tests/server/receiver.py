"""A client that is told of changes: it listens, answers Query, and takes Notify and Put."""

from OpenSSL import SSL
from twisted.internet.defer import Deferred
from twisted.internet.error import ConnectionRefusedError as Refused
from twisted.internet.interfaces import IStreamClientEndpoint
from twisted.internet.protocol import Factory, Protocol
from twisted.protocols.tls import TLSMemoryBIOFactory
from twisted.test.iosim import FakeTransport, connect
from zope.interface import implementer

from hsmsim.exchange.notices import NotifyPayload, PutPayload, QueryPayload
from hsmsim.operations import query
from hsmsim.server import tls
from hsmsim.spec.enums import Operation, ResultReason, ResultStatus
from hsmsim.spec.structures import (
    ProtocolVersion,
    RequestBatchItem,
    RequestHeader,
    RequestMessage,
    ResponseBatchItem,
    ResponseHeader,
)
from hsmsim.spec.tags import Tag
from hsmsim.ttlv import binary
from hsmsim.ttlv.framing import Framer
from tests.appliance import NOW, ResponseMessage, raw
from tests.server.wires import client_pair, server_pair

PAYLOADS = {Operation.NOTIFY: NotifyPayload, Operation.PUT: PutPayload, Operation.QUERY: QueryPayload}
WHO = query.Response(operation=[Operation.NOTIFY, Operation.PUT], vendor_identification="a receiver")


def read_request(data):
    """Header, operation and payload of a message with one item."""
    message = binary.decode(RequestMessage, data, Tag.REQUEST_MESSAGE)
    header = binary.decode_raw(RequestHeader, message.request_header)
    (item,) = (binary.decode_raw(RequestBatchItem, each) for each in message.batch_item)
    assert header.batch_count == 1
    return header, item.operation, binary.decode_raw(PAYLOADS[item.operation], item.request_payload)


def answer(*items):
    """A Response Message."""
    version = ProtocolVersion(protocol_version_major=1, protocol_version_minor=4)
    header = ResponseHeader(protocol_version=version, time_stamp=NOW, batch_count=len(items))
    message = ResponseMessage(response_header=header, batch_item=[raw(each, Tag.BATCH_ITEM) for each in items])
    return binary.encode(message, Tag.RESPONSE_MESSAGE)


def taken(operation):
    """Success; Query has a payload, the others have none (5.1, 5.2)."""
    item = ResponseBatchItem(operation=operation, result_status=ResultStatus.SUCCESS)
    if operation is Operation.QUERY:
        item.response_payload = raw(WHO, Tag.RESPONSE_PAYLOAD)
    return answer(item)


def refused(operation, text="no"):
    """A failure."""
    return answer(
        ResponseBatchItem(
            operation=operation,
            result_status=ResultStatus.OPERATION_FAILED,
            result_reason=ResultReason.OPERATION_NOT_SUPPORTED,
            result_message=text,
        )
    )


class ReceiverProtocol(Protocol):
    """One connection."""

    refused = None

    def connectionMade(self):
        self.framer = Framer(b"\x42\x00\x78\x01", 1 << 20)
        self.factory.connections.append(self)

    def dataReceived(self, data):
        for request in self.framer.feed(data):
            self.factory.take(self, request)

    def connectionLost(self, reason):
        self.factory.connections.remove(self)


class Receiver(Factory):
    """Keeps what it is told.

    Args:
        pair: what it shows.
        known: certificates of the HSM that it lets in.
    """

    protocol = ReceiverProtocol

    def __init__(self, pair=None, known=None):
        self.pair = pair or client_pair("receiver")
        self.connections = []
        self.requests = []
        self.told = []  # (operation, payload) but for Query
        self.answers = []  # functions of the operation, for the next messages; None answers nothing
        self._known = tls.fingerprints(known or server_pair().certificate)
        self._waiters = []

    def take(self, connection, request):
        header, operation, payload = read_request(request)
        self.requests.append((header, operation, payload))
        respond = self.answers.pop(0) if self.answers else taken
        if respond is None:
            return
        reply = respond(operation)
        if reply is None:
            connection.transport.abortConnection()
            return
        if operation is not Operation.QUERY:
            self.told.append((operation, payload))
        connection.transport.write(reply)
        waiters, self._waiters = self._waiters, []
        for waiter in waiters:
            waiter.callback(None)

    async def until(self, count):
        """Wait until so many were taken."""
        while len(self.told) < count:
            self._waiters.append(Deferred())
            await self._waiters[-1]

    def tls(self, clock):
        """The factory, behind TLS that asks for the HSM's certificate."""
        context = tls.context(tls.read_identity(self.pair), "modern", b"receiver")

        def verify(connection, certificate, error, depth, ok):
            return depth > 0 or tls.fingerprint(certificate) in self._known

        context.set_verify(SSL.VERIFY_PEER | SSL.VERIFY_FAIL_IF_NO_PEER_CERT, verify)
        return TLSMemoryBIOFactory(tls.Connections(context), False, self, clock)


@implementer(IStreamClientEndpoint)
class InMemory:
    """An endpoint that reaches a receiver without a network."""

    def __init__(self, receiver, clock, context):
        self.receiver = receiver
        self.reachable = True
        self.tries = 0
        self.delay = 0
        self._clock = clock
        self._context = context
        self._pumps = []

    def connect(self, factory):
        self.tries += 1
        done = Deferred()
        self._clock.callLater(self.delay, self._connect, factory, done)
        return done

    def _connect(self, factory, done):
        if done.called:
            return
        if not self.reachable:
            done.errback(Refused("nobody listens"))
            return
        client = TLSMemoryBIOFactory(tls.Calls(self._context), True, factory, self._clock).buildProtocol(None)
        above = client.wrappedProtocol
        server = self.receiver.tls(self._clock).buildProtocol(None)
        self._pumps.append(connect(server, FakeTransport(server, True), client, FakeTransport(client, False)))
        done.callback(above)

    def pump(self, seconds=0):
        """Let time pass and bytes go."""
        self._clock.advance(seconds)
        for _ in range(8):
            for pump in self._pumps:
                pump.flush()
            self._clock.advance(0)
