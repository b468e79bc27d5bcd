"""What the server tells clients of its own accord: Notify, Put and its Query (KMIP 1.4 5.1 to 5.3)."""

from collections.abc import Iterable
from typing import Any, NamedTuple, Protocol

from hsmsim.errors import InvalidMessage
from hsmsim.exchange.access import WITHHELD
from hsmsim.exchange.pads import is_pad
from hsmsim.model.attributes import sent, wire
from hsmsim.model.keyblock import FIELDS, as_seen, hides, key_block_of
from hsmsim.model.lifecycle import LAST_CHANGE_DATE
from hsmsim.model.managed import ManagedObject
from hsmsim.spec.attributes import BLOCKED
from hsmsim.spec.enums import LinkType, ObjectType, Operation, PutFunction, QueryFunction
from hsmsim.spec.structures import (
    Attribute,
    Certificate,
    OpaqueObject,
    PrivateKey,
    ProtocolVersion,
    PublicKey,
    RequestBatchItem,
    RequestHeader,
    RequestMessage,
    ResponseBatchItem,
    ResponseMessage,
    SecretData,
    SplitKey,
    SymmetricKey,
    Template,
)
from hsmsim.spec.tags import Tag
from hsmsim.spec.versions import V1_4
from hsmsim.ttlv import binary
from hsmsim.ttlv.framing import HEAD_SIZE
from hsmsim.ttlv.schema import Raw, enumeration, nested, structure, text

Change = tuple[ManagedObject | None, ManagedObject | None]  # before and after; None where there is no object

_VERSION = ProtocolVersion(protocol_version_major=V1_4.major, protocol_version_minor=V1_4.minor)


class Notice(NamedTuple):
    """One message for a client.

    Args:
        title: what it is, for the log.
        operation: the one that it asks for.
        data: the message.
        brings: Unique Identifier of the object in it; None where it has none.
    """

    title: str
    operation: Operation
    data: bytes
    brings: str | None = None

    def __repr__(self) -> str:
        return f"Notice({self.title!r})"


class Receivers(Protocol):
    """Whoever brings notices to the clients. It never raises and never makes anybody wait."""

    def wants(self, partition: str) -> bool:
        """Whether somebody wants to hear of this partition."""

    def send(self, partition: str, notices: Iterable[Notice]) -> None:
        """Have notices delivered, in this order."""


@structure(Tag)
class NotifyPayload:
    """Notify Message Payload (table 255)."""

    unique_identifier: str = text()
    attribute: list[Attribute] = nested(Attribute, factory=list)


@structure(Tag)
class PutPayload:
    """Put Message Payload (table 256)."""

    unique_identifier: str = text()
    put_function: PutFunction = enumeration(PutFunction)
    replaced_unique_identifier: str | None = text(default=None)
    certificate: Certificate | None = nested(Certificate, default=None)
    symmetric_key: SymmetricKey | None = nested(SymmetricKey, default=None)
    private_key: PrivateKey | None = nested(PrivateKey, default=None)
    public_key: PublicKey | None = nested(PublicKey, default=None)
    split_key: SplitKey | None = nested(SplitKey, default=None)
    template: Template | None = nested(Template, default=None)
    secret_data: SecretData | None = nested(SecretData, default=None)
    opaque_object: OpaqueObject | None = nested(OpaqueObject, default=None)
    attribute: list[Attribute] = nested(Attribute, factory=list)


@structure(Tag)
class QueryPayload:
    """Query Request Payload (table 257)."""

    query_function: list[QueryFunction] = enumeration(QueryFunction, factory=list)


PAYLOADS = (NotifyPayload, PutPayload, QueryPayload)


# --------------------------------------------------------------------------------------------- what there is to tell


def notice_of(change: Change, now: int, number: str, withheld: bool = False) -> Notice:
    """The notice of one change: Put for an object that is new or has another value, otherwise Notify.

    What may not leave the HSM unwrapped, and what Put has no field for, is told of by Notify, with all its attributes.

    Args:
        now: seconds since 1970.
        number: Server Correlation Value (6.19).
        withheld: the keys of the partition can be made and not used, so they do not leave either.
    """
    before, after = change
    known = before if after is None else after
    assert known is not None
    if after is not None and (before is None or before.value != after.value) and _may_leave(after, withheld):
        payload: Any = _put(before, after)
        operation = Operation.PUT
    else:
        payload = NotifyPayload(unique_identifier=known.uid, attribute=_changed(before, after))
        operation = Operation.NOTIFY
    brings = known.uid if operation is Operation.PUT else None
    return Notice(f"{operation.title} of {known.uid}", operation, _message(operation, payload, now, number), brings)


def _may_leave(obj: ManagedObject, withheld: bool) -> bool:
    """Whether the object may be sent as it is; the rules are those of Get."""
    if withheld and obj.object_type in WITHHELD:
        return False
    if obj.value is None or obj.archived or obj.get("Extractable") is False:
        return False
    if obj.object_type is ObjectType.PGP_KEY or is_pad(obj):
        return False
    if BLOCKED in obj.attributes:
        return False
    block = key_block_of(obj.value)
    return not obj.get("Sensitive") or (block is not None and hides(block.key_wrapping_data))


def _put(before: ManagedObject | None, obj: ManagedObject) -> PutPayload:
    """Put of an object; it takes the place of the one that it was made for, or of its own former value."""
    assert obj.value is not None
    replaced = _replaced(obj) if before is None else obj.uid
    payload = PutPayload(
        unique_identifier=obj.uid,
        put_function=PutFunction.NEW if replaced is None else PutFunction.REPLACE,
        replaced_unique_identifier=replaced,
        attribute=[each for name in obj.attributes for each in wire(obj, name, V1_4)],
    )
    setattr(payload, FIELDS[obj.object_type], as_seen(obj.value, V1_4))
    return payload


def _replaced(obj: ManagedObject) -> str | None:
    links = (instance.value for instance in obj.all("Link"))
    found = (link.linked_object_identifier for link in links if link.link_type is LinkType.REPLACED_OBJECT_LINK)
    return next(found, None)


def _changed(before: ManagedObject | None, after: ManagedObject | None) -> list[Attribute]:
    """What has changed, Last Change Date in any case; an instance that is gone has no value (5.1)."""
    obj = before if after is None else after
    assert obj is not None
    old = {} if before is None else before.attributes
    new = {} if after is None else after.attributes
    changed: list[Attribute] = []
    for name in {**old, **new}:
        have, had = new.get(name, ()), old.get(name, ())
        left = {instance.index for instance in have}
        changed += [sent(obj, name, each.index, each.value) for each in have if each not in had]
        changed += [sent(obj, name, each.index, None) for each in had if each.index not in left]
    if all(each.attribute_name != LAST_CHANGE_DATE for each in changed) and after is not None:
        changed += wire(after, LAST_CHANGE_DATE, V1_4)
    return changed


# -------------------------------------------------------------------------------------------------- messages


# What a client is asked in turn when a connection opens (5.3): what it can do, and which profiles it follows. They are
# two messages because OASIS publishes them as two, and clients are made to answer those.
QUESTIONS = (
    (
        QueryFunction.QUERY_OPERATIONS,
        QueryFunction.QUERY_OBJECTS,
        QueryFunction.QUERY_SERVER_INFORMATION,
        QueryFunction.QUERY_ATTESTATION_TYPES,
        QueryFunction.QUERY_CAPABILITIES,
    ),
    (QueryFunction.QUERY_PROFILES,),
)


def query(functions: Iterable[QueryFunction], now: int, number: str) -> Notice:
    """A question to the client (5.3)."""
    payload = QueryPayload(query_function=list(functions))
    return Notice("Query", Operation.QUERY, _message(Operation.QUERY, payload, now, number))


def _message(operation: Operation, payload: Any, now: int, number: str) -> bytes:
    header = RequestHeader(protocol_version=_VERSION, server_correlation_value=number, time_stamp=now, batch_count=1)
    item = RequestBatchItem(operation=operation, request_payload=_raw(payload, Tag.REQUEST_PAYLOAD))
    message = RequestMessage(request_header=_raw(header, Tag.REQUEST_HEADER), batch_item=[_raw(item, Tag.BATCH_ITEM)])
    return binary.encode(message, Tag.REQUEST_MESSAGE)


def _raw(value: Any, tag: Tag) -> Raw:
    data = binary.encode(value, tag, version=V1_4)
    return Raw(data, HEAD_SIZE, len(data) - HEAD_SIZE)


def read_answer(data: bytes) -> ResponseBatchItem:
    """The one item of a client's answer.

    Raises:
        Malformed: it is no Response Message.
        InvalidMessage: it has no item, or several.
    """
    items = binary.decode(ResponseMessage, data, Tag.RESPONSE_MESSAGE, lenient=True).batch_item
    if len(items) != 1:
        raise InvalidMessage(f"the answer to one item has {len(items)}")
    return binary.decode_raw(ResponseBatchItem, items[0], lenient=True)
