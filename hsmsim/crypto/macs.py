"""MACs: HMAC with every hash, CMAC of block ciphers, Poly1305."""

from typing import Protocol

from cryptography.exceptions import InvalidSignature, UnsupportedAlgorithm
from cryptography.hazmat.primitives.cmac import CMAC
from cryptography.hazmat.primitives.hmac import HMAC
from cryptography.hazmat.primitives.poly1305 import Poly1305

from hsmsim.crypto.ciphers import CIPHERS, block_cipher
from hsmsim.crypto.hashes import hash_of
from hsmsim.errors import CryptographicFailure, SignatureInvalid
from hsmsim.interfaces.crypto import Form, Key
from hsmsim.spec.enums import BlockCipherMode
from hsmsim.spec.enums import CryptographicAlgorithm as Algorithm
from hsmsim.spec.enums import HashingAlgorithm as Hash
from hsmsim.spec.term import title
from hsmsim.spec.values import CryptographicParameters

HMACS: dict[Algorithm, Hash] = {
    Algorithm.HMAC_MD5: Hash.MD5,
    Algorithm.HMAC_SHA1: Hash.SHA_1,
    Algorithm.HMAC_SHA224: Hash.SHA_224,
    Algorithm.HMAC_SHA256: Hash.SHA_256,
    Algorithm.HMAC_SHA384: Hash.SHA_384,
    Algorithm.HMAC_SHA512: Hash.SHA_512,
    Algorithm.HMAC_SHA3_224: Hash.SHA_3_224,
    Algorithm.HMAC_SHA3_256: Hash.SHA_3_256,
    Algorithm.HMAC_SHA3_384: Hash.SHA_3_384,
    Algorithm.HMAC_SHA3_512: Hash.SHA_3_512,
}


class Context(Protocol):
    """A MAC at work."""

    def update(self, data: bytes) -> None: ...

    def finalize(self) -> bytes: ...

    def verify(self, tag: bytes, /) -> None: ...


class Mac:
    """A MAC in parts: `finish` gives it, `verify` compares it with one."""

    __slots__ = ("_context",)

    def __init__(self, context: Context) -> None:
        self._context = context

    def update(self, data: bytes) -> bytes:
        self._context.update(data)
        return b""

    def finish(self) -> bytes:
        return self._context.finalize()

    def verify(self, signature: bytes) -> None:
        try:
            self._context.verify(signature)
        except InvalidSignature:
            raise SignatureInvalid("the MAC is not the data's") from None


def mac(key: Key, parameters: CryptographicParameters) -> Mac:
    """Start a MAC; see ICrypto.mac."""
    if key.form is not Form.SYMMETRIC:
        raise CryptographicFailure("a MAC needs a symmetric key")
    return Mac(_context(key, parameters))


def _context(key: Key, parameters: CryptographicParameters) -> Context:
    mode, asked = parameters.block_cipher_mode, parameters.cryptographic_algorithm
    if mode == BlockCipherMode.CMAC or (mode is None and asked in CIPHERS):
        return _cmac(key, asked)
    if mode is not None:
        raise CryptographicFailure(f"Block Cipher Mode {title(mode)} makes no MAC here")
    if (asked or key.algorithm) == Algorithm.POLY1305:
        return _poly1305(key)
    return HMAC(key.material, hash_of(_hmac_hash(key, parameters)))


def _cmac(key: Key, asked: Algorithm | None) -> Context:
    if asked not in (None, key.algorithm):
        raise CryptographicFailure(f"the key is for {title(key.algorithm)}, not for {title(asked)}")
    try:
        return CMAC(block_cipher(key))
    except (ValueError, UnsupportedAlgorithm):
        raise CryptographicFailure(f"CMAC is not possible with this key of {title(key.algorithm)}") from None


def _poly1305(key: Key) -> Context:
    if len(key.material) != 32:
        raise CryptographicFailure("Poly1305 needs a key of 256 bits")
    return Poly1305(key.material)


def _hmac_hash(key: Key, parameters: CryptographicParameters) -> Hash:
    """The hash of an HMAC: all that key and parameters say of it has to be the same.

    A key of no HMAC algorithm may serve any of them: clients create AES keys for it.
    """
    asked = parameters.cryptographic_algorithm
    if asked is not None and asked not in HMACS:
        raise CryptographicFailure(f"{title(asked)} makes no MAC here")
    by_names = [HMACS.get(key.algorithm), None if asked is None else HMACS[asked]]
    said = {hashing for hashing in (*by_names, parameters.hashing_algorithm) if hashing is not None}
    if len(said) > 1:
        raise CryptographicFailure("key and parameters name different hashes for the HMAC")
    if not said:
        raise CryptographicFailure("a MAC needs an algorithm: of an HMAC, a hash, or the mode CMAC")
    return said.pop()
