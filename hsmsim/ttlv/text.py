"""The text form of TTLV, for people: an indented tree, one line an item, with what is secret masked.

It shows any bytes, right or wrong, as far as they can be read; what is wrong stands in the last line. The text is safe
to print: control characters are escaped, and every line is of bounded length.
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
MOST_LINES = 20_000  # of a message: as many as a batch of a thousand items has

_INDENT = "  "
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_unpack_head = Struct(">II").unpack_from


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
    """

    tags: Mapping[int, str] = field(default_factory=dict)
    enumerations: Mapping[int, Mapping[int, str]] = field(default_factory=dict)
    masks: Mapping[int, Mapping[int, str]] = field(default_factory=dict)
    value_tag: int | None = None
    name_tag: int | None = None
    meanings: Mapping[str, int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Masked:
    """Whose values are not shown.

    Args:
        everything: tags of values, and of structures with all that they hold.
        octets: tags that are masked where they are byte strings; structures of the same tag are shown.
    """

    everything: frozenset[int] = frozenset()
    octets: frozenset[int] = frozenset()

    def hides(self, tag: int, item_type: int) -> bool:
        """Whether this item is masked."""
        return tag in self.everything or (tag in self.octets and item_type != ItemType.STRUCTURE)


def render(data: bytes, names: Names, masked: Masked) -> str:
    """The items in `data` as lines; the last line has no line end.

    Args:
        data: one message, or any other bytes.
        names: what numbers are called.
        masked: of whose values only the size is shown.
    """
    tree = _Tree(data, names, masked)
    try:
        if not data:
            raise Malformed("no bytes at all")
        tree.items(0, len(data), 0, False)
    except Malformed as wrong:
        tree.lines.append(f"-- malformed after {tree.read} of {len(data)} bytes: {wrong}")
    except _Enough:
        tree.lines.append(f"-- {tree.read} of {len(data)} bytes are shown: there are too many items")
    return "\n".join(tree.lines)


class _Enough(Exception):
    """There are as many lines as may be."""


class _Tree:
    """The lines of one message, as they come to be."""

    __slots__ = ("data", "lines", "masked", "names", "read")

    def __init__(self, data: bytes, names: Names, masked: Masked) -> None:
        self.data = data
        self.names = names
        self.masked = masked
        self.lines: list[str] = []
        self.read = 0  # bytes that are in the lines

    def items(self, position: int, end: int, depth: int, hidden: bool) -> None:
        """Add the items between two places; depth is bounded, so this may call itself."""
        meaning: int | None = None  # the tag that stands for `value_tag` here
        while position < end:
            if len(self.lines) >= MOST_LINES:
                raise _Enough
            if end - position < 8:
                raise Malformed("an item is cut short")
            key, length = _unpack_head(self.data, position)
            tag, item_type = key >> 8, key & 0xFF
            if item_type == ItemType.STRUCTURE:
                self.structure(tag, position, length, end, depth, hidden)
            else:
                means = meaning if tag == self.names.value_tag and meaning is not None else tag
                self.leaf(tag, means, position, end, depth, hidden)
                if tag == self.names.name_tag and item_type == ItemType.TEXT_STRING:
                    meaning = self.names.meanings.get(_text(self.data[position + 8 : position + 8 + length]))
            position += 8 + length + (-length & 7)
            self.read = position

    def structure(self, tag: int, position: int, length: int, end: int, depth: int, hidden: bool) -> None:
        """Add a structure and what it holds."""
        start, stop = position + 8, position + 8 + length
        self.add(depth, tag, ItemType.STRUCTURE, "")
        self.read = start
        if depth == DEEPEST:
            self.lines.append(f"{_INDENT * (depth + 1)}({length} bytes, too deep to show)")
        else:
            self.items(start, min(stop, end), depth + 1, hidden or self.masked.hides(tag, ItemType.STRUCTURE))
        if stop > end:
            raise Malformed(f"{self.title(tag)} should have {length} bytes and has {end - start}")

    def leaf(self, tag: int, means: int, position: int, end: int, depth: int, hidden: bool) -> None:
        """Add one value; `means` is the tag that says what its numbers are called."""
        try:
            node, _ = read_node(self.data, position, end)
        except Malformed as wrong:
            raise Malformed(f"{self.title(tag)}: {wrong}") from None
        length = _unpack_head(self.data, position)[1]
        if hidden or self.masked.hides(tag, node.item_type):
            shown = f"({length} bytes, masked)"
        else:
            shown = _SHOW[node.item_type](node.value, self.names, means, length)
        self.add(depth, tag, node.item_type, shown)

    def title(self, tag: int) -> str:
        """What a tag is called."""
        return self.names.tags.get(tag) or f"0x{tag:06X}"

    def add(self, depth: int, tag: int, item_type: ItemType, shown: str) -> None:
        """Add a line."""
        line = f"{_INDENT * depth}{self.title(tag)} ({_TYPES[item_type]})"
        self.lines.append(f"{line}: {shown}" if shown else line)


def _text(data: bytes) -> str:
    return data.decode(errors="replace")


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

_TYPES = {
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
