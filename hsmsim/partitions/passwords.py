"""Passwords: kept as scrypt, and remembered for a while so that not every request pays for scrypt."""

import hashlib
import hmac
from dataclasses import dataclass, field

WORK = 2**14
SALT_SIZE = 16
DIGEST_SIZE = 32
_BLOCK = 8
_LANES = 1


@dataclass(frozen=True, slots=True)
class Hashed:
    """A password as it is kept.

    Args:
        work: scrypt's N; kept with each password, so that it can grow.
    """

    work: int
    salt: bytes = field(repr=False)
    digest: bytes = field(repr=False)

    def matches(self, password: str) -> bool:
        """Whether it was this password. Slow on purpose."""
        return hmac.compare_digest(_scrypt(password, self.salt, self.work), self.digest)


def hash_password(password: str, salt: bytes, work: int) -> Hashed:
    """A password as it is kept. Slow on purpose."""
    return Hashed(work, salt, _scrypt(password, salt, work))


def _scrypt(password: str, salt: bytes, work: int) -> bytes:
    memory = 128 * _BLOCK * work * 2 + (1 << 20)
    return hashlib.scrypt(_encoded(password), salt=salt, n=work, r=_BLOCK, p=_LANES, maxmem=memory, dklen=DIGEST_SIZE)


def _encoded(text: str) -> bytes:
    return text.encode("utf-8", "surrogatepass")


class Remembered:
    """For each user the password that was right last, as a digest under a key of this process alone."""

    def __init__(self, key: bytes) -> None:
        self._key = key
        self._digests: dict[str, bytes] = {}

    def add(self, user_id: str, password: str) -> None:
        """Remember a password that was right."""
        self._digests[user_id] = self._digest(user_id, password)

    def has(self, user_id: str, password: str) -> bool:
        """Whether this password was right."""
        digest = self._digests.get(user_id)
        return digest is not None and hmac.compare_digest(digest, self._digest(user_id, password))

    def forget(self, user_id: str) -> None:
        """Remember nothing of a user."""
        self._digests.pop(user_id, None)

    def _digest(self, user_id: str, password: str) -> bytes:
        return hmac.digest(self._key, b"%s\0%s" % (_encoded(user_id), _encoded(password)), "sha256")
