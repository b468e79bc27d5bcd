"""Padding of block ciphers (9.1.3.2.15); only the last block is ever looked at."""

from collections.abc import Callable
from dataclasses import dataclass

from cryptography.hazmat.primitives.padding import ANSIX923, PKCS7

from hsmsim.errors import CryptographicFailure
from hsmsim.spec.enums import PaddingMethod
from hsmsim.spec.term import title

Random = Callable[[int], bytes]


@dataclass(frozen=True, slots=True)
class Padding:
    """How the last block is filled, and how the filling is taken away.

    Args:
        fill: from a source of random bytes, the number of bytes (1 to block size) up to the next block boundary and
            the block size, to the bytes that are appended.
        strip: from the last block to what was data in it; raises ValueError where the block was never padded so.
        empty: whether no data at all is padded to no data at all.
    """

    fill: Callable[[Random, int, int], bytes]
    strip: Callable[[bytes], bytes]
    empty: bool = False


def _pkcs5(random: Random, missing: int, block: int) -> bytes:
    return bytes((missing,)) * missing


def _strip_pkcs5(last: bytes) -> bytes:
    unpadder = PKCS7(len(last) * 8).unpadder()
    return unpadder.update(last) + unpadder.finalize()


def _zeros(random: Random, missing: int, block: int) -> bytes:
    return bytes(missing % block)


def _strip_zeros(last: bytes) -> bytes:
    # A whole block of zeros is never padding: its first byte was data.
    return last[:1] + last[1:].rstrip(b"\0")


def _ansi_x9_23(random: Random, missing: int, block: int) -> bytes:
    return bytes(missing - 1) + bytes((missing,))


def _strip_ansi_x9_23(last: bytes) -> bytes:
    unpadder = ANSIX923(len(last) * 8).unpadder()
    return unpadder.update(last) + unpadder.finalize()


def _iso_10126(random: Random, missing: int, block: int) -> bytes:
    return random(missing - 1) + bytes((missing,))


def _strip_iso_10126(last: bytes) -> bytes:
    if not 0 < last[-1] <= len(last):
        raise ValueError("no ISO 10126 padding")
    return last[: -last[-1]]


def _ssl3(random: Random, missing: int, block: int) -> bytes:
    # RFC 6101 5.2.3.2: the last byte counts the padding before it, whose bytes are arbitrary.
    return random(missing - 1) + bytes((missing - 1,))


def _strip_ssl3(last: bytes) -> bytes:
    if last[-1] >= len(last):
        raise ValueError("no SSL3 padding")
    return last[: -last[-1] - 1]


PADDINGS: dict[PaddingMethod, Padding] = {
    PaddingMethod.PKCS5: Padding(_pkcs5, _strip_pkcs5),
    PaddingMethod.ZEROS: Padding(_zeros, _strip_zeros, empty=True),
    PaddingMethod.ANSI_X9_23: Padding(_ansi_x9_23, _strip_ansi_x9_23),
    PaddingMethod.ISO_10126: Padding(_iso_10126, _strip_iso_10126),
    PaddingMethod.SSL3: Padding(_ssl3, _strip_ssl3),
}


def padding_of(method: PaddingMethod | None) -> Padding | None:
    """The padding of a Padding Method; None where data has to be whole blocks.

    Raises:
        CryptographicFailure: it is a padding of another kind of algorithm.
    """
    if method is None or method == PaddingMethod.NONE:
        return None
    if method not in PADDINGS:
        raise CryptographicFailure(f"Padding Method {title(method)} is not for block ciphers")
    return PADDINGS[method]
