"""Names for the tags of shapes.py, and generic items that tests of the text encodings write and read."""

from hypothesis import strategies as st

from hsmsim.ttlv.encoding import write_node
from hsmsim.ttlv.schema import ItemType, Node
from hsmsim.ttlv.spelling import Spelling
from hsmsim.ttlv.tree import Names
from tests.ttlv.shapes import Tags

SPELLING = Spelling(
    Names(
        tags={tag: tag.name.capitalize() for tag in Tags if tag is not Tags.STRANGER},
        enumerations={Tags.COLOUR: {1: "Red", 2: "SHA-256 with RSA (old)"}},
        masks={Tags.LATE: {1: "Sign", 2: "Verify", 4: "Say So (or Not)", 0x80000000: "Top"}},
        value_tag=Tags.VALUE,
        name_tag=Tags.KIND,
        meanings={"the colour": Tags.COLOUR, "the mask": Tags.LATE},
    )
)


def as_bytes(node: Node) -> bytes:
    """An item in TTLV."""
    out = bytearray()
    write_node(out, node, node.tag)
    return bytes(out)


def nested(levels: int) -> Node:
    """That many structures inside each other, a number in the last."""
    node = Node(Tags.SIZE, ItemType.INTEGER, 1)
    for _ in range(levels):
        node = Node(Tags.BODY, ItemType.STRUCTURE, [node])
    return node


def _signed(bits: int) -> st.SearchStrategy[int]:
    return st.integers(-1 << bits - 1, (1 << bits - 1) - 1)


def nodes(texts: st.SearchStrategy[str]) -> st.SearchStrategy[Node]:
    """Any item whose text strings come from `texts`."""
    values = {
        ItemType.INTEGER: _signed(32),
        ItemType.LONG_INTEGER: _signed(64),
        ItemType.BIG_INTEGER: _signed(200),
        ItemType.ENUMERATION: st.integers(0, 3) | st.integers(0, (1 << 32) - 1),
        ItemType.BOOLEAN: st.booleans(),
        ItemType.TEXT_STRING: texts | st.sampled_from(["the colour", "the mask", "mine"]),
        ItemType.BYTE_STRING: st.binary(max_size=40),
        ItemType.DATE_TIME: _signed(64) | _signed(36),
        ItemType.INTERVAL: st.integers(0, (1 << 32) - 1),
    }
    tags = st.sampled_from([*map(int, Tags), 0x540001, 0])
    leaves = st.one_of(
        *(st.builds(Node, tags, st.just(item_type), found) for item_type, found in values.items()),
    )
    return st.recursive(
        leaves,
        lambda inner: st.builds(Node, tags, st.just(ItemType.STRUCTURE), st.lists(inner, max_size=5)),
        max_leaves=12,
    )
