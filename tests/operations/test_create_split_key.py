"""Create Split Key (KMIP 1.4 4.38, errors 11.39)."""

from twisted.trial.unittest import TestCase

from hsmsim.model.attributes import MAX_INSTANCES
from hsmsim.model.fields import prime_above
from hsmsim.model.sharing import MOST_PARTS, Scheme, join
from hsmsim.operations import create_split_key, modify_attribute
from hsmsim.operations.get import Request as Get
from hsmsim.spec.enums import (
    CryptographicAlgorithm,
    KeyFormatType,
    NameType,
    ObjectType,
    Operation,
    ResultReason,
    RNGAlgorithm,
    SplitKeyMethod,
    State,
)
from hsmsim.spec.structures import TransparentKey
from hsmsim.spec.values import ApplicationSpecificInformation, Name, RNGParameters
from hsmsim.spec.versions import V1_1, V1_2
from tests.appliance import NOW, Hsm, Offloaded, item
from tests.exchange.keys import EC_PRIVATE, EC_PUBLIC, RSA_PRIVATE, asymmetric, using, with_block
from tests.exchange.tables import opaque, without_value, wrapped
from tests.objects import KEY, attribute, made, raw_block, refused, template_attribute, text_name
from tests.support import rows

A, R, T = CryptographicAlgorithm, ResultReason, ObjectType
XOR = SplitKeyMethod.XOR
GF_8 = SplitKeyMethod.POLYNOMIAL_SHARING_GF_2_8
GF_16 = SplitKeyMethod.POLYNOMIAL_SHARING_GF_2_16
PRIME = SplitKeyMethod.POLYNOMIAL_SHARING_PRIME_FIELD
AES = {"Cryptographic Algorithm": A.AES, "Cryptographic Length": 128}


def request(given=None, *templates, uid="k1", method=GF_8, parts=3, threshold=2, **fields):
    return create_split_key.Request(
        **{
            "object_type": T.SPLIT_KEY,
            "unique_identifier": uid,
            "split_key_parts": parts,
            "split_key_threshold": threshold,
            "split_key_method": method,
            "template_attribute": template_attribute(given or {}, *templates),
            **fields,
        }
    )


def key_of_aes(**more):
    return using(**{"Cryptographic_Algorithm": A.AES, "Cryptographic_Length": 128, **more})


NO_DATA = ApplicationSpecificInformation(application_namespace="ssl")
OTHER_RNG = RNGParameters(rng_algorithm=RNGAlgorithm.ANSI_X9_31)


@rows(
    symmetric_key=(request(object_type=T.SYMMETRIC_KEY), R.INVALID_FIELD),
    unknown_type=(request(object_type=0x55), R.INVALID_FIELD),
    no_template=(request({}, "nobody"), R.ITEM_NOT_FOUND),
    archived_template=(request({}, "away"), R.OBJECT_ARCHIVED),
    incomplete_name=(request({"Name": Name(name_type=NameType.URI)}), R.INVALID_FIELD),
    attribute_of_certificates=(request({"Certificate Length": 5}), R.INVALID_FIELD),
    attribute_of_the_server=(request({"State": State.ACTIVE}), R.INVALID_FIELD),
    other_generator=(request({"Random Number Generator": OTHER_RNG}), R.INVALID_FIELD),
    too_many=(request({"Object Group": [str(each) for each in range(MAX_INSTANCES + 1)]}), R.INDEX_OUT_OF_BOUNDS),
    namespace=(request({"Application Specific Information": NO_DATA}), R.APPLICATION_NAMESPACE_NOT_SUPPORTED),
    method_of_vendor=(request(method=0x80000001), R.INVALID_FIELD),
    unknown_method=(request(method=0x55), R.INVALID_FIELD),
    no_threshold=(request(threshold=0), R.INVALID_FIELD),
    threshold_above_parts=(request(threshold=4), R.INVALID_FIELD),
    xor_with_threshold=(request(method=XOR), R.INVALID_FIELD),
    too_many_parts=(request(parts=MOST_PARTS + 1), R.INVALID_FIELD),
    composite=(request(method=PRIME, prime_field_size=(1 << 200) - 1), R.INVALID_FIELD),
    small_prime=(request(method=PRIME, prime_field_size=(1 << 127) - 1), R.CRYPTOGRAPHIC_FAILURE),
    no_object=(request(uid="nobody"), R.ITEM_NOT_FOUND),
    archived=(request(uid="archived"), R.OBJECT_ARCHIVED),
    certificate=(request(uid="certificate"), R.INVALID_FIELD),
    template_object=(request(uid="t1"), R.OBJECT_ARCHIVED),
    split_again=(request(uid="part"), R.INVALID_FIELD),
    destroyed=(request(uid="destroyed"), R.CRYPTOGRAPHIC_FAILURE),
    elsewhere=(request(uid="elsewhere"), R.CRYPTOGRAPHIC_FAILURE),
    wrapped=(request(uid="wrapped"), R.CRYPTOGRAPHIC_FAILURE),
    opaque_private_key=(request(uid="opaque"), R.INVALID_FIELD),
    new_without_algorithm=(request(uid=None), R.INVALID_FIELD),
    new_without_length=(request({"Cryptographic Algorithm": A.AES}, uid=None), R.INVALID_FIELD),
    new_of_no_length=(request({**AES, "Cryptographic Length": 100}, uid=None), R.INVALID_FIELD),
    new_private_key=(request({**AES, "Cryptographic Algorithm": A.RSA}, uid=None), R.INVALID_FIELD),
)
class Table362(TestCase):
    async def check(self, payload, reason):
        hsm = Hsm()
        hsm.put(
            key_of_aes(),
            key_of_aes(uid="archived", archived=True),
            key_of_aes(uid="destroyed", state=State.DESTROYED),
            made("t1", T.TEMPLATE, {"Name": text_name("away")}, archived=True),
            made("certificate", T.CERTIFICATE),
            made("part", T.SPLIT_KEY),
        )
        for uid, make in (("elsewhere", without_value), ("wrapped", wrapped)):
            obj = make(None)
            obj.uid = uid
            hsm.put(obj)
        block = opaque(None).value.key_block
        hsm.put(with_block(made("opaque", T.PRIVATE_KEY), block))
        await refused(self, hsm, Operation.CREATE_SPLIT_KEY, payload, reason)


async def split(hsm, payload):
    """The parts, as they are stored."""
    answered = await hsm.ask(Operation.CREATE_SPLIT_KEY, payload)
    return [hsm.load(uid) for uid in answered.unique_identifier]


def joined(parts):
    value = parts[0].value
    scheme = Scheme(value.split_key_method, value.split_key_parts, value.split_key_threshold, value.prime_field_size)
    shares = {each.value.key_part_identifier: each.value.key_block.key_value.key_material for each in parts}
    return join(scheme, shares)


def secret_data(material, key_format_type=KeyFormatType.OPAQUE, uid="k1"):
    obj = made(uid, T.SECRET_DATA)
    block = raw_block(material)
    block.key_format_type, block.cryptographic_algorithm, block.cryptographic_length = key_format_type, None, None
    return with_block(obj, block)


@rows(
    xor=(request(method=XOR, threshold=3), None),
    gf_8=(request(), None),
    gf_16=(request(method=GF_16), None),
    prime=(request(method=PRIME, prime_field_size=prime_above(200)), prime_above(200)),
    prime_of_the_server=(request(method=PRIME), prime_above(128)),
    prime_is_left_aside=(request(prime_field_size=15), None),
)
class Methods(TestCase):
    async def check(self, payload, prime):
        hsm = Hsm()
        hsm.put(key_of_aes())
        parts = await split(hsm, payload)
        self.assertEqual([each.value.key_part_identifier for each in parts], [1, 2, 3])
        for part in parts:
            value, block = part.value, part.value.key_block
            self.assertEqual((value.split_key_parts, value.split_key_threshold), (3, payload.split_key_threshold))
            self.assertEqual((value.split_key_method, value.prime_field_size), (payload.split_key_method, prime))
            self.assertIs(block.key_format_type, KeyFormatType.RAW)
            self.assertEqual((block.cryptographic_algorithm, block.cryptographic_length), (A.AES, 128))
            self.assertNotIn(KEY, block.key_value.key_material)
        self.assertEqual(joined(parts[-payload.split_key_threshold :])[-16:], KEY)


class Parts(TestCase):
    async def test_they_are_objects_like_others(self):
        hsm = Hsm()
        hsm.put(key_of_aes())
        before = hsm.load("k1")
        parts = await split(hsm, request({"Name": text_name("part"), "Activation Date": NOW}))
        self.assertEqual(hsm.load("k1"), before)
        for part in parts:
            self.assertIs(part.object_type, T.SPLIT_KEY)
            self.assertIs(part.state, State.ACTIVE)
            self.assertEqual(part.get("Name"), text_name("part"))
            self.assertEqual((part.get("Initial Date"), part.get("Original Creation Date")), (NOW, NOW))
            self.assertEqual(part.get("Random Number Generator"), hsm.crypto.rng)
            self.assertIs(part.get("Digest").key_format_type, KeyFormatType.RAW)
            answered = await hsm.ask(Operation.GET, Get(unique_identifier=part.uid))
            self.assertEqual((answered.object_type, answered.split_key), (T.SPLIT_KEY, part.value))

    async def test_the_key_says_what_it_is(self):
        hsm = Hsm()
        hsm.put(key_of_aes(mask=12))
        given = {**AES, "Cryptographic Length": 256, "Cryptographic Usage Mask": 1, "Comment": "c"}
        for part in await split(hsm, request({**given, "Cryptographic Algorithm": A.DES3})):
            self.assertEqual((part.get("Cryptographic Algorithm"), part.get("Cryptographic Length")), (A.AES, 128))
            self.assertEqual((part.get("Cryptographic Usage Mask"), part.get("Comment")), (12, "c"))

    async def test_they_are_as_secret_as_the_key(self):
        for name, value in (("Sensitive", True), ("Extractable", False)):
            hsm = Hsm()
            hsm.put(key_of_aes(**{name: value}))
            for part in await split(hsm, request({"Sensitive": False, "Extractable": True})):
                self.assertIs(part.get(name), value)
        for part in await split(hsm, request({**AES, "Sensitive": True}, uid=None)):
            self.assertIs(part.get("Sensitive"), True)

    async def test_the_placeholder_is_the_first(self):
        hsm = Hsm()
        hsm.put(key_of_aes())
        made_parts, got = await hsm.batch(
            item(Operation.CREATE_SPLIT_KEY, request(), b"1"), item(Operation.GET, Get(), b"2")
        )
        self.assertIsNotNone(made_parts.response_payload)
        self.assertIn(b"\x42\x00\x44\x02\x00\x00\x00\x04\x00\x00\x00\x01", bytes(got.response_payload.data))


class Secrets(TestCase):
    async def test_a_new_key(self):
        hsm = Hsm()
        parts = await split(hsm, request({**AES, "Cryptographic Usage Mask": 12}, uid=None))
        self.assertEqual(len(hsm.store._partition("alice").objects), 3)
        self.assertEqual({len(each.value.key_block.key_value.key_material) for each in parts}, {16})
        self.assertEqual(joined(parts[:2]), joined(parts[1:]))

    async def test_asymmetric_keys_are_split_in_one_form(self):
        for key, formats in (
            (EC_PRIVATE, (KeyFormatType.ECPRIVATEKEY, KeyFormatType.TRANSPARENT_EC_PRIVATE_KEY)),
            (RSA_PRIVATE, (KeyFormatType.PKCS_1,)),
            (EC_PUBLIC, (KeyFormatType.X_509,)),
        ):
            for each in formats:
                hsm = Hsm()
                hsm.put(asymmetric(key, each))
                parts = await split(hsm, request())
                self.assertEqual(joined(parts[:2]), key.material)
                self.assertEqual(parts[0].get("Cryptographic Length"), key.length)

    async def test_secret_data_of_any_format(self):
        for obj in (secret_data(b"pass"), secret_data(b"pass", KeyFormatType.RAW)):
            hsm = Hsm()
            hsm.put(obj)
            parts = await split(hsm, request())
            self.assertEqual(joined(parts[1:]), b"pass")
            self.assertEqual(parts[0].get("Cryptographic Length"), 32)
            self.assertIsNone(parts[0].get("Cryptographic Algorithm"))
            self.assertIsNone(parts[0].value.key_block.cryptographic_length)

    async def test_a_transparent_key(self):
        hsm = Hsm()
        block = raw_block()
        block.key_format_type = KeyFormatType.TRANSPARENT_SYMMETRIC_KEY
        block.key_value.key_material = TransparentKey(key=KEY)
        hsm.put(with_block(key_of_aes(), block))
        self.assertEqual(joined(await split(hsm, request())), KEY)

    async def test_since_1_2(self):
        hsm = Hsm()
        hsm.put(key_of_aes())
        await hsm.ask(Operation.CREATE_SPLIT_KEY, request(), version=V1_2)
        await refused(self, hsm, Operation.CREATE_SPLIT_KEY, request(), R.OPERATION_NOT_SUPPORTED, version=V1_1)


class InAThread(TestCase):
    """What takes long goes to a thread; what others do in that time counts."""

    def setUp(self):
        self.thread = Offloaded()
        self.hsm = Hsm(offload=self.thread)
        self.hsm.put(key_of_aes())

    async def test_little_work_does_not(self):
        await split(self.hsm, request())
        await split(self.hsm, request(method=PRIME, prime_field_size=(1 << 521) - 1))
        self.assertEqual(self.thread.count, 0)

    async def test_a_large_secret(self):
        self.hsm.put(secret_data(bytes(10_000), uid="large"))
        parts = await split(self.hsm, request(uid="large", parts=5, threshold=3))
        self.assertEqual((self.thread.count, len(parts)), (1, 5))

    async def test_a_large_prime_of_the_client(self):
        await split(self.hsm, request(method=PRIME, prime_field_size=(1 << 1024) - 105))
        self.assertEqual(self.thread.count, 1)
        payload = request(method=PRIME, prime_field_size=(1 << 1024) - 103)
        await refused(self, self.hsm, Operation.CREATE_SPLIT_KEY, payload, R.INVALID_FIELD)
        self.assertEqual(self.thread.count, 2)

    async def test_more_than_is_done(self):
        self.hsm.put(secret_data(bytes(1 << 17), uid="large"))
        payload = request(uid="large", method=GF_16, parts=MOST_PARTS, threshold=MOST_PARTS)
        await refused(self, self.hsm, Operation.CREATE_SPLIT_KEY, payload, R.CRYPTOGRAPHIC_FAILURE)

    async def test_a_key_that_became_sensitive_in_the_meantime(self):
        async def offload(function, *arguments):
            change = attribute("Sensitive", True)
            await hsm.ask(
                Operation.MODIFY_ATTRIBUTE, modify_attribute.Request(unique_identifier="k1", attribute=change)
            )
            return function(*arguments)

        hsm = Hsm(offload=offload)
        hsm.put(secret_data(bytes(10_000)))
        for part in await split(hsm, request(parts=5, threshold=3)):
            self.assertIs(part.get("Sensitive"), True)
