"""What is known of a cipher: the shape of a row."""

from collections.abc import Callable
from dataclasses import dataclass

from cryptography.hazmat.primitives.ciphers import CipherAlgorithm

from hsmsim.spec.enums import BlockCipherMode


@dataclass(frozen=True, slots=True)
class CipherFacts:
    """One symmetric cipher.

    Args:
        load: makes the cipher of key material.
        sizes: Cryptographic Length in bits to bytes of key material; where two lengths have one size, the first one is
            said of registered keys.
        block: bytes of a block; 0 for a stream cipher.
        modes: the modes that are possible; empty for a stream cipher.
        parity: whether each byte of a key has odd parity.
    """

    load: Callable[[bytes], CipherAlgorithm]
    sizes: dict[int, int]
    block: int
    modes: frozenset[BlockCipherMode]
    parity: bool = False


def whole_bytes(first: int, last: int) -> dict[int, int]:
    """Every length of whole bytes between two lengths in bits."""
    return {bits: bits // 8 for bits in range(first, last + 1, 8)}
