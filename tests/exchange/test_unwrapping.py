"""Unwrapping: what was wrapped comes back, is used, or is refused (KMIP 1.4 sections 2.1.4, 2.1.5, 4.11)."""

import dataclasses

from twisted.trial.unittest import TestCase

from hsmsim.errors import NoKeyValue
from hsmsim.exchange.unwrapping import unwrapped
from hsmsim.interfaces.crypto import Form
from hsmsim.model.keyblock import key_block_of, make_key_block
from hsmsim.operations import derive_key, encrypt, get, mac, register, sign
from hsmsim.spec.enums import (
    BlockCipherMode,
    CryptographicAlgorithm,
    DerivationMethod,
    EncodingOption,
    KeyFormatType,
    KeyWrapType,
    ObjectType,
    Operation,
    ResultReason,
    State,
    UsageLimitsUnit,
    WrappingMethod,
)
from hsmsim.spec.masks import CryptographicUsageMask
from hsmsim.spec.structures import (
    DerivationParameters,
    EncryptionKeyInformation,
    KeyValue,
    KeyWrappingData,
    KeyWrappingSpecification,
    MacSignatureKeyInformation,
    SymmetricKey,
    TransparentKey,
)
from hsmsim.spec.tags import Tag
from hsmsim.spec.values import CryptographicParameters
from hsmsim.ttlv import binary
from tests.appliance import NOW, Hsm, KmipError
from tests.exchange.keys import (
    CBC,
    CMAC,
    EC_PRIVATE,
    ECB,
    EVERYTHING,
    GCM,
    HMAC,
    OAEP,
    PKCS1,
    PSS,
    RSA_PRIVATE,
    RSA_PUBLIC,
    WRAP,
    asymmetric,
    limits,
    linked,
    using,
    with_block,
)
from tests.objects import KEY, attribute, made, raw_block, template_attribute, text_name
from tests.support import rows

MASK, METHOD, REASON = CryptographicUsageMask, WrappingMethod, ResultReason
NO_ENCODING, TTLV = EncodingOption.NO_ENCODING, EncodingOption.TTLV_ENCODING
PADDED = CryptographicParameters(block_cipher_mode=BlockCipherMode.AESKEYWRAPPADDING)
CCM = CryptographicParameters(block_cipher_mode=BlockCipherMode.CCM, tag_length=12)
AEAD = CryptographicParameters(block_cipher_mode=BlockCipherMode.AEAD)

SECRET = b"a password of no length that blocks have"


def chacha(parameters=None, uid="kek"):
    """A key of ChaCha20."""
    block = make_key_block(KeyFormatType.RAW, bytes(range(32)), CryptographicAlgorithm.CHACHA20, 256)
    return with_block(using(parameters, uid=uid), block)


def told(method, option=NO_ENCODING, cipher="kek", seal="seal", names=()):
    """How to wrap: with the keys of these names, by their own parameters."""
    how = KeyWrappingSpecification(wrapping_method=method, encoding_option=option, attribute_name=list(names))
    if method is not METHOD.MAC_SIGN:
        how.encryption_key_information = EncryptionKeyInformation(unique_identifier=cipher)
    if method is not METHOD.ENCRYPT:
        how.mac_signature_key_information = MacSignatureKeyInformation(unique_identifier=seal)
    return how


async def fetched(hsm, uid, how=None, **fields):
    """The value of an object, by Get."""
    ask = get.Request(unique_identifier=uid, key_wrapping_specification=how, **fields)
    answered = await hsm.ask(Operation.GET, ask)
    return getattr(answered, answered.object_type.name.lower())


async def brought_back(hsm, value, object_type, **attributes):
    """Register a value, and say which object it became."""
    given = {"Cryptographic Usage Mask": EVERYTHING, **attributes}
    ask = register.Request(object_type=object_type, template_attribute=template_attribute(given))
    setattr(ask, object_type.name.lower(), value)
    return (await hsm.ask(Operation.REGISTER, ask)).unique_identifier


def secret():
    """Secret Data."""
    return with_block(made("k1", ObjectType.SECRET_DATA), make_key_block(KeyFormatType.RAW, SECRET, None, None))


TRANSPARENT = make_key_block(
    KeyFormatType.TRANSPARENT_SYMMETRIC_KEY, TransparentKey(key=KEY), CryptographicAlgorithm.AES, 128
)

# What wraps, and the parameters with which it does; `rsa` is a public key, unwrapped by its private key.
KEKS = {
    "key_wrap": (using(WRAP, uid="kek"),),
    "key_wrap_padded": (using(PADDED, uid="kek"),),
    "cbc": (using(CBC, uid="kek"),),
    "gcm": (using(GCM, uid="kek"),),
    "ccm": (using(CCM, uid="kek"),),
    "chacha20_poly1305": (chacha(AEAD),),
    "oaep": linked(RSA_PRIVATE, RSA_PUBLIC, OAEP, "private", "kek"),
    "pkcs1": linked(RSA_PRIVATE, RSA_PUBLIC, PKCS1, "private", "kek"),
}
SEALS = {
    "hmac": (using(HMAC, uid="seal"),),
    "cmac": (using(CMAC, uid="seal"),),
    "private_key": (asymmetric(RSA_PRIVATE, KeyFormatType.PKCS_1, PSS, "seal"),),
    "public_key": linked(RSA_PRIVATE, RSA_PUBLIC, PSS, "signer", "seal"),
    "elliptic": (asymmetric(EC_PRIVATE, KeyFormatType.PKCS_8, HMAC, "seal"),),
}
ENCRYPTED = {f"by_{name}": (METHOD.ENCRYPT, keys) for name, keys in KEKS.items()}
BOTH = {
    f"{method.name.lower()}_{name}": (method, (using(CBC, uid="kek"), *keys))
    for method in (METHOD.MAC_SIGN, METHOD.ENCRYPT_THEN_MAC_SIGN, METHOD.MAC_SIGN_THEN_ENCRYPT)
    for name, keys in SEALS.items()
}


@rows(**ENCRYPTED, **BOTH)
class ThereAndBack(TestCase):
    """A key that left wrapped is registered, is kept as it came, and is given in plain."""

    async def check(self, method, keys):
        for option in (NO_ENCODING, TTLV, None):
            hsm = Hsm()
            hsm.put(using(), *[each.copy() for each in keys])
            plain = await fetched(hsm, "k1")
            wrapped = await fetched(hsm, "k1", told(method, option))
            uid = await brought_back(hsm, wrapped, ObjectType.SYMMETRIC_KEY)
            for fields in ({}, {"key_wrap_type": KeyWrapType.AS_REGISTERED}):
                self.assertEqual(await fetched(hsm, uid, **fields), wrapped)
            self.assertEqual(await fetched(hsm, uid, key_wrap_type=KeyWrapType.NOT_WRAPPED), plain)
            self.assertEqual(hsm.load(uid).value, wrapped)
            self.assertIsNotNone(wrapped.key_block.key_wrapping_data)


@rows(
    private_key=(asymmetric(RSA_PRIVATE, KeyFormatType.PKCS_8), NO_ENCODING),
    private_key_encoded=(asymmetric(RSA_PRIVATE, KeyFormatType.PKCS_1), TTLV),
    transparent_private_key=(asymmetric(RSA_PRIVATE, KeyFormatType.TRANSPARENT_RSA_PRIVATE_KEY), TTLV),
    public_key=(asymmetric(RSA_PUBLIC, KeyFormatType.X_509), TTLV),
    secret=(secret(), NO_ENCODING),
    secret_encoded=(secret(), TTLV),
    transparent_key=(with_block(using(), TRANSPARENT), TTLV),
)
class Objects(TestCase):
    """Everything that has a key block is wrapped and unwrapped."""

    async def check(self, obj, option):
        for method in (METHOD.ENCRYPT, METHOD.MAC_SIGN, METHOD.ENCRYPT_THEN_MAC_SIGN, METHOD.MAC_SIGN_THEN_ENCRYPT):
            hsm = Hsm()
            hsm.put(obj.copy(), using(PADDED, uid="kek"), using(HMAC, uid="seal"))
            plain = await fetched(hsm, "k1")
            wrapped = await fetched(hsm, "k1", told(method, option))
            self.assertNotEqual(wrapped, plain)
            uid = await brought_back(hsm, wrapped, obj.object_type)
            self.assertEqual(await fetched(hsm, uid, key_wrap_type=KeyWrapType.NOT_WRAPPED), plain)


def wrapped_key(option=NO_ENCODING, content=None, parameters=WRAP, mask=EVERYTHING, **fields):
    """k1, wrapped with kek; without `content` by key wrap of 00112233..FF, as it is published."""
    data = KeyWrappingData(
        wrapping_method=METHOD.ENCRYPT,
        encryption_key_information=EncryptionKeyInformation(
            unique_identifier="kek", cryptographic_parameters=parameters
        ),
        encoding_option=option,
    )
    content = bytes.fromhex("1fa68b0a8112b447aef34bd8fb5a7b829d3e862371d2cfe5") if content is None else content
    block = dataclasses.replace(raw_block(), key_value=content, key_wrapping_data=dataclasses.replace(data, **fields))
    return with_block(using(mask=mask), block)


LIMITS = limits(100, UsageLimitsUnit.BYTE)
PUBLISHED = bytes.fromhex("00112233445566778899aabbccddeeff")
IN_PLAIN = {"key_wrap_type": KeyWrapType.NOT_WRAPPED}


def hsm_with(*objects):
    """An HSM with these objects."""
    hsm = Hsm()
    hsm.put(*objects)
    return hsm


class NotWrapped(TestCase):
    """Get, in plain."""

    async def test_published(self):
        """RFC 3394 4.1, by a key that may only wrap; the Key Value a byte string or a structure."""
        for inside in (None, KeyValue(key_material=wrapped_key().value.key_block.key_value)):
            hsm = hsm_with(using(mask=MASK.WRAP_KEY, uid="kek"), wrapped_key(content=inside))
            self.assertEqual(key_block_of(await fetched(hsm, "k1", **IN_PLAIN)), raw_block(PUBLISHED))

    async def test_keys_that_may_unwrap(self):
        """By a key that may only unwrap, or that is not Active any more."""
        for state in (State.ACTIVE, State.DEACTIVATED, State.COMPROMISED):
            kek = using(mask=MASK.UNWRAP_KEY, uid="kek", state=state)
            hsm = hsm_with(kek, wrapped_key())
            self.assertEqual(key_block_of(await fetched(hsm, "k1", **IN_PLAIN)), raw_block(PUBLISHED))

    async def test_own_parameters(self):
        """Key Wrapping Data that says nothing of parameters means those of the key."""
        hsm = hsm_with(using([WRAP, CBC], uid="kek"), wrapped_key(parameters=None))
        self.assertEqual(key_block_of(await fetched(hsm, "k1", **IN_PLAIN)), raw_block(PUBLISHED))

    async def test_attributes_inside(self):
        """They come back with the key, and are not the object's."""
        hsm = hsm_with(using(Name=text_name("inside")), using(CBC, uid="kek"))
        value = await fetched(hsm, "k1", told(METHOD.ENCRYPT, TTLV, names=["Name"]))
        uid = await brought_back(hsm, value, ObjectType.SYMMETRIC_KEY)
        block = key_block_of(await fetched(hsm, uid, **IN_PLAIN))
        self.assertEqual(
            block.key_value, KeyValue(key_material=KEY, attribute=[attribute("Name", text_name("inside"), 0)])
        )
        self.assertIsNone(hsm.load(uid).get("Name"))

    async def test_converted(self):
        """In another format than it was registered in."""
        hsm = hsm_with(using(uid="kek"), wrapped_key())
        wanted = KeyFormatType.TRANSPARENT_SYMMETRIC_KEY
        block = key_block_of(await fetched(hsm, "k1", key_format_type=wanted, **IN_PLAIN))
        self.assertEqual((block.key_format_type, block.key_value.key_material.key), (wanted, PUBLISHED))

    async def test_wrapped_again(self):
        """Wrapped with another key than it was registered with."""
        hsm = hsm_with(using(uid="kek"), wrapped_key(), chacha(AEAD, uid="other"))
        value = await fetched(hsm, "k1", told(METHOD.ENCRYPT, cipher="other"))
        hsm.put(with_block(using(uid="k3"), value.key_block))
        self.assertEqual(key_block_of(await fetched(hsm, "k3", **IN_PLAIN)), raw_block(PUBLISHED))

    async def test_sealed_structure(self):
        """A key that is readable beside its MAC, in a structure as keys that are not wrapped."""
        hsm = hsm_with(using(), using(HMAC, uid="seal"))
        block = (await fetched(hsm, "k1", told(METHOD.MAC_SIGN, TTLV))).key_block
        readable = dataclasses.replace(block, key_value=KeyValue(key_material=KEY))
        hsm.put(with_block(using(uid="k2"), readable))
        self.assertEqual(key_block_of(await fetched(hsm, "k2", **IN_PLAIN)), raw_block())

    async def test_limits(self):
        """Unwrapping is no protection: Usage Limits stay, and nothing is written but Fresh."""
        hsm = hsm_with(using(uid="kek"), wrapped_key())
        before = hsm.load("kek")
        await fetched(hsm, "k1", **IN_PLAIN)
        self.assertEqual(hsm.load("kek"), before)


def garbage(content):
    """What a client may have encrypted in place of a Key Value, with CBC and an IV of zeroes."""
    crypto = Hsm().crypto
    key = crypto.read_key(Form.SYMMETRIC, KeyFormatType.RAW, KEY, CryptographicAlgorithm.AES, False)
    step = crypto.encryptor(key, CBC, bytes(16), b"")
    return wrapped_key(TTLV, step.update(content) + step.finish(), CBC, iv_counter_nonce=bytes(16))


def sealed(signature=bytes(32), uid="seal", parameters=HMAC):
    """k1, readable, with a MAC."""
    info = MacSignatureKeyInformation(unique_identifier=uid, cryptographic_parameters=parameters)
    return wrapped_key(
        content=KEY,
        wrapping_method=METHOD.MAC_SIGN,
        encryption_key_information=None,
        mac_signature_key_information=info,
        mac_signature=signature,
    )


UNKNOWN_FIELD = binary.encode(SymmetricKey(key_block=raw_block()), Tag.KEY_VALUE)
PUBLIC_ALONE = asymmetric(RSA_PUBLIC, KeyFormatType.X_509, OAEP, "kek")


# By Get in plain it is a row of table 338; by use, if not None, one of tables 353 to 358.
REFUSED = {
    "no_wrapping_key": ((wrapped_key(),), REASON.ITEM_NOT_FOUND, True),
    "archived": ((wrapped_key(), using(uid="kek", archived=True)), REASON.OBJECT_ARCHIVED, True),
    "no_key": ((wrapped_key(), made("kek", ObjectType.SECRET_DATA)), REASON.ILLEGAL_OPERATION, True),
    "mask": (
        (wrapped_key(), using(mask=EVERYTHING & ~(MASK.WRAP_KEY | MASK.UNWRAP_KEY), uid="kek")),
        REASON.PERMISSION_DENIED,
        True,
    ),
    "pre_active": ((wrapped_key(), using(uid="kek", state=State.PRE_ACTIVE)), REASON.PERMISSION_DENIED, True),
    "destroyed": ((wrapped_key(), using(uid="kek", state=State.DESTROYED)), REASON.PERMISSION_DENIED, True),
    "process_start": (
        (wrapped_key(), using(uid="kek", Process_Start_Date=NOW + 1)),
        REASON.PERMISSION_DENIED,
        True,
    ),
    "no_parameters": ((wrapped_key(parameters=None), using(uid="kek")), REASON.ITEM_NOT_FOUND, True),
    "private_key_elsewhere": ((wrapped_key(parameters=None), PUBLIC_ALONE), REASON.ITEM_NOT_FOUND, True),
    "tr_31": (
        (wrapped_key(wrapping_method=METHOD.TR_31), using(uid="kek")),
        REASON.FEATURE_NOT_SUPPORTED,
        True,
    ),
    "encoding_of_a_vendor": ((wrapped_key(0x80000001), using(uid="kek")), REASON.ENCODING_OPTION_ERROR, True),
    "other_key": ((wrapped_key(), chacha()), REASON.CRYPTOGRAPHIC_FAILURE, False),
    "not_what_was_wrapped": ((wrapped_key(content=bytes(24)), using(uid="kek")), REASON.CRYPTOGRAPHIC_FAILURE, False),
    "nothing_was_wrapped": ((wrapped_key(content=b""), using(uid="kek")), REASON.CRYPTOGRAPHIC_FAILURE, False),
    "shorter_than_its_tag": (
        (wrapped_key(content=b"short", parameters=GCM, iv_counter_nonce=bytes(12)), using(uid="kek")),
        REASON.CRYPTOGRAPHIC_FAILURE,
        False,
    ),
    "wrong_tag": (
        (wrapped_key(content=bytes(32), parameters=GCM, iv_counter_nonce=bytes(12)), using(uid="kek")),
        REASON.CRYPTOGRAPHIC_FAILURE,
        False,
    ),
    "no_iv": ((wrapped_key(parameters=CBC), using(uid="kek")), REASON.CRYPTOGRAPHIC_FAILURE, False),
    "transparent": (
        (wrapped_key(content=KeyValue(key_material=TransparentKey(key=KEY))), using(uid="kek")),
        REASON.CRYPTOGRAPHIC_FAILURE,
        False,
    ),
    "no_key_value_inside": ((garbage(b"garbage"), using(uid="kek")), REASON.CRYPTOGRAPHIC_FAILURE, False),
    "something_else_inside": ((garbage(UNKNOWN_FIELD), using(uid="kek")), REASON.CRYPTOGRAPHIC_FAILURE, False),
    "other_mac": ((sealed(), using(uid="seal")), REASON.CRYPTOGRAPHIC_FAILURE, False),
    "no_mac": ((sealed(None), using(uid="seal")), REASON.INVALID_FIELD, True),
    "mac_mask": (
        (sealed(), using(mask=EVERYTHING & ~(MASK.MAC_GENERATE | MASK.MAC_VERIFY), uid="seal")),
        REASON.PERMISSION_DENIED,
        True,
    ),
    "other_signature": (
        (sealed(bytes(128), parameters=PSS), asymmetric(RSA_PUBLIC, KeyFormatType.X_509, uid="seal")),
        REASON.CRYPTOGRAPHIC_FAILURE,
        False,
    ),
    "in_a_circle": ((wrapped_key(), dataclasses.replace(wrapped_key(), uid="kek")), REASON.PERMISSION_DENIED, True),
}


@rows(**REFUSED)
class Refused(TestCase):
    """Nothing is given and nothing changed; the key cannot be used either."""

    async def check(self, objects, reason, out_of_reach):
        hsm = hsm_with(*[dataclasses.replace(each.copy(), revision=0) for each in objects])
        before = hsm.load("k1")
        with self.assertRaises(KmipError) as caught:
            await fetched(hsm, "k1", **IN_PLAIN)
        self.assertEqual(caught.exception.reason, reason, caught.exception.item.result_message)
        with self.assertRaises(KmipError) as caught:
            await fetched(hsm, "k1", told(METHOD.ENCRYPT))
        self.assertEqual(caught.exception.reason, reason)
        with self.assertRaises(KmipError) as caught:
            ask = encrypt.Request(unique_identifier="k1", data=bytes(16), cryptographic_parameters=ECB)
            await hsm.ask(Operation.ENCRYPT, ask)
        expected = REASON.KEY_VALUE_NOT_PRESENT if out_of_reach else REASON.CRYPTOGRAPHIC_FAILURE
        self.assertEqual(caught.exception.reason, expected)
        self.assertEqual(hsm.load("k1"), before)


class Blocks(TestCase):
    """Key blocks that there is nothing to do for."""

    async def test_plain(self):
        """A key that is not wrapped is the same."""
        block = raw_block()
        self.assertIs(await unwrapped(None, block), block)

    async def test_absent(self):
        """No Key Value to unwrap."""
        block = dataclasses.replace(wrapped_key().value.key_block, key_value=None)
        with self.assertRaises(NoKeyValue):
            await unwrapped(None, block)


class Used(TestCase):
    """A key that was registered wrapped is used like any other, and stays as it is."""

    async def outputs(self, operation, ask, plain, wrapped):
        hsm = hsm_with(using(uid="kek"), plain, wrapped)
        first = await hsm.ask(operation, ask(unique_identifier=plain.uid))
        second = await hsm.ask(operation, ask(unique_identifier=wrapped.uid))
        kept = hsm.load(wrapped.uid)
        self.assertEqual(kept.value, wrapped.value)
        return first, second

    async def test_encrypt(self):
        """What it gives is what the plain key gives, in one part and in two."""
        plain = with_block(using(uid="k2"), raw_block(PUBLISHED))
        one, other = await self.outputs(
            Operation.ENCRYPT,
            lambda **fields: encrypt.Request(data=bytes(32), cryptographic_parameters=ECB, **fields),
            plain,
            wrapped_key(),
        )
        self.assertEqual(one.data, other.data)
        hsm = hsm_with(using(uid="kek"), wrapped_key())
        ask = encrypt.Request(unique_identifier="k1", data=bytes(16), cryptographic_parameters=ECB, init_indicator=True)
        begun = await hsm.ask(Operation.ENCRYPT, ask)
        ask = encrypt.Request(data=bytes(16), correlation_value=begun.correlation_value, final_indicator=True)
        self.assertEqual(begun.data + (await hsm.ask(Operation.ENCRYPT, ask)).data, one.data)

    async def test_mac(self):
        """A MAC with it."""
        plain = with_block(using(uid="k2"), raw_block(PUBLISHED))
        one, other = await self.outputs(
            Operation.MAC,
            lambda **fields: mac.Request(data=b"data", cryptographic_parameters=HMAC, **fields),
            plain,
            wrapped_key(),
        )
        self.assertEqual(one.mac_data, other.mac_data)

    async def test_sign(self):
        """A private key that came wrapped signs."""
        hsm = hsm_with(asymmetric(RSA_PRIVATE, KeyFormatType.PKCS_8), using(CBC, uid="kek"))
        value = await fetched(hsm, "k1", told(METHOD.ENCRYPT))
        uid = await brought_back(hsm, value, ObjectType.PRIVATE_KEY, **{"Activation Date": NOW})
        ask = sign.Request(unique_identifier=uid, data=b"data", cryptographic_parameters=PSS)
        signature = (await hsm.ask(Operation.SIGN, ask)).signature_data
        step = hsm.crypto.verifier(RSA_PUBLIC, PSS, False)
        step.update(b"data")
        step.verify(signature)

    async def test_derived_from(self):
        """What is derived from it is what is derived from the plain key."""
        plain = with_block(using(uid="k2"), raw_block(PUBLISHED))
        hsm = hsm_with(using(uid="kek"), plain, wrapped_key())
        derived = []
        for uid in ("k1", "k2"):
            ask = derive_key.Request(
                object_type=ObjectType.SECRET_DATA,
                unique_identifier=[uid],
                derivation_method=DerivationMethod.HMAC,
                derivation_parameters=DerivationParameters(cryptographic_parameters=HMAC, derivation_data=b"data"),
                template_attribute=template_attribute({"Cryptographic Length": 128}),
            )
            new = (await hsm.ask(Operation.DERIVE_KEY, ask)).unique_identifier
            derived.append(await fetched(hsm, new))
        self.assertEqual(*derived)
        self.assertEqual(hsm.load("k1").value, wrapped_key().value)

    async def test_usage_limits(self):
        """They are taken from, and the key is kept wrapped."""
        obj = wrapped_key()
        obj.set("Usage Limits", LIMITS)
        hsm = hsm_with(using(uid="kek"), obj)
        ask = encrypt.Request(unique_identifier="k1", data=bytes(16), cryptographic_parameters=ECB)
        await hsm.ask(Operation.ENCRYPT, ask)
        after = hsm.load("k1")
        self.assertEqual(after.get("Usage Limits").usage_limits_count, 84)
        self.assertEqual(after.value, obj.value)

    async def test_to_wrap(self):
        """A key that came wrapped wraps others, and what it wrapped is unwrapped with it."""
        middle = dataclasses.replace(wrapped_key(), uid="middle")
        hsm = hsm_with(using(uid="kek"), middle, using())
        how = told(METHOD.ENCRYPT, cipher="middle")
        how.encryption_key_information.cryptographic_parameters = WRAP
        uid = await brought_back(hsm, await fetched(hsm, "k1", how), ObjectType.SYMMETRIC_KEY)
        self.assertEqual(key_block_of(await fetched(hsm, uid, **IN_PLAIN)), raw_block())

    async def test_another_partition(self):
        """The wrapping key of another partition is none."""
        hsm = hsm_with(wrapped_key())
        hsm.put(using(uid="kek"), user="bob")
        with self.assertRaises(KmipError) as caught:
            await fetched(hsm, "k1", **IN_PLAIN)
        self.assertEqual(caught.exception.reason, REASON.ITEM_NOT_FOUND)
