"""The JSON encoding of KMIP messages: an object with `tag`, `type` and `value` for each item.

A text becomes TTLV bytes and TTLV bytes become a text; `spelling.py` says why. The standard library reads the text:
objects are checked as they end, and what JSON does not have (NaN, a key that is there twice) is refused.
"""

import json
from typing import Any, NamedTuple, NoReturn

from hsmsim.ttlv.decoding import read_node
from hsmsim.ttlv.encoding import write_node
from hsmsim.ttlv.errors import Malformed
from hsmsim.ttlv.schema import ItemType, Node
from hsmsim.ttlv.spelling import MOST_LEVELS, TYPE_NAMES, TYPES, Spelling, fits, two_complement

_KEYS = {"tag", "name", "type", "value"}
_EXACT = 1 << 52  # from here on a number may lose digits on its way; it is written in hexadecimal
_NUMBERS = {
    ItemType.INTEGER,
    ItemType.LONG_INTEGER,
    ItemType.BIG_INTEGER,
    ItemType.ENUMERATION,
    ItemType.INTERVAL,
}


class _Item(NamedTuple):
    """An object as it stands in the text."""

    tag: str
    item_type: ItemType
    value: Any


def read(data: bytes, spelling: Spelling) -> bytes:
    """The TTLV bytes of one item in JSON.

    Raises:
        Malformed: it is no item in JSON.
    """
    try:
        found = json.loads(
            data.decode("utf-8-sig"), object_pairs_hook=_item, parse_float=_refuse_number, parse_constant=_refuse_number
        )
    except UnicodeDecodeError:
        raise Malformed("JSON that is not UTF-8") from None
    except json.JSONDecodeError as error:
        raise Malformed(f"no JSON: {error.msg}, line {error.lineno}") from None
    except ValueError:
        raise Malformed("a number with too many digits") from None
    except RecursionError:
        raise Malformed("structures are nested too deeply") from None
    out = bytearray()
    node = _node(found, None, spelling, MOST_LEVELS)
    write_node(out, node, node.tag)
    return bytes(out)


def _refuse_number(text: str) -> NoReturn:
    raise Malformed("a number that is not whole")


def _item(pairs: list[tuple[str, Any]]) -> _Item:
    found = dict(pairs)
    if len(found) != len(pairs):
        raise Malformed("an object has a key twice")
    if not found.keys() <= _KEYS:
        raise Malformed("an object has a key that is not known")
    tag, kind = found.get("tag"), found.get("type", "Structure")
    item_type = TYPES.get(kind) if isinstance(kind, str) else None
    if not isinstance(tag, str) or item_type is None:
        raise Malformed("an object without a tag, or of a type that is not known")
    return _Item(tag, item_type, found.get("value"))


def _node(found: Any, told: int | None, spelling: Spelling, depth: int) -> Node:
    """The item of an object; `depth` bounds how often this calls itself."""
    if not isinstance(found, _Item):
        raise Malformed("something that is no object with a tag")
    tag = spelling.tag(found.tag)
    if found.item_type is ItemType.STRUCTURE:
        return Node(tag, ItemType.STRUCTURE, _children(found.value, spelling, depth))
    return Node(tag, found.item_type, _value(found, spelling.meaning(tag, told), spelling))


def _children(found: Any, spelling: Spelling, depth: int) -> list[Node]:
    if found is not None and not isinstance(found, list):
        raise Malformed("a Structure whose value is no list")
    if depth == 0:
        raise Malformed("structures are nested too deeply")
    children: list[Node] = []
    told: int | None = None
    for each in found or ():
        child = _node(each, told, spelling, depth - 1)
        told = spelling.told(child, told)
        children.append(child)
    return children


def _value(found: _Item, meaning: int, spelling: Spelling) -> Any:
    value = found.value
    if isinstance(value, str):
        return spelling.read(found.item_type, meaning, value)
    if isinstance(value, bool):
        if found.item_type is ItemType.BOOLEAN:
            return value
    elif isinstance(value, int) and found.item_type in _NUMBERS:
        return fits(value, found.item_type)
    raise Malformed(f"{found.tag[:60]}: no value of type {TYPE_NAMES[found.item_type]}")


def write(data: bytes, spelling: Spelling, indent: bool = False) -> bytes:
    """One item of TTLV in JSON.

    Raises:
        Malformed: the bytes are not one item.
    """
    node, end = read_node(data, 0, len(data), MOST_LEVELS)
    if end != len(data):
        raise Malformed("bytes after the end")
    found = _object(node, None, spelling)
    if indent:
        return (json.dumps(found, ensure_ascii=False, indent=2) + "\n").encode()
    return json.dumps(found, ensure_ascii=False, separators=(",", ":")).encode()


def _object(node: Node, told: int | None, spelling: Spelling) -> dict[str, Any]:
    """The object of an item; the depth of nodes that were read is bounded."""
    found: dict[str, Any] = {"tag": spelling.title(node.tag)}
    if node.item_type is ItemType.STRUCTURE:
        found["value"] = children = []
        named: int | None = None
        for child in node.value:
            children.append(_object(child, named, spelling))
            named = spelling.told(child, named)
        return found
    found["type"] = TYPE_NAMES[node.item_type]
    found["value"] = _plain(node, spelling.meaning(node.tag, told), spelling)
    return found


def _plain(node: Node, meaning: int, spelling: Spelling) -> bool | int | str:
    """A value as JSON has it: numbers and Booleans by themselves where nothing is lost, all else as text."""
    value = node.value
    if node.item_type in (ItemType.BOOLEAN, ItemType.INTERVAL):
        return value  # type: ignore[no-any-return]
    if node.item_type is ItemType.INTEGER and (value == 0 or spelling.bits(meaning) is None):
        return value  # type: ignore[no-any-return]
    if node.item_type is ItemType.LONG_INTEGER:
        return value if abs(value) < _EXACT else f"0x{value & (1 << 64) - 1:016x}"
    if node.item_type is ItemType.BIG_INTEGER:
        return f"0x{two_complement(value)}"
    return spelling.write(node, meaning, "|")
