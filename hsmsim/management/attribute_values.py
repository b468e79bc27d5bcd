"""Values of attributes for people and scripts: as text, and as JSON; words are those of the XML encoding.

A structure is an object of its fields: `{"UsageLimitsTotal":10,"UsageLimitsUnit":"Object"}`. A Name that is a text is
that text. A custom attribute is a text, or says its type: `{"type":"Integer","value":5}`.
"""

import json
from typing import Any, NamedTuple

from hsmsim.errors import InvalidAttribute
from hsmsim.spec.attributes import RULES
from hsmsim.spec.enums import NameType
from hsmsim.spec.names import spelling
from hsmsim.spec.tags import Tag
from hsmsim.spec.values import Name
from hsmsim.ttlv import json as ttlv_json
from hsmsim.ttlv.decoding import read_node
from hsmsim.ttlv.encoding import write_node
from hsmsim.ttlv.errors import Malformed
from hsmsim.ttlv.schema import Field, ItemType, Kind, Node, fields
from hsmsim.ttlv.spelling import MOST_LEVELS

_NUMBERS = frozenset({ItemType.INTEGER, ItemType.LONG_INTEGER, ItemType.INTERVAL})
_CUSTOM = {"type", "value"}


class Shown(NamedTuple):
    """A value as text and as JSON."""

    text: str
    json: str


# ---------------------------------------------------------------------------------------------------------- writing


def shown(name: str, value: Any) -> Shown:
    """The value of an attribute."""
    plain = _custom(value) if isinstance(value, Node) else _plain(RULES[name].kind, RULES[name].tag, value)
    if isinstance(value, Name) and value.name_type is NameType.UNINTERPRETED_TEXT_STRING:
        return Shown(str(value.name_value), _dumped(plain))
    return Shown(_text(plain["value"] if isinstance(value, Node) else plain), _dumped(plain))


def _plain(kind: Kind, tag: int, value: Any) -> Any:
    if kind.item_type is ItemType.STRUCTURE:
        found = {_spelled(each): _field(each, getattr(value, each.name)) for each in fields(_class(kind))}
        return {name: each for name, each in found.items() if each is not None}
    if kind.item_type is ItemType.BOOLEAN or (kind.item_type in _NUMBERS and spelling().bits(tag) is None):
        return value
    return spelling().write(Node(tag, kind.item_type, value), tag, " ")


def _field(field: Field, value: Any) -> Any:
    if value is None or not field.many:
        return None if value is None else _plain(_kind(field), field.tag, value)
    return [_plain(_kind(field), field.tag, each) for each in value] or None


def _custom(node: Node) -> dict[str, Any]:
    """As the JSON encoding has it, without the tag, which is always the same."""
    out = bytearray()
    write_node(out, node, Tag.ATTRIBUTE_VALUE)
    found = json.loads(ttlv_json.write(bytes(out), spelling()))
    return {"type": found.get("type", "Structure"), "value": found["value"]}


def _text(plain: Any) -> str:
    if isinstance(plain, dict):
        return ", ".join(f"{name}={_text(each)}" for name, each in plain.items())
    return plain if isinstance(plain, str) else _dumped(plain)


def _dumped(plain: Any) -> str:
    return json.dumps(plain, ensure_ascii=False, separators=(",", ":"))


# ---------------------------------------------------------------------------------------------------------- reading


def read(name: str, text: str) -> Any:
    """The value that a text, or JSON, stands for.

    Raises:
        InvalidAttribute: it stands for none of this attribute's.
    """
    rule = RULES.get(name)
    try:
        if rule is None:
            return _read_custom(text)
        if rule.tag is Tag.NAME and not text.startswith("{"):
            return Name(name_value=_checked(text), name_type=NameType.UNINTERPRETED_TEXT_STRING)
        structured = rule.kind.item_type is ItemType.STRUCTURE
        return _read(rule.kind, rule.tag, _loaded(text) if structured else text)
    except Malformed as error:
        raise InvalidAttribute(f"{name}: {error}") from None


def _read(kind: Kind, tag: int, found: Any) -> Any:
    if kind.item_type is ItemType.STRUCTURE:
        return _class(kind)(**_read_fields(kind, found))
    if isinstance(found, bool):
        found = "true" if found else "false"
    elif isinstance(found, int):
        found = str(found)
    if not isinstance(found, str):
        raise Malformed(f"{spelling().title(tag)}: no value")
    value = spelling().read(kind.item_type, tag, found)
    return _term(kind, value) if kind.item_type is ItemType.ENUMERATION else value


def _term(kind: Kind, value: int) -> int:
    """The member of an enumeration; extension values have none."""
    try:
        member: int = _class(kind)(value)
    except ValueError:
        return value
    return member


def _read_fields(kind: Kind, found: Any) -> dict[str, Any]:
    known = {_spelled(each): each for each in fields(_class(kind))}
    if not isinstance(found, dict):
        raise Malformed("no fields in braces")
    for name in found:
        if name not in known:
            raise Malformed(f"there is no field {name[:40]!r}; there are: {', '.join(known)}")
    return {known[name].name: _read_field(known[name], each) for name, each in found.items()}


def _read_field(field: Field, found: Any) -> Any:
    if not field.many:
        return _read(_kind(field), field.tag, found)
    if not isinstance(found, list):
        raise Malformed(f"{_spelled(field)}: no list")
    return [_read(_kind(field), field.tag, each) for each in found]


def _read_custom(text: str) -> Node:
    if not text.startswith("{"):
        return Node(Tag.ATTRIBUTE_VALUE, ItemType.TEXT_STRING, _checked(text))
    found = _loaded(text)
    if set(found) != _CUSTOM:
        raise Malformed("a type and a value are needed")
    data = ttlv_json.read(_dumped({"tag": "AttributeValue", **found}).encode(), spelling())
    return read_node(data, 0, len(data), MOST_LEVELS)[0]


def _checked(text: str) -> str:
    checked: str = spelling().read(ItemType.TEXT_STRING, Tag.ATTRIBUTE_VALUE, text)
    return checked


def _loaded(text: str) -> Any:
    try:
        return json.loads(text)
    except (ValueError, RecursionError):
        raise Malformed("no JSON") from None


# ------------------------------------------------------------------------------------------------------ declarations


def _spelled(field: Field) -> str:
    return spelling().title(field.tag)


def _kind(field: Field) -> Kind:
    assert isinstance(field.kind, Kind)  # the fields of attributes are
    return field.kind


def _class(kind: Kind) -> type[Any]:
    assert kind.cls is not None  # structures and enumerations have one
    return kind.cls
