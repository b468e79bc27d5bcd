"""Whole messages (KMIP 1.4 chapters 6 and 7, section 11.1)."""

from twisted.internet.defer import Deferred
from twisted.trial.unittest import TestCase

from hsmsim.errors import Conflict
from hsmsim.exchange.answer import unreadable
from hsmsim.exchange.batch import UNFORESEEN
from hsmsim.exchange.operation import operation
from hsmsim.operations import discover_versions, encrypt, get
from hsmsim.operations import hash as hashing
from hsmsim.spec.enums import (
    AttestationType,
    BatchErrorContinuationOption,
    HashingAlgorithm,
    ObjectType,
    Operation,
    ResultReason,
    ResultStatus,
)
from hsmsim.spec.structures import MessageExtension, ProtocolVersion, RequestHeader
from hsmsim.spec.tags import Tag
from hsmsim.spec.values import CryptographicParameters
from hsmsim.spec.versions import V1_0, V1_1, V1_2, V1_3, V1_4, Version
from hsmsim.ttlv import binary
from hsmsim.ttlv.schema import ItemType, Raw
from tests.appliance import NOW, Hsm, KmipError, item, message, raw
from tests.exchange.keys import ECB, Remembering, using
from tests.exchange.trusting import CREATE
from tests.exchange.wire import ONE, PING, UNKNOWN, handmade, head, integer, ping, read, version_bytes
from tests.support import rows

UNDO = BatchErrorContinuationOption.UNDO
CONTINUE = BatchErrorContinuationOption.CONTINUE


class Answers(TestCase):
    """A request gets an answer."""

    async def test_discover_versions(self):
        """All versions are named, newest first."""
        answered = await Hsm().ask(Operation.DISCOVER_VERSIONS, discover_versions.Request())
        self.assertEqual([each.protocol_version_minor for each in answered.protocol_version], [4, 3, 2, 1, 0])

    async def test_create(self):
        """What was created is in the store."""
        hsm = Hsm()
        answered = await hsm.ask(Operation.CREATE, CREATE)
        self.assertEqual(hsm.load(answered.unique_identifier).object_type, ObjectType.SYMMETRIC_KEY)

    async def test_bytes(self):
        """Header and item have their fields in the order of tables 284 and 285."""
        answer = await Hsm().send(
            message([item(Operation.DISCOVER_VERSIONS, discover_versions.Request(), b"id")], V1_2)
        )
        payload = head(Tag.RESPONSE_PAYLOAD, ItemType.STRUCTURE, b"".join(
            version_bytes(Version(1, minor)) for minor in (4, 3, 2, 1, 0)
        ))  # fmt: skip
        expected = head(Tag.RESPONSE_MESSAGE, ItemType.STRUCTURE, b"".join((
            head(Tag.RESPONSE_HEADER, ItemType.STRUCTURE, b"".join((
                version_bytes(V1_2),
                head(Tag.TIME_STAMP, ItemType.DATE_TIME, NOW.to_bytes(8, "big")),
                integer(Tag.BATCH_COUNT, 1),
            ))),
            head(Tag.BATCH_ITEM, ItemType.STRUCTURE, b"".join((
                head(Tag.OPERATION, ItemType.ENUMERATION, Operation.DISCOVER_VERSIONS.to_bytes(4, "big")),
                head(Tag.UNIQUE_BATCH_ITEM_ID, ItemType.BYTE_STRING, b"id"),
                head(Tag.RESULT_STATUS, ItemType.ENUMERATION, bytes(4)),
                payload,
            ))),
        )))  # fmt: skip
        self.assertEqual(answer.data, expected)
        self.assertFalse(answer.close)

    async def test_new_operation_of_old_client_is_named(self):
        """Discover Versions came with 1.1, Encrypt with 1.2; a client of 1.0 that asks for them is told of them."""
        (known,) = await Hsm().batch(ping(), version=V1_0)
        self.assertEqual((known.operation, known.result_status), (Operation.DISCOVER_VERSIONS, ResultStatus.SUCCESS))
        (refused,) = await Hsm().batch(item(Operation.ENCRYPT, encrypt.Request(data=b"x")), version=V1_0)
        self.assertEqual(
            (refused.operation, refused.result_reason), (Operation.ENCRYPT, ResultReason.OPERATION_NOT_SUPPORTED)
        )


@rows(
    oldest=(V1_0, V1_0),
    newest=(V1_4, V1_4),
    later=(Version(1, 5), Version(1, 5)),
    much_later=(Version(1, 2**31 - 1), Version(1, 2**31 - 1)),
    two=(Version(2, 0), None),
    two_one=(Version(2, 1), None),
    none=(Version(0, 0), None),
    negative=(Version(1, -1), None),
    negative_major=(Version(-1, 4), None),
)
class Versions(TestCase):
    """6.1, 11.1: minor versions are served and echoed, other major versions refused in 1.4."""

    async def check(self, asked, echoed):
        answer = await Hsm().send(handmade(ONE, PING, version=asked))
        header, (answered,) = read(answer.data)
        said = header.protocol_version
        self.assertEqual((said.protocol_version_major, said.protocol_version_minor), echoed or V1_4)
        self.assertFalse(answer.close)
        if echoed is None:
            self.assertEqual(answered.operation, None)
            self.assertEqual(answered.result_reason, ResultReason.INVALID_MESSAGE)
        else:
            self.assertEqual(answered.result_status, ResultStatus.SUCCESS)


PAYLOAD = head(Tag.REQUEST_PAYLOAD, ItemType.STRUCTURE, UNKNOWN)
OPERATION = head(Tag.OPERATION, ItemType.ENUMERATION, Operation.DISCOVER_VERSIONS.to_bytes(4, "big"))
EMPTY = head(Tag.REQUEST_PAYLOAD, ItemType.STRUCTURE, b"")


@rows(
    message=(b"", PING, UNKNOWN, True),
    header=(UNKNOWN, PING, b"", True),
    item=(b"", head(Tag.BATCH_ITEM, ItemType.STRUCTURE, OPERATION + EMPTY + UNKNOWN), b"", False),
    payload=(b"", head(Tag.BATCH_ITEM, ItemType.STRUCTURE, OPERATION + PAYLOAD), b"", False),
)
class UnknownFields(TestCase):
    """11.1: Invalid Field in a version that is known, ignored in a later minor one."""

    async def check(self, header, batch_item, after, whole):
        for version in (V1_0, V1_3, V1_4):
            answer = await Hsm().send(handmade(header + ONE, batch_item, after=after, version=version))
            _, (answered,) = read(answer.data)
            self.assertEqual(answered.result_reason, ResultReason.INVALID_FIELD)
            self.assertEqual(answered.operation, None if whole else Operation.DISCOVER_VERSIONS)
        answer = await Hsm().send(handmade(header + ONE, batch_item, after=after, version=Version(1, 5)))
        self.assertEqual(read(answer.data)[1][0].result_status, ResultStatus.SUCCESS)


TWO_PINGS = [binary.encode(ping(each), Tag.BATCH_ITEM) for each in (b"1", b"2")]
NAMELESS = [TWO_PINGS[0], PING]


@rows(
    no_message=(b"\x42\x00\x7b\x01\0\0\0\0", V1_4, ResultReason.INVALID_MESSAGE),
    not_ttlv=(b"GET / HTTP/1.1\r\n\r\n", V1_4, ResultReason.INVALID_MESSAGE),
    nothing=(b"", V1_4, ResultReason.INVALID_MESSAGE),
    empty=(head(Tag.REQUEST_MESSAGE, ItemType.STRUCTURE, b""), V1_4, ResultReason.INVALID_MESSAGE),
    header_not_first=(head(Tag.REQUEST_MESSAGE, ItemType.STRUCTURE, PING), V1_4, ResultReason.INVALID_MESSAGE),
    two_headers=(
        handmade(ONE, PING, after=head(Tag.REQUEST_HEADER, ItemType.STRUCTURE, version_bytes(V1_0))),
        V1_4,
        ResultReason.INVALID_MESSAGE,
    ),
    no_version=(
        head(Tag.REQUEST_MESSAGE, ItemType.STRUCTURE, head(Tag.REQUEST_HEADER, ItemType.STRUCTURE, ONE) + PING),
        V1_4,
        ResultReason.INVALID_MESSAGE,
    ),
    item_of_wrong_type=(
        handmade(ONE, integer(Tag.BATCH_ITEM, 1), version=V1_0),
        V1_0,
        ResultReason.INVALID_MESSAGE,
    ),
    trailing=(handmade(ONE, PING, version=V1_2) + bytes(8), V1_2, ResultReason.INVALID_MESSAGE),
    field_twice=(handmade(ONE + ONE, PING, version=V1_2), V1_2, ResultReason.INVALID_MESSAGE),
    field_of_wrong_type=(
        handmade(head(Tag.BATCH_COUNT, ItemType.LONG_INTEGER, bytes(8)), PING, version=V1_2),
        V1_2,
        ResultReason.INVALID_MESSAGE,
    ),
    unknown_option=(
        handmade(head(Tag.BATCH_ERROR_CONTINUATION_OPTION, ItemType.ENUMERATION, b"\0\0\0\x09") + ONE, PING),
        V1_4,
        ResultReason.INVALID_FIELD,
    ),
    option_of_a_vendor=(
        handmade(head(Tag.BATCH_ERROR_CONTINUATION_OPTION, ItemType.ENUMERATION, b"\x80\0\0\x09") + ONE, PING),
        V1_4,
        ResultReason.INVALID_FIELD,
    ),
    no_count=(handmade(b"", PING, version=V1_3), V1_3, ResultReason.INVALID_MESSAGE),
    count_too_large=(handmade(integer(Tag.BATCH_COUNT, 2), PING), V1_4, ResultReason.INVALID_MESSAGE),
    count_too_small=(handmade(ONE, *TWO_PINGS), V1_4, ResultReason.INVALID_MESSAGE),
    count_negative=(handmade(integer(Tag.BATCH_COUNT, -1), PING), V1_4, ResultReason.INVALID_MESSAGE),
    count_zero=(handmade(integer(Tag.BATCH_COUNT, 0)), V1_4, ResultReason.INVALID_MESSAGE),
    no_id=(handmade(integer(Tag.BATCH_COUNT, 2), *NAMELESS, version=V1_1), V1_1, ResultReason.MISSING_DATA),
)
class WholeMessages(TestCase):
    """What is wrong with a message as a whole: one item without Operation, in the version of the request."""

    async def check(self, request, echoed, reason):
        answer = await Hsm().send(request)
        header, (answered,) = read(answer.data)
        said = header.protocol_version
        self.assertEqual((said.protocol_version_major, said.protocol_version_minor), echoed)
        self.assertEqual(header.time_stamp, NOW)
        self.assertEqual(answered.result_status, ResultStatus.OPERATION_FAILED)
        self.assertEqual((answered.result_reason, answered.operation), (reason, None))
        self.assertEqual((answered.response_payload, answered.unique_batch_item_id), (None, None))
        self.assertFalse(answer.close)


class MissingBatchItemId(TestCase):
    """7.2: with more than one item each needs a Unique Batch Item ID."""

    async def test_nothing_runs(self):
        """Also what came before the item without one."""
        hsm = Hsm()
        (answered,) = await hsm.batch(item(Operation.CREATE, CREATE, b"1"), ping())
        self.assertEqual((answered.operation, answered.unique_batch_item_id), (None, None))
        self.assertEqual(answered.result_reason, ResultReason.MISSING_DATA)
        self.assertEqual(hsm.store.count("alice"), 0)

    async def test_one_needs_none(self):
        """And has none in the answer."""
        (answered,) = await Hsm().batch(ping())
        self.assertIsNone(answered.unique_batch_item_id)

    async def test_torn_item_fails_alone(self):
        """What cannot be read may have had one."""
        torn = head(Tag.BATCH_ITEM, ItemType.STRUCTURE, b"\x42\x00\x5c\x05\x00\x00\x00\xff")
        option = head(Tag.BATCH_ERROR_CONTINUATION_OPTION, ItemType.ENUMERATION, b"\0\0\0\x01")
        request = handmade(option + integer(Tag.BATCH_COUNT, 3), TWO_PINGS[0], torn, TWO_PINGS[1])
        answer = await Hsm().send(request)
        _, answered = read(answer.data)
        self.assertEqual([each.result_reason for each in answered], [None, ResultReason.INVALID_MESSAGE, None])
        self.assertEqual([each.unique_batch_item_id for each in answered], [b"1", None, b"2"])
        self.assertIsNone(answered[1].operation)


@rows(
    asynchronous=({"asynchronous_indicator": True}, V1_0),
    attestation=({"attestation_capable_indicator": True, "attestation_type": [AttestationType.TPM_QUOTE]}, V1_2),
    time_stamp=({"time_stamp": 0}, V1_0),
    batch_order=({"batch_order_option": True}, V1_0),
    batch_order_free=({"batch_order_option": False}, V1_0),
    stop=({"batch_error_continuation_option": BatchErrorContinuationOption.STOP}, V1_0),
    undo=({"batch_error_continuation_option": UNDO}, V1_0),
    server_correlation=({"server_correlation_value": "theirs"}, V1_4),
    large_enough=({"maximum_response_size": 1 << 20}, V1_0),
)
class HeaderFields(TestCase):
    """Table 282: every field is understood, and the answer comes at once and on the same connection."""

    async def check(self, fields, version):
        answer = await Hsm().send(message([ping()], version, **fields))
        header, (answered,) = read(answer.data)
        self.assertEqual(answered.result_status, ResultStatus.SUCCESS)
        self.assertIsNone(answered.asynchronous_correlation_value)
        self.assertIsNone(header.server_correlation_value)
        if version > V1_0:
            earlier = Version(1, version.minor - 1)
            whole = RequestHeader(protocol_version=_protocol(earlier), batch_count=1, **fields)
            newer = binary.encode(whole, Tag.REQUEST_HEADER)[8 + len(version_bytes(earlier)) :]
            refused = handmade(newer, PING, version=earlier)
            self.assertEqual(read((await Hsm().send(refused)).data)[1][0].result_reason, ResultReason.INVALID_FIELD)


def _protocol(version):
    return ProtocolVersion(protocol_version_major=version.major, protocol_version_minor=version.minor)


class CorrelationValues(TestCase):
    """6.18, 6.19: a client that sends one gets one, and the log has both."""

    async def test_both_are_logged(self):
        """Each message has another."""
        log = Remembering()
        hsm = Hsm(log=log)
        values = []
        for _ in range(2):
            answer = await hsm.send(message([ping()], client_correlation_value="mine"))
            header, _ = read(answer.data)
            self.assertIsNone(header.client_correlation_value)
            values.append(header.server_correlation_value)
        self.assertEqual(len({*values, None}), 3)
        self.assertEqual(log.lines, [f"KMIP message mine is {each}" for each in values])

    async def test_refused(self):
        """Also a message that is refused as a whole."""
        answer = await Hsm().send(message([ping()], client_correlation_value="mine", batch_count=5))
        self.assertIsNotNone(read(answer.data)[0].server_correlation_value)

    async def test_header_that_cannot_be_read(self):
        """Then there is nothing to tell."""
        value = head(Tag.CLIENT_CORRELATION_VALUE, ItemType.TEXT_STRING, b"mine")
        answer = await Hsm().send(handmade(value + value + ONE, PING))
        self.assertIsNone(read(answer.data)[0].server_correlation_value)

    async def test_later_version(self):
        """1.5 has them like 1.4."""
        answer = await Hsm().send(message([ping()], Version(1, 5), client_correlation_value="mine"))
        self.assertIsNotNone(read(answer.data)[0].server_correlation_value)


def extension(critical):
    """A Message Extension."""
    return MessageExtension(
        vendor_identification="somebody",
        criticality_indicator=critical,
        vendor_extension=Raw(UNKNOWN, 0, len(UNKNOWN)),
    )


class MessageExtensions(TestCase):
    """6.16: what is critical and not known refuses the whole message, before anything runs."""

    async def test_critical(self):
        """Feature Not Supported, and what came before it did not run."""
        hsm = Hsm()
        (answered,) = await hsm.batch(
            item(Operation.CREATE, CREATE, b"1"), ping(b"2", message_extension=extension(True))
        )
        self.assertEqual((answered.operation, answered.result_reason), (None, ResultReason.FEATURE_NOT_SUPPORTED))
        self.assertEqual(hsm.store.count("alice"), 0)

    async def test_not_critical(self):
        """As if it were not there."""
        (answered,) = await Hsm().batch(ping(message_extension=extension(False)))
        self.assertEqual(answered.result_status, ResultStatus.SUCCESS)

    async def test_critical_in_item_that_cannot_be_read(self):
        """An operation of a vendor with an extension of that vendor."""
        unknown = item(0x7777, raw(discover_versions.Request(), Tag.REQUEST_PAYLOAD), message_extension=extension(True))
        (answered,) = await Hsm().batch(unknown)
        self.assertEqual(answered.result_reason, ResultReason.FEATURE_NOT_SUPPORTED)

    async def test_extension_that_cannot_be_read(self):
        """The item fails alone."""
        broken = head(Tag.MESSAGE_EXTENSION, ItemType.STRUCTURE, UNKNOWN)
        operation_ = head(Tag.OPERATION, ItemType.ENUMERATION, Operation.DISCOVER_VERSIONS.to_bytes(4, "big"))
        payload = head(Tag.REQUEST_PAYLOAD, ItemType.STRUCTURE, b"")
        answer = await Hsm().send(
            handmade(ONE, head(Tag.BATCH_ITEM, ItemType.STRUCTURE, operation_ + payload + broken))
        )
        (answered,) = read(answer.data)[1]
        self.assertEqual(answered.operation, Operation.DISCOVER_VERSIONS)
        self.assertEqual(answered.result_reason, ResultReason.INVALID_FIELD)


class MaximumResponseSize(TestCase):
    """6.3, 11.1: what would be larger is not done."""

    async def test_exact(self):
        """As large as is allowed is allowed; a byte more is not."""
        hsm = Hsm()
        hsm.put(using())
        request = item(Operation.GET, get.Request(unique_identifier="k1"))
        size = len((await hsm.send(message([request]))).data)
        (fits,) = await hsm.batch(request, maximum_response_size=size)
        self.assertEqual(fits.result_status, ResultStatus.SUCCESS)
        (refused,) = await hsm.batch(request, maximum_response_size=size - 1)
        self.assertEqual((refused.operation, refused.result_reason), (Operation.GET, ResultReason.RESPONSE_TOO_LARGE))

    async def test_item_is_undone(self):
        """No object, and an ID Placeholder as before."""
        hsm = Hsm()
        hsm.put(using())
        size = len((await hsm.send(message([item(Operation.CREATE, CREATE)]))).data)
        before = hsm.store.count("alice")
        for limit in (size - 1, 0, 1, -5):
            (refused,) = await hsm.batch(item(Operation.CREATE, CREATE), maximum_response_size=limit)
            self.assertEqual(refused.result_reason, ResultReason.RESPONSE_TOO_LARGE)
        self.assertEqual(hsm.store.count("alice"), before)
        refused, empty = await hsm.batch(
            item(Operation.CREATE, CREATE, b"1"),
            item(Operation.GET, get.Request(), b"2"),
            maximum_response_size=0,
            batch_error_continuation_option=CONTINUE,
        )
        self.assertEqual(refused.result_reason, ResultReason.RESPONSE_TOO_LARGE)
        self.assertEqual(empty.result_reason, ResultReason.ITEM_NOT_FOUND)

    async def test_items_together(self):
        """The sizes of the items add up; with Undo all of them are undone."""
        hsm = Hsm()
        items = [item(Operation.CREATE, CREATE, each) for each in (b"1", b"2")]
        size = len((await Hsm().send(message(items))).data)
        first, second = await hsm.batch(*items, maximum_response_size=size - 1, batch_error_continuation_option=UNDO)
        self.assertEqual(first.result_status, ResultStatus.OPERATION_UNDONE)
        self.assertEqual(second.result_reason, ResultReason.RESPONSE_TOO_LARGE)
        self.assertEqual(hsm.store.count("alice"), 0)

    async def test_stream_is_undone(self):
        """A multi-part operation whose Correlation Value nobody learned is gone."""
        hsm = Hsm()
        begin = hashing.Request(
            cryptographic_parameters=CryptographicParameters(hashing_algorithm=HashingAlgorithm.SHA_256),
            init_indicator=True,
        )
        for _ in range(70):  # more than one user may have open
            with self.assertRaises(KmipError) as caught:
                await hsm.ask(Operation.HASH, begin, maximum_response_size=150)
            self.assertEqual(caught.exception.reason, ResultReason.RESPONSE_TOO_LARGE)
        await hsm.ask(Operation.HASH, begin)

    async def test_texts_are_left_out(self):
        """What fails, and what is refused as a whole, goes without its text where that is too much."""
        missing = item(Operation.GET, get.Request(unique_identifier="absent"))
        (full,) = await Hsm().batch(missing)
        (short,) = await Hsm().batch(missing, maximum_response_size=100)
        self.assertIsNotNone(full.result_message)
        self.assertIsNone(short.result_message)
        self.assertEqual(short.result_reason, ResultReason.ITEM_NOT_FOUND)
        for size, text in ((100, False), (1000, True)):
            (whole,) = read((await Hsm().send(message([ping()], batch_count=2, maximum_response_size=size))).data)[1]
            self.assertEqual(whole.result_message is not None, text)
            self.assertEqual(whole.result_reason, ResultReason.INVALID_MESSAGE)


class Failing:
    """A store that fails when it is told to."""

    def __init__(self, hsm, name, error):
        self._store, self._name, self._error = hsm.store, name, error
        hsm.exchange._work.store = self
        self.broken = True

    def __getattr__(self, name):
        if name != self._name or not self.broken:
            return getattr(self._store, name)
        return self._fail if name == "apply" else self._fail_later

    def _fail(self, *args):
        raise self._error

    async def _fail_later(self):
        raise self._error


@rows(
    conflict=("apply", Conflict("somebody was faster")),
    full=("apply", OSError(28, "No space left on device")),
    not_durable=("durable", OSError(5, "Input/output error")),
    unforeseen=("durable", ZeroDivisionError()),
)
class StoreFails(TestCase):
    """What could not be written is a General Failure of the whole message; the next one is answered."""

    async def check(self, name, error):
        log = Remembering()
        hsm = Hsm(log=log)
        hsm.put(using(ECB))
        broken = Failing(hsm, name, error)
        begin = encrypt.Request(unique_identifier="k1", data=b"x", init_indicator=True)
        answer = await hsm.send(
            message([item(Operation.CREATE, CREATE, b"1"), item(Operation.ENCRYPT, begin, b"2")], V1_3)
        )
        header, (answered,) = read(answer.data)
        self.assertEqual(header.protocol_version.protocol_version_minor, 3)
        self.assertEqual((answered.operation, answered.result_reason), (None, ResultReason.GENERAL_FAILURE))
        self.assertEqual(answered.result_message, UNFORESEEN)
        self.assertFalse(answer.close)
        self.assertEqual(len(log.traces), 1)
        self.assertIn(type(error).__name__, log.traces[0])
        broken.broken = False
        self.assertEqual(hsm.exchange._work.streams._by_user["alice"], {})
        await hsm.ask(Operation.CREATE, CREATE)


class Unforeseen(TestCase):
    """What no table foresees is a General Failure with a fixed text; the log has the trace."""

    def hsm(self, error):
        """An HSM whose Discover Versions fails, and its log."""

        @operation(
            Operation.DISCOVER_VERSIONS,
            request=discover_versions.Request,
            response=discover_versions.Response,
            errors={},
        )
        async def fail(ctx, ask):
            obj = await ctx.objects.load("k1")
            obj.set("Comment", "changed")
            ctx.objects.put(obj)
            raise error

        log = Remembering()
        hsm = Hsm(log=log, operations={Operation.DISCOVER_VERSIONS: fail})
        hsm.put(using())
        return hsm, log

    async def test_operation(self):
        """The item fails alone, the process goes on, nothing of it is kept."""
        hsm, log = self.hsm(RuntimeError("the key is 000102"))
        failed, went_on = await hsm.batch(
            ping(b"1"),
            item(Operation.GET, get.Request(unique_identifier="k1"), b"2"),
            batch_error_continuation_option=CONTINUE,
        )
        self.assertEqual((failed.operation, failed.unique_batch_item_id), (Operation.DISCOVER_VERSIONS, b"1"))
        self.assertEqual((failed.result_reason, failed.result_message), (ResultReason.GENERAL_FAILURE, UNFORESEEN))
        self.assertEqual(went_on.result_status, ResultStatus.SUCCESS)
        self.assertEqual(log.lines, ["KMIP Discover Versions of alice failed"])
        self.assertIn("RuntimeError", log.traces[0])
        self.assertIsNone(hsm.load("k1").get("Comment"))

    async def test_answer_that_cannot_be_encoded(self):
        """That is the item's fault alone."""

        @operation(
            Operation.DISCOVER_VERSIONS,
            request=discover_versions.Request,
            response=discover_versions.Response,
            errors={},
        )
        async def answer(ctx, ask):
            return object()

        log = Remembering()
        hsm = Hsm(log=log, operations={Operation.DISCOVER_VERSIONS: answer})
        (failed,) = await hsm.batch(ping())
        self.assertEqual(failed.result_reason, ResultReason.GENERAL_FAILURE)
        self.assertEqual(len(log.traces), 1)

    async def test_users(self):
        """Whatever breaks on the way in is an answer too."""
        log = Remembering()
        hsm = Hsm(log=log)
        hsm.users.admit = lambda fingerprint: 1 // 0
        answer = await hsm.send(message([ping()]))
        (failed,) = read(answer.data)[1]
        self.assertEqual(failed.result_reason, ResultReason.GENERAL_FAILURE)
        self.assertFalse(answer.close)


class GoneMeanwhile(TestCase):
    """A user who is blocked or removed while the message is worked on gets nothing and leaves nothing."""

    async def test_blocked_while_it_ran(self):
        """Nothing is written, the connection ends."""
        waiting = Deferred()

        async def offload(function, *args):
            await waiting
            return function(*args)

        @operation(
            Operation.DISCOVER_VERSIONS,
            request=discover_versions.Request,
            response=discover_versions.Response,
            errors={},
            slow=True,
        )
        async def work(ctx, ask):
            await ctx.offload(int)
            ctx.objects.put(using(uid="new"))
            return discover_versions.Response()

        hsm = Hsm(offload=offload, operations={Operation.DISCOVER_VERSIONS: work})
        answer = Deferred.fromCoroutine(hsm.send(message([ping()])))
        hsm.users.blocked.add("alice")
        waiting.callback(None)
        told = await answer
        self.assertEqual(read(told.data)[1][0].result_reason, ResultReason.AUTHENTICATION_NOT_SUCCESSFUL)
        self.assertTrue(told.close)
        self.assertEqual(hsm.store.count("alice"), 0)


class Unreadable(TestCase):
    """The answer to bytes that are no message."""

    def test_unreadable(self):
        """Invalid Message in version 1.4, with what is wrong."""
        header, (answered,) = read(unreadable("no TTLV", NOW))
        self.assertEqual(header.protocol_version.protocol_version_minor, 4)
        self.assertEqual((answered.result_reason, answered.result_message), (ResultReason.INVALID_MESSAGE, "no TTLV"))


class Forgetting(TestCase):
    """What ends with a user."""

    async def test_streams(self):
        """The streams of one who is blocked or gone."""
        hsm = Hsm()
        sha = CryptographicParameters(hashing_algorithm=HashingAlgorithm.SHA_256)
        begun = await hsm.ask(Operation.HASH, hashing.Request(cryptographic_parameters=sha, init_indicator=True))
        hsm.exchange.forget("alice")
        with self.assertRaises(KmipError) as caught:
            await hsm.ask(
                Operation.HASH, hashing.Request(correlation_value=begun.correlation_value, final_indicator=True)
            )
        self.assertEqual(caught.exception.reason, ResultReason.ITEM_NOT_FOUND)
