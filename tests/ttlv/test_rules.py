"""The rules of the KMIP profiles for XML and JSON: one row for each, the same item in both, written and read."""

from twisted.trial.unittest import SynchronousTestCase

from hsmsim.ttlv import json, xml
from hsmsim.ttlv.schema import ItemType, Node
from tests.support import rows
from tests.ttlv.items import SPELLING, as_bytes
from tests.ttlv.shapes import Tags

INTEGER, LONG, BIG = ItemType.INTEGER, ItemType.LONG_INTEGER, ItemType.BIG_INTEGER
ENUMERATION, DATE, STRUCTURE = ItemType.ENUMERATION, ItemType.DATE_TIME, ItemType.STRUCTURE
UNNAMED = 0x54ABCD  # in the range of extensions
MASK, STRANGE = Tags.LATE, 0x08  # STRANGE is a bit without a name


def in_xml(data):
    text = xml.write(data, SPELLING).decode()
    assert text.startswith(xml.HEAD)
    return text.removeprefix(xml.HEAD)


def in_json(data):
    return json.write(data, SPELLING).decode()


def pair(name, kind, value):
    """An attribute: a name, and a value whose meaning the name says."""
    return [Node(Tags.KIND, ItemType.TEXT_STRING, name), Node(Tags.VALUE, kind, value)]


# Tag, type, value; how XML and JSON write the value.
@rows(
    integer=(Tags.SIZE, INTEGER, -5, "-5", "-5"),
    mask=(MASK, INTEGER, 3, "Sign Verify", '"Sign|Verify"'),
    mask_of_one_bit=(MASK, INTEGER, 2, "Verify", '"Verify"'),
    mask_of_no_bit=(MASK, INTEGER, 0, "0", "0"),
    mask_with_a_strange_bit=(MASK, INTEGER, 1 | STRANGE, "Sign 0x00000008", '"Sign|0x00000008"'),
    mask_with_the_highest_bit=(MASK, INTEGER, -0x7FFFFFFF, "Sign Top", '"Sign|Top"'),
    long_integer=(Tags.TOTAL, LONG, -7, "-7", "-7"),
    long_integer_below_2_52=(Tags.TOTAL, LONG, (1 << 52) - 1, "4503599627370495", "4503599627370495"),
    long_integer_from_2_52=(Tags.TOTAL, LONG, 1 << 52, "4503599627370496", '"0x0010000000000000"'),
    long_integer_from_2_52_down=(Tags.TOTAL, LONG, -1 << 52, "-4503599627370496", '"0xfff0000000000000"'),
    big_integer=(Tags.NUMBER, BIG, 1, "0000000000000001", '"0x0000000000000001"'),
    big_integer_below_nought=(Tags.NUMBER, BIG, -1, "ffffffffffffffff", '"0xffffffffffffffff"'),
    big_integer_in_whole_groups=(Tags.NUMBER, BIG, 1 << 64, f"{1 << 64:032x}", f'"0x{1 << 64:032x}"'),
    big_integer_with_room_for_its_sign=(Tags.NUMBER, BIG, 1 << 63, f"{1 << 63:032x}", f'"0x{1 << 63:032x}"'),
    enumeration=(Tags.COLOUR, ENUMERATION, 1, "Red", '"Red"'),
    enumeration_without_its_remark=(Tags.COLOUR, ENUMERATION, 2, "SHA_256WithRSA", '"SHA_256WithRSA"'),
    enumeration_of_an_extension=(Tags.COLOUR, ENUMERATION, 0x80000001, "0x80000001", '"0x80000001"'),
    enumeration_of_an_unnamed_tag=(UNNAMED, ENUMERATION, 7, "0x00000007", '"0x00000007"'),
    true=(Tags.READY, ItemType.BOOLEAN, True, "true", "true"),
    false=(Tags.READY, ItemType.BOOLEAN, False, "false", "false"),
    text=(Tags.TITLE, ItemType.TEXT_STRING, 'a "<ü', "a &quot;&lt;ü", '"a \\"<ü"'),
    octets=(Tags.CONTENT, ItemType.BYTE_STRING, b"\1\xff", "01ff", '"01ff"'),
    no_octets=(Tags.CONTENT, ItemType.BYTE_STRING, b"", "", '""'),
    date=(Tags.MADE, DATE, 1205495800, "2008-03-14T11:56:40+00:00", '"2008-03-14T11:56:40+00:00"'),
    date_before_1970=(Tags.MADE, DATE, -1, "1969-12-31T23:59:59+00:00", '"1969-12-31T23:59:59+00:00"'),
    date_of_no_calendar=(Tags.MADE, DATE, -1 << 63, "0x8000000000000000", '"0x8000000000000000"'),
    interval=(Tags.LEASE, ItemType.INTERVAL, 4294967295, "4294967295", "4294967295"),
)
class Values(SynchronousTestCase):
    def check(self, tag, kind, value, xml_value, json_value):
        data = as_bytes(Node(tag, kind, value))
        name, type_name = SPELLING.title(tag), kind.name.title().replace("_", "")
        element = f'TTLV tag="{name}"' if tag == UNNAMED else name
        in_two = (
            (in_xml, xml.read, f'<{element} type="{type_name}" value="{xml_value}"/>'),
            (in_json, json.read, f'{{"tag":"{name}","type":"{type_name}","value":{json_value}}}'),
        )
        for write, read, text in in_two:
            self.assertEqual(write(data), text)
            self.assertEqual(read(text.encode(), SPELLING), data)


@rows(
    named=(Tags.BODY, [], "<Body/>", '{"tag":"Body","value":[]}'),
    by_number=(UNNAMED, [], '<TTLV tag="0x54ABCD"/>', '{"tag":"0x54ABCD","value":[]}'),
    in_order=(
        Tags.BODY,
        [Node(Tags.INNER, STRUCTURE, []), Node(Tags.SIZE, INTEGER, 1)],
        '<Body><Inner/><Size type="Integer" value="1"/></Body>',
        '{"tag":"Body","value":[{"tag":"Inner","value":[]},{"tag":"Size","type":"Integer","value":1}]}',
    ),
    mask_that_an_attribute_is=(
        Tags.ITEM,
        pair("the mask", INTEGER, 3),
        '<Item><Kind type="TextString" value="the mask"/><Value type="Integer" value="Sign Verify"/></Item>',
        '{"tag":"Item","value":[{"tag":"Kind","type":"TextString","value":"the mask"},'
        '{"tag":"Value","type":"Integer","value":"Sign|Verify"}]}',
    ),
    enumeration_that_an_attribute_is=(
        Tags.ITEM,
        pair("the colour", ENUMERATION, 1),
        '<Item><Kind type="TextString" value="the colour"/><Value type="Enumeration" value="Red"/></Item>',
        '{"tag":"Item","value":[{"tag":"Kind","type":"TextString","value":"the colour"},'
        '{"tag":"Value","type":"Enumeration","value":"Red"}]}',
    ),
)
class Structures(SynchronousTestCase):
    def check(self, tag, children, xml_text, json_text):
        data = as_bytes(Node(tag, STRUCTURE, children))
        self.assertEqual((in_xml(data), in_json(data)), (xml_text, json_text))
        self.assertEqual(xml.read(xml_text.encode(), SPELLING), data)
        self.assertEqual(json.read(json_text.encode(), SPELLING), data)
