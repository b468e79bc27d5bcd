"""Join Split Key (KMIP 1.4 4.39, errors 11.40)."""

import dataclasses

from twisted.trial.unittest import TestCase

from hsmsim.model.attributes import MAX_INSTANCES
from hsmsim.model.keyblock import make_key_block
from hsmsim.model.sharing import MOST_PARTS, Scheme, split
from hsmsim.operations import create_split_key, join_split_key, modify_attribute
from hsmsim.operations.get import Request as Get
from hsmsim.spec.enums import (
    CryptographicAlgorithm,
    KeyFormatType,
    NameType,
    ObjectType,
    Operation,
    ResultReason,
    SecretDataType,
    SplitKeyMethod,
    State,
)
from hsmsim.spec.structures import KeyBlock, KeyValue, SplitKey, TransparentKey
from hsmsim.spec.values import ApplicationSpecificInformation, Name
from hsmsim.spec.versions import V1_1, V1_2
from tests.appliance import Hsm, KmipError, Offloaded, item
from tests.exchange.keys import EC_PRIVATE, EC_PUBLIC, RSA_PRIVATE, asymmetric, using, with_block
from tests.exchange.tables import WRAPPING
from tests.objects import KEY, attribute, made, raw_block, refused, template_attribute, text_name
from tests.support import rows

A, R, T = CryptographicAlgorithm, ResultReason, ObjectType
XOR = SplitKeyMethod.XOR
GF_8 = SplitKeyMethod.POLYNOMIAL_SHARING_GF_2_8
GF_16 = SplitKeyMethod.POLYNOMIAL_SHARING_GF_2_16
PRIME = SplitKeyMethod.POLYNOMIAL_SHARING_PRIME_FIELD
P = (1 << 521) - 1
AES = {"Cryptographic Algorithm": A.AES, "Cryptographic Length": 128}


def request(*uids, given=None, templates=(), object_type=T.SYMMETRIC_KEY, secret_data_type=None):
    template = template_attribute(given or {}, *templates) if given is not None or templates else None
    return join_split_key.Request(
        object_type=object_type,
        unique_identifier=list(uids),
        secret_data_type=secret_data_type,
        template_attribute=template,
    )


USUAL = Scheme(GF_8, 3, 2)


def part(number, share, scheme=USUAL, uid=None, algorithm=None, **how):
    """An object with one share."""
    having = {} if algorithm is None else {"Cryptographic Algorithm": algorithm}
    obj = made(uid or f"p{number}", T.SPLIT_KEY, {**having, **how.pop("having", {})}, **how)
    if obj.value is not None:
        obj.value = SplitKey(
            split_key_parts=scheme.parts,
            key_part_identifier=number,
            split_key_threshold=scheme.threshold,
            split_key_method=scheme.method,
            prime_field_size=scheme.prime,
            key_block=share if isinstance(share, KeyBlock) else make_key_block(KeyFormatType.RAW, share, None, None),
        )
    return obj


def parts_of(secret, scheme=USUAL, **how):
    drawn = iter(range(1, 100))
    shares = split(scheme, secret, lambda size: bytes((next(drawn),)) * size)
    return [part(number, share, scheme, **how) for number, share in enumerate(shares, 1)]


NO_DATA = ApplicationSpecificInformation(application_namespace="ssl")
TWO = ("p1", "p2")
SHARE = bytes(16)


@rows(
    split_key=(request(*TWO, object_type=T.SPLIT_KEY), R.INVALID_FIELD),
    certificate=(request(*TWO, object_type=T.CERTIFICATE), R.INVALID_FIELD),
    unknown_type=(request(*TWO, object_type=0x55), R.INVALID_FIELD),
    no_template=(request(*TWO, templates=("nobody",)), R.ITEM_NOT_FOUND),
    archived_template=(request(*TWO, templates=("away",)), R.OBJECT_ARCHIVED),
    incomplete_name=(request(*TWO, given={**AES, "Name": Name(name_type=NameType.URI)}), R.INVALID_FIELD),
    attribute_of_the_server=(request(*TWO, given={**AES, "State": State.ACTIVE}), R.INVALID_FIELD),
    other_length=(request(*TWO, given={**AES, "Cryptographic Length": 256}), R.INVALID_FIELD),
    no_algorithm=(request(*TWO), R.INVALID_FIELD),
    secret_data_type_of_a_key=(request(*TWO, given=AES, secret_data_type=SecretDataType.SEED), R.INVALID_FIELD),
    unknown_secret_data_type=(
        request(*TWO, object_type=T.SECRET_DATA, secret_data_type=0x55),
        R.INVALID_FIELD,
    ),
    too_many=(
        request(*TWO, given={**AES, "Object Group": [str(each) for each in range(MAX_INSTANCES + 1)]}),
        R.INDEX_OUT_OF_BOUNDS,
    ),
    namespace=(
        request(*TWO, given={**AES, "Application Specific Information": NO_DATA}),
        R.APPLICATION_NAMESPACE_NOT_SUPPORTED,
    ),
    too_few=(request("p1", given=AES), R.CRYPTOGRAPHIC_FAILURE),
    too_few_and_no_template=(request("p1"), R.CRYPTOGRAPHIC_FAILURE),
    none=(request(given=AES), R.CRYPTOGRAPHIC_FAILURE),
    one_twice=(request("p1", "p1", given=AES), R.CRYPTOGRAPHIC_FAILURE),
    no_object=(request("p1", "nobody", given=AES), R.ITEM_NOT_FOUND),
    archived=(request("p1", "archived", given=AES), R.OBJECT_ARCHIVED),
    destroyed=(request("p1", "destroyed", given=AES), R.CRYPTOGRAPHIC_FAILURE),
    elsewhere=(request("p1", "elsewhere", given=AES), R.CRYPTOGRAPHIC_FAILURE),
    wrapped=(request("p1", "wrapped", given=AES), R.CRYPTOGRAPHIC_FAILURE),
    no_part=(request("p1", "key", given=AES), R.INVALID_FIELD),
    another_method=(request("p1", "xor", given=AES), R.CRYPTOGRAPHIC_FAILURE),
    another_threshold=(request("p1", "p2", "threshold", given=AES), R.CRYPTOGRAPHIC_FAILURE),
    two_of_one_number=(request("p1", "p2", "number", given=AES), R.CRYPTOGRAPHIC_FAILURE),
    longer=(request("p1", "longer", given=AES), R.CRYPTOGRAPHIC_FAILURE),
    structure=(request("p1", "structure", given=AES), R.CRYPTOGRAPHIC_FAILURE),
    method_of_vendor=(request("vendor", given=AES), R.INVALID_FIELD),
    no_private_key=(request(*TWO, object_type=T.PRIVATE_KEY), R.CRYPTOGRAPHIC_FAILURE),
    no_such_key=(request(*TWO, given={**AES, "Cryptographic Algorithm": A.POLY1305}), R.CRYPTOGRAPHIC_FAILURE),
)
class Table363(TestCase):
    async def check(self, payload, reason):
        hsm = Hsm()
        hsm.put(
            *parts_of(KEY),
            using(uid="key"),
            made("t1", T.TEMPLATE, {"Name": text_name("away")}, archived=True),
            part(3, SHARE, uid="archived", archived=True),
            part(3, SHARE, uid="destroyed", state=State.DESTROYED),
            part(3, KeyBlock(key_format_type=KeyFormatType.RAW), uid="elsewhere"),
            part(
                3,
                KeyBlock(key_format_type=KeyFormatType.RAW, key_value=b"x", key_wrapping_data=WRAPPING),
                uid="wrapped",
            ),
            part(3, SHARE, Scheme(XOR, 2, 2), uid="xor"),
            part(3, SHARE, Scheme(GF_8, 3, 3), uid="threshold"),
            part(2, SHARE, uid="number"),
            part(3, bytes(17), uid="longer"),
            part(3, TransparentKey(key=KEY), uid="structure"),
            part(1, SHARE, Scheme(0x80000001, 1, 1), uid="vendor"),
        )
        await refused(self, hsm, Operation.JOIN_SPLIT_KEY, payload, reason)


async def joined(hsm, payload):
    answered = await hsm.ask(Operation.JOIN_SPLIT_KEY, payload)
    return hsm.load(answered.unique_identifier)


def material(obj):
    return obj.value.key_block.key_value.key_material


@rows(
    xor=(Scheme(XOR, 3, 3),),
    gf_8=(Scheme(GF_8, 5, 3),),
    gf_16=(Scheme(GF_16, 5, 3),),
    prime=(Scheme(PRIME, 5, 3, P),),
)
class Methods(TestCase):
    async def check(self, scheme):
        for secret in (KEY, bytes(15) + b"\x01"):
            hsm = Hsm()
            parts = parts_of(secret, scheme)
            hsm.put(*parts)
            for chosen in (parts[: scheme.threshold], parts[-scheme.threshold :], parts):
                obj = await joined(hsm, request(*(each.uid for each in chosen), given=AES))
                self.assertEqual(material(obj), secret)
                self.assertIs(obj.object_type, T.SYMMETRIC_KEY)
                self.assertEqual((obj.get("Cryptographic Algorithm"), obj.get("Cryptographic Length")), (A.AES, 128))
                self.assertIsNone(obj.get("Original Creation Date"))

    async def test_bytes_that_the_field_has_no_place_for(self):
        for scheme in (Scheme(GF_16, 3, 2), Scheme(PRIME, 3, 2, P)):
            hsm = Hsm()
            hsm.put(*parts_of(b"odd", scheme))
            given = {"Cryptographic Length": 24}
            obj = await joined(hsm, request(*TWO, object_type=T.SECRET_DATA, given=given))
            self.assertEqual(material(obj), b"odd")
            for wrong in (16, 8):
                given = {"Cryptographic Algorithm": A.HMAC_SHA256, "Cryptographic Length": wrong}
                with self.assertRaises(KmipError):
                    await joined(hsm, request(*TWO, given=given))
            hsm = Hsm()
            hsm.put(*parts_of(b"odd", scheme))
            bare = await joined(hsm, request(*TWO, object_type=T.SECRET_DATA))
            self.assertEqual(material(bare).rstrip(b"\0"), b"odd")

    async def test_zeros_before_a_number_come_back(self):
        hsm = Hsm()
        hsm.put(*parts_of(b"\0\0\1", Scheme(PRIME, 3, 2, (1 << 31) - 1)))
        given = {"Cryptographic Length": 24}
        obj = await joined(hsm, request(*TWO, object_type=T.SECRET_DATA, given=given))
        self.assertEqual(material(obj), b"\0\0\1")
        given = {"Cryptographic Length": 64}
        obj = await joined(hsm, request(*TWO, object_type=T.SECRET_DATA, given=given))
        self.assertEqual(material(obj), bytes(7) + b"\1")


class Attributes(TestCase):
    async def test_the_parts_say_what_the_key_is(self):
        hsm = Hsm()
        having = {"Cryptographic Usage Mask": 12}
        hsm.put(*parts_of(KEY, algorithm=A.AES, having=having))
        obj = await joined(hsm, request(*TWO))
        self.assertEqual((obj.get("Cryptographic Algorithm"), obj.get("Cryptographic Usage Mask")), (A.AES, 12))
        other = await joined(hsm, request(*TWO, given={"Cryptographic Usage Mask": 4}))
        self.assertEqual(other.get("Cryptographic Usage Mask"), 4)

    async def test_it_is_as_secret_as_its_parts(self):
        for name, value in (("Sensitive", True), ("Extractable", False)):
            hsm = Hsm()
            first, second, _ = parts_of(KEY)
            second.set(name, value)
            hsm.put(first, second)
            given = {**AES, "Sensitive": False, "Extractable": True}
            self.assertIs((await joined(hsm, request(*TWO, given=given))).get(name), value)

    async def test_the_placeholder(self):
        hsm = Hsm()
        hsm.put(*parts_of(KEY))
        _, got = await hsm.batch(
            item(Operation.JOIN_SPLIT_KEY, request(*TWO, given=AES), b"1"), item(Operation.GET, Get(), b"2")
        )
        self.assertIn(KEY, bytes(got.response_payload.data))

    async def test_the_parts_stay_as_they_are(self):
        hsm = Hsm()
        hsm.put(*parts_of(KEY))
        before = [hsm.load(uid) for uid in TWO]
        await joined(hsm, request(*TWO, given=AES))
        self.assertEqual([hsm.load(uid) for uid in TWO], before)

    async def test_since_1_2(self):
        hsm = Hsm()
        hsm.put(*parts_of(KEY))
        payload = request(*TWO, given=AES)
        await hsm.ask(Operation.JOIN_SPLIT_KEY, payload, version=V1_2)
        await refused(self, hsm, Operation.JOIN_SPLIT_KEY, payload, R.OPERATION_NOT_SUPPORTED, version=V1_1)


async def through(obj, method, object_type, given=None, **how):
    """What comes of an object that is split and joined again."""
    hsm = Hsm()
    hsm.put(obj)
    threshold = 3 if method is XOR else 2
    answered = await hsm.ask(
        Operation.CREATE_SPLIT_KEY,
        create_split_key.Request(
            object_type=T.SPLIT_KEY,
            unique_identifier=obj.uid,
            split_key_parts=3,
            split_key_threshold=threshold,
            split_key_method=method,
            template_attribute=template_attribute({}),
        ),
    )
    uids = answered.unique_identifier[-threshold:]
    return await joined(hsm, request(*uids, object_type=object_type, given=given, **how))


@rows(**{each.name.lower(): (each,) for each in SplitKeyMethod})
class ThereAndBack(TestCase):
    """Every kind of secret by every method."""

    async def check(self, method):
        self.assertEqual(material(await through(using(Cryptographic_Algorithm=A.AES), method, T.SYMMETRIC_KEY)), KEY)
        for key, form, kind in (
            (EC_PRIVATE, KeyFormatType.ECPRIVATEKEY, T.PRIVATE_KEY),
            (RSA_PRIVATE, KeyFormatType.PKCS_1, T.PRIVATE_KEY),
            (EC_PUBLIC, KeyFormatType.X_509, T.PUBLIC_KEY),
        ):
            whole = asymmetric(key, form)
            whole.set("Cryptographic Algorithm", key.algorithm)
            obj = await through(whole, method, kind)
            self.assertEqual(material(obj), key.material)
            self.assertEqual(
                (obj.get("Cryptographic Algorithm"), obj.get("Cryptographic Length")), (key.algorithm, key.length)
            )
        for secret in (b"odd", b"\0even\0"):
            block = dataclasses.replace(raw_block(secret), cryptographic_algorithm=None, cryptographic_length=None)
            password = with_block(made("k1", T.SECRET_DATA), block)
            obj = await through(password, method, T.SECRET_DATA, secret_data_type=SecretDataType.SEED)
            self.assertEqual((material(obj), obj.value.secret_data_type), (secret, SecretDataType.SEED))
        plain = await through(using(Cryptographic_Algorithm=A.AES), method, T.SECRET_DATA)
        self.assertEqual((material(plain), plain.value.secret_data_type), (KEY, SecretDataType.PASSWORD))
        triple = with_block(using(Cryptographic_Algorithm=A.DES3), _triple_des())
        obj = await through(triple, method, T.SYMMETRIC_KEY, given={"Cryptographic Length": 168})
        self.assertEqual(len(material(obj)), 24)


def _triple_des():
    return KeyBlock(
        key_format_type=KeyFormatType.RAW,
        key_value=KeyValue(key_material=Hsm().crypto.generate_key(A.DES3, 168)),
        cryptographic_algorithm=A.DES3,
        cryptographic_length=168,
    )


class InAThread(TestCase):
    """What takes long goes to a thread; what others do in that time counts."""

    def setUp(self):
        self.thread = Offloaded()
        self.hsm = Hsm(offload=self.thread)

    async def test_little_work_does_not(self):
        self.hsm.put(*parts_of(KEY))
        await self.hsm.ask(Operation.JOIN_SPLIT_KEY, request(*TWO, given=AES))
        self.assertEqual(self.thread.count, 0)

    async def test_large_parts(self):
        self.hsm.put(*parts_of(bytes(50_000)))
        answered = await self.hsm.ask(Operation.JOIN_SPLIT_KEY, request(*TWO, object_type=T.SECRET_DATA))
        self.assertEqual(self.thread.count, 1)
        block = self.hsm.load(answered.unique_identifier).value.key_block
        self.assertEqual(block.key_value.key_material, bytes(50_000))

    async def test_a_large_prime(self):
        self.hsm.put(*parts_of(KEY, Scheme(PRIME, 3, 2, (1 << 1024) - 105)))
        await self.hsm.ask(Operation.JOIN_SPLIT_KEY, request(*TWO, given=AES))
        self.assertEqual(self.thread.count, 1)

    async def test_more_parts_than_are_joined_are_not_looked_for(self):
        payload = request(*(f"nobody{number}" for number in range(MOST_PARTS + 1)), given=AES)
        await refused(self, self.hsm, Operation.JOIN_SPLIT_KEY, payload, R.CRYPTOGRAPHIC_FAILURE)

    async def test_a_part_that_became_sensitive_in_the_meantime(self):
        async def offload(function, *arguments):
            change = attribute("Sensitive", True)
            await hsm.ask(
                Operation.MODIFY_ATTRIBUTE, modify_attribute.Request(unique_identifier="p1", attribute=change)
            )
            return function(*arguments)

        hsm = Hsm(offload=offload)
        hsm.put(*parts_of(bytes(50_000)))
        answered = await hsm.ask(Operation.JOIN_SPLIT_KEY, request(*TWO, object_type=T.SECRET_DATA))
        self.assertIs(hsm.load(answered.unique_identifier).get("Sensitive"), True)
