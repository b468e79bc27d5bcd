"""DER, as much of it as keys and certificates need (X.690)."""

from typing import NamedTuple

from hsmsim.errors import BadKeyMaterial

INTEGER = 0x02
BIT_STRING = 0x03
OCTET_STRING = 0x04
OID = 0x06
SEQUENCE = 0x30
SET = 0x31


class Element(NamedTuple):
    """One element: its tag octet, its content, and the whole of it as it was written."""

    tag: int
    content: bytes
    raw: bytes


def read(data: bytes, tag: int = SEQUENCE) -> Element:
    """The one element that `data` is.

    Raises:
        BadKeyMaterial: it is no DER, has another tag, or something follows.
    """
    element, end = _element(data, 0)
    if end != len(data) or element.tag != tag:
        raise BadKeyMaterial("not the DER that was expected")
    return element


def children(element: Element) -> list[Element]:
    """The elements inside a constructed element."""
    inside, at = [], 0
    while at < len(element.content):
        child, at = _element(element.content, at)
        inside.append(child)
    return inside


def number(element: Element) -> int:
    """The value of an INTEGER that is not negative."""
    if element.tag != INTEGER or not element.content or element.content[0] & 0x80:
        raise BadKeyMaterial("not a DER INTEGER of zero or more")
    return int.from_bytes(element.content, "big")


def bits(element: Element) -> bytes:
    """The value of a BIT STRING of whole octets."""
    if element.tag != BIT_STRING or element.content[:1] != b"\0":
        raise BadKeyMaterial("not a DER BIT STRING of whole octets")
    return element.content[1:]


def _element(data: bytes, at: int) -> tuple[Element, int]:
    if len(data) < at + 2 or data[at] & 0x1F == 0x1F:
        raise BadKeyMaterial("DER ends too early, or has a tag that keys do not use")
    start, size = at + 2, data[at + 1]
    if size & 0x80:
        start, size = _long_length(data, start, size & 0x7F)
    end = start + size
    if end > len(data):
        raise BadKeyMaterial("DER ends too early")
    return Element(data[at], data[start:end], data[at:end]), end


def _long_length(data: bytes, at: int, count: int) -> tuple[int, int]:
    size = int.from_bytes(data[at : at + count], "big")
    if not 0 < count <= 4 or size < 0x80 or size.bit_length() <= (count - 1) * 8:
        raise BadKeyMaterial("a DER length that is indefinite, oversized or not the shortest")
    return at + count, size


# ----------------------------------------------------------------------------------------------------- writing


def write(tag: int, content: bytes) -> bytes:
    """One element."""
    size = len(content)
    if size < 0x80:
        return bytes((tag, size)) + content
    length = size.to_bytes((size.bit_length() + 7) // 8, "big")
    return bytes((tag, 0x80 | len(length))) + length + content


def sequence(*parts: bytes) -> bytes:
    """A SEQUENCE of elements."""
    return write(SEQUENCE, b"".join(parts))


def set_of(element: bytes) -> bytes:
    """A SET OF one element: more would have to be sorted."""
    return write(SET, element)


def integer(value: int) -> bytes:
    """An INTEGER of zero or more."""
    return write(INTEGER, value.to_bytes(value.bit_length() // 8 + 1, "big"))


def bit_string(content: bytes) -> bytes:
    """A BIT STRING of whole octets."""
    return write(BIT_STRING, b"\0" + content)


def octet_string(content: bytes) -> bytes:
    """An OCTET STRING."""
    return write(OCTET_STRING, content)
