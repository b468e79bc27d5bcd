"""hsmsim/model/keyblock.py: key blocks, values and digests (2.1.3, 3.17)."""

from dataclasses import replace
from hashlib import sha256

from twisted.trial.unittest import SynchronousTestCase

from hsmsim.errors import EncodingOptionNotPermitted, InvalidField, NoKeyValue, WrongObjectType
from hsmsim.model.keyblock import (
    FIELDS,
    VALUE_CLASSES,
    as_seen,
    check_block,
    digest_of,
    hides,
    key_block_of,
    make_key_block,
    plain_key_value,
    with_key_block,
)
from hsmsim.spec.enums import (
    CryptographicAlgorithm,
    EncodingOption,
    HashingAlgorithm,
    KeyCompressionType,
    KeyFormatType,
    ObjectType,
    State,
    WrappingMethod,
)
from hsmsim.spec.structures import (
    EncryptionKeyInformation,
    KeyBlock,
    KeyValue,
    KeyWrappingData,
    MacSignatureKeyInformation,
    SymmetricKey,
    Template,
    TransparentKey,
)
from hsmsim.spec.tags import Tag
from hsmsim.spec.versions import V1_0, V1_1, V1_4
from hsmsim.ttlv import binary
from tests.objects import KEY, attribute, made, raw_block, some_value, text_name
from tests.support import rows

BY_K2 = EncryptionKeyInformation(unique_identifier="k2")
WRAPPED = KeyWrappingData(wrapping_method=WrappingMethod.ENCRYPT, encryption_key_information=BY_K2)
SEALED = KeyWrappingData(
    wrapping_method=WrappingMethod.MAC_SIGN,
    mac_signature_key_information=MacSignatureKeyInformation(unique_identifier="k2"),
)
UNENCODED = replace(WRAPPED, encoding_option=EncodingOption.NO_ENCODING)
BY_NOBODY = KeyWrappingData(wrapping_method=WrappingMethod.TR_31)
AES = CryptographicAlgorithm.AES


def block(key_value, wrapping=None, algorithm=AES, length=128):
    return KeyBlock(
        key_format_type=KeyFormatType.RAW,
        key_value=key_value,
        cryptographic_algorithm=algorithm,
        cryptographic_length=length,
        key_wrapping_data=wrapping,
    )


PLAIN = KeyValue(key_material=KEY)
WITH_ATTRIBUTES = KeyValue(key_material=KEY, attribute=[attribute("Comment", "inside")])


@rows(
    plain=(block(PLAIN), None),
    absent=(block(None), None),
    wrapped=(block(b"wrapped", WRAPPED), None),
    wrapped_in_a_structure=(block(PLAIN, WRAPPED), None),
    sealed=(block(b"sealed", SEALED), None),
    sealed_with_attributes=(block(WITH_ATTRIBUTES, SEALED), None),
    says_neither=(block(PLAIN, None, None, None), None),
    algorithm_alone=(block(PLAIN, None, AES, None), InvalidField),
    length_alone=(block(PLAIN, None, None, 128), InvalidField),
    bytes_that_are_not_wrapped=(block(b"wrapped"), InvalidField),
    wrapping_of_nothing=(block(None, WRAPPED), InvalidField),
    wrapped_with_nothing=(block(b"wrapped", BY_NOBODY), InvalidField),
    attributes_without_encoding=(block(WITH_ATTRIBUTES, UNENCODED), EncodingOptionNotPermitted),
)
class Contradictions(SynchronousTestCase):
    def check(self, key_block, error):
        if error is None:
            check_block(key_block)
        else:
            self.assertRaises(error, check_block, key_block)


@rows(
    nothing=(None, False),
    sealed=(SEALED, False),
    wrapped=(WRAPPED, True),
    both=(replace(WRAPPED, wrapping_method=WrappingMethod.ENCRYPT_THEN_MAC_SIGN), True),
)
class Hidden(SynchronousTestCase):
    def check(self, how, hidden):
        self.assertIs(hides(how), hidden)


class Blocks(SynchronousTestCase):
    def test_another_block(self):
        value = SymmetricKey(key_block=block(PLAIN))
        self.assertIs(with_key_block(value, value.key_block), value)
        self.assertEqual(with_key_block(value, block(None)), SymmetricKey(key_block=block(None)))
        self.assertEqual(value.key_block, block(PLAIN))


@rows(
    destroyed=(ObjectType.SYMMETRIC_KEY, None, NoKeyValue),
    no_key=(ObjectType.TEMPLATE, some_value(ObjectType.TEMPLATE), WrongObjectType),
    absent=(ObjectType.SYMMETRIC_KEY, SymmetricKey(key_block=block(None)), NoKeyValue),
    wrapped=(ObjectType.SYMMETRIC_KEY, SymmetricKey(key_block=block(b"w", WRAPPED)), NoKeyValue),
    wrapped_in_a_structure=(ObjectType.SYMMETRIC_KEY, SymmetricKey(key_block=block(PLAIN, WRAPPED)), NoKeyValue),
)
class NoPlainKey(SynchronousTestCase):
    def check(self, object_type, value, error):
        obj = made(object_type=object_type)
        obj.value = value
        self.assertRaises(error, plain_key_value, obj)


class PlainKey(SynchronousTestCase):
    def test_the_key_of_an_object(self):
        key_block, key_value = plain_key_value(made(state=State.ACTIVE))
        self.assertEqual((key_block, key_value), (raw_block(), PLAIN))

    def test_a_block_is_made(self):
        compressed = KeyCompressionType.EC_PUBLIC_KEY_TYPE_X9_62_COMPRESSED_PRIME
        made_block = make_key_block(KeyFormatType.RAW, KEY, AES, 128, compressed)
        self.assertEqual(made_block.key_compression_type, compressed)
        made_block.key_compression_type = None
        self.assertEqual(made_block, block(PLAIN))


TRANSPARENT = TransparentKey(key=KEY)


@rows(
    certificate=(some_value(ObjectType.CERTIFICATE), b"certificate", None),
    opaque=(some_value(ObjectType.OPAQUE_OBJECT), b"opaque", None),
    secret=(some_value(ObjectType.SECRET_DATA), b"password", KeyFormatType.RAW),
    raw=(some_value(ObjectType.SYMMETRIC_KEY), KEY, KeyFormatType.RAW),
    transparent=(
        SymmetricKey(key_block=make_key_block(KeyFormatType.TRANSPARENT_SYMMETRIC_KEY, TRANSPARENT, AES, 128)),
        binary.encode(TRANSPARENT, Tag.KEY_MATERIAL),
        KeyFormatType.TRANSPARENT_SYMMETRIC_KEY,
    ),
    template=(some_value(ObjectType.TEMPLATE), None, None),
    absent=(SymmetricKey(key_block=block(None)), None, None),
    wrapped=(SymmetricKey(key_block=block(b"w", WRAPPED)), None, None),
    wrapped_in_a_structure=(SymmetricKey(key_block=block(PLAIN, WRAPPED)), None, None),
)
class Digests(SynchronousTestCase):
    def check(self, value, data, key_format_type):
        digest = digest_of(value)
        if data is None:
            self.assertIsNone(digest)
            return
        self.assertEqual(digest.hashing_algorithm, HashingAlgorithm.SHA_256)
        self.assertEqual(digest.digest_value, sha256(data).digest())
        self.assertEqual(digest.key_format_type, key_format_type)


INSIDE = [attribute("Name", text_name("a")), attribute("Fresh", True), attribute("Comment", "c"), attribute("x-A", 1)]


class Seen(SynchronousTestCase):
    def test_attributes_inside_as_far_as_the_version_knows_them(self):
        for version, names in ((V1_0, ["Name", "x-A"]), (V1_1, ["Name", "Fresh", "x-A"]), (V1_4, None)):
            expected = [each for each in INSIDE if names is None or each.attribute_name in names]
            key = SymmetricKey(key_block=block(KeyValue(key_material=KEY, attribute=INSIDE)))
            self.assertEqual(as_seen(key, version).key_block.key_value.attribute, expected)
            self.assertEqual(key.key_block.key_value.attribute, INSIDE)
            self.assertEqual(as_seen(Template(attribute=INSIDE), version).attribute, expected)

    def test_everything_else_is_given_as_it_is(self):
        wrapped = SymmetricKey(key_block=block(b"w", WRAPPED))
        for value in (wrapped, some_value(ObjectType.SYMMETRIC_KEY), some_value(ObjectType.CERTIFICATE)):
            self.assertIs(as_seen(value, V1_0), value)


class Values(SynchronousTestCase):
    def test_every_type_of_object_has_a_class_and_a_field(self):
        self.assertEqual(set(VALUE_CLASSES), set(ObjectType))
        self.assertEqual(set(FIELDS), set(ObjectType))
        self.assertEqual(FIELDS[ObjectType.OPAQUE_OBJECT], "opaque_object")

    def test_which_values_have_a_key_block(self):
        self.assertEqual(key_block_of(some_value(ObjectType.SYMMETRIC_KEY)), raw_block())
        self.assertIsNone(key_block_of(some_value(ObjectType.CERTIFICATE)))
        self.assertIsNone(key_block_of(None))
