"""Declarations that the tests of the encodings share: every kind of field, and nothing of KMIP."""

from enum import IntEnum
from typing import Any, Self

from hsmsim.ttlv.schema import (
    ItemType,
    Kind,
    Raw,
    big_integer,
    boolean,
    date_time,
    enumeration,
    integer,
    interval,
    long_integer,
    mask,
    nested,
    octets,
    octets_or,
    open_value,
    structure,
    text,
    undecoded,
)

OLD, NEW = (1, 0), (1, 4)


class Tags(IntEnum):
    """The tags of the fields below."""

    SIZE = 0x420001
    TOTAL = 0x420002
    NUMBER = 0x420003
    COLOUR = 0x420004
    READY = 0x420005
    TITLE = 0x420006
    CONTENT = 0x420007
    MADE = 0x420008
    LEASE = 0x420009
    INNER = 0x42000A
    SECRET = 0x42000B
    WORD = 0x42000C
    LATE = 0x42000D
    KIND = 0x42000E
    VALUE = 0x42000F
    ITEM = 0x420010
    BODY = 0x420011
    STRANGER = 0x4200FF


class Colour(IntEnum):
    """An enumeration with a value that came later."""

    since: tuple[int, int]

    def __new__(cls, value: int, since: tuple[int, int] = OLD) -> Self:
        member = int.__new__(cls, value)
        member._value_ = value
        member.since = since
        return member

    RED = 1
    GREEN = 2, NEW


class Uses:
    """The bits of a mask."""

    SIGN = 1
    VERIFY = 2


@structure(Tags)
class Inner:
    """Two plain fields."""

    title: str = text()
    size: int | None = integer(default=None)


@structure(Tags)
class Whole:
    """One field of every plain kind, all optional; the last two came later."""

    size: int | None = integer(default=None)
    total: int | None = long_integer(default=None)
    number: int | None = big_integer(default=None)
    colour: int | None = enumeration(Colour, default=None)
    ready: bool | None = boolean(default=None)
    title: str | None = text(default=None)
    content: bytes | None = octets(default=None)
    made: int | None = date_time(default=None)
    lease: int | None = interval(default=None)
    inner: Inner | None = nested(Inner, default=None)
    word: list[str] = text(factory=list, since=NEW)
    late: int | None = mask(Uses, default=None, since=NEW)


@structure(Tags)
class Colours:
    """A repeated enumeration."""

    colour: list[int] = enumeration(Colour, factory=list)


@structure(Tags)
class Painted:
    """A structure that holds an enumeration, optional like those that a search may leave out."""

    colour: int | None = enumeration(Colour, default=None)
    title: str | None = text(default=None)


KINDS = {
    "size": Kind(ItemType.INTEGER),
    "colour": Kind(ItemType.ENUMERATION, Colour),
    "painted": Kind(ItemType.STRUCTURE, Painted),
    "inner": Kind(ItemType.STRUCTURE, Inner),
}


@structure(Tags)
class Pair:
    """A value whose kind another field names; any item where the name says nothing."""

    kind: str = text()
    value: Any = open_value("kind", KINDS, default=None)


@structure(Tags)
class Pairs:
    """Several of them."""

    item: list[Pair] = nested(Pair, factory=list)


@structure(Tags)
class Box:
    """A byte string or a structure."""

    body: bytes | Inner = octets_or(Inner, secret=True)


@structure(Tags)
class Envelope:
    """A structure that is left undecoded."""

    title: str | None = text(default=None)
    body: Raw = undecoded()


@structure(Tags)
class Empty:
    """No field at all."""


def item(tag: int, item_type: int, value: bytes, length: int | None = None) -> bytes:
    """One item as bytes, padded with zeros; `length` is what it claims instead of the truth."""
    claimed = len(value) if length is None else length
    return tag.to_bytes(3, "big") + bytes([item_type]) + claimed.to_bytes(4, "big") + value + bytes(-len(value) & 7)


def whole(*items: bytes, tag: int = Tags.BODY) -> bytes:
    """A structure that holds these items."""
    return item(tag, 1, b"".join(items))


def number(tag: int, value: int, item_type: int = 2) -> bytes:
    """An item of four bytes."""
    return item(tag, item_type, (value & 0xFFFFFFFF).to_bytes(4, "big"))
