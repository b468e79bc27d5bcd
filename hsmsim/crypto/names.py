"""Distinguished and alternative names of certificates: from text and parts to DER and back (RFC 4514, RFC 5280)."""

from collections.abc import Iterable, Sequence
from ipaddress import ip_address

from cryptography import x509

from hsmsim.crypto import der
from hsmsim.errors import BadKeyMaterial
from hsmsim.spec.attributes import NAME_PARTS

_UTF8_STRING = 0x0C
_PRINTABLE_STRING = 0x13
_IA5_STRING = 0x16

# Each part of a name that has attributes of its own: its type, and the string that RFC 5280 appendix A gives it.
_PARTS: dict[str, tuple[str, int]] = {
    "CN": ("2.5.4.3", _UTF8_STRING),
    "O": ("2.5.4.10", _UTF8_STRING),
    "OU": ("2.5.4.11", _UTF8_STRING),
    "Email": ("1.2.840.113549.1.9.1", _IA5_STRING),
    "C": ("2.5.4.6", _PRINTABLE_STRING),
    "ST": ("2.5.4.8", _UTF8_STRING),
    "L": ("2.5.4.7", _UTF8_STRING),
    "UID": ("0.9.2342.19200300.100.1.1", _UTF8_STRING),
    "Serial Number": ("2.5.4.5", _PRINTABLE_STRING),
    "Title": ("2.5.4.12", _UTF8_STRING),
    "DC": ("0.9.2342.19200300.100.1.25", _IA5_STRING),
    "DN Qualifier": ("2.5.4.46", _PRINTABLE_STRING),
}
_BY_TYPE = {_PARTS[part][0]: part for part in NAME_PARTS}

_EMAIL, _DNS, _URI, _IP = 0x81, 0x82, 0x86, 0x87


def oid(dotted: str) -> bytes:
    """An OBJECT IDENTIFIER."""
    first, second, *rest = map(int, dotted.split("."))
    return der.write(der.OID, b"".join(map(_base_128, (first * 40 + second, *rest))))


def _base_128(number: int) -> bytes:
    octets = [number & 0x7F]
    while number := number >> 7:
        octets.append(number & 0x7F | 0x80)
    return bytes(reversed(octets))


def parts_of(name: x509.Name) -> dict[str, list[str]]:
    """What a name has of the parts that have attributes of their own, in the order of the name."""
    found: dict[str, list[str]] = {}
    for attribute in name:
        part = _BY_TYPE.get(attribute.oid.dotted_string)
        if part is not None and isinstance(attribute.value, str):
            found.setdefault(part, []).append(attribute.value)
    return found


def from_parts(parts: Iterable[tuple[str, str]]) -> bytes:
    """The name that these parts make, in their order; see ICrypto.name_of_parts."""
    return der.sequence(*(_relative(part, value) for part, value in parts))


def _relative(part: str, value: str) -> bytes:
    kind, string = _PARTS[part]
    if not value:
        raise BadKeyMaterial(f"{part} of a name is empty")
    try:
        content = value.encode("utf-8" if string == _UTF8_STRING else "ascii")
    except UnicodeError:
        raise BadKeyMaterial(f"{part} of a name has characters that it cannot have") from None
    return der.set_of(der.sequence(oid(kind), der.write(string, content)))


def from_text(text: str) -> bytes:
    """The name that this text means; see ICrypto.name_of_text."""
    try:
        return x509.Name.from_rfc4514_string(text).public_bytes()
    except ValueError:
        raise BadKeyMaterial("not a distinguished name as RFC 4514 writes them") from None


def alternative_name(text: str) -> bytes:
    """The alternative name that a text means: IP address, URI, e-mail address or else DNS name."""
    try:
        return der.write(_IP, ip_address(text).packed)
    except ValueError:
        kind = _URI if "://" in text else _EMAIL if "@" in text else _DNS
    if not text.isascii() or not text.isprintable() or text.split() != [text]:
        raise BadKeyMaterial("an alternative name is empty or has characters that it cannot have")
    return der.write(kind, text.encode("ascii"))


def alternative_names(value: bytes) -> list[bytes]:
    """The names in a Subject Alternative Name extension."""
    return [name.raw for name in der.children(der.read(value))]


def joined(names: Sequence[bytes]) -> bytes:
    """The value of a Subject Alternative Name extension."""
    return der.sequence(*names)
