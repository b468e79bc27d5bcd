"""Files of keys and certificates: PEM, DER and PKCS#12; requests for certificates (RFC 7468, RFC 5958, RFC 2986)."""

import binascii
import re
from base64 import b64decode, b64encode
from collections.abc import Sequence

from cryptography.hazmat.primitives.serialization import BestAvailableEncryption, Encoding, PrivateFormat
from zope.interface import implementer

from hsmsim.crypto import der, dh, extensions, keys, names, passwords
from hsmsim.crypto.certificates import SIGNATURES
from hsmsim.crypto.containers import open_container
from hsmsim.errors import BadKeyMaterial, FormatNotSupported
from hsmsim.interfaces.key_files import IKeyFiles, Piece
from hsmsim.spec.enums import DigitalSignatureAlgorithm, KeyFormatType, ObjectType

LARGEST = 131072  # bytes of a file
MOST_PIECES = 32

_Kind = tuple[ObjectType, KeyFormatType]
_T, _F = ObjectType, KeyFormatType
_PKCS_1, _PKCS_8, _EC = (_T.PRIVATE_KEY, _F.PKCS_1), (_T.PRIVATE_KEY, _F.PKCS_8), (_T.PRIVATE_KEY, _F.ECPRIVATEKEY)
_PUBLIC, _PUBLIC_1, _CERTIFICATE = (_T.PUBLIC_KEY, _F.X_509), (_T.PUBLIC_KEY, _F.PKCS_1), (_T.CERTIFICATE, _F.X_509)
_ENCRYPTED, _CONTAINER = "ENCRYPTED PRIVATE KEY", "PKCS#12"

_LABELS: dict[str, _Kind | str] = {
    "PRIVATE KEY": _PKCS_8,
    "RSA PRIVATE KEY": _PKCS_1,
    "EC PRIVATE KEY": _EC,
    "PUBLIC KEY": _PUBLIC,
    "RSA PUBLIC KEY": _PUBLIC_1,
    "CERTIFICATE": _CERTIFICATE,
    _ENCRYPTED: _ENCRYPTED,
}
# Of these nothing is needed: OpenSSL writes the curve of a key before it.
_PASSED_OVER = frozenset({"EC PARAMETERS"})

_WRITTEN = {_T.PRIVATE_KEY: "PRIVATE KEY", _T.PUBLIC_KEY: "PUBLIC KEY", _T.CERTIFICATE: "CERTIFICATE"}

# What DER is by the tags that it begins with, the longer ones first.
_SHAPES: tuple[tuple[tuple[int, ...], _Kind | str], ...] = (
    ((der.INTEGER, der.INTEGER, der.INTEGER), _PKCS_1),
    ((der.INTEGER, der.SEQUENCE, der.OCTET_STRING), _PKCS_8),
    ((der.SEQUENCE, der.SEQUENCE, der.BIT_STRING), _CERTIFICATE),
    ((der.INTEGER, der.INTEGER), _PUBLIC_1),
    ((der.INTEGER, der.OCTET_STRING), _EC),
    ((der.SEQUENCE, der.BIT_STRING), _PUBLIC),
    ((der.SEQUENCE, der.OCTET_STRING), _ENCRYPTED),
    ((der.INTEGER, der.SEQUENCE), _CONTAINER),
)

_blocks = re.compile(r"-----BEGIN ([A-Z0-9 ]+)-----(.*?)-----END \1-----", re.DOTALL).findall

_ATTRIBUTES = 0xA0  # of a request, implicit
_EXTENSION_REQUEST = "1.2.840.113549.1.9.14"  # RFC 2985 5.4.2
_NULL = bytes((5, 0))


@implementer(IKeyFiles)
class KeyFiles:
    """Reads and writes them; it keeps nothing."""

    def read(self, data: bytes, password: str | None) -> list[Piece]:
        """What is in a file; see IKeyFiles."""
        if len(data) > LARGEST:
            raise BadKeyMaterial(f"a file of {len(data)} bytes is none that we read")
        if b"-----BEGIN " not in data:
            return _pieces(_shape(data), data, password)
        blocks = [each for each in _blocks(data.decode("ascii", "replace")) if each[0] not in _PASSED_OVER]
        if not 0 < len(blocks) <= MOST_PIECES:
            raise BadKeyMaterial(f"a PEM file of {len(blocks)} parts is none that we read")
        return [piece for label, text in blocks for piece in _pieces(_labelled(label), _decoded(text), password)]

    def write(self, object_type: ObjectType, encoded: bytes) -> bytes:
        """PEM; see IKeyFiles."""
        return _pem(_WRITTEN[object_type], encoded)

    def write_encrypted(self, encoded: bytes, password: str) -> bytes:
        """PEM of an encrypted private key; see IKeyFiles."""
        if not password:
            raise FormatNotSupported("nothing is encrypted with an empty password")
        loaded = keys.private_key(encoded)
        if isinstance(loaded, dh.Numbers):
            raise FormatNotSupported("keys of Diffie-Hellman are not encrypted with a password")
        return loaded.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, BestAvailableEncryption(password.encode()))

    def request(self, subject: str, public_key: bytes, alternative_names: Sequence[str] = ()) -> bytes:
        """What a PKCS#10 request says; see IKeyFiles."""
        attributes = der.write(_ATTRIBUTES, _extension_request(alternative_names) if alternative_names else b"")
        return der.sequence(der.integer(0), names.from_text(subject), public_key, attributes)

    def signed_request(self, request: bytes, algorithm: DigitalSignatureAlgorithm, signature: bytes) -> bytes:
        """PEM of a PKCS#10 request; see IKeyFiles."""
        dotted = _OIDS.get(algorithm)
        if dotted is None:
            raise FormatNotSupported(f"certificate requests are not signed by {algorithm.title}")
        # RFC 4055 5 has NULL as parameters of the RSA algorithms, RFC 5758 3.2 none of those of ECDSA.
        parameters = _NULL if "RSA" in algorithm.name else b""
        identifier = der.sequence(names.oid(dotted), parameters)
        return _pem("CERTIFICATE REQUEST", der.sequence(request, identifier, der.bit_string(signature)))


_OIDS: dict[DigitalSignatureAlgorithm, str] = {
    named: dotted for dotted, named in SIGNATURES.items() if named is not DigitalSignatureAlgorithm.RSASSA_PSS
}


def _extension_request(alternative_names: Sequence[str]) -> bytes:
    """The attribute with which a request asks for extensions."""
    value = names.joined([names.alternative_name(each) for each in alternative_names])
    asked = der.sequence(extensions.write(extensions.SUBJECT_ALTERNATIVE_NAME, value))
    return der.sequence(names.oid(_EXTENSION_REQUEST), der.set_of(asked))


def _pieces(kind: _Kind | str, encoded: bytes, password: str | None) -> list[Piece]:
    if isinstance(kind, tuple):
        return [Piece(*kind, encoded)]
    if password is None:
        raise BadKeyMaterial("the file is protected with a password, and none is given")
    if kind == _CONTAINER:
        container = open_container(encoded, password.encode(), None)
        chain = [Piece(*_CERTIFICATE, each) for each in container.certificates]
        return [Piece(*_PKCS_8, container.key.material), *chain]
    parts = der.children(der.read(encoded))
    if [each.tag for each in parts] != [der.SEQUENCE, der.OCTET_STRING]:
        raise BadKeyMaterial("no encrypted PKCS#8 key")
    return [Piece(*_PKCS_8, passwords.decrypt(parts[0], parts[1].content, password))]


def _shape(encoded: bytes) -> _Kind | str:
    tags = tuple(each.tag for each in der.children(der.read(encoded)))
    for shape, kind in _SHAPES:
        if tags[: len(shape)] == shape:
            return kind
    raise BadKeyMaterial("no key, certificate or container that we read")


def _labelled(label: str) -> _Kind | str:
    if label not in _LABELS:
        raise BadKeyMaterial(f"a PEM file with {label[:40]!r}, which is nothing that we read")
    return _LABELS[label]


def _decoded(text: str) -> bytes:
    try:
        return b64decode("".join(text.split()), validate=True)
    except binascii.Error:
        raise BadKeyMaterial("a part of a PEM file that is no base64, or encrypted in the way of old") from None


def _pem(label: str, encoded: bytes) -> bytes:
    text = b64encode(encoded).decode()
    lines = (text[at : at + 64] for at in range(0, len(text), 64))
    return "\n".join((f"-----BEGIN {label}-----", *lines, f"-----END {label}-----", "")).encode()
