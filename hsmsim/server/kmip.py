"""The KMIP listener: messages in, answers out, in order (KMIP 1.4 chapter 10 and the TTLV profile)."""

from collections import deque
from collections.abc import Callable, Iterator
from typing import Protocol as Shape
from typing import cast

from twisted.internet.interfaces import (
    IAddress,
    IDelayedCall,
    IHandshakeListener,
    IPushProducer,
    IReactorTime,
    ITCPTransport,
)
from twisted.internet.protocol import Factory, Protocol, connectionDone
from twisted.logger import Logger
from twisted.protocols.tls import TLSMemoryBIOProtocol
from twisted.python.failure import Failure
from zope.interface import implementer

from hsmsim.exchange.answer import unreadable
from hsmsim.exchange.peer import Answer, Peer
from hsmsim.interfaces.audit import Record, unrecorded
from hsmsim.interfaces.partitions import User
from hsmsim.interfaces.taps import Connection, Exchanged, ITap
from hsmsim.server.beginning import begin
from hsmsim.server.idling import Idling
from hsmsim.server.listening import Listening
from hsmsim.server.tls import fingerprint
from hsmsim.server.turn import Turn
from hsmsim.ttlv.framing import Framer, Unframed

REQUEST = b"\x42\x00\x78\x01"  # tag and type of Request Message (7.1)
ROOM = 64 * 1024  # bytes of answers of one connection after which the next request waits until they have left
MOST_WAITING = 16  # messages of one connection that wait in line before we stop reading from it
HANDSHAKE = 60.0  # seconds a client has to set up TLS
LINGER = 2.0  # seconds a client has to take the last answer and close, after we have


class IAnswers(Shape):
    """What answers requests."""

    async def answer(self, request: bytes, peer: Peer) -> Answer: ...


@implementer(IHandshakeListener, IPushProducer)
class KmipProtocol(Protocol):
    """One connection. Requests are answered one at a time, in the order they came.

    As a producer it stops answering while the client does not take its answers.
    """

    factory: "KmipFactory"
    refused: str | None = None  # why the handshake was refused; set by hsmsim.server.tls
    _peer: Peer | None = None
    _fault: Unframed | None = None
    _reading = True
    _closing = False
    _blocked = False  # the client does not take what was written
    _working = False  # a request is being answered
    _gone = False  # nothing can be sent any more
    _room = ROOM  # bytes of answers that may still be added to those of this turn
    _lingering: IDelayedCall | None = None
    _idling: Idling | None = None

    def __init__(self, connection: Connection, limit: int) -> None:
        self.connection = connection
        self._limit = limit
        self._framer = Framer(REQUEST, limit)
        self._waiting: deque[bytes] = deque()
        # Requests that were answered in this turn: when each was taken up, how many seconds it took, and its answer.
        self._answered: list[tuple[bytes, float, float, Answer]] = []

    @property
    def _tls(self) -> TLSMemoryBIOProtocol:
        return cast(TLSMemoryBIOProtocol, self.transport)

    # ------------------------------------------------------------------------------------ called by the transport

    def connectionMade(self) -> None:
        """TCP is there, TLS is not."""
        self.factory.remember(self)
        self._idling = Idling(self.factory.clock, HANDSHAKE, self._begins_no_tls)
        if ITCPTransport.providedBy(self.transport):
            # A small answer after a large one would wait for the client's acknowledgement.
            self._tls.setTcpNoDelay(True)

    def handshakeCompleted(self) -> None:
        """The client has proved to have the key of its certificate, now or when its session began.

        A session that is resumed never meets the check of the handshake; whose certificate it is, and whether that
        user may still come in, is looked at here for the log and with each request for the answer.
        """
        certificate = self._tls.getPeerCertificate()
        self._peer = Peer(fingerprint(certificate), self.connection.address, self.connection.number)
        self._tls.registerProducer(self, True)
        self.factory.tell_who_came(self._peer)
        self._stop_idling()
        self._idle_from_now()

    def dataReceived(self, data: bytes) -> None:
        """Take in bytes; whole messages wait in line."""
        if self._closing or self._fault is not None:
            return
        if self._idling is not None:
            self._idling.heard()
        try:
            self._waiting.extend(self._framer.feed(data))
        except Unframed as fault:
            self._waiting.extend(fault.before)
            self._fault = fault
        if self._reading and self._too_many():
            self._reading = False
            self._tls.pauseProducing()
        self._work_on()

    def connectionLost(self, reason: Failure = connectionDone) -> None:
        """The connection is gone; what waits in line is not answered."""
        ours, self._closing, self._gone = self._closing, True, True
        self._waiting.clear()
        if self._lingering is not None and self._lingering.active():
            self._lingering.cancel()
        self._stop_idling()
        if self._peer is None:
            self.factory.tell_who_left(self.connection, self.refused, reason)
        else:
            self.factory.record_end(self.connection, ours, reason)
        self.factory.forget(self)

    def pauseProducing(self) -> None:
        """The client does not take what was written."""
        self._blocked = True

    def resumeProducing(self) -> None:
        """The client takes answers again."""
        self._blocked = False
        self._work_on()

    def stopProducing(self) -> None:
        """The connection is going; connectionLost follows."""

    # ------------------------------------------------------------------------------------------ answering in order

    def _too_many(self) -> bool:
        return len(self._waiting) > MOST_WAITING or sum(map(len, self._waiting)) > self._limit

    @property
    def _occupied(self) -> bool:
        """Something is to be answered, or to be taken by the client."""
        return self._working or self._blocked or bool(self._answered or self._waiting)

    def _work_on(self) -> None:
        """Take up what is next, unless answers are in work, about to leave, or not taken."""
        if self._working or self._answered or self._blocked or self._closing:
            return
        if self._waiting:
            self._working = True
            begin(self._work(), self.broken)
        elif self._fault is not None:
            self._cut_off(self._fault)
        elif self.factory.draining:
            self.drain()

    async def _work(self) -> None:
        """Answer what waits; one of these runs at a time."""
        assert self._peer is not None
        factory, tap = self.factory, self.factory.tap
        while self._waiting and self._room > 0 and not (self._blocked or self._closing):
            request = self._waiting.popleft()
            self._read_on()
            if tap is not None and tap.early:
                tap.request(self.connection, request)
            began = factory.clock.seconds()
            answer = await factory.exchange.answer(request, self._peer)
            if not self._answered:
                factory.turn.add(self)
            self._answered.append((request, began, factory.clock.seconds() - began, answer))
            self._room -= len(answer.data)
            if answer.close:
                self._closing = True
                self._waiting.clear()
        self._working = False

    def exchanged(self) -> list[Exchanged]:
        """The messages that were answered in this turn."""
        connection, gone = self.connection, self._gone
        return [
            Exchanged(connection, began, seconds, request, b"" if gone else data, outcome)
            for request, began, seconds, (data, _, outcome) in self._answered
        ]

    def leave(self) -> None:
        """Send the answers of this turn, and go on with those that wait."""
        answered, self._answered, self._room = self._answered, [], ROOM
        if self._gone:
            return
        last = answered[-1][-1]
        self._tls.write(last.data if len(answered) == 1 else b"".join(answer.data for *_, answer in answered))
        if last.close:
            self._close()
        elif not self._working:
            self._work_on()

    def _cut_off(self, fault: Unframed) -> None:
        """Say that these bytes are no request, and close."""
        reason, response = str(fault), unreadable(str(fault), self.factory.now())
        self.factory.tell_unframed(self.connection.address, fault)
        self.factory.show_unreadable(self.connection, self._peer, fault.rest, reason, response, "TTLV")
        self._tls.write(response)
        self._close()

    def broken(self, failure: Failure) -> None:
        """A fault of ours: the client must not wait for an answer that never comes."""
        self.factory.tell_broken(self.connection.address, failure)
        self._closing = self._gone = True
        self._tls.abortConnection()

    def _read_on(self) -> None:
        if not self._reading and not self.factory.draining and not self._too_many():
            self._reading = True
            self._tls.resumeProducing()

    # ------------------------------------------------------------------------------------------------------ ending

    def _close(self) -> None:
        """Close, but let the client take the last answer first.

        What it still sends is read and dropped: a socket that is closed with bytes unread takes the answer with it.
        """
        self._closing = True
        self._waiting.clear()
        self._stop_idling()
        self._tls.resumeProducing()
        self._tls.unregisterProducer()
        self._tls.loseConnection()
        self._lingering = self.factory.clock.callLater(LINGER, self._tls.abortConnection)

    def _idle_from_now(self) -> None:
        if self.factory.idle:
            self._idling = Idling(self.factory.clock, self.factory.idle, self._time_out)

    def _begins_no_tls(self) -> None:
        self.refused = self.refused or f"TLS was not set up within {HANDSHAKE:g} seconds"
        self.drop()

    def _stop_idling(self) -> None:
        if self._idling is not None:
            self._idling.stop()
            self._idling = None

    def _time_out(self) -> None:
        """The client has sent nothing for a while; it may be waiting for us."""
        if self._occupied:
            self._idle_from_now()
        else:
            self.factory.tell_idle(self.connection)
            self._close()

    def drain(self) -> None:
        """Take no more requests; go once those that came are answered and the answers are sent."""
        if self._occupied:
            self._tls.pauseProducing()
            return
        self._closing = True
        self._stop_idling()
        self._tls.unregisterProducer()
        self._tls.loseConnection()
        # Below TLS: not waiting for the client's close_notify, but for the bytes to be sent.
        below = self._tls.transport
        assert below is not None
        below.loseConnection()

    def drop(self) -> None:
        """Go at once."""
        self._closing = self._gone = True
        self._tls.abortConnection()


class KmipFactory(Listening, Factory):
    """Makes the protocol for each connection, and sees all of them off.

    Args:
        exchange: answers requests.
        admit: the user of a certificate's SHA-256; raises Refusal.
        clock: for time-outs.
        now: seconds since 1970.
        limit: the largest message, in bytes.
        log: where each connection is told of.
        tap: looks on at every message.
        numbers: one for each connection.
        record: keeps what comes of each connection in the audit log.
        turn: lets the answers leave.
        idle: seconds after which a connection is closed that sends nothing; 0 is never.
    """

    noisy = False

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
        idle: float = 0,
    ) -> None:
        super().__init__("KMIP", admit, clock, log, tap, numbers, record, turn)
        self.exchange = exchange
        self.now = now
        self.idle = idle
        self._limit = limit

    def buildProtocol(self, addr: IAddress | None) -> KmipProtocol:  # type: ignore[override]
        """Called for each connection."""
        protocol = KmipProtocol(self.connection_from(addr), self._limit)
        protocol.factory = self
        return protocol

    def tell_idle(self, connection: Connection) -> None:
        """One line for a client that has sent nothing for too long."""
        self._tell(connection.number, connection.address, f"is closed: nothing came for {self.idle:g} seconds")

    def tell_unframed(self, address: str, fault: Unframed) -> None:
        """One line for a client that does not speak KMIP."""
        self._log.info("KMIP client {address} is cut off: {reason}", address=address, reason=str(fault))
