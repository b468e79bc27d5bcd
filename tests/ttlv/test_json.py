"""hsmsim/ttlv/json.py: round trips, what the profile writes, and everything that is refused."""

from hypothesis import given, settings
from hypothesis import strategies as st
from twisted.trial.unittest import SynchronousTestCase

from hsmsim.ttlv import json
from hsmsim.ttlv.errors import Malformed
from hsmsim.ttlv.schema import ItemType, Node
from hsmsim.ttlv.spelling import MOST_LEVELS
from tests.support import rows
from tests.ttlv.items import SPELLING, as_bytes, nested, nodes
from tests.ttlv.shapes import Tags, item, number, whole


def read(text):
    return json.read(text if isinstance(text, bytes) else text.encode(), SPELLING)


def write(data, indent=False):
    return json.write(data, SPELLING, indent).decode()


@rows(
    number=('{"tag":"Size","type":"Integer","value":5}', number(Tags.SIZE, 5)),
    number_as_text=('{"tag":"Size","type":"Integer","value":"0x00000005"}', number(Tags.SIZE, 5)),
    in_any_order=('{"value":5,"type":"Integer","tag":"Size"}', number(Tags.SIZE, 5)),
    spaced=(' {\n"tag" : "Size" ,\t"type":"Integer","value":5}\r\n', number(Tags.SIZE, 5)),
    after_a_byte_order_mark=('\ufeff{"tag":"Size","type":"Integer","value":5}', number(Tags.SIZE, 5)),
    unnamed=('{"tag":"0x540001","name":"Mine","type":"Integer","value":5}', number(0x540001, 5)),
    structure=(
        '{"tag":"Body","value":[{"tag":"Size","type":"Integer","value":5}]}',
        whole(number(Tags.SIZE, 5)),
    ),
    structure_by_type=('{"tag":"Body","type":"Structure","value":[]}', whole()),
    structure_of_null=('{"tag":"Body","value":null}', whole()),
    structure_without_value=('{"tag":"Body"}', whole()),
    mask=('{"tag":"Late","type":"Integer","value":"Sign|Verify"}', number(Tags.LATE, 3)),
    mask_as_a_number=('{"tag":"Late","type":"Integer","value":3}', number(Tags.LATE, 3)),
    long_integer=('{"tag":"Total","type":"LongInteger","value":-1}', item(Tags.TOTAL, 3, b"\xff" * 8)),
    long_integer_hex=('{"tag":"Total","type":"LongInteger","value":"0x0000000000000001"}',
                      item(Tags.TOTAL, 3, bytes(7) + b"\1")),
    big_integer=('{"tag":"Number","type":"BigInteger","value":"0x00000000000000ff"}',
                 item(Tags.NUMBER, 4, bytes(7) + b"\xff")),
    big_integer_as_a_number=('{"tag":"Number","type":"BigInteger","value":255}',
                             item(Tags.NUMBER, 4, bytes(7) + b"\xff")),
    enumeration=('{"tag":"Colour","type":"Enumeration","value":"Red"}', number(Tags.COLOUR, 1, 5)),
    enumeration_as_a_number=('{"tag":"Colour","type":"Enumeration","value":2}', number(Tags.COLOUR, 2, 5)),
    boolean=('{"tag":"Ready","type":"Boolean","value":true}', item(Tags.READY, 6, bytes(7) + b"\1")),
    boolean_as_text=('{"tag":"Ready","type":"Boolean","value":"false"}', item(Tags.READY, 6, bytes(8))),
    text=('{"tag":"Title","type":"TextString","value":"\\u0067r\\u00fcn"}', item(Tags.TITLE, 7, "grün".encode())),
    text_with_a_nought=('{"tag":"Title","type":"TextString","value":"\\u0000"}', item(Tags.TITLE, 7, b"\0")),
    octets=('{"tag":"Content","type":"ByteString","value":"01ff"}', item(Tags.CONTENT, 8, b"\1\xff")),
    date=('{"tag":"Made","type":"DateTime","value":"1970-01-01T00:00:05+00:00"}',
          item(Tags.MADE, 9, bytes(7) + b"\5")),
    interval=('{"tag":"Lease","type":"Interval","value":5}', number(Tags.LEASE, 5, 10)),
    the_colour=(
        '{"tag":"Item","value":[{"tag":"Kind","type":"TextString","value":"the colour"},'
        '{"tag":"Value","type":"Enumeration","value":"Red"}]}',
        whole(item(Tags.KIND, 7, b"the colour"), number(Tags.VALUE, 1, 5), tag=Tags.ITEM),
    ),
)  # fmt: skip
class Reading(SynchronousTestCase):
    def check(self, text, data):
        self.assertEqual(read(text), data)


@rows(
    nothing=("",),
    no_json=("hello",),
    xml=("<Body/>",),
    binary=(number(Tags.SIZE, 5),),
    not_utf_8=(b'{"tag":"Title","type":"TextString","value":"\xff"}',),
    utf_16=('{"tag":"Body"}'.encode("utf-16"),),
    unended=('{"tag":"Body"',),
    two=('{"tag":"Body"}{"tag":"Body"}',),
    a_list=('[{"tag":"Body"}]',),
    a_number=("5",),
    null=("null",),
    no_tag=('{"type":"Integer","value":5}',),
    tag_as_a_number=('{"tag":4325377,"type":"Integer","value":5}',),
    unknown_tag=('{"tag":"Nobody","type":"Integer","value":5}',),
    unknown_type=('{"tag":"Size","type":"Number","value":5}',),
    type_as_a_number=('{"tag":"Size","type":2,"value":5}',),
    type_as_a_list=('{"tag":"Size","type":[],"value":5}',),
    unknown_key=('{"tag":"Body","unit":"m"}',),
    key_twice=('{"tag":"Size","type":"Integer","value":5,"value":5}',),
    key_twice_inside=('{"tag":"Body","value":[{"tag":"Body","tag":"Body"}]}',),
    no_value=('{"tag":"Size","type":"Integer"}',),
    value_null=('{"tag":"Size","type":"Integer","value":null}',),
    value_list=('{"tag":"Size","type":"Integer","value":[5]}',),
    value_object=('{"tag":"Size","type":"Integer","value":{"tag":"Body"}}',),
    structure_of_an_object=('{"tag":"Body","value":{"tag":"Body"}}',),
    structure_of_text=('{"tag":"Body","value":""}',),
    structure_of_numbers=('{"tag":"Body","value":[1]}',),
    true_is_no_number=('{"tag":"Size","type":"Integer","value":true}',),
    one_is_no_boolean=('{"tag":"Ready","type":"Boolean","value":1}',),
    text_is_no_number=('{"tag":"Title","type":"TextString","value":5}',),
    date_is_no_number=('{"tag":"Made","type":"DateTime","value":5}',),
    fraction=('{"tag":"Size","type":"Integer","value":5.0}',),
    exponent=('{"tag":"Size","type":"Integer","value":5e0}',),
    not_a_number=('{"tag":"Size","type":"Integer","value":NaN}',),
    infinity=('{"tag":"Size","type":"Integer","value":-Infinity}',),
    too_large=('{"tag":"Size","type":"Integer","value":2147483648}',),
    long_too_large=('{"tag":"Total","type":"LongInteger","value":9223372036854775808}',),
    enumeration_negative=('{"tag":"Colour","type":"Enumeration","value":-1}',),
    interval_too_large=('{"tag":"Lease","type":"Interval","value":4294967296}',),
    thousands_of_digits=('{"tag":"Number","type":"BigInteger","value":' + "9" * 100_000 + "}",),
    half_a_character=('{"tag":"Title","type":"TextString","value":"\\ud800"}',),
    control_character=('{"tag":"Title","type":"TextString","value":"\n"}',),
)
class Refused(SynchronousTestCase):
    def check(self, text):
        with self.assertRaises(Malformed):
            read(text)


class Depth(SynchronousTestCase):
    def test_as_deep_as_ttlv(self):
        deepest = as_bytes(nested(MOST_LEVELS))
        self.assertEqual(read(write(deepest)), deepest)

    def test_deeper(self):
        with self.assertRaises(Malformed):
            read('{"tag":"Body","value":[' * MOST_LEVELS + '{"tag":"Body"}' + "]}" * MOST_LEVELS)

    def test_hostile(self):
        for text in ("[" * 200_000, '{"value":' * 200_000, '{"tag":"Body","value":[' * 200_000):
            with self.assertRaises(Malformed):
                read(text)


@rows(
    number=(number(Tags.SIZE, -5), '{"tag":"Size","type":"Integer","value":-5}'),
    mask=(number(Tags.LATE, 3), '{"tag":"Late","type":"Integer","value":"Sign|Verify"}'),
    mask_of_nothing=(number(Tags.LATE, 0), '{"tag":"Late","type":"Integer","value":0}'),
    unnamed=(number(0x54ABCD, 5), '{"tag":"0x54ABCD","type":"Integer","value":5}'),
    empty=(whole(), '{"tag":"Body","value":[]}'),
    long_integer=(item(Tags.TOTAL, 3, b"\xff" * 8), '{"tag":"Total","type":"LongInteger","value":-1}'),
    long_integer_that_is_exact=(
        item(Tags.TOTAL, 3, ((1 << 52) - 1).to_bytes(8, "big")),
        '{"tag":"Total","type":"LongInteger","value":4503599627370495}',
    ),
    long_integer_that_is_not=(
        item(Tags.TOTAL, 3, (1 << 52).to_bytes(8, "big")),
        '{"tag":"Total","type":"LongInteger","value":"0x0010000000000000"}',
    ),
    big_integer=(
        item(Tags.NUMBER, 4, b"\xff" * 8),
        '{"tag":"Number","type":"BigInteger","value":"0xffffffffffffffff"}',
    ),
    enumeration=(number(Tags.COLOUR, 1, 5), '{"tag":"Colour","type":"Enumeration","value":"Red"}'),
    boolean=(item(Tags.READY, 6, bytes(8)), '{"tag":"Ready","type":"Boolean","value":false}'),
    text=(
        item(Tags.TITLE, 7, 'grün"\n\0'.encode()),
        '{"tag":"Title","type":"TextString","value":"grün\\"\\n\\u0000"}',
    ),
    interval=(number(Tags.LEASE, 5, 10), '{"tag":"Lease","type":"Interval","value":5}'),
    the_mask=(
        whole(item(Tags.KIND, 7, b"the mask"), number(Tags.VALUE, 3), tag=Tags.ITEM),
        '{"tag":"Item","value":[{"tag":"Kind","type":"TextString","value":"the mask"},'
        '{"tag":"Value","type":"Integer","value":"Sign|Verify"}]}',
    ),
)
class Writing(SynchronousTestCase):
    def check(self, data, text):
        self.assertEqual(write(data), text)
        self.assertEqual(read(text), data)

    def test_for_people(self):
        self.assertEqual(write(whole(), indent=True), '{\n  "tag": "Body",\n  "value": []\n}\n')

    def test_what_is_no_item(self):
        for data in (b"", number(Tags.SIZE, 1)[:-1], number(Tags.SIZE, 1) * 2, b"hello, world"):
            with self.assertRaises(Malformed):
                write(data)


class Any(SynchronousTestCase):
    @settings(derandomize=True, database=None, deadline=None, max_examples=150)
    @given(nodes(st.text(st.characters(exclude_categories=["Cs"]))), st.booleans())
    def test_item_comes_back_as_it_was(self, node, indent):
        data = as_bytes(node)
        self.assertEqual(read(write(data, indent)), data)

    @settings(derandomize=True, database=None, deadline=None, max_examples=150)
    @given(st.binary(max_size=60), st.integers(0, 120), st.integers(0, 60))
    def test_damaged_text_is_an_item_or_malformed(self, octets, at, size):
        inner = Node(Tags.INNER, ItemType.STRUCTURE, [Node(Tags.COLOUR, ItemType.ENUMERATION, 1)])
        text = json.write(as_bytes(Node(Tags.BODY, ItemType.STRUCTURE, [inner, inner])), SPELLING)
        for damaged in (octets, text[:at] + octets + text[at + size :]):
            try:
                self.assertTrue(read(damaged))
            except Malformed as wrong:
                self.assertTrue(str(wrong))
