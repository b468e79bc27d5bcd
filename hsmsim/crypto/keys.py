"""Asymmetric keys as loaded objects: from and to `Key`, checks, and the public half.

Loading without the check is cheap (microseconds); checking an RSA private key takes tens of milliseconds, in which no
other thread runs. So a key is checked when it comes in, and never again. Loaded keys are kept in a bounded cache,
which also spares OpenSSL's preparations for a key's first use.
"""

from functools import lru_cache

from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives.asymmetric import dsa, ec, rsa
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    PublicFormat,
    load_der_private_key,
    load_der_public_key,
)

from hsmsim.crypto import der, dh
from hsmsim.crypto.curves import CURVES, FAMILY, NAMES
from hsmsim.errors import BadKeyMaterial
from hsmsim.interfaces.crypto import Form, Key
from hsmsim.spec.enums import CryptographicAlgorithm as Algorithm
from hsmsim.spec.term import title

CACHED = 256
LONGEST = 8192  # bits of a modulus or prime; longer ones take seconds to check, in which the whole process stands

Private = rsa.RSAPrivateKey | dsa.DSAPrivateKey | ec.EllipticCurvePrivateKey | dh.Numbers
Public = rsa.RSAPublicKey | dsa.DSAPublicKey | ec.EllipticCurvePublicKey | dh.Numbers

_PRIVATE = (rsa.RSAPrivateKey, dsa.DSAPrivateKey, ec.EllipticCurvePrivateKey)
_PUBLIC = (rsa.RSAPublicKey, dsa.DSAPublicKey, ec.EllipticCurvePublicKey)


def load_private(material: bytes, check: bool) -> Private:
    """A private key of PKCS#8, PKCS#1 or ECPrivateKey DER.

    Raises:
        BadKeyMaterial: it is none, or of an algorithm that KMIP 1.4 does not name.
    """
    parts = der.children(der.read(material))
    if len(parts) > 2 and dh.named_by(parts[1]):
        return dh.read_private(*parts[:3])
    key = _load(material, skip=True)
    if isinstance(key, rsa.RSAPrivateKey):
        numbers = key.private_numbers()
        # Before the check looks for primes: that takes as long as the numbers are large.
        if key.key_size > LONGEST or numbers.p * numbers.q != numbers.public_numbers.n:
            raise BadKeyMaterial(f"no RSA key of up to {LONGEST} bits")
        return _load(material, skip=False) if check else key
    return key


def _load(material: bytes, skip: bool) -> rsa.RSAPrivateKey | dsa.DSAPrivateKey | ec.EllipticCurvePrivateKey:
    try:
        key = load_der_private_key(material, None, unsafe_skip_rsa_key_validation=skip)
    except (ValueError, TypeError, UnsupportedAlgorithm):
        raise BadKeyMaterial("not a private key that we can read") from None
    if not isinstance(key, _PRIVATE):
        raise BadKeyMaterial("a private key of an algorithm that KMIP 1.4 does not name")
    return key


def load_public(material: bytes) -> Public:
    """A public key of SubjectPublicKeyInfo or PKCS#1 DER; raises as `load_private`."""
    parts = der.children(der.read(material))
    if len(parts) == 2 and dh.named_by(parts[0]):
        return dh.read_public(*parts)
    try:
        key = load_der_public_key(material)
    except (ValueError, UnsupportedAlgorithm):
        raise BadKeyMaterial("not a public key that we can read") from None
    if not isinstance(key, _PUBLIC):
        raise BadKeyMaterial("a public key of an algorithm that KMIP 1.4 does not name")
    if key.key_size > LONGEST:
        raise BadKeyMaterial(f"keys have up to {LONGEST} bits here")
    return key


@lru_cache(maxsize=CACHED)
def private_key(material: bytes) -> Private:
    """The loaded key of a private `Key`."""
    return load_private(material, check=False)


@lru_cache(maxsize=CACHED)
def public_key(material: bytes) -> Public:
    """The loaded key of a public `Key`."""
    return load_public(material)


# -------------------------------------------------------------------------------------------------- to the one form


def algorithm_of(loaded: Private | Public, said: Algorithm | None) -> Algorithm:
    """The algorithm of a loaded key; which of the names for elliptic curves it has, is what was said of it.

    Raises:
        BadKeyMaterial: it is of another algorithm than was said.
    """
    found = _found(loaded)
    if said is None or said == found:
        return found
    if found in FAMILY and said in FAMILY:
        return said
    raise BadKeyMaterial(f"a key of {title(found)}, not of {title(said)}")


def _found(loaded: Private | Public) -> Algorithm:
    if isinstance(loaded, rsa.RSAPrivateKey | rsa.RSAPublicKey):
        return Algorithm.RSA
    if isinstance(loaded, dsa.DSAPrivateKey | dsa.DSAPublicKey):
        return Algorithm.DSA
    return Algorithm.DH if isinstance(loaded, dh.Numbers) else Algorithm.EC


def of_private(loaded: Private, said: Algorithm | None) -> Key:
    """The `Key` of a loaded private key."""
    material = dh.write_private(loaded) if isinstance(loaded, dh.Numbers) else _pkcs_8(loaded)
    return _key(Form.PRIVATE, loaded, said, material)


def of_public(loaded: Public, said: Algorithm | None) -> Key:
    """The `Key` of a loaded public key."""
    material = dh.write_public(loaded) if isinstance(loaded, dh.Numbers) else _spki(loaded)
    return _key(Form.PUBLIC, loaded, said, material)


def _pkcs_8(loaded: rsa.RSAPrivateKey | dsa.DSAPrivateKey | ec.EllipticCurvePrivateKey) -> bytes:
    return loaded.private_bytes(Encoding.DER, PrivateFormat.PKCS8, NoEncryption())


def _spki(loaded: rsa.RSAPublicKey | dsa.DSAPublicKey | ec.EllipticCurvePublicKey) -> bytes:
    return loaded.public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)


def _key(form: Form, loaded: Private | Public, said: Algorithm | None, material: bytes) -> Key:
    algorithm = algorithm_of(loaded, said)
    if not isinstance(loaded, ec.EllipticCurvePrivateKey | ec.EllipticCurvePublicKey):
        return Key(form, algorithm, loaded.key_size, material)
    if loaded.curve.name not in NAMES:
        raise BadKeyMaterial(f"curve {loaded.curve.name} has no name among the Recommended Curves that we have")
    curve = NAMES[loaded.curve.name]
    return Key(form, algorithm, CURVES[curve].key_size, material, curve)


def public_half(loaded: Private) -> Public:
    """The public key of a private key."""
    return dh.public(loaded) if isinstance(loaded, dh.Numbers) else loaded.public_key()


# -------------------------------------------------------------------------------------------------------- checks


def check(loaded: Private | Public) -> None:
    """Whether the numbers of a loaded key can be a key.

    RSA private keys and all of elliptic curves are checked by the library, while they are loaded.

    Raises:
        BadKeyMaterial: they cannot.
    """
    if isinstance(loaded, dh.Numbers):
        dh.check(loaded)
    elif isinstance(loaded, dsa.DSAPrivateKey | dsa.DSAPublicKey):
        _check_dsa(loaded)
    elif isinstance(loaded, rsa.RSAPublicKey):
        _check_rsa(loaded.public_numbers())


def _check_rsa(numbers: rsa.RSAPublicNumbers) -> None:
    if not numbers.n & 1 or not numbers.e & 1 or not 1 < numbers.e < numbers.n:
        raise BadKeyMaterial("no RSA public key: modulus and exponent have to be odd")


def _check_dsa(loaded: dsa.DSAPrivateKey | dsa.DSAPublicKey) -> None:
    public = loaded.public_key() if isinstance(loaded, dsa.DSAPrivateKey) else loaded
    numbers = public.public_numbers()
    p, q, g = numbers.parameter_numbers.p, numbers.parameter_numbers.q, numbers.parameter_numbers.g
    if (p - 1) % q or not 1 < g < p or pow(g, q, p) != 1 or not 1 < numbers.y < p or pow(numbers.y, q, p) != 1:
        raise BadKeyMaterial("no DSA key: the numbers do not belong together")
