"""Bringing notices to clients: Notify, Put and Query over TLS, in order, again until they are taken."""

from collections import deque
from collections.abc import Awaitable, Callable, Iterable, Iterator, Mapping
from itertools import count
from typing import Any, cast

from OpenSSL import SSL
from twisted.internet.defer import CancelledError, Deferred
from twisted.internet.defer import TimeoutError as AnsweredTooLate
from twisted.internet.endpoints import HostnameEndpoint, wrapClientTLS
from twisted.internet.error import ConnectError, ConnectingCancelledError, DNSLookupError
from twisted.internet.interfaces import IHandshakeListener, IReactorTime, IStreamClientEndpoint
from twisted.internet.protocol import Factory, Protocol, connectionDone
from twisted.internet.task import deferLater
from twisted.logger import Logger
from twisted.protocols.tls import TLSMemoryBIOProtocol
from twisted.python.failure import Failure
from zope.interface import implementer

from hsmsim.errors import InvalidMessage
from hsmsim.exchange.notices import QUESTIONS, Notice, query, read_answer
from hsmsim.interfaces.outcome import Done, Outcome
from hsmsim.interfaces.taps import Connection, Exchanged, ITap
from hsmsim.server.tls import Calls, Identity, client_context, failure_text
from hsmsim.spec.enums import ResultStatus
from hsmsim.spec.structures import ResponseBatchItem
from hsmsim.spec.term import title
from hsmsim.spec.versions import V1_4
from hsmsim.ttlv.errors import Malformed
from hsmsim.ttlv.framing import Framer, Unframed

RESPONSE = b"\x42\x00\x7b\x01"  # tag and type of Response Message (7.1)
MOST_WAITING = 1000  # notices for one client
MOST_BYTES = 16 * 1024 * 1024  # of them together
ANSWER_SECONDS = 10.0  # that a client may take for an answer, and for the handshake
FIRST_DELAY, LAST_DELAY = 1.0, 60.0  # seconds before the next try: twice as long each time
TRIES = 3  # connections that may break over one notice before it is given up


class Undelivered(Exception):
    """The connection has come to nothing; the text says why."""


# What may go wrong with a connection, for reasons that are the client's or the network's.
_TROUBLE = (Undelivered, ConnectError, DNSLookupError, AnsweredTooLate, Malformed, InvalidMessage)


@implementer(IHandshakeListener)
class NoticeProtocol(Protocol):
    """One connection to a client: we ask, it answers.

    Args:
        limit: the largest answer, in bytes.
    """

    refused: str | None = None  # why its certificate was refused; set by hsmsim.server.tls

    def __init__(self, limit: int) -> None:
        self.greeting: Deferred[None] = Deferred()  # fires when TLS is there
        self._framer = Framer(RESPONSE, limit)
        self._waiter: Deferred[Any] | None = self.greeting
        self._why: str | None = None

    @property
    def _tls(self) -> TLSMemoryBIOProtocol:
        return cast(TLSMemoryBIOProtocol, self.transport)

    @property
    def is_open(self) -> bool:
        """Whether it can still be asked."""
        return self._why is None

    def ask(self, data: bytes) -> Deferred[bytes]:
        """Send a message; fires with the answer, or fails with Undelivered."""
        waiter: Deferred[bytes] = Deferred()
        if self._why is not None:
            waiter.errback(Undelivered(self._why))
            return waiter
        self._waiter = waiter
        self._tls.write(data)
        return waiter

    def handshakeCompleted(self) -> None:
        """The client has shown its pinned certificate."""
        self._end(None)

    def dataReceived(self, data: bytes) -> None:
        """Take in an answer."""
        try:
            answers = self._framer.feed(data)
        except Unframed:
            self.drop("it does not speak KMIP")
            return
        if len(answers) > 1 or (answers and self._waiter is None):
            self.drop("it answers what nobody asked")
        elif answers:
            self._end(answers[0])

    def connectionLost(self, reason: Failure = connectionDone) -> None:
        """The connection is gone."""
        if self._why is None:
            error = reason.value
            self._why = self.refused or (
                failure_text(error) if isinstance(error, SSL.Error) else "it ended the connection"
            )
        self._end(Failure(Undelivered(self._why)))

    def drop(self, why: str) -> None:
        """Go at once."""
        if self._why is None:
            self._why = why
            self._tls.abortConnection()

    def _end(self, result: Any) -> None:
        waiter, self._waiter = self._waiter, None
        if waiter is not None and not waiter.called:
            waiter.callback(result)


class Courier:
    """Brings the notices of one partition to one client.

    Args:
        user_id: whose partition it is.
        where: the client's address, for the log.
        endpoint: connects to it, with TLS.
        clock: for time-outs and the time.
        random: that many random bytes.
        limit: the largest answer, in bytes.
        served: told of each object that the client has taken: User ID and Unique Identifier.
        log: where trouble is told of.
        tap: looks on at every message.
        numbers: one for each connection.
    """

    def __init__(
        self,
        user_id: str,
        where: str,
        endpoint: IStreamClientEndpoint,
        clock: IReactorTime,
        random: Callable[[int], bytes],
        limit: int,
        served: Callable[[str, str], Awaitable[None]],
        log: Logger,
        tap: ITap | None = None,
        numbers: Iterator[int] | None = None,
    ) -> None:
        self._user_id = user_id
        self._where = where
        self._endpoint = endpoint
        self._clock: Any = clock
        self._random = random
        self._served = served
        self._log = log
        self._tap = tap
        self._numbers = numbers or count(1)
        self._factory = Factory.forProtocol(lambda: NoticeProtocol(limit))
        self._factory.noisy = False
        self._waiting: deque[Notice] = deque()
        self._size = 0
        self._lost = 0
        self._line: NoticeProtocol | None = None
        self._connection = Connection(0, where, "KMIP", outward=True)
        self._work: Deferred[None] | None = None

    def send(self, notices: Iterable[Notice]) -> None:
        """Put notices in line."""
        for notice in notices:
            if len(self._waiting) >= MOST_WAITING or self._size + len(notice.data) > MOST_BYTES:
                self._lose(notice)
            else:
                self._waiting.append(notice)
                self._size += len(notice.data)
        if self._work is None and self._waiting:
            self._work = Deferred.fromCoroutine(self._deliver())
            self._work.addErrback(self._broken)

    def _lose(self, notice: Notice) -> None:
        if self._lost == 0:
            self._log.warn(
                "{title} is not delivered to {where} for {user}: too much is waiting already",
                title=notice.title,
                where=self._where,
                user=self._user_id,
            )
        self._lost += 1

    def forget(self) -> None:
        """Drop what waits, and the connection."""
        work, self._work = self._work, None
        self._waiting.clear()
        self._size = self._lost = 0
        if work is not None:
            work.cancel()
        if self._line is not None:
            self._line.drop("nothing more is sent")
            self._line = None

    def stop(self) -> None:
        """The end: say what is left."""
        if self._waiting:
            self._log.warn(
                "{count} notices for {user} are not delivered to {where}: the HSM is stopped",
                count=len(self._waiting),
                where=self._where,
                user=self._user_id,
            )
        self.forget()

    def _broken(self, failure: Failure) -> None:
        """A fault of ours, or `forget`."""
        if failure.check(CancelledError, ConnectingCancelledError) is None:
            self._work = None
            self._log.failure("delivering notices for {user} broke", failure=failure, user=self._user_id)

    # ---------------------------------------------------------------------------------------------- delivering

    async def _deliver(self) -> None:
        """Deliver what waits; one of these runs at a time."""
        await deferLater(self._clock, 0)  # whoever sends does not even wait for the writing
        delay, broken = FIRST_DELAY, 0
        while self._waiting:
            try:
                line = await self._open()
            except _TROUBLE as error:
                self._tell("cannot be delivered now", error)
                await deferLater(self._clock, delay)
                delay = min(2 * delay, LAST_DELAY)
                continue
            try:
                await self._hand_over(line, self._waiting[0])
            except _TROUBLE as error:
                broken += 1
                self._break_off(line, error)
                if broken < TRIES:
                    await deferLater(self._clock, delay)
                    continue
                self._tell("is given up", error)
            delay, broken = FIRST_DELAY, 0
            self._size -= len(self._waiting.popleft().data)
        self._work = None

    async def _open(self) -> NoticeProtocol:
        """The connection, made if there is none; what it begins with is Query (5.3)."""
        if self._line is not None and self._line.is_open:
            return self._line
        line = cast(NoticeProtocol, await cast(Any, self._endpoint.connect(self._factory)))
        self._line = line
        self._connection = Connection(next(self._numbers), self._where, "KMIP", outward=True)
        try:
            await line.greeting.addTimeout(ANSWER_SECONDS, self._clock)
            self._tell_who_answers(await self._greet(line))
        except _TROUBLE as error:
            self._break_off(line, error)
            raise
        return line

    async def _greet(self, line: NoticeProtocol) -> ResponseBatchItem:
        """The client's answer to the last question, or to the one that it does not know."""
        for functions in QUESTIONS:
            answer = await self._ask(line, query(functions, int(self._clock.seconds()), self._random(8).hex()))
            if answer.result_status != ResultStatus.SUCCESS:
                break
        return answer

    async def _hand_over(self, line: NoticeProtocol, notice: Notice) -> None:
        answer = await self._ask(line, notice)
        if answer.result_status != ResultStatus.SUCCESS:
            self._tell("is not taken", _reason(answer))
        elif notice.brings is not None:
            await self._served(self._user_id, notice.brings)
        if self._lost:
            self._log.warn(
                "{count} notices for {user} were not delivered to {where}",
                count=self._lost,
                user=self._user_id,
                where=self._where,
            )
            self._lost = 0

    async def _ask(self, line: NoticeProtocol, notice: Notice) -> ResponseBatchItem:
        connection, began = self._connection, self._clock.seconds()
        if self._tap is not None and self._tap.early:
            self._tap.request(connection, notice.data)
        data, status, reason = b"", ResultStatus.OPERATION_FAILED, None
        try:
            data = await line.ask(notice.data).addTimeout(ANSWER_SECONDS, self._clock)
            answer = read_answer(data)
            status, reason = answer.result_status, answer.result_reason
            return answer
        finally:
            if self._tap is not None:
                outcome = Outcome(self._user_id, V1_4, (Done(notice.operation, status, reason, None),))
                seconds = self._clock.seconds() - began
                self._tap.exchanged([Exchanged(connection, began, seconds, notice.data, data, outcome)])

    def _break_off(self, line: NoticeProtocol, error: Exception) -> None:
        line.drop(str(error))
        self._line = None

    # --------------------------------------------------------------------------------------------------- the log

    def _tell(self, what: str, why: object) -> None:
        text = "it does not answer in time" if isinstance(why, AnsweredTooLate) else str(why)
        self._log.warn(
            "{title} {what} to {where} for {user}: {reason}",
            title=self._waiting[0].title,
            what=what,
            where=self._where,
            user=self._user_id,
            reason=text,
        )

    def _tell_who_answers(self, answer: ResponseBatchItem) -> None:
        """One line for a connection; a client that does not know Query can take notices all the same."""
        known = answer.result_status == ResultStatus.SUCCESS
        self._log.info(
            "notices for {user} go to {where}; Query: {answer}",
            user=self._user_id,
            where=self._where,
            answer=ResultStatus.SUCCESS.title if known else _reason(answer),
        )


def _reason(answer: ResponseBatchItem) -> str:
    reason = "no reason" if answer.result_reason is None else title(answer.result_reason)
    return f"{reason}: {answer.result_message}" if answer.result_message else reason


def endpoint(reactor: Any, host: str, port: int, identity: Identity, pinned: frozenset[bytes]) -> IStreamClientEndpoint:
    """Connects to a client over TLS, which has to show one of the pinned certificates.

    Args:
        identity: what the HSM shows.
        pinned: SHA-256 of certificates.
    """
    plain = HostnameEndpoint(reactor, host, port, timeout=ANSWER_SECONDS)
    return wrapClientTLS(Calls(client_context(identity, pinned)), plain)


class Couriers:
    """The couriers of all partitions that somebody wants to hear of, by User ID."""

    def __init__(self, couriers: Mapping[str, Courier]) -> None:
        self._couriers = couriers

    def wants(self, partition: str) -> bool:
        """Whether somebody wants to hear of this partition."""
        return partition in self._couriers

    def send(self, partition: str, notices: Iterable[Notice]) -> None:
        """Put notices in line."""
        self._couriers[partition].send(notices)

    def forget(self, user_id: str) -> None:
        """Drop what waits of a user who is blocked or gone."""
        if user_id in self._couriers:
            self._couriers[user_id].forget()

    def forget_all(self) -> None:
        """Drop all that waits."""
        for courier in self._couriers.values():
            courier.forget()

    def stop(self) -> None:
        """The end."""
        for courier in self._couriers.values():
            courier.stop()
