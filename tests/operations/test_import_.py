"""hsmsim/operations/import_.py (4.41, table 365)."""

import dataclasses

from twisted.trial.unittest import TestCase

from hsmsim.model.attributes import MAX_INSTANCES
from hsmsim.model.keyblock import digest_of, key_block_of
from hsmsim.model.namespaces import MAKERS
from hsmsim.operations import destroy, export, get, import_, locate, obtain_lease
from hsmsim.spec.enums import (
    CryptographicAlgorithm,
    EncodingOption,
    HashingAlgorithm,
    KeyFormatType,
    KeyWrapType,
    ObjectType,
    Operation,
    ResultReason,
    SplitKeyMethod,
    State,
    UsageLimitsUnit,
    WrappingMethod,
)
from hsmsim.spec.structures import (
    Certificate,
    EncryptionKeyInformation,
    KeyWrappingSpecification,
    OpaqueObject,
    SymmetricKey,
    Template,
)
from hsmsim.spec.tags import Tag
from hsmsim.spec.values import ApplicationSpecificInformation, Digest, Name, RNGParameters, UsageLimits
from hsmsim.spec.versions import V1_0, V1_1, V1_2, V1_3
from hsmsim.ttlv.schema import ItemType, Node, boolean, structure
from tests.appliance import NOW, Hsm, Offloaded, item, raw
from tests.exchange.keys import RSA_PRIVATE, RSA_PUBLIC, WRAP, asymmetric, using
from tests.exchange.tables import WRAPPING, block, without_value, wrapped
from tests.objects import attribute, attributes, everything, made, raw_block, refused, some_value, text_name
from tests.support import rows

R = ResultReason
T = ObjectType
A = CryptographicAlgorithm
AES = SymmetricKey(key_block=raw_block())
WRAPPED = wrapped(None).value


def request(having=None, uid="k1", value=AES, **fields):
    """An Import of an object with attributes; it stands in the field of its class."""
    field = {T[name]: name.lower() for name in T.__members__}
    names = {type(some_value(each)): name for each, name in field.items() if each in EVERY_TYPE}
    carried = {} if value is None else {names[type(value)]: value}
    return import_.Request(unique_identifier=uid, attribute=attributes(having or {}), **carried, **fields)


EVERY_TYPE = (
    *(T.CERTIFICATE, T.SYMMETRIC_KEY, T.PUBLIC_KEY, T.PRIVATE_KEY),
    *(T.TEMPLATE, T.SECRET_DATA, T.OPAQUE_OBJECT),
)


def custom(text):
    return Node(Tag.ATTRIBUTE_VALUE, ItemType.TEXT_STRING, text)


def information(namespace, data=None):
    return {
        "Application Specific Information": ApplicationSpecificInformation(
            application_namespace=namespace, application_data=data
        )
    }


def numbered(*pairs):
    """An Import with names that have indices."""
    made_of = request()
    made_of.attribute = [attribute("Name", text_name(name), index) for index, name in pairs]
    return made_of


def limits(total, count):
    return {
        "Usage Limits": UsageLimits(
            usage_limits_total=total, usage_limits_count=count, usage_limits_unit=UsageLimitsUnit.BYTE
        )
    }


def by(uid):
    """A key that is wrapped with this key."""
    told = dataclasses.replace(WRAPPING, encryption_key_information=EncryptionKeyInformation(unique_identifier=uid))
    return SymmetricKey(key_block=block(bytes(24), wrapping=told))


def unwrapping(value):
    return request(value=value, key_wrap_type=KeyWrapType.NOT_WRAPPED)


BAD = R.INVALID_FIELD


@rows(
    exists=(request(uid="there"), R.OBJECT_ALREADY_EXISTS),
    exists_and_is_not_to_be_replaced=(request(uid="there", replace_existing=False), R.OBJECT_ALREADY_EXISTS),
    exists_in_the_archive=(request(uid="archived"), R.OBJECT_ALREADY_EXISTS),
    exists_destroyed=(request(uid="gone"), R.OBJECT_ALREADY_EXISTS),
    type_unknown=(request(object_type=0x55), BAD),
    type_attribute_unknown=(request({"Object Type": 0x55}), BAD),
    type_of_a_vendor_without_object=(request(value=None, object_type=0x80000001), BAD),
    type_of_another_object=(request(object_type=T.SECRET_DATA), BAD),
    type_attribute_of_another_object=(request({"Object Type": T.SECRET_DATA}), BAD),
    two_objects=(request(opaque_object=some_value(T.OPAQUE_OBJECT)), BAD),
    no_object=(request(value=None), R.INVALID_MESSAGE),
    no_object_of_a_type=(request(value=None, object_type=T.SYMMETRIC_KEY), BAD),
    destroyed_with_an_object=(request({"State": State.DESTROYED}), BAD),
    no_identifier=(request(uid=""), BAD),
    other_identifier=(request({"Unique Identifier": "k2"}), BAD),
    unknown_attribute=(request({"Nonsense": custom("a")}), BAD),
    attribute_without_value=(
        import_.Request(unique_identifier="k1", symmetric_key=AES, attribute=[attribute("Name", None)]),
        BAD,
    ),
    custom_without_value=(
        import_.Request(unique_identifier="k1", symmetric_key=AES, attribute=[attribute("y-a", None)]),
        BAD,
    ),
    half_a_name=(request({"Name": Name(name_value="a")}), BAD),
    attribute_of_other_types=(request({"Certificate Length": 5}), BAD),
    single_attribute_twice=(request({"Comment": ["a", "b"]}), BAD),
    value_twice=(request({"Object Group": ["a", "a"]}), BAD),
    index_twice=(numbered((1, "a"), (1, "b")), BAD),
    index_negative=(numbered((-1, "a")), BAD),
    other_length=(request({"Cryptographic Length": 256}), BAD),
    other_algorithm=(request({"Cryptographic Algorithm": A.RSA}), BAD),
    count_above_total=(request(limits(5, 6)), BAD),
    count_negative=(request(limits(5, -1)), BAD),
    broken_key=(request(value=SymmetricKey(key_block=raw_block(b"odd"))), BAD),
    name_taken=(request({"Name": text_name("taken")}), BAD),
    name_taken_in_the_archive=(request({"Name": text_name("archived")}), BAD),
    too_many_instances=(request({"Object Group": [str(n) for n in range(MAX_INSTANCES + 1)]}), R.INDEX_OUT_OF_BOUNDS),
    namespace_not_supported=(request(information("another")), R.APPLICATION_NAMESPACE_NOT_SUPPORTED),
    template_with_what_the_server_sets=(request(value=Template(attribute=attributes({"State": State.ACTIVE}))), BAD),
    wrap_type_of_vendor=(request(key_wrap_type=0x80000001), R.FEATURE_NOT_SUPPORTED),
    # Not in the table: what can go wrong when a key is to be unwrapped.
    wrapping_key_not_available=(unwrapping(WRAPPED), R.ITEM_NOT_FOUND),
    wrapping_key_is_no_key=(unwrapping(by("opaque")), R.ILLEGAL_OPERATION),
    wrapping_key_archived=(unwrapping(by("archived")), R.OBJECT_ARCHIVED),
    wrapping_key_not_usable=(unwrapping(by("there")), R.PERMISSION_DENIED),
    nothing_to_unwrap=(unwrapping(SymmetricKey(key_block=block(None, wrapping=WRAPPING))), BAD),
)
class Table365(TestCase):
    async def check(self, payload, reason):
        hsm = Hsm()
        hsm.put(
            made("there", having={"Name": text_name("taken")}),
            made("archived", having={"Name": text_name("archived")}, archived=True),
            made("opaque", T.OPAQUE_OBJECT),
            made("gone", having={"Name": text_name("free")}, state=State.DESTROYED),
        )
        await refused(self, hsm, Operation.IMPORT, payload, reason)

    async def test_no_identifier_at_all(self):
        @structure(Tag)
        class Short:
            replace_existing: bool = boolean()

        payload = raw(Short(replace_existing=True), Tag.REQUEST_PAYLOAD)
        await refused(self, Hsm(), Operation.IMPORT, payload, R.INVALID_MESSAGE)


@rows(v1_0=(V1_0,), v1_1=(V1_1,), v1_2=(V1_2,), v1_3=(V1_3,))
class Before14(TestCase):
    async def check(self, version):
        await refused(self, Hsm(), Operation.IMPORT, request(), R.OPERATION_NOT_SUPPORTED, version=version)


OBJECTS = {
    **{each.name.lower(): made("k1", each, {"Name": text_name("a")}) for each in (T.TEMPLATE, T.OPAQUE_OBJECT)},
    "symmetric_key": made(having={"Name": [text_name("a"), text_name("b")]}, state=State.DEACTIVATED),
    "secret_data": made(object_type=T.SECRET_DATA, state=State.ACTIVE),
    "compromised": made(state=State.COMPROMISED),
    "rsa_private": asymmetric(RSA_PRIVATE, KeyFormatType.PKCS_8),
    "rsa_public": asymmetric(RSA_PUBLIC, KeyFormatType.TRANSPARENT_RSA_PUBLIC_KEY),
    "key_elsewhere": without_value(None),
    "wrapped": wrapped(None),
    "destroyed": made(state=State.DESTROYED),
    "destroyed_compromised": made(object_type=T.PRIVATE_KEY, state=State.DESTROYED_COMPROMISED),
    "limited": made(having=limits(9, 9)),
    "custom": made(having={"x-Own": [custom("a"), custom("b")]}),
}
OBJECTS["custom"].set("y-Server", custom("c"))
OBJECTS["custom"].remove("x-Own", 0)


def whole(obj):
    """The object with what it would say of itself when it was registered."""
    obj = obj.copy()
    said = key_block_of(obj.value)
    if said is not None:
        obj.set("Cryptographic Algorithm", said.cryptographic_algorithm)
        obj.set("Cryptographic Length", said.cryptographic_length)
        if said.key_value is None:
            obj.set("Key Value Present", False)
    return obj


@rows(**{name: (obj,) for name, obj in OBJECTS.items()})
class ThereAndBack(TestCase):
    """What one HSM exports, another imports as it was: attributes, indices, dates, state."""

    async def check(self, obj):
        one, other = Hsm(), Hsm(now=NOW + 5000)
        one.put(whole(obj))
        told = await one.ask(Operation.EXPORT, export.Request(unique_identifier="k1"))
        fields = {each.name: getattr(told, each.name) for each in dataclasses.fields(told)}
        answered = await other.ask(Operation.IMPORT, import_.Request(**fields))
        self.assertEqual(answered, import_.Response(unique_identifier="k1"))
        exported, imported = one.load("k1"), other.load("k1")
        self.assertEqual(imported.attributes, exported.attributes)
        self.assertEqual(imported.value, exported.value)


class AsGiven(TestCase):
    """4.41: who sets an attribute first, and when, is not asked."""

    async def imported(self, payload, hsm=None):
        hsm = hsm or Hsm()
        answered = await hsm.ask(Operation.IMPORT, payload)
        return hsm.load(answered.unique_identifier)

    async def test_what_only_servers_set(self):
        given = {
            "State": State.COMPROMISED,
            "Initial Date": 5,
            "Last Change Date": 6,
            "Compromise Date": 7,
            "Lease Time": 8,
            "Fresh": False,
            "Sensitive": False,
            "Always Sensitive": False,
            "Extractable": True,
            "Never Extractable": False,
            "Digest": Digest(hashing_algorithm=HashingAlgorithm.SHA_1, digest_value=b"d"),
            "Random Number Generator": RNGParameters(rng_algorithm=1),
            "y-Own": custom("a"),
            "Cryptographic Algorithm": A.AES,
            "Cryptographic Length": 128,
            **limits(9, 4),
        }
        obj = await self.imported(request(given))
        seen = {name: obj.get(name) for name in obj.attributes}
        self.assertEqual(seen, {"Unique Identifier": "k1", "Object Type": T.SYMMETRIC_KEY, **given})

    async def test_what_every_object_has_is_added(self):
        obj = await self.imported(request())
        expected = {
            *("Unique Identifier", "Object Type", "State", "Initial Date", "Last Change Date", "Digest"),
            *("Cryptographic Algorithm", "Cryptographic Length"),
            *("Sensitive", "Always Sensitive", "Extractable", "Never Extractable"),
        }
        self.assertEqual(set(obj.attributes), expected)
        self.assertEqual((obj.state, obj.get("Initial Date")), (State.PRE_ACTIVE, NOW))
        self.assertEqual(obj.get("Cryptographic Length"), 128)

    async def test_secrecy_follows_what_was_given(self):
        obj = await self.imported(request({"Sensitive": True, "Extractable": False}))
        self.assertEqual((obj.get("Always Sensitive"), obj.get("Never Extractable")), (True, True))

    async def test_a_certificate_says_what_it_is(self):
        value = Certificate(certificate_type=2, certificate_value=b"pgp")
        obj = await self.imported(request(value=value))
        self.assertEqual((obj.get("Certificate Type"), obj.get("Certificate Length")), (2, 3))

    async def test_a_template_says_what_it_gives(self):
        value = Template(attribute=attributes({"Cryptographic Length": 128}))
        obj = await self.imported(request({"Name": text_name("t")}, value=value))
        self.assertEqual(obj.get("Cryptographic Length"), 128)
        self.assertNotIn("Sensitive", obj.attributes)

    async def test_an_opaque_object_has_no_state(self):
        obj = await self.imported(request(value=OpaqueObject(opaque_data_type=0x80000001, opaque_data_value=b"o")))
        self.assertIsNone(obj.state)
        self.assertEqual(len(obj.all("Digest")), 1)

    async def test_dates_move_it(self):
        obj = await self.imported(request({"Activation Date": NOW - 1}))
        self.assertIs(obj.state, State.PRE_ACTIVE)
        hsm = Hsm()
        await self.imported(request({"Activation Date": NOW - 1}), hsm)
        found = await hsm.ask(Operation.LOCATE, locate.Request(attribute=attributes({"State": State.ACTIVE})))
        self.assertEqual(found.unique_identifier, ["k1"])

    async def test_what_is_left_of_usage_limits(self):
        obj = await self.imported(request(limits(9, None)))
        self.assertEqual(obj.get("Usage Limits").usage_limits_count, 9)

    async def test_indices_are_kept_and_filled_up(self):
        obj = await self.imported(numbered((4, "a"), (None, "b"), (2, "c")))
        names = [(each.index, each.value.name_value) for each in obj.all("Name")]
        self.assertEqual(names, [(2, "c"), (4, "a"), (5, "b")])

    async def test_an_archived_object_is_archived(self):
        hsm = Hsm()
        obj = await self.imported(request({"Archive Date": 5}), hsm)
        self.assertTrue(obj.archived)
        await refused(self, hsm, Operation.GET, get.Request(unique_identifier="k1"), R.OBJECT_ARCHIVED)

    async def test_a_wrapped_key_is_kept_as_it_comes(self):
        for wrap_type in (None, KeyWrapType.AS_REGISTERED):
            obj = await self.imported(request(value=WRAPPED, key_wrap_type=wrap_type))
            self.assertEqual(obj.value, WRAPPED)

    async def test_a_plain_key_is_not_wrapped(self):
        obj = await self.imported(request(key_wrap_type=KeyWrapType.NOT_WRAPPED))
        self.assertEqual(obj.value, AES)

    async def test_application_data_that_is_left_out_is_made(self):
        for namespace in MAKERS:
            obj = await self.imported(request(information(namespace)))
            self.assertTrue(obj.get("Application Specific Information").application_data)

    async def test_without_lease_time_there_is_no_limit(self):
        hsm = Hsm()
        await self.imported(request(), hsm)
        leased = await hsm.ask(Operation.OBTAIN_LEASE, obtain_lease.Request(unique_identifier="k1"))
        self.assertEqual(leased.lease_time, obtain_lease.NO_LIMIT)

    async def test_a_destroyed_object_takes_no_name(self):
        hsm = Hsm()
        hsm.put(made("k2", having={"Name": text_name("taken")}))
        given = {"State": State.DESTROYED, "Object Type": T.SYMMETRIC_KEY, "Name": text_name("taken")}
        obj = await self.imported(request(given, value=None), hsm)
        self.assertEqual((obj.value, obj.get("Name")), (None, text_name("taken")))

    async def test_a_type_that_all_agree_on(self):
        obj = await self.imported(request({"Object Type": T.SYMMETRIC_KEY}, object_type=T.SYMMETRIC_KEY))
        self.assertIs(obj.object_type, T.SYMMETRIC_KEY)


class Unwrapping(TestCase):
    """4.41: Not Wrapped is kept unwrapped; the wrapping key is one of this HSM."""

    async def exported(self, hsm, option):
        hsm.put(using(Sensitive=True), using(WRAP, uid="kek"))
        how = KeyWrappingSpecification(
            wrapping_method=WrappingMethod.ENCRYPT,
            encryption_key_information=EncryptionKeyInformation(unique_identifier="kek"),
            encoding_option=option,
        )
        asked = export.Request(unique_identifier="k1", key_wrapping_specification=how)
        return (await hsm.ask(Operation.EXPORT, asked)).symmetric_key

    async def test_it_is_the_key_that_was_wrapped(self):
        for option in (None, EncodingOption.NO_ENCODING, EncodingOption.TTLV_ENCODING):
            hsm = Hsm()
            value = await self.exported(hsm, option)
            self.assertIsNotNone(value.key_block.key_wrapping_data)
            payload = request({"Sensitive": True}, "k9", value, key_wrap_type=KeyWrapType.NOT_WRAPPED)
            await hsm.ask(Operation.IMPORT, payload)
            obj = hsm.load("k9")
            self.assertEqual(obj.value, AES)
            self.assertEqual(obj.get("Digest"), digest_of(AES))
            await refused(self, hsm, Operation.GET, get.Request(unique_identifier="k9"), R.SENSITIVE)

    async def test_what_was_wrapped_otherwise(self):
        said = {0x80000001: R.ENCODING_OPTION_ERROR, EncodingOption.TTLV_ENCODING: R.CRYPTOGRAPHIC_FAILURE}
        for option, reason in said.items():
            hsm = Hsm()
            value = await self.exported(hsm, EncodingOption.NO_ENCODING)
            value.key_block.key_wrapping_data.encoding_option = option
            payload = request(uid="k9", value=value, key_wrap_type=KeyWrapType.NOT_WRAPPED)
            await refused(self, hsm, Operation.IMPORT, payload, reason)


SECOND = SymmetricKey(key_block=block(raw_block(bytes(16)).key_value))


class Replacing(TestCase):
    async def test_an_object_is_replaced_whole(self):
        for how in ({}, {"archived": True}, {"state": State.DESTROYED}):
            hsm = Hsm()
            hsm.put(made("k1", having={"Name": text_name("old"), "Comment": "old"}, **how), made("k2"))
            await hsm.ask(Operation.IMPORT, request({"Name": text_name("new")}, value=SECOND, replace_existing=True))
            obj = hsm.load("k1")
            self.assertEqual((obj.value, obj.get("Comment"), obj.archived), (SECOND, None, False))
            self.assertEqual(len(everything(hsm)), 2)
            self.assertEqual((hsm.store.named("alice", "old"), hsm.store.named("alice", "new")), ([], ["k1"]))

    async def test_its_own_name_is_not_taken(self):
        hsm = Hsm()
        hsm.put(made("k1", having={"Name": text_name("a")}))
        await hsm.ask(Operation.IMPORT, request({"Name": text_name("a")}, replace_existing=True))
        self.assertEqual(hsm.store.named("alice", "a"), ["k1"])

    async def test_where_there_is_none(self):
        hsm = Hsm()
        await hsm.ask(Operation.IMPORT, request(replace_existing=True))
        self.assertEqual(hsm.load("k1").value, AES)

    async def test_an_object_that_the_message_has_deleted(self):
        hsm = Hsm()
        hsm.put(made("k1", T.OPAQUE_OBJECT), made("k2"))
        answered = await hsm.batch(
            item(Operation.DESTROY, destroy.Request(unique_identifier="k1"), b"1"),
            item(Operation.IMPORT, request(), b"2"),
            item(Operation.GET, get.Request(unique_identifier="k1"), b"3"),
            item(Operation.LOCATE, locate.Request(), b"4"),
        )
        self.assertEqual([each.result_reason for each in answered], [None] * 4)
        self.assertEqual(hsm.load("k1").value, AES)

    async def test_the_placeholder_is_the_object(self):
        hsm = Hsm()
        answered = await hsm.batch(item(Operation.IMPORT, request(), b"1"), item(Operation.GET, get.Request(), b"2"))
        self.assertEqual([each.result_reason for each in answered], [None, None])


class LargePrimes(TestCase):
    async def test_a_thread_finds_out_whether_it_is_one(self):
        thread = Offloaded()
        hsm = Hsm(offload=thread)
        method = SplitKeyMethod.POLYNOMIAL_SHARING_PRIME_FIELD
        share = dataclasses.replace(
            some_value(T.SPLIT_KEY), split_key_method=method, prime_field_size=(1 << 1024) - 103
        )
        payload = import_.Request(unique_identifier="k2", split_key=share)
        await refused(self, hsm, Operation.IMPORT, payload, R.INVALID_FIELD)
        self.assertEqual(thread.count, 1)
