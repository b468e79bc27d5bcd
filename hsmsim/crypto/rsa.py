"""RSA encryption: PKCS#1 v1.5, OAEP with every hash, and none at all (RFC 8017 7.1, 7.2, 5.1)."""

from collections.abc import Callable
from dataclasses import dataclass
from hmac import compare_digest

from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import padding, rsa

from hsmsim.crypto.hashes import hash_of
from hsmsim.crypto.keys import private_key, public_key
from hsmsim.crypto.padding import Random
from hsmsim.crypto.steps import Collected
from hsmsim.errors import CryptographicFailure
from hsmsim.interfaces.crypto import Form, Key
from hsmsim.spec.enums import CryptographicAlgorithm, HashingAlgorithm, MaskGenerator, PaddingMethod
from hsmsim.spec.term import title
from hsmsim.spec.values import CryptographicParameters

_TOO_LONG = "the data is too long for this key and padding"
_NOT_DECRYPTED = "the data cannot be decrypted"

# The hashes for which OpenSSL does OAEP itself; the encoding for the others is below.
_LIBRARY_OAEP = frozenset(
    {
        *(HashingAlgorithm.SHA_1, HashingAlgorithm.SHA_224, HashingAlgorithm.SHA_256),
        *(HashingAlgorithm.SHA_384, HashingAlgorithm.SHA_512),
    }
)


def encryptor(key: Key, parameters: CryptographicParameters, random: Random) -> Collected:
    """Start an encryption with a public key."""
    _expect(key, Form.PUBLIC, parameters)
    loaded = public_key(key.material)
    assert isinstance(loaded, rsa.RSAPublicKey)
    return Collected(ENCRYPTIONS[_method(parameters)](loaded, parameters, random))


def decryptor(key: Key, parameters: CryptographicParameters, random: Random) -> Collected:
    """Start a decryption with a private key."""
    _expect(key, Form.PRIVATE, parameters)
    loaded = private_key(key.material)
    assert isinstance(loaded, rsa.RSAPrivateKey)
    return Collected(_DECRYPTIONS[_method(parameters)](loaded, parameters, random))


def _expect(key: Key, form: Form, parameters: CryptographicParameters) -> None:
    if key.algorithm != CryptographicAlgorithm.RSA:
        raise CryptographicFailure(f"keys of {title(key.algorithm)} do not encrypt")
    if key.form is not form:
        raise CryptographicFailure(f"this needs the {form.name.lower()} key")
    if parameters.cryptographic_algorithm not in (None, CryptographicAlgorithm.RSA):
        raise CryptographicFailure(f"the key is for RSA, not for {title(parameters.cryptographic_algorithm)}")


def _method(parameters: CryptographicParameters) -> PaddingMethod:
    method = parameters.padding_method
    if method is None:
        raise CryptographicFailure("RSA needs a Padding Method")
    if method not in ENCRYPTIONS:
        raise CryptographicFailure(f"Padding Method {title(method)} is not for RSA encryption")
    return method


def mask_hash(parameters: CryptographicParameters, usual: HashingAlgorithm | None) -> hashes.HashAlgorithm:
    """The hash of the mask generator MGF1.

    Raises:
        CryptographicFailure: another mask generator is asked for, or a hash that we do not have.
    """
    if parameters.mask_generator not in (None, MaskGenerator.MGF1):
        raise CryptographicFailure(f"Mask Generator {title(parameters.mask_generator)} is not available")
    return hash_of(parameters.mask_generator_hashing_algorithm or usual)


# --------------------------------------------------------------------------------------------------- PKCS#1 v1.5

Work = Callable[[bytes], bytes]


def _encrypt_pkcs1(key: rsa.RSAPublicKey, parameters: CryptographicParameters, random: Random) -> Work:
    return lambda data: _tried(lambda: key.encrypt(data, padding.PKCS1v15()), _TOO_LONG)


def _decrypt_pkcs1(key: rsa.RSAPrivateKey, parameters: CryptographicParameters, random: Random) -> Work:
    # A wrong padding gives random bytes, not an error: OpenSSL's implicit rejection, which leaves nothing to probe.
    return lambda data: _tried(lambda: key.decrypt(data, padding.PKCS1v15()), _NOT_DECRYPTED)


def _tried(work: Callable[[], bytes], otherwise: str) -> bytes:
    try:
        return work()
    except ValueError:
        raise CryptographicFailure(otherwise) from None


# ---------------------------------------------------------------------------------------------------------- OAEP


@dataclass(frozen=True, slots=True)
class _Oaep:
    """The options of OAEP, and its encoding by hand."""

    digest: hashes.HashAlgorithm
    mask: hashes.HashAlgorithm
    label: bytes

    def encode(self, data: bytes, size: int, seed: bytes) -> bytes:
        """RFC 8017 7.1.1 step 2."""
        room = size - 2 * self.digest.digest_size - 2 - len(data)
        if room < 0:
            raise CryptographicFailure(_TOO_LONG)
        block = _hash(self.digest, self.label) + bytes(room) + b"\x01" + data
        masked = _xor(block, _mgf1(self.mask, seed, len(block)))
        return b"\0" + _xor(seed, _mgf1(self.mask, masked, len(seed))) + masked

    def decode(self, encoded: bytes) -> bytes:
        """RFC 8017 7.1.2 step 3; one text for all ways to be wrong."""
        size = self.digest.digest_size
        masked_seed, masked = encoded[1 : size + 1], encoded[size + 1 :]
        seed = _xor(masked_seed, _mgf1(self.mask, masked, size))
        block = _xor(masked, _mgf1(self.mask, seed, len(masked)))
        filled = block[size:].lstrip(b"\0")
        right = compare_digest(block[:size], _hash(self.digest, self.label))
        if not right & (encoded[0] == 0) & (filled[:1] == b"\x01"):
            raise CryptographicFailure(_NOT_DECRYPTED)
        return filled[1:]


def _oaep(parameters: CryptographicParameters) -> _Oaep:
    # Table 65: the hash of the mask generator is SHA-1 where it is left out, whatever the other hash is.
    mask = mask_hash(parameters, HashingAlgorithm.SHA_1)
    return _Oaep(hash_of(parameters.hashing_algorithm), mask, parameters.p_source or b"")


def _library(parameters: CryptographicParameters, oaep: _Oaep) -> padding.OAEP | None:
    mask = parameters.mask_generator_hashing_algorithm or HashingAlgorithm.SHA_1
    if parameters.hashing_algorithm not in _LIBRARY_OAEP or mask not in _LIBRARY_OAEP:
        return None
    return padding.OAEP(padding.MGF1(oaep.mask), oaep.digest, oaep.label)


def _encrypt_oaep(key: rsa.RSAPublicKey, parameters: CryptographicParameters, random: Random) -> Work:
    oaep = _oaep(parameters)
    library = _library(parameters, oaep)
    if library is not None:
        return lambda data: _tried(lambda: key.encrypt(data, library), _TOO_LONG)
    size = _size(key)
    return lambda data: _raw_public(key, oaep.encode(data, size, random(oaep.digest.digest_size)))


def _decrypt_oaep(key: rsa.RSAPrivateKey, parameters: CryptographicParameters, random: Random) -> Work:
    oaep = _oaep(parameters)
    library = _library(parameters, oaep)
    if library is not None:
        return lambda data: _tried(lambda: key.decrypt(data, library), _NOT_DECRYPTED)
    if _size(key) < 2 * oaep.digest.digest_size + 2:
        raise CryptographicFailure("the key is too short for OAEP with this hash")
    return lambda data: oaep.decode(_raw_private(key, data, random))


def _hash(algorithm: hashes.HashAlgorithm, data: bytes) -> bytes:
    return hashes.Hash.hash(algorithm, data)


def _mgf1(algorithm: hashes.HashAlgorithm, seed: bytes, size: int) -> bytes:
    count = -(-size // algorithm.digest_size)
    return b"".join(_hash(algorithm, seed + index.to_bytes(4, "big")) for index in range(count))[:size]


def _xor(left: bytes, right: bytes) -> bytes:
    return (int.from_bytes(left, "big") ^ int.from_bytes(right, "big")).to_bytes(len(left), "big")


# ---------------------------------------------------------------------------------------------------- no padding


def _size(key: rsa.RSAPublicKey | rsa.RSAPrivateKey) -> int:
    return (key.key_size + 7) // 8


def _encrypt_raw(key: rsa.RSAPublicKey, parameters: CryptographicParameters, random: Random) -> Work:
    return lambda data: _raw_public(key, data)


def _decrypt_raw(key: rsa.RSAPrivateKey, parameters: CryptographicParameters, random: Random) -> Work:
    return lambda data: _raw_private(key, data, random)


def _raw_public(key: rsa.RSAPublicKey, data: bytes) -> bytes:
    numbers, value = key.public_numbers(), int.from_bytes(data, "big")
    if len(data) > _size(key) or value >= numbers.n:
        raise CryptographicFailure(_TOO_LONG)
    return pow(value, numbers.e, numbers.n).to_bytes(_size(key), "big")


def _raw_private(key: rsa.RSAPrivateKey, data: bytes, random: Random) -> bytes:
    """The private operation in plain arithmetic: the library offers none without padding.

    The value is blinded, so that the time it takes says nothing of it, and the result is checked before it leaves.
    """
    numbers, value = key.private_numbers(), int.from_bytes(data, "big")
    n, e = numbers.public_numbers.n, numbers.public_numbers.e
    if len(data) != _size(key) or value >= n:
        raise CryptographicFailure(_NOT_DECRYPTED)
    blind = int.from_bytes(random(_size(key) + 8), "big") % (n - 1) + 1
    blinded = value * pow(blind, e, n) % n
    by_q = pow(blinded, numbers.dmq1, numbers.q)
    by_p = pow(blinded, numbers.dmp1, numbers.p)
    result = (by_q + numbers.q * ((by_p - by_q) * numbers.iqmp % numbers.p)) * pow(blind, -1, n) % n
    if pow(result, e, n) != value:
        raise CryptographicFailure(_NOT_DECRYPTED)
    return result.to_bytes(_size(key), "big")


ENCRYPTIONS: dict[PaddingMethod, Callable[[rsa.RSAPublicKey, CryptographicParameters, Random], Work]] = {
    PaddingMethod.PKCS1_V1_5: _encrypt_pkcs1,
    PaddingMethod.OAEP: _encrypt_oaep,
    PaddingMethod.NONE: _encrypt_raw,
}
_DECRYPTIONS: dict[PaddingMethod, Callable[[rsa.RSAPrivateKey, CryptographicParameters, Random], Work]] = {
    PaddingMethod.PKCS1_V1_5: _decrypt_pkcs1,
    PaddingMethod.OAEP: _decrypt_oaep,
    PaddingMethod.NONE: _decrypt_raw,
}
