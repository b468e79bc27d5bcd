"""The TTLV encoding (KMIP 1.4 section 9.1.1): declared structures to bytes and back.

Every declared structure is turned once, for each protocol version, into a reader and a writer; after that no
declaration is looked at again.
"""

from collections.abc import Callable
from functools import cache
from operator import attrgetter
from struct import Struct
from typing import Any, TypeVar

from hsmsim.ttlv.errors import Malformed, UnknownField, UnknownValue
from hsmsim.ttlv.schema import (
    AnyKind,
    Either,
    Field,
    ItemType,
    Kind,
    Node,
    Open,
    Raw,
    Undecoded,
    fields,
)

T = TypeVar("T")

# read(data, start, length, lenient) -> value; write(out, value) appends a whole item.
Reader = Callable[[bytes, int, int, bool], Any]
Writer = Callable[[bytearray, Any], None]

MAX_DEPTH = 16  # nesting of items that no declaration describes

_HEAD = Struct(">II")
_unpack_head = _HEAD.unpack_from
_unpack_int = Struct(">iI").unpack_from
_unpack_unsigned = Struct(">II").unpack_from
_unpack_long = Struct(">q").unpack_from
_unpack_unsigned_long = Struct(">Q").unpack_from
_pack_int = Struct(">IIiI").pack
_pack_unsigned = Struct(">IIII").pack
_pack_long = Struct(">IIq").pack
_pack_head = _HEAD.pack
_pack_head_into = _HEAD.pack_into
_ZERO = bytes(8)


# ---------------------------------------------------------------------------------------------------- reading


def _check_padding(data: bytes, start: int, length: int) -> None:
    rest = -length & 7
    if rest and data[start + length : start + length + rest] != _ZERO[:rest]:
        raise Malformed("padding is not zero")


def _read_integer(data: bytes, start: int, length: int, lenient: bool) -> int:
    if length != 4:
        raise Malformed(f"an Integer of {length} bytes")
    value, padding = _unpack_int(data, start)
    if padding:
        raise Malformed("padding is not zero")
    return value  # type: ignore[no-any-return]


def _read_unsigned(data: bytes, start: int, length: int, lenient: bool) -> int:
    if length != 4:
        raise Malformed(f"an Enumeration or Interval of {length} bytes")
    value, padding = _unpack_unsigned(data, start)
    if padding:
        raise Malformed("padding is not zero")
    return value  # type: ignore[no-any-return]


def _read_long(data: bytes, start: int, length: int, lenient: bool) -> int:
    if length != 8:
        raise Malformed(f"a Long Integer or Date-Time of {length} bytes")
    return _unpack_long(data, start)[0]  # type: ignore[no-any-return]


def _read_big(data: bytes, start: int, length: int, lenient: bool) -> int:
    if length == 0 or length & 7:
        raise Malformed(f"a Big Integer of {length} bytes")
    return int.from_bytes(data[start : start + length], "big", signed=True)


def _read_boolean(data: bytes, start: int, length: int, lenient: bool) -> bool:
    if length != 8:
        raise Malformed(f"a Boolean of {length} bytes")
    (value,) = _unpack_unsigned_long(data, start)
    if value > 1:
        raise Malformed("a Boolean that is neither 0 nor 1")
    return value == 1  # type: ignore[no-any-return]


def _read_text(data: bytes, start: int, length: int, lenient: bool) -> str:
    _check_padding(data, start, length)
    try:
        return data[start : start + length].decode()
    except UnicodeDecodeError:
        raise Malformed("a Text String that is not UTF-8") from None


def _read_octets(data: bytes, start: int, length: int, lenient: bool) -> bytes:
    _check_padding(data, start, length)
    return data[start : start + length]


_PLAIN_READERS: dict[ItemType, Reader] = {
    ItemType.INTEGER: _read_integer,
    ItemType.LONG_INTEGER: _read_long,
    ItemType.BIG_INTEGER: _read_big,
    ItemType.ENUMERATION: _read_unsigned,
    ItemType.BOOLEAN: _read_boolean,
    ItemType.TEXT_STRING: _read_text,
    ItemType.BYTE_STRING: _read_octets,
    ItemType.DATE_TIME: _read_long,
    ItemType.INTERVAL: _read_unsigned,
}


def _head(data: bytes, position: int, end: int) -> tuple[int, int, int]:
    """Tag and type as one number, start and length of the item at `position`, checked against `end`."""
    if end - position < 8:
        raise Malformed("an item is cut short")
    key, length = _unpack_head(data, position)
    if position + 8 + length + (-length & 7) > end:
        raise Malformed("an item is longer than what holds it")
    return key, position + 8, length


def read_node(data: bytes, position: int, end: int, depth: int = MAX_DEPTH) -> tuple[Node, int]:
    """Read the item at `position`, whatever it is.

    Returns:
        The item and the position after it.

    Raises:
        Malformed: it is not TTLV, or nested deeper than `depth`.
    """
    key, start, length = _head(data, position, end)
    after = start + length + (-length & 7)
    tag, number = key >> 8, key & 0xFF
    if number == ItemType.STRUCTURE:
        if depth == 0:
            raise Malformed("structures are nested too deeply")
        children = []
        while start < after:
            child, start = read_node(data, start, after, depth - 1)
            children.append(child)
        return Node(tag, ItemType.STRUCTURE, children), after
    reader = _PLAIN_READERS.get(number)  # type: ignore[call-overload]
    if reader is None:
        raise Malformed(f"item type {number:#x}")
    return Node(tag, ItemType(number), reader(data, start, length, False)), after


def _enumeration_reader(cls: type) -> Reader:
    members = {int(member): member for member in cls}  # type: ignore[attr-defined]
    title = cls.__name__

    def read(data: bytes, start: int, length: int, lenient: bool) -> Any:
        number = _read_unsigned(data, start, length, lenient)
        member = members.get(number)
        if member is not None:
            return member
        if number >> 28 == 8:
            return number
        raise UnknownValue(f"{title} has no value {number:#x}")

    return read


def _read_raw(data: bytes, start: int, length: int, lenient: bool) -> Raw:
    return Raw(data, start, length)


@cache
def _kind_reader(kind: Kind, version: Any) -> Reader:
    if kind.item_type is ItemType.ENUMERATION:
        assert kind.cls is not None
        return _enumeration_reader(kind.cls)
    if kind.item_type is ItemType.STRUCTURE:
        assert kind.cls is not None
        return _structure_reader(kind.cls, version)
    return _PLAIN_READERS[kind.item_type]


def _readers(field: Field, version: Any) -> dict[int, Reader]:
    """Readers of a field by tag and type; an Open field has none, because its type is not known beforehand."""
    kind = field.kind
    if isinstance(kind, Kind):
        return {field.tag << 8 | kind.item_type: _kind_reader(kind, version)}
    if isinstance(kind, Either):
        return {
            field.tag << 8 | ItemType.BYTE_STRING: _read_octets,
            field.tag << 8 | ItemType.STRUCTURE: _structure_reader(kind.cls, version),
        }
    if isinstance(kind, Undecoded):
        return {field.tag << 8 | ItemType.STRUCTURE: _read_raw}
    return {}


def _read_open(
    kind: Open, found: dict[str, Any], version: Any, data: bytes, start: int, key: int, lenient: bool
) -> Any:
    chosen = kind.choose(found.get(kind.selector))
    position = start - 8
    if chosen is None:
        _, length = _unpack_head(data, position)
        return read_node(data, position, start + length + (-length & 7))[0]
    if key & 0xFF != chosen.item_type:
        raise Malformed(f"item type {key & 0xFF:#x} where {chosen.item_type.name} belongs")
    return _kind_reader(chosen, version)(data, start, _unpack_head(data, position)[1], lenient)


@cache
def _structure_reader(cls: type[T], version: Any) -> Reader:
    known = [field for field in fields(cls) if version is None or field.since is None or field.since <= version]
    by_key: dict[int, tuple[str, Reader, bool]] = {}
    by_tag: dict[int, tuple[str, Open]] = {}
    tags = {field.tag for field in known}
    for field in known:
        if isinstance(field.kind, Open):
            by_tag[field.tag] = field.name, field.kind
        for key, reader in _readers(field, version).items():
            by_key[key] = field.name, reader, field.many
    required = frozenset(field.name for field in known if field.required)
    find = by_key.get
    title = cls.__name__

    def read(data: bytes, start: int, length: int, lenient: bool) -> T:
        found: dict[str, Any] = {}
        end = start + length
        while start < end:
            if end - start < 8:
                raise Malformed(f"{title}: an item is cut short")
            key, size = _unpack_head(data, start)
            start += 8
            after = start + size + (-size & 7)
            if after > end:
                raise Malformed(f"{title}: an item is longer than what holds it")
            row = find(key)
            if row is not None:
                name, reader, many = row
                value = reader(data, start, size, lenient)
                if many:
                    found.setdefault(name, []).append(value)
                elif name in found:
                    raise Malformed(f"{title}: {name} is there more than once")
                else:
                    found[name] = value
            elif key >> 8 in by_tag:
                name, kind = by_tag[key >> 8]
                if name in found:
                    raise Malformed(f"{title}: {name} is there more than once")
                found[name] = _read_open(kind, found, version, data, start, key, lenient)
            elif key >> 8 in tags:
                raise Malformed(f"{title}: tag {key >> 8:#x} with item type {key & 0xFF:#x}")
            elif not lenient:
                raise UnknownField(f"{title}: unknown field with tag {key >> 8:#x}")
            start = after
        if not required <= found.keys():
            raise Malformed(f"{title}: {', '.join(sorted(required - found.keys()))} missing")
        return cls(**found)

    return read


def decode(cls: type[T], data: bytes, tag: int, *, version: Any = None, lenient: bool = False) -> T:
    """Read `data`, which is one structure and nothing else.

    Args:
        cls: a declared structure.
        data: the whole item, head included.
        tag: the tag that it must have.
        version: fields that came later are unknown; None knows all.
        lenient: unknown fields are ignored instead of refused.

    Raises:
        UnknownField, UnknownValue, Malformed: see there.
    """
    key, start, length = _head(data, 0, len(data))
    if key != tag << 8 | ItemType.STRUCTURE:
        raise Malformed(f"tag and type {key:#x} where {cls.__name__} belongs")
    if start + length != len(data):
        raise Malformed("bytes after the end")
    return _structure_reader(cls, version)(data, start, length, lenient)  # type: ignore[no-any-return]


def decode_raw(cls: type[T], raw: Raw, *, version: Any = None, lenient: bool = False) -> T:
    """Read a structure that was left undecoded; as `decode`."""
    return _structure_reader(cls, version)(raw.data, raw.start, raw.length, lenient)  # type: ignore[no-any-return]


# ---------------------------------------------------------------------------------------------------- writing


def _integer_writer(tag: int) -> Writer:
    key = tag << 8 | ItemType.INTEGER
    return lambda out, value: out.extend(_pack_int(key, 4, value, 0))


def _unsigned_writer(tag: int, item_type: ItemType) -> Writer:
    key = tag << 8 | item_type
    return lambda out, value: out.extend(_pack_unsigned(key, 4, value, 0))


def _long_writer(tag: int, item_type: ItemType) -> Writer:
    key = tag << 8 | item_type
    return lambda out, value: out.extend(_pack_long(key, 8, value))


def _big_writer(tag: int) -> Writer:
    key = tag << 8 | ItemType.BIG_INTEGER

    def write(out: bytearray, value: int) -> None:
        # One bit more than the number itself for the sign.
        size = (value.bit_length() // 64 + 1) * 8
        out += _pack_head(key, size)
        out += value.to_bytes(size, "big", signed=True)

    return write


def _octets_writer(tag: int) -> Writer:
    key = tag << 8 | ItemType.BYTE_STRING

    def write(out: bytearray, value: bytes) -> None:
        size = len(value)
        out += _pack_head(key, size)
        out += value
        if size & 7:
            out += _ZERO[: -size & 7]

    return write


def _text_writer(tag: int) -> Writer:
    key = tag << 8 | ItemType.TEXT_STRING

    def write(out: bytearray, value: str) -> None:
        encoded = value.encode()
        size = len(encoded)
        out += _pack_head(key, size)
        out += encoded
        if size & 7:
            out += _ZERO[: -size & 7]

    return write


def _plain_writer(tag: int, item_type: ItemType) -> Writer:
    if item_type is ItemType.INTEGER:
        return _integer_writer(tag)
    if item_type in (ItemType.ENUMERATION, ItemType.INTERVAL):
        return _unsigned_writer(tag, item_type)
    if item_type in (ItemType.LONG_INTEGER, ItemType.DATE_TIME, ItemType.BOOLEAN):
        return _long_writer(tag, item_type)
    if item_type is ItemType.BIG_INTEGER:
        return _big_writer(tag)
    return _text_writer(tag) if item_type is ItemType.TEXT_STRING else _octets_writer(tag)


def write_node(out: bytearray, node: Node, tag: int) -> None:
    """Append an item of any type under the tag `tag`."""
    if node.item_type is not ItemType.STRUCTURE:
        _kind_writer(Kind(node.item_type), tag, None)(out, node.value)
        return
    at = len(out)
    out += _ZERO
    for child in node.value:
        write_node(out, child, child.tag)
    _pack_head_into(out, at, tag << 8 | ItemType.STRUCTURE, len(out) - at - 8)


def _raw_writer(tag: int) -> Writer:
    def write(out: bytearray, value: Raw) -> None:
        out += _pack_head(tag << 8 | ItemType.STRUCTURE, value.length)
        out += value.data[value.start : value.start + value.length]

    return write


@cache
def _kind_writer(kind: Kind, tag: int, version: Any) -> Writer:
    if kind.item_type is ItemType.STRUCTURE:
        assert kind.cls is not None
        return _structure_writer(kind.cls, tag, version)
    return _plain_writer(tag, kind.item_type)


def _open_writer(kind: Open, tag: int, version: Any) -> Writer:
    """A writer that takes the selector's value and the value itself."""

    def write(out: bytearray, pair: tuple[Any, Any]) -> None:
        selected, value = pair
        chosen = None if isinstance(value, Node) else kind.choose(selected)
        if chosen is None:
            write_node(out, value, tag)
        else:
            _kind_writer(chosen, tag, version)(out, value)

    return write


def _writer(kind: AnyKind, tag: int, version: Any) -> Writer:
    if isinstance(kind, Kind):
        return _kind_writer(kind, tag, version)
    if isinstance(kind, Undecoded):
        return _raw_writer(tag)
    if isinstance(kind, Open):
        return _open_writer(kind, tag, version)
    as_octets, as_structure = _octets_writer(tag), _structure_writer(kind.cls, tag, version)
    return lambda out, value: (as_octets if isinstance(value, bytes) else as_structure)(out, value)


def _newer_members(kind: AnyKind, version: Any) -> frozenset[int]:
    """The values of an enumeration that came after `version`; they are left out of what is written for it."""
    if version is None or not isinstance(kind, Kind) or kind.item_type is not ItemType.ENUMERATION:
        return frozenset()
    assert kind.cls is not None
    return frozenset(member for member in kind.cls if getattr(member, "since", version) > version)  # type: ignore[attr-defined]


def _field_writer(field: Field, version: Any) -> Writer:
    write = _writer(field.kind, field.tag, version)
    newer = _newer_members(field.kind, version)
    if newer:
        plain = write
        write = lambda out, value: None if value in newer else plain(out, value)  # noqa: E731
    if not field.many:
        return write
    one = write

    def write_all(out: bytearray, values: list[Any]) -> None:
        for value in values:
            one(out, value)

    return write_all


@cache
def _structure_writer(cls: type, tag: int, version: Any) -> Writer:
    known = [field for field in fields(cls) if version is None or field.since is None or field.since <= version]
    key = tag << 8 | ItemType.STRUCTURE
    if not known:
        return lambda out, value: out.extend(_pack_head(key, 0))
    writers = [_field_writer(field, version) for field in known]
    selectors = [field.kind.selector if isinstance(field.kind, Open) else None for field in known]
    first = known[0].name
    # attrgetter gives a tuple only when it is asked for more than one name.
    get = attrgetter(*(field.name for field in known)) if len(known) > 1 else lambda value: (getattr(value, first),)
    plan = list(zip(writers, selectors, strict=True))

    def write(out: bytearray, value: Any) -> None:
        at = len(out)
        out += _ZERO
        for (write_field, selector), part in zip(plan, get(value), strict=True):
            if part is None:
                continue
            if selector is not None:
                part = getattr(value, selector), part
            write_field(out, part)
        _pack_head_into(out, at, key, len(out) - at - 8)

    return write


def write(out: bytearray, value: Any, tag: int, *, version: Any = None) -> None:
    """Append a declared structure under `tag`, without the fields and enumeration values newer than `version`."""
    _structure_writer(type(value), tag, version)(out, value)


def encode(value: Any, tag: int, *, version: Any = None) -> bytes:
    """A declared structure as bytes; as `write`."""
    out = bytearray()
    write(out, value, tag, version=version)
    return bytes(out)


def encode_value(kind: Kind, value: Any, tag: int, *, version: Any = None) -> bytes:
    """A value of any kind as bytes."""
    out = bytearray()
    _kind_writer(kind, tag, version)(out, value)
    return bytes(out)
