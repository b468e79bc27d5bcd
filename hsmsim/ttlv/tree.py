"""A message as a tree for people: its items in order, what they are called, where their bytes lie, what is masked.

It reads any bytes, right or wrong, as far as they can be read. Values are texts that are safe to show: control
characters are escaped, and every text is of bounded length.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from struct import Struct
from typing import Any

from hsmsim.ttlv.decoding import read_node
from hsmsim.ttlv.errors import Malformed
from hsmsim.ttlv.schema import ItemType

DEEPEST = 32  # levels that are shown; the rest is counted only
MOST_OCTETS = 64  # of a byte string or Big Integer
MOST_CHARACTERS = 256  # of a text string
MOST_ITEMS = 20_000  # of a message: as many as a batch of a thousand items has

Harmless = Mapping[int, frozenset[ItemType]]  # tags, and the types that items of them have

_HEAD = 8  # bytes of tag, type and length
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_unpack_head = Struct(">II").unpack_from


@dataclass(frozen=True, slots=True)
class Sections:
    """Where the specification speaks of an item: its section's number. An item without one has that of its parent.

    Args:
        tags: by tag.
        selector: the tag of an enumeration that says what the items of `chosen` after it are.
        chosen: tags of such items.
        choices: their sections, by the value of the enumeration.
    """

    tags: Mapping[int, str] = field(default_factory=dict)
    selector: int | None = None
    chosen: frozenset[int] = frozenset()
    choices: Mapping[int, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Names:
    """What numbers are called.

    Args:
        tags: by tag.
        enumerations: by tag of the field, then by value.
        masks: by tag of the field, then by bit.
        value_tag: the tag of a value that means what `name_tag`, the text before it, says.
        name_tag: the tag of that text.
        meanings: the tag whose enumeration or mask such a value has, by that text.
        sections: where the specification speaks of them.
    """

    tags: Mapping[int, str] = field(default_factory=dict)
    enumerations: Mapping[int, Mapping[int, str]] = field(default_factory=dict)
    masks: Mapping[int, Mapping[int, str]] = field(default_factory=dict)
    value_tag: int | None = None
    name_tag: int | None = None
    meanings: Mapping[str, int] = field(default_factory=dict)
    sections: Sections = field(default_factory=Sections)

    def title(self, tag: int) -> str:
        """What a tag is called."""
        return self.tags.get(tag) or f"0x{tag:06X}"


@dataclass(frozen=True, slots=True)
class Masked:
    """Whose values are not shown.

    Args:
        everything: tags of values, and of structures with all that they hold.
        holders: tags of structures that hold secrets. In them, however deep, only what is `harmless` is shown; where
            one of these tags is no structure, it is masked.
        harmless: by the tag of a structure in a holder, or of the holder: the tags of what may be shown of it, and the
            types that they have.
    """

    everything: frozenset[int] = frozenset()
    holders: frozenset[int] = frozenset()
    harmless: Mapping[int, Harmless] = field(default_factory=dict)

    def hides(self, tag: int, item_type: int, among: Harmless | None = None) -> bool:
        """Whether this item is masked; `among` is what `inside` said of the structure around it."""
        return (
            tag in self.everything
            or (tag in self.holders and item_type != ItemType.STRUCTURE)
            or (among is not None and item_type not in among.get(tag, ()))
        )

    def inside(self, tag: int, among: Harmless | None) -> Harmless | None:
        """What is harmless in a structure; None where everything is, as far as it goes by the place."""
        return None if among is None and tag not in self.holders else self.harmless.get(tag, {})


@dataclass(slots=True)
class Item:
    """One item.

    Args:
        depth: how many structures it stands in.
        start: where its head begins in the bytes; its value begins 8 bytes further.
        length: bytes of its value, without the padding.
        value: as text; empty for a structure, and for what is masked.
        section: of the specification; empty where it is not known.
        masked: its value is not shown, nor are those of all that it holds.
        closed: a structure that stands too deep: what it holds is not shown.
    """

    depth: int
    tag: int
    item_type: ItemType
    start: int
    length: int
    value: str
    section: str
    masked: bool
    closed: bool = False


@dataclass(slots=True)
class Tree:
    """What could be read of some bytes.

    Args:
        items: in the order in which they stand there.
        size: how many bytes there are.
        read: how many of them are in the items.
        wrong: why the rest could not be read; None where it could, or was not wanted.
    """

    size: int
    items: list[Item] = field(default_factory=list)
    read: int = 0
    wrong: str | None = None


def read_tree(data: bytes, names: Names, masked: Masked) -> Tree:
    """The items in `data`.

    Args:
        data: one message, or any other bytes.
        names: what numbers are called.
        masked: whose values are left out.
    """
    walk = _Walk(data, names, masked)
    try:
        if not data:
            raise Malformed("no bytes at all")
        walk.items(0, len(data), 0, False, None, "")
    except Malformed as wrong:
        walk.tree.wrong = str(wrong)
    except _Enough:
        pass
    return walk.tree


class _Enough(Exception):
    """There are as many items as may be."""


class _Walk:
    """From item to item."""

    __slots__ = ("data", "masked", "names", "tree")

    def __init__(self, data: bytes, names: Names, masked: Masked) -> None:
        self.data = data
        self.names = names
        self.masked = masked
        self.tree = Tree(len(data))

    def items(self, position: int, end: int, depth: int, hidden: bool, among: Harmless | None, section: str) -> None:
        """Add the items between two places; depth is bounded, so this may call itself."""
        names, sections = self.names, self.names.sections
        meaning: int | None = None  # the tag that stands for `value_tag` here
        chosen = ""  # the section of what is chosen by `selector`
        while position < end:
            if len(self.tree.items) >= MOST_ITEMS:
                raise _Enough
            if end - position < _HEAD:
                raise Malformed("an item is cut short")
            key, length = _unpack_head(self.data, position)
            tag, number = key >> 8, key & 0xFF
            means = meaning if tag == names.value_tag and meaning is not None else tag
            own = sections.tags.get(means) or (tag in sections.chosen and chosen) or section
            masked = hidden or self.masked.hides(tag, number, among)
            if number == ItemType.STRUCTURE:
                self.structure(tag, position, length, end, depth, masked, among, own)
            else:
                value = self.leaf(tag, means, position, end, depth, masked, own)
                if tag == names.name_tag and number == ItemType.TEXT_STRING:
                    meaning = names.meanings.get(value)
                elif tag == sections.selector:
                    chosen = sections.choices.get(value, "")
            position += _HEAD + length + (-length & 7)
            self.tree.read = position

    def structure(
        self,
        tag: int,
        position: int,
        length: int,
        end: int,
        depth: int,
        hidden: bool,
        among: Harmless | None,
        section: str,
    ) -> None:
        """Add a structure and what it holds."""
        start, stop = position + _HEAD, position + _HEAD + length
        closed = depth == DEEPEST
        self.tree.items.append(Item(depth, tag, ItemType.STRUCTURE, position, length, "", section, hidden, closed))
        self.tree.read = start
        if not closed:
            self.items(start, min(stop, end), depth + 1, hidden, self.masked.inside(tag, among), section)
        if stop > end:
            raise Malformed(f"{self.names.title(tag)} should have {length} bytes and has {end - start}")

    def leaf(self, tag: int, means: int, position: int, end: int, depth: int, hidden: bool, section: str) -> Any:
        """Add one value and return it; `means` is the tag that says what its numbers are called."""
        try:
            node, _ = read_node(self.data, position, end)
        except Malformed as wrong:
            raise Malformed(f"{self.names.title(tag)}: {wrong}") from None
        length = _unpack_head(self.data, position)[1]
        shown = "" if hidden else _SHOW[node.item_type](node.value, self.names, means, length)
        self.tree.items.append(Item(depth, tag, node.item_type, position, length, shown, section, hidden))
        return node.value


# ------------------------------------------------------------------------------------------- bytes without secrets


def blanks(tree: Tree) -> list[tuple[int, int]]:
    """Where the bytes lie that a masked tree does not show, as start and length.

    Beside masked values that is what could not be read, since nobody knows what it holds. Where nothing could, the
    first 8 bytes are left: they tell what else it may be.
    """
    found = [
        (item.start + _HEAD, min(item.length, tree.size - item.start - _HEAD))
        for item in tree.items
        if item.closed or (item.masked and item.item_type != ItemType.STRUCTURE)
    ]
    rest = tree.read or _HEAD
    return [*found, (rest, tree.size - rest)] if rest < tree.size else found


def blanked(data: bytes, tree: Tree) -> bytes:
    """The bytes with zeros for all that a masked tree of them does not show.

    What is a whole message stays one, with the same items of the same length; a Text String has asterisks.
    """
    out = bytearray(data)
    for start, length in blanks(tree):
        out[start : start + length] = bytes(length)
    for item in tree.items:
        if item.masked and item.item_type == ItemType.TEXT_STRING:
            out[item.start + _HEAD : item.start + _HEAD + item.length] = b"*" * item.length
    return bytes(out)


def as_json(tree: Tree, names: Names) -> dict[str, Any]:
    """A tree as JSON has it: plain lists, dictionaries, texts and numbers."""
    return {
        "size": tree.size,
        "read": tree.read,
        "wrong": tree.wrong,
        "blanks": blanks(tree),
        "items": [_item_as_json(item, names) for item in tree.items],
    }


def _item_as_json(item: Item, names: Names) -> dict[str, Any]:
    return {
        "depth": item.depth,
        "tag": f"0x{item.tag:06X}",
        "name": names.title(item.tag),
        "type": TYPES[item.item_type],
        "start": item.start,
        "length": item.length,
        "value": item.value,
        "section": item.section,
        "masked": item.masked,
        "closed": item.closed,
    }


# ------------------------------------------------------------------------- values: show(value, names, tag, length)


def _show_number(value: int, names: Names, tag: int, length: int) -> str:
    bits = names.masks.get(tag)
    if not bits or not value:
        return str(value)
    value &= 0xFFFFFFFF
    known = [name for bit, name in bits.items() if value & bit]
    rest = value & ~sum(bits)
    return " | ".join([*known, f"0x{rest:08X}"] if rest else known)


def _show_big(value: int, names: Names, tag: int, length: int) -> str:
    if length <= 8:
        return str(value)
    return _show_octets(value.to_bytes(length, "big", signed=True), names, tag, length)


def _show_enumeration(value: int, names: Names, tag: int, length: int) -> str:
    return names.enumerations.get(tag, {}).get(value) or f"0x{value:08X}"


def _show_boolean(value: bool, names: Names, tag: int, length: int) -> str:
    return "true" if value else "false"


def _show_text(value: str, names: Names, tag: int, length: int) -> str:
    # repr() escapes whatever does not print, line ends of all kinds among it.
    if len(value) <= MOST_CHARACTERS:
        return repr(value)
    return f"{value[:MOST_CHARACTERS]!r}... ({length} bytes)"


def _show_octets(value: bytes, names: Names, tag: int, length: int) -> str:
    if length <= MOST_OCTETS:
        return value.hex() or "(empty)"
    return f"{value[:MOST_OCTETS].hex()}... ({length} bytes)"


def _show_date(value: int, names: Names, tag: int, length: int) -> str:
    try:
        return (_EPOCH + timedelta(seconds=value)).strftime("%Y-%m-%dT%H:%M:%SZ")
    except OverflowError:
        return f"{value} s"  # a year that a calendar does not have


def _show_interval(value: int, names: Names, tag: int, length: int) -> str:
    return f"{value} s"


_SHOW: dict[ItemType, Callable[[Any, Names, int, int], str]] = {
    ItemType.INTEGER: _show_number,
    ItemType.LONG_INTEGER: _show_number,
    ItemType.BIG_INTEGER: _show_big,
    ItemType.ENUMERATION: _show_enumeration,
    ItemType.BOOLEAN: _show_boolean,
    ItemType.TEXT_STRING: _show_text,
    ItemType.BYTE_STRING: _show_octets,
    ItemType.DATE_TIME: _show_date,
    ItemType.INTERVAL: _show_interval,
}

TYPES = {
    ItemType.STRUCTURE: "Structure",
    ItemType.INTEGER: "Integer",
    ItemType.LONG_INTEGER: "Long Integer",
    ItemType.BIG_INTEGER: "Big Integer",
    ItemType.ENUMERATION: "Enumeration",
    ItemType.BOOLEAN: "Boolean",
    ItemType.TEXT_STRING: "Text String",
    ItemType.BYTE_STRING: "Byte String",
    ItemType.DATE_TIME: "Date-Time",
    ItemType.INTERVAL: "Interval",
}
