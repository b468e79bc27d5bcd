"""Algorithms that are too weak for new uses, yet named by KMIP; nothing else in this package imports them.

Two modes stand here too, CFB and OFB: `cryptography` keeps them beside the weak ciphers.
"""

from collections.abc import Callable

from cryptography.hazmat.decrepit.ciphers import algorithms, modes
from cryptography.hazmat.primitives.ciphers.modes import ModeWithInitializationVector

from hsmsim.crypto.facts import CipherFacts, whole_bytes
from hsmsim.spec.enums import BlockCipherMode, CryptographicAlgorithm

_CLASSIC = frozenset(
    {BlockCipherMode.ECB, BlockCipherMode.CBC, BlockCipherMode.CFB, BlockCipherMode.OFB, BlockCipherMode.CTR}
)


def _des(material: bytes) -> algorithms.TripleDES:
    return algorithms.TripleDES(material * 3)  # three equal keys are single DES


def _triple_des(material: bytes) -> algorithms.TripleDES:
    return algorithms.TripleDES(material + material[:8] if len(material) == 16 else material)


CIPHERS: dict[CryptographicAlgorithm, CipherFacts] = {
    CryptographicAlgorithm.DES: CipherFacts(_des, {56: 8, 64: 8}, 8, _CLASSIC, parity=True),
    CryptographicAlgorithm.DES3: CipherFacts(
        _triple_des, {112: 16, 168: 24, 128: 16, 192: 24}, 8, _CLASSIC, parity=True
    ),
    CryptographicAlgorithm.BLOWFISH: CipherFacts(algorithms.Blowfish, whole_bytes(32, 448), 8, _CLASSIC),
    CryptographicAlgorithm.CAST5: CipherFacts(algorithms.CAST5, whole_bytes(40, 128), 8, _CLASSIC),
    CryptographicAlgorithm.IDEA: CipherFacts(algorithms.IDEA, {128: 16}, 8, _CLASSIC),
    CryptographicAlgorithm.RC2: CipherFacts(algorithms.RC2, {128: 16}, 8, frozenset({BlockCipherMode.CBC})),
    CryptographicAlgorithm.RC4: CipherFacts(
        algorithms.ARC4, {bits: bits // 8 for bits in sorted(algorithms.ARC4.key_sizes)}, 0, frozenset()
    ),
    CryptographicAlgorithm.CAMELLIA: CipherFacts(algorithms.Camellia, {128: 16, 192: 24, 256: 32}, 16, _CLASSIC),
}

MODES: dict[BlockCipherMode, Callable[[bytes], ModeWithInitializationVector]] = {
    BlockCipherMode.CFB: modes.CFB,
    BlockCipherMode.OFB: modes.OFB,
}


def odd_parity(material: bytes) -> bytes:
    """The material with the lowest bit of each byte set so that the byte has an odd number of ones (FIPS 46-3)."""
    return bytes(byte & 0xFE | (byte >> 1).bit_count() & 1 ^ 1 for byte in material)
