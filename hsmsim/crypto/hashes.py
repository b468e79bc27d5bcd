"""Hashes."""

from cryptography.hazmat.primitives import hashes

from hsmsim.errors import CryptographicFailure
from hsmsim.spec.enums import HashingAlgorithm
from hsmsim.spec.term import title

HASHES: dict[HashingAlgorithm, hashes.HashAlgorithm] = {
    HashingAlgorithm.MD5: hashes.MD5(),
    HashingAlgorithm.SHA_1: hashes.SHA1(),
    HashingAlgorithm.SHA_224: hashes.SHA224(),
    HashingAlgorithm.SHA_256: hashes.SHA256(),
    HashingAlgorithm.SHA_384: hashes.SHA384(),
    HashingAlgorithm.SHA_512: hashes.SHA512(),
    HashingAlgorithm.SHA_512_224: hashes.SHA512_224(),
    HashingAlgorithm.SHA_512_256: hashes.SHA512_256(),
    HashingAlgorithm.SHA_3_224: hashes.SHA3_224(),
    HashingAlgorithm.SHA_3_256: hashes.SHA3_256(),
    HashingAlgorithm.SHA_3_384: hashes.SHA3_384(),
    HashingAlgorithm.SHA_3_512: hashes.SHA3_512(),
}


def hash_of(hashing_algorithm: HashingAlgorithm | None) -> hashes.HashAlgorithm:
    """The hash of a Hashing Algorithm.

    Raises:
        CryptographicFailure: none is named, or we do not have it.
    """
    if hashing_algorithm is None:
        raise CryptographicFailure("a Hashing Algorithm is required")
    try:
        return HASHES[hashing_algorithm]
    except KeyError:
        raise CryptographicFailure(f"Hashing Algorithm {title(hashing_algorithm)} is not available") from None


class HashStep:
    """A hash in parts; `finish` gives the digest."""

    __slots__ = ("_context",)

    def __init__(self, algorithm: hashes.HashAlgorithm) -> None:
        self._context = hashes.Hash(algorithm)

    def update(self, data: bytes) -> bytes:
        self._context.update(data)
        return b""

    def finish(self) -> bytes:
        return self._context.finalize()


class GivenDigest:
    """A digest that the caller made, in parts, in the place of a hash."""

    __slots__ = ("_algorithm", "_parts")

    def __init__(self, algorithm: hashes.HashAlgorithm) -> None:
        self._algorithm = algorithm
        self._parts = bytearray()

    def update(self, data: bytes) -> bytes:
        self._parts += data
        return b""

    def finish(self) -> bytes:
        """The digest.

        Raises:
            CryptographicFailure: it has not the size of the hash.
        """
        if len(self._parts) != self._algorithm.digest_size:
            raise CryptographicFailure(
                f"a digest of {len(self._parts)} bytes is none of {self._algorithm.name}, which has "
                f"{self._algorithm.digest_size}"
            )
        return bytes(self._parts)


def digesting(algorithm: hashes.HashAlgorithm, digested: bool) -> HashStep | GivenDigest:
    """Where the data of a signature goes: into a hash, or kept because it is the digest."""
    return GivenDigest(algorithm) if digested else HashStep(algorithm)
