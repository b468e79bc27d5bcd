"""Declarations of structures: which fields they have, in which order, of which kind.

A structure is a class whose annotations are field functions of this module; `structure(tags)` makes it a
dataclass and keeps the fields for `fields(cls)`. A field's tag is the member of `tags` with the
field's name in capitals. The encodings (binary.py and its siblings) walk these declarations.
"""

import dataclasses
from collections.abc import Callable, Iterator, Mapping
from enum import IntEnum
from typing import Any, TypeVar, dataclass_transform

T = TypeVar("T")


class ItemType(IntEnum):
    """Item Type values (9.1.1.2, table 286)."""

    STRUCTURE = 1
    INTEGER = 2
    LONG_INTEGER = 3
    BIG_INTEGER = 4
    ENUMERATION = 5
    BOOLEAN = 6
    TEXT_STRING = 7
    BYTE_STRING = 8
    DATE_TIME = 9
    INTERVAL = 10


@dataclasses.dataclass(slots=True)
class Node:
    """An item of any type, for values that no declaration describes; `value` of a structure is a list of nodes."""

    tag: int
    item_type: ItemType
    value: Any = dataclasses.field(repr=False)


@dataclasses.dataclass(slots=True, repr=False)
class Raw:
    """A structure that is not decoded yet: its content lies in `data[start:start + length]`. Not for changing."""

    data: bytes
    start: int
    length: int

    def __repr__(self) -> str:
        return f"Raw({self.length} bytes)"


@dataclasses.dataclass(frozen=True, slots=True)
class Kind:
    """What a field holds: an item type, and the class of an enumeration, of a structure, or of the bits of a mask."""

    item_type: ItemType
    cls: type | None = None


@dataclasses.dataclass(frozen=True, slots=True)
class Either:
    """A byte string or a structure, told apart by the item type on the wire."""

    cls: type


@dataclasses.dataclass(frozen=True, slots=True)
class Open:
    """A value whose kind the field `selector` before it says; any item is right where it is none of `kinds`."""

    selector: str
    kinds: Mapping[Any, Kind]


@dataclasses.dataclass(frozen=True, slots=True)
class Undecoded:
    """A structure that is left as `Raw` by the decoder and written as it was."""


AnyKind = Kind | Either | Open | Undecoded

_NOTHING: Any = object()
_KEY = "ttlv"


@dataclasses.dataclass(frozen=True, slots=True)
class Field:
    """One declared field: `since` is the first version that has it, None for all; a `secret` is shown to nobody."""

    name: str
    tag: int
    kind: AnyKind
    required: bool
    many: bool
    since: Any
    secret: bool


def _field(kind: AnyKind, default: Any, factory: Any, since: Any, secret: bool) -> Any:
    metadata = {_KEY: (kind, default is _NOTHING and factory is _NOTHING, factory is list, since)}
    if factory is not _NOTHING:
        return dataclasses.field(default_factory=factory, metadata=metadata, repr=not secret)
    if default is not _NOTHING:
        return dataclasses.field(default=default, metadata=metadata, repr=not secret)
    return dataclasses.field(metadata=metadata, repr=not secret)


# In all field functions: no default means required; `factory=list` means that the field may be repeated; `secret`
# keeps the value out of repr().


def integer(*, default: Any = _NOTHING, factory: Any = _NOTHING, since: Any = None) -> Any:
    """Declare an Integer: 32 bits, signed."""
    return _field(Kind(ItemType.INTEGER), default, factory, since, False)


def mask(cls: type, *, default: Any = _NOTHING, since: Any = None) -> Any:
    """Declare an Integer whose bits are the constants of `cls`."""
    return _field(Kind(ItemType.INTEGER, cls), default, _NOTHING, since, False)


def long_integer(*, default: Any = _NOTHING, since: Any = None) -> Any:
    """Declare a Long Integer: 64 bits, signed."""
    return _field(Kind(ItemType.LONG_INTEGER), default, _NOTHING, since, False)


def big_integer(*, default: Any = _NOTHING, since: Any = None, secret: bool = False) -> Any:
    """Declare a Big Integer."""
    return _field(Kind(ItemType.BIG_INTEGER), default, _NOTHING, since, secret)


def enumeration(cls: type[IntEnum], *, default: Any = _NOTHING, factory: Any = _NOTHING, since: Any = None) -> Any:
    """Declare an Enumeration with the values of `cls`; extension values (8XXXXXXX) are plain integers."""
    return _field(Kind(ItemType.ENUMERATION, cls), default, factory, since, False)


def boolean(*, default: Any = _NOTHING, since: Any = None) -> Any:
    """Declare a Boolean."""
    return _field(Kind(ItemType.BOOLEAN), default, _NOTHING, since, False)


def text(*, default: Any = _NOTHING, factory: Any = _NOTHING, since: Any = None, secret: bool = False) -> Any:
    """Declare a Text String: UTF-8."""
    return _field(Kind(ItemType.TEXT_STRING), default, factory, since, secret)


def octets(*, default: Any = _NOTHING, factory: Any = _NOTHING, since: Any = None, secret: bool = False) -> Any:
    """Declare a Byte String."""
    return _field(Kind(ItemType.BYTE_STRING), default, factory, since, secret)


def date_time(*, default: Any = _NOTHING, since: Any = None) -> Any:
    """Declare a Date-Time: whole seconds since 1970, UTC."""
    return _field(Kind(ItemType.DATE_TIME), default, _NOTHING, since, False)


def interval(*, default: Any = _NOTHING, since: Any = None) -> Any:
    """Declare an Interval: whole seconds."""
    return _field(Kind(ItemType.INTERVAL), default, _NOTHING, since, False)


def nested(cls: type, *, default: Any = _NOTHING, factory: Any = _NOTHING, since: Any = None) -> Any:
    """Declare a Structure of the declared class `cls`."""
    return _field(Kind(ItemType.STRUCTURE, cls), default, factory, since, False)


def octets_or(cls: type, *, default: Any = _NOTHING, secret: bool = False) -> Any:
    """Declare a field that is a Byte String or a Structure of class `cls`."""
    return _field(Either(cls), default, _NOTHING, None, secret)


def open_value(selector: str, kinds: Mapping[Any, Kind], *, default: Any = _NOTHING) -> Any:
    """Declare a field whose kind is that of `kinds` for the value of the field `selector`."""
    return _field(Open(selector, kinds), default, _NOTHING, None, False)


def optional(kind: Kind) -> Any:
    """Declare a field of any kind that may be left out."""
    return _field(kind, None, _NOTHING, None, False)


def undecoded(*, default: Any = _NOTHING, factory: Any = _NOTHING) -> Any:
    """Declare a Structure that stays undecoded."""
    return _field(Undecoded(), default, factory, None, False)


@dataclass_transform(
    kw_only_default=True,
    field_specifiers=(
        integer,
        mask,
        long_integer,
        big_integer,
        enumeration,
        boolean,
        text,
        octets,
        date_time,
        interval,
        nested,
        octets_or,
        open_value,
        undecoded,
    ),
)
def structure(tags: type[IntEnum]) -> Callable[[type[T]], type[T]]:
    """Make a class a declared structure; `tags` has the tag of every field under the field's name in capitals."""

    def declare(cls: type[T]) -> type[T]:
        made = dataclasses.dataclass(slots=True, kw_only=True)(cls)
        declared = []
        for field in dataclasses.fields(made):  # type: ignore[arg-type]
            kind, required, many, since = field.metadata[_KEY]
            tag = tags[field.name.upper()]
            declared.append(Field(field.name, tag, kind, required, many, since, secret=not field.repr))
        made.__declared__ = tuple(declared)  # type: ignore[attr-defined]
        return made

    return declare


def fields(cls: type) -> tuple[Field, ...]:
    """The declared fields of a structure, in order."""
    declared: tuple[Field, ...] = cls.__declared__  # type: ignore[attr-defined]
    return declared


def reachable(*roots: type) -> list[type]:
    """These structures and all that they hold, each once."""
    found = dict.fromkeys(roots)
    waiting = list(roots)
    while waiting:
        inside = [cls for field in fields(waiting.pop()) for cls in structures(field.kind) if cls not in found]
        found.update(dict.fromkeys(inside))
        waiting += inside
    return list(found)


def structures(kind: AnyKind) -> Iterator[type]:
    """The structures that a field of this kind may hold."""
    if isinstance(kind, Open):
        for each in kind.kinds.values():
            yield from structures(each)
    elif isinstance(kind, Either) or (isinstance(kind, Kind) and kind.item_type is ItemType.STRUCTURE):
        assert kind.cls is not None
        yield kind.cls


def item_types(kind: AnyKind) -> frozenset[ItemType]:
    """The types that the declaration names for an item of this kind."""
    if isinstance(kind, Open):
        return frozenset().union(*map(item_types, kind.kinds.values()))
    if isinstance(kind, Either):
        return frozenset({ItemType.BYTE_STRING, ItemType.STRUCTURE})
    return frozenset({kind.item_type if isinstance(kind, Kind) else ItemType.STRUCTURE})
