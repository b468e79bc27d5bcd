"""hsmsim/ttlv/schema.py: what a declaration says."""

from twisted.trial.unittest import SynchronousTestCase

from hsmsim.ttlv.schema import (
    Either,
    Field,
    ItemType,
    Kind,
    Node,
    Open,
    Raw,
    Undecoded,
    fields,
    item_types,
    octets,
    optional,
    reachable,
    structure,
)
from tests.support import rows
from tests.ttlv.shapes import (
    KINDS,
    NEW,
    Box,
    Colour,
    Empty,
    Envelope,
    Inner,
    Painted,
    Pair,
    Pairs,
    Tags,
    Uses,
    Whole,
)


@rows(
    integer=("size", ItemType.INTEGER),
    long_integer=("total", ItemType.LONG_INTEGER),
    big_integer=("number", ItemType.BIG_INTEGER),
    boolean=("ready", ItemType.BOOLEAN),
    text=("title", ItemType.TEXT_STRING),
    octets=("content", ItemType.BYTE_STRING),
    date_time=("made", ItemType.DATE_TIME),
    interval=("lease", ItemType.INTERVAL),
)
class FieldFunctions(SynchronousTestCase):
    def check(self, name, item_type):
        (field,) = [each for each in fields(Whole) if each.name == name]
        self.assertEqual(field, Field(name, Tags[name.upper()], Kind(item_type), False, False, None, False))


class Structures(SynchronousTestCase):
    def test_fields_stand_in_the_order_of_the_declaration(self):
        self.assertEqual([field.name for field in fields(Whole)][:3], ["size", "total", "number"])

    def test_a_field_without_a_default_is_required(self):
        self.assertEqual([field.required for field in fields(Inner)], [True, False])

    def test_a_list_may_be_repeated_and_is_not_required(self):
        word = fields(Whole)[-2]
        self.assertEqual((word.many, word.required, word.since), (True, False, NEW))
        self.assertEqual(Whole().word, [])

    def test_kinds_with_a_class(self):
        kinds = {field.name: field.kind for field in fields(Whole)}
        self.assertEqual(kinds["colour"], Kind(ItemType.ENUMERATION, Colour))
        self.assertEqual(kinds["inner"], Kind(ItemType.STRUCTURE, Inner))
        self.assertEqual(kinds["late"], Kind(ItemType.INTEGER, Uses))

    def test_special_kinds(self):
        self.assertEqual(fields(Box)[0].kind, Either(Inner))
        self.assertEqual(fields(Envelope)[1].kind, Undecoded())
        kind = fields(Pair)[1].kind
        self.assertIsInstance(kind, Open)
        self.assertEqual((kind.selector, kind.kinds), ("kind", KINDS))

    def test_a_field_of_any_kind_may_be_left_out(self):
        @structure(Tags)
        class Made:
            inner: object = optional(Kind(ItemType.STRUCTURE, Inner))

        (field,) = fields(Made)
        self.assertEqual((field.kind, field.required, field.many), (Kind(ItemType.STRUCTURE, Inner), False, False))
        self.assertIsNone(Made().inner)

    def test_a_structure_may_be_empty(self):
        self.assertEqual(fields(Empty), ())

    def test_fields_are_given_by_name_only(self):
        with self.assertRaises(TypeError):
            Inner("a title")

    def test_a_required_field_has_to_be_given(self):
        with self.assertRaises(TypeError):
            Inner()

    def test_a_field_without_a_tag_is_refused_at_the_declaration(self):
        with self.assertRaises(KeyError):

            @structure(Tags)
            class Wrong:
                no_such_tag: bytes = octets()


@rows(
    nothing_inside=((Inner,), [Inner]),
    itself_once=((Inner, Inner), [Inner]),
    nested=((Whole,), [Whole, Inner]),
    octets_or_a_structure=((Box,), [Box, Inner]),
    any_that_a_name_stands_for=((Pairs,), [Pairs, Pair, Painted, Inner]),
    undecoded=((Envelope,), [Envelope]),
    several=((Box, Pair), [Box, Pair, Painted, Inner]),
)
class Reachable(SynchronousTestCase):
    """All structures that these hold."""

    def check(self, roots, structures):
        found = reachable(*roots)
        self.assertEqual(len(found), len(structures))
        self.assertEqual(set(found), set(structures))


@rows(
    plain=(fields(Inner)[1], {ItemType.INTEGER}),
    octets_or_a_structure=(fields(Box)[0], {ItemType.BYTE_STRING, ItemType.STRUCTURE}),
    any_that_a_name_stands_for=(fields(Pair)[1], {ItemType.INTEGER, ItemType.ENUMERATION, ItemType.STRUCTURE}),
    undecoded=(fields(Envelope)[1], {ItemType.STRUCTURE}),
)
class Types(SynchronousTestCase):
    """The types that a declaration names."""

    def check(self, field, found):
        self.assertEqual(item_types(field.kind), found)


class Secrets(SynchronousTestCase):
    """What repr() shows, because it reaches logs and traces."""

    def test_a_secret_field_is_left_out(self):
        self.assertEqual(repr(Box(body=b"hush")), "Box()")

    def test_the_field_says_so(self):
        self.assertEqual([fields(Box)[0].secret, fields(Inner)[0].secret], [True, False])

    def test_a_node_does_not_show_its_value(self):
        self.assertNotIn("hush", repr(Node(Tags.BODY, ItemType.BYTE_STRING, b"hush")))

    def test_raw_shows_its_length_only(self):
        self.assertEqual(repr(Raw(b"hush", 0, 4)), "Raw(4 bytes)")
