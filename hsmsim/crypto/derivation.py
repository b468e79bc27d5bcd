"""Keys from other secrets: PBKDF2, HKDF, the functions of NIST SP 800-108, and key agreement."""

from collections.abc import Callable, Iterator
from itertools import count

from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from cryptography.hazmat.primitives.kdf.pbkdf2 import PBKDF2HMAC

from hsmsim.crypto import dh, keys, macs
from hsmsim.crypto.hashes import hash_of
from hsmsim.errors import CryptographicFailure
from hsmsim.interfaces.crypto import Form, Key
from hsmsim.spec.enums import DerivationMethod as Method
from hsmsim.spec.enums import HashingAlgorithm as Hash
from hsmsim.spec.term import title
from hsmsim.spec.values import CryptographicParameters

MOST_ROUNDS = 1 << 24  # of PBKDF2, over all blocks of the output: a few seconds
MOST_DATA = 1 << 28  # bytes that a function of SP 800-108 takes, over all blocks of the output
_COUNTER = 4  # bytes of the counter; KMIP has no field for another size

Function = Callable[[bytes], bytes]


def _hash(parameters: CryptographicParameters, usual: Hash | None) -> hashes.HashAlgorithm:
    """The hash under an HMAC: the one that is named, as such or in the name of an HMAC; `usual` where none is."""
    asked = parameters.cryptographic_algorithm
    if asked is not None and asked not in macs.HMACS:
        raise CryptographicFailure(f"{title(asked)} is no HMAC")
    named = None if asked is None else macs.HMACS[asked]
    said = {each for each in (named, parameters.hashing_algorithm) if each is not None}
    if len(said) > 1:
        raise CryptographicFailure("the parameters name different hashes for the HMAC")
    return hash_of(said.pop() if said else usual)


def pbkdf2(password: bytes, parameters: CryptographicParameters, salt: bytes, iteration_count: int, size: int) -> bytes:
    """PBKDF2 of RFC 8018; see ICrypto.pbkdf2."""
    hashing = _hash(parameters, Hash.SHA_1)
    blocks = -(-size // hashing.digest_size)
    if not 0 < iteration_count * blocks <= MOST_ROUNDS:
        raise CryptographicFailure(f"{iteration_count} iterations for each of {blocks} blocks are none or too many")
    return PBKDF2HMAC(hashing, size, salt, iteration_count).derive(password)


def hkdf(secret: bytes, parameters: CryptographicParameters, salt: bytes, info: bytes, size: int) -> bytes:
    """HKDF of RFC 5869; see ICrypto.hkdf."""
    hashing = _hash(parameters, None)
    if size > 255 * hashing.digest_size:
        raise CryptographicFailure(f"HKDF with {hashing.name} gives {255 * hashing.digest_size} bytes, not {size}")
    return HKDF(hashing, size, salt, info).derive(secret)


# ------------------------------------------------------------------------------------------------ NIST SP 800-108


def kdf(method: Method, key: Key, parameters: CryptographicParameters, iv: bytes, data: bytes, size: int) -> bytes:
    """A function of NIST SP 800-108; see ICrypto.kdf."""
    if method not in _MODES:
        raise CryptographicFailure(f"{title(method)} is no function of SP 800-108")

    def prf(message: bytes) -> bytes:
        step = macs.mac(key, parameters)
        step.update(message)
        return step.finish()

    blocks = _MODES[method](prf, iv, data)
    output = bytearray(next(blocks))
    if -(-size // len(output)) * len(data) > MOST_DATA:
        raise CryptographicFailure(f"{len(data)} bytes of data are too many for {size} bytes of output")
    while len(output) < size:
        output += next(blocks)
    return bytes(output[:size])


def _numbers() -> Iterator[bytes]:
    return (number.to_bytes(_COUNTER, "big") for number in count(1))


def _counter(prf: Function, iv: bytes, data: bytes) -> Iterator[bytes]:
    """Counter Mode (5.1)."""
    return (prf(number + data) for number in _numbers())


def _feedback(prf: Function, iv: bytes, data: bytes) -> Iterator[bytes]:
    """Feedback Mode (5.2): each block goes into the next one, the initialization vector into the first."""
    numbers, block = _numbers(), iv
    while True:
        block = prf(block + next(numbers) + data)
        yield block


def _pipeline(prf: Function, iv: bytes, data: bytes) -> Iterator[bytes]:
    """Double-Pipeline Iteration Mode (5.3): a second pipeline, which begins with the data, goes into the blocks."""
    numbers, value = _numbers(), data
    while True:
        value = prf(value)
        yield prf(value + next(numbers) + data)


_MODES: dict[Method, Callable[[Function, bytes, bytes], Iterator[bytes]]] = {
    Method.NIST800_108_C: _counter,
    Method.NIST800_108_F: _feedback,
    Method.NIST800_108_DPI: _pipeline,
}


# --------------------------------------------------------------------------------------------------- key agreement


def agree(private: Key, public: Key) -> bytes:
    """The shared secret of a private and a public key; see ICrypto.agree."""
    if (private.form, public.form) != (Form.PRIVATE, Form.PUBLIC):
        raise CryptographicFailure("an agreement needs a private and a public key")
    own, other = keys.private_key(private.material), keys.public_key(public.material)
    if isinstance(own, dh.Numbers) and isinstance(other, dh.Numbers):
        return dh.agree(own, other)
    if isinstance(own, ec.EllipticCurvePrivateKey) and isinstance(other, ec.EllipticCurvePublicKey):
        if own.curve.name != other.curve.name:
            raise CryptographicFailure("the keys are on different curves")
        return own.exchange(ec.ECDH(), other)
    raise CryptographicFailure(f"{title(private.algorithm)} and {title(public.algorithm)} have no agreement here")
