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
from hsmsim.spec.enums import ObjectType, Operation, ProfileName, QueryFunction, ResultReason, ResultStatus
from hsmsim.spec.structures import (
    CapabilityInformation,
    ProfileInformation,
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
from hsmsim.ttlv.schema import Raw
from tests.appliance import NOW, ResponseMessage, raw
from tests.server.wires import client_pair, server_pair

PAYLOADS = {Operation.NOTIFY: NotifyPayload, Operation.PUT: PutPayload, Operation.QUERY: QueryPayload}

# What the client says of itself, by the function that asks for it (5.3).
WHO = {
    QueryFunction.QUERY_OPERATIONS: {"operation": [Operation.LOCATE, Operation.GET, Operation.NOTIFY, Operation.PUT]},
    QueryFunction.QUERY_OBJECTS: {"object_type": [ObjectType.SYMMETRIC_KEY]},
    QueryFunction.QUERY_SERVER_INFORMATION: {
        "vendor_identification": "a receiver",
        "server_information": Raw(b"", 0, 0),
    },
    QueryFunction.QUERY_PROFILES: {
        "profile_information": [ProfileInformation(profile_name=ProfileName.BASELINE_CLIENT_BASIC_KMIP_V1_4)]
    },
    QueryFunction.QUERY_CAPABILITIES: {
        "capability_information": [CapabilityInformation(streaming_capability=False, asynchronous_capability=False)]
    },
}


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


def taken(operation, payload=None):
    """Success; Query is answered with what it asks for, the payload of the others is empty."""
    functions = payload.query_function if operation is Operation.QUERY and payload is not None else ()
    fields = {name: value for function in functions for name, value in WHO.get(function, {}).items()}
    response = raw(query.Response(**fields), Tag.RESPONSE_PAYLOAD)
    return answer(ResponseBatchItem(operation=operation, result_status=ResultStatus.SUCCESS, response_payload=response))


def refused(operation, payload=None, text="no"):
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
        self.answers = []  # functions of operation and payload, for the next messages; None answers nothing
        self._known = tls.fingerprints(known or server_pair().certificate)
        self._waiters = []

    def take(self, connection, request):
        header, operation, payload = read_request(request)
        self.requests.append((header, operation, payload))
        respond = self.answers.pop(0) if self.answers else taken
        if respond is None:
            return
        reply = respond(operation, payload)
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
