"""Items of a batch (KMIP 1.4 chapter 4, sections 6.4, 6.9, 6.12 to 6.15, 11.1, 11.43)."""

from twisted.trial.unittest import TestCase

from hsmsim.operations import check, create, destroy, discover_versions, encrypt, get
from hsmsim.operations import hash as hashing
from hsmsim.spec.enums import (
    BatchErrorContinuationOption,
    HashingAlgorithm,
    Operation,
    ResultReason,
    ResultStatus,
    UsageLimitsUnit,
)
from hsmsim.spec.tags import Tag
from hsmsim.spec.values import CryptographicParameters
from hsmsim.spec.versions import V1_0, V1_1, V1_3, V1_4
from hsmsim.ttlv import binary
from hsmsim.ttlv.schema import ItemType
from tests.appliance import Hsm, KmipError, ResponseMessage, item, raw
from tests.exchange.keys import ECB, GCM, limits, using
from tests.exchange.trusting import CREATE
from tests.exchange.wire import UNKNOWN, handmade, head, integer, ping
from tests.support import rows

STOP = BatchErrorContinuationOption.STOP
CONTINUE = BatchErrorContinuationOption.CONTINUE
UNDO = BatchErrorContinuationOption.UNDO
DONE = ResultStatus.SUCCESS
FAILED = ResultStatus.OPERATION_FAILED
UNDONE = ResultStatus.OPERATION_UNDONE

ABSENT = get.Request(unique_identifier="absent")
SHA = CryptographicParameters(hashing_algorithm=HashingAlgorithm.SHA_256)
BEGIN = hashing.Request(cryptographic_parameters=SHA, data=b"a", init_indicator=True)


def code(number):
    """An Operation as bytes."""
    return head(Tag.OPERATION, ItemType.ENUMERATION, number.to_bytes(4, "big"))


def batch_item_id(value):
    """A Unique Batch Item ID as bytes."""
    return head(Tag.UNIQUE_BATCH_ITEM_ID, ItemType.BYTE_STRING, value)


EMPTY = head(Tag.REQUEST_PAYLOAD, ItemType.STRUCTURE, b"")


@rows(
    stop=(STOP, [DONE, FAILED], 1),
    not_given=(None, [DONE, FAILED], 1),
    carry_on=(CONTINUE, [DONE, FAILED, DONE], 2),
    undo=(UNDO, [UNDONE, FAILED], 0),
)
class Table366(TestCase):
    """What a failing item means for the others: it is the second of three."""

    async def check(self, option, statuses, objects):
        for failing in (item(Operation.GET, ABSENT, b"2"), item(0x80000001, raw(ABSENT, Tag.REQUEST_PAYLOAD), b"2")):
            hsm = Hsm()
            answered = await hsm.batch(
                item(Operation.CREATE, CREATE, b"1"),
                failing,
                item(Operation.CREATE, CREATE, b"3"),
                batch_error_continuation_option=option,
            )
            self.assertEqual([each.result_status for each in answered], statuses)
            self.assertEqual([each.unique_batch_item_id for each in answered], [b"1", b"2", b"3"][: len(statuses)])
            self.assertEqual(answered[0].operation, Operation.CREATE)
            self.assertEqual(answered[0].response_payload is None, option is UNDO)
            self.assertEqual(hsm.store.count("alice"), objects)


@rows(
    unknown_operation=(code(0x7777) + batch_item_id(b"2") + EMPTY, 0x7777, ResultReason.OPERATION_NOT_SUPPORTED),
    of_a_vendor=(code(0x80000001) + batch_item_id(b"2") + EMPTY, 0x80000001, ResultReason.OPERATION_NOT_SUPPORTED),
    not_offered=(
        code(Operation.NOTIFY) + batch_item_id(b"2") + EMPTY,
        Operation.NOTIFY,
        ResultReason.OPERATION_NOT_SUPPORTED,
    ),
    of_the_server=(
        code(Operation.NOTIFY) + batch_item_id(b"2") + EMPTY,
        Operation.NOTIFY,
        ResultReason.OPERATION_NOT_SUPPORTED,
    ),
    not_offered_and_not_readable=(
        code(Operation.NOTIFY) + batch_item_id(b"2"),
        Operation.NOTIFY,
        ResultReason.OPERATION_NOT_SUPPORTED,
    ),
    no_payload=(code(Operation.GET) + batch_item_id(b"2"), Operation.GET, ResultReason.INVALID_MESSAGE),
    no_operation=(batch_item_id(b"2") + EMPTY, None, ResultReason.INVALID_MESSAGE),
    operation_of_wrong_type=(
        integer(Tag.OPERATION, 10) + batch_item_id(b"2") + EMPTY,
        None,
        ResultReason.INVALID_MESSAGE,
    ),
    operation_of_wrong_size=(
        head(Tag.OPERATION, ItemType.ENUMERATION, bytes(8)) + batch_item_id(b"2") + EMPTY,
        None,
        ResultReason.INVALID_MESSAGE,
    ),
    operation_twice=(
        code(Operation.GET) + code(Operation.CREATE) + batch_item_id(b"2") + EMPTY,
        Operation.GET,
        ResultReason.INVALID_MESSAGE,
    ),
    id_twice=(
        code(Operation.GET) + batch_item_id(b"2") + batch_item_id(b"3") + EMPTY,
        Operation.GET,
        ResultReason.INVALID_MESSAGE,
    ),
    payload_twice=(
        code(Operation.GET) + batch_item_id(b"2") + EMPTY + EMPTY,
        Operation.GET,
        ResultReason.INVALID_MESSAGE,
    ),
    field_of_payload_twice=(
        code(Operation.GET)
        + batch_item_id(b"2")
        + head(
            Tag.REQUEST_PAYLOAD,
            ItemType.STRUCTURE,
            2 * head(Tag.UNIQUE_IDENTIFIER, ItemType.TEXT_STRING, b"k1"),
        ),
        Operation.GET,
        ResultReason.INVALID_MESSAGE,
    ),
    payload_of_wrong_type=(
        code(Operation.GET) + batch_item_id(b"2") + integer(Tag.REQUEST_PAYLOAD, 1),
        Operation.GET,
        ResultReason.INVALID_MESSAGE,
    ),
    unknown_field=(
        code(Operation.GET) + batch_item_id(b"2") + EMPTY + UNKNOWN,
        Operation.GET,
        ResultReason.INVALID_FIELD,
    ),
    unknown_field_in_payload=(
        code(Operation.GET) + batch_item_id(b"2") + head(Tag.REQUEST_PAYLOAD, ItemType.STRUCTURE, UNKNOWN),
        Operation.GET,
        ResultReason.INVALID_FIELD,
    ),
    unknown_value=(
        code(Operation.GET)
        + batch_item_id(b"2")
        + head(
            Tag.REQUEST_PAYLOAD,
            ItemType.STRUCTURE,
            head(Tag.KEY_FORMAT_TYPE, ItemType.ENUMERATION, b"\0\0\x77\x77"),
        ),
        Operation.GET,
        ResultReason.INVALID_FIELD,
    ),
    torn_after_the_id=(
        code(Operation.GET) + batch_item_id(b"2") + b"\x42\x00\x79\x01\0\0\0\xff",
        Operation.GET,
        ResultReason.INVALID_MESSAGE,
    ),
)
class UnreadableItems(TestCase):
    """An item that cannot be read fails alone, between two that are carried out."""

    async def check(self, content, operation, reason):
        good = [binary.encode(ping(each), Tag.BATCH_ITEM) for each in (b"1", b"3")]
        items = [good[0], head(Tag.BATCH_ITEM, ItemType.STRUCTURE, content), good[1]]
        for option, expected in ((CONTINUE, [DONE, FAILED, DONE]), (STOP, [DONE, FAILED]), (UNDO, [UNDONE, FAILED])):
            chosen = head(Tag.BATCH_ERROR_CONTINUATION_OPTION, ItemType.ENUMERATION, option.to_bytes(4, "big"))
            answer = await Hsm().send(handmade(chosen + integer(Tag.BATCH_COUNT, 3), *items))
            _, answered = read_codes(answer.data)
            self.assertEqual([each[1] for each in answered], expected)
            self.assertEqual(answered[1], (operation, FAILED, reason, b"2"))


def read_codes(data):
    """Header and items of an answer, whose operations may be numbers that no table has."""
    response = binary.decode(ResponseMessage, data, Tag.RESPONSE_MESSAGE)
    return response.response_header, [_codes(each) for each in response.batch_item]


def _codes(raw_item):
    found = {}
    position, end = raw_item.start, raw_item.start + raw_item.length
    while position < end:
        node, position = binary.read_node(raw_item.data, position, end)
        found[node.tag] = node.value
    return tuple(
        found.get(tag) for tag in (Tag.OPERATION, Tag.RESULT_STATUS, Tag.RESULT_REASON, Tag.UNIQUE_BATCH_ITEM_ID)
    )


@rows(
    too_new=(V1_1, Operation.ENCRYPT, ResultReason.OPERATION_NOT_SUPPORTED),
    hash_in_1_1=(V1_1, Operation.HASH, ResultReason.OPERATION_NOT_SUPPORTED),
    field_too_new=(V1_0, Operation.DISCOVER_VERSIONS, None),
)
class OldVersions(TestCase):
    """An operation newer than the version of the request is not supported, Discover Versions excepted."""

    async def check(self, version, operation, reason):
        payload = raw(discover_versions.Request(), Tag.REQUEST_PAYLOAD)
        (answered,) = await Hsm().batch(item(operation, payload), version=version)
        self.assertEqual((answered.operation, answered.result_reason), (operation, reason))


class Placeholder(TestCase):
    """The ID Placeholder lives as long as the message (chapter 4)."""

    async def test_through_a_batch(self):
        """What was created last is meant where no Unique Identifier is given."""
        made, got, gone = await Hsm().batch(
            item(Operation.CREATE, CREATE, b"1"),
            item(Operation.GET, get.Request(), b"2"),
            item(Operation.DESTROY, destroy.Request(), b"3"),
            batch_order_option=True,
        )
        uids = [binary.decode_raw(each, answered.response_payload).unique_identifier for each, answered in (
            (create.Response, made), (get.Response, got), (destroy.Response, gone))]  # fmt: skip
        self.assertEqual(len(set(uids)), 1)

    async def test_not_beyond_it(self):
        """The next message does not find it."""
        hsm = Hsm()
        await hsm.ask(Operation.CREATE, CREATE)
        with self.assertRaises(KmipError) as caught:
            await hsm.ask(Operation.GET, get.Request())
        self.assertEqual(caught.exception.reason, ResultReason.ITEM_NOT_FOUND)


class Undo(TestCase):
    """6.13: what the items before did is taken back."""

    async def test_changes_and_usage(self):
        """Changed, deleted and new objects, and Usage Limits, are as before."""
        hsm = Hsm()
        hsm.put(using(ECB, Usage_Limits=limits(100, UsageLimitsUnit.BYTE)), using(uid="k2"))
        before = hsm.load("k1"), hsm.load("k2")
        answered = await hsm.batch(
            item(Operation.ENCRYPT, encrypt.Request(unique_identifier="k1", data=bytes(16)), b"1"),
            item(Operation.GET, get.Request(unique_identifier="k2"), b"2"),
            item(Operation.CREATE, CREATE, b"3"),
            item(Operation.GET, ABSENT, b"4"),
            batch_error_continuation_option=UNDO,
        )
        self.assertEqual([each.result_status for each in answered], [UNDONE, UNDONE, UNDONE, FAILED])
        self.assertEqual((hsm.load("k1"), hsm.load("k2")), before)
        self.assertEqual(hsm.store.count("alice"), 2)

    async def test_streams(self):
        """What undone items began or went on with has ended."""
        hsm = Hsm()
        begun = (await hsm.ask(Operation.HASH, BEGIN)).correlation_value
        other = (await hsm.ask(Operation.HASH, BEGIN)).correlation_value
        for _ in range(65):
            await hsm.batch(
                item(Operation.HASH, BEGIN, b"1"),
                item(Operation.HASH, hashing.Request(data=b"b", correlation_value=begun), b"2"),
                item(Operation.GET, ABSENT, b"3"),
                batch_error_continuation_option=UNDO,
            )
        (gone,) = await hsm.batch(item(Operation.HASH, hashing.Request(correlation_value=begun, final_indicator=True)))
        self.assertEqual(gone.result_reason, ResultReason.ITEM_NOT_FOUND)
        await hsm.ask(Operation.HASH, hashing.Request(correlation_value=other, final_indicator=True))

    async def test_nothing_fails(self):
        """Then everything stays."""
        hsm = Hsm()
        answered = await hsm.batch(
            item(Operation.CREATE, CREATE, b"1"), ping(b"2"), batch_error_continuation_option=UNDO
        )
        self.assertEqual([each.result_status for each in answered], [DONE, DONE])
        self.assertEqual(hsm.store.count("alice"), 1)

    async def test_stop_keeps(self):
        """With Stop a stream that was begun before the failure is there."""
        hsm = Hsm()
        begun, _ = await hsm.batch(item(Operation.HASH, BEGIN, b"1"), item(Operation.GET, ABSENT, b"2"))
        correlation = binary.decode_raw(hashing.Response, begun.response_payload).correlation_value
        await hsm.ask(Operation.HASH, hashing.Request(correlation_value=correlation, final_indicator=True))


class Payloads(TestCase):
    """Answers to failures."""

    async def test_check(self):
        """Check alone answers a failure with a payload (4.10)."""
        hsm = Hsm()
        hsm.put(using(mask=4))
        for size in (None, 150):
            (refused,) = await hsm.batch(
                item(Operation.CHECK, check.Request(unique_identifier="k1", cryptographic_usage_mask=3)),
                maximum_response_size=size,
            )
            self.assertEqual(refused.result_reason, ResultReason.PERMISSION_DENIED)
            self.assertIsNotNone(refused.response_payload)

    async def test_other_partition(self):
        """An object of another user is not there."""
        hsm = Hsm()
        hsm.put(using(), user="bob")
        with self.assertRaises(KmipError) as caught:
            await hsm.ask(Operation.GET, get.Request(unique_identifier="k1"))
        self.assertEqual(caught.exception.reason, ResultReason.ITEM_NOT_FOUND)

    async def test_nothing_newer(self):
        """An answer in 1.3 has no field of 1.4."""
        hsm = Hsm()
        hsm.put(using(GCM))
        ask = encrypt.Request(unique_identifier="k1", data=b"x", iv_counter_nonce=bytes(12))
        old = await hsm.ask(Operation.ENCRYPT, ask, version=V1_3)
        new = await hsm.ask(Operation.ENCRYPT, ask, version=V1_4)
        self.assertEqual((old.data, old.authenticated_encryption_tag), (new.data, None))
        self.assertEqual(len(new.authenticated_encryption_tag), 16)
