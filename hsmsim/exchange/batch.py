"""The items of one request message, one after the other (KMIP 1.4 chapter 4, sections 6.12 to 6.15 and 11.43)."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from hsmsim.errors import OperationNotSupported, Refused, ResponseTooLarge
from hsmsim.exchange.context import Context
from hsmsim.exchange.operation import AnyRow, Table
from hsmsim.exchange.reasons import Reasons, reason_of
from hsmsim.interfaces.log import Log
from hsmsim.spec.enums import BatchErrorContinuationOption, Operation, ResultReason, ResultStatus
from hsmsim.spec.structures import RequestBatchItem, ResponseBatchItem
from hsmsim.spec.tags import Tag
from hsmsim.ttlv import binary
from hsmsim.ttlv.errors import Malformed

UNFORESEEN = "the server failed to carry out the operation; its log says more"


@dataclass(slots=True)
class Item:
    """One item of the request as far as it could be read.

    Args:
        operation: its code; a plain number where no table has it, None where it could not be read.
        error: why the item cannot be carried out; None when it can.
    """

    operation: Operation | int | None
    batch_item_id: bytes | None
    read: RequestBatchItem | None
    error: Exception | None = None


@dataclass(slots=True)
class Limits:
    """What holds for all items of a message.

    Args:
        option: what a failing item means for the others (6.13).
        room: bytes that the items of the answer may take; None without Maximum Response Size.
        lenient: whether unknown fields are ignored.
    """

    option: BatchErrorContinuationOption
    room: int | None
    lenient: bool


async def run_batch(context: Context, table: Table, items: Sequence[Item], limits: Limits, log: Log) -> list[bytes]:
    """Carry out the items and return the items of the answer, encoded.

    An item that fails leaves nothing behind. What the others changed is collected in `context.objects`; with Undo it
    is dropped as soon as one fails.
    """
    answered: list[bytes] = []
    results: list[ResponseBatchItem] = []
    used = 0
    for item in items:
        result = await _run_item(context, table, item, limits.lenient, log)
        data = _encoded(result, context)
        if limits.room is not None and used + len(data) > limits.room and result.result_status is ResultStatus.SUCCESS:
            context.objects.drop_item()
            result = _failed(
                item, ResponseTooLarge("the response would exceed Maximum Response Size"), {}, context, log
            )
            data = _encoded(result, context)
        context.objects.keep_item()
        answered.append(data)
        results.append(result)
        used += len(data)
        if result.result_status is ResultStatus.SUCCESS or limits.option is BatchErrorContinuationOption.CONTINUE:
            continue
        if limits.option is BatchErrorContinuationOption.UNDO:
            context.objects.drop_all()
            return [*(_encoded(_undone(each), context) for each in results[:-1]), data]
        break
    return answered


def _encoded(result: ResponseBatchItem, context: Context) -> bytes:
    return binary.encode(result, Tag.BATCH_ITEM, version=context.version)


def _undone(result: ResponseBatchItem) -> ResponseBatchItem:
    """What is said of an item that succeeded before another failed (6.9)."""
    return ResponseBatchItem(
        operation=result.operation,
        unique_batch_item_id=result.unique_batch_item_id,
        result_status=ResultStatus.OPERATION_UNDONE,
    )


async def _run_item(context: Context, table: Table, item: Item, lenient: bool, log: Log) -> ResponseBatchItem:
    errors: Reasons = {}
    placeholder = context.placeholder
    try:
        if item.error is not None:
            raise item.error
        row = find_row(table, item.operation, context)
        errors = row.errors
        assert item.read is not None
        ask = binary.decode_raw(row.request, item.read.request_payload, version=context.version, lenient=lenient)
        payload = await row.run(context, ask)
    except Exception as error:  # what no table foresees becomes General Failure, with its trace in the log
        context.objects.drop_item()
        context.placeholder = placeholder
        return _failed(item, error, errors, context, log)
    return ResponseBatchItem(
        operation=row.code,
        unique_batch_item_id=item.batch_item_id,
        result_status=ResultStatus.SUCCESS,
        response_payload=payload,
    )


def find_row(table: Table, operation: Operation | int | None, context: Context) -> AnyRow:
    """The row of an operation.

    Raises:
        OperationNotSupported: there is none, or not in this protocol version; Discover Versions is in all.
    """
    row: AnyRow | None = table.get(operation)  # type: ignore[arg-type]
    if row is None:
        raise OperationNotSupported(f"operation {getattr(operation, 'title', operation)} is not offered")
    if row.code.since > context.version and row.code is not Operation.DISCOVER_VERSIONS:
        raise OperationNotSupported(f"{row.code.title} came with KMIP {row.code.since}")
    return row


def _failed(item: Item, error: Exception, errors: Reasons, context: Context, log: Log) -> ResponseBatchItem:
    reason = reason_of(error, errors, context.version)
    title: Any = getattr(item.operation, "title", item.operation)
    if reason is None:
        log.failure("KMIP {operation} of {user} failed", operation=title, user=context.caller.user_id)
        reason, text = ResultReason.GENERAL_FAILURE, UNFORESEEN
    else:
        text = str(error)
        log.info(
            "KMIP {operation} of {user}: {reason}: {text}",
            operation=title,
            user=context.caller.user_id,
            reason=reason.title,
            text=text,
        )
    payload = error.payload if isinstance(error, RefusedWithPayload) else None
    return ResponseBatchItem(
        operation=item.operation,  # type: ignore[arg-type]
        unique_batch_item_id=item.batch_item_id,
        result_status=ResultStatus.OPERATION_FAILED,
        result_reason=reason,
        result_message=text,
        response_payload=payload,
    )


class RefusedWithPayload(Refused):
    """A refusal that comes with a response payload: only Check has such (4.10)."""

    def __init__(self, text: str, payload: object) -> None:
        super().__init__(text)
        self.payload = payload


def read_item(raw: Any, version: Any, lenient: bool) -> Item:
    """Read one Batch Item; what cannot be read fails alone, with as much of it as is needed to answer."""
    try:
        read = binary.decode_raw(RequestBatchItem, raw, version=version, lenient=lenient)
    except Malformed as error:
        return _salvaged(raw, error)
    return Item(read.operation, read.unique_batch_item_id, read)


def _salvaged(raw: Any, error: Malformed) -> Item:
    """Operation and Unique Batch Item ID of an item that is wrong elsewhere, or whose operation nobody knows."""
    item = Item(None, None, None, error)
    position, end = raw.start, raw.start + raw.length
    try:
        while position < end:
            node, position = binary.read_node(raw.data, position, end)
            if node.tag == Tag.OPERATION and isinstance(node.value, int):
                item.operation = node.value
            elif node.tag == Tag.UNIQUE_BATCH_ITEM_ID and isinstance(node.value, bytes):
                item.batch_item_id = node.value
    except Malformed:
        return item  # `error` says what is wrong with the item
    if item.operation is not None and item.operation not in set(Operation):
        item.error = OperationNotSupported(f"operation {item.operation:#x} is not known")
    return item
