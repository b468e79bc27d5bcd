"""hsmsim/spec/names.py: numbers have names, and what is secret is not shown."""

from hypothesis import given, settings
from hypothesis import strategies as st
from twisted.trial.unittest import SynchronousTestCase

from hsmsim.operations import names, spelling
from hsmsim.spec import enums
from hsmsim.spec.attributes import RULES
from hsmsim.spec.enums import CryptographicAlgorithm, KeyFormatType, SecretDataType, WrappingMethod
from hsmsim.spec.names import MASKED, names_of
from hsmsim.spec.structures import (
    Attribute,
    EncryptionKeyInformation,
    KeyBlock,
    KeyValue,
    KeyWrappingData,
    OpaqueObject,
    SecretData,
    TransparentKey,
    UsernameAndPassword,
)
from hsmsim.spec.tags import Tag
from hsmsim.spec.values import CryptographicParameters, Name
from hsmsim.ttlv.binary import encode
from hsmsim.ttlv.schema import ItemType, Node, fields
from hsmsim.ttlv.spelling import normalise
from hsmsim.ttlv.text import render
from tests.support import rows
from tests.ttlv.shapes import item, whole

HUSH = b"hush-hush-hush"
NAMES = names()


def shown(value, tag):
    return render(encode(value, tag), NAMES, MASKED)


def block(key_value, **more):
    return KeyBlock(key_format_type=KeyFormatType.RAW, key_value=key_value, **more)


@rows(
    raw=(block(KeyValue(key_material=HUSH)), Tag.KEY_BLOCK, 1),
    transparent=(block(KeyValue(key_material=TransparentKey(key=HUSH))), Tag.KEY_BLOCK, 1),
    wrapped=(
        block(HUSH, key_wrapping_data=KeyWrappingData(wrapping_method=WrappingMethod.ENCRYPT)),
        Tag.KEY_BLOCK,
        1,
    ),
    secret_data=(
        SecretData(secret_data_type=SecretDataType.PASSWORD, key_block=block(KeyValue(key_material=HUSH))),
        Tag.SECRET_DATA,
        1,
    ),
    opaque=(OpaqueObject(opaque_data_type=0x80000001, opaque_data_value=HUSH), Tag.OPAQUE_OBJECT, 1),
    password=(UsernameAndPassword(username="me", password=HUSH.decode()), Tag.CREDENTIAL_VALUE, 1),
)
class Secrets(SynchronousTestCase):
    def check(self, value, tag, count):
        text = shown(value, tag)
        self.assertNotIn(HUSH.decode(), text)
        self.assertNotIn(HUSH.hex(), text)
        self.assertEqual(text.count("(14 bytes, masked)"), count)

    def test_every_part_of_a_transparent_key(self):
        numbers = {
            field.name: 0x5EC2E7 for field in fields(TransparentKey) if field.kind.item_type is ItemType.BIG_INTEGER
        }
        text = shown(block(KeyValue(key_material=TransparentKey(q_string=HUSH, **numbers))), Tag.KEY_BLOCK)
        self.assertEqual(text.count("masked"), len(numbers) + 1)
        self.assertNotIn(str(0x5EC2E7), text)

    def test_fields_that_the_declarations_call_secret(self):
        for cls in (KeyValue, TransparentKey, OpaqueObject, UsernameAndPassword):
            for field in fields(cls):
                if field.secret and field.tag not in (Tag.P, Tag.Q):  # public where they are not in Key Material
                    self.assertTrue(MASKED.hides(field.tag, ItemType.BYTE_STRING), field.name)


VENDORS = 0x540001  # a tag of a vendor's own: of what stands there, nothing is known
OCTETS, TEXT = ItemType.BYTE_STRING, ItemType.TEXT_STRING
MATERIAL = item(Tag.KEY_MATERIAL, OCTETS, b"")


def named(name, value):
    """An Attribute of any value."""
    return whole(item(Tag.ATTRIBUTE_NAME, TEXT, name), value, tag=Tag.ATTRIBUTE)


@rows(
    octets=(item(VENDORS, OCTETS, HUSH), Tag.KEY_VALUE),
    text=(MATERIAL + item(VENDORS, TEXT, HUSH), Tag.KEY_VALUE),
    in_a_structure=(whole(item(VENDORS, OCTETS, HUSH), tag=VENDORS), Tag.KEY_VALUE),
    known_in_a_structure_that_is_not=(whole(item(Tag.NAME_VALUE, TEXT, HUSH), tag=VENDORS), Tag.KEY_VALUE),
    known_and_in_the_wrong_place=(item(Tag.NAME_VALUE, TEXT, HUSH), Tag.KEY_VALUE),
    of_the_wrong_type=(item(Tag.KEY_FORMAT_TYPE, OCTETS, HUSH), Tag.KEY_BLOCK),
    beside_key_value=(item(VENDORS, OCTETS, HUSH), Tag.KEY_BLOCK),
    no_key_block=(item(Tag.KEY_BLOCK, OCTETS, HUSH), Tag.SYMMETRIC_KEY),
    beside_key_block=(item(VENDORS, OCTETS, HUSH), Tag.PRIVATE_KEY),
    in_an_attribute=(named(b"x-mine", item(VENDORS, OCTETS, HUSH)), Tag.KEY_VALUE),
    in_the_value_of_an_attribute=(
        named(b"Name", whole(item(VENDORS, OCTETS, HUSH), tag=Tag.ATTRIBUTE_VALUE)),
        Tag.KEY_VALUE,
    ),
    in_wrapping_data=(whole(item(VENDORS, OCTETS, HUSH), tag=Tag.KEY_WRAPPING_DATA), Tag.KEY_BLOCK),
    opaque=(item(VENDORS, OCTETS, HUSH), Tag.OPAQUE_OBJECT),
    no_opaque_object=(item(Tag.OPAQUE_OBJECT, OCTETS, HUSH), Tag.RESPONSE_PAYLOAD),
    credential_of_another_kind=(whole(item(VENDORS, TEXT, HUSH), tag=Tag.CREDENTIAL_VALUE), Tag.CREDENTIAL),
    no_credential_value=(item(Tag.CREDENTIAL_VALUE, TEXT, HUSH), Tag.CREDENTIAL),
    derived_from=(item(VENDORS, OCTETS, HUSH), Tag.DERIVATION_PARAMETERS),
)
class Unknown(SynchronousTestCase):
    """What stands where secrets do and is not known to be none."""

    def check(self, inside, tag):
        text = render(whole(inside, tag=tag), NAMES, MASKED)
        self.assertNotIn(HUSH.decode(), text)
        self.assertNotIn(HUSH.hex(), text)
        self.assertIn("(14 bytes, masked)", text)


class AnythingInKeyValue(SynchronousTestCase):
    @settings(derandomize=True, database=None, deadline=None, max_examples=200)
    @given(st.one_of(st.sampled_from(sorted(Tag)), st.integers(0x420000, 0x54FFFF)), st.sampled_from([OCTETS, TEXT]))
    def test_of_any_tag(self, tag, item_type):
        text = render(whole(item(tag, item_type, HUSH), tag=Tag.KEY_VALUE), NAMES, MASKED)
        self.assertIn("(14 bytes, masked)", text)


class Shown(SynchronousTestCase):
    def test_attributes_beside_key_material(self):
        attribute = Attribute(attribute_name="Cryptographic Usage Mask", attribute_value=12)
        text = shown(KeyValue(key_material=HUSH, attribute=[attribute]), Tag.KEY_VALUE)
        self.assertIn("Attribute Value (Integer): Encrypt | Decrypt", text)

    def test_all_that_is_declared_beside_key_material(self):
        parameters = CryptographicParameters(iv_length=12)
        wrapping = KeyWrappingData(
            wrapping_method=WrappingMethod.ENCRYPT,
            encryption_key_information=EncryptionKeyInformation(
                unique_identifier="kek", cryptographic_parameters=parameters
            ),
            mac_signature=b"mac",
        )
        named = Attribute(attribute_name="Name", attribute_value=Name(name_value="mine", name_type=1))
        more = {"cryptographic_length": 128, "key_wrapping_data": wrapping}
        text = shown(block(KeyValue(key_material=HUSH, attribute=[named]), **more), Tag.KEY_BLOCK)
        self.assertEqual(text.count("masked"), 1)

    def test_what_is_unknown_elsewhere(self):
        for tag in (Tag.REQUEST_PAYLOAD, Tag.ATTRIBUTE, Tag.VENDOR_EXTENSION):
            self.assertIn(HUSH.hex(), render(whole(item(VENDORS, OCTETS, HUSH), tag=tag), NAMES, MASKED))

    def test_an_attribute_that_is_an_enumeration(self):
        attribute = Attribute(attribute_name="Cryptographic Algorithm", attribute_value=CryptographicAlgorithm.DES3)
        self.assertIn("Attribute Value (Enumeration): 3DES", shown(attribute, Tag.ATTRIBUTE))

    def test_p_source_is_no_secret(self):
        self.assertIn(HUSH.hex(), shown(CryptographicParameters(p_source=HUSH), Tag.CRYPTOGRAPHIC_PARAMETERS))

    def test_mask_bits_have_the_names_of_the_table(self):
        bits = NAMES.masks[Tag.CRYPTOGRAPHIC_USAGE_MASK]
        self.assertEqual((bits[1], bits[0x80], bits[0x2000]), ("Sign", "MAC Generate", "CRL Sign"))
        self.assertEqual(NAMES.masks[Tag.STORAGE_STATUS_MASK][1], "On Line Storage")


class Tables(SynchronousTestCase):
    def test_every_tag(self):
        self.assertEqual(set(NAMES.tags), set(Tag))

    def test_structures_say_what_their_numbers_are(self):
        """And those that they hold; of a mask that none of them has, nothing is known."""
        found = names_of(SecretData)
        self.assertEqual(found.enumerations[Tag.SECRET_DATA_TYPE], {1: "Password", 2: "Seed"})
        self.assertEqual(found.enumerations[Tag.WRAPPING_METHOD][1], "Encrypt")
        self.assertNotIn(Tag.QUERY_FUNCTION, found.enumerations)
        self.assertNotIn(Tag.STORAGE_STATUS_MASK, found.masks)

    def test_every_attribute_has_a_meaning(self):
        self.assertEqual(set(NAMES.meanings), set(RULES))
        for name, rule in RULES.items():
            if rule.kind.item_type is ItemType.ENUMERATION:
                self.assertIn(NAMES.meanings[name], NAMES.enumerations)


@rows(
    tag=(Tag.UNIQUE_BATCH_ITEM_ID, "UniqueBatchItemID"),
    tag_with_a_dash=(Tag.TEMPLATE_ATTRIBUTE, "TemplateAttribute"),
    tag_in_capitals=(Tag.IV_COUNTER_NONCE, "IVCounterNonce"),
    tag_with_a_point=(Tag.X_509_CERTIFICATE_SUBJECT, "X_509CertificateSubject"),
)
class TagSpelling(SynchronousTestCase):
    def check(self, tag, name):
        self.assertEqual(spelling().name(tag), name)
        self.assertEqual(spelling().tag(name), tag)


@rows(
    algorithm=(Tag.CRYPTOGRAPHIC_ALGORITHM, CryptographicAlgorithm.DES3, "DES3"),
    format=(Tag.KEY_FORMAT_TYPE, KeyFormatType.PKCS_1, "PKCS_1"),
    method=(Tag.WRAPPING_METHOD, WrappingMethod.ENCRYPT_THEN_MAC_SIGN, "EncryptThenMACSign"),
    signature=(
        Tag.DIGITAL_SIGNATURE_ALGORITHM,
        enums.DigitalSignatureAlgorithm.SHA_256_WITH_RSA_ENCRYPTION,
        "SHA_256WithRSAEncryption",
    ),
    mask_generator=(Tag.MASK_GENERATOR_HASHING_ALGORITHM, enums.HashingAlgorithm.SHA_1, "SHA_1"),
)
class TermSpelling(SynchronousTestCase):
    def check(self, tag, term, name):
        self.assertEqual(spelling().write(Node(tag, ItemType.ENUMERATION, int(term)), tag, " "), name)
        self.assertEqual(spelling().read(ItemType.ENUMERATION, tag, name), term)


class Spelled(SynchronousTestCase):
    def test_names_with_and_without_their_remark(self):
        mask, signature = Tag.CRYPTOGRAPHIC_USAGE_MASK, Tag.DIGITAL_SIGNATURE_ALGORITHM
        for name in ("ContentCommitment", "ContentCommitmentNonRepudiation"):
            self.assertEqual(spelling().read(ItemType.INTEGER, mask, name), 0x400)
        for name in ("SHA_256WithRSAEncryption", "SHA_256WithRSAEncryptionPKCS_1V1_5"):
            self.assertEqual(spelling().read(ItemType.ENUMERATION, signature, name), 5)

    def test_a_remark_that_makes_the_difference(self):
        node = Node(Tag.SPLIT_KEY_METHOD, ItemType.ENUMERATION, int(enums.SplitKeyMethod.POLYNOMIAL_SHARING_GF_2_8))
        self.assertEqual(spelling().write(node, node.tag, " "), "PolynomialSharingGF2_8")

    def test_no_name_stands_for_two(self):
        for numbers in (NAMES.tags, *NAMES.enumerations.values(), *NAMES.masks.values()):
            spelled = [normalise(title) for title in numbers.values()]
            self.assertEqual(len(spelled), len(set(spelled)))
            for name in spelled:
                self.assertRegex(name, r"\A[A-Za-z][A-Za-z0-9_]*\Z|\A[0-9]+[A-Z][A-Za-z0-9_]*\Z")
