"""The TTLV encoding both ways: the specification's examples, round trips, and bytes that mean nothing."""

import contextlib

from hypothesis import given, settings
from hypothesis import strategies as st
from twisted.trial.unittest import SynchronousTestCase

from hsmsim.spec.structures import (
    RequestBatchItem,
    RequestHeader,
    RequestMessage,
    SecretData,
    SymmetricKey,
    TemplateAttribute,
)
from hsmsim.ttlv import binary
from hsmsim.ttlv.errors import Malformed
from hsmsim.ttlv.schema import ItemType, Kind, Node, Raw
from tests.support import rows
from tests.ttlv.shapes import (
    NEW,
    Box,
    Colour,
    Envelope,
    Inner,
    Painted,
    Pair,
    Pairs,
    Tags,
    Whole,
)

# Deterministic, and nothing written to the disk: the same examples in every run.
proof = settings(derandomize=True, database=None, deadline=None, max_examples=150)


@rows(
    integer=(ItemType.INTEGER, 8, "42 00 20 02 00 00 00 04 00 00 00 08 00 00 00 00"),
    long_integer=(ItemType.LONG_INTEGER, 123456789000000000, "42 00 20 03 00 00 00 08 01 B6 9B 4B A5 74 92 00"),
    big_integer=(
        ItemType.BIG_INTEGER,
        1234567890000000000000000000,
        "42 00 20 04 00 00 00 10 00 00 00 00 03 FD 35 EB 6B C2 DF 46 18 08 00 00",
    ),
    enumeration=(ItemType.ENUMERATION, 255, "42 00 20 05 00 00 00 04 00 00 00 FF 00 00 00 00"),
    boolean=(ItemType.BOOLEAN, True, "42 00 20 06 00 00 00 08 00 00 00 00 00 00 00 01"),
    text_string=(
        ItemType.TEXT_STRING,
        "Hello World",
        "42 00 20 07 00 00 00 0B 48 65 6C 6C 6F 20 57 6F 72 6C 64 00 00 00 00 00",
    ),
    byte_string=(ItemType.BYTE_STRING, b"\1\2\3", "42 00 20 08 00 00 00 03 01 02 03 00 00 00 00 00"),
    date_time=(ItemType.DATE_TIME, 1205495800, "42 00 20 09 00 00 00 08 00 00 00 00 47 DA 67 F8"),
    interval=(ItemType.INTERVAL, 864000, "42 00 20 0A 00 00 00 04 00 0D 2F 00 00 00 00 00"),
    structure=(
        ItemType.STRUCTURE,
        [Node(0x420004, ItemType.ENUMERATION, 254), Node(0x420005, ItemType.INTEGER, 255)],
        (
            "42 00 20 01 00 00 00 20 42 00 04 05 00 00 00 04 00 00 00 FE 00 00 00 00"
            " 42 00 05 02 00 00 00 04 00 00 00 FF 00 00 00 00"
        ),
    ),
)
class Section912(SynchronousTestCase):
    """The examples of section 9.1.2, read and written."""

    def check(self, item_type, value, octets):
        data = bytes.fromhex(octets)
        node = Node(0x420020, item_type, value)
        self.assertEqual(binary.read_node(data, 0, len(data)), (node, len(data)))
        out = bytearray()
        binary.write_node(out, node, node.tag)
        self.assertEqual(bytes(out), data)
        if item_type is not ItemType.STRUCTURE:
            self.assertEqual(binary.encode_value(Kind(item_type), value, 0x420020), data)


words = st.text(max_size=20)
inners = st.builds(Inner, title=words, size=st.none() | st.integers(-(2**31), 2**31 - 1))
colours = st.sampled_from(list(Colour)) | st.integers(0x80000000, 0x8FFFFFFF)
wholes = st.builds(
    Whole,
    size=st.none() | st.integers(-(2**31), 2**31 - 1),
    total=st.none() | st.integers(-(2**63), 2**63 - 1),
    number=st.none() | st.integers(-(2**200), 2**200),
    colour=st.none() | colours,
    ready=st.none() | st.booleans(),
    title=st.none() | words,
    content=st.none() | st.binary(max_size=40),
    made=st.none() | st.integers(-(2**63), 2**63 - 1),
    lease=st.none() | st.integers(0, 2**32 - 1),
    inner=st.none() | inners,
    word=st.lists(words, max_size=3),
    late=st.none() | st.integers(-(2**31), 2**31 - 1),
)
leaves = st.one_of(
    st.builds(Node, st.sampled_from(Tags), st.just(ItemType.BYTE_STRING), st.binary(max_size=20)),
    st.builds(Node, st.sampled_from(Tags), st.just(ItemType.TEXT_STRING), words),
    st.builds(Node, st.sampled_from(Tags), st.just(ItemType.INTEGER), st.integers(-(2**31), 2**31 - 1)),
    st.builds(Node, st.sampled_from(Tags), st.just(ItemType.BIG_INTEGER), st.integers(-(2**90), 2**90)),
    st.builds(Node, st.sampled_from(Tags), st.just(ItemType.BOOLEAN), st.booleans()),
    st.builds(Node, st.sampled_from(Tags), st.just(ItemType.INTERVAL), st.integers(0, 2**32 - 1)),
)
nodes = st.recursive(
    leaves,
    lambda children: st.builds(
        Node, st.sampled_from(Tags), st.just(ItemType.STRUCTURE), st.lists(children, max_size=4)
    ),
    max_leaves=8,
)
open_nodes = nodes.map(lambda node: Node(Tags.VALUE, node.item_type, node.value))
pairs = st.one_of(
    st.builds(Pair, kind=st.just("size"), value=st.integers(-(2**31), 2**31 - 1)),
    st.builds(Pair, kind=st.just("colour"), value=colours),
    st.builds(Pair, kind=st.just("inner"), value=inners),
    st.builds(Pair, kind=st.just("painted"), value=st.builds(Painted, colour=colours, title=words)),
    st.builds(Pair, kind=words.filter(lambda word: len(word) < 4), value=open_nodes | st.none()),
)


class RoundTrips(SynchronousTestCase):
    def there_and_back(self, value):
        data = binary.encode(value, Tags.BODY)
        self.assertEqual(len(data) % 8, 0)
        self.assertEqual(binary.decode(type(value), data, Tags.BODY), value)

    @proof
    @given(wholes)
    def test_every_plain_kind(self, value):
        self.there_and_back(value)
        data = binary.encode(value, Tags.BODY, version=NEW)
        self.assertEqual(binary.decode(Whole, data, Tags.BODY, version=NEW), value)

    @proof
    @given(st.builds(Pairs, item=st.lists(pairs, max_size=4)))
    def test_open_values(self, value):
        self.there_and_back(value)

    @proof
    @given(st.builds(Box, body=st.binary(max_size=20) | inners))
    def test_either(self, value):
        self.there_and_back(value)

    @proof
    @given(inners, st.none() | words)
    def test_undecoded(self, inner, title):
        content = binary.encode(inner, Tags.BODY)
        data = binary.encode(Envelope(title=title, body=Raw(content, 8, len(content) - 8)), Tags.ITEM)
        self.assertEqual(data, binary.encode(Envelope(title=title, body=inner), Tags.ITEM))
        envelope = binary.decode(Envelope, data, Tags.ITEM)
        self.assertEqual(binary.decode_raw(Inner, envelope.body), inner)

    @proof
    @given(nodes)
    def test_nodes(self, node):
        out = bytearray()
        binary.write_node(out, node, node.tag)
        self.assertEqual(binary.read_node(bytes(out), 0, len(out)), (node, len(out)))


SHAPES = (
    Whole,
    Pairs,
    Box,
    Envelope,
    RequestMessage,
    RequestHeader,
    RequestBatchItem,
    SymmetricKey,
    SecretData,
    TemplateAttribute,
)


@st.composite
def damaged(draw):
    """A right message with some bytes changed, cut out or put in."""
    data = bytearray(binary.encode(draw(wholes | st.builds(Pairs, item=st.lists(pairs, max_size=3))), Tags.BODY))
    for _ in range(draw(st.integers(1, 3))):
        at = draw(st.integers(0, max(0, len(data) - 1)))
        cut = draw(st.sampled_from((0, 0, 1, 4, 8)))
        data[at : at + cut or at + 1] = draw(st.binary(max_size=cut or 1))
    return bytes(data)


class Nonsense(SynchronousTestCase):
    """Bytes never raise anything but Malformed."""

    def feed(self, data, lenient):
        for cls in SHAPES:
            with contextlib.suppress(Malformed):
                binary.decode(cls, data, Tags.BODY, lenient=lenient)
        try:
            _, after = binary.read_node(data, 0, len(data))
        except Malformed:
            return
        self.assertLessEqual(after, len(data))

    @proof
    @given(st.binary(max_size=200), st.booleans())
    def test_any_bytes(self, data, lenient):
        self.feed(data, lenient)

    @proof
    @given(st.binary(max_size=200), st.booleans())
    def test_any_content(self, content, lenient):
        self.feed(b"\x42\x00\x11\x01" + len(content).to_bytes(4, "big") + content, lenient)

    @proof
    @given(damaged(), st.booleans())
    def test_damaged_messages(self, data, lenient):
        self.feed(data, lenient)
