"""Transparent keys: the numbers of a key, by themselves (2.1.7, tables 14 to 28)."""

from collections.abc import Callable
from math import gcd
from typing import Any

from cryptography.hazmat.primitives.asymmetric import dsa, ec, rsa

from hsmsim.crypto import dh, points
from hsmsim.crypto.curves import CURVES, NAMES
from hsmsim.crypto.keys import LONGEST, Private, Public
from hsmsim.errors import BadKeyMaterial
from hsmsim.spec.enums import CryptographicAlgorithm as Algorithm
from hsmsim.spec.enums import KeyCompressionType, RecommendedCurve
from hsmsim.spec.enums import KeyFormatType as Format
from hsmsim.spec.structures import TransparentKey
from hsmsim.spec.term import title

# Exponents that keys are made with; one of them is assumed only after it was seen to fit.
_USUAL_EXPONENTS = (65537, 3, 17, 5, 257)

_BASES = (2, 3, 5, 7, 11, 13, 17, 19, 23, 29, 31, 37, 41, 43, 47, 53, 59, 61, 67, 71, 73, 79, 83, 89)

_WITHOUT_FACTORS = "a private RSA key needs P and Q, the Private Exponent, or both prime exponents"

# What each elliptic curve format says of the algorithm, and the algorithms whose keys may be written so.
EC_FORMATS: dict[Format, tuple[Algorithm, frozenset[Algorithm]]] = {
    Format.TRANSPARENT_EC_PRIVATE_KEY: (
        Algorithm.EC,
        frozenset({Algorithm.EC, Algorithm.ECDSA, Algorithm.ECDH, Algorithm.ECMQV}),
    ),
    Format.TRANSPARENT_ECDSA_PRIVATE_KEY: (Algorithm.ECDSA, frozenset({Algorithm.EC, Algorithm.ECDSA})),
    Format.TRANSPARENT_ECDH_PRIVATE_KEY: (Algorithm.ECDH, frozenset({Algorithm.EC, Algorithm.ECDH})),
    Format.TRANSPARENT_ECMQV_PRIVATE_KEY: (Algorithm.ECMQV, frozenset({Algorithm.EC, Algorithm.ECMQV})),
}
EC_FORMATS.update(
    {Format(private + 1): row for private, row in EC_FORMATS.items()}  # the public format follows the private one
)


def _need(key: TransparentKey, *names: str) -> list[Any]:
    values = [getattr(key, name) for name in names]
    for name, value in zip(names, values, strict=True):
        if value is None or (isinstance(value, int) and (value < 0 or value.bit_length() > LONGEST)):
            raise BadKeyMaterial(f"the key material lacks a good {name.replace('_', ' ').title()}")
    return values


def _made(build: Callable[[], Any]) -> Any:
    """What `build` gives; the library's refusals of numbers become ours."""
    try:
        return build()
    except (ValueError, TypeError, OverflowError, ZeroDivisionError):
        raise BadKeyMaterial("the numbers do not make a key") from None


# ------------------------------------------------------------------------------------------------------- reading


def _read_rsa_private(key: TransparentKey, check: bool) -> rsa.RSAPrivateKey:
    p, q, e, d = _made(lambda: _rsa_numbers(key))
    numbers = rsa.RSAPrivateNumbers(
        p=p,
        q=q,
        d=d,
        dmp1=d % (p - 1),
        dmq1=d % (q - 1),
        iqmp=_made(lambda: rsa.rsa_crt_iqmp(p, q)),
        public_numbers=rsa.RSAPublicNumbers(e, p * q),
    )
    loaded: rsa.RSAPrivateKey = _made(lambda: numbers.private_key(unsafe_skip_rsa_key_validation=not check))
    return loaded


def _rsa_numbers(key: TransparentKey) -> tuple[int, int, int, int]:
    """P, Q, Public Exponent and Private Exponent, whichever of them were given."""
    (n,) = _need(key, "modulus")
    for name in ("public_exponent", "private_exponent", "p", "q", "prime_exponent_p", "prime_exponent_q"):
        if getattr(key, name) is not None:
            _need(key, name)
    e = key.public_exponent or _public_exponent(n, key.private_exponent)
    p, q = _factors(key, n, e)
    if p * q != n or min(p, q) < 3:
        raise BadKeyMaterial("the Modulus is not the product of P and Q")
    return p, q, e, key.private_exponent or rsa.rsa_recover_private_exponent(e, p, q)


def _public_exponent(n: int, d: int | None) -> int:
    if d is None:
        return _USUAL_EXPONENTS[0]
    powered = pow(2, d, n)
    for e in _USUAL_EXPONENTS:
        if pow(powered, e, n) == 2:
            return e
    raise BadKeyMaterial("the key material lacks the Public Exponent, which is not one of the usual")


def _factors(key: TransparentKey, n: int, e: int) -> tuple[int, int]:
    if key.p is not None and key.q is not None:
        return key.p, key.q
    if key.private_exponent is not None:
        return _split(n, e * key.private_exponent - 1)
    if key.prime_exponent_p is not None and key.prime_exponent_q is not None:
        # 2^(e dP) is 2 modulo P, and 2 modulo Q only by accident.
        p = gcd(pow(2, e * key.prime_exponent_p, n) - 2, n)
        return p, n // p
    raise BadKeyMaterial(_WITHOUT_FACTORS)


def _split(n: int, multiple: int) -> tuple[int, int]:
    """The factors of a modulus, from a multiple of the order of its group.

    A base leads to them with even chances (Handbook of Applied Cryptography 8.2.2). `cryptography` has this too, but
    tries 500 bases on numbers that are no modulus at all; with large ones the process would stand for minutes.
    """
    if multiple < 1 or pow(2, multiple, n) != 1:
        raise BadKeyMaterial("Modulus, Public Exponent and Private Exponent do not belong together")
    twos = (multiple & -multiple).bit_length() - 1
    for base in _BASES:
        root = pow(base, multiple >> twos, n)
        for _ in range(twos):
            square = root * root % n
            if square == 1 and root not in (1, n - 1):
                return gcd(root - 1, n), n // gcd(root - 1, n)
            root = square
    raise BadKeyMaterial("the Modulus has not two prime factors")


def _read_rsa_public(key: TransparentKey, check: bool) -> rsa.RSAPublicKey:
    n, e = _need(key, "modulus", "public_exponent")
    loaded: rsa.RSAPublicKey = _made(lambda: rsa.RSAPublicNumbers(e, n).public_key())
    return loaded


def _read_dsa_private(key: TransparentKey, check: bool) -> dsa.DSAPrivateKey:
    p, q, g, x = _need(key, "p", "q", "g", "x")
    domain = dsa.DSAParameterNumbers(p, q, g)
    public = dsa.DSAPublicNumbers(_made(lambda: pow(g, x, p)), domain)
    loaded: dsa.DSAPrivateKey = _made(lambda: dsa.DSAPrivateNumbers(x, public).private_key())
    return loaded


def _read_dsa_public(key: TransparentKey, check: bool) -> dsa.DSAPublicKey:
    p, q, g, y = _need(key, "p", "q", "g", "y")
    public = dsa.DSAPublicNumbers(y, dsa.DSAParameterNumbers(p, q, g))
    loaded: dsa.DSAPublicKey = _made(public.public_key)
    return loaded


def _read_dh_private(key: TransparentKey, check: bool) -> dh.Numbers:
    p, g, x = _need(key, "p", "g", "x")
    return dh.private(p, g, key.q, key.j, x)


def _read_dh_public(key: TransparentKey, check: bool) -> dh.Numbers:
    p, g, y = _need(key, "p", "g", "y")
    return dh.Numbers(p, g, y, key.q, key.j)


def _curve(name: RecommendedCurve) -> ec.EllipticCurve:
    if name not in CURVES:
        raise BadKeyMaterial(f"Recommended Curve {title(name)} is not available")
    return CURVES[name]


def _read_ec_private(key: TransparentKey, check: bool) -> ec.EllipticCurvePrivateKey:
    curve, d = _need(key, "recommended_curve", "d")
    loaded: ec.EllipticCurvePrivateKey = _made(lambda: ec.derive_private_key(d, _curve(curve)))
    return loaded


def _read_ec_public(key: TransparentKey, check: bool) -> ec.EllipticCurvePublicKey:
    curve, point = _need(key, "recommended_curve", "q_string")
    return points.read(_curve(curve), point)


PRIVATE_READERS: dict[Format, Callable[[TransparentKey, bool], Private]] = {
    Format.TRANSPARENT_RSA_PRIVATE_KEY: _read_rsa_private,
    Format.TRANSPARENT_DSA_PRIVATE_KEY: _read_dsa_private,
    Format.TRANSPARENT_DH_PRIVATE_KEY: _read_dh_private,
    Format.TRANSPARENT_EC_PRIVATE_KEY: _read_ec_private,
    Format.TRANSPARENT_ECDSA_PRIVATE_KEY: _read_ec_private,
    Format.TRANSPARENT_ECDH_PRIVATE_KEY: _read_ec_private,
    Format.TRANSPARENT_ECMQV_PRIVATE_KEY: _read_ec_private,
}
PUBLIC_READERS: dict[Format, Callable[[TransparentKey, bool], Public]] = {
    Format.TRANSPARENT_RSA_PUBLIC_KEY: _read_rsa_public,
    Format.TRANSPARENT_DSA_PUBLIC_KEY: _read_dsa_public,
    Format.TRANSPARENT_DH_PUBLIC_KEY: _read_dh_public,
    Format.TRANSPARENT_EC_PUBLIC_KEY: _read_ec_public,
    Format.TRANSPARENT_ECDSA_PUBLIC_KEY: _read_ec_public,
    Format.TRANSPARENT_ECDH_PUBLIC_KEY: _read_ec_public,
    Format.TRANSPARENT_ECMQV_PUBLIC_KEY: _read_ec_public,
}

# ------------------------------------------------------------------------------------------------------- writing


def write_rsa_private(loaded: rsa.RSAPrivateKey) -> TransparentKey:
    """Table 17, every field."""
    numbers = loaded.private_numbers()
    return TransparentKey(
        modulus=numbers.public_numbers.n,
        private_exponent=numbers.d,
        public_exponent=numbers.public_numbers.e,
        p=numbers.p,
        q=numbers.q,
        prime_exponent_p=numbers.dmp1,
        prime_exponent_q=numbers.dmq1,
        crt_coefficient=numbers.iqmp,
    )


def write_rsa_public(loaded: rsa.RSAPublicKey) -> TransparentKey:
    """Table 18."""
    numbers = loaded.public_numbers()
    return TransparentKey(modulus=numbers.n, public_exponent=numbers.e)


def write_dsa_private(loaded: dsa.DSAPrivateKey) -> TransparentKey:
    """Table 15."""
    numbers = loaded.private_numbers()
    domain = numbers.public_numbers.parameter_numbers
    return TransparentKey(p=domain.p, q=domain.q, g=domain.g, x=numbers.x)


def write_dsa_public(loaded: dsa.DSAPublicKey) -> TransparentKey:
    """Table 16."""
    numbers = loaded.public_numbers()
    domain = numbers.parameter_numbers
    return TransparentKey(p=domain.p, q=domain.q, g=domain.g, y=numbers.y)


def write_dh_private(numbers: dh.Numbers) -> TransparentKey:
    """Table 19."""
    return TransparentKey(p=numbers.p, q=numbers.q, g=numbers.g, j=numbers.j, x=numbers.x)


def write_dh_public(numbers: dh.Numbers) -> TransparentKey:
    """Table 20."""
    return TransparentKey(p=numbers.p, q=numbers.q, g=numbers.g, j=numbers.j, y=numbers.y)


def write_ec_private(loaded: ec.EllipticCurvePrivateKey) -> TransparentKey:
    """Tables 21, 23, 25 and 27."""
    return TransparentKey(recommended_curve=NAMES[loaded.curve.name], d=loaded.private_numbers().private_value)


def write_ec_public(loaded: ec.EllipticCurvePublicKey, compression: KeyCompressionType | None) -> TransparentKey:
    """Tables 22, 24, 26 and 28."""
    return TransparentKey(recommended_curve=NAMES[loaded.curve.name], q_string=points.write(loaded, compression))
