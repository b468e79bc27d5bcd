"""One request message becomes one response message (KMIP 1.4 chapters 6 and 7, section 11.1)."""

from collections.abc import Awaitable, Callable
from typing import Any

from hsmsim.errors import (
    AuthenticationNotSuccessful,
    FeatureNotSupported,
    InvalidMessage,
    MissingData,
    Refused,
)
from hsmsim.exchange.batch import UNFORESEEN, Item, Limits, read_item, run_batch
from hsmsim.exchange.caller import identify
from hsmsim.exchange.context import Context
from hsmsim.exchange.headers import NEWEST, RequestHeaders, ResponseHeaders, Spoken, response_header, with_count
from hsmsim.exchange.objects import Objects
from hsmsim.exchange.operation import Table
from hsmsim.exchange.peer import Answer, Peer
from hsmsim.exchange.reasons import reason_of
from hsmsim.exchange.streams import AllStreams
from hsmsim.interfaces.crypto import ICrypto
from hsmsim.interfaces.log import Log
from hsmsim.interfaces.partitions import IPartitions
from hsmsim.interfaces.store import IStore
from hsmsim.spec.enums import BatchErrorContinuationOption, ResultReason, ResultStatus
from hsmsim.spec.structures import (
    RequestHeader,
    RequestMessage,
    ResponseBatchItem,
)
from hsmsim.spec.tags import Tag
from hsmsim.spec.versions import V1_4, Version
from hsmsim.ttlv import binary
from hsmsim.ttlv.errors import Malformed
from hsmsim.ttlv.schema import ItemType

_HEAD_SIZE = 8  # bytes of tag, type and length
_MESSAGE = (Tag.RESPONSE_MESSAGE << 8 | ItemType.STRUCTURE).to_bytes(4, "big")


class Exchange:
    """Answers request messages.

    Args:
        table: the operations that are offered.
        offload: runs a function in a thread and returns its result.
        clock: seconds since 1970.
        require_credential: whether each request must carry Username and Password.
    """

    def __init__(
        self,
        *,
        table: Table,
        store: IStore,
        crypto: ICrypto,
        partitions: IPartitions,
        offload: Callable[..., Awaitable[Any]],
        clock: Callable[[], float],
        log: Log,
        require_credential: bool = False,
    ) -> None:
        self._table = table
        self._store = store
        self._crypto = crypto
        self._partitions = partitions
        self._offload = offload
        self._clock = clock
        self._log = log
        self._require_credential = require_credential
        self._headers = RequestHeaders()
        self._answer_headers = ResponseHeaders()
        self._streams = AllStreams(crypto.random)
        self._answered = 0
        self._boot = crypto.random(8).hex()

    def forget_streams(self) -> None:
        """End all multi-part operations, as a restart does."""
        self._streams.forget()

    async def answer(self, request: bytes, peer: Peer) -> Answer:
        """The answer to one message, once all that it changed is durable.

        Args:
            request: one whole TTLV item.
            peer: who sent it.

        Returns:
            The response message. It never raises: what nobody foresaw is a General Failure and a trace in the log.
        """
        now = int(self._clock())
        spoken = NEWEST
        try:
            message = binary.decode(RequestMessage, request, Tag.REQUEST_MESSAGE)
            spoken = self._headers.spoken(message.request_header)
            header = self._headers.read(message.request_header, spoken)
            return Answer(await self._carry_out(message, header, spoken, peer, now), False)
        except AuthenticationNotSuccessful as error:
            return Answer(refusal(error, spoken.asked, now), True)
        except (Refused, Malformed) as error:
            return Answer(refusal(error, spoken.asked, now), False)
        except Exception:
            self._log.failure("KMIP message from {address} failed", address=peer.address)
            return Answer(_message(response_header(spoken.asked, now), [_unforeseen()]), False)

    async def _carry_out(
        self, message: RequestMessage, header: RequestHeader, spoken: Spoken, peer: Peer, now: int
    ) -> bytes:
        caller = await identify(self._partitions, self._log, peer, header.authentication, self._require_credential)
        items = _read_items(message, header, spoken)
        context = Context(
            Objects(self._store, caller.user_id, now),
            self._crypto,
            caller,
            now,
            spoken.version,
            self._streams.of(caller.user_id, now),
            self._offload,
            self._table,
        )
        answer_header = self._answer_headers.write(spoken.asked, now, self._correlation(header))
        limits = _limits(header, spoken, answer_header)
        alone = len(items) > 1 and any(self._is_slow(item) for item in items)
        turn = self._store.exclusive if alone else self._store.shared
        async with turn(caller.user_id):
            answered = await run_batch(context, self._table, items, limits, self._log)
            context.objects.write()
        await self._store.durable()
        return _message(answer_header, answered)

    def _is_slow(self, item: Item) -> bool:
        row = self._table.get(item.operation)  # type: ignore[arg-type]
        return row is not None and row.slow

    def _correlation(self, header: RequestHeader) -> str | None:
        """A Server Correlation Value (6.19) for clients that use correlation values; older ones stumble over it."""
        if header.client_correlation_value is None:
            return None
        self._answered += 1
        value = f"{self._boot}-{self._answered}"
        self._log.info("KMIP message {client} is {server}", client=header.client_correlation_value, server=value)
        return value


def _read_items(message: RequestMessage, header: RequestHeader, spoken: Spoken) -> list[Item]:
    """The items; what concerns the whole message is checked before anything runs.

    Raises:
        InvalidMessage: Batch Count is not the number of items (6.14).
        MissingData: one of several items has no Unique Batch Item ID (6.4, 7.2).
        FeatureNotSupported: a critical Message Extension (6.16).
    """
    count = len(message.batch_item)
    if count == 0 or header.batch_count != count:
        raise InvalidMessage(f"Batch Count is {header.batch_count}, the message has {count} items")
    items = [read_item(raw, spoken.version, spoken.lenient) for raw in message.batch_item]
    if count > 1 and any(item.batch_item_id is None for item in items):
        raise MissingData("each of several batch items needs a Unique Batch Item ID")
    for item in items:
        extension = item.read.message_extension if item.read is not None else None
        if extension is not None and extension.criticality_indicator:
            raise FeatureNotSupported(f"the critical extension of {extension.vendor_identification!r} is not known")
    return items


def _limits(header: RequestHeader, spoken: Spoken, answer_header: bytes) -> Limits:
    option = header.batch_error_continuation_option or BatchErrorContinuationOption.STOP
    size = header.maximum_response_size
    room = None if size is None else size - _HEAD_SIZE - len(answer_header)
    return Limits(option, room, spoken.lenient)


# ------------------------------------------------------------------------------------------------------ the answer


def _message(header: bytes, items: list[bytes]) -> bytes:
    size = len(header) + sum(map(len, items))
    return b"".join((_MESSAGE, size.to_bytes(4, "big"), with_count(header, len(items)), *items))


def refusal(error: Exception, asked: Version, now: int) -> bytes:
    """A message that refuses a whole request: one item without Operation (11.1)."""
    version = min(asked, V1_4)
    reason = reason_of(error, {}, version)
    assert reason is not None
    item = ResponseBatchItem(
        result_status=ResultStatus.OPERATION_FAILED, result_reason=reason, result_message=str(error)
    )
    return _message(response_header(asked, now), [binary.encode(item, Tag.BATCH_ITEM, version=version)])


def _unforeseen() -> bytes:
    item = ResponseBatchItem(
        result_status=ResultStatus.OPERATION_FAILED,
        result_reason=ResultReason.GENERAL_FAILURE,
        result_message=UNFORESEEN,
    )
    return binary.encode(item, Tag.BATCH_ITEM)


def unreadable(text: str, now: int) -> bytes:
    """The answer to bytes that are no message: Invalid Message, in the newest version."""
    return refusal(InvalidMessage(text), V1_4, now)
