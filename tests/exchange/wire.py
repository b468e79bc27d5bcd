"""Messages made of bytes, for tests of what goes over the wire."""

from hsmsim.operations import discover_versions
from hsmsim.spec.enums import Operation
from hsmsim.spec.structures import RequestBatchItem, ResponseBatchItem, ResponseHeader
from hsmsim.spec.tags import Tag
from hsmsim.spec.versions import V1_4, Version
from hsmsim.ttlv import binary
from hsmsim.ttlv.schema import ItemType
from tests.appliance import ResponseMessage, item


def ping(batch_item_id: bytes | None = None, **fields: object) -> RequestBatchItem:
    """The smallest request there is."""
    return item(Operation.DISCOVER_VERSIONS, discover_versions.Request(), batch_item_id, **fields)


def head(tag: int, item_type: int, content: bytes) -> bytes:
    """An item as bytes."""
    return (
        (tag << 8 | item_type).to_bytes(4, "big") + len(content).to_bytes(4, "big") + content + bytes(-len(content) % 8)
    )


def integer(tag: int, value: int) -> bytes:
    """An Integer as bytes."""
    return head(tag, ItemType.INTEGER, value.to_bytes(4, "big", signed=True))


def version_bytes(version: Version) -> bytes:
    """A Protocol Version as bytes."""
    return head(
        Tag.PROTOCOL_VERSION,
        ItemType.STRUCTURE,
        integer(Tag.PROTOCOL_VERSION_MAJOR, version.major) + integer(Tag.PROTOCOL_VERSION_MINOR, version.minor),
    )


def handmade(header: bytes, *items: bytes, after: bytes = b"", version: Version = V1_4) -> bytes:
    """A request message from parts."""
    content = head(Tag.REQUEST_HEADER, ItemType.STRUCTURE, version_bytes(version) + header)
    return head(Tag.REQUEST_MESSAGE, ItemType.STRUCTURE, content + b"".join(items) + after)


ONE = integer(Tag.BATCH_COUNT, 1)
UNKNOWN = head(0x42FFFF, ItemType.INTEGER, bytes(4))
PING = binary.encode(ping(), Tag.BATCH_ITEM)


def read(data: bytes) -> tuple[ResponseHeader, list[ResponseBatchItem]]:
    """Header and items of an answer."""
    response = binary.decode(ResponseMessage, data, Tag.RESPONSE_MESSAGE)
    return response.response_header, [binary.decode_raw(ResponseBatchItem, each) for each in response.batch_item]
