"""Reading TTLV (KMIP 1.4 section 9.1.1): bytes to declared structures, or to nodes where nothing is declared.

A declared structure is turned once, for each protocol version, into a reader; after that no declaration is looked at
again. Nothing is allocated by a claimed length: lengths are checked against the bytes that are there.
"""

from collections.abc import Callable
from functools import cache
from struct import Struct
from typing import Any, TypeVar

from hsmsim.ttlv.errors import Malformed, UnknownField, UnknownValue
from hsmsim.ttlv.schema import Either, Field, ItemType, Kind, Node, Open, Raw, Undecoded, fields

T = TypeVar("T")

# read(data, start, length, lenient) -> value
Reader = Callable[[bytes, int, int, bool], Any]

MAX_DEPTH = 16  # nesting of items that no declaration describes

_unpack_head = Struct(">II").unpack_from
_unpack_int = Struct(">iI").unpack_from
_unpack_unsigned = Struct(">II").unpack_from
_unpack_long = Struct(">q").unpack_from
_unpack_unsigned_long = Struct(">Q").unpack_from
_PADDING = tuple(bytes(-size & 7) for size in range(8))  # by size & 7


# ------------------------------------------------------------------------------------------- values of one type


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


def _read_octets(data: bytes, start: int, length: int, lenient: bool) -> bytes:
    end = start + length
    if length & 7 and data[end : end + (-length & 7)] != _PADDING[length & 7]:
        raise Malformed("padding is not zero")
    return data[start:end]


def _read_text(data: bytes, start: int, length: int, lenient: bool) -> str:
    try:
        return _read_octets(data, start, length, lenient).decode()
    except UnicodeDecodeError:
        raise Malformed("a Text String that is not UTF-8") from None


_PLAIN: dict[int, Reader] = {
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


def _check_structure(length: int) -> None:
    if length & 7:
        raise Malformed(f"a Structure of {length} bytes")


def _read_raw(data: bytes, start: int, length: int, lenient: bool) -> Raw:
    if length & 7:
        _check_structure(length)
    return Raw(data, start, length)


# ------------------------------------------------------------------------------------------ items of any type


def read_head(data: bytes, position: int, end: int) -> tuple[int, int, int]:
    """Tag and type as one number, start and length of the item at `position`.

    Raises:
        Malformed: the item does not end before `end`.
    """
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
    key, start, length = read_head(data, position, end)
    after = start + length + (-length & 7)
    tag, number = key >> 8, key & 0xFF
    if number == ItemType.STRUCTURE:
        if depth == 0:
            raise Malformed("structures are nested too deeply")
        _check_structure(length)
        children = []
        while start < after:
            child, start = read_node(data, start, after, depth - 1)
            children.append(child)
        return Node(tag, ItemType.STRUCTURE, children), after
    reader = _PLAIN.get(number)
    if reader is None:
        raise Malformed(f"item type {number:#x}")
    return Node(tag, ItemType(number), reader(data, start, length, False)), after


# --------------------------------------------------------------------------------------- declared structures


@cache
def _kind_reader(kind: Kind, version: Any) -> Reader:
    if kind.item_type is ItemType.ENUMERATION:
        assert kind.cls is not None
        return _enumeration_reader(kind.cls)
    if kind.item_type is ItemType.STRUCTURE:
        assert kind.cls is not None
        return _structure_reader(kind.cls, version)
    return _PLAIN[kind.item_type]


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


# read(found, data, key, start, length, lenient) -> value; `found` holds the fields before it.
_OpenReader = Callable[[dict[str, Any], bytes, int, int, int, bool], Any]


def _open_reader(name: str, kind: Open, version: Any) -> _OpenReader:
    selector, choose = kind.selector, kind.kinds.get
    known: dict[Any, tuple[ItemType, Reader]] = {}  # by the selector's value, so that a Kind is hashed only once

    def read(found: dict[str, Any], data: bytes, key: int, start: int, length: int, lenient: bool) -> Any:
        if selector not in found:
            raise Malformed(f"{name} stands before {selector}")
        row = known.get(found[selector])
        if row is None:
            chosen = choose(found[selector])
            if chosen is None:
                return read_node(data, start - 8, start + length + (-length & 7))[0]
            row = known[found[selector]] = chosen.item_type, _kind_reader(chosen, version)
        item_type, reader = row
        if key & 0xFF != item_type:
            raise Malformed(f"{name}: item type {key & 0xFF:#x} where {item_type.name} belongs")
        return reader(data, start, length, lenient)

    return read


def _rest_reader(title: str, known: list[Field], version: Any) -> Callable[..., None]:
    """What is done with an item that is no field of one known type: Open fields, wrong types, unknown fields."""
    tags = {field.tag for field in known}
    opened = {
        field.tag: (field.name, _open_reader(field.name, field.kind, version))
        for field in known
        if isinstance(field.kind, Open)
    }

    def read(found: dict[str, Any], data: bytes, key: int, start: int, length: int, lenient: bool) -> None:
        row = opened.get(key >> 8)
        if row is not None:
            name, reader = row
            if name in found:
                raise Malformed(f"{title}: {name} is there more than once")
            found[name] = reader(found, data, key, start, length, lenient)
        elif key >> 8 in tags:
            raise Malformed(f"{title}: tag {key >> 8:#x} with item type {key & 0xFF:#x}")
        elif not lenient:
            raise UnknownField(f"{title}: unknown field with tag {key >> 8:#x}")

    return read


@cache
def _structure_reader(cls: Any, version: Any) -> Reader:
    known = [field for field in fields(cls) if version is None or field.since is None or field.since <= version]
    find = {
        key: (field.name, reader, field.many) for field in known for key, reader in _readers(field, version).items()
    }.get
    read_rest = _rest_reader(cls.__name__, known, version)
    required = frozenset(field.name for field in known if field.required)
    title = cls.__name__

    def read(data: bytes, start: int, length: int, lenient: bool) -> Any:
        if length & 7:  # from here on every position is a multiple of 8 away from the end
            _check_structure(length)
        found: dict[str, Any] = {}
        end = start + length
        while start < end:
            key, size = _unpack_head(data, start)
            start += 8
            after = start + (size + 7 & -8)
            if after > end:
                raise Malformed(f"{title}: an item is longer than what holds it")
            row = find(key)
            if row is None:
                read_rest(found, data, key, start, size, lenient)
            else:
                name, reader, many = row
                if many:
                    found.setdefault(name, []).append(reader(data, start, size, lenient))
                elif name in found:
                    raise Malformed(f"{title}: {name} is there more than once")
                else:
                    found[name] = reader(data, start, size, lenient)
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
    key, start, length = read_head(data, 0, len(data))
    if key != tag << 8 | ItemType.STRUCTURE:
        raise Malformed(f"tag and type {key:#x} where {cls.__name__} belongs")
    if start + length != len(data):
        raise Malformed("bytes after the end")
    read: Callable[..., T] = _structure_reader(cls, version)  # type: ignore[arg-type]  # a class is hashable
    return read(data, start, length, lenient)


def decode_raw(cls: type[T], raw: Raw, *, version: Any = None, lenient: bool = False) -> T:
    """Read a structure that was left undecoded; as `decode`."""
    read: Callable[..., T] = _structure_reader(cls, version)  # type: ignore[arg-type]  # a class is hashable
    return read(raw.data, raw.start, raw.length, lenient)
