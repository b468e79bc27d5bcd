"""One use of a symmetric cipher as it was asked for, and the rules that all modes share."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, cast

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives import keywrap
from cryptography.hazmat.primitives.ciphers import Cipher, CipherAlgorithm, modes
from cryptography.hazmat.primitives.ciphers.aead import AESCCM, ChaCha20Poly1305

from hsmsim.crypto.counters import whole
from hsmsim.crypto.padding import Random
from hsmsim.crypto.steps import Collected, CollectedSealed, Context
from hsmsim.errors import CryptographicFailure, MissingIV
from hsmsim.interfaces.crypto import Key
from hsmsim.spec.enums import PaddingMethod
from hsmsim.spec.term import title
from hsmsim.spec.values import CryptographicParameters


@dataclass(slots=True)
class Use:
    """One encryption or decryption, as it was asked for."""

    key: Key
    parameters: CryptographicParameters
    iv: bytes | None
    aad: bytes
    tag: bytes | None
    encrypts: bool
    random: Random = field(repr=False)


def chosen(parameters: CryptographicParameters, usual: int) -> int:
    """Bytes of IV that IV Length asks for, `usual` where it is left out."""
    return usual if parameters.iv_length is None else whole(parameters.iv_length, "IV Length")


def refuse_authentication(use: Use) -> None:
    """Refuse additional data and tag, for uses that authenticate nothing."""
    if use.aad or use.tag is not None:
        raise CryptographicFailure("additional data and authentication tag are for authenticated modes only")


def refuse_padding(use: Use) -> None:
    """Refuse a padding, for uses that pad nothing."""
    if use.parameters.padding_method not in (None, PaddingMethod.NONE):
        raise CryptographicFailure(
            f"Padding Method {title(use.parameters.padding_method)} has no place in Block Cipher Mode "
            f"{title(use.parameters.block_cipher_mode)}"
        )


def given_iv(use: Use, sizes: range) -> bytes:
    """The IV, of one of the sizes in bytes.

    Raises:
        MissingIV: there is none.
    """
    if not use.iv:
        raise MissingIV(f"Block Cipher Mode {title(use.parameters.block_cipher_mode)} needs an IV/Counter/Nonce")
    if len(use.iv) not in sizes:
        allowed = f"{sizes[0]}" if len(sizes) == 1 else f"{sizes[0]} to {sizes[-1]}"
        raise CryptographicFailure(f"an IV/Counter/Nonce of {len(use.iv)} bytes, where {allowed} are right")
    return use.iv


def free_iv(use: Use, sizes: range) -> bytes:
    """An IV of free length; if IV Length is given, it has to be true."""
    iv = given_iv(use, sizes)
    if len(iv) != chosen(use.parameters, len(iv)):
        raise CryptographicFailure(f"an IV/Counter/Nonce of {len(iv)} bytes contradicts the IV Length")
    return iv


def exactly(size: int) -> range:
    """The range of one size."""
    return range(size, size + 1)


def cipher_context(use: Use, cipher: CipherAlgorithm, mode: Any) -> Context:
    """The cipher at work, in the direction of the use."""
    made: Cipher[modes.ModeWithInitializationVector] = Cipher(cipher, mode)
    return made.encryptor() if use.encrypts else made.decryptor()


def tag_size(use: Use, allowed: frozenset[int]) -> int:
    """Bytes of tag: Tag Length, or 16; a tag that is given has this size."""
    size = 16 if use.parameters.tag_length is None else use.parameters.tag_length
    if size not in allowed:
        raise CryptographicFailure(f"Tag Length {size} is not permitted in this mode")
    if use.encrypts:
        return size
    if use.tag is None:
        raise CryptographicFailure("an Authenticated Encryption Tag is required")
    if len(use.tag) != size:
        raise CryptographicFailure(f"an Authenticated Encryption Tag of {len(use.tag)} bytes, where {size} are right")
    return size


def tried(work: Callable[[], bytes]) -> bytes:
    """What `work` gives.

    Raises:
        CryptographicFailure: the library refuses the data.
    """
    try:
        return work()
    except InvalidTag:
        raise CryptographicFailure("the authentication tag is not the data's") from None
    except keywrap.InvalidUnwrap:
        raise CryptographicFailure("the data is not a key that was wrapped with this key") from None
    except (ValueError, OverflowError):
        raise CryptographicFailure("the size of the data is not possible in this mode") from None


def sealing(use: Use, cipher: AESCCM | ChaCha20Poly1305, iv: bytes, size: int, limit: int) -> Collected:
    """A use of a cipher that works on all data at once, less than `limit` bytes, with the tag behind it."""

    def limited(data: bytes) -> bytes:
        if len(data) >= limit:
            raise CryptographicFailure(f"more than {limit - 1} bytes with an IV/Counter/Nonce of {len(iv)}")
        return data

    if use.encrypts:
        return CollectedSealed(lambda data: tried(lambda: cipher.encrypt(iv, limited(data), use.aad)), size)
    tag = cast(bytes, use.tag)
    return Collected(lambda data: tried(lambda: cipher.decrypt(iv, limited(data) + tag, use.aad)))
