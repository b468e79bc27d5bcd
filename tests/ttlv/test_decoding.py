"""hsmsim/ttlv/decoding.py: bytes to structures, strictly."""

import tracemalloc

from twisted.trial.unittest import SynchronousTestCase

from hsmsim.ttlv.binary import MAX_DEPTH, decode, decode_raw, read_head, read_node
from hsmsim.ttlv.errors import Malformed, UnknownField, UnknownValue
from hsmsim.ttlv.schema import ItemType, Node, Raw
from tests.support import rows
from tests.ttlv.shapes import (
    NEW,
    OLD,
    Box,
    Colour,
    Empty,
    Envelope,
    Inner,
    Pair,
    Pairs,
    Tags,
    Whole,
    item,
    number,
    whole,
)

HELLO = item(Tags.TITLE, 7, b"hello")


def read(cls, *items, **how):
    return decode(cls, whole(*items), Tags.BODY, **how)


@rows(
    integer=("size", item(Tags.SIZE, 2, b"\xff\xff\xff\xfe"), -2),
    integer_largest=("size", item(Tags.SIZE, 2, b"\x7f\xff\xff\xff"), 2**31 - 1),
    long_integer=("total", item(Tags.TOTAL, 3, b"\xff" * 8), -1),
    big_integer=("number", item(Tags.NUMBER, 4, b"\0" * 7 + b"\1" + b"\0" * 8), 2**64),
    big_integer_negative=("number", item(Tags.NUMBER, 4, b"\xff" * 16), -1),
    enumeration=("colour", number(Tags.COLOUR, 1, 5), Colour.RED),
    enumeration_extension=("colour", number(Tags.COLOUR, 0x80000001, 5), 0x80000001),
    boolean_true=("ready", item(Tags.READY, 6, b"\0" * 7 + b"\1"), True),
    boolean_false=("ready", item(Tags.READY, 6, bytes(8)), False),
    text=("title", item(Tags.TITLE, 7, "grün ☃".encode()), "grün ☃"),
    text_empty=("title", item(Tags.TITLE, 7, b""), ""),
    octets=("content", item(Tags.CONTENT, 8, b"12345678"), b"12345678"),
    octets_padded=("content", item(Tags.CONTENT, 8, b"123456789"), b"123456789"),
    date_time=("made", item(Tags.MADE, 9, b"\0\0\0\0\x47\xda\x67\xf8"), 1205495800),
    interval=("lease", number(Tags.LEASE, 0xFFFFFFFF, 10), 0xFFFFFFFF),
    structure=("inner", whole(HELLO, tag=Tags.INNER), Inner(title="hello")),
)
class Values(SynchronousTestCase):
    def check(self, name, data, value):
        got = getattr(read(Whole, data), name)
        self.assertEqual(got, value)
        self.assertIs(type(got), type(value))


@rows(
    integer_of_three_bytes=(item(Tags.SIZE, 2, b"\0\0\1"),),
    integer_of_eight_bytes=(item(Tags.SIZE, 2, bytes(8)),),
    integer_without_bytes=(item(Tags.SIZE, 2, b""),),
    integer_padding=(item(Tags.SIZE, 2, b"\0\0\0\1\0\0\0\1", 4),),
    long_integer_of_four_bytes=(item(Tags.TOTAL, 3, b"\0\0\0\1"),),
    big_integer_without_bytes=(item(Tags.NUMBER, 4, b""),),
    big_integer_of_four_bytes=(item(Tags.NUMBER, 4, b"\0\0\0\1"),),
    enumeration_of_eight_bytes=(item(Tags.COLOUR, 5, bytes(8)),),
    enumeration_padding=(item(Tags.COLOUR, 5, b"\0\0\0\1\1\0\0\0", 4),),
    boolean_of_four_bytes=(item(Tags.READY, 6, b"\0\0\0\1"),),
    boolean_of_two=(item(Tags.READY, 6, b"\0" * 7 + b"\2"),),
    boolean_of_high_bits=(item(Tags.READY, 6, b"\1" + b"\0" * 7),),
    text_not_utf8=(item(Tags.TITLE, 7, b"\xff\xfe"),),
    text_surrogate=(item(Tags.TITLE, 7, b"\xed\xa0\x80"),),
    text_overlong=(item(Tags.TITLE, 7, b"\xc0\x80"),),
    text_padding=(item(Tags.TITLE, 7, b"hello\0\0x", 5),),
    octets_padding=(item(Tags.CONTENT, 8, b"1\0\0\0\0\0\0\1", 1),),
    date_time_of_four_bytes=(item(Tags.MADE, 9, b"\0\0\0\1"),),
    interval_of_eight_bytes=(item(Tags.LEASE, 10, bytes(8)),),
    wrong_type=(item(Tags.SIZE, 3, bytes(8)),),
    no_such_type=(item(Tags.SIZE, 0, bytes(8)),),
    twice=(number(Tags.SIZE, 1) * 2,),
    structure_in_place_of_a_value=(whole(HELLO, tag=Tags.SIZE),),
    value_in_place_of_a_structure=(item(Tags.INNER, 7, b"hello"),),
    structure_inside_wrong=(whole(number(Tags.TITLE, 1), tag=Tags.INNER),),
    structure_inside_lacks_a_field=(whole(tag=Tags.INNER),),
    structure_inside_of_thirteen_bytes=(item(Tags.INNER, 1, HELLO, 13),),
    longer_than_what_holds_it=(item(Tags.TITLE, 7, b"hello", 9),),
    far_longer=(item(Tags.TITLE, 7, b"hello", 0xFFFFFFFF),),
    head_cut=(number(Tags.SIZE, 1) + bytes(4),),
)
class Refused(SynchronousTestCase):
    """Each of these is Malformed and not merely unknown, and stays so for a lenient reader."""

    def check(self, data):
        for lenient in (False, True):
            with self.assertRaises(Malformed) as caught:
                read(Whole, data, lenient=lenient)
            self.assertIs(type(caught.exception), Malformed)


@rows(
    empty=(b"",),
    head_cut=(b"\x42\0\x11\1\0\0\0",),
    content_cut=(whole(HELLO)[:-1],),
    padding_cut=(whole(number(Tags.SIZE, 1))[:-4],),
    wrong_tag=(whole(HELLO, tag=Tags.INNER),),
    wrong_type=(item(Tags.BODY, 8, HELLO),),
    trailing=(whole(HELLO) + b"\0",),
    trailing_item=(whole(HELLO) + HELLO,),
    length_too_short=(item(Tags.BODY, 1, HELLO, 8),),
    length_in_padding=(item(Tags.BODY, 1, HELLO, 13),),
    claims_everything=(item(Tags.BODY, 1, HELLO, 0xFFFFFFFF),),
)
class WholeMessage(SynchronousTestCase):
    def check(self, data):
        with self.assertRaises(Malformed):
            decode(Inner, data, Tags.BODY)


class Fields(SynchronousTestCase):
    def test_a_missing_field_is_named(self):
        with self.assertRaisesRegex(Malformed, "Inner: title missing"):
            read(Inner, number(Tags.SIZE, 1))

    def test_a_repeated_field_becomes_a_list(self):
        words = [item(Tags.WORD, 7, word) for word in (b"a", b"b")]
        self.assertEqual(read(Whole, *words).word, ["a", "b"])

    def test_an_empty_structure(self):
        self.assertEqual(read(Empty), Empty())

    def test_an_unknown_field_is_refused(self):
        with self.assertRaisesRegex(UnknownField, "0x4200ff"):
            read(Whole, number(Tags.STRANGER, 1))

    def test_a_lenient_reader_ignores_it_and_reads_on(self):
        self.assertEqual(read(Whole, number(Tags.STRANGER, 1), HELLO, lenient=True), Whole(title="hello"))

    def test_a_lenient_reader_ignores_it_deep_inside_too(self):
        inner = whole(number(Tags.STRANGER, 1), HELLO, tag=Tags.INNER)
        self.assertEqual(read(Whole, inner, lenient=True).inner, Inner(title="hello"))

    def test_a_strange_field_still_has_to_end_in_time(self):
        with self.assertRaises(Malformed):
            read(Whole, item(Tags.STRANGER, 7, b"hello", 9), lenient=True)

    def test_a_field_newer_than_the_version_is_unknown(self):
        with self.assertRaises(UnknownField):
            read(Whole, number(Tags.LATE, 1), version=OLD)
        self.assertEqual(read(Whole, number(Tags.LATE, 1), version=OLD, lenient=True), Whole())
        self.assertEqual(read(Whole, number(Tags.LATE, 1), version=NEW), Whole(late=1))

    def test_an_unknown_enumeration_value(self):
        with self.assertRaisesRegex(UnknownValue, "Colour has no value 0x63"):
            read(Whole, number(Tags.COLOUR, 0x63, 5))

    def test_an_extension_starts_with_eight(self):
        for wrong in (0x90000000, 0x70000000):
            with self.assertRaises(UnknownValue):
                read(Whole, number(Tags.COLOUR, wrong, 5))


class OpenValues(SynchronousTestCase):
    def pair(self, kind, value):
        return read(Pair, item(Tags.KIND, 7, kind), value)

    def test_the_selector_says_the_kind(self):
        self.assertEqual(self.pair(b"size", number(Tags.VALUE, 7)).value, 7)
        self.assertIs(self.pair(b"colour", number(Tags.VALUE, 1, 5)).value, Colour.RED)
        self.assertEqual(self.pair(b"inner", whole(HELLO, tag=Tags.VALUE)).value, Inner(title="hello"))

    def test_the_same_kind_again(self):
        both = read(Pairs, *[whole(item(Tags.KIND, 7, b"size"), number(Tags.VALUE, n), tag=Tags.ITEM) for n in (1, 2)])
        self.assertEqual([pair.value for pair in both.item], [1, 2])

    def test_another_type_is_refused(self):
        with self.assertRaisesRegex(Malformed, "INTEGER"):
            self.pair(b"size", item(Tags.VALUE, 7, b"7"))

    def test_a_name_that_says_nothing_leaves_a_node(self):
        value = self.pair(b"mine", whole(number(Tags.SIZE, 1), tag=Tags.VALUE)).value
        self.assertEqual(value, Node(Tags.VALUE, ItemType.STRUCTURE, [Node(Tags.SIZE, ItemType.INTEGER, 1)]))

    def test_what_is_no_item_is_no_node(self):
        with self.assertRaises(Malformed):
            self.pair(b"mine", item(Tags.VALUE, 11, bytes(8)))

    def test_the_value_may_be_left_out(self):
        self.assertIsNone(read(Pair, item(Tags.KIND, 7, b"size")).value)

    def test_a_value_before_its_selector_is_refused(self):
        with self.assertRaisesRegex(Malformed, "value stands before kind"):
            read(Pair, number(Tags.VALUE, 7), item(Tags.KIND, 7, b"size"))

    def test_two_values_are_refused(self):
        with self.assertRaisesRegex(Malformed, "more than once"):
            self.pair(b"size", number(Tags.VALUE, 7) * 2)


class OtherKinds(SynchronousTestCase):
    def test_either_octets_or_structure(self):
        self.assertEqual(read(Box, item(Tags.BODY, 8, b"wrapped")).body, b"wrapped")
        self.assertEqual(read(Box, whole(HELLO)).body, Inner(title="hello"))

    def test_either_is_nothing_else(self):
        with self.assertRaises(Malformed):
            read(Box, item(Tags.BODY, 7, b"wrapped"))

    def test_undecoded_is_decoded_later(self):
        raw = read(Envelope, whole(HELLO)).body
        self.assertIsInstance(raw, Raw)
        self.assertEqual(raw.data[raw.start : raw.start + raw.length], HELLO)
        self.assertEqual(decode_raw(Inner, raw), Inner(title="hello"))

    def test_later_with_version_and_leniency(self):
        raw = read(Envelope, whole(number(Tags.LATE, 1))).body
        self.assertEqual(decode_raw(Whole, raw, version=NEW), Whole(late=1))
        self.assertEqual(decode_raw(Whole, raw, version=OLD, lenient=True), Whole())
        with self.assertRaises(UnknownField):
            decode_raw(Whole, raw, version=OLD)

    def test_undecoded_holds_whole_items(self):
        with self.assertRaisesRegex(Malformed, "a Structure of 4 bytes"):
            read(Envelope, item(Tags.BODY, 1, bytes(4)))

    def test_what_is_wrong_inside_shows_when_it_is_decoded(self):
        raw = read(Envelope, whole(bytes(8))).body
        with self.assertRaises(Malformed):
            decode_raw(Inner, raw)


class Nodes(SynchronousTestCase):
    def nest(self, depth):
        data = b""
        for _ in range(depth):
            data = whole(data)
        return data

    def test_any_item_is_read(self):
        self.assertEqual(
            read_node(HELLO + HELLO, 0, 2 * len(HELLO)), (Node(Tags.TITLE, ItemType.TEXT_STRING, "hello"), 16)
        )

    def test_nesting_ends_at_the_limit(self):
        data = self.nest(MAX_DEPTH)
        read_node(data, 0, len(data))
        data = self.nest(MAX_DEPTH + 1)
        with self.assertRaisesRegex(Malformed, "too deeply"):
            read_node(data, 0, len(data))

    def test_hostile_nesting_does_not_exhaust_the_stack(self):
        # 8 bytes a level; each length is that of what follows, so that every level is right in itself.
        levels = 100_000
        data = b"".join(b"\x42\0\x0f\1" + (8 * left).to_bytes(4, "big") for left in reversed(range(levels)))
        for cls, items in ((Pair, item(Tags.KIND, 7, b"mine") + data), (Envelope, whole(data)), (Whole, data)):
            message = whole(items)
            try:
                decode(cls, message, Tags.BODY, lenient=True)
            except Malformed:
                continue
            self.assertIn(cls, (Envelope, Whole))  # neither looks inside

    def test_a_structure_is_made_of_whole_items(self):
        with self.assertRaisesRegex(Malformed, "a Structure of 4 bytes"):
            read_node(item(Tags.BODY, 1, bytes(4)), 0, 16)

    def test_a_child_ends_with_its_parent(self):
        with self.assertRaisesRegex(Malformed, "longer"):
            read_node(item(Tags.BODY, 1, HELLO, 8) + bytes(8), 0, 24)

    def test_head(self):
        self.assertEqual(read_head(HELLO, 0, len(HELLO)), (Tags.TITLE << 8 | 7, 8, 5))

    def test_a_claimed_length_allocates_nothing(self):
        data = item(Tags.BODY, 1, item(Tags.TITLE, 7, b"", 0x7FFFFFF0))
        tracemalloc.start()
        try:
            for _ in range(10):
                with self.assertRaises(Malformed):
                    decode(Inner, data, Tags.BODY)
                with self.assertRaises(Malformed):
                    read_node(data, 0, len(data))
            self.assertLess(tracemalloc.get_traced_memory()[1], 100_000)
        finally:
            tracemalloc.stop()
