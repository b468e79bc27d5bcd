"""Lengths of symmetric keys: which there are, and how many bytes of material each has."""

from hsmsim.crypto.ciphers import CIPHERS
from hsmsim.crypto.curves import CURVES, FAMILY
from hsmsim.crypto.facts import whole_bytes
from hsmsim.spec.enums import CryptographicAlgorithm as Algorithm

HMACS: frozenset[Algorithm] = frozenset(
    {
        *(Algorithm.HMAC_MD5, Algorithm.HMAC_SHA1, Algorithm.HMAC_SHA224, Algorithm.HMAC_SHA256),
        *(Algorithm.HMAC_SHA384, Algorithm.HMAC_SHA512, Algorithm.HMAC_SHA3_224, Algorithm.HMAC_SHA3_256),
        *(Algorithm.HMAC_SHA3_384, Algorithm.HMAC_SHA3_512),
    }
)

# Cryptographic Length in bits to bytes of material. A key of HMAC and a pad may have any length; this is what we make.
SIZES: dict[Algorithm, dict[int, int]] = {
    **{algorithm: facts.sizes for algorithm, facts in CIPHERS.items()},
    Algorithm.CHACHA20: {256: 32},
    Algorithm.CHACHA20POLY1305: {256: 32},
    Algorithm.POLY1305: {256: 32},
    **{algorithm: whole_bytes(64, 4096) for algorithm in sorted(HMACS)},
    Algorithm.ONE_TIME_PAD: whole_bytes(8, 8192),
}

_ANY = HMACS | {Algorithm.ONE_TIME_PAD}

ASYMMETRIC: frozenset[Algorithm] = frozenset(
    {
        *(Algorithm.RSA, Algorithm.DSA, Algorithm.DH),
        *(Algorithm.EC, Algorithm.ECDSA, Algorithm.ECDH, Algorithm.ECMQV),
    }
)

_MODULI = range(512, 16385)  # bits of the keys of RSA, DSA and DH that a client might bring


def there_is(algorithm: Algorithm, length: int) -> bool:
    """Whether there are keys of an algorithm with this Cryptographic Length, made here or brought."""
    if algorithm in FAMILY:
        return any(curve.key_size == length for curve in CURVES.values())
    if algorithm in ASYMMETRIC:
        return length in _MODULI
    return length % 8 == 0 if algorithm in _ANY else length in SIZES.get(algorithm, ())


def length_of(algorithm: Algorithm, size: int) -> int | None:
    """Cryptographic Length of `size` bytes of material; None where the algorithm has no such keys."""
    if algorithm in ASYMMETRIC or not size:
        return None
    if algorithm in _ANY or algorithm not in SIZES:
        return size * 8
    return next((bits for bits, known in SIZES[algorithm].items() if known == size), None)
