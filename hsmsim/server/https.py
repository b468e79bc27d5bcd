"""The HTTPS listener: KMIP messages in TTLV, XML or JSON behind `POST /kmip` (the HTTPS profile of KMIP).

Everything up to a request with its body is Twisted's HTTP/1.1, with one bound more: no body is read that is longer than
a message may be. There are no pages here and but one place, so requests are answered by themselves, without a tree of
resources above them.
"""

from collections.abc import Callable, Container, Iterator
from dataclasses import replace
from io import BytesIO
from typing import NamedTuple, cast

from twisted.internet.defer import Deferred
from twisted.internet.interfaces import IAddress, IHandshakeListener, IReactorTime
from twisted.internet.protocol import connectionDone
from twisted.logger import Logger
from twisted.protocols.tls import TLSMemoryBIOProtocol
from twisted.python.failure import Failure
from twisted.web import http
from zope.interface import implementer

from hsmsim.devices.device import EVERYTHING
from hsmsim.exchange.answer import unreadable
from hsmsim.exchange.peer import UNREADABLE, Answer, Peer
from hsmsim.interfaces.audit import Record, unrecorded
from hsmsim.interfaces.partitions import Refusal, User
from hsmsim.interfaces.taps import Connection, Exchanged, ITap
from hsmsim.operations import spelling
from hsmsim.server.kmip import IAnswers
from hsmsim.server.listening import Listening
from hsmsim.server.tls import fingerprint
from hsmsim.server.turn import Turn
from hsmsim.ttlv import json, xml
from hsmsim.ttlv.errors import Malformed
from hsmsim.ttlv.framing import MOST_REST

PATH = b"/kmip"
IDLE_SECONDS = 60  # after which a connection that sends nothing is closed
MOST_SHOWN = 200  # characters of what was asked for, where that is no place
LINGER = 15  # seconds a client has to take the last answer and close, after we have


def _path(target: bytes) -> bytes:
    """The path of a target without its query; a target may also be a whole URL (RFC 9112 3.2.2)."""
    scheme, _, rest = target.partition(b"://")
    return b"/" + rest.partition(b"/")[2] if scheme.lower() == b"https" else target


class Encoding(NamedTuple):
    """How messages stand in a body: `read` makes TTLV of it, `write` makes it of TTLV."""

    name: str
    media: bytes
    read: Callable[[bytes], bytes]
    write: Callable[[bytes], bytes]


def _read_xml(data: bytes) -> bytes:
    return xml.read(data, spelling())


def _write_xml(data: bytes) -> bytes:
    # A name that another client has given in TTLV may hold characters that XML lacks; the rest is worth reading.
    return xml.write(data, spelling(), replace=True)


def _read_json(data: bytes) -> bytes:
    return json.read(data, spelling())


def _write_json(data: bytes) -> bytes:
    return json.write(data, spelling())


ENCODINGS = {
    each.media: each
    for each in (
        Encoding("TTLV", b"application/octet-stream", bytes, bytes),
        Encoding("XML", b"text/xml", _read_xml, _write_xml),
        Encoding("JSON", b"application/json", _read_json, _write_json),
    )
}


def encoding_of(header: bytes | None) -> Encoding | None:
    """What a Content-Type says; None where it is missing or not one of ours, or the characters are not UTF-8."""
    media, _, parameters = (header or b"").partition(b";")
    name, _, value = parameters.strip().lower().partition(b"=")
    if name == b"charset" and value.strip(b'"') != b"utf-8":
        return None
    return ENCODINGS.get(media.strip().lower())


class Answered(NamedTuple):
    """The body that answers a body, whether the connection ends with it, and the message, if it was one."""

    body: bytes
    close: bool
    exchanged: Exchanged | None = None


class KmipRequest(http.Request):
    """One HTTP request and its answer."""

    channel: "HttpsChannel"
    _answered: tuple["HttpsChannel", bytes, Answered]  # who asked, media type, and what with

    def gotLength(self, length: int | None) -> None:
        """Called with the length of the body. It stays in memory: it is bounded, and it may hold keys."""
        self.content = BytesIO()

    def requestReceived(self, command: bytes, path: bytes, version: bytes) -> None:
        """Called with the whole request. There is no form in it to be taken apart."""
        self.method, self.uri, self.clientproto = command, path, version
        self.path = path.partition(b"?")[0]
        self.process()

    def process(self) -> None:
        """Answer, now or later."""
        encoding = encoding_of(self.getHeader(b"content-type"))
        offered = self.channel.factory.encodings
        if _path(self.path) != PATH:
            self.turn_away(http.NOT_FOUND)
        elif self.method != b"POST":
            self.turn_away(http.NOT_ALLOWED, allow=b"POST")
        elif encoding is None or encoding.name not in offered:
            accepted = [each.media for each in ENCODINGS.values() if each.name in offered]
            self.turn_away(http.UNSUPPORTED_MEDIA_TYPE, accept=b", ".join(accepted))
        elif self.getHeader(b"content-length") is None:
            self.turn_away(http.LENGTH_REQUIRED)
        else:
            channel = self.channel
            channel.busy = True
            Deferred.fromCoroutine(self._answer(encoding, channel)).addErrback(channel.broken)

    async def _answer(self, encoding: Encoding, channel: "HttpsChannel") -> None:
        body = cast(BytesIO, self.content).getvalue()
        self._answered = channel, encoding.media, await channel.factory.answer(body, encoding, channel)
        channel.factory.turn.add(self)

    def exchanged(self) -> list[Exchanged]:
        """The message that was answered, if it was one. It tells of no answer where there is nobody to take it."""
        found = self._answered[2].exchanged
        if found is not None and self.channel is None:
            bodies = None if found.bodies is None else (found.bodies[0], b"")
            found = replace(found, response=b"", bodies=bodies)
        return [] if found is None else [found]

    def leave(self) -> None:
        """Send the answer."""
        channel, media, (body, close, _) = self._answered
        if self.channel is not None:  # it is gone if the client is
            channel.busy = False
            self.respond(http.OK, media, body, close)

    def broken(self, failure: Failure) -> None:
        """A fault of ours: the client must not wait for an answer that never comes."""
        self._answered[0].broken(failure)

    def turn_away(self, status: int, close: bool = False, **headers: bytes) -> None:
        """Answer that there is no KMIP answer, and why."""
        reason = http.RESPONSES[status]
        self.channel.factory.tell_turned_away(self.channel, status, reason.decode(), self.method, self.uri)
        for name, value in headers.items():
            self.setHeader(name.encode(), value)
        self.respond(status, b"text/plain", reason + b"\n", close)

    def respond(self, status: int, media: bytes, body: bytes, close: bool) -> None:
        """Send the answer; `close`: the connection ends with it."""
        factory = self.channel.factory
        if close or factory.draining:
            self.channel.persistent = False
        if not self.channel.persistent:
            self.setHeader(b"connection", b"close")
        self.setResponseCode(status)
        self.setHeader(b"date", http.datetimeToString(factory.now()))
        self.setHeader(b"content-type", media)
        self.setHeader(b"content-length", b"%d" % len(body))
        self.setHeader(b"cache-control", b"no-cache")
        self.write(body)
        self.finish()


@implementer(IHandshakeListener)
class HttpsChannel(http.HTTPChannel):
    """One connection. Requests are answered one at a time, in the order they came."""

    factory: "HttpsFactory"
    requestFactory = KmipRequest
    refused: str | None = None  # why the handshake was refused; set by hsmsim.server.tls
    peer: Peer | None = None
    busy = False  # a request is being answered
    _closing = False
    _came = b""  # the bytes that came last
    connection: Connection

    @property
    def _tls(self) -> TLSMemoryBIOProtocol:
        return cast(TLSMemoryBIOProtocol, self.transport)

    def connectionMade(self) -> None:
        """TCP is there, TLS is not."""
        super().connectionMade()
        self.factory.remember(self)

    def handshakeCompleted(self) -> None:
        """The client has proved to have the key of its certificate, now or when its session began."""
        certificate, connection = self._tls.getPeerCertificate(), self.connection
        self.peer = Peer(fingerprint(certificate), connection.address, connection.number)
        self.factory.tell_who_came(self.peer)

    def allHeadersReceived(self) -> None:
        """A body that is too long, or of a length that is not said, is not waited for."""
        if self.length is not None and self.length <= self.factory.limit:
            super().allHeadersReceived()
            return
        request = self.requests[-1]
        request.method, request.uri, request.clientproto = self._command, self._path, self._version
        request.turn_away(http.LENGTH_REQUIRED if self.length is None else http.REQUEST_ENTITY_TOO_LARGE, close=True)

    def dataReceived(self, data: bytes) -> None:
        """Take in bytes; those that come after the last answer, the body of what was turned away, are dropped."""
        if not self._closing:
            self._came = data
            super().dataReceived(data)

    def _respondToBadRequestAndDisconnect(self) -> None:
        """Called by Twisted for what is no HTTP."""
        came = self._came[:MOST_REST]
        self.factory.show_unreadable(self.connection, self.peer, came, "these bytes are no HTTP request", b"", "")
        super()._respondToBadRequestAndDisconnect()

    def loseConnection(self) -> None:
        """Close, but let the client take the last answer first."""
        self._closing = True
        super().loseConnection()
        if self._abortingCall is None:
            self._abortingCall = self.callLater(LINGER, self.forceAbortClient)
        below = self._tls.transport
        if self.factory.draining and below is not None:
            # Not waiting for the client's close_notify, but for the bytes to be sent.
            below.loseConnection()

    def connectionLost(self, reason: Failure = connectionDone) -> None:
        """The connection is gone."""
        super().connectionLost(reason)
        if self.peer is None:
            self.factory.tell_who_left(self.connection, self.refused, reason)
        else:
            self.factory.record_end(self.connection, self._closing, reason)
        self.factory.forget(self)

    def broken(self, failure: Failure) -> None:
        """A fault of ours: the client must not wait for an answer that never comes."""
        self.factory.tell_broken(self.connection.address, failure)
        self.drop()

    def drain(self) -> None:
        """Take no more requests; go once the one in work is answered."""
        if not self.busy:
            self.loseConnection()

    def drop(self) -> None:
        """Go at once."""
        self._closing = True
        self._tls.abortConnection()


class HttpsFactory(Listening, http.HTTPFactory):
    """Makes the channel for each connection, and sees all of them off.

    Args:
        exchange: answers requests.
        admit: the user of a certificate's SHA-256; raises Refusal.
        clock: for time-outs.
        now: seconds since 1970.
        limit: the largest body, and the largest message, in bytes.
        log: where each connection is told of.
        tap: looks on at every message.
        numbers: one for each connection.
        record: keeps what comes of each connection in the audit log.
        turn: lets the answers leave.
        encodings: names of the encodings that are offered.
    """

    noisy = False
    protocol = HttpsChannel  # type: ignore[assignment]

    def __init__(
        self,
        exchange: IAnswers,
        admit: Callable[[bytes], User],
        clock: IReactorTime,
        now: Callable[[], int],
        limit: int,
        log: Logger,
        tap: ITap | None = None,
        numbers: Iterator[int] | None = None,
        record: Record = unrecorded,
        turn: Turn | None = None,
        encodings: Container[str] = EVERYTHING,
    ) -> None:
        Listening.__init__(self, "HTTPS", admit, clock, log, tap, numbers, record, turn)
        http.HTTPFactory.__init__(self, timeout=IDLE_SECONDS, reactor=clock)
        self.exchange = exchange
        self.now = now
        self.limit = limit
        self.encodings = encodings

    # HTTPFactory's own log of requests, and the clock that it runs for that, are not wanted.

    def startFactory(self) -> None:
        """Called when the listener begins."""

    def stopFactory(self) -> None:
        """Called when the listener has ended."""

    def buildProtocol(self, addr: IAddress | None) -> HttpsChannel:  # type: ignore[override]
        """Called for each connection."""
        channel = cast(HttpsChannel, super().buildProtocol(addr))
        channel.connection = self.connection_from(addr)
        return channel

    # --------------------------------------------------------------------------------------------------- answering

    async def answer(self, body: bytes, encoding: Encoding, channel: HttpsChannel) -> Answered:
        """What answers a body."""
        peer = cast(Peer, channel.peer)
        try:
            request = self._read(body, encoding)
        except Malformed as wrong:
            answer = await self._answer_unreadable(wrong, peer)
            self.show_unreadable(channel.connection, peer, body, str(wrong), answer.data, encoding.name)
            return Answered(encoding.write(answer.data), answer.close)
        began = self.clock.seconds()
        if self.tap is not None and self.tap.early:
            self.tap.request(channel.connection, request)
        answer = await self.exchange.answer(request, peer)
        response = encoding.write(answer.data)
        seconds, bodies = self.clock.seconds() - began, None if encoding.name == "TTLV" else (body, response)
        what = request, answer.data, answer.outcome, encoding.name, bodies
        return Answered(response, answer.close, Exchanged(channel.connection, began, seconds, *what))

    def _read(self, body: bytes, encoding: Encoding) -> bytes:
        request = encoding.read(body)
        if len(request) > self.limit:
            raise Malformed(f"a message of {len(request)} bytes; the largest allowed has {self.limit}")
        return request

    async def _answer_unreadable(self, wrong: Malformed, peer: Peer) -> Answer:
        """Say what is wrong with a body, but only to those who may come in."""
        try:
            self._admit(peer.fingerprint)
        except Refusal:
            return await self.exchange.answer(b"", peer)
        self._log.info("HTTPS client {address} sent no message: {reason}", address=peer.address, reason=str(wrong))
        return Answer(unreadable(str(wrong), self.now()), False, UNREADABLE)

    def tell_turned_away(self, channel: HttpsChannel, status: int, reason: str, method: bytes, uri: bytes) -> None:
        """One line for a request that is no KMIP request."""
        address = channel.connection.address
        self._log.info("HTTPS client {address}: {status} {reason}", address=address, status=status, reason=reason)
        asked = b" ".join((method, uri.partition(b"?")[0])).decode("ascii", "replace")[:MOST_SHOWN]
        self.show_unreadable(channel.connection, channel.peer, b"", f"{asked}: {status} {reason}", b"", "")
