"""Names and values as the XML and JSON encodings spell them: the rules of the KMIP profiles that both share.

Both encodings are translations at the edge. A text is read into generic items, whose names are those that the declared
structures have, and leaves as TTLV bytes; TTLV bytes are read into generic items and leave as text. What reads messages
is thus the same whatever way they came: there is one decoder to hold to the specification, not three.
"""

import re
from binascii import unhexlify
from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from hsmsim.ttlv.errors import Malformed
from hsmsim.ttlv.schema import ItemType, Node
from hsmsim.ttlv.tree import Names

MOST_LEVELS = 32  # of structures: a message has ten, and a value in it that no declaration describes has MAX_DEPTH

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_NOT_WORD = re.compile(r"[^\w\s](?=[A-Za-z][a-z])", re.ASCII)
_DECIMAL = re.compile(r"[+-]?[0-9]{1,19}")
_HEX = re.compile(r"0x[0-9A-Fa-f]+")
_MOMENT = re.compile(r"([0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2})(?:\.[0-9]+)?(Z|[+-][0-9]{2}:[0-9]{2})?")

TYPE_NAMES = {
    ItemType.STRUCTURE: "Structure",
    ItemType.INTEGER: "Integer",
    ItemType.LONG_INTEGER: "LongInteger",
    ItemType.BIG_INTEGER: "BigInteger",
    ItemType.ENUMERATION: "Enumeration",
    ItemType.BOOLEAN: "Boolean",
    ItemType.TEXT_STRING: "TextString",
    ItemType.BYTE_STRING: "ByteString",
    ItemType.DATE_TIME: "DateTime",
    ItemType.INTERVAL: "Interval",
}
TYPES = {name: item_type for item_type, name in TYPE_NAMES.items()}


def normalise(title: str) -> str:
    """The name that an encoding uses for what the specification writes as `title`: `PKCS#1` is `PKCS_1`.

    Brackets separate words, and so does a sign before a word; other signs become underscores; digits at the start
    move to the end of the first word; words begin with a capital and are joined.
    """
    spaced = _NOT_WORD.sub(" ", re.sub(r"[()]", " ", title))
    first, *rest = (re.sub(r"\W", "_", word, flags=re.ASCII) for word in spaced.split())
    named = first.lstrip("0123456789")
    words = (named + first[: len(first) - len(named)], *rest)
    return "".join(word[:1].upper() + word[1:] for word in words)


def _without_remark(title: str) -> str:
    return re.sub(r"\(.*?\)", " ", title)


@dataclass(frozen=True, slots=True)
class _Words:
    """Some numbers and their names, both ways."""

    names: Mapping[int, str]
    numbers: Mapping[str, int]


def _words(titles: Mapping[int, str]) -> _Words:
    """Names of numbers, without the remark in brackets where that leaves no doubt; both forms are read.

    The published cases write SHA_256WithRSAEncryption for "SHA-256 with RSA Encryption (PKCS#1 v1.5)".
    """
    whole = {number: normalise(title) for number, title in titles.items()}
    short = {number: normalise(_without_remark(title)) for number, title in titles.items()}
    count = Counter([*short.values(), *(name for number, name in whole.items() if name != short[number])])
    names = {number: name if count[name] == 1 else whole[number] for number, name in short.items()}
    return _Words(names, {name: number for each in (whole, names) for number, name in each.items()})


class Spelling:
    """Tags, enumeration values and mask bits by their names in the encodings, and values as text.

    Args:
        names: what numbers are called; `value_tag`, `name_tag` and `meanings` tell what the value of an attribute is.
    """

    def __init__(self, names: Names) -> None:
        self._tags = _words(names.tags)
        self._enumerations = {tag: _words(titles) for tag, titles in names.enumerations.items()}
        self._masks = {tag: _words(titles) for tag, titles in names.masks.items()}
        self._value_tag = names.value_tag
        self._name_tag = names.name_tag
        self._meanings = names.meanings

    # ------------------------------------------------------------------------------------------------------- tags

    def name(self, tag: int) -> str | None:
        """The name of a tag, None where it has none."""
        return self._tags.names.get(tag)

    def tag(self, name: str) -> int:
        """The tag of a name or of six hexadecimal digits after 0x.

        Raises:
            Malformed: there is none.
        """
        number = self._tags.numbers.get(name)
        if number is not None:
            return number
        if len(name) == 8 and _HEX.fullmatch(name):
            return int(name, 16)
        raise Malformed(f"there is no tag {name[:60]!r}")

    def title(self, tag: int) -> str:
        """A tag for messages: its name or its number."""
        return self.name(tag) or f"0x{tag:06X}"

    def meaning(self, tag: int, told: int | None) -> int:
        """The tag whose enumeration or mask an item has; `told` is that of an attribute's value."""
        return told if tag == self._value_tag and told is not None else tag

    def told(self, node: Node, before: int | None) -> int | None:
        """What the value of an attribute means after this item, which may be the attribute's name."""
        if node.tag == self._name_tag and node.item_type is ItemType.TEXT_STRING:
            return self._meanings.get(node.value)
        return before

    # ----------------------------------------------------------------------------------------------------- values

    def read(self, item_type: ItemType, meaning: int, text: str) -> Any:
        """The value that a text stands for.

        Args:
            item_type: any but Structure.
            meaning: the tag that says what numbers are called.

        Raises:
            Malformed: it stands for none.
        """
        return _READ[item_type](self, meaning, text)

    def write(self, node: Node, meaning: int, separator: str) -> str:
        """The text of a value; `separator` stands between the bits of a mask."""
        return _WRITE[node.item_type](self, meaning, node.value, separator)

    def bits(self, meaning: int) -> _Words | None:
        """The bits of a mask; None for a tag whose number is no mask."""
        return self._masks.get(meaning)

    def terms(self, meaning: int) -> _Words | None:
        """The values of an enumeration, None where they are not known."""
        return self._enumerations.get(meaning)


# ------------------------------------------------------------------------------------------------- numbers as text


def fits(value: int, item_type: ItemType) -> int:
    """The same number.

    Raises:
        Malformed: the type has no such number.
    """
    lowest, highest = _RANGES.get(item_type, (value, value))
    if not lowest <= value <= highest:
        raise Malformed(f"a number that does not fit into {TYPE_NAMES[item_type]}")
    return value


_RANGES = {
    ItemType.INTEGER: (-1 << 31, (1 << 31) - 1),
    ItemType.LONG_INTEGER: (-1 << 63, (1 << 63) - 1),
    ItemType.DATE_TIME: (-1 << 63, (1 << 63) - 1),
    ItemType.ENUMERATION: (0, (1 << 32) - 1),
    ItemType.INTERVAL: (0, (1 << 32) - 1),
}


def _from_hex(text: str, item_type: ItemType) -> int:
    """A number of a fixed width; its highest bit is the sign where the type has one."""
    lowest, highest = _RANGES[item_type]
    size = highest - lowest + 1
    if len(text) > 18 or (value := int(text, 16)) >= size:
        raise Malformed(f"too many digits for {TYPE_NAMES[item_type]}")
    return value if value <= highest else value - size


def _number(text: str, item_type: ItemType) -> int:
    if _HEX.fullmatch(text):
        return _from_hex(text, item_type)
    if _DECIMAL.fullmatch(text):
        return fits(int(text), item_type)
    raise Malformed(f"no {TYPE_NAMES[item_type]}")


def two_complement(value: int) -> str:
    """A Big Integer as hexadecimal digits: whole groups of 8 bytes, as in TTLV."""
    size = ((~value if value < 0 else value).bit_length() // 64 + 1) * 8
    return value.to_bytes(size, "big", signed=True).hex()


# ------------------------------------------------------------------------------- reading: read(spelling, tag, text)


def _read_integer(spelling: Spelling, meaning: int, text: str) -> int:
    bits = spelling.bits(meaning)
    if bits is None or _DECIMAL.fullmatch(text):
        return _number(text, ItemType.INTEGER)
    value = 0
    for word in re.split(r"[\s|]+", text.strip()):
        bit = bits.numbers.get(word)
        if bit is None and not _HEX.fullmatch(word):
            raise Malformed(f"{spelling.title(meaning)} has no such bit")
        value |= _from_hex(word, ItemType.INTEGER) if bit is None else bit
    return value - (1 << 32) if value >> 31 == 1 else value


def _read_long(spelling: Spelling, meaning: int, text: str) -> int:
    return _number(text, ItemType.LONG_INTEGER)


def _read_big(spelling: Spelling, meaning: int, text: str) -> int:
    octets = _read_octets(spelling, meaning, text.removeprefix("0x"))
    if not octets or len(octets) & 7:
        raise Malformed(f"a BigInteger of {len(octets)} bytes")
    return int.from_bytes(octets, "big", signed=True)


def _read_enumeration(spelling: Spelling, meaning: int, text: str) -> int:
    if _HEX.fullmatch(text):
        return _from_hex(text, ItemType.ENUMERATION)
    terms = spelling.terms(meaning)
    number = None if terms is None else terms.numbers.get(text)
    if number is None:
        raise Malformed(f"{spelling.title(meaning)} has no such value")
    return number


_BOOLEANS = {
    "true": True,
    "1": True,
    "0x0000000000000001": True,
    "false": False,
    "0": False,
    "0x0000000000000000": False,
}


def _read_boolean(spelling: Spelling, meaning: int, text: str) -> bool:
    value = _BOOLEANS.get(text)
    if value is None:
        raise Malformed("a Boolean that is neither true nor false")
    return value


def _read_text(spelling: Spelling, meaning: int, text: str) -> str:
    try:
        text.encode()
    except UnicodeEncodeError:
        raise Malformed("a TextString with half a character") from None
    return text


def _read_octets(spelling: Spelling, meaning: int, text: str) -> bytes:
    try:
        return unhexlify(text)
    except ValueError:
        raise Malformed(f"{spelling.title(meaning)}: no hexadecimal digits in pairs") from None


def _read_date(spelling: Spelling, meaning: int, text: str) -> int:
    found = _MOMENT.fullmatch(text)
    if found is None:
        if _HEX.fullmatch(text):
            return _from_hex(text, ItemType.DATE_TIME)
        raise Malformed("no DateTime")
    try:
        moment = datetime.fromisoformat(found[1] + (found[2] or "Z"))
    except ValueError:
        raise Malformed("a DateTime that no calendar has") from None
    return (moment - _EPOCH) // timedelta(seconds=1)


def _read_interval(spelling: Spelling, meaning: int, text: str) -> int:
    return _number(text, ItemType.INTERVAL)


_READ: dict[ItemType, Callable[[Spelling, int, str], Any]] = {
    ItemType.INTEGER: _read_integer,
    ItemType.LONG_INTEGER: _read_long,
    ItemType.BIG_INTEGER: _read_big,
    ItemType.ENUMERATION: _read_enumeration,
    ItemType.BOOLEAN: _read_boolean,
    ItemType.TEXT_STRING: _read_text,
    ItemType.BYTE_STRING: _read_octets,
    ItemType.DATE_TIME: _read_date,
    ItemType.INTERVAL: _read_interval,
}


# ------------------------------------------------------------------- writing: write(spelling, tag, value, separator)


def _write_integer(spelling: Spelling, meaning: int, value: int, separator: str) -> str:
    bits = spelling.bits(meaning)
    if bits is None or value == 0:
        return str(value)
    value &= 0xFFFFFFFF
    rest = value & ~sum(bits.names)
    known = [name for bit, name in bits.names.items() if value & bit]
    return separator.join([*known, f"0x{rest:08x}"] if rest else known)


def _write_number(spelling: Spelling, meaning: int, value: int, separator: str) -> str:
    return str(value)


def _write_big(spelling: Spelling, meaning: int, value: int, separator: str) -> str:
    return two_complement(value)


def _write_enumeration(spelling: Spelling, meaning: int, value: int, separator: str) -> str:
    terms = spelling.terms(meaning)
    return (None if terms is None else terms.names.get(value)) or f"0x{value:08x}"


def _write_boolean(spelling: Spelling, meaning: int, value: bool, separator: str) -> str:
    return "true" if value else "false"


def _write_text(spelling: Spelling, meaning: int, value: str, separator: str) -> str:
    return value


def _write_octets(spelling: Spelling, meaning: int, value: bytes, separator: str) -> str:
    return value.hex()


def _write_date(spelling: Spelling, meaning: int, value: int, separator: str) -> str:
    try:
        return (_EPOCH + timedelta(seconds=value)).isoformat()
    except OverflowError:
        return f"0x{value & (1 << 64) - 1:016x}"  # a year that a calendar does not have


_WRITE: dict[ItemType, Callable[[Spelling, int, Any, str], str]] = {
    ItemType.INTEGER: _write_integer,
    ItemType.LONG_INTEGER: _write_number,
    ItemType.BIG_INTEGER: _write_big,
    ItemType.ENUMERATION: _write_enumeration,
    ItemType.BOOLEAN: _write_boolean,
    ItemType.TEXT_STRING: _write_text,
    ItemType.BYTE_STRING: _write_octets,
    ItemType.DATE_TIME: _write_date,
    ItemType.INTERVAL: _write_number,
}
