"""Tags and enumerations (hsmsim/spec/tags.py, enums.py, term.py, versions.py): tables that agree with themselves."""

from twisted.trial.unittest import SynchronousTestCase

from hsmsim.spec import enums
from hsmsim.spec.enums import (
    BlockCipherMode,
    CryptographicAlgorithm,
    KeyFormatType,
    KeyRoleType,
    LinkType,
    ObjectType,
    OpaqueDataType,
    Operation,
    QueryFunction,
    RecommendedCurve,
    ResultReason,
    ResultStatus,
)
from hsmsim.spec.tags import Tag
from hsmsim.spec.term import Term
from hsmsim.spec.versions import SERVED, V1_0, V1_1, V1_2, V1_3, V1_4, Version
from tests.support import rows

TABLES = {
    name: (cls,)
    for name, cls in vars(enums).items()
    if isinstance(cls, type) and issubclass(cls, Term) and cls is not Term
}


@rows(Tag=(Tag,), **TABLES)
class Tables(SynchronousTestCase):
    def check(self, cls):
        # `__members__` has aliases too: a value that is there twice would be one.
        self.assertEqual(len(cls.__members__), len(list(cls)), "a value is there twice")
        self.assertEqual(len({term.title for term in cls}), len(cls), "a title is there twice")
        for term in cls:
            self.assertTrue(term.title, term.name)
            self.assertEqual(term.title, term.title.strip())
            self.assertIn(term.since, SERVED)

    def test_a_term_is_a_number(self):
        self.assertEqual(ObjectType.SYMMETRIC_KEY, 2)
        self.assertIsInstance(ObjectType.SYMMETRIC_KEY, int)
        self.assertIs(ObjectType(2), ObjectType.SYMMETRIC_KEY)


class Ranges(SynchronousTestCase):
    def test_tags_are_those_of_the_specification_without_a_gap(self):
        self.assertEqual([int(tag) for tag in Tag], list(range(0x420001, 0x420125)))

    def test_tags_came_in_the_order_of_their_numbers(self):
        versions = [tag.since for tag in Tag]
        self.assertEqual(versions, sorted(versions))

    def test_no_value_of_a_table_is_in_the_range_of_extensions(self):
        for (cls,) in TABLES.values():
            self.assertTrue(all(term >> 28 == 0 for term in cls), cls)

    def test_opaque_data_types_are_extensions_only(self):
        self.assertEqual(list(OpaqueDataType), [])


@rows(
    first_tag=(Tag.ACTIVATION_DATE, 0x420001, "Activation Date", V1_0),
    iv=(Tag.IV_COUNTER_NONCE, 0x42003D, "IV/Counter/Nonce", V1_0),
    last_tag_of_1_0=(Tag.PASSWORD, 0x4200A1, "Password", V1_0),
    first_tag_of_1_1=(Tag.DEVICE_IDENTIFIER, 0x4200A2, "Device Identifier", V1_1),
    x_509=(Tag.X_509_CERTIFICATE_IDENTIFIER, 0x4200B5, "X.509 Certificate Identifier", V1_1),
    random_iv=(Tag.RANDOM_IV, 0x4200C5, "Random IV", V1_2),
    offset_items=(Tag.OFFSET_ITEMS, 0x4200D4, "Offset Items", V1_3),
    key_wrap_type=(Tag.KEY_WRAP_TYPE, 0x4200F8, "Key Wrap Type", V1_4),
    last_tag=(Tag.REPLACE_EXISTING, 0x420124, "Replace Existing", V1_4),
    des3=(CryptographicAlgorithm.DES3, 2, "3DES", V1_0),
    ec=(CryptographicAlgorithm.EC, 0x1A, "EC", V1_2),
    chacha=(CryptographicAlgorithm.CHACHA20POLY1305, 0x1E, "ChaCha20Poly1305", V1_4),
    aead=(BlockCipherMode.AEAD, 0x12, "AEAD", V1_4),
    gcm=(BlockCipherMode.GCM, 9, "GCM", V1_0),
    pkcs_8=(KeyFormatType.PKCS_8, 4, "PKCS#8", V1_0),
    transparent_ec=(KeyFormatType.TRANSPARENT_EC_PRIVATE_KEY, 0x14, "Transparent EC Private Key", V1_3),
    curve_of_1_0=(RecommendedCurve.P_256, 7, "P-256", V1_0),
    last_curve_of_1_0=(RecommendedCurve.B_571, 0xF, "B-571", V1_0),
    curve_of_1_2=(RecommendedCurve.SECP256K1, 0x19, "SECP256K1", V1_2),
    pgp_key=(ObjectType.PGP_KEY, 9, "PGP Key", V1_2),
    role=(KeyRoleType.TRKBK, 0x18, "TRKBK", V1_4),
    first_link=(LinkType.CERTIFICATE_LINK, 0x101, "Certificate Link", V1_0),
    parent_link=(LinkType.PARENT_LINK, 0x108, "Parent Link", V1_2),
    locate=(Operation.LOCATE, 8, "Locate", V1_0),
    discover_versions=(Operation.DISCOVER_VERSIONS, 0x1E, "Discover Versions", V1_1),
    encrypt=(Operation.ENCRYPT, 0x1F, "Encrypt", V1_2),
    export=(Operation.EXPORT, 0x2B, "Export", V1_4),
    query_profiles=(QueryFunction.QUERY_PROFILES, 0xA, "Query Profiles", V1_3),
    success=(ResultStatus.SUCCESS, 0, "Success", V1_0),
    encoding_option_error=(ResultReason.ENCODING_OPTION_ERROR, 0x12, "Encoding Option Error", V1_1),
    general_failure=(ResultReason.GENERAL_FAILURE, 0x100, "General Failure", V1_0),
)
class Facts(SynchronousTestCase):
    """Some rows of the tables of section 9.1.3."""

    def check(self, term, value, title, since):
        self.assertEqual((int(term), term.title, term.since), (value, title, since))


class Versions(SynchronousTestCase):
    def test_newest_first(self):
        self.assertEqual(SERVED, (V1_4, V1_3, V1_2, V1_1, V1_0))
        self.assertEqual(list(SERVED), sorted(SERVED, reverse=True))

    def test_they_compare_as_numbers(self):
        self.assertLess(Version(1, 4), Version(1, 10))
        self.assertLess(Version(1, 10), Version(2, 0))

    def test_they_are_written_with_a_point(self):
        self.assertEqual(str(V1_4), "1.4")
