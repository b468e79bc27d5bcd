"""PKCS#12: a private key and its certificates, protected with a password (RFC 7292)."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from hmac import compare_digest

from cryptography import x509
from cryptography.hazmat.primitives.serialization import BestAvailableEncryption, pkcs12

from hsmsim.crypto import der, dh, keys, passwords
from hsmsim.crypto.certificates import read_certificate
from hsmsim.crypto.formats import read_key
from hsmsim.errors import BadKeyMaterial, FormatNotSupported
from hsmsim.interfaces.crypto import Container, Form, Key
from hsmsim.spec.enums import KeyFormatType

_LARGEST = 131072  # bytes
_MOST_SAFES = 8
_DEEPEST = 4  # safes in safes

_EXPLICIT, _IMPLICIT_OCTETS, _BMP_STRING = 0xA0, 0x80, 0x1E
_VERSION = 3
_DATA = bytes.fromhex("06092a864886f70d010701")
_ENCRYPTED_DATA = bytes.fromhex("06092a864886f70d010706")
_BAG = bytes.fromhex("060b2a864886f70d010c0a01")  # what the identifiers of all bags begin with
_PLAIN_KEY, _SHROUDED_KEY, _CERTIFICATE, _SAFE = 1, 2, 3, 6
_X_509 = bytes.fromhex("060a2a864886f70d01091601")
_FRIENDLY_NAME = bytes.fromhex("06092a864886f70d010914")


@dataclass(frozen=True, slots=True)
class _Bag:
    kind: int
    value: der.Element
    friendly_name: str | None


def open_container(encoded: bytes, password: bytes, friendly_name: str | None) -> Container:
    """What is in a container; see ICrypto.open_container."""
    text = _text(password)
    bags = list(_bags(encoded, text))
    bag = _chosen([bag for bag in bags if bag.kind in (_PLAIN_KEY, _SHROUDED_KEY)], friendly_name)
    material = _plain(bag, text)
    key = read_key(Form.PRIVATE, KeyFormatType.PKCS_8, material, None, check=True)
    certificates = [_certificate(bag) for bag in bags if bag.kind == _CERTIFICATE]
    return Container(key, _chain(key, [each for each in certificates if each is not None]), bag.friendly_name)


def _text(password: bytes) -> str:
    try:
        return password.decode()
    except UnicodeDecodeError:
        raise BadKeyMaterial("the password of a container has to be text") from None


# ------------------------------------------------------------------------------------------------------- opening


def _bags(encoded: bytes, password: str) -> Iterator[_Bag]:
    if len(encoded) > _LARGEST:
        raise BadKeyMaterial(f"a container of {len(encoded)} bytes is none that we read")
    parts = der.children(der.read(encoded))
    if len(parts) < 2 or der.number(parts[0]) != _VERSION:
        raise BadKeyMaterial("no PKCS#12 container")
    content = _octets(_content(parts[1], _DATA))
    if len(parts) > 2:
        _check_mac(parts[2], content, password)
    safes = der.children(der.read(content))
    if len(safes) > _MOST_SAFES:
        raise BadKeyMaterial(f"a container of {len(safes)} safes is none that we read")
    for safe in safes:
        yield from _bags_in(der.read(_opened(safe, password)), 0)


def _content(info: der.Element, *kinds: bytes) -> der.Element:
    """What a ContentInfo of one of these kinds holds (RFC 5652 3)."""
    parts = der.children(info) if info.tag == der.SEQUENCE else []
    if len(parts) != 2 or parts[0].raw not in kinds or parts[1].tag != _EXPLICIT:
        raise BadKeyMaterial("a container with content that we do not read")
    return der.read(parts[1].content, parts[1].content[0] if parts[1].content else 0)


def _octets(element: der.Element) -> bytes:
    if element.tag != der.OCTET_STRING:
        raise BadKeyMaterial("no PKCS#12 container")
    return element.content


def _check_mac(data: der.Element, content: bytes, password: str) -> None:
    parts = der.children(data)
    info = der.children(parts[0]) if len(parts) in (2, 3) else []
    if len(info) != 2 or info[0].tag != der.SEQUENCE or not info[0].content:
        raise BadKeyMaterial("a container with a MAC that we do not read")
    name = passwords.HASHES.get(der.children(info[0])[0].raw)
    if name is None:
        raise BadKeyMaterial("a container with a MAC that we do not read")
    iterations = der.number(parts[2]) if len(parts) == 3 else 1
    expected = passwords.mac(name, password, _octets(parts[1]), iterations, content)
    if not compare_digest(expected, _octets(info[1])):
        raise BadKeyMaterial("the container cannot be opened with this password")


def _opened(safe: der.Element, password: str) -> bytes:
    """The content of a safe, decrypted if need be (RFC 5652 8)."""
    content = _content(safe, _DATA, _ENCRYPTED_DATA)
    if content.tag == der.OCTET_STRING:
        return content.content
    parts = der.children(content)
    info = der.children(parts[1]) if len(parts) > 1 else []
    if len(info) != 3 or info[2].tag != _IMPLICIT_OCTETS:
        raise BadKeyMaterial("a container with encryption that we do not read")
    return passwords.decrypt(info[1], info[2].content, password)


def _bags_in(content: der.Element, depth: int) -> Iterator[_Bag]:
    for element in der.children(content):
        parts = der.children(element)
        if len(parts) < 2 or parts[1].tag != _EXPLICIT or not parts[0].raw.startswith(_BAG):
            raise BadKeyMaterial("a container with content that we do not read")
        kind, value = parts[0].raw[-1], der.read(parts[1].content)
        if kind != _SAFE:
            yield _Bag(kind, value, _friendly_name(parts[2:]))
        elif depth < _DEEPEST:
            yield from _bags_in(value, depth + 1)


def _friendly_name(attributes: list[der.Element]) -> str | None:
    for attribute in (each for element in attributes for each in der.children(element)):
        parts = der.children(attribute)
        values = der.children(parts[1]) if len(parts) == 2 and parts[0].raw == _FRIENDLY_NAME else []
        if values and values[0].tag == _BMP_STRING:
            return values[0].content.decode("utf-16-be", "replace")
    return None


# ------------------------------------------------------------------------------------------ keys and certificates


def _chosen(bags: list[_Bag], friendly_name: str | None) -> _Bag:
    """The key with a friendly name, upper and lower case alike; the first one where none is asked for."""
    wanted = None if friendly_name is None else friendly_name.casefold()
    for bag in bags:
        if wanted is None or (bag.friendly_name or "").casefold() == wanted:
            return bag
    raise BadKeyMaterial("the container has no private key" + (" of this Friendly Name" if wanted is not None else ""))


def _plain(bag: _Bag, password: str) -> bytes:
    """The PKCS#8 key of a bag."""
    if bag.kind == _PLAIN_KEY:
        return bag.value.raw
    parts = der.children(bag.value)
    if len(parts) != 2:
        raise BadKeyMaterial("a container with a key that we do not read")
    return passwords.decrypt(parts[0], _octets(parts[1]), password)


def _certificate(bag: _Bag) -> bytes | None:
    """The X.509 certificate of a bag; None for one of another kind."""
    parts = der.children(bag.value)
    if len(parts) != 2 or parts[0].raw != _X_509 or parts[1].tag != _EXPLICIT:
        return None
    return der.read(parts[1].content, der.OCTET_STRING).content


def _chain(key: Key, certificates: Sequence[bytes]) -> list[bytes]:
    """The certificate of the key, then that of each issuer, as far as there are any."""
    facts = {each: read_certificate(each) for each in certificates}
    public = keys.of_public(keys.public_half(keys.private_key(key.material)), None)
    chain = [each for each, read in facts.items() if read.public_key.material == public.material][:1]
    while chain:
        issuer = facts[chain[-1]].x_509_certificate_issuer.issuer_distinguished_name
        following = [
            each
            for each, read in facts.items()
            if read.x_509_certificate_subject.subject_distinguished_name == issuer and each not in chain
        ]
        if not following:
            break
        chain.append(following[0])
    return chain


# -------------------------------------------------------------------------------------------------------- making


def make_container(key: Key, certificates: Sequence[bytes], friendly_name: str, password: bytes) -> bytes:
    """A container of a key and its chain; see ICrypto.make_container."""
    loaded = keys.private_key(key.material)
    if isinstance(loaded, dh.Numbers):
        raise FormatNotSupported("Diffie-Hellman keys have no place in a PKCS#12 container")
    if not password:
        raise FormatNotSupported("a PKCS#12 container is not protected with an empty password")
    try:
        chain = [x509.load_der_x509_certificate(each) for each in certificates]
        return pkcs12.serialize_key_and_certificates(
            friendly_name.encode(), loaded, chain[0] if chain else None, chain[1:], BestAvailableEncryption(password)
        )
    except (ValueError, TypeError):
        raise FormatNotSupported("the key and its certificates do not go into one PKCS#12 container") from None
