"""Notify and Put: what clients are told of changes (KMIP 1.4 5.1 to 5.3)."""

from twisted.internet.defer import Deferred
from twisted.trial.unittest import SynchronousTestCase, TestCase

from hsmsim.errors import Conflict, InvalidMessage
from hsmsim.exchange.notices import Notice, notice_of, query, read_answer
from hsmsim.exchange.work import Work
from hsmsim.operations import (
    activate,
    add_attribute,
    create,
    delete_attribute,
    destroy,
    get,
    get_attributes,
    locate,
    modify_attribute,
    re_key,
)
from hsmsim.spec.enums import (
    BatchErrorContinuationOption,
    CryptographicAlgorithm,
    LinkType,
    ObjectType,
    Operation,
    PutFunction,
    QueryFunction,
    ResultReason,
    ResultStatus,
    State,
    WrappingMethod,
)
from hsmsim.spec.structures import KeyWrappingData, PGPKey, ResponseBatchItem, SymmetricKey
from hsmsim.spec.tags import Tag
from hsmsim.spec.values import Link
from hsmsim.ttlv.errors import Malformed
from hsmsim.ttlv.schema import ItemType, Node
from tests.appliance import NOW, Hsm, item
from tests.objects import KEY, attribute, everything, made, raw_block, template_attribute, text_name
from tests.server.receiver import answer, read_request, refused, taken
from tests.support import rows

AES = {"Cryptographic Algorithm": CryptographicAlgorithm.AES, "Cryptographic Length": 128}
CREATE = create.Request(
    object_type=ObjectType.SYMMETRIC_KEY,
    template_attribute=template_attribute({**AES, "x-ID": Node(Tag.ATTRIBUTE_VALUE, ItemType.TEXT_STRING, "a")}),
)


class Kept:
    """Keeps what is to be delivered for alice."""

    def __init__(self):
        self.notices = []

    def wants(self, partition):
        return partition == "alice"

    def send(self, partition, notices):
        assert partition == "alice"
        self.notices += notices

    @property
    def told(self):
        """Operation and payload of each."""
        return [read_request(notice.data)[1:] for notice in self.notices]


def watched(**options):
    """An HSM with an active key, and who is told."""
    kept = Kept()
    hsm = Hsm(receivers=kept, **options)
    hsm.put(made("k1", having={**AES, "Name": text_name("old"), "Contact Information": "c"}))
    return hsm, kept


def values(payload):
    """The attributes of a notice."""
    return {(each.attribute_name, each.attribute_index or 0): each.attribute_value for each in payload.attribute}


class Put(TestCase):
    """5.2: objects that are new, or in the place of others."""

    async def test_new(self):
        """The object as Get gives it, with all its attributes."""
        hsm, kept = watched()
        uid = (await hsm.ask(Operation.CREATE, CREATE)).unique_identifier
        ((operation, payload),) = kept.told
        self.assertIs(operation, Operation.PUT)
        self.assertEqual((payload.unique_identifier, payload.put_function), (uid, PutFunction.NEW))
        self.assertIsNone(payload.replaced_unique_identifier)
        self.assertEqual(payload.symmetric_key, hsm.load(uid).value)
        listed = await hsm.ask(Operation.GET_ATTRIBUTES, get_attributes.Request(unique_identifier=uid))
        self.assertEqual(payload.attribute, listed.attribute)

    async def test_replacement(self):
        """Re-key: the new key replaces the old one, whose links change."""
        hsm, kept = watched()
        uid = (await hsm.ask(Operation.RE_KEY, re_key.Request(unique_identifier="k1"))).unique_identifier
        told = {payload.unique_identifier: (operation, payload) for operation, payload in kept.told}
        operation, payload = told[uid]
        self.assertIs(operation, Operation.PUT)
        self.assertEqual((payload.put_function, payload.replaced_unique_identifier), (PutFunction.REPLACE, "k1"))
        operation, payload = told["k1"]
        self.assertIs(operation, Operation.NOTIFY)
        (link,) = [value for (name, _), value in values(payload).items() if name == "Link"]
        self.assertEqual(link, Link(link_type=LinkType.REPLACEMENT_OBJECT_LINK, linked_object_identifier=uid))

    def test_another_value(self):
        """An object whose value has changed replaces itself."""
        before, after = made("k1"), made("k1")
        after.value = SymmetricKey(key_block=raw_block(bytes(16)))
        _, operation, payload = read_request(notice_of((before, after), NOW, "1").data)
        self.assertIs(operation, Operation.PUT)
        self.assertEqual((payload.put_function, payload.replaced_unique_identifier), (PutFunction.REPLACE, "k1"))


class Served(TestCase):
    """3.34: what a client has taken is no longer Fresh."""

    async def test_it(self):
        """That is all that changes, and is not told."""
        hsm, kept = watched()
        uid = (await hsm.ask(Operation.CREATE, CREATE)).unique_identifier
        before = dict(hsm.load(uid).attributes)
        hsm.now += 1
        await hsm.exchange.served("alice", uid)
        after = hsm.load(uid)
        self.assertIs(after.get("Fresh"), False)
        self.assertEqual({**after.attributes, "Fresh": before["Fresh"]}, before)
        self.assertEqual(len(kept.notices), 1)

    async def test_gone(self):
        """Nothing changes where the object has gone meanwhile, or is not Fresh."""
        hsm, _ = watched()
        await hsm.exchange.served("alice", "k1")
        before = everything(hsm)
        await hsm.exchange.served("alice", "k1")
        await hsm.exchange.served("alice", "k9")
        self.assertEqual(everything(hsm), before)


def wrapped(method=WrappingMethod.ENCRYPT):
    """A key that was registered wrapped."""
    block = raw_block()
    block.key_wrapping_data = KeyWrappingData(wrapping_method=method)
    return SymmetricKey(key_block=block)


@rows(
    plain=({}, None, Operation.PUT),
    sensitive=({"Sensitive": True}, None, Operation.NOTIFY),
    sensitive_wrapped=({"Sensitive": True}, wrapped(), Operation.PUT),
    sensitive_signed=({"Sensitive": True}, wrapped(WrappingMethod.MAC_SIGN), Operation.NOTIFY),
    one_time_pad=({"Cryptographic Algorithm": CryptographicAlgorithm.ONE_TIME_PAD}, None, Operation.NOTIFY),
    not_extractable=({"Extractable": False}, None, Operation.NOTIFY),
    archived=({"Archive Date": NOW}, None, Operation.NOTIFY),
)
class Leaving(SynchronousTestCase):
    """What Get would not give does not go out with Put; its attributes are told."""

    def check(self, having, value, expected):
        key = made("k1")
        for name, each in having.items():
            key.set(name, each)
        key.value = value or key.value
        notice = notice_of((None, key), NOW, "1")
        _, operation, payload = read_request(notice.data)
        self.assertIs(operation, expected)
        self.assertEqual({name for name, _ in values(payload)}, set(key.attributes))
        self.assertEqual(KEY in notice.data, expected is Operation.PUT)
        self.assertNotIn(repr(KEY), repr(notice))
        self.assertEqual(notice.title, f"{expected.title} of k1")

    def test_pgp(self):
        """Table 256 has no field for it."""
        key = made("p1", ObjectType.PGP_KEY)
        key.value = PGPKey(pgp_key_version=4, key_block=raw_block())
        self.assertIs(read_request(notice_of((None, key), NOW, "1").data)[1], Operation.NOTIFY)


N = "Name"


@rows(
    add=(
        Operation.ADD_ATTRIBUTE,
        add_attribute.Request(attribute=attribute("Comment", "b")),
        {("Comment", 0): "b"},
    ),
    add_an_instance=(
        Operation.ADD_ATTRIBUTE,
        add_attribute.Request(attribute=attribute(N, text_name("b"))),
        {(N, 1): text_name("b")},
    ),
    modify=(
        Operation.MODIFY_ATTRIBUTE,
        modify_attribute.Request(attribute=attribute(N, text_name("new"))),
        {(N, 0): text_name("new")},
    ),
    delete=(
        Operation.DELETE_ATTRIBUTE,
        delete_attribute.Request(attribute_name="Contact Information"),
        {("Contact Information", 0): None},
    ),
    delete_an_instance=(
        Operation.DELETE_ATTRIBUTE,
        delete_attribute.Request(attribute_name=N),
        {(N, 0): None},
    ),
    activate=(
        Operation.ACTIVATE,
        activate.Request(),
        {("State", 0): State.ACTIVE, ("Activation Date", 0): NOW},
    ),
    destroy=(
        Operation.DESTROY,
        destroy.Request(),
        {("State", 0): State.DESTROYED, ("Destroy Date", 0): NOW},
    ),
    get=(Operation.GET, get.Request(), {("Fresh", 0): False}),
)
class Notify(TestCase):
    """5.1: the attributes that have changed, Last Change Date in any case; without a value what was deleted."""

    async def check(self, operation, payload, expected):
        hsm, kept = watched()
        payload.unique_identifier = "k1"
        await hsm.ask(operation, payload)
        ((told, payload),) = kept.told
        self.assertIs(told, Operation.NOTIFY)
        self.assertEqual(payload.unique_identifier, "k1")
        last = {("Last Change Date", 0): hsm.load("k1").get("Last Change Date")}
        self.assertEqual(values(payload), expected | last)

    async def test_removed_altogether(self):
        """Of an object that is gone with its attributes all are deleted."""
        hsm, kept = watched()
        template = made("t1", ObjectType.TEMPLATE, {"Name": text_name("t")})
        hsm.put(template)
        await hsm.ask(Operation.DESTROY, destroy.Request(unique_identifier="t1"))
        ((told, payload),) = kept.told
        self.assertIs(told, Operation.NOTIFY)
        self.assertEqual(values(payload), {(name, 0): None for name in template.attributes})


class Messages(TestCase):
    """What is told of, in which order, and what is not."""

    async def test_header(self):
        """7.1 with what 5.1 forbids left out, and the Time Stamp and Server Correlation Value of a server."""
        hsm, kept = watched()
        await hsm.ask(Operation.CREATE, CREATE)
        await hsm.ask(Operation.CREATE, CREATE)
        headers = [read_request(notice.data)[0] for notice in kept.notices]
        for header in headers:
            version = header.protocol_version
            self.assertEqual((version.protocol_version_major, version.protocol_version_minor), (1, 4))
            self.assertEqual(header.time_stamp, NOW)
            self.assertIsNone(header.maximum_response_size)
            self.assertIsNone(header.asynchronous_indicator)
            self.assertIsNone(header.batch_error_continuation_option)
            self.assertIsNone(header.batch_order_option)
        self.assertEqual(len({header.server_correlation_value for header in headers}), 2)

    async def test_nothing_to_tell(self):
        """Reading, what fails, what is undone, and partitions that nobody watches."""
        hsm, kept = watched()
        hsm.put(made("k2"), user="bob")
        await hsm.ask(Operation.LOCATE, locate.Request())
        await hsm.ask(Operation.DESTROY, destroy.Request(unique_identifier="k2"), user="bob")
        await hsm.batch(item(Operation.DESTROY, destroy.Request(unique_identifier="k2")))
        await hsm.batch(
            item(Operation.CREATE, CREATE, b"1"),
            item(Operation.DESTROY, destroy.Request(unique_identifier="k2"), b"2"),
            batch_error_continuation_option=BatchErrorContinuationOption.UNDO,
        )
        self.assertEqual(kept.notices, [])

    async def test_a_batch(self):
        """One notice for each object, with what has become of it."""
        hsm, kept = watched()
        await hsm.batch(
            item(Operation.CREATE, CREATE, b"1"),
            item(Operation.ACTIVATE, activate.Request(), b"2"),
            item(Operation.ACTIVATE, activate.Request(unique_identifier="k1"), b"3"),
        )
        (first, new), (second, old) = kept.told
        self.assertEqual((first, second, old.unique_identifier), (Operation.PUT, Operation.NOTIFY, "k1"))
        self.assertIs(values(new)["State", 0], State.ACTIVE)

    async def test_only_what_is_durable(self):
        """Not a moment before the store says so, and not at all when it fails."""
        hsm, kept = watched()
        waiting = Deferred()

        async def durable():
            await waiting

        self.patch(hsm.store, "durable", durable)
        asked = Deferred.fromCoroutine(hsm.ask(Operation.CREATE, CREATE))
        self.assertNoResult(asked)
        self.assertEqual(kept.notices, [])
        waiting.callback(None)
        await asked
        self.assertEqual(len(kept.notices), 1)

        async def fail():
            raise OSError("the disk is full")

        self.patch(hsm.store, "durable", fail)
        await hsm.batch(item(Operation.CREATE, CREATE))
        self.assertEqual(len(self.flushLoggedErrors(OSError)), 1)
        self.assertEqual(len(kept.notices), 1)

    async def test_a_conflict(self):
        """What is not written is not told."""
        hsm, kept = watched()

        def conflict(changes):
            raise Conflict("changed meanwhile")

        self.patch(hsm.store, "apply", conflict)
        await hsm.batch(item(Operation.CREATE, CREATE))
        self.assertEqual(len(self.flushLoggedErrors(Conflict)), 1)
        self.assertEqual(kept.notices, [])

    async def test_a_fault_of_ours(self):
        """It does not touch the client's own request."""
        hsm, kept = watched()

        self.patch(Work, "number", lambda self: 1 // 0)
        await hsm.ask(Operation.DESTROY, destroy.Request(unique_identifier="k1"))
        self.assertEqual(len(self.flushLoggedErrors(ZeroDivisionError)), 1)
        self.assertIsNone(hsm.load("k1").value)
        self.assertEqual(kept.notices, [])
        self.assertEqual(list(everything(hsm)), ["k1"])


class Questions(SynchronousTestCase):
    """The server's Query, and what clients answer."""

    def test_query(self):
        header, operation, payload = read_request(query([QueryFunction.QUERY_CAPABILITIES], NOW, "n").data)
        self.assertEqual((header.time_stamp, header.server_correlation_value), (NOW, "n"))
        self.assertIs(operation, Operation.QUERY)
        self.assertEqual(payload.query_function, [QueryFunction.QUERY_CAPABILITIES])

    def test_answers(self):
        self.assertIs(read_answer(taken(Operation.PUT)).result_status, ResultStatus.SUCCESS)
        self.assertIs(read_answer(refused(Operation.PUT)).result_reason, ResultReason.OPERATION_NOT_SUPPORTED)
        item = ResponseBatchItem(result_status=ResultStatus.SUCCESS)
        self.assertRaises(InvalidMessage, read_answer, answer())
        self.assertRaises(InvalidMessage, read_answer, answer(item, item))
        self.assertRaises(Malformed, read_answer, b"\x42\x00\x7b\x01\x00\x00\x00\x00")

    def test_secrets(self):
        """A notice shows only its title."""
        self.assertEqual(repr(Notice("Put of k1", Operation.PUT, b"secret")), "Notice('Put of k1')")
