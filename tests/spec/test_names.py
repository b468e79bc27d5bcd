"""hsmsim/spec/names.py: numbers have names, and what is secret is not shown."""

from twisted.trial.unittest import SynchronousTestCase

from hsmsim.operations import names, spelling
from hsmsim.spec import enums
from hsmsim.spec.attributes import RULES
from hsmsim.spec.enums import CryptographicAlgorithm, KeyFormatType, SecretDataType, WrappingMethod
from hsmsim.spec.names import MASKED, names_of
from hsmsim.spec.structures import (
    Attribute,
    KeyBlock,
    KeyValue,
    KeyWrappingData,
    OpaqueObject,
    SecretData,
    TransparentKey,
    UsernameAndPassword,
)
from hsmsim.spec.tags import Tag
from hsmsim.spec.values import CryptographicParameters
from hsmsim.ttlv.binary import encode
from hsmsim.ttlv.schema import ItemType, Node, fields
from hsmsim.ttlv.spelling import normalise
from hsmsim.ttlv.text import render
from tests.support import rows

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
            for field in cls.__dataclass_fields__.values():
                tag = Tag[field.name.upper()]
                if not field.repr and tag not in (Tag.P, Tag.Q):  # which are public where they are not in Key Material
                    self.assertTrue(MASKED.hides(tag, ItemType.BYTE_STRING), tag)


class Shown(SynchronousTestCase):
    def test_attributes_beside_key_material(self):
        attribute = Attribute(attribute_name="Cryptographic Usage Mask", attribute_value=12)
        text = shown(KeyValue(key_material=HUSH, attribute=[attribute]), Tag.KEY_VALUE)
        self.assertIn("Attribute Value (Integer): Encrypt | Decrypt", text)

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
