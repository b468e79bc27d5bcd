"""hsmsim/ttlv/tree.py: where each item lies in the bytes, where to read about it, and which bytes nobody sees."""

import json

from hypothesis import given, settings
from hypothesis import strategies as st
from twisted.trial.unittest import SynchronousTestCase

from hsmsim.ttlv.binary import read_node
from hsmsim.ttlv.schema import ItemType
from hsmsim.ttlv.tree import DEEPEST, Masked, Names, Sections, as_json, blanked, blanks, read_tree
from tests.support import rows
from tests.ttlv.shapes import Tags, item, number, whole

NAMES = Names(
    tags={Tags.SIZE: "Size", Tags.BODY: "Body"},
    value_tag=Tags.VALUE,
    name_tag=Tags.KIND,
    meanings={"the colour": Tags.COLOUR},
    sections=Sections(
        tags={Tags.BODY: "1", Tags.COLOUR: "3", Tags.INNER: "2"},
        selector=Tags.SIZE,
        chosen=frozenset({Tags.LATE}),
        choices={7: "4.7"},
    ),
)
MASKED = Masked(everything=frozenset({Tags.SECRET}))
NOTHING = Masked()


def tree(data, masked=NOTHING):
    return read_tree(data, NAMES, masked)


class Places(SynchronousTestCase):
    def test_heads_and_values(self):
        data = whole(item(Tags.TITLE, 7, b"abc"), whole(number(Tags.SIZE, 1), tag=Tags.INNER))
        found = [(each.depth, each.start, each.length) for each in tree(data).items]
        self.assertEqual(found, [(0, 0, 40), (1, 8, 3), (1, 24, 16), (2, 32, 4)])
        self.assertEqual(data[16:19], b"abc")

    def test_all_of_it_was_read(self):
        data = whole(number(Tags.SIZE, 1))
        self.assertEqual((tree(data).read, tree(data).size, tree(data).wrong), (24, 24, None))

    def test_what_cannot_be_read(self):
        found = tree(whole(number(Tags.SIZE, 1), b"\x42\0"))
        self.assertEqual((len(found.items), found.read, found.wrong), (2, 24, "an item is cut short"))


def sections(data):
    return [each.section for each in tree(data).items]


@rows(
    its_own=(whole(), ["1"]),
    of_the_structure_around_it=(whole(number(Tags.SIZE, 1)), ["1", "1"]),
    not_of_the_one_before_it=(
        whole(whole(number(Tags.SIZE, 1), tag=Tags.INNER), number(Tags.SIZE, 1)),
        ["1", "2", "2", "1"],
    ),
    unknown=(number(Tags.SIZE, 1), [""]),
    of_what_a_value_means=(
        whole(item(Tags.KIND, 7, b"the colour"), number(Tags.VALUE, 1, 5)),
        ["1", "1", "3"],
    ),
    chosen=(
        whole(number(Tags.SIZE, 7, 5), whole(number(Tags.LATE, 1), tag=Tags.LATE)),
        ["1", "1", "4.7", "4.7"],
    ),
    chosen_by_what_is_not_known=(whole(number(Tags.SIZE, 8, 5), whole(tag=Tags.LATE)), ["1", "1", "1"]),
    not_chosen=(whole(whole(tag=Tags.LATE)), ["1", "1"]),
)
class SectionsOfItems(SynchronousTestCase):
    def check(self, data, found):
        self.assertEqual(sections(data), found)


class Secrets(SynchronousTestCase):
    """The bytes of what a masked tree does not show."""

    def test_values_become_zeros_and_the_message_stays_one(self):
        data = whole(number(Tags.SIZE, 5), item(Tags.SECRET, 8, b"hush-hush"))
        clean = blanked(data, tree(data, MASKED))
        self.assertEqual(clean, whole(number(Tags.SIZE, 5), item(Tags.SECRET, 8, bytes(9))))
        self.assertEqual(blanks(tree(data, MASKED)), [(32, 9)])

    def test_texts_become_asterisks(self):
        data = item(Tags.SECRET, 7, "grün".encode())
        self.assertEqual(blanked(data, tree(data, MASKED)), item(Tags.SECRET, 7, b"*****"))

    def test_all_that_a_masked_structure_holds(self):
        data = whole(item(Tags.TITLE, 7, b"hush"), whole(number(Tags.SIZE, 77)), tag=Tags.SECRET)
        clean = blanked(data, tree(data, MASKED))
        self.assertEqual(clean, whole(item(Tags.TITLE, 7, b"****"), whole(number(Tags.SIZE, 0)), tag=Tags.SECRET))

    def test_nothing_is_blank_where_nothing_is_masked(self):
        data = whole(item(Tags.SECRET, 8, b"hush"))
        self.assertEqual((blanked(data, tree(data)), blanks(tree(data))), (data, []))

    def test_what_cannot_be_read_may_hold_anything(self):
        data = whole(number(Tags.SIZE, 5)) + item(Tags.SECRET, 8, b"hush-hush-hush", 99)
        clean = blanked(data, tree(data, MASKED))
        self.assertEqual(clean, data[:24] + bytes(len(data) - 24))

    def test_the_first_bytes_of_what_is_no_message_are_left(self):
        data = b"GET /secret HTTP/1.1\r\n"
        self.assertEqual(blanked(data, tree(data, MASKED)), data[:8] + bytes(len(data) - 8))
        self.assertEqual(blanks(tree(b"GET /", MASKED)), [])

    def test_what_is_too_deep_to_be_looked_at(self):
        secret = item(Tags.SECRET, 8, b"hush")
        data = secret
        for _ in range(DEEPEST + 1):
            data = whole(data)
        self.assertNotIn(b"hush", blanked(data, tree(data, MASKED)))
        self.assertIn(b"hush", data)

    @settings(derandomize=True, database=None, deadline=None, max_examples=200)
    @given(st.integers(0, 95), st.integers(0, 255))
    def test_no_damage_uncovers_the_content(self, at, octet):
        secret = whole(item(Tags.TITLE, 7, b"hush-hush-hush"), tag=Tags.SECRET)
        data = bytearray(whole(number(Tags.SIZE, 1), secret, number(Tags.SIZE, 2)))
        kept = data.index(secret[:4])
        if not kept <= at < kept + 4:  # the tag of the secret stays as it is
            data[at % len(data)] = octet
        if data[kept : kept + 4] == secret[:4]:
            self.assertNotIn(b"hush-hush", blanked(bytes(data), tree(bytes(data), MASKED)))

    @settings(derandomize=True, database=None, deadline=None, max_examples=200)
    @given(st.binary(max_size=64))
    def test_any_bytes(self, data):
        for each in (data, whole(data)):
            clean = blanked(each, tree(each, MASKED))
            self.assertEqual(len(clean), len(each))


HOLDER = Masked(
    holders=frozenset({Tags.BODY}),
    harmless={
        Tags.BODY: {Tags.SIZE: frozenset({ItemType.INTEGER}), Tags.INNER: frozenset({ItemType.STRUCTURE})},
        Tags.INNER: {Tags.TITLE: frozenset({ItemType.TEXT_STRING})},
    },
)
SIZE, TITLE = number(Tags.SIZE, 1), item(Tags.TITLE, 7, b"a")


@rows(
    harmless=(whole(SIZE), [False, False]),
    not_named=(whole(TITLE, SIZE), [False, True, False]),
    of_another_type=(whole(number(Tags.SIZE, 1, 5)), [False, True]),
    no_structure=(item(Tags.BODY, 8, b"hush"), [True]),
    deeper=(whole(whole(TITLE, SIZE, tag=Tags.INNER)), [False, False, False, True]),
    in_a_structure_that_is_not_named=(whole(whole(SIZE, tag=Tags.ITEM)), [False, True, True]),
    named_where_it_may_not_be=(whole(whole(whole(SIZE), tag=Tags.INNER)), [False, False, True, True]),
    after_it=(whole(whole(TITLE), TITLE, tag=Tags.ITEM), [False, False, True, False]),
    outside=(whole(TITLE, SIZE, tag=Tags.INNER), [False, False, False]),
)
class Holders(SynchronousTestCase):
    """Structures that hold secrets show what is harmless, and nothing else."""

    def check(self, data, masked):
        self.assertEqual([each.masked for each in tree(data, HOLDER).items], masked)


class Json(SynchronousTestCase):
    def test_an_item(self):
        found = json.loads(json.dumps(as_json(tree(number(Tags.SIZE, 5)), NAMES)))
        self.assertEqual(
            {key: found[key] for key in ("size", "read", "wrong", "blanks")},
            {
                "size": 16,
                "read": 16,
                "wrong": None,
                "blanks": [],
            },
        )
        self.assertEqual(
            found["items"],
            [
                {
                    "depth": 0,
                    "tag": f"0x{Tags.SIZE:06X}",
                    "name": "Size",
                    "type": "Integer",
                    "start": 0,
                    "length": 4,
                    "value": "5",
                    "section": "",
                    "masked": False,
                    "closed": False,
                }
            ],
        )

    def test_a_masked_one(self):
        data = item(Tags.SECRET, 8, b"hush")
        found = as_json(tree(data, MASKED), NAMES)
        self.assertEqual((found["items"][0]["value"], found["items"][0]["masked"]), ("", True))
        self.assertEqual(found["blanks"], [(8, 4)])

    def test_a_masked_message_can_still_be_read(self):
        data = whole(item(Tags.SECRET, 7, b"hush"), item(Tags.SECRET, 6, bytes(7) + b"\1"))
        read_node(blanked(data, tree(data, MASKED)), 0, len(data))
