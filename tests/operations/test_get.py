"""Get (KMIP 1.4 4.11, errors 11.12)."""

import dataclasses

from twisted.trial.unittest import TestCase

from hsmsim.model.keyblock import make_key_block
from hsmsim.operations import get
from hsmsim.spec.enums import (
    CryptographicAlgorithm,
    KeyCompressionType,
    KeyFormatType,
    KeyWrapType,
    ObjectType,
    Operation,
    ResultReason,
    State,
    WrappingMethod,
)
from hsmsim.spec.structures import (
    EncryptionKeyInformation,
    KeyValue,
    KeyWrappingData,
    KeyWrappingSpecification,
    MacSignatureKeyInformation,
    TransparentKey,
)
from hsmsim.spec.versions import V1_0, V1_1, V1_2, V1_3, V1_4
from tests.appliance import Hsm, KmipError
from tests.exchange.keys import EC_PRIVATE, EC_PUBLIC, RSA_PRIVATE, RSA_PUBLIC, WRAP, asymmetric, using, with_block
from tests.exchange.tables import opaque, without_value, wrapped, wrapped_inside
from tests.objects import KEY, made, raw_block, some_value
from tests.support import rows

Format = KeyFormatType
BY_K2 = KeyWrappingSpecification(
    wrapping_method=WrappingMethod.ENCRYPT,
    encryption_key_information=EncryptionKeyInformation(unique_identifier="k2"),
)
SEALED_BY_K2 = KeyWrappingSpecification(
    wrapping_method=WrappingMethod.MAC_SIGN,
    mac_signature_key_information=MacSignatureKeyInformation(unique_identifier="k2"),
)


async def got(hsm, version=V1_4, **fields):
    """The answer to Get of k1."""
    return await hsm.ask(Operation.GET, get.Request(**{"unique_identifier": "k1", **fields}), version=version)


def having(**attributes):
    """A key with attributes."""
    return made("k1", having={"Cryptographic Usage Mask": 12, **attributes}, state=State.ACTIVE)


def sensitive(obj):
    """The object, and it is Sensitive."""
    obj.set("Sensitive", True)
    return obj


def sealed_key():
    """A key that was registered with a MAC, and readable."""
    data = KeyWrappingData(
        wrapping_method=WrappingMethod.MAC_SIGN,
        mac_signature_key_information=MacSignatureKeyInformation(unique_identifier="k2"),
        mac_signature=bytes(32),
    )
    return with_block(using(), dataclasses.replace(raw_block(), key_wrapping_data=data))


def transparent_ec():
    """A key in a format of 1.3."""
    return asymmetric(EC_PUBLIC, Format.TRANSPARENT_EC_PUBLIC_KEY)


@rows(
    no_object=(using(uid="other"), {}, V1_4, ResultReason.ITEM_NOT_FOUND),
    archived=(using(archived=True), {}, V1_4, ResultReason.OBJECT_ARCHIVED),
    # Table 338 has Illegal Operation for it; clients take Item Not Found for the end of a key.
    destroyed=(using(state=State.DESTROYED), {}, V1_4, ResultReason.ITEM_NOT_FOUND),
    only_attributes_in_other_format=(
        without_value(None),
        {"key_format_type": Format.TRANSPARENT_SYMMETRIC_KEY},
        V1_4,
        ResultReason.ILLEGAL_OPERATION,
    ),
    only_attributes_wrapped=(
        without_value(None),
        {"key_wrapping_specification": BY_K2},
        V1_4,
        ResultReason.ILLEGAL_OPERATION,
    ),
    sensitive=(having(Sensitive=True), {}, V1_4, ResultReason.SENSITIVE),
    sensitive_before_1_4=(having(Sensitive=True), {}, V1_3, ResultReason.PERMISSION_DENIED),
    sensitive_certificate=(
        made("k1", ObjectType.CERTIFICATE, {"Sensitive": True}),
        {},
        V1_4,
        ResultReason.SENSITIVE,
    ),
    not_extractable=(having(Extractable=False), {}, V1_4, ResultReason.NOT_EXTRACTABLE),
    not_extractable_before_1_4=(having(Extractable=False), {}, V1_0, ResultReason.PERMISSION_DENIED),
    not_extractable_wrapped=(
        having(Extractable=False),
        {"key_wrapping_specification": BY_K2},
        V1_4,
        ResultReason.NOT_EXTRACTABLE,
    ),
    format_of_others=(using(), {"key_format_type": Format.PKCS_1}, V1_4, ResultReason.KEY_FORMAT_TYPE_NOT_SUPPORTED),
    format_of_vendor=(using(), {"key_format_type": 0x80000001}, V1_4, ResultReason.KEY_FORMAT_TYPE_NOT_SUPPORTED),
    pkcs12=(using(), {"key_format_type": Format.PKCS_12}, V1_4, ResultReason.KEY_FORMAT_TYPE_NOT_SUPPORTED),
    from_opaque=(opaque(None), {"key_format_type": Format.RAW}, V1_4, ResultReason.KEY_FORMAT_TYPE_NOT_SUPPORTED),
    wrapped_in_other_format=(
        wrapped(None),
        {"key_format_type": Format.TRANSPARENT_SYMMETRIC_KEY},
        V1_4,
        ResultReason.KEY_FORMAT_TYPE_NOT_SUPPORTED,
    ),
    secret_in_other_format=(
        made("k1", ObjectType.SECRET_DATA),
        {"key_format_type": Format.OPAQUE},
        V1_4,
        ResultReason.KEY_FORMAT_TYPE_NOT_SUPPORTED,
    ),
    certificate_in_other_format=(
        made("k1", ObjectType.CERTIFICATE),
        {"key_format_type": Format.RAW},
        V1_4,
        ResultReason.KEY_FORMAT_TYPE_NOT_SUPPORTED,
    ),
    format_newer_than_version=(transparent_ec(), {}, V1_2, ResultReason.KEY_FORMAT_TYPE_NOT_SUPPORTED),
    newer_format_asked_for=(
        asymmetric(EC_PUBLIC, Format.X_509),
        {"key_format_type": Format.TRANSPARENT_EC_PUBLIC_KEY},
        V1_2,
        ResultReason.KEY_FORMAT_TYPE_NOT_SUPPORTED,
    ),
    compression_of_rsa=(
        asymmetric(RSA_PUBLIC, Format.X_509),
        {"key_compression_type": KeyCompressionType.EC_PUBLIC_KEY_TYPE_X9_62_COMPRESSED_PRIME},
        V1_4,
        ResultReason.KEY_COMPRESSION_TYPE_NOT_SUPPORTED,
    ),
    broken_key=(
        with_block(using(), make_key_block(Format.RAW, b"odd", CryptographicAlgorithm.AES, 128)),
        {"key_format_type": Format.TRANSPARENT_SYMMETRIC_KEY},
        V1_4,
        ResultReason.CRYPTOGRAPHIC_FAILURE,
    ),
    not_wrapped=(wrapped(None), {"key_wrap_type": KeyWrapType.NOT_WRAPPED}, V1_4, ResultReason.ITEM_NOT_FOUND),
    sensitive_not_wrapped=(
        sensitive(wrapped(None)),
        {"key_wrap_type": KeyWrapType.NOT_WRAPPED},
        V1_4,
        ResultReason.SENSITIVE,
    ),
    sensitive_with_a_mac_only=(
        having(Sensitive=True),
        {"key_wrapping_specification": SEALED_BY_K2},
        V1_4,
        ResultReason.SENSITIVE,
    ),
    sensitive_and_registered_with_a_mac_only=(sensitive(sealed_key()), {}, V1_4, ResultReason.SENSITIVE),
    wrap_type_of_vendor_for_a_certificate=(
        made("k1", ObjectType.CERTIFICATE),
        {"key_wrap_type": 0x80000001},
        V1_4,
        ResultReason.FEATURE_NOT_SUPPORTED,
    ),
    wrap_type_of_vendor=(using(), {"key_wrap_type": 0x80000001}, V1_4, ResultReason.FEATURE_NOT_SUPPORTED),
    wrap_type_and_wrapping=(
        using(),
        {"key_wrap_type": KeyWrapType.AS_REGISTERED, "key_wrapping_specification": BY_K2},
        V1_4,
        ResultReason.FEATURE_NOT_SUPPORTED,
    ),
    wrapped_again=(wrapped(None), {"key_wrapping_specification": BY_K2}, V1_4, ResultReason.ITEM_NOT_FOUND),
    template_wrapped=(
        made("k1", ObjectType.TEMPLATE),
        {"key_wrapping_specification": BY_K2},
        V1_4,
        ResultReason.ILLEGAL_OPERATION,
    ),
    certificate_wrapped=(
        made("k1", ObjectType.CERTIFICATE),
        {"key_wrapping_specification": BY_K2},
        V1_4,
        ResultReason.ILLEGAL_OPERATION,
    ),
)
class Table338(TestCase):
    """The errors of Get; those of wrapping are in tests/exchange/test_wrapping.py."""

    async def check(self, obj, fields, version, reason):
        hsm = Hsm()
        obj = dataclasses.replace(obj, revision=0)
        hsm.put(obj, using(WRAP, uid="k2"))
        before = hsm.load(obj.uid)
        with self.assertRaises(KmipError) as caught:
            await got(hsm, version, **fields)
        self.assertEqual(caught.exception.reason, reason)
        self.assertEqual(hsm.load(obj.uid), before)


@rows(**{each.name.lower(): (each,) for each in (
    ObjectType.CERTIFICATE, ObjectType.SYMMETRIC_KEY, ObjectType.PUBLIC_KEY, ObjectType.PRIVATE_KEY,
    ObjectType.TEMPLATE, ObjectType.SECRET_DATA, ObjectType.OPAQUE_OBJECT)})  # fmt: skip
class EveryType(TestCase):
    """An object comes as it was registered, in every version."""

    async def check(self, object_type):
        for version in (V1_0, V1_1, V1_2, V1_3, V1_4):
            hsm = Hsm()
            hsm.put(made("k1", object_type))
            answered = await got(hsm, version)
            self.assertEqual((answered.unique_identifier, answered.object_type), ("k1", object_type))
            self.assertEqual(getattr(answered, object_type.name.lower()), some_value(object_type))
            others = [each for each in ObjectType if each is not object_type and hasattr(answered, each.name.lower())]
            self.assertEqual([getattr(answered, each.name.lower()) for each in others], [None] * len(others))


EC_PAIR = (EC_PRIVATE, EC_PUBLIC)
RSA_PAIR = (RSA_PRIVATE, RSA_PUBLIC)


@rows(
    rsa_private=(
        RSA_PRIVATE,
        {Format.PKCS_1: bytes, Format.PKCS_8: bytes, Format.TRANSPARENT_RSA_PRIVATE_KEY: TransparentKey},
    ),
    rsa_public=(
        RSA_PUBLIC,
        {Format.PKCS_1: bytes, Format.X_509: bytes, Format.TRANSPARENT_RSA_PUBLIC_KEY: TransparentKey},
    ),
    ec_private=(
        EC_PRIVATE,
        {
            Format.ECPRIVATEKEY: bytes,
            Format.PKCS_8: bytes,
            Format.TRANSPARENT_EC_PRIVATE_KEY: TransparentKey,
            Format.TRANSPARENT_ECDSA_PRIVATE_KEY: TransparentKey,
        },
    ),
    ec_public=(
        EC_PUBLIC,
        {
            Format.X_509: bytes,
            Format.TRANSPARENT_EC_PUBLIC_KEY: TransparentKey,
            Format.TRANSPARENT_ECDSA_PUBLIC_KEY: TransparentKey,
        },
    ),
)
class Conversions(TestCase):
    """Each format becomes each other, and they all are the same key."""

    async def check(self, key, formats):
        for registered in formats:
            hsm = Hsm()
            hsm.put(asymmetric(key, registered))
            for asked, kind in formats.items():
                answered = await got(hsm, key_format_type=asked)
                block = (answered.private_key or answered.public_key).key_block
                self.assertEqual(block.key_format_type, asked)
                self.assertEqual(
                    (block.cryptographic_algorithm, block.cryptographic_length), (key.algorithm, key.length)
                )
                material = block.key_value.key_material
                self.assertIsInstance(material, kind)
                self.assertEqual(block.key_value.attribute, [])
                again = hsm.crypto.read_key(key.form, asked, material, key.algorithm, True)
                self.assertEqual(again, key)
            self.assertEqual(hsm.load("k1").value, asymmetric(key, registered).value)


class Formats(TestCase):
    """Formats and compression that are asked for."""

    async def test_symmetric(self):
        """Raw and Transparent."""
        hsm = Hsm()
        hsm.put(using())
        answered = await got(hsm, key_format_type=Format.TRANSPARENT_SYMMETRIC_KEY)
        self.assertEqual(answered.symmetric_key.key_block.key_value.key_material, TransparentKey(key=KEY))
        hsm.put(dataclasses.replace(hsm.load("k1"), value=answered.symmetric_key))
        self.assertEqual((await got(hsm)).symmetric_key, answered.symmetric_key)
        raw = await got(hsm, key_format_type=Format.RAW)
        self.assertEqual(raw.symmetric_key.key_block.key_value.key_material, KEY)

    async def test_the_same(self):
        """What it has anyway, also where nothing could be converted."""
        for obj, asked in (
            (opaque(None), Format.OPAQUE),
            (made("k1", ObjectType.SECRET_DATA), Format.RAW),
            (made("k1", ObjectType.CERTIFICATE), Format.X_509),
            (wrapped(None), Format.RAW),
        ):
            hsm = Hsm()
            hsm.put(obj)
            await got(hsm, key_format_type=asked)

    async def test_compression(self):
        """A point in the form asked for; as registered where nothing is asked."""
        compressed = KeyCompressionType.EC_PUBLIC_KEY_TYPE_X9_62_COMPRESSED_PRIME
        hsm = Hsm()
        hsm.put(asymmetric(EC_PUBLIC, Format.X_509))
        small = (await got(hsm, key_compression_type=compressed)).public_key.key_block
        self.assertEqual((small.key_format_type, small.key_compression_type), (Format.X_509, compressed))
        full = (await got(hsm)).public_key.key_block
        self.assertEqual(len(full.key_value.key_material) - len(small.key_value.key_material), 32)
        hsm = Hsm()
        hsm.put(asymmetric(EC_PUBLIC, Format.X_509, compression=compressed))
        self.assertEqual((await got(hsm)).public_key.key_block, small)
        wanted = KeyCompressionType.EC_PUBLIC_KEY_TYPE_UNCOMPRESSED
        back = (await got(hsm, key_compression_type=wanted)).public_key.key_block
        self.assertEqual(back.key_value.key_material, full.key_value.key_material)


class OnlyAttributes(TestCase):
    """An object whose Key Value is elsewhere."""

    async def test_as_registered(self):
        """The Key Block comes back as it is, without a Key Value."""
        hsm = Hsm()
        hsm.put(without_value(None))
        answered = await got(hsm)
        self.assertIsNone(answered.symmetric_key.key_block.key_value)
        self.assertEqual(answered.symmetric_key.key_block.cryptographic_algorithm, CryptographicAlgorithm.AES)


class Wrapped(TestCase):
    """What was registered wrapped is given as it was."""

    async def test_as_registered(self):
        """Also a Sensitive object: it leaves wrapped."""
        for make in (wrapped, wrapped_inside):
            for fields in ({}, {"key_wrap_type": KeyWrapType.AS_REGISTERED}):
                obj = make(None)
                obj.set("Sensitive", True)
                hsm = Hsm()
                hsm.put(obj)
                self.assertEqual((await got(hsm, **fields)).symmetric_key, obj.value)

    async def test_not_wrapped(self):
        """A key that is not wrapped, and asked for so."""
        hsm = Hsm()
        hsm.put(using())
        for each in KeyWrapType:
            block = (await got(hsm, key_wrap_type=each)).symmetric_key.key_block
            self.assertEqual(block.key_value, KeyValue(key_material=KEY))

    async def test_sensitive_wrapped(self):
        """A Sensitive key leaves wrapped."""
        hsm = Hsm()
        hsm.put(having(Sensitive=True), using(WRAP, uid="k2"))
        block = (await got(hsm, key_wrapping_specification=BY_K2)).symmetric_key.key_block
        self.assertIsInstance(block.key_value, bytes)


class Fresh(TestCase):
    """3.34: an object that was given once is not Fresh."""

    async def test_becomes_false(self):
        """Without a Last Change Date of its own; a Get that fails leaves it."""
        hsm = Hsm()
        hsm.put(using())
        before = hsm.load("k1")
        self.assertTrue(before.get("Fresh"))
        with self.assertRaises(KmipError):
            await got(hsm, key_format_type=Format.PKCS_1)
        self.assertEqual(hsm.load("k1"), before)
        await got(hsm)
        after = hsm.load("k1")
        self.assertIs(after.get("Fresh"), False)
        self.assertEqual(after.get("Last Change Date"), before.get("Last Change Date"))
        await got(hsm)
        self.assertEqual(hsm.load("k1"), after)
