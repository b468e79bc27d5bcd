"""hsmsim/operations/derive_key.py and exchange/deriving.py (4.6, tables 180 to 183 and 333)."""

import hashlib
import hmac
from hashlib import sha256

from twisted.trial.unittest import TestCase

from hsmsim.errors import CryptographicFailure
from hsmsim.model.attributes import MAX_INSTANCES
from hsmsim.model.keyblock import digest_of, make_key_block
from hsmsim.model.links import link
from hsmsim.operations import derive_key, get, revoke
from hsmsim.spec.enums import (
    BlockCipherMode,
    CryptographicAlgorithm,
    DerivationMethod,
    HashingAlgorithm,
    KeyFormatType,
    LinkType,
    ObjectType,
    Operation,
    PaddingMethod,
    ResultReason,
    ResultStatus,
    RevocationReasonCode,
    RNGAlgorithm,
    SecretDataType,
    State,
    UsageLimitsUnit,
)
from hsmsim.spec.masks import CryptographicUsageMask as Mask
from hsmsim.spec.structures import DerivationParameters, KeyValue, TransparentKey
from hsmsim.spec.values import (
    ApplicationSpecificInformation,
    CryptographicParameters,
    Name,
    RevocationReason,
    RNGParameters,
)
from hsmsim.spec.versions import SERVED, V1_2, V1_4
from tests.appliance import NOW, Hsm, KmipError, Offloaded, item
from tests.exchange.keys import EC_PRIVATE, EC_PUBLIC, EVERYTHING, RSA_PRIVATE, asymmetric, limits, with_block
from tests.exchange.tables import block, opaque, wrapped
from tests.objects import KEY, everything, made, refused, template_attribute, text_name
from tests.support import rows

A, F, H, M, R, S, T = (
    CryptographicAlgorithm,
    KeyFormatType,
    HashingAlgorithm,
    DerivationMethod,
    ResultReason,
    State,
    ObjectType,
)
D = Operation.DERIVE_KEY
ALGORITHM, LENGTH, MASK = "Cryptographic Algorithm", "Cryptographic Length", "Cryptographic Usage Mask"
AES = {ALGORITHM: A.AES, LENGTH: 128, MASK: Mask.ENCRYPT}
PASSWORD = b"password"  # what secret data of tests is
DATA = b"label\0context"
SHA = CryptographicParameters(hashing_algorithm=H.SHA_256)
CBC = CryptographicParameters(block_cipher_mode=BlockCipherMode.CBC, padding_method=PaddingMethod.PKCS5)
CMAC = CryptographicParameters(block_cipher_mode=BlockCipherMode.CMAC)
NOTHING = CryptographicParameters()
NO_DATA = ApplicationSpecificInformation(application_namespace="ssl")
RNG = "Random Number Generator"


def key(uid="key", having=None, *, state=S.ACTIVE, **more):
    return made(
        uid, having={ALGORITHM: A.AES, LENGTH: 128, MASK: Mask.DERIVE_KEY, **(having or {})}, state=state, **more
    )


def secret(uid="secret", value=PASSWORD, having=None, format_type=F.RAW, *, state=S.ACTIVE, **more):
    obj = made(uid, T.SECRET_DATA, {MASK: Mask.DERIVE_KEY, **(having or {})}, state=state, **more)
    return with_block(obj, make_key_block(format_type, value, None, None))


def how(parameters=SHA, data=DATA, **more):
    return DerivationParameters(cryptographic_parameters=parameters, derivation_data=data, **more)


def request(*uids, method=M.HMAC, parameters=None, given=None, templates=(), object_type=T.SYMMETRIC_KEY):
    return derive_key.Request(
        object_type=object_type,
        unique_identifier=list(uids or ("key",)),
        derivation_method=method,
        derivation_parameters=how() if parameters is None else parameters,
        template_attribute=template_attribute(AES if given is None else given, *templates),
    )


def without_value():
    return with_block(key(), block(None))


def wrapped_key():
    obj = wrapped(None)
    obj.uid = "key"
    return obj


def opaque_key():
    obj = opaque(None)
    obj.uid = "key"
    return obj


def full():
    obj = key()
    for each in range(MAX_INSTANCES):
        link(obj, LinkType.CHILD_LINK, f"{each}")
    return obj


def exhausted():
    obj = key()
    obj.set("Usage Limits", limits(0, UsageLimitsUnit.OBJECT))
    return obj


def private(mask=Mask.DERIVE_KEY, uid="private", of=EC_PRIVATE):
    return asymmetric(of, F.PKCS_8, uid=uid, mask=mask)


def public(mask=Mask.DERIVE_KEY, uid="public"):
    return asymmetric(EC_PUBLIC, F.X_509, uid=uid, mask=mask)


PBKDF2 = DerivationParameters(salt=b"salt", iteration_count=2)
KEYED = {each.name.lower(): each for each in (M.HMAC, M.ENCRYPT, M.NIST800_108_C, M.NIST800_108_F, M.NIST800_108_DPI)}


@rows(
    no_such_object=([], request("nobody"), R.ITEM_NOT_FOUND),
    no_such_second_object=([], request("key", "nobody", parameters=how(data=None)), R.ITEM_NOT_FOUND),
    object_of_another_partition=([], request("of bob"), R.ITEM_NOT_FOUND),
    **{
        each.name.lower(): ([made("other", each, {})], request("other"), R.INVALID_FIELD)
        for each in (*(T.CERTIFICATE, T.PUBLIC_KEY, T.PRIVATE_KEY), *(T.TEMPLATE, T.OPAQUE_OBJECT, T.SPLIT_KEY))
    },
    keys_for_an_agreement=([], request("key", "secret", method=M.ASYMMETRIC_KEY), R.INVALID_FIELD),
    no_such_template=([], request(templates=["nobody"]), R.ITEM_NOT_FOUND),
    unknown_method=([], request(method=0x55), R.INVALID_FIELD),
    method_of_somebody_else=([], request(method=0x80000001), R.INVALID_FIELD),
    no_parameters=([], request(parameters=DerivationParameters(derivation_data=DATA)), R.INVALID_FIELD),
    no_data=([], request(parameters=how(data=None)), R.INVALID_FIELD),
    no_hash=([], request(method=M.HASH, parameters=how(CBC, None)), R.INVALID_FIELD),
    hash_of_key_and_data=([], request(method=M.HASH), R.INVALID_FIELD),
    no_mode=([], request(method=M.ENCRYPT, parameters=how(NOTHING)), R.INVALID_FIELD),
    no_iv=([], request(method=M.ENCRYPT, parameters=how(CBC)), R.INVALID_FIELD),
    secret_of_no_cipher=([], request("secret", method=M.ENCRYPT, parameters=how(CBC)), R.INVALID_FIELD),
    no_function=([], request(method=M.NIST800_108_C, parameters=how(None)), R.INVALID_FIELD),
    no_salt=(
        [],
        request("secret", method=M.PBKDF2, parameters=DerivationParameters(iteration_count=1)),
        R.INVALID_FIELD,
    ),
    no_count=([], request("secret", method=M.PBKDF2, parameters=DerivationParameters(salt=b"salt")), R.INVALID_FIELD),
    count_of_nothing=(
        [],
        request("secret", method=M.PBKDF2, parameters=DerivationParameters(salt=b"salt", iteration_count=0)),
        R.INVALID_FIELD,
    ),
    other_parameters=([], request("bound"), R.INVALID_FIELD),
    data_twice=([], request("key", "secret"), R.INVALID_MESSAGE),
    data_and_password=(
        [],
        request("secret", method=M.PBKDF2, parameters=how(None, b"more", salt=b"salt", iteration_count=1)),
        R.INVALID_MESSAGE,
    ),
    data_and_secret_to_hash=([], request("secret", method=M.HASH), R.INVALID_MESSAGE),
    no_algorithm=([], request(given={LENGTH: 128}), R.INVALID_FIELD),
    no_length=([], request(given={ALGORITHM: A.AES}), R.INVALID_FIELD),
    no_length_of_a_secret=([], request(given={}, object_type=T.SECRET_DATA), R.INVALID_FIELD),
    half_a_byte=([], request(given={**AES, LENGTH: 124}), R.INVALID_FIELD),
    negative_length=([], request(given={**AES, LENGTH: -8}), R.INVALID_FIELD),
    asymmetric_algorithm=([], request(given={**AES, ALGORITHM: A.RSA}), R.INVALID_FIELD),
    unknown_algorithm=([], request(given={**AES, ALGORITHM: 0x80000001}), R.INVALID_FIELD),
    other_object_type=([], request(object_type=T.PRIVATE_KEY), R.INVALID_FIELD),
    unknown_object_type=([], request(object_type=0x80000001), R.INVALID_FIELD),
    attribute_of_the_server=([], request(given={**AES, "State": S.ACTIVE}), R.INVALID_FIELD),
    attribute_of_certificates=([], request(given={**AES, "Certificate Length": 5}), R.INVALID_FIELD),
    incomplete_name=([], request(given={**AES, "Name": Name(name_value="a")}), R.INVALID_FIELD),
    other_generator=(
        [],
        request(given={**AES, RNG: RNGParameters(rng_algorithm=RNGAlgorithm.FIPS_186_2)}),
        R.INVALID_FIELD,
    ),
    mask=([key("other", {MASK: EVERYTHING & ~Mask.DERIVE_KEY})], request("other"), R.INVALID_FIELD),
    no_mask=([key("other", {MASK: 0})], request("other"), R.INVALID_FIELD),
    mask_of_the_data=(
        [secret("other", having={MASK: Mask.KEY_AGREEMENT})],
        request("key", "other", parameters=how(data=None)),
        R.INVALID_FIELD,
    ),
    **{
        each.name.lower(): ([key("other", state=each)], request("other"), R.INVALID_FIELD)
        for each in (S.DEACTIVATED, S.COMPROMISED, S.DESTROYED, S.DESTROYED_COMPROMISED)
    },
    protect_stop=([key("other", {"Protect Stop Date": NOW - 1})], request("other"), R.INVALID_FIELD),
    usage_limits=([exhausted()], request(), R.INVALID_FIELD),
    namespace=(
        [],
        request(given={**AES, "Application Specific Information": NO_DATA}),
        R.APPLICATION_NAMESPACE_NOT_SUPPORTED,
    ),
    archived=([key("other", archived=True)], request("other"), R.OBJECT_ARCHIVED),
    archived_data=(
        [secret("other", archived=True)],
        request("key", "other", parameters=how(data=None)),
        R.OBJECT_ARCHIVED,
    ),
    archived_template=([], request(templates=["away"]), R.OBJECT_ARCHIVED),
    longer_than_an_hmac=([], request(given={**AES, LENGTH: 264}), R.CRYPTOGRAPHIC_FAILURE),
    longer_than_a_hash=(
        [],
        request(method=M.HASH, parameters=how(data=None), given={**AES, LENGTH: 264}),
        R.CRYPTOGRAPHIC_FAILURE,
    ),
    longer_than_the_ciphertext=(
        [],
        request(method=M.ENCRYPT, parameters=how(CBC, initialization_vector=bytes(16)), given={**AES, LENGTH: 136}),
        R.CRYPTOGRAPHIC_FAILURE,
    ),
    longer_than_the_shared_secret=(
        [private(), public()],
        request("private", "public", method=M.ASYMMETRIC_KEY, parameters=how(None, None), given={**AES, LENGTH: 264}),
        R.CRYPTOGRAPHIC_FAILURE,
    ),
    longer_than_anything=(
        [],
        request(method=M.NIST800_108_C, given={**AES, LENGTH: 1 << 30}),
        R.CRYPTOGRAPHIC_FAILURE,
    ),
    other_pair=(
        [private(of=RSA_PRIVATE), public()],
        request("private", "public", method=M.ASYMMETRIC_KEY, parameters=how(None, None)),
        R.CRYPTOGRAPHIC_FAILURE,
    ),
    endless_iterations=(
        [],
        request(
            "secret",
            method=M.PBKDF2,
            parameters=DerivationParameters(salt=b"salt", iteration_count=(1 << 31) - 1),
        ),
        R.CRYPTOGRAPHIC_FAILURE,
    ),
    no_key_value=([without_value()], request(), R.KEY_VALUE_NOT_PRESENT),
    wrapped_key=([wrapped_key()], request(), R.KEY_VALUE_NOT_PRESENT),
    # What the table does not have.
    opaque_key=([opaque_key()], request(), R.INVALID_FIELD),
    nothing_named=(
        [],
        derive_key.Request(
            object_type=T.SYMMETRIC_KEY,
            derivation_method=M.HMAC,
            derivation_parameters=how(),
            template_attribute=template_attribute(AES),
        ),
        R.INVALID_MESSAGE,
    ),
)
class Table333(TestCase):
    async def check(self, more, payload, reason):
        hsm = Hsm()
        objects = {obj.uid: obj for obj in (key(), secret(), key("bound", {"Cryptographic Parameters": CBC}), *more)}
        hsm.put(*objects.values(), made("t1", T.TEMPLATE, {"Name": text_name("away")}, archived=True))
        hsm.put(key("of bob"), user="bob")
        await refused(self, hsm, D, payload, reason)

    async def test_a_missing_value_in_versions_without_that_reason(self):
        for version in SERVED:
            hsm = Hsm()
            hsm.put(without_value())
            reason = R.KEY_VALUE_NOT_PRESENT if version >= V1_2 else R.ILLEGAL_OPERATION
            await refused(self, hsm, D, request(), reason, version=version)

    async def test_a_method_before_its_version(self):
        for version in SERVED:
            hsm = Hsm()
            hsm.put(private(), public())
            payload = request("private", "public", method=M.ASYMMETRIC_KEY, parameters=how(None, None))
            if version < V1_4:
                await refused(self, hsm, D, payload, R.INVALID_FIELD, version=version)
            else:
                await hsm.ask(D, payload, version=version)

    async def test_the_placeholder_does_not_stand_for_it(self):
        hsm = Hsm()
        hsm.put(key())
        payload = request()
        payload.unique_identifier = []
        answers = await hsm.batch(
            item(Operation.GET, get.Request(unique_identifier="key"), b"1"), item(D, payload, b"2")
        )
        self.assertIs(answers[1].result_reason, R.INVALID_MESSAGE)

    async def test_the_backend_fails(self):
        def fail(*args):
            raise CryptographicFailure("no luck")

        hsm = Hsm()
        hsm.put(key())
        hsm.crypto.mac = fail
        await refused(self, hsm, D, request(), R.CRYPTOGRAPHIC_FAILURE)


async def derived(hsm, payload, **more):
    answered = await hsm.ask(D, payload, **more)
    assert answered.template_attribute is None
    return hsm.load(answered.unique_identifier)


def material(obj):
    return obj.value.key_block.key_value.key_material


def kdf(function, before, data, size=32):
    """Blocks of SP 800-108 with what stands before the counter, by hand."""
    output, value = b"", data
    for number in (1, 2, 3):
        value = function(value)
        head = {"c": b"", "f": output[-32:], "p": value}[before]
        output += function(head + number.to_bytes(4, "big") + data)
    return output[:size]


def mac(value):
    return hmac.digest(KEY, value, "sha256")


def hash_of_password(value):
    return hmac.digest(PASSWORD, value, "sha256")


BLOWFISH = bytes.fromhex("0123456789abcdeff0e1d2c3b4a59687")  # Schneier's published vector
CIPHERTEXT = bytes.fromhex("6b77b4d63006dee605b156e27403979358deb9e7154616d9749decbec05d264b")


# The method, its objects and parameters, and what comes out: 32 bytes of it.
@rows(
    hash_of_a_key=(M.HASH, ["key"], how(data=None), sha256(KEY).digest()),
    hash_of_a_secret=(M.HASH, ["secret"], how(data=None), sha256(PASSWORD).digest()),
    hmac_of_data=(M.HMAC, ["key"], how(), mac(DATA)),
    hmac_of_no_data=(M.HMAC, ["key"], how(data=b""), mac(b"")),
    hmac_of_a_secret=(M.HMAC, ["key", "secret"], how(data=None), mac(PASSWORD)),
    hmac_turned=(M.HMAC, ["secret", "key"], how(data=None), mac(PASSWORD)),
    hmac_with_a_secret=(M.HMAC, ["secret"], how(), hash_of_password(DATA)),
    hmac_by_its_key=(M.HMAC, ["hmac"], how(None), mac(DATA)),
    hmac_whose_parameters_do_not_count=(M.HMAC, ["hmac"], how(CBC), mac(DATA)),
    hmac_by_its_name=(M.HMAC, ["key"], how(CryptographicParameters(cryptographic_algorithm=A.HMAC_SHA256)), mac(DATA)),
    hmac_by_the_keys_own_parameters=(M.HMAC, ["own"], how(None), mac(DATA)),
    hmac_by_one_of_the_keys_own_parameters=(M.HMAC, ["own"], how(SHA), mac(DATA)),
    pbkdf2=(M.PBKDF2, ["secret"], PBKDF2, hashlib.pbkdf2_hmac("sha1", PASSWORD, b"salt", 2, 32)),
    pbkdf2_of_a_key=(M.PBKDF2, ["key"], PBKDF2, hashlib.pbkdf2_hmac("sha1", KEY, b"salt", 2, 32)),
    pbkdf2_without_salt=(
        M.PBKDF2,
        ["secret"],
        DerivationParameters(cryptographic_parameters=SHA, salt=b"", iteration_count=1),
        hashlib.pbkdf2_hmac("sha256", PASSWORD, b"", 1, 32),
    ),
    pbkdf2_of_an_opaque_secret=(M.PBKDF2, ["opaque"], PBKDF2, hashlib.pbkdf2_hmac("sha1", b"seed", b"salt", 2, 32)),
    encrypt=(
        M.ENCRYPT,
        ["blowfish"],
        how(CBC, b"7654321 Now is the time for \0", initialization_vector=bytes.fromhex("fedcba9876543210")),
        CIPHERTEXT,
    ),
    encrypt_with_a_secret=(
        M.ENCRYPT,
        ["blowfish secret"],
        how(
            CryptographicParameters(
                block_cipher_mode=BlockCipherMode.CBC,
                padding_method=PaddingMethod.PKCS5,
                cryptographic_algorithm=A.BLOWFISH,
            ),
            b"7654321 Now is the time for \0",
            initialization_vector=bytes.fromhex("fedcba9876543210"),
        ),
        CIPHERTEXT,
    ),
    counter=(M.NIST800_108_C, ["key"], how(), kdf(mac, "c", DATA)),
    counter_by_its_key=(M.NIST800_108_C, ["hmac"], how(None), kdf(mac, "c", DATA)),
    counter_with_a_secret=(M.NIST800_108_C, ["secret"], how(), kdf(hash_of_password, "c", DATA)),
    feedback=(M.NIST800_108_F, ["key"], how(), kdf(mac, "f", DATA)),
    feedback_of_an_iv=(
        M.NIST800_108_F,
        ["key"],
        how(initialization_vector=b"initial"),
        mac(b"initial" + b"\0\0\0\1" + DATA),
    ),
    pipeline=(M.NIST800_108_DPI, ["key"], how(), kdf(mac, "p", DATA)),
    pipeline_of_a_secret=(M.NIST800_108_DPI, ["key", "secret"], how(data=None), kdf(mac, "p", PASSWORD)),
    transparent_key=(M.HMAC, ["transparent"], how(), mac(DATA)),
    key_before_it_is_active=(M.HMAC, ["young"], how(), mac(DATA)),
    one_object_named_twice=(M.HMAC, ["key", "key"], how(), mac(DATA)),
)
class Methods(TestCase):
    def objects(self):
        blowfish = make_key_block(F.RAW, BLOWFISH, A.BLOWFISH, 128)
        transparent = block(KeyValue(key_material=TransparentKey(key=KEY)), F.TRANSPARENT_SYMMETRIC_KEY)
        return (
            *(
                key(),
                secret(),
                key("hmac", {ALGORITHM: A.HMAC_SHA256}),
                secret("opaque", b"seed", format_type=F.OPAQUE),
            ),
            key("own", {"Cryptographic Parameters": [SHA, CBC]}),
            with_block(key("blowfish", {ALGORITHM: A.BLOWFISH}), blowfish),
            secret("blowfish secret", BLOWFISH),
            with_block(key("transparent"), transparent),
            key("young", state=S.PRE_ACTIVE),
        )

    async def check(self, method, uids, parameters, output):
        for object_type, size in ((T.SECRET_DATA, 32), (T.SYMMETRIC_KEY, 16)):
            hsm = Hsm()
            hsm.put(*self.objects())
            given = {ALGORITHM: A.AES, LENGTH: size * 8} if object_type is T.SYMMETRIC_KEY else {LENGTH: size * 8}
            payload = request(*uids, method=method, parameters=parameters, given=given, object_type=object_type)
            obj = await derived(hsm, payload)
            self.assertIs(obj.object_type, object_type)
            self.assertEqual(material(obj), output[:size])

    async def test_cmac(self):
        hsm = Hsm()
        hsm.put(key())
        obj = await derived(hsm, request(method=M.NIST800_108_C, parameters=how(CMAC)))
        step = hsm.crypto.mac(hsm.crypto.read_key(EC_PRIVATE.form.SYMMETRIC, F.RAW, KEY, A.AES, False), CMAC)
        step.update(b"\0\0\0\1" + DATA)
        self.assertEqual(material(obj), step.finish())

    async def test_hkdf_is_an_hmac_with_a_salt(self):
        """RFC 5869, test case 7; clients send an empty salt for it."""
        hsm = Hsm()
        hsm.put(secret(value=b"\x0c" * 22))
        sha1 = CryptographicParameters(hashing_algorithm=H.SHA_1)
        payload = request("secret", parameters=how(sha1, b"", salt=b""), given={LENGTH: 336}, object_type=T.SECRET_DATA)
        expected = "2c91117204d745f3500d636a62f64f0ab3bae548aa53d423b0d1f27ebba6f5e5673a081d70cce7acfc48"
        self.assertEqual(material(await derived(hsm, payload)).hex(), expected)

    async def test_agreement(self):
        """RFC 5903 is in the suite of the backends: here both sides get the same."""
        hsm = Hsm()
        other = hsm.crypto.generate_pair(A.ECDH, 256, None, None)
        hsm.put(private(Mask.KEY_AGREEMENT), public(Mask.KEY_AGREEMENT | Mask.VERIFY))
        hsm.put(
            asymmetric(other[0], F.PKCS_8, uid="their private", mask=Mask.DERIVE_KEY),
            asymmetric(other[1], F.X_509, uid="their public", mask=Mask.DERIVE_KEY),
        )
        found = [
            material(
                await derived(
                    hsm,
                    request(
                        *uids,
                        method=M.ASYMMETRIC_KEY,
                        parameters=DerivationParameters(),
                        given={LENGTH: length},
                        object_type=T.SECRET_DATA,
                    ),
                )
            )
            for uids, length in (
                (("private", "their public"), 256),
                (("public", "their private"), 256),
                (("private", "their public"), 128),
            )
        ]
        self.assertEqual(found[0], hsm.crypto.agree(EC_PRIVATE, other[1]))
        self.assertEqual((found[1], found[2]), (found[0], found[0][:16]))


class Deriving(TestCase):
    async def test_a_key_that_is_linked(self):
        hsm = Hsm()
        hsm.put(key(), secret())
        obj = await derived(hsm, request("secret", "key", parameters=how(data=None), given={**AES, "Comment": "new"}))
        links = [(each.value.link_type, each.value.linked_object_identifier) for each in obj.all("Link")]
        self.assertEqual(links, [(LinkType.DERIVATION_BASE_OBJECT_LINK, uid) for uid in ("key", "secret")])
        for uid in ("key", "secret"):
            base = hsm.load(uid)
            (only,) = base.all("Link")
            self.assertEqual(only.value.link_type, LinkType.DERIVED_KEY_LINK)
            self.assertEqual(only.value.linked_object_identifier, obj.uid)
            self.assertEqual(base.get("Last Change Date"), NOW)
        self.assertEqual((obj.get(ALGORITHM), obj.get(LENGTH), obj.get(MASK)), (A.AES, 128, Mask.ENCRYPT))
        self.assertEqual((obj.state, obj.get("Initial Date"), obj.get("Comment")), (S.PRE_ACTIVE, NOW, "new"))
        self.assertEqual((obj.get("Digest"), obj.get(RNG)), (digest_of(obj.value), hsm.crypto.rng))
        made_block = obj.value.key_block
        said = (made_block.key_format_type, made_block.cryptographic_algorithm, made_block.cryptographic_length)
        self.assertEqual(said, (F.RAW, A.AES, 128))

    async def test_a_key_that_much_was_derived_from(self):
        """It has room for no more links, and the new object still has its own."""
        hsm = Hsm()
        hsm.put(full())
        obj = await derived(hsm, request())
        self.assertEqual([each.value.linked_object_identifier for each in obj.all("Link")], ["key"])
        self.assertEqual(hsm.load("key").all("Link"), full().all("Link"))

    async def test_secret_data(self):
        for given, said in (({LENGTH: 64}, (None, None)), ({LENGTH: 64, ALGORITHM: A.AES}, (A.AES, 64))):
            hsm = Hsm()
            hsm.put(key())
            obj = await derived(hsm, request(given=given, object_type=T.SECRET_DATA))
            made_block = obj.value.key_block
            self.assertIs(obj.value.secret_data_type, SecretDataType.SEED)
            self.assertEqual((made_block.cryptographic_algorithm, made_block.cryptographic_length), said)
            self.assertEqual((obj.get(LENGTH), material(obj)), (64, mac(DATA)[:8]))

    async def test_again_from_what_was_derived(self):
        """Its length is not one that its algorithm has."""
        hsm = Hsm()
        hsm.put(key())
        first = await derived(hsm, request(given={**AES, LENGTH: 160, MASK: Mask.DERIVE_KEY}))
        second = await derived(hsm, request(first.uid))
        self.assertEqual(material(second), hmac.digest(mac(DATA)[:20], DATA, "sha256")[:16])

    async def test_a_weak_keys_length_without_its_parity(self):
        for length, size in ((168, 24), (192, 24), (112, 16), (128, 16)):
            hsm = Hsm()
            hsm.put(key())
            obj = await derived(hsm, request(given={ALGORITHM: A.DES3, LENGTH: length}))
            self.assertEqual((len(material(obj)), obj.get(LENGTH)), (size, length))

    async def test_usage_limits(self):
        for unit, method, parameters, taken in (
            (UsageLimitsUnit.OBJECT, M.HMAC, how(), 1),
            (UsageLimitsUnit.BYTE, M.HMAC, how(), len(DATA)),
            (UsageLimitsUnit.BYTE, M.HASH, how(data=None), 16),
        ):
            hsm, limited = Hsm(), key()
            limited.set("Usage Limits", limits(99, unit))
            hsm.put(limited)
            await derived(hsm, request(method=method, parameters=parameters))
            self.assertEqual(hsm.load("key").get("Usage Limits").usage_limits_count, 99 - taken)

    async def test_the_placeholder(self):
        hsm = Hsm()
        hsm.put(key())
        answers = await hsm.batch(item(D, request(), b"1"), item(Operation.ACTIVATE, get.Request(), b"2"))
        self.assertEqual({each.result_status for each in answers}, {ResultStatus.SUCCESS})
        uid = hsm.load("key").get("Link").linked_object_identifier
        self.assertIs(hsm.load(uid).state, S.ACTIVE)

    async def test_in_every_version(self):
        for version in SERVED:
            for method, parameters in ((M.HASH, how(data=None)), (M.PBKDF2, PBKDF2), (M.NIST800_108_F, how())):
                hsm = Hsm()
                hsm.put(key())
                obj = await derived(hsm, request(method=method, parameters=parameters), version=version)
                self.assertEqual(len(material(obj)), 16)

    def test_nothing_secret_shows(self):
        parameters = how(data=b"a pass phrase")
        self.assertNotIn("pass phrase", repr(request(parameters=parameters)))


class Meanwhile(TestCase):
    """PBKDF2 runs in a thread; what others do in that time counts."""

    def hsm(self, *between):
        async def offload(function, *args):
            for code, payload in between:
                await hsm.ask(code, payload)
            return function(*args)

        hsm = Hsm(offload=offload)
        hsm.put(secret(), key())
        return hsm

    async def test_a_change_is_kept(self):
        payload = request("secret", method=M.PBKDF2, parameters=PBKDF2)
        hsm = self.hsm((D, request("secret")))
        await derived(hsm, payload)
        self.assertEqual([each.index for each in hsm.load("secret").all("Link")], [0, 1])

    async def test_a_secret_that_may_no_longer_be_used(self):
        reason = RevocationReason(revocation_reason_code=RevocationReasonCode.KEY_COMPROMISE)
        compromised = revoke.Request(unique_identifier="secret", revocation_reason=reason, compromise_occurrence_date=1)
        hsm = self.hsm((Operation.REVOKE, compromised))
        with self.assertRaises(KmipError) as caught:
            await hsm.ask(D, request("secret", method=M.PBKDF2, parameters=PBKDF2))
        self.assertIs(caught.exception.reason, R.INVALID_FIELD)
        self.assertEqual(set(everything(hsm)), {"secret", "key"})


LARGE = how(data=bytes(4000))


@rows(
    hmac_once=(request(parameters=LARGE), 0),
    hkdf_of_little=(request(parameters=how(salt=b"s")), 0),
    hkdf_of_much=(request(parameters=how(data=bytes(4000), salt=b"s"), given={**AES, LENGTH: 65280}), 1),
    counter_of_little=(request(method=M.NIST800_108_C, given={**AES, LENGTH: 65536}), 0),
    counter_of_much=(request(method=M.NIST800_108_C, parameters=LARGE, given={**AES, LENGTH: 65536}), 1),
    feedback_of_much=(request(method=M.NIST800_108_F, parameters=LARGE, given={**AES, LENGTH: 65536}), 1),
    pipeline_of_much=(request(method=M.NIST800_108_DPI, parameters=LARGE, given={**AES, LENGTH: 65536}), 1),
    pbkdf2=(request("secret", method=M.PBKDF2, parameters=PBKDF2), 1),
)
class InAThread(TestCase):
    async def check(self, payload, count):
        thread = Offloaded()
        hsm = Hsm(offload=thread)
        hsm.put(secret(), key())
        await derived(hsm, payload)
        self.assertEqual(thread.count, count)
