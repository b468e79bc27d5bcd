"""hsmsim/operations/create.py, exchange/making.py and exchange/templates.py (4.1, table 328)."""

from twisted.trial.unittest import TestCase

from hsmsim.errors import CryptographicFailure
from hsmsim.exchange.templates import MOST_TEMPLATES
from hsmsim.model.attributes import MAX_INSTANCES
from hsmsim.operations import activate, create
from hsmsim.spec import values
from hsmsim.spec.enums import (
    CryptographicAlgorithm,
    KeyFormatType,
    ObjectType,
    Operation,
    ResultReason,
    RNGAlgorithm,
    SecretDataType,
    State,
    UsageLimitsUnit,
)
from hsmsim.spec.structures import TemplateAttribute
from hsmsim.spec.tags import Tag
from hsmsim.ttlv.schema import ItemType, Node
from tests.appliance import NOW, Hsm, item
from tests.objects import made, refused, template_attribute, text_name
from tests.support import rows

A, R, T = CryptographicAlgorithm, ResultReason, ObjectType
ALGORITHM, LENGTH, NAME, GROUP = "Cryptographic Algorithm", "Cryptographic Length", "Name", "Object Group"
AES = {ALGORITHM: A.AES, LENGTH: 128}
NO_DATA = values.ApplicationSpecificInformation(application_namespace="ssl")


def request(given, *templates, object_type=T.SYMMETRIC_KEY):
    return create.Request(object_type=object_type, template_attribute=template_attribute(given, *templates))


def template(name, having, uid="t1", **more):
    return made(uid, T.TEMPLATE, {NAME: text_name(name), **having}, **more)


def custom(text):
    return Node(Tag.ATTRIBUTE_VALUE, ItemType.TEXT_STRING, text)


def rng(algorithm):
    return values.RNGParameters(rng_algorithm=algorithm)


@rows(
    unknown_type=(request(AES, object_type=0x55), R.INVALID_FIELD),
    extension_type=(request(AES, object_type=0x80000001), R.INVALID_FIELD),
    public_key=(request(AES, object_type=T.PUBLIC_KEY), R.INVALID_FIELD),
    template=(request(AES, object_type=T.TEMPLATE), R.INVALID_FIELD),
    no_such_template=(request(AES, "nobody"), R.ITEM_NOT_FOUND),
    no_template_of_that_name=(request(AES, "a key"), R.ITEM_NOT_FOUND),
    template_of_another_partition=(request(AES, "of bob"), R.ITEM_NOT_FOUND),
    archived_template=(request(AES, "away"), R.OBJECT_ARCHIVED),
    half_a_template_name=(
        create.Request(
            object_type=T.SYMMETRIC_KEY, template_attribute=TemplateAttribute(name=[values.Name(name_value="away")])
        ),
        R.INVALID_FIELD,
    ),
    no_algorithm=(request({LENGTH: 128}), R.INVALID_FIELD),
    asymmetric_algorithm=(request({ALGORITHM: A.RSA, LENGTH: 2048}), R.INVALID_FIELD),
    unknown_algorithm=(request({ALGORITHM: 0x8000_0001, LENGTH: 128}), R.INVALID_FIELD),
    no_length=(request({ALGORITHM: A.AES}), R.INVALID_FIELD),
    wrong_length=(request({**AES, LENGTH: 100}), R.INVALID_FIELD),
    length_of_nothing=(request({**AES, LENGTH: 0}), R.INVALID_FIELD),
    unknown_attribute=(request({**AES, "Colour": custom("red")}), R.INVALID_FIELD),
    attribute_of_the_server=(request({**AES, "State": State.ACTIVE}), R.INVALID_FIELD),
    custom_attribute_of_the_server=(request({**AES, "y-Custom": custom("a")}), R.INVALID_FIELD),
    attribute_of_certificates=(request({**AES, "Certificate Length": 5}), R.INVALID_FIELD),
    single_attribute_twice=(request({**AES, "Comment": ["a", "b"]}), R.INVALID_FIELD),
    incomplete_name=(request({**AES, NAME: values.Name(name_value="a")}), R.INVALID_FIELD),
    dates_turned=(request({**AES, "Activation Date": 9, "Deactivation Date": 8}), R.INVALID_FIELD),
    other_generator=(
        request({**AES, "Random Number Generator": rng(RNGAlgorithm.FIPS_186_2)}),
        R.INVALID_FIELD,
    ),
    too_many=(request({**AES, GROUP: [str(each) for each in range(MAX_INSTANCES + 1)]}), R.INDEX_OUT_OF_BOUNDS),
    namespace=(
        request({**AES, "Application Specific Information": NO_DATA}),
        R.APPLICATION_NAMESPACE_NOT_SUPPORTED,
    ),
    secret_without_a_length=(request({}, object_type=T.SECRET_DATA), R.INVALID_FIELD),
    secret_of_half_a_byte=(request({LENGTH: 12}, object_type=T.SECRET_DATA), R.INVALID_FIELD),
    secret_without_end=(request({LENGTH: 2**30}, object_type=T.SECRET_DATA), R.INVALID_FIELD),
)
class Table328(TestCase):
    async def check(self, payload, reason):
        hsm = Hsm()
        hsm.put(made("k9", having={NAME: text_name("a key")}), template("away", {}, archived=True))
        hsm.put(template("of bob", {}), user="bob")
        await refused(self, hsm, Operation.CREATE, payload, reason)

    async def test_the_key_cannot_be_made(self):
        def fail(algorithm, length):
            raise CryptographicFailure("no luck")

        hsm = Hsm()
        hsm.crypto.generate_key = fail
        await refused(self, hsm, Operation.CREATE, request(AES), R.CRYPTOGRAPHIC_FAILURE)


async def created(hsm, given, *templates, object_type=T.SYMMETRIC_KEY, **how):
    payload = request(given, *templates, object_type=object_type)
    answered = await hsm.ask(Operation.CREATE, payload, **how)
    assert answered.object_type is object_type
    return hsm.load(answered.unique_identifier)


@rows(
    aes_128=(A.AES, 128, 16),
    aes_192=(A.AES, 192, 24),
    aes_256=(A.AES, 256, 32),
    triple_des_two_keys=(A.DES3, 112, 16),
    triple_des_two_keys_with_parity=(A.DES3, 128, 16),
    triple_des=(A.DES3, 168, 24),
    triple_des_with_parity=(A.DES3, 192, 24),
    camellia=(A.CAMELLIA, 256, 32),
    hmac=(A.HMAC_SHA256, 256, 32),
    chacha=(A.CHACHA20, 256, 32),
)
class Keys(TestCase):
    async def check(self, algorithm, length, size):
        hsm = Hsm()
        obj = await created(hsm, {ALGORITHM: algorithm, LENGTH: length})
        block = obj.value.key_block
        self.assertIs(block.key_format_type, KeyFormatType.RAW)
        self.assertEqual((block.cryptographic_algorithm, block.cryptographic_length), (algorithm, length))
        self.assertEqual((obj.get(ALGORITHM), obj.get(LENGTH)), (algorithm, length))
        self.assertEqual(len(block.key_value.key_material), size)
        other = await created(hsm, {ALGORITHM: algorithm, LENGTH: length})
        self.assertNotEqual(other.value, obj.value)
        self.assertNotEqual(other.uid, obj.uid)


class Creating(TestCase):
    async def test_what_a_new_key_has(self):
        limits = values.UsageLimits(
            usage_limits_total=7, usage_limits_count=3, usage_limits_unit=UsageLimitsUnit.OBJECT
        )
        obj = await created(
            Hsm(),
            {
                **AES,
                NAME: [text_name("a"), text_name("b")],
                "Cryptographic Usage Mask": 12,
                "Usage Limits": limits,
                "Operation Policy Name": "mine",
                "x-Custom": [custom("a"), custom("b")],
            },
        )
        self.assertEqual([each.value.name_value for each in obj.all(NAME)], ["a", "b"])
        self.assertEqual([(each.index, each.value.value) for each in obj.all("x-Custom")], [(0, "a"), (1, "b")])
        self.assertEqual(obj.get("Usage Limits").usage_limits_count, 7)
        self.assertEqual(obj.get("Operation Policy Name"), "mine")
        self.assertIs(obj.state, State.PRE_ACTIVE)
        for name in ("Initial Date", "Last Change Date", "Original Creation Date"):
            self.assertEqual(obj.get(name), NOW)
        self.assertEqual(obj.get("Lease Time"), 3600)
        self.assertIs(obj.get("Fresh"), True)
        self.assertIs(obj.get("Digest").key_format_type, KeyFormatType.RAW)
        self.assertIsNotNone(obj.get("Random Number Generator"))

    async def test_a_name_may_be_that_of_another(self):
        """Against table 328: clients rely on it."""
        hsm = Hsm()
        uids = {(await created(hsm, {**AES, NAME: text_name("a")})).uid for _ in range(2)}
        self.assertEqual(set(hsm.store.named("alice", "a")), uids)

    async def test_without_a_usage_mask(self):
        self.assertIsNone((await created(Hsm(), AES)).get("Cryptographic Usage Mask"))

    async def test_the_length_may_be_left_out_where_there_is_one(self):
        obj = await created(Hsm(), {ALGORITHM: A.CHACHA20})
        self.assertEqual((obj.get(LENGTH), obj.value.key_block.cryptographic_length), (256, 256))

    async def test_active_from_the_start(self):
        obj = await created(Hsm(), {**AES, "Activation Date": NOW - 5})
        self.assertEqual((obj.state, obj.get("Activation Date")), (State.ACTIVE, NOW - 5))

    async def test_the_generator_asked_for(self):
        hsm = Hsm()
        obj = await created(hsm, {**AES, "Random Number Generator": rng(hsm.crypto.rng.rng_algorithm)})
        self.assertEqual(obj.get("Random Number Generator"), hsm.crypto.rng)

    async def test_one_of_several_generators_and_of_a_template(self):
        """3.44: wherever they are given, a generator that matches one of them is used."""
        hsm = Hsm()
        kept = made("t1", T.TEMPLATE, {NAME: text_name("t"), "Random Number Generator": rng(RNGAlgorithm.FIPS_186_2)})
        hsm.put(kept)
        direct = {**AES, "Random Number Generator": [rng(RNGAlgorithm.NRBG), rng(hsm.crypto.rng.rng_algorithm)]}
        for given in (template_attribute(direct), template_attribute(direct, "t")):
            payload = create.Request(object_type=T.SYMMETRIC_KEY, template_attribute=given)
            answered = await hsm.ask(Operation.CREATE, payload)
            obj = hsm.load(answered.unique_identifier)
            self.assertEqual([each.value for each in obj.all("Random Number Generator")], [hsm.crypto.rng])
        payload = create.Request(object_type=T.SYMMETRIC_KEY, template_attribute=template_attribute(AES, "t"))
        await refused(self, hsm, Operation.CREATE, payload, R.INVALID_FIELD)

    async def test_secret_data(self):
        obj = await created(Hsm(), {LENGTH: 96}, object_type=T.SECRET_DATA)
        self.assertIs(obj.value.secret_data_type, SecretDataType.PASSWORD)
        self.assertEqual(len(obj.value.key_block.key_value.key_material), 12)
        self.assertIsNone(obj.value.key_block.cryptographic_length)
        self.assertEqual(obj.get(LENGTH), 96)

    async def test_secret_data_for_an_algorithm(self):
        obj = await created(Hsm(), {LENGTH: 96, ALGORITHM: A.HMAC_SHA256}, object_type=T.SECRET_DATA)
        self.assertEqual(obj.value.key_block.cryptographic_length, 96)
        self.assertIs(obj.get(ALGORITHM), A.HMAC_SHA256)

    async def test_the_placeholder_is_the_new_key(self):
        hsm = Hsm()
        first, second = await hsm.batch(
            item(Operation.CREATE, request(AES), b"1"), item(Operation.ACTIVATE, activate.Request(), b"2")
        )
        self.assertEqual((first.result_reason, second.result_reason), (None, None))


class Templates(TestCase):
    def setUp(self):
        self.hsm = Hsm()
        self.hsm.put(
            template("one", {**AES, "Comment": "one", GROUP: ["red", "blue"], "x-Custom": custom("a")}, "t1"),
            template("two", {"Comment": "two", "Description": "two", GROUP: "green"}, "t2"),
        )

    async def groups(self, *templates):
        obj = await created(self.hsm, {GROUP: ["blue", "black"]}, *templates)
        return obj, [each.value for each in obj.all(GROUP)]

    async def test_everything_but_its_own(self):
        obj = await created(self.hsm, {}, "one")
        self.assertEqual((obj.get(ALGORITHM), obj.get(LENGTH), obj.get("Comment")), (A.AES, 128, "one"))
        self.assertEqual(obj.get("x-Custom"), custom("a"))
        self.assertIsNone(obj.get(NAME))
        self.assertEqual((obj.get("Initial Date"), obj.get("Unique Identifier")), (NOW, obj.uid))

    async def test_the_last_template_wins_and_instances_are_united(self):
        obj, groups = await self.groups("one", "two")
        self.assertEqual((obj.get("Comment"), obj.get("Description")), ("two", "two"))
        self.assertEqual(groups, ["red", "blue", "green", "black"])
        obj, groups = await self.groups("two", "one")
        self.assertEqual((obj.get("Comment"), obj.get("Description")), ("one", "two"))
        self.assertEqual(groups, ["green", "red", "blue", "black"])

    async def test_the_request_wins_over_templates(self):
        obj = await created(self.hsm, {"Comment": "mine", LENGTH: 256}, "one", "two")
        self.assertEqual((obj.get("Comment"), obj.get(LENGTH)), ("mine", 256))

    async def test_what_a_template_does_not_say_it_does_not_give(self):
        self.hsm.put(template("secret", {"Sensitive": True, "Operation Policy Name": "mine"}, "t3"))
        obj = await created(self.hsm, {}, "secret", "one")
        self.assertIs(obj.get("Sensitive"), True)
        self.assertEqual(obj.get("Operation Policy Name"), "mine")

    async def test_a_template_that_is_named_several_times_counts_where_it_is_named_last(self):
        looked, load = [], self.hsm.store.named
        self.hsm.store.named = lambda *how: looked.append(how) or load(*how)
        obj, groups = await self.groups("one", "two", "one", "two", "one")
        self.assertEqual((obj.get("Comment"), obj.get("Description")), ("one", "two"))
        self.assertEqual(groups, ["green", "red", "blue", "black"])
        self.assertEqual(len(looked), 2)

    async def test_as_many_templates_as_may_be_named(self):
        more = [f"more {number}" for number in range(MOST_TEMPLATES - 1)]
        self.hsm.put(*(template(name, {GROUP: name}, name) for name in more))
        _, groups = await self.groups("one", *more)
        self.assertEqual(groups, ["red", "blue", *more, "black"])
        payload = request({}, "one", "two", *more)
        await refused(self, self.hsm, Operation.CREATE, payload, R.FEATURE_NOT_SUPPORTED)
