"""hsmsim/exchange/containers.py: PKCS#12 (3.45, tables 330 and 338)."""

from twisted.trial.unittest import TestCase

from hsmsim.crypto import der
from hsmsim.model.keyblock import make_key_block
from hsmsim.operations import get, register, sign
from hsmsim.spec.enums import (
    CertificateType,
    CryptographicAlgorithm,
    DigitalSignatureAlgorithm,
    KeyCompressionType,
    KeyFormatType,
    LinkType,
    ObjectType,
    Operation,
    ResultReason,
    SecretDataType,
    State,
)
from hsmsim.spec.structures import (
    Certificate,
    EncryptionKeyInformation,
    KeyBlock,
    KeyValue,
    KeyWrappingSpecification,
    PrivateKey,
    SecretData,
    TransparentKey,
)
from hsmsim.spec.values import CryptographicParameters, Link
from hsmsim.spec.versions import V1_3
from tests.appliance import NOW, Hsm
from tests.exchange.keys import EC_PRIVATE, WRAP, asymmetric, using
from tests.exchange.tables import WRAPPING
from tests.objects import made, refused, template_attribute
from tests.suites.crypto import vectors
from tests.support import rows

A, F, L, O, R, T = CryptographicAlgorithm, KeyFormatType, LinkType, Operation, ResultReason, ObjectType  # noqa: E741
VECTORS = vectors("containers")
KEY = bytes.fromhex(VECTORS["key"])
CHAIN = [bytes.fromhex(each) for each in VECTORS["chain"]]
CONTAINER = bytes.fromhex(VECTORS["containers"]["modern"])
ECDSA = CryptographicParameters(digital_signature_algorithm=DigitalSignatureAlgorithm.ECDSA_WITH_SHA256)
NAME = "PKCS#12 Friendly Name"
DATA = bytes.fromhex("06092a864886f70d010701")
KEY_BAG = bytes.fromhex("060b2a864886f70d010c0a0101")


def link(link_type, uid):
    return Link(link_type=link_type, linked_object_identifier=uid)


def secret(uid, material=b"password", secret_data_type=SecretDataType.PASSWORD, **how):
    obj = made(uid, T.SECRET_DATA, **how)
    key_block = make_key_block(F.OPAQUE, material, None, None) if isinstance(material, bytes) else material
    if obj.value is not None:
        obj.value = SecretData(secret_data_type=secret_data_type, key_block=key_block)
    return obj


def container(links=("password",), block=None, **given):
    """A request to register a container."""
    having = {"Link": [link(L.PKCS_12_PASSWORD_LINK, uid) for uid in links]} if links else {}
    block = block or KeyBlock(key_format_type=F.PKCS_12, key_value=KeyValue(key_material=CONTAINER))
    return register.Request(
        object_type=T.PRIVATE_KEY,
        template_attribute=template_attribute({**having, **given}),
        private_key=PrivateKey(key_block=block),
    )


def pkcs_12(key_value, algorithm=None, length=None):
    return KeyBlock(
        key_format_type=F.PKCS_12, key_value=key_value, cryptographic_algorithm=algorithm, cryptographic_length=length
    )


ABSENT = KeyBlock(key_format_type=F.OPAQUE)
WRAPPED = KeyBlock(key_format_type=F.OPAQUE, key_value=b"wrapped", key_wrapping_data=WRAPPING)
TRANSPARENT = make_key_block(F.TRANSPARENT_SYMMETRIC_KEY, TransparentKey(key=b"password"), None, None)


def prepared():
    hsm = Hsm()
    hsm.put(
        secret("password"),
        secret("wrong", b"passwore"),
        secret("seed", secret_data_type=SecretDataType.SEED),
        secret("archived", archived=True),
        secret("destroyed", state=State.DESTROYED),
        secret("absent", ABSENT),
        secret("wrapped", WRAPPED),
        secret("transparent", TRANSPARENT),
        using(WRAP),
    )
    return hsm


@rows(
    no_link=(container(()), R.INVALID_FIELD),
    two_links=(container(("password", "seed")), R.INVALID_FIELD),
    no_object=(container(("nobody",)), R.INVALID_FIELD),
    no_secret_data=(container(("k1",)), R.INVALID_FIELD),
    no_password=(container(("seed",)), R.INVALID_FIELD),
    destroyed=(container(("destroyed",)), R.INVALID_FIELD),
    absent=(container(("absent",)), R.INVALID_FIELD),
    wrapped=(container(("wrapped",)), R.INVALID_FIELD),
    transparent=(container(("transparent",)), R.INVALID_FIELD),
    archived=(container(("archived",)), R.OBJECT_ARCHIVED),
    wrong_password=(container(("wrong",)), R.INVALID_FIELD),
    no_container=(container(block=pkcs_12(KeyValue(key_material=b"nonsense"))), R.INVALID_FIELD),
    structure=(container(block=pkcs_12(KeyValue(key_material=TransparentKey(key=b"x")))), R.INVALID_FIELD),
    no_such_name=(container(**{NAME: "another"}), R.INVALID_FIELD),
    other_algorithm=(container(**{"Cryptographic Algorithm": A.RSA}), R.INVALID_FIELD),
    block_says_another=(container(block=pkcs_12(KeyValue(key_material=CONTAINER), A.RSA, 256)), R.INVALID_FIELD),
    algorithm_alone=(container(block=pkcs_12(KeyValue(key_material=CONTAINER), A.EC)), R.INVALID_FIELD),
)
class Table330(TestCase):
    async def check(self, payload, reason):
        await refused(self, prepared(), O.REGISTER, payload, reason)


async def taken_in(hsm, payload=None):
    answered = await hsm.ask(O.REGISTER, payload or container())
    return hsm.load(answered.unique_identifier)


def linked(obj, link_type=L.PKCS_12_CERTIFICATE_LINK):
    return [each.value.linked_object_identifier for each in obj.all("Link") if each.value.link_type is link_type]


async def got(hsm, uid, **fields):
    return (await hsm.ask(O.GET, get.Request(unique_identifier=uid, **fields))).private_key.key_block


class Registered(TestCase):
    async def test_the_key(self):
        for key_value in (CONTAINER, KeyValue(key_material=CONTAINER)):
            for block in (pkcs_12(key_value), pkcs_12(key_value, A.ECDSA, 256)):
                hsm = prepared()
                obj = await taken_in(hsm, container(block=block, **{"Cryptographic Usage Mask": 1}))
                self.assertEqual(obj.get(NAME), "Alias")
                self.assertEqual(obj.get("Cryptographic Length"), 256)
                self.assertIs(obj.get("Cryptographic Algorithm"), block.cryptographic_algorithm or A.EC)
                self.assertIs(obj.get("Digest").key_format_type, F.PKCS_12)
                self.assertEqual(await got(hsm, obj.uid), block)
                plain = await got(hsm, obj.uid, key_format_type=F.PKCS_8)
                self.assertEqual(plain.key_value.key_material, KEY)

    async def test_the_chain(self):
        hsm = prepared()
        at = await taken_in(hsm)
        for encoded in CHAIN:
            (uid,) = linked(at)
            at = hsm.load(uid)
            self.assertEqual(at.value.certificate_value, encoded)
            self.assertIs(at.value.certificate_type, CertificateType.X_509)
            self.assertIsNotNone(at.get("X.509 Certificate Identifier"))
        self.assertEqual(linked(at), [])

    async def test_a_key_without_name(self):
        hsm = prepared()
        bag = der.sequence(KEY_BAG, der.write(0xA0, KEY))
        safe = der.sequence(DATA, der.write(0xA0, der.octet_string(der.sequence(bag))))
        content = der.sequence(DATA, der.write(0xA0, der.octet_string(der.sequence(safe))))
        obj = await taken_in(hsm, container(block=pkcs_12(der.sequence(der.integer(3), content))))
        self.assertIsNone(obj.get(NAME))

    async def test_a_chain_of_the_client_wins(self):
        hsm = prepared()
        links = [link(L.PKCS_12_PASSWORD_LINK, "password"), link(L.PKCS_12_CERTIFICATE_LINK, "mine")]
        obj = await taken_in(hsm, container((), Link=links))
        self.assertEqual(linked(obj), ["mine"])

    async def test_it_signs(self):
        hsm = prepared()
        obj = await taken_in(hsm, container(**{"Cryptographic Usage Mask": 1, "Activation Date": NOW}))
        payload = sign.Request(unique_identifier=obj.uid, data=b"x", cryptographic_parameters=ECDSA)
        self.assertTrue((await hsm.ask(O.SIGN, payload)).signature_data)

    async def test_wrapped_it_is_the_key_that_leaves(self):
        hsm = prepared()
        obj = await taken_in(hsm)
        how = KeyWrappingSpecification(
            wrapping_method=1, encryption_key_information=EncryptionKeyInformation(unique_identifier="k1")
        )
        block = await got(hsm, obj.uid, key_wrapping_specification=how)
        self.assertIs(block.key_format_type, F.PKCS_8)

    async def test_a_container_that_is_wrapped_is_kept_as_it_is(self):
        block = KeyBlock(
            key_format_type=F.PKCS_12,
            key_value=b"wrapped",
            key_wrapping_data=WRAPPING,
            cryptographic_algorithm=A.EC,
            cryptographic_length=256,
        )
        hsm = prepared()
        obj = await taken_in(hsm, container((), block))
        self.assertIsNone(obj.working)
        self.assertIsNone(obj.get("Digest"))
        self.assertEqual(await got(hsm, obj.uid), block)


def opened(hsm, block, password=b"password"):
    assert block.key_format_type is F.PKCS_12
    assert (block.cryptographic_algorithm, block.key_wrapping_data) == (None, None)
    return hsm.crypto.open_container(block.key_value, password, None)


def chained(hsm, *pairs):
    """Objects with links: a uid, and (type, uid) of what it is linked to."""
    kinds = {"public": T.PUBLIC_KEY, "key": T.PRIVATE_KEY}
    for uid, *links in pairs:
        having = {"Link": [link(*each) for each in links]}
        if uid == "key":
            obj = asymmetric(EC_PRIVATE, F.PKCS_8, uid="key")
            obj.attributes.update(made("x", T.PRIVATE_KEY, having).attributes)
            obj.set("Unique Identifier", "key")
        else:
            obj = made(uid, kinds.get(uid, T.CERTIFICATE), having)
        if uid in ("ee", "ca"):
            encoded = CHAIN[("ee", "ca").index(uid)]
            obj.value = Certificate(certificate_type=CertificateType.X_509, certificate_value=encoded)
        hsm.put(obj)


P, C, X = L.PKCS_12_PASSWORD_LINK, L.CERTIFICATE_LINK, L.PKCS_12_CERTIFICATE_LINK
PASSWORD = (P, "password")


class Packed(TestCase):
    async def test_there_and_back(self):
        hsm = prepared()
        obj = await taken_in(hsm)
        inside = opened(hsm, await got(hsm, obj.uid, key_format_type=F.PKCS_12))
        self.assertEqual((inside.key.material, inside.certificates, inside.friendly_name), (KEY, CHAIN, "Alias"))

    async def test_name_and_password_of_now(self):
        hsm = prepared()
        obj = await taken_in(hsm)
        obj.set(NAME, "new")
        obj.replace("Link", 0, link(P, "wrong"))
        hsm.put(obj)
        block = await got(hsm, obj.uid, key_format_type=F.PKCS_12)
        self.assertEqual(opened(hsm, block, b"passwore").friendly_name, "new")

    async def test_the_usual_name(self):
        hsm = prepared()
        chained(hsm, ("key", PASSWORD))
        inside = opened(hsm, await got(hsm, "key", key_format_type=F.PKCS_12))
        self.assertEqual((inside.friendly_name, inside.certificates, inside.key.length), ("alias", [], 256))


CA = ("ca",)


@rows(
    of_pkcs_12=((X, "ee"), ("ee", (X, "ca")), CA),
    of_certificates=((C, "ee"), ("ee", (C, "ca")), CA),
    by_the_public_key=((L.PUBLIC_KEY_LINK, "public"), ("public", (C, "ee")), ("ee", (C, "ca")), CA),
    pkcs_12_wins=((X, "ee"), ("ee", (X, "ca"), (C, "nobody")), CA),
    in_a_circle=((X, "ee"), ("ee", (X, "ca")), ("ca", (X, "ee"))),
    to_itself=((X, "ee"), ("ee", (X, "ca")), ("ca", (C, "ca"))),
    said_twice=((X, "ee"), ("ee", (X, "ca"), (X, "ca")), CA),
)
class Chains(TestCase):
    async def check(self, first, *others):
        hsm = prepared()
        key = hsm.crypto.open_container(CONTAINER, b"password", None).key
        chained(hsm, ("key", PASSWORD, first), *others)
        obj = hsm.load("key")
        obj.value = PrivateKey(key_block=make_key_block(F.PKCS_8, key.material, A.EC, 256))
        hsm.put(obj)
        inside = opened(hsm, await got(hsm, "key", key_format_type=F.PKCS_12))
        self.assertEqual(inside.certificates, CHAIN)


LONG = [(f"c{number}", (X, f"c{number + 1}")) for number in range(40)]


@rows(
    no_password=((),),
    two_passwords=((PASSWORD, (P, "seed")),),
    password_is_gone=(((P, "nobody"),),),
    seed=(((P, "seed"),),),
    two_chains=((PASSWORD, (X, "ee"), (X, "ca")), ("ee",), CA),
    two_public_keys=((PASSWORD, (L.PUBLIC_KEY_LINK, "public"), (L.PUBLIC_KEY_LINK, "other")),),
    certificate_is_gone=((PASSWORD, (X, "nobody")),),
    no_certificate=((PASSWORD, (X, "k1")),),
    no_public_key=((PASSWORD, (L.PUBLIC_KEY_LINK, "k1")),),
    another_key_s_certificate=((PASSWORD, (X, "ee")), ("ee",)),
    too_long=((PASSWORD, (X, "c0")), *LONG),
)
class NotPacked(TestCase):
    async def check(self, links, *others):
        hsm = prepared()
        chained(hsm, ("key", *links), *others)
        payload = get.Request(unique_identifier="key", key_format_type=F.PKCS_12)
        await refused(self, hsm, O.GET, payload, R.KEY_FORMAT_TYPE_NOT_SUPPORTED)

    async def test_what_is_archived_or_destroyed(self):
        for state, archived, reason in (
            (State.PRE_ACTIVE, True, R.OBJECT_ARCHIVED),
            (State.DESTROYED, False, R.KEY_FORMAT_TYPE_NOT_SUPPORTED),
        ):
            hsm = prepared()
            chained(hsm, ("key", PASSWORD, (X, "c")))
            hsm.put(made("c", T.CERTIFICATE, state=state, archived=archived))
            payload = get.Request(unique_identifier="key", key_format_type=F.PKCS_12)
            await refused(self, hsm, O.GET, payload, reason)

    async def test_in_other_ways(self):
        how = KeyWrappingSpecification(
            wrapping_method=1, encryption_key_information=EncryptionKeyInformation(unique_identifier="k1")
        )
        compressed = KeyCompressionType.EC_PUBLIC_KEY_TYPE_X9_62_COMPRESSED_PRIME
        for fields, spoken, reason in (
            ({"key_wrapping_specification": how}, None, R.KEY_FORMAT_TYPE_NOT_SUPPORTED),
            ({"key_compression_type": compressed}, None, R.KEY_COMPRESSION_TYPE_NOT_SUPPORTED),
            ({}, V1_3, R.KEY_FORMAT_TYPE_NOT_SUPPORTED),
        ):
            hsm = prepared()
            chained(hsm, ("key", PASSWORD))
            payload = get.Request(unique_identifier="key", key_format_type=F.PKCS_12, **fields)
            more = {} if spoken is None else {"version": spoken}
            await refused(self, hsm, O.GET, payload, reason, **more)
