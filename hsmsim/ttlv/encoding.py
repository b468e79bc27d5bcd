"""Writing TTLV (KMIP 1.4 section 9.1.1): declared structures and nodes to bytes.

A declared structure is turned once, for each tag and protocol version, into a writer. What is newer than the version
is not written: fields, enumeration values, and structures whose Open value is, or holds, such an enumeration value.
"""

from collections.abc import Callable
from functools import cache
from operator import attrgetter
from struct import Struct
from typing import Any

from hsmsim.ttlv.schema import AnyKind, Field, ItemType, Kind, Node, Open, Raw, Undecoded, fields

# write(out, value) appends a whole item.
Writer = Callable[[bytearray, Any], None]
# write(out, selector's value, value) appends a whole item, or nothing and returns False where it is too new.
_OpenWriter = Callable[[bytearray, Any, Any], bool]

_HEAD = Struct(">II")
_pack_int = Struct(">IIiI").pack
_pack_unsigned = Struct(">IIII").pack
_pack_long = Struct(">IIq").pack
_pack_head = _HEAD.pack
_pack_head_into = _HEAD.pack_into
_ZERO = bytes(8)
_PADDING = tuple(bytes(-size & 7) for size in range(8))  # by size & 7


# ------------------------------------------------------------------------------------------- values of one type


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
        size = ((~value if value < 0 else value).bit_length() // 64 + 1) * 8
        out += _pack_head(key, size)
        out += value.to_bytes(size, "big", signed=True)

    return write


def _octets_writer(tag: int) -> Writer:
    key = tag << 8 | ItemType.BYTE_STRING

    def write(out: bytearray, value: bytes) -> None:
        size = len(value)
        out += _pack_head(key, size)
        out += value
        out += _PADDING[size & 7]

    return write


def _text_writer(tag: int) -> Writer:
    key = tag << 8 | ItemType.TEXT_STRING

    def write(out: bytearray, value: str) -> None:
        encoded = value.encode()
        size = len(encoded)
        out += _pack_head(key, size)
        out += encoded
        out += _PADDING[size & 7]

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


# ------------------------------------------------------------------------------------------ items of any type


def write_node(out: bytearray, node: Node, tag: int) -> None:
    """Append an item of any type under the tag `tag`."""
    if node.item_type is not ItemType.STRUCTURE:
        _plain_writer(tag, node.item_type)(out, node.value)
        return
    at = len(out)
    out += _ZERO
    for child in node.value:
        write_node(out, child, child.tag)
    _pack_head_into(out, at, tag << 8 | ItemType.STRUCTURE, len(out) - at - 8)


# --------------------------------------------------------------------------------- what is newer than a version


def _known(cls: type, version: Any) -> list[Field]:
    return [field for field in fields(cls) if version is None or field.since is None or field.since <= version]


def _newer_members(kind: AnyKind, version: Any) -> frozenset[int]:
    """The values of an enumeration that came after `version`."""
    if version is None or not isinstance(kind, Kind) or kind.item_type is not ItemType.ENUMERATION:
        return frozenset()
    assert kind.cls is not None
    return frozenset(member for member in kind.cls if getattr(member, "since", version) > version)  # type: ignore[attr-defined]


def _too_new(kind: Kind, version: Any) -> Callable[[Any], bool] | None:
    """Whether a value is, or has a field that is, an enumeration value newer than `version`; None if none can be."""
    newer = _newer_members(kind, version)
    if newer:
        return newer.__contains__
    if kind.item_type is not ItemType.STRUCTURE:
        return None
    assert kind.cls is not None
    parts = [(field.name, _newer_members(field.kind, version)) for field in _known(kind.cls, version)]
    dated = [(name, members) for name, members in parts if members]
    return (lambda value: any(getattr(value, name) in members for name, members in dated)) if dated else None


# --------------------------------------------------------------------------------------- declared structures


@cache
def _kind_writer(kind: Kind, tag: int, version: Any) -> Writer:
    if kind.item_type is ItemType.STRUCTURE:
        assert kind.cls is not None
        return _structure_writer(kind.cls, tag, version)
    return _plain_writer(tag, kind.item_type)


def _open_writer(kind: Open, tag: int, version: Any) -> _OpenWriter:
    choose = kind.kinds.get
    known: dict[Any, tuple[Writer, Callable[[Any], bool] | None]] = {}  # by the selector's value

    def write(out: bytearray, selected: Any, value: Any) -> bool:
        row = known.get(selected)
        if row is None:
            chosen = choose(selected)
            if chosen is None:
                write_node(out, value, tag)
                return True
            row = known[selected] = _kind_writer(chosen, tag, version), _too_new(chosen, version)
        write_kind, too_new = row
        if too_new is not None and too_new(value):
            return False
        write_kind(out, value)
        return True

    return write


def _raw_writer(tag: int, version: Any) -> Writer:
    """A writer of a structure that was left undecoded, or of a declared one in its place."""
    key = tag << 8 | ItemType.STRUCTURE

    def write_raw(out: bytearray, value: Any) -> None:
        if not isinstance(value, Raw):
            write(out, value, tag, version=version)
            return
        out += _pack_head(key, value.length)
        out += value.data[value.start : value.start + value.length]

    return write_raw


def _writer(kind: AnyKind, tag: int, version: Any) -> Writer:
    if isinstance(kind, Kind):
        return _kind_writer(kind, tag, version)
    if isinstance(kind, Undecoded):
        return _raw_writer(tag, version)
    assert not isinstance(kind, Open)
    as_octets, as_structure = _octets_writer(tag), _structure_writer(kind.cls, tag, version)
    return lambda out, value: (as_octets if isinstance(value, bytes) else as_structure)(out, value)


def _older_writer(write: Writer, newer: frozenset[int]) -> Writer:
    return lambda out, value: None if value in newer else write(out, value)


def _field_writer(field: Field, version: Any) -> Writer:
    write_one = _writer(field.kind, field.tag, version)
    newer = _newer_members(field.kind, version)
    if newer:
        write_one = _older_writer(write_one, newer)
    if not field.many:
        return write_one

    def write_all(out: bytearray, values: list[Any]) -> None:
        for value in values:
            write_one(out, value)

    return write_all


def _parts(known: list[Field]) -> Callable[[Any], Any]:
    """What gives the values of the fields, in order."""
    if len(known) > 1:
        return attrgetter(*(field.name for field in known))
    # attrgetter gives a tuple only when it is asked for more than one name.
    return lambda value: [getattr(value, field.name) for field in known]


def _selecting_writer(known: list[Field], key: int, version: Any) -> Writer:
    """The writer of a structure with an Open field, which goes without the field's structure where it is too new."""
    get = _parts(known)
    writers: list[tuple[Any, Any]] = [
        (attrgetter(field.kind.selector), _open_writer(field.kind, field.tag, version))
        if isinstance(field.kind, Open)
        else (None, _field_writer(field, version))
        for field in known
    ]

    def write(out: bytearray, value: Any) -> None:
        at = len(out)
        out += _ZERO
        for number, part in enumerate(get(value)):
            if part is None:
                continue
            select, write_field = writers[number]
            if select is None:
                write_field(out, part)
            elif not write_field(out, select(value), part):
                del out[at:]
                return
        _pack_head_into(out, at, key, len(out) - at - 8)

    return write


@cache
def _structure_writer(cls: Any, tag: int, version: Any) -> Writer:
    known = _known(cls, version)
    key = tag << 8 | ItemType.STRUCTURE
    if any(isinstance(field.kind, Open) for field in known):
        return _selecting_writer(known, key, version)
    get = _parts(known)
    writers = [_field_writer(field, version) for field in known]

    def write(out: bytearray, value: Any) -> None:
        at = len(out)
        out += _ZERO
        # Not zip(strict=True), whose keyword costs a tenth of the whole.
        for number, part in enumerate(get(value)):
            if part is not None:
                writers[number](out, part)
        _pack_head_into(out, at, key, len(out) - at - 8)

    return write


def write(out: bytearray, value: Any, tag: int, *, version: Any = None) -> None:
    """Append a declared structure under `tag`, without what is newer than `version`."""
    cls: Any = type(value)
    _structure_writer(cls, tag, version)(out, value)


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
