"""The items of one request message, one after the other (KMIP 1.4 chapter 4, sections 6.12 to 6.15 and 11.43)."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from functools import cache
from typing import Any

from hsmsim.errors import OperationNotSupported, Refused, ResponseTooLarge
from hsmsim.exchange.context import Context
from hsmsim.exchange.items import Item
from hsmsim.exchange.jobs import pending
from hsmsim.exchange.operation import AnyRow, Table
from hsmsim.exchange.peer import Done
from hsmsim.exchange.reasons import Reasons, reason_of
from hsmsim.interfaces.log import Log
from hsmsim.spec.enums import BatchErrorContinuationOption, Operation, ResultReason, ResultStatus
from hsmsim.spec.structures import ResponseBatchItem
from hsmsim.spec.tags import Tag
from hsmsim.spec.versions import Version
from hsmsim.ttlv import binary
from hsmsim.ttlv.framing import HEAD_SIZE

UNFORESEEN = "the server failed to carry out the operation; its log says more"

AT_ONCE = 32  # items; a few milliseconds


class RefusedWithPayload(Refused):
    """A refusal that comes with a response payload: only Check has such (4.10)."""

    def __init__(self, text: str, payload: object) -> None:
        super().__init__(text)
        self.payload = payload


class Relayed(Refused):
    """An asynchronous operation has failed; its Poll is answered as it would have been itself (4.28).

    Args:
        answer: that answer.
    """

    def __init__(self, answer: ResponseBatchItem) -> None:
        super().__init__(answer.result_message or "")
        self.answer = answer


def find_row(table: Table, operation: Operation | int | None, version: Version) -> AnyRow:
    """The row of an operation.

    Raises:
        OperationNotSupported: there is none, or not in this protocol version; Discover Versions is in all.
    """
    try:
        row = table[operation]  # type: ignore[index]
    except KeyError:
        raise OperationNotSupported(f"operation {_title(operation)} is not offered") from None
    if row.code.since > version and row.code is not Operation.DISCOVER_VERSIONS:
        raise OperationNotSupported(f"{row.code.title} came with KMIP {row.code.since}")
    return row


def _title(operation: Operation | int | None) -> str:
    if isinstance(operation, Operation):
        return operation.title
    return "that could not be read" if operation is None else f"{operation:#x}"


@dataclass(slots=True)
class Limits:
    """What holds for all items of a message.

    Args:
        option: what a failing item means for the others (6.13).
        room: bytes that the items of the answer may take; None without Maximum Response Size.
        lenient: whether unknown fields are ignored.
        asynchronous: the client can take an asynchronous answer (6.7).
    """

    option: BatchErrorContinuationOption
    room: int | None
    lenient: bool
    asynchronous: bool = False


class Batch:
    """Carries out the items of one message.

    An item that fails leaves nothing behind. What the others changed is collected in the context; with Undo it is
    dropped as soon as one fails.

    Attributes:
        done: what became of the items, as far as the batch has come.
    """

    def __init__(self, context: Context, table: Table, limits: Limits, log: Log) -> None:
        self._context = context
        self._table = table
        self._option = limits.option
        self._left = limits.room
        self._lenient = limits.lenient
        self._asynchronous = limits.asynchronous and limits.option is not BatchErrorContinuationOption.UNDO
        self._later: Item | None = None
        self._log = log
        self._failure = bytearray()
        self.done: list[Done] = []

    async def run(self, items: Sequence[Item]) -> list[bytearray]:
        """Carry out the items and return the items of the answer, encoded."""
        answered: list[bytearray] = []
        if self._asynchronous:
            # What follows another item may need its ID Placeholder, and whether it runs may hang on its success.
            self._later = items[-1]
        for number, item in enumerate(items):
            if number and number % AT_ONCE == 0:
                await self._context.give_way()
            data = await self._attempt(item)
            if data is not None:
                answered.append(data)
                continue
            failure = self._failure
            if self._option is BatchErrorContinuationOption.UNDO:
                self._context.drop_all()
                self.done = [*map(_undone_too, self.done[:-1]), self.done[-1]]
                return [*(_undone(each) for each in items[: len(answered)]), failure]
            answered.append(failure)
            if self._option is not BatchErrorContinuationOption.CONTINUE:
                break
        return answered

    async def _attempt(self, item: Item) -> bytearray | None:
        """Carry out one item: its answer, or None and the answer in `_failure`."""
        context = self._context
        placeholder = context.placeholder
        errors: Reasons = {}
        request: Any = None
        try:
            if item.operation is None and item.error is not None:
                raise item.error
            row = find_row(self._table, item.operation, context.version)
            errors = row.errors  # type: ignore[assignment]  # read by the type of the exception, whatever that is
            context.objects.begin(row.code)
            request = item.read(row.request, context.version, self._lenient)
            payload = self._accepted(row, item) if item is self._later else None
            if payload is None:
                payload = await row.run(context, request)
            status, reason = ResultStatus.SUCCESS, None
            if isinstance(payload, ResponseBatchItem):
                status, reason = payload.result_status, payload.result_reason
                data = _relayed(item, payload)
            else:
                data = _encoded(item, status, payload, context.version)
            if self._left is not None:
                self._take(len(data))
        except Exception as error:  # what no table foresees becomes General Failure, with its trace in the log
            context.drop_item()
            # A Check that says no empties the ID Placeholder (4.10).
            context.placeholder = None if isinstance(error, RefusedWithPayload) else placeholder
            reason, self._failure = self._failed(item, error, errors)
            self.done.append(done(item.operation, ResultStatus.OPERATION_FAILED, reason, request, None))
            return None
        context.keep_item()
        self.done.append(done(row.code, status, reason, payload, request))
        return data

    def _accepted(self, row: AnyRow, item: Item) -> ResponseBatchItem | None:
        """The answer to an item that is carried out later; None if it is not."""
        context = self._context
        correlation = context.jobs.accept(row.code, item, context.version, self._lenient, context.placeholder)
        return None if correlation is None else pending(row.code, correlation)

    def _take(self, size: int) -> None:
        """Take room in the answer.

        Raises:
            ResponseTooLarge: there is not so much left.
        """
        assert self._left is not None
        if size > self._left:
            raise ResponseTooLarge("the response would exceed Maximum Response Size")
        self._left -= size

    def _failed(self, item: Item, error: Exception, errors: Reasons) -> tuple[ResultReason | None, bytearray]:
        """Why an item failed, and the answer to it; where its text makes that too large, without the text."""
        context = self._context
        if isinstance(error, Relayed):  # the log has it already
            answer = error.answer
            return answer.result_reason, self._fitting(
                _relayed(item, answer), lambda: _relayed(item, replace(answer, result_message=None))
            )
        reason = reason_of(error, errors, context.version)
        title, user = _title(item.operation), context.caller.user_id
        if reason is None:
            self._log.failure("KMIP {operation} of {user} failed", operation=title, user=user)
            reason, text = ResultReason.GENERAL_FAILURE, UNFORESEEN
        else:
            text = str(error)
            self._log.info(
                "KMIP {operation} of {user}: {reason}: {text}",
                operation=title,
                user=user,
                reason=reason.title,
                text=text,
            )
        payload = error.payload if isinstance(error, RefusedWithPayload) else None
        data = _encoded(item, ResultStatus.OPERATION_FAILED, payload, context.version, reason, text)
        return reason, self._fitting(
            data, lambda: _encoded(item, ResultStatus.OPERATION_FAILED, payload, context.version, reason)
        )

    def _fitting(self, data: bytearray, shorter: Callable[[], bytearray]) -> bytearray:
        """The answer to an item that failed, with its text if there is room for it."""
        if self._left is not None:
            if len(data) > self._left:
                data = shorter()
            self._left -= len(data)
        return data


# What is about several objects, and says which.
_ABOUT_SEVERAL: frozenset[Operation | int | None] = frozenset(
    {
        Operation.CREATE_KEY_PAIR,
        Operation.CREATE_SPLIT_KEY,
        Operation.DERIVE_KEY,
        Operation.JOIN_SPLIT_KEY,
        Operation.RE_KEY_KEY_PAIR,
        Operation.VALIDATE,
    }
)


def done(
    operation: Operation | int | None,
    status: ResultStatus,
    reason: ResultReason | None,
    payload: Any,
    request: Any,
) -> Done:
    """What became of an item; which objects it is about its response payload says, or its request."""
    others = _others(payload, request) if operation in _ABOUT_SEVERAL else ()
    return Done(operation, status, reason, _uid(payload, request), others)


def _others(payload: Any, request: Any) -> Sequence[str]:
    """The objects besides the one that `_uid` names."""
    for each in (payload, request):
        public = getattr(each, "public_key_unique_identifier", None)
        several = getattr(each, "unique_identifier", None)
        if public is not None:
            return (public,)
        if isinstance(several, list):
            return several
    return ()


def _uid(payload: Any, request: Any) -> str | None:
    """The object that an item is about, as the first says that says so; of a pair it is the private key."""
    for each in (payload, request):
        uid = getattr(each, "unique_identifier", None) or getattr(each, "private_key_unique_identifier", None)
        if type(uid) is str:
            return uid
    return None


def _undone_too(done: Done) -> Done:
    return done._replace(status=ResultStatus.OPERATION_UNDONE)


def _undone(item: Item) -> bytearray:
    """What is said of an item that succeeded before another failed (6.9)."""
    return _encoded(item, ResultStatus.OPERATION_UNDONE, None, None)


def _relayed(item: Item, answer: ResponseBatchItem) -> bytearray:
    """The answer of another item as the answer to this one."""
    return bytearray(binary.encode(replace(answer, unique_batch_item_id=item.batch_item_id), Tag.BATCH_ITEM))


def _encoded(
    item: Item,
    status: ResultStatus,
    payload: object | None,
    version: Version | None,
    reason: ResultReason | None = None,
    text: str | None = None,
) -> bytearray:
    """A Batch Item of the answer.

    Only the payload is cut to the version: the operation goes back even where it is newer, since the client named it.
    """
    if status is ResultStatus.SUCCESS and item.batch_item_id is None:
        out = bytearray(_success(item.operation))
    else:
        out = bytearray(_without_payload(item.operation, item.batch_item_id, status, reason, text))
    if payload is not None:
        binary.write(out, payload, Tag.RESPONSE_PAYLOAD, version=version)
        out[4:8] = (len(out) - HEAD_SIZE).to_bytes(4, "big")
    return out


def _without_payload(
    operation: Operation | int | None,
    batch_item_id: bytes | None,
    status: ResultStatus,
    reason: ResultReason | None = None,
    text: str | None = None,
) -> bytes:
    result = ResponseBatchItem(
        operation=operation,  # type: ignore[arg-type]  # a code that no table has goes back as it came
        unique_batch_item_id=batch_item_id,
        result_status=status,
        result_reason=reason,
        result_message=text,
    )
    return binary.encode(result, Tag.BATCH_ITEM)


@cache
def _success(operation: Operation | int | None) -> bytes:
    """What most answers begin with; only operations that the server has succeed, so these are few."""
    return _without_payload(operation, None, ResultStatus.SUCCESS)
