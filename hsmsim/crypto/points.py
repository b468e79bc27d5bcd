"""Points of elliptic curves and their compression (X9.62 4.3.6, SEC 1 2.3)."""

from collections.abc import Callable

from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from hsmsim.crypto import der
from hsmsim.errors import BadKeyMaterial, CompressionNotSupported
from hsmsim.spec.enums import KeyCompressionType as Compression
from hsmsim.spec.term import title


def _uncompressed(key: ec.EllipticCurvePublicKey) -> bytes:
    return key.public_bytes(Encoding.X962, PublicFormat.UncompressedPoint)


def _compressed(key: ec.EllipticCurvePublicKey) -> bytes:
    return key.public_bytes(Encoding.X962, PublicFormat.CompressedPoint)


def _hybrid(key: ec.EllipticCurvePublicKey) -> bytes:
    point = _uncompressed(key)
    return bytes((0x06 | point[-1] & 1,)) + point[1:]


# There is no row for Compressed Char2: we have no curve over a field of characteristic two.
_WRITERS: dict[Compression | None, Callable[[ec.EllipticCurvePublicKey], bytes]] = {
    None: _uncompressed,
    Compression.EC_PUBLIC_KEY_TYPE_UNCOMPRESSED: _uncompressed,
    Compression.EC_PUBLIC_KEY_TYPE_X9_62_COMPRESSED_PRIME: _compressed,
    Compression.EC_PUBLIC_KEY_TYPE_X9_62_HYBRID: _hybrid,
}


def write(key: ec.EllipticCurvePublicKey, compression: Compression | None) -> bytes:
    """The point of a public key.

    Raises:
        CompressionNotSupported: the point has no such form.
    """
    if compression not in _WRITERS:
        raise CompressionNotSupported(f"{title(compression)} is not possible for this key")
    return _WRITERS[compression](key)


def read(curve: ec.EllipticCurve, point: bytes) -> ec.EllipticCurvePublicKey:
    """The public key of a point in any form.

    Raises:
        BadKeyMaterial: it is no point of the curve.
    """
    if point[:1] in (b"\x06", b"\x07"):
        if point[0] & 1 != point[-1] & 1:
            raise BadKeyMaterial("a hybrid point that contradicts itself")
        point = b"\x04" + point[1:]
    try:
        return ec.EllipticCurvePublicKey.from_encoded_point(curve, point)
    except ValueError:
        raise BadKeyMaterial("no point of the curve") from None


def write_info(key: ec.EllipticCurvePublicKey, compression: Compression | None) -> bytes:
    """SubjectPublicKeyInfo with the point in a form; raises as `write`."""
    info = key.public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)
    algorithm = der.children(der.read(info))[0]
    return der.sequence(algorithm.raw, der.bit_string(write(key, compression)))


def plain_info(info: bytes) -> bytes:
    """SubjectPublicKeyInfo with a hybrid point made uncompressed, which is what the library reads."""
    parts = der.children(der.read(info))
    if len(parts) != 2 or parts[1].tag != der.BIT_STRING or parts[1].content[1:2] not in (b"\x06", b"\x07"):
        return info
    point = der.bits(parts[1])
    if point[0] & 1 != point[-1] & 1:
        raise BadKeyMaterial("a hybrid point that contradicts itself")
    return der.sequence(parts[0].raw, der.bit_string(b"\x04" + point[1:]))
