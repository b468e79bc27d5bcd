"""hsmsim/ttlv/xml.py: round trips, what the profile writes, and everything that is refused."""

from hypothesis import given, settings
from hypothesis import strategies as st
from twisted.trial.unittest import SynchronousTestCase

from hsmsim.ttlv import xml
from hsmsim.ttlv.errors import Malformed
from hsmsim.ttlv.schema import ItemType, Node
from hsmsim.ttlv.spelling import MOST_LEVELS
from tests.support import rows
from tests.ttlv.items import SPELLING, as_bytes, nested, nodes
from tests.ttlv.shapes import Tags, item, number, whole

WRITABLE = st.text(st.characters(exclude_categories=["Cs", "Cc"], exclude_characters="\ufffe\uffff") | st.just("\n"))


def read(text):
    return xml.read(text if isinstance(text, bytes) else text.encode(), SPELLING)


def write(data, indent=False):
    """The text without its first line."""
    head, _, text = xml.write(data, SPELLING, indent).decode().partition("\n")
    assert head == '<?xml version="1.0" encoding="UTF-8"?>'
    return text


@rows(
    value=('<Size type="Integer" value="5"/>', number(Tags.SIZE, 5)),
    structure=('<Body><Size type="Integer" value="5"/></Body>', whole(number(Tags.SIZE, 5))),
    structure_by_type=('<Body type="Structure"></Body>', whole()),
    empty=("<Body/>", whole()),
    unnamed=('<TTLV tag="0x540001" type="Integer" value="5"/>', number(0x540001, 5)),
    unnamed_with_a_name=('<TTLV tag="0x540001" name="Mine" type="Integer" value="5"/>', number(0x540001, 5)),
    unnamed_by_name=('<TTLV tag="Size" type="Integer" value="5"/>', number(Tags.SIZE, 5)),
    in_the_namespace=('<Size xmlns="urn:oasis:tc:kmip:xmlns" type="Integer" value="5"/>', number(Tags.SIZE, 5)),
    with_a_prefix=('<k:Size xmlns:k="urn:oasis:tc:kmip:xmlns" type="Integer" value="5"/>', number(Tags.SIZE, 5)),
    with_a_schema=(
        '<Body xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" xsi:schemaLocation="a b"/>',
        whole(),
    ),
    commented=(
        '<!-- a --><Body> <!-- b -->\n<?c d?><Size type="Integer" value="5"/></Body>',
        whole(number(Tags.SIZE, 5)),
    ),
    escaped=('<Title type="TextString" value="&lt;&#10;&#x41;&amp;"/>', item(Tags.TITLE, 7, b"<\nA&")),
    utf_16=('<Title type="TextString" value="grün"/>'.encode("utf-16"), item(Tags.TITLE, 7, "grün".encode())),
    latin_1=(
        '<?xml version="1.0" encoding="iso-8859-1"?><Title type="TextString" value="gr\xfcn"/>'.encode("latin-1"),
        item(Tags.TITLE, 7, "grün".encode()),
    ),
    the_colour=(
        '<Item><Kind type="TextString" value="the colour"/><Value type="Enumeration" value="Red"/></Item>',
        whole(item(Tags.KIND, 7, b"the colour"), number(Tags.VALUE, 1, 5), tag=Tags.ITEM),
    ),
    the_mask=(
        '<Item><Kind type="TextString" value="the mask"/><Value type="Integer" value="Sign Verify"/></Item>',
        whole(item(Tags.KIND, 7, b"the mask"), number(Tags.VALUE, 3), tag=Tags.ITEM),
    ),
)
class Reading(SynchronousTestCase):
    def check(self, text, data):
        self.assertEqual(read(text), data)


REFUSED = {
    "nothing": "",
    "no_xml": "hello",
    "binary": number(Tags.SIZE, 5),
    "json": '{"tag":"Size"}',
    "unended": "<Body>",
    "two": "<Body/><Body/>",
    "unbound": "<k:Body/>",
    "another_namespace": '<Body xmlns="urn:mine"/>',
    "unknown_tag": '<Nobody type="Integer" value="5"/>',
    "unnamed_without_tag": '<TTLV type="Integer" value="5"/>',
    "unknown_type": '<Size type="Number" value="5"/>',
    "unknown_attribute": '<Size type="Integer" value="5" unit="m"/>',
    "attribute_twice": '<Size type="Integer" value="5" value="5"/>',
    "no_value": '<Size type="Integer"/>',
    "no_type": '<Size value="5"/>',
    "structure_with_value": '<Body type="Structure" value=""/>',
    "wrong_value": '<Size type="Integer" value="five"/>',
    "text_between": "<Body>five</Body>",
    "inside_a_value": '<Size type="Integer" value="5"><Size type="Integer" value="5"/></Size>',
    "text_inside_a_value": '<Size type="Integer" value="5">5</Size>',
    "no_such_encoding": '<?xml version="1.0" encoding="klingon"?><Body/>',
    "many_byte_encoding": '<?xml version="1.0" encoding="euc-jp"?><Body/>',
    "not_utf_8": b'<Title type="TextString" value="\xff"/>',
    "character_that_xml_lacks": '<Title type="TextString" value="&#0;"/>',
    "value_meant_by_a_later_name": (
        '<Item><Value type="Enumeration" value="Red"/><Kind type="TextString" value="the colour"/></Item>'
    ),
    "document_type": "<!DOCTYPE Body><Body/>",
    "entity": '<!DOCTYPE Body [<!ENTITY a "1">]><Size type="Integer" value="&a;"/>',
    "entity_from_a_file": '<!DOCTYPE Body [<!ENTITY a SYSTEM "file:///etc/passwd">]><Body>&a;</Body>',
    "entity_undeclared": '<Size type="Integer" value="&a;"/>',
    "parameter_entity": '<!DOCTYPE Body [<!ENTITY % a SYSTEM "http://127.0.0.1/"> %a;]><Body/>',
    "bomb": (
        "<!DOCTYPE Body [<!ENTITY a0 'aaaaaaaaaa'>"
        + "".join(f"<!ENTITY a{n + 1} '{f'&a{n};' * 10}'>" for n in range(12))
        + "]><Body>&a12;</Body>"
    ),
}


@rows(**{name: (text,) for name, text in REFUSED.items()})
class Refused(SynchronousTestCase):
    def check(self, text):
        with self.assertRaises(Malformed):
            read(text)


class Depth(SynchronousTestCase):
    def test_as_deep_as_ttlv(self):
        deepest = as_bytes(nested(MOST_LEVELS))
        self.assertEqual(read(xml.write(deepest, SPELLING)), deepest)

    def test_deeper(self):
        with self.assertRaises(Malformed):
            read("<Body>" * MOST_LEVELS + "<Body/>" + "</Body>" * MOST_LEVELS)

    def test_hostile(self):
        with self.assertRaises(Malformed):
            read("<Body>" * 200_000)


@rows(
    value=(number(Tags.SIZE, 5), '<Size type="Integer" value="5"/>'),
    mask=(number(Tags.LATE, 3), '<Late type="Integer" value="Sign Verify"/>'),
    unnamed=(number(0x54ABCD, 5), '<TTLV tag="0x54ABCD" type="Integer" value="5"/>'),
    unnamed_structure=(whole(tag=0x54ABCD), '<TTLV tag="0x54ABCD"/>'),
    unnamed_full=(
        whole(number(Tags.SIZE, 5), tag=0x54ABCD),
        '<TTLV tag="0x54ABCD"><Size type="Integer" value="5"/></TTLV>',
    ),
    empty=(whole(), "<Body/>"),
    escaped=(
        item(Tags.TITLE, 7, b"<&>\"'\t\r\n"),
        '<Title type="TextString" value="&lt;&amp;&gt;&quot;\'&#9;&#13;&#10;"/>',
    ),
    the_colour=(
        whole(item(Tags.KIND, 7, b"the colour"), number(Tags.VALUE, 1, 5), tag=Tags.ITEM),
        '<Item><Kind type="TextString" value="the colour"/><Value type="Enumeration" value="Red"/></Item>',
    ),
    value_before_the_name=(
        whole(number(Tags.VALUE, 1, 5), item(Tags.KIND, 7, b"the colour"), tag=Tags.ITEM),
        '<Item><Value type="Enumeration" value="0x00000001"/><Kind type="TextString" value="the colour"/></Item>',
    ),
)
class Writing(SynchronousTestCase):
    def check(self, data, text):
        self.assertEqual(write(data), text)
        self.assertEqual(read(text), data)

    def test_for_people(self):
        inside = whole(number(Tags.SIZE, 1), tag=Tags.INNER)
        self.assertEqual(
            write(whole(inside, whole(tag=Tags.INNER)), indent=True),
            '<Body>\n  <Inner>\n    <Size type="Integer" value="1"/>\n  </Inner>\n  <Inner/>\n</Body>\n',
        )

    def test_what_xml_has_no_character_for(self):
        for text in ("a\0b", "\x1b", "\ufffe"):
            with self.assertRaises(xml.Unwritable):
                write(item(Tags.TITLE, 7, text.encode()))

    def test_what_xml_has_no_character_for_may_be_replaced(self):
        text = xml.write(item(Tags.TITLE, 7, b"a\0\x1b\n"), SPELLING, replace=True)
        self.assertEqual(read(text), item(Tags.TITLE, 7, "a\ufffd\ufffd\n".encode()))

    def test_what_is_no_item(self):
        for data in (b"", number(Tags.SIZE, 1)[:-1], number(Tags.SIZE, 1) * 2, b"hello, world"):
            with self.assertRaises(Malformed):
                write(data)


class Any(SynchronousTestCase):
    @settings(derandomize=True, database=None, deadline=None, max_examples=150)
    @given(nodes(WRITABLE), st.booleans())
    def test_item_comes_back_as_it_was(self, node, indent):
        data = as_bytes(node)
        self.assertEqual(read(xml.write(data, SPELLING, indent)), data)

    @settings(derandomize=True, database=None, deadline=None, max_examples=150)
    @given(st.binary(max_size=60), st.integers(0, 120), st.integers(0, 60))
    def test_damaged_text_is_an_item_or_malformed(self, octets, at, size):
        inner = Node(Tags.INNER, ItemType.STRUCTURE, [Node(Tags.COLOUR, ItemType.ENUMERATION, 1)])
        text = xml.write(as_bytes(Node(Tags.BODY, ItemType.STRUCTURE, [inner, inner])), SPELLING)
        for damaged in (octets, text[:at] + octets + text[at + size :]):
            try:
                self.assertTrue(read(damaged))
            except Malformed as wrong:
                self.assertTrue(str(wrong))
