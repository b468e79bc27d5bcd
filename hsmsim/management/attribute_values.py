"""Values of attributes for people and scripts: as text, and as JSON; words are those of the XML encoding.

A structure is an object of its fields: `{"UsageLimitsTotal":10,"UsageLimitsUnit":"Object"}`. A Name that is a text is
that text. A custom attribute is a text, or says its type: `{"type":"Integer","value":5}`.
"""

import json
from typing import Any, NamedTuple

from hsmsim.errors import InvalidAttribute
from hsmsim.spec.attributes import RULES
from hsmsim.spec.enums import NameType
from hsmsim.spec.tags import Tag
from hsmsim.spec.values import Name
from hsmsim.ttlv import json as ttlv_json
from hsmsim.ttlv.decoding import read_node
from hsmsim.ttlv.encoding import write_node
from hsmsim.ttlv.errors import Malformed
from hsmsim.ttlv.schema import Field, ItemType, Kind, Node, fields
from hsmsim.ttlv.spelling import MOST_LEVELS, Spelling

_NUMBERS = frozenset({ItemType.INTEGER, ItemType.LONG_INTEGER, ItemType.INTERVAL})
_CUSTOM = {"type", "value"}


class Shown(NamedTuple):
    """A value as text and as JSON."""

    text: str
    json: str


class AttributeValues:
    """Shows values and reads them.

    Args:
        spelling: what tags, enumeration values and bits are called.
    """

    def __init__(self, spelling: Spelling) -> None:
        self._spelling = spelling

    # ------------------------------------------------------------------------------------------------------ writing

    def shown(self, name: str, value: Any) -> Shown:
        """The value of an attribute."""
        custom = isinstance(value, Node)
        plain = self._custom(value) if custom else self._plain(RULES[name].kind, RULES[name].tag, value)
        if isinstance(value, Name) and value.name_type is NameType.UNINTERPRETED_TEXT_STRING:
            return Shown(str(value.name_value), _dumped(plain))
        return Shown(_text(plain["value"] if custom else plain), _dumped(plain))

    def _plain(self, kind: Kind, tag: int, value: Any) -> Any:
        if kind.item_type is ItemType.STRUCTURE:
            found = {self._spelled(each): self._field(each, getattr(value, each.name)) for each in fields(_class(kind))}
            return {name: each for name, each in found.items() if each is not None}
        if kind.item_type is ItemType.BOOLEAN or (kind.item_type in _NUMBERS and self._spelling.bits(tag) is None):
            return value
        return self._spelling.write(Node(tag, kind.item_type, value), tag, " ")

    def _field(self, field: Field, value: Any) -> Any:
        if value is None or not field.many:
            return None if value is None else self._plain(_kind(field), field.tag, value)
        return [self._plain(_kind(field), field.tag, each) for each in value] or None

    def _custom(self, node: Node) -> dict[str, Any]:
        """As the JSON encoding has it, without the tag, which is always the same."""
        out = bytearray()
        write_node(out, node, Tag.ATTRIBUTE_VALUE)
        found = json.loads(ttlv_json.write(bytes(out), self._spelling))
        return {"type": found.get("type", "Structure"), "value": found["value"]}

    # ------------------------------------------------------------------------------------------------------ reading

    def read(self, name: str, text: str) -> Any:
        """The value that a text, or JSON, stands for.

        Raises:
            InvalidAttribute: it stands for none of this attribute's.
        """
        rule = RULES.get(name)
        try:
            if rule is None:
                return self._read_custom(text)
            if rule.tag is Tag.NAME and not text.startswith("{"):
                return Name(name_value=self._checked(text), name_type=NameType.UNINTERPRETED_TEXT_STRING)
            structured = rule.kind.item_type is ItemType.STRUCTURE
            return self._read(rule.kind, rule.tag, _loaded(text) if structured else text)
        except Malformed as error:
            raise InvalidAttribute(f"{name}: {error}") from None

    def _read(self, kind: Kind, tag: int, found: Any) -> Any:
        if kind.item_type is ItemType.STRUCTURE:
            return _class(kind)(**self._read_fields(kind, found))
        if isinstance(found, bool):
            found = "true" if found else "false"
        elif isinstance(found, int):
            found = str(found)
        if not isinstance(found, str):
            raise Malformed(f"{self._spelling.title(tag)}: no value")
        value = self._spelling.read(kind.item_type, tag, found)
        return _term(kind, value) if kind.item_type is ItemType.ENUMERATION else value

    def _read_fields(self, kind: Kind, found: Any) -> dict[str, Any]:
        known = {self._spelled(each): each for each in fields(_class(kind))}
        if not isinstance(found, dict):
            raise Malformed("no fields in braces")
        for name in found:
            if name not in known:
                raise Malformed(f"there is no field {name[:40]!r}; there are: {', '.join(known)}")
        return {known[name].name: self._read_field(known[name], each) for name, each in found.items()}

    def _read_field(self, field: Field, found: Any) -> Any:
        if not field.many:
            return self._read(_kind(field), field.tag, found)
        if not isinstance(found, list):
            raise Malformed(f"{self._spelled(field)}: no list")
        return [self._read(_kind(field), field.tag, each) for each in found]

    def _read_custom(self, text: str) -> Node:
        if not text.startswith("{"):
            return Node(Tag.ATTRIBUTE_VALUE, ItemType.TEXT_STRING, self._checked(text))
        found = _loaded(text)
        if set(found) != _CUSTOM:
            raise Malformed("a type and a value are needed")
        data = ttlv_json.read(_dumped({"tag": "AttributeValue", **found}).encode(), self._spelling)
        return read_node(data, 0, len(data), MOST_LEVELS)[0]

    def _checked(self, text: str) -> str:
        checked: str = self._spelling.read(ItemType.TEXT_STRING, Tag.ATTRIBUTE_VALUE, text)
        return checked

    def _spelled(self, field: Field) -> str:
        return self._spelling.title(field.tag)


def _text(plain: Any) -> str:
    if isinstance(plain, dict):
        return ", ".join(f"{name}={_text(each)}" for name, each in plain.items())
    return plain if isinstance(plain, str) else _dumped(plain)


def _dumped(plain: Any) -> str:
    return json.dumps(plain, ensure_ascii=False, separators=(",", ":"))


def _loaded(text: str) -> Any:
    try:
        return json.loads(text)
    except (ValueError, RecursionError):
        raise Malformed("no JSON") from None


def _term(kind: Kind, value: int) -> int:
    """The member of an enumeration; extension values have none."""
    try:
        member: int = _class(kind)(value)
    except ValueError:
        return value
    return member


def _kind(field: Field) -> Kind:
    assert isinstance(field.kind, Kind)  # the fields of attributes are
    return field.kind


def _class(kind: Kind) -> type[Any]:
    assert kind.cls is not None  # structures and enumerations have one
    return kind.cls
