"""Stream ciphers: RC4, ChaCha20, ChaCha20 with Poly1305, and the one-time pad."""

from collections.abc import Callable

from cryptography.hazmat.primitives.ciphers import algorithms
from cryptography.hazmat.primitives.ciphers.aead import ChaCha20Poly1305

from hsmsim.crypto import weak
from hsmsim.crypto.steps import Collected, Direct, Pad
from hsmsim.crypto.uses import (
    Use,
    chosen,
    cipher_context,
    exactly,
    free_iv,
    refuse_authentication,
    refuse_padding,
    sealing,
    tag_size,
)
from hsmsim.errors import CryptographicFailure
from hsmsim.interfaces.crypto import Key
from hsmsim.spec.enums import BlockCipherMode as Mode
from hsmsim.spec.enums import CryptographicAlgorithm
from hsmsim.spec.term import title
from hsmsim.spec.values import CryptographicParameters

_WITHOUT_NONCE = frozenset({CryptographicAlgorithm.RC4, CryptographicAlgorithm.ONE_TIME_PAD})
_CHACHA_NONCE = 12
_POLY1305_TAG = 16
_POLY1305_LIMIT = 1 << 31  # bytes; the library takes no more at once


def _no_mode(use: Use, *allowed: Mode) -> None:
    mode = use.parameters.block_cipher_mode
    if mode is not None and mode not in allowed:
        raise CryptographicFailure(f"{title(use.key.algorithm)} is no block cipher and has no mode {title(mode)}")
    refuse_padding(use)


def _rc4(use: Use) -> Direct:
    _no_mode(use)
    refuse_authentication(use)
    return Direct(cipher_context(use, weak.CIPHERS[CryptographicAlgorithm.RC4].load(use.key.material), None))


def _chacha20(use: Use) -> Direct:
    """ChaCha20: a nonce of 12 bytes and a counter of 4 (RFC 8439), 8 and 8 (its first form), or both as 16 bytes.

    The counter starts at Initial Counter Value, or 0. OpenSSL takes counter (little-endian), then nonce.
    """
    _no_mode(use)
    refuse_authentication(use)
    iv = free_iv(use, range(8, 17, 4))
    width, counter = 16 - len(iv), use.parameters.initial_counter_value or 0
    if counter < 0 or counter.bit_length() > width * 8:
        if width:
            raise CryptographicFailure(f"the Initial Counter Value is no counter of {width} bytes")
        raise CryptographicFailure("an IV/Counter/Nonce of 16 bytes has the counter in it: no Initial Counter Value")
    return Direct(
        cipher_context(use, algorithms.ChaCha20(use.key.material, counter.to_bytes(width, "little") + iv), None)
    )


def _chacha20_poly1305(use: Use) -> Collected:
    _no_mode(use, Mode.AEAD)
    size = tag_size(use, frozenset({_POLY1305_TAG}))
    iv = free_iv(use, exactly(_CHACHA_NONCE))
    return sealing(use, ChaCha20Poly1305(use.key.material), iv, size, _POLY1305_LIMIT)


def _one_time_pad(use: Use) -> Direct:
    _no_mode(use)
    refuse_authentication(use)
    if use.iv:
        raise CryptographicFailure("a one-time pad has no IV/Counter/Nonce")
    return Direct(Pad(use.key.material))


STREAMS: dict[CryptographicAlgorithm, Callable[[Use], Direct | Collected]] = {
    CryptographicAlgorithm.RC4: _rc4,
    CryptographicAlgorithm.CHACHA20: _chacha20,
    CryptographicAlgorithm.CHACHA20POLY1305: _chacha20_poly1305,
    CryptographicAlgorithm.ONE_TIME_PAD: _one_time_pad,
}


def iv_size(key: Key, parameters: CryptographicParameters) -> int:
    """Bytes of nonce that a stream cipher takes."""
    return 0 if key.algorithm in _WITHOUT_NONCE else chosen(parameters, _CHACHA_NONCE)
