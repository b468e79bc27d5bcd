"""Key Format Types: what a key block holds, to and from the one form (2.1.3, 9.1.3.2.3)."""

from collections.abc import Callable

from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat, PublicFormat

from hsmsim.crypto import der, keys, points, transparent
from hsmsim.crypto.curves import FAMILY
from hsmsim.crypto.keys import Private, Public
from hsmsim.crypto.lengths import length_of
from hsmsim.errors import BadKeyMaterial, CompressionNotSupported, EncryptedKey, FormatNotSupported
from hsmsim.interfaces.crypto import Form, Key
from hsmsim.spec.enums import CryptographicAlgorithm as Algorithm
from hsmsim.spec.enums import KeyCompressionType
from hsmsim.spec.enums import KeyFormatType as Format
from hsmsim.spec.structures import TransparentKey
from hsmsim.spec.term import title

Material = bytes | TransparentKey
_LARGEST = 16384  # bytes of an asymmetric key; one of 8192 bits has 5000

# What a client gets that asks for no format. For RSA and EC these are the formats of the published cases and of the
# clients at hand; everything without a row has `_OTHERWISE`.
_DEFAULTS: dict[tuple[Form, Algorithm], Format] = {
    (Form.PRIVATE, Algorithm.RSA): Format.PKCS_1,
    (Form.PUBLIC, Algorithm.RSA): Format.PKCS_1,
}
_OTHERWISE: dict[Form, Format] = {
    Form.SYMMETRIC: Format.RAW,
    Form.PRIVATE: Format.PKCS_8,
    Form.PUBLIC: Format.X_509,
}


def default_format(form: Form, algorithm: Algorithm) -> Format:
    """The Key Format Type of a key that the server made, for a client that asks for none."""
    return _DEFAULTS.get((form, algorithm), _OTHERWISE[form])


# ------------------------------------------------------------------------------------------------------- reading


def read_key(form: Form, key_format_type: Format, material: Material, algorithm: Algorithm | None, check: bool) -> Key:
    """Key material of any format in the one form; see ICrypto.read_key."""
    if form is Form.SYMMETRIC:
        return _read_symmetric(key_format_type, material, algorithm)
    if form is Form.PRIVATE:
        private = _read_private(key_format_type, material, check)
        if check:
            keys.check(private)
        return keys.of_private(private, _said(key_format_type, algorithm))
    public = _read_public(key_format_type, material)
    if check:
        keys.check(public)
    return keys.of_public(public, _said(key_format_type, algorithm))


def _said(key_format_type: Format, algorithm: Algorithm | None) -> Algorithm | None:
    """The algorithm as key block and format say it together."""
    if key_format_type not in transparent.EC_FORMATS:
        return algorithm
    by_format, possible = transparent.EC_FORMATS[key_format_type]
    if algorithm is None:
        return by_format
    if algorithm in FAMILY and algorithm not in possible:
        raise BadKeyMaterial(f"{title(key_format_type)} is no format of {title(algorithm)}")
    return algorithm


def _raw(material: Material) -> bytes:
    if isinstance(material, TransparentKey):
        raise BadKeyMaterial("the Key Material is a structure, the Key Format Type wants bytes")
    return material


def _encoded(material: Material) -> bytes:
    material = _raw(material)
    if len(material) > _LARGEST:
        raise BadKeyMaterial(f"key material of {len(material)} bytes is none that we read")
    return material


def _structure(material: Material) -> TransparentKey:
    if isinstance(material, TransparentKey):
        return material
    raise BadKeyMaterial("the Key Material is bytes, the Key Format Type wants a structure")


def _read_symmetric(key_format_type: Format, material: Material, algorithm: Algorithm | None) -> Key:
    # Opaque has no place here: what such bytes mean is unknown by definition, so nothing can be done with them.
    if key_format_type == Format.RAW:
        key = _raw(material)
    elif key_format_type == Format.TRANSPARENT_SYMMETRIC_KEY:
        key = _structure(material).key or b""
    else:
        raise FormatNotSupported(f"a symmetric key has no format {title(key_format_type)}")
    if algorithm is None:
        raise BadKeyMaterial("a symmetric key needs its Cryptographic Algorithm")
    length = length_of(algorithm, len(key))
    if length is None:
        raise BadKeyMaterial(f"{len(key)} bytes are no symmetric key of {title(algorithm)}")
    return Key(Form.SYMMETRIC, algorithm, length, key)


def _read_private(key_format_type: Format, material: Material, check: bool) -> Private:
    if key_format_type in transparent.PRIVATE_READERS:
        return transparent.PRIVATE_READERS[key_format_type](_structure(material), check)
    if key_format_type not in _PRIVATE_SHAPES:
        raise FormatNotSupported(f"a private key has no format {title(key_format_type)}")
    encoded = _encoded(material)
    _expect(encoded, key_format_type)
    return keys.load_private(encoded, check)


# The tag of the second element tells the three apart: PKCS#1 has the modulus there, PKCS#8 the algorithm,
# ECPrivateKey the private number. Clients say PKCS#8 for PKCS#1, as published examples do, and Raw for any of them.
_PRIVATE_SHAPES: dict[Format, frozenset[int]] = {
    Format.PKCS_1: frozenset({der.INTEGER}),
    Format.PKCS_8: frozenset({der.SEQUENCE, der.INTEGER}),
    Format.ECPRIVATEKEY: frozenset({der.OCTET_STRING}),
    Format.RAW: frozenset({der.INTEGER, der.SEQUENCE, der.OCTET_STRING}),
}
# PKCS#1 has the modulus first, X.509 the algorithm.
_PUBLIC_SHAPES: dict[Format, frozenset[int]] = {
    Format.PKCS_1: frozenset({der.INTEGER}),
    Format.X_509: frozenset({der.SEQUENCE}),
    Format.RAW: frozenset({der.INTEGER, der.SEQUENCE}),
}
_PKCS_1_ELEMENTS = 9  # version and eight numbers; DSA has a form with six


def _expect(encoded: bytes, key_format_type: Format) -> None:
    parts = der.children(der.read(encoded))
    tags = [part.tag for part in parts]
    if key_format_type == Format.PKCS_8 and tags == [der.SEQUENCE, der.OCTET_STRING]:
        raise EncryptedKey("the PKCS#8 key is encrypted with a password that the server does not have")
    right = len(parts) > 1 and parts[0].tag == der.INTEGER and parts[1].tag in _PRIVATE_SHAPES[key_format_type]
    if not right or (parts[1].tag == der.INTEGER and len(parts) != _PKCS_1_ELEMENTS):
        raise BadKeyMaterial(f"no private key in {title(key_format_type)}")


def _read_public(key_format_type: Format, material: Material) -> Public:
    if key_format_type in transparent.PUBLIC_READERS:
        return transparent.PUBLIC_READERS[key_format_type](_structure(material), False)
    if key_format_type not in _PUBLIC_SHAPES:
        raise FormatNotSupported(f"a public key has no format {title(key_format_type)}")
    encoded = _encoded(material)
    parts = der.children(der.read(encoded))
    if len(parts) != 2 or parts[0].tag not in _PUBLIC_SHAPES[key_format_type]:
        raise BadKeyMaterial(f"no public key in {title(key_format_type)}")
    return keys.load_public(points.plain_info(encoded))


# ------------------------------------------------------------------------------------------------------- writing


def write_key(key: Key, key_format_type: Format, compression: KeyCompressionType | None) -> Material:
    """Key material in a format; see ICrypto.write_key."""
    if compression is not None and (key.form is not Form.PUBLIC or key.algorithm not in FAMILY):
        raise CompressionNotSupported("only public keys of elliptic curves have a Key Compression Type")
    if key_format_type in transparent.EC_FORMATS and key.algorithm not in transparent.EC_FORMATS[key_format_type][1]:
        raise _no_format(key, key_format_type)
    if key.form is Form.SYMMETRIC:
        return _write_symmetric(key, key_format_type)
    if key.form is Form.PRIVATE:
        return _write_private(key, key_format_type)
    return _write_public(key, key_format_type, compression)


def _no_format(key: Key, key_format_type: Format) -> FormatNotSupported:
    return FormatNotSupported(
        f"a {key.form.name.lower()} key of {title(key.algorithm)} has no format {title(key_format_type)}"
    )


def _write_symmetric(key: Key, key_format_type: Format) -> Material:
    if key_format_type not in _SYMMETRIC_WRITERS:
        raise _no_format(key, key_format_type)
    return _SYMMETRIC_WRITERS[key_format_type](key.material)


_SYMMETRIC_WRITERS: dict[Format, Callable[[bytes], Material]] = {
    Format.RAW: bytes,
    Format.TRANSPARENT_SYMMETRIC_KEY: lambda material: TransparentKey(key=material),
}


def _write_private(key: Key, key_format_type: Format) -> Material:
    if key_format_type == Format.PKCS_8:
        return key.material
    loaded = keys.private_key(key.material)
    writer = _PRIVATE_WRITERS.get((key_format_type, keys.algorithm_of(loaded, None)))
    if writer is None:
        raise _no_format(key, key_format_type)
    return writer(loaded)


def _traditional(loaded: rsa.RSAPrivateKey | ec.EllipticCurvePrivateKey) -> bytes:
    return loaded.private_bytes(Encoding.DER, PrivateFormat.TraditionalOpenSSL, NoEncryption())


_PRIVATE_WRITERS: dict[tuple[Format, Algorithm], Callable[..., Material]] = {
    (Format.PKCS_1, Algorithm.RSA): _traditional,
    (Format.ECPRIVATEKEY, Algorithm.EC): _traditional,
    (Format.TRANSPARENT_RSA_PRIVATE_KEY, Algorithm.RSA): transparent.write_rsa_private,
    (Format.TRANSPARENT_DSA_PRIVATE_KEY, Algorithm.DSA): transparent.write_dsa_private,
    (Format.TRANSPARENT_DH_PRIVATE_KEY, Algorithm.DH): transparent.write_dh_private,
    (Format.TRANSPARENT_EC_PRIVATE_KEY, Algorithm.EC): transparent.write_ec_private,
    (Format.TRANSPARENT_ECDSA_PRIVATE_KEY, Algorithm.EC): transparent.write_ec_private,
    (Format.TRANSPARENT_ECDH_PRIVATE_KEY, Algorithm.EC): transparent.write_ec_private,
    (Format.TRANSPARENT_ECMQV_PRIVATE_KEY, Algorithm.EC): transparent.write_ec_private,
}


def _write_public(key: Key, key_format_type: Format, compression: KeyCompressionType | None) -> Material:
    loaded = keys.public_key(key.material)
    if isinstance(loaded, ec.EllipticCurvePublicKey):
        if key_format_type == Format.X_509:
            return points.write_info(loaded, compression)
        if key_format_type in transparent.PUBLIC_READERS and key_format_type in transparent.EC_FORMATS:
            return transparent.write_ec_public(loaded, compression)
        raise _no_format(key, key_format_type)
    if key_format_type == Format.X_509:
        return key.material
    writer = _PUBLIC_WRITERS.get((key_format_type, key.algorithm))
    if writer is None:
        raise _no_format(key, key_format_type)
    return writer(loaded)


def _pkcs_1(loaded: rsa.RSAPublicKey) -> bytes:
    return loaded.public_bytes(Encoding.DER, PublicFormat.PKCS1)


_PUBLIC_WRITERS: dict[tuple[Format, Algorithm], Callable[..., Material]] = {
    (Format.PKCS_1, Algorithm.RSA): _pkcs_1,
    (Format.TRANSPARENT_RSA_PUBLIC_KEY, Algorithm.RSA): transparent.write_rsa_public,
    (Format.TRANSPARENT_DSA_PUBLIC_KEY, Algorithm.DSA): transparent.write_dsa_public,
    (Format.TRANSPARENT_DH_PUBLIC_KEY, Algorithm.DH): transparent.write_dh_public,
}


# The formats that keys of each form are read from, and those that they are written in.
READ: dict[Form, frozenset[Format]] = {
    Form.SYMMETRIC: frozenset(_SYMMETRIC_WRITERS),
    Form.PRIVATE: frozenset({*_PRIVATE_SHAPES, *transparent.PRIVATE_READERS}),
    Form.PUBLIC: frozenset({*_PUBLIC_SHAPES, *transparent.PUBLIC_READERS}),
}
WRITTEN: dict[Form, frozenset[Format]] = {
    Form.SYMMETRIC: frozenset(_SYMMETRIC_WRITERS),
    Form.PRIVATE: frozenset({Format.PKCS_8, *(written for written, _ in _PRIVATE_WRITERS)}),
    Form.PUBLIC: frozenset(
        {
            Format.X_509,
            *(written for written, _ in _PUBLIC_WRITERS),
            *(transparent.PUBLIC_READERS.keys() & transparent.EC_FORMATS.keys()),
        }
    ),
}
