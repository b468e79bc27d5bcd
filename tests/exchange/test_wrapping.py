"""Wrapping (KMIP 1.4 sections 2.1.5, 2.1.6 and 4.11, errors 11.12)."""

import dataclasses

from twisted.trial.unittest import TestCase

from hsmsim.interfaces.crypto import Form
from hsmsim.operations import get
from hsmsim.spec.enums import (
    BlockCipherMode,
    CryptographicAlgorithm,
    EncodingOption,
    KeyFormatType,
    ObjectType,
    Operation,
    PaddingMethod,
    ResultReason,
    State,
    UsageLimitsUnit,
    WrappingMethod,
)
from hsmsim.spec.masks import CryptographicUsageMask
from hsmsim.spec.structures import (
    EncryptionKeyInformation,
    KeyValue,
    KeyWrappingSpecification,
    MacSignatureKeyInformation,
)
from hsmsim.spec.tags import Tag
from hsmsim.spec.values import CryptographicParameters
from hsmsim.spec.versions import V1_0, V1_4
from hsmsim.ttlv import binary
from tests.appliance import Hsm, KmipError
from tests.exchange.keys import (
    CBC,
    CMAC,
    EVERYTHING,
    GCM,
    HMAC,
    OAEP,
    PSS,
    RSA_PRIVATE,
    RSA_PUBLIC,
    WRAP,
    asymmetric,
    limits,
    linked,
    using,
)
from tests.exchange.tables import opaque, without_value, wrapped
from tests.objects import KEY, attribute, made, text_name
from tests.support import rows

NO_ENCODING, TTLV = EncodingOption.NO_ENCODING, EncodingOption.TTLV_ENCODING
DENIED = ResultReason.PERMISSION_DENIED
ILLEGAL = ResultReason.ILLEGAL_OPERATION
OPTION = ResultReason.ENCODING_OPTION_ERROR
NOT_SUPPORTED = ResultReason.FEATURE_NOT_SUPPORTED
NOT_FOUND = ResultReason.ITEM_NOT_FOUND
FAILURE = ResultReason.CRYPTOGRAPHIC_FAILURE
INVALID = ResultReason.INVALID_FIELD


def spec(parameters=None, option=NO_ENCODING, uid="k2", **fields):
    """Wrap with k2."""
    by = EncryptionKeyInformation(unique_identifier=uid, cryptographic_parameters=parameters)
    given = {"wrapping_method": WrappingMethod.ENCRYPT, "encryption_key_information": by, "encoding_option": option}
    return KeyWrappingSpecification(**{**given, **fields})


async def got(hsm, how, version=V1_4, **fields):
    """The key block of k1, wrapped."""
    ask = get.Request(unique_identifier="k1", key_wrapping_specification=how, **fields)
    answered = await hsm.ask(Operation.GET, ask, version=version)
    return getattr(answered, answered.object_type.name.lower()).key_block


def by(parameters=WRAP, **fields):
    """The wrapping key."""
    return using(parameters, uid="k2", **fields)


def renamed(obj):
    """An object as wrapping key."""
    return dataclasses.replace(obj, uid="k2", revision=0)


BY_K2 = EncryptionKeyInformation(unique_identifier="k2")
MAC_KEY = MacSignatureKeyInformation(unique_identifier="k2")


def sealed(uid="k2", parameters=None, mac=MAC_KEY, **fields):
    """A MAC or signature with k2, and nothing more."""
    if mac is not None:
        mac = MacSignatureKeyInformation(unique_identifier=uid, cryptographic_parameters=parameters)
    given = {"wrapping_method": WrappingMethod.MAC_SIGN, "mac_signature_key_information": mac}
    return KeyWrappingSpecification(**{**given, "encoding_option": NO_ENCODING, **fields})


NOT_KEYS = {
    each.name.lower(): (renamed(made("k2", each, state=State.ACTIVE)), spec(), ILLEGAL)
    for each in (ObjectType.CERTIFICATE, ObjectType.SECRET_DATA, ObjectType.OPAQUE_OBJECT, ObjectType.TEMPLATE)
}


@rows(
    **NOT_KEYS,
    no_wrapping_key=(using(uid="k3"), spec(), NOT_FOUND),
    archived=(by(archived=True), spec(), ResultReason.OBJECT_ARCHIVED),
    mask=(by(mask=EVERYTHING & ~CryptographicUsageMask.WRAP_KEY), spec(), DENIED),
    pre_active=(by(state=State.PRE_ACTIVE), spec(), DENIED),
    deactivated=(by(state=State.DEACTIVATED), spec(), DENIED),
    destroyed=(by(state=State.DESTROYED), spec(), DENIED),
    exhausted=(by(Usage_Limits=limits(15, UsageLimitsUnit.BYTE)), spec(), DENIED),
    wrapped_itself=(renamed(wrapped(WRAP)), spec(), DENIED),
    without_value=(renamed(without_value(WRAP)), spec(), DENIED),
    opaque=(renamed(opaque(WRAP)), spec(), DENIED),
    no_parameters_at_all=(by(None), spec(), NOT_FOUND),
    other_parameters=(by(), spec(CBC), NOT_FOUND),
    encoding_of_a_vendor=(by(), spec(option=0x80000001), OPTION),
    attributes_without_encoding=(by(), spec(attribute_name=["Name"]), OPTION),
    tr_31=(by(), spec(wrapping_method=WrappingMethod.TR_31), NOT_SUPPORTED),
    method_of_a_vendor=(by(), spec(wrapping_method=0x80000001), NOT_SUPPORTED),
    mac_key_beside=(by(), spec(mac_signature_key_information=MAC_KEY), INVALID),
    encrypted_without_mac_key=(by(), spec(wrapping_method=WrappingMethod.ENCRYPT_THEN_MAC_SIGN), INVALID),
    mac_without_key=(by(), sealed(mac=None), INVALID),
    mac_with_encryption_key_beside=(
        by(),
        sealed(encryption_key_information=spec().encryption_key_information),
        INVALID,
    ),
    no_mac_key=(by(), sealed("k3"), NOT_FOUND),
    mac_key_is_a_certificate=(renamed(made("k2", ObjectType.CERTIFICATE, state=State.ACTIVE)), sealed(), ILLEGAL),
    mac_key_is_secret_data=(renamed(made("k2", ObjectType.SECRET_DATA, state=State.ACTIVE)), sealed(), ILLEGAL),
    mac_mask=(by(HMAC, mask=EVERYTHING & ~CryptographicUsageMask.MAC_GENERATE), sealed(), DENIED),
    mac_key_deactivated=(by(HMAC, state=State.DEACTIVATED), sealed(), DENIED),
    mac_key_exhausted=(by(HMAC, Usage_Limits=limits(15, UsageLimitsUnit.BYTE)), sealed(), DENIED),
    mac_key_archived=(by(HMAC, archived=True), sealed(), ResultReason.OBJECT_ARCHIVED),
    mac_key_without_value=(renamed(without_value(HMAC)), sealed(), DENIED),
    mac_parameters_of_others=(by(HMAC), sealed(parameters=CMAC), NOT_FOUND),
    mac_parameters_missing=(by(None), sealed(), NOT_FOUND),
    mac_that_does_not_fit=(by(None), sealed(parameters=CBC), FAILURE),
    signing_key_is_alone=(asymmetric(RSA_PUBLIC, KeyFormatType.X_509, PSS, "k2"), sealed(), NOT_FOUND),
    signing_mask=(
        asymmetric(RSA_PRIVATE, KeyFormatType.PKCS_8, PSS, "k2", mask=CryptographicUsageMask.MAC_GENERATE),
        sealed(),
        DENIED,
    ),
    private_key_encrypts_nothing=(
        asymmetric(RSA_PRIVATE, KeyFormatType.PKCS_8, OAEP, "k2"),
        spec(),
        FAILURE,
    ),
    nobody_to_wrap=(by(), spec(encryption_key_information=None), INVALID),
    mode_that_does_not_fit=(
        by(CryptographicParameters(block_cipher_mode=BlockCipherMode.CBC, padding_method=PaddingMethod.OAEP)),
        spec(),
        FAILURE,
    ),
)
class Table338(TestCase):
    """What forbids wrapping; nothing is changed by it."""

    async def check(self, wrapping_key, how, reason):
        hsm = Hsm()
        hsm.put(using(), dataclasses.replace(wrapping_key, revision=0))
        before = hsm.load("k1"), hsm.load(wrapping_key.uid)
        with self.assertRaises(KmipError) as caught:
            await got(hsm, how)
        self.assertEqual(caught.exception.reason, reason)
        self.assertEqual((hsm.load("k1"), hsm.load(wrapping_key.uid)), before)


def unwrapped(hsm, block, parameters):
    """What is in a wrapped key block, by the wrapping key."""
    value = block.key_value if isinstance(block.key_value, bytes) else block.key_value.key_material
    tag = None
    if parameters is GCM:
        value, tag = value[:-16], value[-16:]
    key = hsm.crypto.read_key(Form.SYMMETRIC, KeyFormatType.RAW, KEY, CryptographicAlgorithm.AES, False)
    step = hsm.crypto.decryptor(key, parameters, block.key_wrapping_data.iv_counter_nonce, b"", tag)
    return step.update(value) + step.finish()


@rows(
    nist=(WRAP, 0),
    nist_padded=(CryptographicParameters(block_cipher_mode=BlockCipherMode.AESKEYWRAPPADDING), 0),
    gcm=(GCM, 12),
    cbc=(CBC, 16),
)
class Methods(TestCase):
    """NIST key wrap, AES-GCM and CBC, with both Encoding Options, by the key's parameters or by those asked for."""

    async def check(self, parameters, iv_size):
        for asked, own in ((None, parameters), (parameters, [CBC, parameters]), (parameters, None)):
            for option in (NO_ENCODING, TTLV, None):
                hsm = Hsm()
                hsm.put(using(), by(own))
                block = await got(hsm, spec(asked, option))
                data = block.key_wrapping_data
                self.assertEqual(data.wrapping_method, WrappingMethod.ENCRYPT)
                self.assertEqual(data.encryption_key_information.unique_identifier, "k2")
                self.assertEqual(data.encryption_key_information.cryptographic_parameters, parameters)
                self.assertEqual(data.encoding_option, option)
                self.assertEqual(len(data.iv_counter_nonce or b""), iv_size)
                self.assertEqual((block.key_format_type, block.cryptographic_length), (KeyFormatType.RAW, 128))
                inside = unwrapped(hsm, block, parameters)
                # Published cases and clients have a Key Value around what was wrapped without encoding.
                self.assertEqual(isinstance(block.key_value, KeyValue), option is NO_ENCODING)
                if option is NO_ENCODING:
                    self.assertEqual(inside, KEY)
                else:
                    self.assertEqual(binary.decode(KeyValue, inside, Tag.KEY_VALUE), KeyValue(key_material=KEY))


class Inside(TestCase):
    """What is wrapped."""

    async def test_attributes(self):
        """Those that are named, all their instances; those that the object lacks are not there."""
        names = [text_name("one"), text_name("two")]
        hsm = Hsm()
        hsm.put(using(Name=names), by(CBC))
        block = await got(hsm, spec(option=TTLV, attribute_name=["Name", "Object Type", "Contact Information", "x-No"]))
        inside = binary.decode(KeyValue, unwrapped(hsm, block, CBC), Tag.KEY_VALUE)
        expected = [
            attribute("Name", names[0], 0),
            attribute("Name", names[1], 1),
            attribute("Object Type", ObjectType.SYMMETRIC_KEY),
        ]
        self.assertEqual(inside, KeyValue(key_material=KEY, attribute=expected))

    async def test_version(self):
        """No attribute that is newer than the version; 1.0 has no Encoding Option."""
        hsm = Hsm()
        hsm.put(using(), by(CBC))
        block = await got(hsm, spec(option=None, attribute_name=["Fresh", "State"]), V1_0)
        inside = binary.decode(KeyValue, unwrapped(hsm, block, CBC), Tag.KEY_VALUE)
        self.assertEqual([each.attribute_name for each in inside.attribute], ["State"])
        self.assertIsNone(block.key_wrapping_data.encoding_option)

    async def test_format_first(self):
        """The key in the format asked for is what is wrapped."""
        hsm = Hsm()
        hsm.put(asymmetric(RSA_PRIVATE, KeyFormatType.PKCS_1), by(CBC))
        block = await got(hsm, spec(), key_format_type=KeyFormatType.PKCS_8)
        self.assertEqual(block.key_format_type, KeyFormatType.PKCS_8)
        self.assertEqual(unwrapped(hsm, block, CBC), RSA_PRIVATE.material)

    async def test_transparent(self):
        """With TTLV Encoding only."""
        hsm = Hsm()
        hsm.put(using(), by(CBC))
        transparent = {"key_format_type": KeyFormatType.TRANSPARENT_SYMMETRIC_KEY}
        block = await got(hsm, spec(option=TTLV), **transparent)
        inside = binary.decode(KeyValue, unwrapped(hsm, block, CBC), Tag.KEY_VALUE)
        self.assertEqual(inside.key_material.key, KEY)
        with self.assertRaises(KmipError) as caught:
            await got(hsm, spec(), **transparent)
        self.assertEqual(caught.exception.reason, OPTION)

    async def test_not_whole(self):
        """Key wrap of what is no multiple of 8 bytes."""
        hsm = Hsm()
        hsm.put(asymmetric(RSA_PRIVATE, KeyFormatType.PKCS_8), by(WRAP))
        with self.assertRaises(KmipError) as caught:
            await got(hsm, spec())
        self.assertEqual(caught.exception.reason, FAILURE)

    async def test_old_reason(self):
        """Encoding Option Error came with 1.1."""
        hsm = Hsm()
        hsm.put(using(), by(CBC))
        ask = get.Request(
            unique_identifier="k1", key_wrapping_specification=spec(attribute_name=["Name"], option=NO_ENCODING)
        )
        with self.assertRaises(KmipError) as caught:
            await hsm.ask(Operation.GET, ask)
        self.assertEqual(caught.exception.reason, OPTION)


class Counted(TestCase):
    """Wrapping protects: the wrapping key's Usage Limits are taken from (3.21)."""

    async def test_bytes(self):
        """What is wrapped, in bytes."""
        hsm = Hsm()
        hsm.put(using(), by(Usage_Limits=limits(20, UsageLimitsUnit.BYTE)))
        await got(hsm, spec())
        self.assertEqual(hsm.load("k2").get("Usage Limits").usage_limits_count, 4)

    async def test_itself(self):
        """A key that wraps itself is counted too, and is no longer Fresh."""
        hsm = Hsm()
        hsm.put(using(WRAP, Usage_Limits=limits(3, UsageLimitsUnit.OBJECT)))
        await got(hsm, spec(uid="k1"))
        after = hsm.load("k1")
        self.assertEqual((after.get("Usage Limits").usage_limits_count, after.get("Fresh")), (2, False))

    async def test_two_layers(self):
        """One key for both layers gives twice, each time what the layer is put on."""
        hsm = Hsm()
        hsm.put(using(), by([CBC, HMAC], Usage_Limits=limits(100, UsageLimitsUnit.BYTE)))
        mac = MacSignatureKeyInformation(unique_identifier="k2", cryptographic_parameters=HMAC)
        how = spec(CBC, wrapping_method=WrappingMethod.ENCRYPT_THEN_MAC_SIGN, mac_signature_key_information=mac)
        await got(hsm, how)
        self.assertEqual(hsm.load("k2").get("Usage Limits").usage_limits_count, 100 - 16 - 32)


def hmac_of(hsm, content):
    """The HMAC with k3, whose key is that of k2."""
    key = hsm.crypto.read_key(Form.SYMMETRIC, KeyFormatType.RAW, KEY, CryptographicAlgorithm.AES, False)
    step = hsm.crypto.mac(key, HMAC)
    step.update(content)
    return step.finish()


class Layers(TestCase):
    """What is encrypted and what the MAC or signature is of."""

    async def wrapped(self, method, option, parameters=HMAC, signer=None):
        hsm = Hsm()
        hsm.put(using(), by(CBC), signer or using(parameters, uid="k3"))
        how = sealed("k3", encoding_option=option, wrapping_method=method)
        if method is not WrappingMethod.MAC_SIGN:
            how.encryption_key_information = spec().encryption_key_information
        return hsm, await got(hsm, how)

    def content(self, block):
        value = block.key_value
        return value if isinstance(value, bytes) else value.key_material

    async def test_mac_alone(self):
        """The key is readable, with its MAC beside it."""
        for option, inside in (
            (NO_ENCODING, KEY),
            (TTLV, binary.encode(KeyValue(key_material=KEY), Tag.KEY_VALUE)),
        ):
            hsm, block = await self.wrapped(WrappingMethod.MAC_SIGN, option)
            data = block.key_wrapping_data
            self.assertEqual(self.content(block), inside)
            self.assertEqual(data.mac_signature, hmac_of(hsm, inside))
            self.assertEqual(
                data.mac_signature_key_information,
                MacSignatureKeyInformation(unique_identifier="k3", cryptographic_parameters=HMAC),
            )
            self.assertIsNone(data.encryption_key_information)
            self.assertIsNone(data.iv_counter_nonce)

    async def test_encrypt_then_mac(self):
        """The MAC is that of what was encrypted."""
        hsm, block = await self.wrapped(WrappingMethod.ENCRYPT_THEN_MAC_SIGN, NO_ENCODING)
        self.assertEqual(unwrapped(hsm, block, CBC), KEY)
        self.assertEqual(block.key_wrapping_data.mac_signature, hmac_of(hsm, self.content(block)))

    async def test_mac_then_encrypt(self):
        """The MAC is that of the key."""
        hsm, block = await self.wrapped(WrappingMethod.MAC_SIGN_THEN_ENCRYPT, NO_ENCODING)
        self.assertEqual(unwrapped(hsm, block, CBC), KEY)
        self.assertEqual(block.key_wrapping_data.mac_signature, hmac_of(hsm, KEY))

    async def test_signature(self):
        """With the private key, named itself or by its public key."""
        for name in ("k3", "k4"):
            hsm = Hsm()
            hsm.put(using(), *linked(RSA_PRIVATE, RSA_PUBLIC, PSS, "k3", "k4"))
            block = await got(hsm, sealed(name))
            self.assertEqual(block.key_wrapping_data.mac_signature_key_information.unique_identifier, name)
            step = hsm.crypto.verifier(RSA_PUBLIC, PSS, False)
            step.update(KEY)
            step.verify(block.key_wrapping_data.mac_signature)
