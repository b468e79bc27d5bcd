"""hsmsim/ttlv/text.py: what people get to see, and what nobody does."""

from hypothesis import given, settings
from hypothesis import strategies as st
from twisted.trial.unittest import SynchronousTestCase

from hsmsim.ttlv.text import render
from hsmsim.ttlv.tree import DEEPEST, MOST_ITEMS, Masked, Names
from tests.support import rows
from tests.ttlv.shapes import Tags, item, number, whole

NAMES = Names(
    tags={Tags.SIZE: "Size", Tags.TITLE: "Title", Tags.BODY: "Body", Tags.SECRET: "Secret", Tags.INNER: "Inner"},
    enumerations={Tags.COLOUR: {1: "Red"}},
    masks={Tags.LATE: {1: "Sign", 2: "Verify", 0x80000000: "Top"}},
    value_tag=Tags.VALUE,
    name_tag=Tags.KIND,
    meanings={"the colour": Tags.COLOUR, "the mask": Tags.LATE},
)
MASKED = Masked(everything=frozenset({Tags.SECRET}))
NOTHING = Masked()


def one(data, masked=NOTHING):
    """The value that a line shows, and its type."""
    line = render(data, NAMES, masked)
    return line[line.index("(") :]


@rows(
    integer=(number(Tags.SIZE, -5), "(Integer): -5"),
    long_integer=(item(Tags.TOTAL, 3, b"\xff" * 8), "(Long Integer): -1"),
    big_integer=(item(Tags.NUMBER, 4, bytes(6) + b"\1\0"), "(Big Integer): 256"),
    big_integer_long=(item(Tags.NUMBER, 4, bytes(7) + b"\1" + bytes(8)), f"(Big Integer): {1 << 64:032x}"),
    enumeration=(number(Tags.COLOUR, 1, 5), "(Enumeration): Red"),
    enumeration_without_name=(number(Tags.COLOUR, 2, 5), "(Enumeration): 0x00000002"),
    enumeration_of_another_tag=(number(Tags.SIZE, 0x80000001, 5), "(Enumeration): 0x80000001"),
    mask=(number(Tags.LATE, 3), "(Integer): Sign | Verify"),
    mask_of_nothing=(number(Tags.LATE, 0), "(Integer): 0"),
    mask_with_strange_bits=(number(Tags.LATE, 5), "(Integer): Sign | 0x00000004"),
    mask_negative=(number(Tags.LATE, 0x80000000), "(Integer): Top"),
    true=(item(Tags.READY, 6, bytes(7) + b"\1"), "(Boolean): true"),
    false=(item(Tags.READY, 6, bytes(8)), "(Boolean): false"),
    text=(item(Tags.TITLE, 7, "grün".encode()), "(Text String): 'grün'"),
    text_escaped=(item(Tags.TITLE, 7, "a\nb\x1b[0m\u2028\u202e".encode()), r"(Text String): 'a\nb\x1b[0m\u2028\u202e'"),
    octets=(item(Tags.CONTENT, 8, b"\1\xff"), "(Byte String): 01ff"),
    octets_empty=(item(Tags.CONTENT, 8, b""), "(Byte String): (empty)"),
    octets_of_the_most=(item(Tags.CONTENT, 8, b"\xaa" * 64), "(Byte String): " + "aa" * 64),
    octets_long=(item(Tags.CONTENT, 8, b"\xaa" * 65), "(Byte String): " + "aa" * 64 + "... (65 bytes)"),
    text_long=(item(Tags.TITLE, 7, b"x" * 300), "(Text String): '" + "x" * 256 + "'... (300 bytes)"),
    date=(item(Tags.MADE, 9, b"\0\0\0\0\x47\xda\x67\xf8"), "(Date-Time): 2008-03-14T11:56:40Z"),
    date_before_1970=(item(Tags.MADE, 9, b"\xff" * 8), "(Date-Time): 1969-12-31T23:59:59Z"),
    date_of_no_calendar=(item(Tags.MADE, 9, b"\x7f" + b"\xff" * 7), "(Date-Time): 9223372036854775807 s"),
    interval=(number(Tags.LEASE, 864000, 10), "(Interval): 864000 s"),
)  # fmt: skip
class Values(SynchronousTestCase):
    def check(self, data, shown):
        self.assertEqual(one(data), shown)


class Tree(SynchronousTestCase):
    def test_one_line_an_item_indented(self):
        data = whole(number(Tags.SIZE, 1), whole(item(Tags.TITLE, 7, b"a"), tag=Tags.INNER), whole(tag=Tags.INNER))
        self.assertEqual(
            render(data, NAMES, NOTHING).split("\n"),
            [
                "Body (Structure)",
                "  Size (Integer): 1",
                "  Inner (Structure)",
                "    Title (Text String): 'a'",
                "  Inner (Structure)",
            ],
        )

    def test_a_tag_without_a_name(self):
        self.assertEqual(render(number(Tags.STRANGER, 1), NAMES, NOTHING), "0x4200FF (Integer): 1")

    def test_what_a_value_means_is_said_by_the_text_before_it(self):
        def pair(kind, value):
            return whole(item(Tags.KIND, 7, kind), value)

        shown = render(
            pair(b"the colour", number(Tags.VALUE, 1, 5))
            + pair(b"the mask", number(Tags.VALUE, 2))
            + pair(b"mine", number(Tags.VALUE, 1, 5))
            + whole(number(Tags.VALUE, 1, 5)),
            NAMES,
            NOTHING,
        )
        values = [
            line.split(": ")[1] for line in shown.split("\n") if Tags.VALUE.to_bytes(3, "big").hex() in line.lower()
        ]
        self.assertEqual(values, ["Red", "Verify", "0x00000001", "0x00000001"])


class Secrets(SynchronousTestCase):
    def test_a_masked_value_shows_its_size(self):
        for data in (item(Tags.SECRET, 8, b"hush"), item(Tags.SECRET, 7, b"hush")):
            self.assertTrue(one(data, MASKED).endswith("(4 bytes, masked)"))

    def test_everything_inside_a_masked_structure(self):
        inside = whole(item(Tags.TITLE, 7, b"hush"), whole(number(Tags.SIZE, 77), tag=Tags.INNER), tag=Tags.SECRET)
        shown = render(whole(inside, number(Tags.SIZE, 5)), NAMES, MASKED)
        self.assertNotIn("hush", shown)
        self.assertNotIn("77", shown)
        self.assertIn("    Title (Text String): (4 bytes, masked)", shown)
        self.assertTrue(shown.endswith("  Size (Integer): 5"))

    @settings(derandomize=True, database=None, deadline=None, max_examples=100)
    @given(st.integers(0, 80), st.integers(0, 255))
    def test_no_damage_uncovers_the_content(self, at, octet):
        # The damage may make the message shorter or strange, but the tag of the secret stays as it is.
        secret = whole(item(Tags.TITLE, 7, b"hush-hush-hush"), tag=Tags.SECRET)
        data = bytearray(whole(number(Tags.SIZE, 1), secret))
        kept = data.index(secret[:4])
        if not kept <= at < kept + 4:
            data[at % len(data)] = octet
        if data[kept : kept + 4] == secret[:4]:
            self.assertNotIn("hush-hush-hush", render(bytes(data), NAMES, MASKED).replace("(14 bytes, masked)", ""))


@rows(
    nothing=(b"", ["-- malformed after 0 of 0 bytes: no bytes at all"]),
    no_ttlv=(b"GET / HTTP/1.1\r\n", None),
    head_cut=(number(Tags.SIZE, 1)[:7], ["-- malformed after 0 of 7 bytes: an item is cut short"]),
    trailing=(
        number(Tags.SIZE, 1) + b"\0",
        ["Size (Integer): 1", "-- malformed after 16 of 17 bytes: an item is cut short"],
    ),
    value_cut=(
        whole(number(Tags.SIZE, 1), item(Tags.TITLE, 7, b"hello"))[:-8],
        [
            "Body (Structure)",
            "  Size (Integer): 1",
            "-- malformed after 24 of 32 bytes: Title: an item is longer than what holds it",
        ],
    ),
    structure_cut=(
        whole(number(Tags.SIZE, 1), number(Tags.SIZE, 2))[:-16],
        [
            "Body (Structure)",
            "  Size (Integer): 1",
            "-- malformed after 24 of 24 bytes: Body should have 32 bytes and has 16",
        ],
    ),
    structure_of_four_bytes=(
        item(Tags.BODY, 1, bytes(4)),
        ["Body (Structure)", "-- malformed after 8 of 16 bytes: an item is cut short"],
    ),
    structure_longer_than_its_items=(item(Tags.BODY, 1, number(Tags.SIZE, 1), 12), None),
    structure_of_a_length_that_no_items_have=(
        item(Tags.BODY, 1, number(Tags.SIZE, 1) + bytes(8), 17),
        None,
    ),
    no_such_type=(item(Tags.SIZE, 11, bytes(8)), ["-- malformed after 0 of 16 bytes: Size: item type 0xb"]),
    wrong_value=(item(Tags.READY, 6, b"\xff" * 8), None),
)
class Malformed(SynchronousTestCase):
    """As far as it goes, and the last line says where it ended and why."""

    def check(self, data, lines):
        shown = render(data, NAMES, NOTHING).split("\n")
        if lines is not None:
            self.assertEqual(shown, lines)
        self.assertRegex(shown[-1], rf"^-- malformed after \d+ of {len(data)} bytes: .")


class Limits(SynchronousTestCase):
    def test_hostile_nesting_is_counted_not_shown(self):
        levels = 100_000
        data = b"".join(b"\x42\0\x11\1" + (8 * left).to_bytes(4, "big") for left in reversed(range(levels)))
        lines = render(data, NAMES, NOTHING).split("\n")
        self.assertEqual(len(lines), DEEPEST + 2)
        self.assertIn(f"({8 * (levels - DEEPEST - 1)} bytes, too deep to show)", lines[-1])

    def test_too_many_items_are_cut_off(self):
        data = item(Tags.TITLE, 7, b"") * (MOST_ITEMS + 1)
        lines = render(data, NAMES, NOTHING).split("\n")
        self.assertEqual(len(lines), MOST_ITEMS + 1)
        self.assertEqual(lines[-1], f"-- {len(data) - 8} of {len(data)} bytes are shown: there are too many items")

    @settings(derandomize=True, database=None, deadline=None, max_examples=150)
    @given(st.binary(max_size=100))
    def test_any_bytes_are_rendered(self, data):
        for text in (render(data, NAMES, MASKED), render(whole(data), NAMES, MASKED)):
            self.assertTrue(text)
            self.assertTrue(all(line.isprintable() for line in text.split("\n")))
