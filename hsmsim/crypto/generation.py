"""New keys. Symmetric ones come from the random source; RSA, DSA and elliptic curve ones from OpenSSL's own."""

from collections.abc import Callable

from cryptography.hazmat.primitives.asymmetric import dsa, ec, rsa

from hsmsim.crypto import dh, keys, weak
from hsmsim.crypto.curves import CURVES, LENGTHS, choose
from hsmsim.crypto.lengths import SIZES
from hsmsim.crypto.padding import Random
from hsmsim.errors import CryptographicFailure
from hsmsim.interfaces.crypto import Key
from hsmsim.spec.enums import CryptographicAlgorithm as Algorithm
from hsmsim.spec.enums import RecommendedCurve
from hsmsim.spec.term import title

SYMMETRIC: dict[Algorithm, tuple[int, ...]] = {algorithm: tuple(sizes) for algorithm, sizes in SIZES.items()}

_RSA_LENGTHS = range(1024, 4097, 8)
_PUBLIC_EXPONENT = 65537

# Length of P to length of Q: what OpenSSL makes (FIPS 186-4 4.2 permits more).
_DSA_LENGTHS: dict[int, int] = {1024: 160, 2048: 256, 3072: 256, 4096: 256}


def generate_key(algorithm: Algorithm, length: int, random: Random) -> bytes:
    """A new symmetric key; see ICrypto.generate_key."""
    if algorithm not in SIZES:
        raise CryptographicFailure(f"{title(algorithm)} has no symmetric keys that we make")
    if length not in SIZES[algorithm]:
        raise CryptographicFailure(f"{title(algorithm)} has no keys of {length} bits")
    material = random(SIZES[algorithm][length])
    if algorithm in weak.CIPHERS and weak.CIPHERS[algorithm].parity:
        return weak.odd_parity(material)
    return material


def generate_pair(
    algorithm: Algorithm, length: int | None, curve: RecommendedCurve | None, qlength: int | None, random: Random
) -> tuple[Key, Key]:
    """A new private and public key; see ICrypto.generate_pair."""
    if algorithm not in PAIRS:
        raise CryptographicFailure(f"{title(algorithm)} has no key pairs that we make")
    if algorithm in _ON_CURVES:
        if qlength is not None:
            raise CryptographicFailure("Qlength is for DSA and DH")
        loaded: keys.Private = ec.generate_private_key(CURVES[choose(length, curve)])
    else:
        if curve is not None:
            raise CryptographicFailure(f"{title(algorithm)} has no Recommended Curve")
        if length is None:
            raise CryptographicFailure("a Cryptographic Length is required")
        loaded = _MAKERS[algorithm](length, qlength, random)
    return keys.of_private(loaded, algorithm), keys.of_public(keys.public_half(loaded), algorithm)


def _rsa(length: int, qlength: int | None, random: Random) -> keys.Private:
    if length not in _RSA_LENGTHS or qlength is not None:
        raise CryptographicFailure(f"RSA keys have 1024 to 4096 bits in whole bytes, and no Qlength; not {length} bits")
    return rsa.generate_private_key(_PUBLIC_EXPONENT, length)


def _dsa(length: int, qlength: int | None, random: Random) -> keys.Private:
    if length not in _DSA_LENGTHS:
        raise CryptographicFailure(f"DSA keys have {', '.join(map(str, _DSA_LENGTHS))} bits, not {length}")
    if qlength not in (None, _DSA_LENGTHS[length]):
        raise CryptographicFailure(f"DSA keys of {length} bits have a Qlength of {_DSA_LENGTHS[length]}, not {qlength}")
    return dsa.generate_private_key(length)


def _dh(length: int, qlength: int | None, random: Random) -> keys.Private:
    # The groups are of safe primes: the order of the subgroup is one bit shorter than the modulus.
    if qlength not in (None, length - 1):
        raise CryptographicFailure(f"DH keys of {length} bits have a Qlength of {length - 1}, not {qlength}")
    return dh.generate(length, random)


_ON_CURVES = (Algorithm.EC, Algorithm.ECDSA, Algorithm.ECDH)
_MAKERS: dict[Algorithm, Callable[[int, int | None, Random], keys.Private]] = {
    Algorithm.RSA: _rsa,
    Algorithm.DSA: _dsa,
    Algorithm.DH: _dh,
}
PAIRS: dict[Algorithm, tuple[int, ...]] = {
    Algorithm.RSA: tuple(_RSA_LENGTHS),
    Algorithm.DSA: tuple(_DSA_LENGTHS),
    Algorithm.DH: tuple(dh.GROUPS),
    **dict.fromkeys(_ON_CURVES, LENGTHS),
}
