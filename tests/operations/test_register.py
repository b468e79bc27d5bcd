"""hsmsim/operations/register.py and exchange/registering.py (4.3, tables 171 and 330)."""

import dataclasses
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from functools import cache

from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import (
    BestAvailableEncryption,
    Encoding,
    PrivateFormat,
    load_der_private_key,
)
from twisted.trial.unittest import TestCase

from hsmsim.model.attributes import MAX_INSTANCES
from hsmsim.operations import activate, get, locate, register, sign
from hsmsim.spec.enums import (
    CertificateType,
    CryptographicAlgorithm,
    DigitalSignatureAlgorithm,
    EncodingOption,
    HashingAlgorithm,
    KeyFormatType,
    KeyValueLocationType,
    NameType,
    ObjectType,
    Operation,
    RecommendedCurve,
    ResultReason,
    SecretDataType,
    SplitKeyMethod,
    State,
    WrappingMethod,
)
from hsmsim.spec.structures import (
    Certificate,
    EncryptionKeyInformation,
    KeyBlock,
    KeyValue,
    KeyWrappingData,
    OpaqueObject,
    PGPKey,
    PrivateKey,
    PublicKey,
    SecretData,
    SplitKey,
    SymmetricKey,
    Template,
    TemplateAttribute,
    TransparentKey,
)
from hsmsim.spec.values import ApplicationSpecificInformation, KeyValueLocation, Name
from hsmsim.spec.versions import V1_0, V1_1, V1_2
from tests.appliance import NOW, Hsm, Offloaded, item
from tests.objects import KEY, attribute, attributes, made, raw_block, refused, template_attribute, text_name
from tests.support import rows

A, F, R, T = CryptographicAlgorithm, KeyFormatType, ResultReason, ObjectType
ALGORITHM, LENGTH, NAME, GROUP = "Cryptographic Algorithm", "Cryptographic Length", "Name", "Object Group"
BY_ANOTHER = EncryptionKeyInformation(unique_identifier="another")
WRAPPED = KeyWrappingData(wrapping_method=WrappingMethod.ENCRYPT, encryption_key_information=BY_ANOTHER)
UNENCODED = replace(WRAPPED, encoding_option=EncodingOption.NO_ENCODING)
NO_DATA = ApplicationSpecificInformation(application_namespace="ssl")
FIELDS = {
    SymmetricKey: T.SYMMETRIC_KEY,
    PrivateKey: T.PRIVATE_KEY,
    PublicKey: T.PUBLIC_KEY,
    SecretData: T.SECRET_DATA,
    OpaqueObject: T.OPAQUE_OBJECT,
    Certificate: T.CERTIFICATE,
    Template: T.TEMPLATE,
    SplitKey: T.SPLIT_KEY,
    PGPKey: T.PGP_KEY,
}


def request(value, given=None, *templates, object_type=None):
    """A request to register a value, as the type of object that it is or as another."""
    own = FIELDS[type(value)]
    return register.Request(
        object_type=own if object_type is None else object_type,
        template_attribute=template_attribute(given or {}, *templates),
        **{own.name.lower(): value},
    )


def block(material, algorithm=A.AES, length=128, key_format_type=F.RAW, wrapping=None):
    """A key block; bytes are Key Material, or a whole Key Value where they are wrapped."""
    plain = wrapping is None and material is not None
    return KeyBlock(
        key_format_type=key_format_type,
        key_value=KeyValue(key_material=material) if plain else material,
        cryptographic_algorithm=algorithm,
        cryptographic_length=length,
        key_wrapping_data=wrapping,
    )


def aes(*args, **more):
    return SymmetricKey(key_block=block(*args, **more))


@cache
def pair():
    """An elliptic curve pair: private and public Key."""
    return Hsm().crypto.generate_pair(A.EC, None, RecommendedCurve.P_256, None)


@cache
def certificate():
    """The DER of a certificate with alternative names."""
    key = ec.generate_private_key(ec.SECP256R1())
    subject = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "subject")])
    issuer = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "issuer")])
    start = datetime.fromtimestamp(NOW, UTC)
    made_one = x509.CertificateBuilder(issuer, subject, key.public_key(), 0x1234, start, start + timedelta(days=9))
    names = x509.SubjectAlternativeName([x509.DNSName("example.org")])
    return made_one.add_extension(names, critical=False).sign(key, SHA256()).public_bytes(Encoding.DER)


def x_509(der=None):
    return Certificate(certificate_type=CertificateType.X_509, certificate_value=certificate() if der is None else der)


@cache
def encrypted_key():
    """An encrypted PKCS#8 key."""
    loaded = load_der_private_key(pair()[0].material, None)
    return loaded.private_bytes(Encoding.DER, PrivateFormat.PKCS8, BestAvailableEncryption(b"unknown"))


def encrypted(algorithm=A.EC, length=256, key_format_type=F.PKCS_8):
    return block(encrypted_key(), algorithm, length, key_format_type)


PLAIN = aes(KEY)
OPAQUE = OpaqueObject(opaque_data_type=0x80000001, opaque_data_value=b"anything")
SPLIT = SplitKey(
    split_key_parts=2,
    key_part_identifier=1,
    split_key_threshold=2,
    split_key_method=SplitKeyMethod.XOR,
    key_block=raw_block(),
)
TWO = register.Request(
    object_type=T.SYMMETRIC_KEY, template_attribute=TemplateAttribute(), symmetric_key=PLAIN, opaque_object=OPAQUE
)
NOTHING = register.Request(object_type=T.SYMMETRIC_KEY, template_attribute=TemplateAttribute())
NAMED = Template(attribute=[attribute(NAME, text_name("inside"))])


@rows(
    unknown_type=(request(PLAIN, object_type=0x55), R.INVALID_FIELD),
    extension_type=(request(PLAIN, object_type=0x80000001), R.INVALID_FIELD),
    split_key_of_other_threshold=(request(dataclasses.replace(SPLIT, split_key_threshold=3)), R.INVALID_FIELD),
    split_key_without_prime=(
        request(dataclasses.replace(SPLIT, split_key_method=SplitKeyMethod.POLYNOMIAL_SHARING_PRIME_FIELD)),
        R.INVALID_FIELD,
    ),
    split_key_number_0=(request(dataclasses.replace(SPLIT, key_part_identifier=0)), R.INVALID_FIELD),
    split_key_number_3=(request(dataclasses.replace(SPLIT, key_part_identifier=3)), R.INVALID_FIELD),
    split_key_method_of_vendor=(request(dataclasses.replace(SPLIT, split_key_method=0x80000001)), R.INVALID_FIELD),
    secret_data_type=(request(SecretData(secret_data_type=0x55, key_block=block(b"x", None, None))), R.INVALID_FIELD),
    pgp_key_version=(request(PGPKey(pgp_key_version=5, key_block=raw_block())), R.INVALID_FIELD),
    absent_pgp_key=(request(PGPKey(pgp_key_version=4, key_block=block(None, None, None))), R.INVALID_FIELD),
    encrypted_pkcs_8_without_length=(request(PrivateKey(key_block=encrypted(None, None))), R.INVALID_FIELD),
    encrypted_key_called_otherwise=(
        request(PrivateKey(key_block=encrypted(A.EC, 256, F.ECPRIVATEKEY))),
        R.INVALID_FIELD,
    ),
    another_type=(request(PLAIN, object_type=T.SECRET_DATA), R.INVALID_FIELD),
    two_objects=(TWO, R.INVALID_FIELD),
    no_object=(NOTHING, R.INVALID_MESSAGE),
    no_such_template=(request(PLAIN, {}, "nobody"), R.ITEM_NOT_FOUND),
    archived_template=(request(PLAIN, {}, "away"), R.OBJECT_ARCHIVED),
    name_inside_a_template=(request(NAMED), R.INVALID_FIELD),
    unknown_attribute_in_a_template=(request(Template(attribute=[attribute("Fresh", True)])), R.INVALID_FIELD),
    attribute_of_the_server=(request(PLAIN, {"State": State.ACTIVE}), R.INVALID_FIELD),
    key_value_present=(request(PLAIN, {"Key Value Present": True}), R.INVALID_FIELD),
    attribute_of_certificates=(request(PLAIN, {"Certificate Length": 5}), R.INVALID_FIELD),
    incomplete_name=(request(PLAIN, {NAME: Name(name_type=NameType.URI)}), R.INVALID_FIELD),
    too_many=(request(PLAIN, {GROUP: [str(each) for each in range(MAX_INSTANCES + 1)]}), R.INDEX_OUT_OF_BOUNDS),
    namespace=(
        request(PLAIN, {"Application Specific Information": NO_DATA}),
        R.APPLICATION_NAMESPACE_NOT_SUPPORTED,
    ),
    algorithm_without_length=(request(aes(KEY, A.AES, None)), R.INVALID_FIELD),
    length_without_algorithm=(request(aes(KEY, None, 128)), R.INVALID_FIELD),
    neither_anywhere=(request(aes(KEY, None, None)), R.INVALID_FIELD),
    wrapped_without_algorithm=(request(aes(b"wrapped", None, None, wrapping=WRAPPED)), R.INVALID_FIELD),
    absent_without_length=(request(aes(None, None, None), {ALGORITHM: A.AES}), R.INVALID_FIELD),
    other_algorithm=(request(PLAIN, {ALGORITHM: A.DES3}), R.INVALID_FIELD),
    other_length=(request(PLAIN, {LENGTH: 256}), R.INVALID_FIELD),
    block_says_another_length=(request(aes(KEY, A.AES, 256)), R.INVALID_FIELD),
    length_that_no_key_has=(request(aes(KEY[:9], A.AES, 72)), R.INVALID_FIELD),
    bytes_that_are_not_wrapped=(
        request(SymmetricKey(key_block=KeyBlock(key_format_type=F.RAW, key_value=b"x"))),
        R.INVALID_FIELD,
    ),
    wrapping_of_nothing=(request(aes(None, wrapping=WRAPPED)), R.INVALID_FIELD),
    wrapped_with_nothing=(
        request(aes(b"wrapped", wrapping=KeyWrappingData(wrapping_method=WrappingMethod.ENCRYPT))),
        R.INVALID_FIELD,
    ),
    attributes_beside_what_is_not_encoded=(
        request(aes(KeyValue(key_material=KEY, attribute=[attribute("Comment", "a")]), wrapping=UNENCODED)),
        R.ENCODING_OPTION_ERROR,
    ),
    attribute_inside_without_value=(
        request(
            SymmetricKey(
                key_block=KeyBlock(
                    key_format_type=F.RAW,
                    key_value=KeyValue(key_material=KEY, attribute=[attribute("Comment", None)]),
                    cryptographic_algorithm=A.AES,
                    cryptographic_length=128,
                )
            )
        ),
        R.INVALID_FIELD,
    ),
    structure_called_raw=(request(aes(TransparentKey(key=KEY))), R.INVALID_FIELD),
    bytes_called_transparent=(request(aes(KEY, key_format_type=F.TRANSPARENT_SYMMETRIC_KEY)), R.INVALID_FIELD),
    no_private_key=(
        request(PrivateKey(key_block=block(b"nonsense", A.RSA, 1024, F.PKCS_8))),
        R.INVALID_FIELD,
    ),
    pkcs_12=(request(PrivateKey(key_block=block(b"nonsense", A.RSA, 1024, F.PKCS_12))), R.INVALID_FIELD),
    format_of_someone_else=(request(aes(KEY, key_format_type=0x80000001)), R.INVALID_FIELD),
    key_of_another_algorithm=(
        request(PrivateKey(key_block=block(pair()[0].material, A.RSA, 256, F.PKCS_8))),
        R.INVALID_FIELD,
    ),
    absent_public_key=(request(PublicKey(key_block=block(None, A.EC, 256, F.X_509))), R.INVALID_FIELD),
    no_certificate=(request(x_509(b"nonsense")), R.INVALID_FIELD),
    certificate_type_differs=(request(x_509(), {"Certificate Type": CertificateType.PGP}), R.INVALID_FIELD),
    certificate_length_differs=(request(x_509(), {"Certificate Length": 5}), R.INVALID_FIELD),
    certificate_algorithm_differs=(request(x_509(), {ALGORITHM: A.RSA}), R.INVALID_FIELD),
    signature_algorithm_differs=(
        request(x_509(), {"Digital Signature Algorithm": DigitalSignatureAlgorithm.ECDSA_WITH_SHA512}),
        R.INVALID_FIELD,
    ),
)
class Table330(TestCase):
    async def check(self, payload, reason):
        hsm = Hsm()
        hsm.put(made("t1", T.TEMPLATE, {NAME: text_name("away")}, archived=True))
        await refused(self, hsm, Operation.REGISTER, payload, reason)


async def registered(value, given=None, *templates, hsm=None):
    hsm = hsm or Hsm()
    answered = await hsm.ask(Operation.REGISTER, request(value, given, *templates))
    obj = hsm.load(answered.unique_identifier)
    assert obj.object_type is FIELDS[type(value)]
    return obj


class SymmetricKeys(TestCase):
    async def test_what_a_registered_key_has(self):
        obj = await registered(PLAIN, {NAME: text_name("a"), "Activation Date": NOW, "Original Creation Date": 5})
        self.assertEqual(obj.value, PLAIN)
        self.assertEqual((obj.get(ALGORITHM), obj.get(LENGTH)), (A.AES, 128))
        self.assertEqual((obj.get("Initial Date"), obj.get("Last Change Date")), (NOW, NOW))
        self.assertIs(obj.state, State.ACTIVE)
        self.assertIs(obj.get("Digest").hashing_algorithm, HashingAlgorithm.SHA_256)
        self.assertIs(obj.get("Fresh"), True)
        self.assertEqual(obj.get("Original Creation Date"), 5)
        self.assertIsNone(obj.get("Random Number Generator"))
        self.assertIsNone(obj.get("Key Value Present"))

    async def test_algorithm_and_length_may_be_attributes(self):
        obj = await registered(aes(KEY, None, None), {ALGORITHM: A.AES, LENGTH: 128})
        self.assertEqual((obj.get(ALGORITHM), obj.get(LENGTH)), (A.AES, 128))
        self.assertIsNone(obj.value.key_block.cryptographic_algorithm)

    async def test_the_length_may_be_that_of_the_key(self):
        self.assertEqual((await registered(aes(KEY, None, None), {ALGORITHM: A.AES})).get(LENGTH), 128)

    async def test_attributes_of_a_template(self):
        hsm = Hsm()
        hsm.put(made("t1", T.TEMPLATE, {NAME: text_name("t"), ALGORITHM: A.AES, "Comment": "a"}))
        obj = await registered(aes(KEY, None, None), {}, "t", hsm=hsm)
        self.assertEqual((obj.get(ALGORITHM), obj.get("Comment"), obj.get(NAME)), (A.AES, "a", None))

    async def test_transparent(self):
        value = aes(TransparentKey(key=KEY), key_format_type=F.TRANSPARENT_SYMMETRIC_KEY)
        obj = await registered(value)
        self.assertEqual(obj.value, value)
        self.assertIs(obj.get("Digest").key_format_type, F.TRANSPARENT_SYMMETRIC_KEY)

    async def test_attributes_inside_are_not_the_objects(self):
        value = aes(KEY)
        value.key_block.key_value.attribute = [attribute("Comment", "inside")]
        obj = await registered(value)
        self.assertEqual(obj.value, value)
        self.assertIsNone(obj.get("Comment"))

    async def test_an_opaque_key_is_kept_unread(self):
        value = aes(b"who knows", key_format_type=F.OPAQUE)
        self.assertEqual((await registered(value)).value, value)

    async def test_a_wrapped_key_is_kept_as_it_came(self):
        value = aes(b"wrapped", wrapping=WRAPPED)
        obj = await registered(value)
        self.assertEqual(obj.value, value)
        self.assertEqual((obj.get(ALGORITHM), obj.get(LENGTH)), (A.AES, 128))
        self.assertIsNone(obj.get("Digest"))
        self.assertIsNone(obj.get("Key Value Present"))

    async def test_only_its_attributes(self):
        location = KeyValueLocation(
            key_value_location_value="http://example.org", key_value_location_type=KeyValueLocationType.URI
        )
        obj = await registered(aes(None), {"Key Value Location": location})
        self.assertIs(obj.get("Key Value Present"), False)
        self.assertEqual(obj.get("Key Value Location"), location)
        self.assertIsNone(obj.get("Digest"))

    async def test_the_placeholder_is_the_new_object(self):
        answered = await Hsm().batch(
            item(Operation.REGISTER, request(PLAIN), b"1"), item(Operation.ACTIVATE, activate.Request(), b"2")
        )
        self.assertEqual([each.result_reason for each in answered], [None, None])


TRIPLE = bytes.fromhex("0123456789abcdef23456789abcdef01456789abcdef0123")


@rows(
    two_keys=(TRIPLE[:16], 112),
    two_keys_with_parity=(TRIPLE[:16], 128),
    three_keys=(TRIPLE, 168),
    three_keys_with_parity=(TRIPLE, 192),
)
class TripleDes(TestCase):
    """Some count the parity bits, some do not: what was said is kept."""

    async def check(self, material, length):
        obj = await registered(aes(material, A.DES3, length))
        self.assertEqual(obj.get(LENGTH), length)
        obj = await registered(aes(material, None, None), {ALGORITHM: A.DES3, LENGTH: length})
        self.assertEqual(obj.get(LENGTH), length)


class AsymmetricKeys(TestCase):
    async def test_algorithm_and_length_are_those_of_the_key(self):
        private, public = pair()
        for cls, key, format_type in ((PrivateKey, private, F.PKCS_8), (PublicKey, public, F.X_509)):
            obj = await registered(cls(key_block=block(key.material, None, None, format_type)))
            self.assertEqual((obj.get(ALGORITHM), obj.get(LENGTH)), (A.EC, 256))
            self.assertEqual(obj.value.key_block.key_value.key_material, key.material)

    async def test_a_curve_key_may_be_called_by_its_use(self):
        obj = await registered(PrivateKey(key_block=block(pair()[0].material, A.ECDSA, 256, F.PKCS_8)))
        self.assertIs(obj.get(ALGORITHM), A.ECDSA)

    async def test_a_private_key_is_checked_once(self):
        hsm = Hsm()
        checks = []
        read = hsm.crypto.read_key

        def record(*args):
            checks.append(args[-1])
            return read(*args)

        hsm.crypto.read_key = record
        await registered(PrivateKey(key_block=block(pair()[0].material, None, None, F.PKCS_8)), hsm=hsm)
        self.assertEqual(checks, [True])


class OtherObjects(TestCase):
    async def test_secret_data(self):
        value = SecretData(
            secret_data_type=SecretDataType.SEED,
            key_block=KeyBlock(key_format_type=F.RAW, key_value=KeyValue(key_material=bytes(96))),
        )
        obj = await registered(value, {"Cryptographic Usage Mask": 0})
        self.assertEqual(obj.value, value)
        self.assertIs(obj.state, State.PRE_ACTIVE)
        self.assertEqual((obj.get(ALGORITHM), obj.get("Cryptographic Usage Mask")), (None, 0))
        self.assertIs(obj.get("Digest").key_format_type, F.RAW)

    async def test_secret_data_with_a_length(self):
        obj = await registered(SecretData(secret_data_type=SecretDataType.PASSWORD, key_block=raw_block(b"password")))
        self.assertEqual((obj.get(ALGORITHM), obj.get(LENGTH)), (A.AES, 64))

    async def test_opaque_objects(self):
        obj = await registered(OPAQUE)
        self.assertEqual(obj.value, OPAQUE)
        self.assertIsNone(obj.state)
        self.assertIsNone(obj.get("Digest").key_format_type)

    async def test_templates(self):
        value = Template(attribute=attributes({ALGORITHM: A.AES, LENGTH: 256, "Comment": "a"}))
        obj = await registered(value, {NAME: text_name("t"), "Comment": "b", GROUP: "red"})
        self.assertCountEqual(obj.value.attribute, [*value.attribute, attribute(GROUP, "red", 0)])
        self.assertIsNone(obj.state)
        self.assertEqual((obj.get(NAME), obj.get(LENGTH), obj.get("Comment")), (text_name("t"), 256, "a"))


class Certificates(TestCase):
    async def test_what_is_read_from_it(self):
        obj = await registered(x_509())
        self.assertIs(obj.get("Certificate Type"), CertificateType.X_509)
        self.assertEqual(obj.get("Certificate Length"), len(certificate()))
        self.assertEqual((obj.get(ALGORITHM), obj.get(LENGTH)), (A.EC, 256))
        self.assertIs(obj.get("Digital Signature Algorithm"), DigitalSignatureAlgorithm.ECDSA_WITH_SHA256)
        loaded = x509.load_der_x509_certificate(certificate())
        identifier = obj.get("X.509 Certificate Identifier")
        self.assertEqual(identifier.issuer_distinguished_name, loaded.issuer.public_bytes())
        self.assertEqual(identifier.certificate_serial_number, bytes.fromhex("02021234"))
        subject = obj.get("X.509 Certificate Subject")
        self.assertEqual(subject.subject_distinguished_name, loaded.subject.public_bytes())
        self.assertEqual(subject.subject_alternative_name, [b"\x82\x0bexample.org"])
        self.assertEqual(obj.get("X.509 Certificate Issuer").issuer_distinguished_name, loaded.issuer.public_bytes())

    async def test_the_deprecated_attributes(self):
        obj = await registered(x_509())
        identifier, subject = obj.get("Certificate Identifier"), obj.get("Certificate Subject")
        self.assertEqual((identifier.issuer, identifier.serial_number), ("CN=issuer", "1234"))
        self.assertEqual(subject.certificate_subject_distinguished_name, "CN=subject")
        self.assertEqual(subject.certificate_subject_alternative_name, ["example.org"])
        self.assertEqual(obj.get("Certificate Issuer").certificate_issuer_distinguished_name, "CN=issuer")

    async def test_what_the_client_says_is_compared(self):
        obj = await registered(
            x_509(),
            {
                "Certificate Type": CertificateType.X_509,
                "Certificate Length": len(certificate()),
                "Digital Signature Algorithm": DigitalSignatureAlgorithm.ECDSA_WITH_SHA256,
                ALGORITHM: A.ECDSA,
            },
        )
        self.assertIs(obj.get(ALGORITHM), A.ECDSA)

    async def test_other_certificates_are_kept_unread(self):
        value = Certificate(certificate_type=CertificateType.PGP, certificate_value=b"pgp")
        obj = await registered(value)
        self.assertEqual((obj.value, obj.get("Certificate Length")), (value, 3))
        self.assertIsNone(obj.get("Certificate Subject"))


class KeptObjects(TestCase):
    """Objects that the server keeps without looking into them."""

    async def check_kept(self, value, given=None):
        hsm = Hsm()
        obj = await registered(value, given, hsm=hsm)
        self.assertEqual(obj.value, value)
        answered = await hsm.ask(Operation.GET, get.Request(unique_identifier=obj.uid))
        self.assertEqual(getattr(answered, FIELDS[type(value)].name.lower()), value)
        wanted = attribute("Object Type", FIELDS[type(value)])
        found = await hsm.ask(Operation.LOCATE, locate.Request(attribute=[wanted]))
        self.assertEqual(found.unique_identifier, [obj.uid])
        return obj

    async def test_split_keys(self):
        bare = dataclasses.replace(SPLIT, key_block=block(b"a share", None, None))
        obj = await self.check_kept(bare)
        self.assertIsNone(obj.get(ALGORITHM))
        self.assertIs(obj.state, State.PRE_ACTIVE)
        await self.check_kept(dataclasses.replace(SPLIT, split_key_threshold=1))  # PyKMIP says so of XOR
        obj = await self.check_kept(SPLIT)
        self.assertEqual((obj.get(ALGORITHM), obj.get(LENGTH)), (A.AES, 128))
        # The share of a prime field is as long as the prime, whatever the key is.
        prime = dataclasses.replace(
            SPLIT,
            split_key_method=SplitKeyMethod.POLYNOMIAL_SHARING_PRIME_FIELD,
            prime_field_size=(1 << 521) - 1,
            key_block=block(bytes(66), A.AES, 128),
        )
        await self.check_kept(prime)

    async def test_a_split_key_that_is_elsewhere(self):
        where = KeyValueLocation(key_value_location_value="a", key_value_location_type=KeyValueLocationType.URI)
        absent = dataclasses.replace(SPLIT, key_block=block(None))
        obj = await self.check_kept(absent, {"Key Value Location": where})
        self.assertIs(obj.get("Key Value Present"), False)

    async def test_pgp_keys(self):
        armored = b"-----BEGIN PGP PUBLIC KEY BLOCK-----"
        for version in (3, 4):
            for key_block in (
                block(armored, None, None),
                block(armored, A.RSA, 2048),
                block(armored, None, None, F.OPAQUE),
            ):
                await self.check_kept(PGPKey(pgp_key_version=version, key_block=key_block))

    async def test_a_pgp_key_and_a_share_are_not_for_clients_that_have_no_words_for_them(self):
        hsm = Hsm()
        pgp = await registered(PGPKey(pgp_key_version=4, key_block=block(b"text", None, None)), hsm=hsm)
        newer = SplitKeyMethod.POLYNOMIAL_SHARING_GF_2_8
        share = await registered(dataclasses.replace(SPLIT, split_key_method=newer), hsm=hsm)
        old = await registered(SPLIT, hsm=hsm)
        for obj in (pgp, share):
            payload = get.Request(unique_identifier=obj.uid)
            await refused(self, hsm, Operation.GET, payload, R.ILLEGAL_OPERATION, version=V1_1)
            await hsm.ask(Operation.GET, payload, version=V1_2)
        await hsm.ask(Operation.GET, get.Request(unique_identifier=old.uid), version=V1_0)

    async def test_secret_data_of_all_types(self):
        for each in (*SecretDataType, 0x80000001):
            for key_format_type in (F.RAW, F.OPAQUE):
                key_block = block(b"secret", None, None, key_format_type)
                await self.check_kept(SecretData(secret_data_type=each, key_block=key_block))

    async def test_an_encrypted_private_key(self):
        """It comes back as it came, and nothing can be done with it."""
        hsm = Hsm()
        given = {"Cryptographic Usage Mask": 1, "Activation Date": NOW}
        obj = await registered(PrivateKey(key_block=encrypted()), given, hsm=hsm)
        self.assertEqual((obj.get(ALGORITHM), obj.get(LENGTH)), (A.EC, 256))
        payload = get.Request(unique_identifier=obj.uid)
        self.assertEqual((await hsm.ask(Operation.GET, payload)).private_key, obj.value)
        payload = get.Request(unique_identifier=obj.uid, key_format_type=F.ECPRIVATEKEY)
        await refused(self, hsm, Operation.GET, payload, R.KEY_FORMAT_TYPE_NOT_SUPPORTED)
        payload = sign.Request(unique_identifier=obj.uid, data=b"x")
        await refused(self, hsm, Operation.SIGN, payload, R.CRYPTOGRAPHIC_FAILURE)


class LargePrimes(TestCase):
    """A thread finds out whether a long Prime Field Size is a prime."""

    def setUp(self):
        self.thread = Offloaded()
        self.hsm = Hsm(offload=self.thread)

    def share(self, number):
        method = SplitKeyMethod.POLYNOMIAL_SHARING_PRIME_FIELD
        return dataclasses.replace(SPLIT, split_key_method=method, prime_field_size=number)

    async def test_a_prime(self):
        await registered(self.share((1 << 1024) - 105), hsm=self.hsm)
        self.assertEqual(self.thread.count, 1)

    async def test_none(self):
        payload = request(self.share((1 << 1024) - 103))
        await refused(self, self.hsm, Operation.REGISTER, payload, R.INVALID_FIELD)
        self.assertEqual(self.thread.count, 1)

    async def test_a_prime_that_is_known(self):
        await registered(self.share((1 << 1279) - 1), hsm=self.hsm)
        self.assertEqual(self.thread.count, 0)
