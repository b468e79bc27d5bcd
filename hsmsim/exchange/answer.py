"""One request message becomes one response message (KMIP 1.4 chapters 6 and 7, section 11.1)."""

from collections.abc import Awaitable, Callable, Sequence
from typing import Any

from hsmsim.devices.device import UNRESTRICTED, Device
from hsmsim.errors import (
    AuthenticationNotSuccessful,
    FeatureNotSupported,
    InvalidField,
    InvalidMessage,
    MissingData,
    NoSuchObject,
)
from hsmsim.exchange.batch import UNFORESEEN, Batch, Limits, done
from hsmsim.exchange.caller import admitted, identify
from hsmsim.exchange.context import Context
from hsmsim.exchange.headers import (
    NEWEST,
    RequestHeaders,
    ResponseHeaders,
    Spoken,
    response_header,
    spoken_in,
    with_count,
)
from hsmsim.exchange.items import Item, read_item
from hsmsim.exchange.jobs import AllJobs, Job, Wait
from hsmsim.exchange.notices import Receivers
from hsmsim.exchange.operation import Table
from hsmsim.exchange.peer import Answer, Outcome, Peer, refused_whole
from hsmsim.exchange.reasons import reason_of
from hsmsim.exchange.streams import AllStreams
from hsmsim.exchange.stretches import has_stretches
from hsmsim.exchange.telling import texts
from hsmsim.exchange.within import Within
from hsmsim.exchange.work import Work
from hsmsim.interfaces.audit import Record, unrecorded
from hsmsim.interfaces.crypto import ICrypto
from hsmsim.interfaces.log import Log
from hsmsim.interfaces.partitions import IPartitions, User
from hsmsim.interfaces.store import Changes, IStore
from hsmsim.spec.enums import BatchErrorContinuationOption, ResultReason, ResultStatus
from hsmsim.spec.profiles import Feature
from hsmsim.spec.structures import (
    RequestHeader,
    RequestMessage,
    ResponseBatchItem,
)
from hsmsim.spec.tags import Tag
from hsmsim.spec.versions import V1_4
from hsmsim.ttlv import binary
from hsmsim.ttlv.errors import Malformed, UnknownField
from hsmsim.ttlv.framing import HEAD_SIZE
from hsmsim.ttlv.schema import ItemType, Raw

_REQUEST_HEADER = Tag.REQUEST_HEADER << 8 | ItemType.STRUCTURE
_MESSAGE = (Tag.RESPONSE_MESSAGE << 8 | ItemType.STRUCTURE).to_bytes(4, "big")


class Exchange:
    """Answers request messages.

    Attributes:
        within: the same for those who ask from inside.

    Args:
        table: the operations that are offered.
        offload: runs a function in a thread and returns its result.
        give_way: returns when others have had their turn of the reactor.
        clock: seconds since 1970.
        require_credential: whether each request must carry Username and Password.
        waits: which operations are asynchronous for clients that can take that.
        receivers: who brings clients the news of changes; None where nobody wants any.
        device: the model of the appliance.
        features: what else is there that a profile may require.
        record: keeps what is asked from inside, and what becomes of it, in the audit log.
        collect: the same for what messages ask, which is safe only when it is settled: whoever lets the answer leave
            sees to that. Without it, `record` does.
    """

    def __init__(
        self,
        *,
        table: Table,
        store: IStore,
        crypto: ICrypto,
        partitions: IPartitions,
        offload: Callable[..., Awaitable[Any]],
        give_way: Callable[[], Awaitable[None]],
        clock: Callable[[], float],
        log: Log,
        require_credential: bool = False,
        waits: Sequence[Wait] = (),
        receivers: Receivers | None = None,
        device: Device = UNRESTRICTED,
        features: frozenset[Feature] = frozenset(),
        record: Record = unrecorded,
        collect: Record | None = None,
    ) -> None:
        self._clock, self._log = clock, log
        self._collect = collect or record
        self._require_credential = require_credential
        self._headers = RequestHeaders()
        self._answer_headers = ResponseHeaders()
        self._work = Work(
            table,
            store,
            crypto,
            partitions,
            offload,
            give_way,
            log,
            receivers,
            device,
            features,
            AllStreams(crypto.random, device.limits.open_streams),
            AllJobs(waits, crypto.random),
            record,
        )
        self.within = Within(self._work, clock)

    def forget(self, user_id: str) -> None:
        """End the multi-part and asynchronous operations of a user who is blocked or gone."""
        self._work.streams.forget(user_id)
        self._work.jobs.forget(user_id)

    async def answer(self, request: bytes, peer: Peer) -> Answer:
        """The answer to one message, once all that it changed is durable.

        Args:
            request: one whole TTLV item.
            peer: who sent it.

        Returns:
            The response message. It never raises: what nobody foresaw is a General Failure and a trace in the log.
        """
        now, caller = int(self._clock()), None
        try:
            message, spoken = self._read_message(request)
            header = self._headers.read(message.request_header, spoken)
            caller = await identify(
                self._work.partitions, self._log, peer, header.authentication, self._require_credential
            )
            answer = await self._carry_out(caller, message, header, spoken, peer, now)
        except Exception as error:
            answer = self._refused(error, request, peer, now, caller)
        for text in texts(answer.outcome):
            self._collect(peer.number, text)
        return answer

    async def served(self, user_id: str, uid: str) -> None:
        """A client has taken an object that was sent to it: it is no longer Fresh (3.34), which is no news to tell."""
        async with self._work.store.shared(user_id):
            try:
                obj = self._work.store.load(user_id, uid)
            except NoSuchObject:
                return  # it has gone meanwhile
            if obj.get("Fresh"):
                obj.set("Fresh", False)
                self._work.store.apply({user_id: Changes(saved={uid: obj})})
        await self._work.store.durable()

    async def _carry_out(
        self, caller: User, message: RequestMessage, header: RequestHeader, spoken: Spoken, peer: Peer, now: int
    ) -> Answer:
        work = self._work
        items = _read_items(message, header, spoken, work.device.limits.batch_items)
        answer_header = self._answer_headers.write(spoken.asked, now, self._correlation(header))
        limits = _limits(header, spoken, answer_header)
        if work.jobs:
            await self._carry_out_due(peer, caller, now)
        alone = has_stretches(items, work.table, spoken.version, spoken.lenient)
        jobs = work.jobs.of(caller.user_id, now)
        context = work.context(caller, now, spoken.version, jobs, alone or len(items) == 1)
        batch = Batch(context, work.table, limits, self._log)
        answered = await self._run(batch, context, items, peer, alone)
        return Answer(_message(answer_header, answered), False, Outcome(caller.user_id, spoken.version, batch.done))

    def _run(
        self, batch: Batch, context: Context, items: Sequence[Item], peer: Peer, alone: bool
    ) -> Awaitable[list[bytearray]]:
        """Carry out items in the caller's turn."""
        work = self._work
        return work.carry_out(
            context,
            lambda: batch.run(items),
            lambda: admitted(work.partitions, self._log, peer, context.caller),
            alone,
        )

    async def _carry_out_due(self, peer: Peer, caller: User, now: int) -> None:
        """Carry out the caller's asynchronous operations whose time has come, each as of that time."""
        work = self._work
        for job in work.jobs.due(caller.user_id, now):
            context = work.context(caller, job.ready, job.version, work.jobs.of(caller.user_id, job.ready), True)
            context.placeholder = job.placeholder
            limits = Limits(BatchErrorContinuationOption.STOP, None, job.lenient)
            batch = Batch(context, work.table, limits, self._log)
            try:
                (data,) = await self._run(batch, context, [job.item], peer, False)
                outcome = binary.decode(ResponseBatchItem, bytes(data), Tag.BATCH_ITEM)
            except Exception:
                self._log.failure("asynchronous KMIP {operation} failed", operation=job.operation.title)
                outcome = _failed(job)
                batch.done = [done(job.operation, outcome.result_status, outcome.result_reason, None, None)]
            for text in texts(Outcome(caller.user_id, job.version, batch.done), "put off"):
                self._collect(peer.number, text)
            job.end(outcome, now)

    def _read_message(self, request: bytes) -> tuple[RequestMessage, Spoken]:
        """The message, and how it is spoken: only that tells whether unknown fields in it are ignored.

        Raises:
            InvalidMessage, Malformed: see there.
        """
        unknown = None
        try:
            message = binary.decode(RequestMessage, request, Tag.REQUEST_MESSAGE)
        except UnknownField as error:
            message, unknown = binary.decode(RequestMessage, request, Tag.REQUEST_MESSAGE, lenient=True), error
        spoken = self._headers.spoken(message.request_header)
        if unknown is not None and not spoken.lenient:
            raise unknown
        return message, spoken

    def _refused(self, error: Exception, request: bytes, peer: Peer, now: int, caller: User | None) -> Answer:
        """The answer to a message that comes to nothing: the exception that is being handled says why."""
        spoken, header = _heading(request)
        reason = reason_of(error, {}, spoken.version)
        text, why = str(error), getattr(error, "why", "")
        if reason is None:
            self._log.failure("KMIP message from {address} failed", address=peer.address)
            reason, text = ResultReason.GENERAL_FAILURE, UNFORESEEN
        elif reason is not ResultReason.AUTHENTICATION_NOT_SUCCESSFUL:
            try:
                caller = admitted(self._work.partitions, self._log, peer)
                self._log.info("KMIP message from {address} refused: {why}", address=peer.address, why=text)
            except AuthenticationNotSuccessful as gone:  # whatever else is wrong: who is not let in learns no more
                reason, text, why = ResultReason.AUTHENTICATION_NOT_SUCCESSFUL, str(gone), gone.why
        most = header.maximum_response_size if header is not None else None
        correlation = self._correlation(header) if header is not None else None
        data = _refusal(reason, text, response_header(spoken.asked, now, correlation), most)
        close = reason is ResultReason.AUTHENTICATION_NOT_SUCCESSFUL
        user_id = caller.user_id if caller is not None else ""
        return Answer(data, close, refused_whole(user_id, spoken.version, reason, why or text))

    def _correlation(self, header: RequestHeader) -> str | None:
        """A Server Correlation Value (6.19) for clients that use correlation values; older ones stumble over it."""
        if header.client_correlation_value is None:
            return None
        value = self._work.number()
        self._log.info("KMIP message {client} is {server}", client=header.client_correlation_value, server=value)
        return value


def _read_items(message: RequestMessage, header: RequestHeader, spoken: Spoken, most: int | None) -> list[Item]:
    """The items; what concerns the whole message is checked before anything runs.

    Raises:
        InvalidMessage: Batch Count is not the number of items (6.14).
        MissingData: one of several items has no Unique Batch Item ID (6.4, 7.2).
        FeatureNotSupported: a critical Message Extension (6.16), or more items than the device takes.
    """
    count = len(message.batch_item)
    if count == 0 or header.batch_count != count:
        raise InvalidMessage(f"Batch Count is {header.batch_count}, the message has {count} items")
    if most is not None and count > most:
        raise FeatureNotSupported(f"the message has {count} items; the most taken are {most}")
    items = [read_item(raw, spoken.version, spoken.lenient) for raw in message.batch_item]
    if count > 1 and any(item.batch_item_id is None and not item.torn for item in items):
        raise MissingData("each of several batch items needs a Unique Batch Item ID")
    for item in items:
        extension = item.extension
        if extension is not None and extension.criticality_indicator:
            raise FeatureNotSupported(f"the critical extension of {extension.vendor_identification!r} is not known")
    return items


def _failed(job: Job) -> ResponseBatchItem:
    """What an asynchronous operation is answered with that failed for a reason which nobody foresaw."""
    return ResponseBatchItem(
        operation=job.operation,
        result_status=ResultStatus.OPERATION_FAILED,
        result_reason=ResultReason.GENERAL_FAILURE,
        result_message=UNFORESEEN,
    )


def _limits(header: RequestHeader, spoken: Spoken, answer_header: bytes) -> Limits:
    option = header.batch_error_continuation_option or BatchErrorContinuationOption.STOP
    if not isinstance(option, BatchErrorContinuationOption):
        raise InvalidField("there is no such Batch Error Continuation Option")
    size = header.maximum_response_size
    room = None if size is None else size - HEAD_SIZE - len(answer_header)
    return Limits(option, room, spoken.lenient, header.asynchronous_indicator is True)


# ------------------------------------------------------------------------------------------------------ the answer


def _message(header: bytes, items: Sequence[bytes | bytearray]) -> bytes:
    size = len(header) + sum(map(len, items))
    return b"".join((_MESSAGE, size.to_bytes(4, "big"), with_count(header, len(items)), *items))


def _heading(request: bytes) -> tuple[Spoken, RequestHeader | None]:
    """How a message that is refused was spoken, and its header: as far as they can be read."""
    try:
        first = binary.read_head(request, 0, len(request))
        key, start, length = binary.read_head(request, first[1], len(request))
        if key != _REQUEST_HEADER:
            return NEWEST, None
        raw = Raw(request, start, length)
        spoken = spoken_in(raw)
    except (InvalidMessage, Malformed):
        return NEWEST, None
    try:
        return spoken, binary.decode_raw(RequestHeader, raw, version=spoken.version, lenient=True)
    except Malformed:
        return spoken, None


def _refusal(reason: ResultReason, text: str, header: bytes, most: int | None) -> bytes:
    """A message that refuses a whole request: one item without Operation (11.1).

    Args:
        most: Maximum Response Size; where the text makes the message larger, it goes without.
    """
    item = ResponseBatchItem(result_status=ResultStatus.OPERATION_FAILED, result_reason=reason, result_message=text)
    data = _message(header, [binary.encode(item, Tag.BATCH_ITEM)])
    if most is not None and len(data) > most:
        item.result_message = None
        data = _message(header, [binary.encode(item, Tag.BATCH_ITEM)])
    return data


def unreadable(text: str, now: int) -> bytes:
    """The answer to bytes that are no message: Invalid Message, in the newest version."""
    return _refusal(ResultReason.INVALID_MESSAGE, text, response_header(V1_4, now), None)
