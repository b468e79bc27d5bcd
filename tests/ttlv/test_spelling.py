"""hsmsim/ttlv/spelling.py: names by the profile's rules, and every value as text and back."""

from hypothesis import given, settings
from hypothesis import strategies as st
from twisted.trial.unittest import SynchronousTestCase

from hsmsim.ttlv.errors import Malformed
from hsmsim.ttlv.schema import ItemType, Node
from hsmsim.ttlv.spelling import normalise
from tests.support import rows
from tests.ttlv.items import SPELLING
from tests.ttlv.shapes import Tags


@rows(
    words=("Unique Batch Item ID", "UniqueBatchItemID"),
    lower_words=("Username and Password", "UsernameAndPassword"),
    sign=("PKCS#1", "PKCS_1"),
    point=("X.509", "X_509"),
    dash_before_number=("SHA-256", "SHA_256"),
    dash_before_word=("On-line storage", "OnLineStorage"),
    dash_before_capitals=("PBKDF2-HMAC", "PBKDF2_HMAC"),
    digits_first=("3DES", "DES3"),
    digits_first_of_a_name=("2048 Bit Key", "2048BitKey"),
    digits_later=("DSA 3DES", "DSA3DES"),
    sentence=("SHA-256 with RSA Encryption", "SHA_256WithRSAEncryption"),
    brackets=("SHA-256 with RSA Encryption (PKCS#1 v1.5)", "SHA_256WithRSAEncryptionPKCS_1V1_5"),
    slash=("Encrypt then MAC/sign", "EncryptThenMACSign"),
    underscore=("X9_62 Prime", "X9_62Prime"),
)
class Normal(SynchronousTestCase):
    def check(self, title, name):
        self.assertEqual(normalise(title), name)


class TagNames(SynchronousTestCase):
    def test_by_name_and_by_number(self):
        self.assertEqual(SPELLING.tag("Size"), Tags.SIZE)
        self.assertEqual(SPELLING.tag("0x54abCD"), 0x54ABCD)
        self.assertEqual((SPELLING.title(Tags.SIZE), SPELLING.title(0x54ABCD)), ("Size", "0x54ABCD"))
        self.assertIsNone(SPELLING.name(0x54ABCD))

    def test_there_is_no_such_tag(self):
        for name in (
            "",
            "size",
            "Nobody",
            "0x42",
            "0x4200011",
            "420001",
            "0x42000g",
            "0x-20001",
            "0x\u0664\u0662\u0660\u0660\u0660\u0661",
        ):
            with self.assertRaises(Malformed):
                SPELLING.tag(name)


INTEGER, LONG, BIG = ItemType.INTEGER, ItemType.LONG_INTEGER, ItemType.BIG_INTEGER
ENUMERATION, BOOLEAN, TEXT = ItemType.ENUMERATION, ItemType.BOOLEAN, ItemType.TEXT_STRING
OCTETS, DATE, INTERVAL = ItemType.BYTE_STRING, ItemType.DATE_TIME, ItemType.INTERVAL


@rows(
    integer=(INTEGER, Tags.SIZE, "-5", -5),
    integer_plus=(INTEGER, Tags.SIZE, "+5", 5),
    integer_hex=(INTEGER, Tags.SIZE, "0x0000000A", 10),
    integer_hex_negative=(INTEGER, Tags.SIZE, "0xffffffff", -1),
    integer_most=(INTEGER, Tags.SIZE, "2147483647", 2147483647),
    mask=(INTEGER, Tags.LATE, "Sign Verify", 3),
    mask_in_json=(INTEGER, Tags.LATE, "Sign|Verify", 3),
    mask_spaced_out=(INTEGER, Tags.LATE, " Sign   Verify ", 3),
    mask_with_hex=(INTEGER, Tags.LATE, "Sign 0x00000008", 9),
    mask_top=(INTEGER, Tags.LATE, "Top Sign", -0x7FFFFFFF),
    mask_hex=(INTEGER, Tags.LATE, "0x80000000", -0x80000000),
    mask_decimal=(INTEGER, Tags.LATE, "12", 12),
    mask_by_its_long_name=(INTEGER, Tags.LATE, "SaySoOrNot", 4),
    mask_by_its_short_name=(INTEGER, Tags.LATE, "SaySo", 4),
    long_integer=(LONG, Tags.TOTAL, "-9223372036854775808", -(1 << 63)),
    long_integer_hex=(LONG, Tags.TOTAL, "0xffffffffffffffff", -1),
    big_integer=(BIG, Tags.NUMBER, "0000000000000100", 256),
    big_integer_prefixed=(BIG, Tags.NUMBER, "0xFFFFFFFFFFFFFFFF", -1),
    enumeration=(ENUMERATION, Tags.COLOUR, "Red", 1),
    enumeration_without_its_remark=(ENUMERATION, Tags.COLOUR, "SHA_256WithRSA", 2),
    enumeration_with_its_remark=(ENUMERATION, Tags.COLOUR, "SHA_256WithRSAOld", 2),
    enumeration_hex=(ENUMERATION, Tags.COLOUR, "0x80000001", 0x80000001),
    enumeration_of_nobody=(ENUMERATION, Tags.SIZE, "0x00000007", 7),
    true=(BOOLEAN, Tags.READY, "true", True),
    false=(BOOLEAN, Tags.READY, "false", False),
    true_hex=(BOOLEAN, Tags.READY, "0x0000000000000001", True),
    text=(TEXT, Tags.TITLE, "grün \0", "grün \0"),
    octets=(OCTETS, Tags.CONTENT, "01fF", b"\1\xff"),
    octets_empty=(OCTETS, Tags.CONTENT, "", b""),
    date=(DATE, Tags.MADE, "2008-03-14T11:56:40+00:00", 1205495800),
    date_zulu=(DATE, Tags.MADE, "2008-03-14T11:56:40Z", 1205495800),
    date_of_a_zone=(DATE, Tags.MADE, "2008-03-14T21:56:40+10:00", 1205495800),
    date_without_zone=(DATE, Tags.MADE, "2008-03-14T11:56:40", 1205495800),
    date_with_a_fraction=(DATE, Tags.MADE, "2008-03-14T11:56:40.999Z", 1205495800),
    date_hex=(DATE, Tags.MADE, "0x0000000047da67f8", 1205495800),
    date_hex_before_1970=(DATE, Tags.MADE, "0xffffffffffffffff", -1),
    date_of_year_one=(DATE, Tags.MADE, "0001-01-01T00:00:00+14:00", -62135647200),
    interval=(INTERVAL, Tags.LEASE, "4294967295", 4294967295),
    interval_hex=(INTERVAL, Tags.LEASE, "0xffffffff", 4294967295),
)
class Reading(SynchronousTestCase):
    def check(self, item_type, tag, text, value):
        self.assertEqual(SPELLING.read(item_type, tag, text), value)


@rows(
    integer_empty=(INTEGER, Tags.SIZE, ""),
    integer_word=(INTEGER, Tags.SIZE, "one"),
    integer_too_large=(INTEGER, Tags.SIZE, "2147483648"),
    integer_too_small=(INTEGER, Tags.SIZE, "-2147483649"),
    integer_hex_too_long=(INTEGER, Tags.SIZE, "0x100000000"),
    integer_of_a_thousand_digits=(INTEGER, Tags.SIZE, "1" * 10_000),
    integer_hex_of_a_thousand_digits=(INTEGER, Tags.SIZE, "0x" + "0" * 10_000),
    integer_in_other_digits=(INTEGER, Tags.SIZE, "\u0661"),
    integer_with_underscore=(INTEGER, Tags.SIZE, "1_0"),
    integer_spaced=(INTEGER, Tags.SIZE, " 1"),
    integer_whole=(INTEGER, Tags.SIZE, "1.0"),
    mask_of_nothing=(INTEGER, Tags.LATE, ""),
    mask_unknown=(INTEGER, Tags.LATE, "Sign Fly"),
    mask_too_large=(INTEGER, Tags.LATE, "Sign 0x100000000"),
    long_too_large=(LONG, Tags.TOTAL, "9223372036854775808"),
    big_empty=(BIG, Tags.NUMBER, ""),
    big_short=(BIG, Tags.NUMBER, "0100"),
    big_odd=(BIG, Tags.NUMBER, "100"),
    enumeration_unknown=(ENUMERATION, Tags.COLOUR, "Blue"),
    enumeration_decimal=(ENUMERATION, Tags.COLOUR, "1"),
    enumeration_too_large=(ENUMERATION, Tags.COLOUR, "0x100000000"),
    enumeration_of_nobody=(ENUMERATION, Tags.SIZE, "Red"),
    boolean=(BOOLEAN, Tags.READY, "yes"),
    boolean_capital=(BOOLEAN, Tags.READY, "True"),
    half_a_character=(TEXT, Tags.TITLE, "\ud800"),
    octets_odd=(OCTETS, Tags.CONTENT, "abc"),
    octets_spaced=(OCTETS, Tags.CONTENT, "ab cd"),
    octets_of_letters=(OCTETS, Tags.CONTENT, "grün"),
    date_empty=(DATE, Tags.MADE, ""),
    date_short=(DATE, Tags.MADE, "2008-03-14"),
    date_of_february_30=(DATE, Tags.MADE, "2008-02-30T00:00:00Z"),
    date_of_week=(DATE, Tags.MADE, "2008-W11-5T11:56:40Z"),
    date_decimal=(DATE, Tags.MADE, "1205495800"),
    date_of_year_nought=(DATE, Tags.MADE, "0000-01-01T00:00:00Z"),
    date_of_no_zone=(DATE, Tags.MADE, "2008-03-14T11:56:40+99:00"),
    interval_negative=(INTERVAL, Tags.LEASE, "-1"),
    interval_too_large=(INTERVAL, Tags.LEASE, "4294967296"),
)
class Refused(SynchronousTestCase):
    def check(self, item_type, tag, text):
        with self.assertRaises(Malformed) as caught:
            SPELLING.read(item_type, tag, text)
        self.assertTrue(text in ("", "1") or text not in str(caught.exception), "a value may be a secret")


@rows(
    integer=(INTEGER, Tags.SIZE, -5, "-5"),
    mask=(INTEGER, Tags.LATE, 7, "Sign|Verify|SaySo"),
    mask_of_nothing=(INTEGER, Tags.LATE, 0, "0"),
    mask_with_strange_bits=(INTEGER, Tags.LATE, -0x7FFFFFF7, "Sign|Top|0x00000008"),
    mask_of_strange_bits=(INTEGER, Tags.LATE, 8, "0x00000008"),
    long_integer=(LONG, Tags.TOTAL, -1, "-1"),
    big_integer=(BIG, Tags.NUMBER, 255, "00000000000000ff"),
    big_integer_with_room_for_the_sign=(BIG, Tags.NUMBER, 1 << 63, "00000000000000008000000000000000"),
    big_integer_negative=(BIG, Tags.NUMBER, -(1 << 63), "8000000000000000"),
    enumeration=(ENUMERATION, Tags.COLOUR, 2, "SHA_256WithRSA"),
    enumeration_without_name=(ENUMERATION, Tags.COLOUR, 3, "0x00000003"),
    enumeration_of_nobody=(ENUMERATION, Tags.SIZE, 1, "0x00000001"),
    true=(BOOLEAN, Tags.READY, True, "true"),
    false=(BOOLEAN, Tags.READY, False, "false"),
    text=(TEXT, Tags.TITLE, "a<b", "a<b"),
    octets=(OCTETS, Tags.CONTENT, b"\1\xff", "01ff"),
    date=(DATE, Tags.MADE, 1205495800, "2008-03-14T11:56:40+00:00"),
    date_of_no_calendar=(DATE, Tags.MADE, -1 << 63, "0x8000000000000000"),
    interval=(INTERVAL, Tags.LEASE, 5, "5"),
)
class Writing(SynchronousTestCase):
    def check(self, item_type, tag, value, text):
        self.assertEqual(SPELLING.write(Node(tag, item_type, value), tag, "|"), text)


class Meanings(SynchronousTestCase):
    def test_the_name_of_an_attribute_says_what_its_value_is(self):
        told = SPELLING.told(Node(Tags.KIND, TEXT, "the colour"), None)
        self.assertEqual(told, Tags.COLOUR)
        self.assertEqual(SPELLING.told(Node(Tags.SIZE, INTEGER, 1), told), Tags.COLOUR)
        self.assertEqual(SPELLING.meaning(Tags.VALUE, told), Tags.COLOUR)
        self.assertEqual(SPELLING.meaning(Tags.SIZE, told), Tags.SIZE)

    def test_a_name_that_says_nothing(self):
        self.assertIsNone(SPELLING.told(Node(Tags.KIND, TEXT, "mine"), Tags.COLOUR))
        self.assertIsNone(SPELLING.told(Node(Tags.KIND, OCTETS, b"the colour"), None))
        self.assertEqual(SPELLING.meaning(Tags.VALUE, None), Tags.VALUE)


class AnyText(SynchronousTestCase):
    @settings(derandomize=True, database=None, deadline=None, max_examples=300)
    @given(st.sampled_from([each for each in ItemType if each != ItemType.STRUCTURE]), st.text())
    def test_is_a_value_or_malformed(self, item_type, text):
        for tag in (Tags.SIZE, Tags.LATE, Tags.COLOUR):
            try:
                value = SPELLING.read(item_type, tag, text)
            except Malformed:
                continue
            again = SPELLING.write(Node(tag, item_type, value), tag, "|")
            self.assertEqual(SPELLING.read(item_type, tag, again), value)
