"""The items of a request message, as they come: what cannot be read of one fails that one alone."""

from dataclasses import dataclass
from typing import Any

from hsmsim.spec.enums import Operation
from hsmsim.spec.structures import MessageExtension, RequestBatchItem
from hsmsim.spec.tags import Tag
from hsmsim.spec.versions import Version
from hsmsim.ttlv import binary
from hsmsim.ttlv.errors import Malformed
from hsmsim.ttlv.framing import HEAD_SIZE
from hsmsim.ttlv.schema import ItemType, Raw


@dataclass(slots=True)
class Item:
    """One item of the request as far as it could be read.

    Args:
        operation: its code; a plain number where no table has it, None where it could not be read.
        error: why the item cannot be carried out; None when it can.
        torn: reading came to an end before the item's: what was not found may have been there.
        request: the payload, once it was read.
    """

    operation: Operation | int | None = None
    batch_item_id: bytes | None = None
    payload: Raw | None = None
    extension: MessageExtension | None = None
    error: Malformed | None = None
    torn: bool = False
    request: Any = None

    def read(self, request: type[Any], version: Version, lenient: bool) -> Any:
        """The request payload.

        Args:
            request: its class.

        Raises:
            Malformed: it cannot be carried out.
        """
        if self.error is not None:
            raise self.error
        if self.request is None:
            assert self.payload is not None
            self.request = binary.decode_raw(request, self.payload, version=version, lenient=lenient)
        return self.request


def read_item(raw: Raw, version: Version, lenient: bool) -> Item:
    """Read one Batch Item; what cannot be read fails alone, with as much of it as is needed to answer."""
    try:
        read = binary.decode_raw(RequestBatchItem, raw, version=version, lenient=lenient)
    except Malformed as error:
        return _salvaged(raw, error)
    return Item(read.operation, read.unique_batch_item_id, read.request_payload, read.message_extension)


_OPERATION = Tag.OPERATION << 8 | ItemType.ENUMERATION
_BATCH_ITEM_ID = Tag.UNIQUE_BATCH_ITEM_ID << 8 | ItemType.BYTE_STRING
_EXTENSION = Tag.MESSAGE_EXTENSION << 8 | ItemType.STRUCTURE
_OPERATIONS: dict[int, Operation] = {int(each): each for each in Operation}


def _salvaged(raw: Raw, error: Malformed) -> Item:
    """Operation, Unique Batch Item ID and Message Extension of an item that is wrong elsewhere."""
    item = Item(error=error)
    position, end = raw.start, raw.start + raw.length
    while position < end:
        try:
            key, start, length = binary.read_head(raw.data, position, end)
        except Malformed:
            item.torn = True
            break
        _salvage(item, key, Raw(raw.data, start, length))
        position = start + length + (-length & 7)
    return item


def _salvage(item: Item, key: int, field: Raw) -> None:
    try:
        if key == _EXTENSION and item.extension is None:
            item.extension = binary.decode_raw(MessageExtension, field, lenient=True)
        elif key == _OPERATION and item.operation is None:
            number = _value(field)
            item.operation = _OPERATIONS.get(number, number)
        elif key == _BATCH_ITEM_ID and item.batch_item_id is None:
            item.batch_item_id = _value(field)
    except Malformed:
        return  # as good as absent; the item's `error` says what is wrong with it


def _value(field: Raw) -> Any:
    start = field.start - HEAD_SIZE
    return binary.read_node(field.data, start, field.start + field.length + (-field.length & 7))[0].value
