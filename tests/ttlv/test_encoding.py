"""hsmsim/ttlv/encoding.py: structures to bytes, and nothing newer than the version."""

from twisted.trial.unittest import SynchronousTestCase

from hsmsim.ttlv.binary import encode, encode_value, write, write_node
from hsmsim.ttlv.schema import ItemType, Kind, Node, Raw
from tests.support import rows
from tests.ttlv.shapes import (
    NEW,
    OLD,
    Box,
    Colour,
    Colours,
    Empty,
    Envelope,
    Inner,
    Painted,
    Pair,
    Pairs,
    Tags,
    Whole,
    item,
    number,
    whole,
)

HELLO = item(Tags.TITLE, 7, b"hello")


@rows(
    big_zero=(0, bytes(8)),
    big_one=(1, bytes(7) + b"\1"),
    big_minus_one=(-1, b"\xff" * 8),
    big_63_bits=(2**63 - 1, b"\x7f" + b"\xff" * 7),
    big_64_bits=(2**63, bytes(8) + b"\x80" + bytes(7)),
    big_smallest_of_eight_bytes=(-(2**63), b"\x80" + bytes(7)),
    big_below_it=(-(2**63) - 1, b"\xff" * 8 + b"\x7f" + b"\xff" * 7),
)
class BigIntegers(SynchronousTestCase):
    """As many multiples of eight bytes as the sign needs (9.1.1.4)."""

    def check(self, value, octets):
        self.assertEqual(encode(Whole(number=value), Tags.BODY), whole(item(Tags.NUMBER, 4, octets)))


class Structures(SynchronousTestCase):
    def test_fields_are_written_in_the_order_of_the_declaration(self):
        value = Whole(lease=5, size=-1, title="hello", ready=True)
        parts = number(Tags.SIZE, -1), item(Tags.READY, 6, bytes(7) + b"\1"), HELLO, number(Tags.LEASE, 5, 10)
        self.assertEqual(encode(value, Tags.BODY), whole(*parts))

    def test_none_is_not_written_but_false_and_zero_are(self):
        self.assertEqual(encode(Whole(), Tags.BODY), whole())
        self.assertEqual(
            encode(Whole(size=0, ready=False), Tags.BODY), whole(number(Tags.SIZE, 0), item(Tags.READY, 6, bytes(8)))
        )

    def test_every_element_of_a_list(self):
        self.assertEqual(
            encode(Whole(word=["a", ""]), Tags.BODY), whole(item(Tags.WORD, 7, b"a"), item(Tags.WORD, 7, b""))
        )

    def test_a_structure_with_one_field_and_one_with_none(self):
        self.assertEqual(encode(Box(body=b"x"), Tags.ITEM), whole(item(Tags.BODY, 8, b"x"), tag=Tags.ITEM))
        self.assertEqual(encode(Empty(), Tags.BODY), whole())

    def test_padding_is_zero_for_every_length(self):
        for size in range(17):
            self.assertEqual(encode(Whole(content=b"x" * size), Tags.BODY), whole(item(Tags.CONTENT, 8, b"x" * size)))

    def test_write_appends(self):
        out = bytearray(b"before")
        write(out, Inner(title="hello"), Tags.BODY)
        self.assertEqual(bytes(out), b"before" + whole(HELLO))


class OtherKinds(SynchronousTestCase):
    def test_either(self):
        self.assertEqual(encode(Box(body=Inner(title="hello")), Tags.ITEM), whole(whole(HELLO), tag=Tags.ITEM))

    def test_undecoded_as_it_was(self):
        raw = Raw(b"xxx" + HELLO + b"yyy", 3, len(HELLO))
        self.assertEqual(encode(Envelope(body=raw), Tags.ITEM), whole(whole(HELLO), tag=Tags.ITEM))

    def test_a_declared_structure_in_its_place_follows_the_version(self):
        value = Envelope(body=Whole(title="hello", late=1))
        self.assertEqual(encode(value, Tags.ITEM, version=OLD), whole(whole(HELLO), tag=Tags.ITEM))

    def test_open_by_its_selector(self):
        for kind, value, data in (
            ("size", 7, number(Tags.VALUE, 7)),
            ("colour", Colour.GREEN, number(Tags.VALUE, 2, 5)),
            ("inner", Inner(title="hello"), whole(HELLO, tag=Tags.VALUE)),
            ("mine", Node(0, ItemType.INTEGER, 7), number(Tags.VALUE, 7)),
            ("mine", Node(0, ItemType.STRUCTURE, [Node(Tags.TITLE, ItemType.TEXT_STRING, "hello")]),
             whole(HELLO, tag=Tags.VALUE)),
        ):  # fmt: skip
            pair = encode(Pair(kind=kind, value=value), Tags.BODY)
            self.assertEqual(pair, whole(item(Tags.KIND, 7, kind.encode()), data))

    def test_open_left_out(self):
        self.assertEqual(encode(Pair(kind="size"), Tags.BODY), whole(item(Tags.KIND, 7, b"size")))

    def test_value_of_a_kind(self):
        self.assertEqual(encode_value(Kind(ItemType.INTEGER), 7, Tags.SIZE), number(Tags.SIZE, 7))
        self.assertEqual(
            encode_value(Kind(ItemType.STRUCTURE, Whole), Whole(title="hello", late=1), Tags.BODY, version=OLD),
            whole(HELLO),
        )

    def test_node_under_another_tag(self):
        out = bytearray()
        write_node(out, Node(Tags.SIZE, ItemType.INTEGER, 7), Tags.LATE)
        self.assertEqual(bytes(out), number(Tags.LATE, 7))


class Versions(SynchronousTestCase):
    """A client of an old version stops at what it does not know."""

    def test_a_newer_field_is_never_written(self):
        value = Whole(title="hello", late=1, word=["a"])
        self.assertEqual(encode(value, Tags.BODY, version=OLD), whole(HELLO))
        self.assertEqual(
            encode(value, Tags.BODY, version=NEW), whole(HELLO, item(Tags.WORD, 7, b"a"), number(Tags.LATE, 1))
        )

    def test_nor_a_newer_enumeration_value(self):
        self.assertEqual(encode(Whole(colour=Colour.GREEN), Tags.BODY, version=OLD), whole())
        self.assertEqual(encode(Whole(colour=Colour.GREEN), Tags.BODY, version=NEW), whole(number(Tags.COLOUR, 2, 5)))
        self.assertEqual(encode(Whole(colour=Colour.RED), Tags.BODY, version=OLD), whole(number(Tags.COLOUR, 1, 5)))

    def test_nor_in_a_list(self):
        value = Colours(colour=[Colour.GREEN, Colour.RED, Colour.GREEN])
        self.assertEqual(encode(value, Tags.BODY, version=OLD), whole(number(Tags.COLOUR, 1, 5)))

    def test_an_extension_value_is_written_for_all(self):
        value = Whole(colour=0x80000001)
        self.assertEqual(encode(value, Tags.BODY, version=OLD), whole(number(Tags.COLOUR, 0x80000001, 5)))

    def test_a_pair_with_a_newer_value_is_left_out_whole(self):
        value = Pairs(
            item=[
                Pair(kind="colour", value=Colour.GREEN),
                Pair(kind="painted", value=Painted(title="hello", colour=Colour.GREEN)),
                Pair(kind="colour", value=Colour.RED),
                Pair(kind="painted", value=Painted(title="hello")),
            ]
        )
        red = whole(item(Tags.KIND, 7, b"colour"), number(Tags.VALUE, 1, 5), tag=Tags.ITEM)
        plain = whole(item(Tags.KIND, 7, b"painted"), whole(HELLO, tag=Tags.VALUE), tag=Tags.ITEM)
        self.assertEqual(encode(value, Tags.BODY, version=OLD), whole(red, plain))
        self.assertEqual(encode(value, Tags.BODY, version=NEW), encode(value, Tags.BODY))
        self.assertGreater(len(encode(value, Tags.BODY)), len(whole(red, plain)))
