"""Sealing: AES-256-GCM under the master key, bound to the place where the bytes belong."""

from collections.abc import Callable

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from hsmsim.store.errors import Damaged

KEY_SIZE = 32
_NONCE_SIZE = 12


class Seal:
    """Seals bytes so that they open only with this key and at their own place.

    Args:
        key: the master key.
        random: source of random bytes.
    """

    def __init__(self, key: bytes, random: Callable[[int], bytes]) -> None:
        self._cipher = AESGCM(key)
        self._random = random

    def close(self, place: str, plain: bytes) -> bytes:
        """The sealed bytes: nonce, ciphertext, tag."""
        nonce = self._random(_NONCE_SIZE)
        return nonce + self._cipher.encrypt(nonce, plain, place.encode())

    def open(self, place: str, sealed: bytes) -> bytes:
        """The plain bytes.

        Raises:
            Damaged: they were sealed with another key or for another place, or changed.
        """
        try:
            return self._cipher.decrypt(sealed[:_NONCE_SIZE], sealed[_NONCE_SIZE:], place.encode())
        except (InvalidTag, ValueError):  # ValueError: too short to hold nonce and tag
            raise Damaged(place) from None


# The place of a thing is also its name in an error. A slash is in no User ID, so no two things have the same place.


def object_place(partition: str, uid: str) -> str:
    """Where the value of an object belongs."""
    return f"object {partition}/{uid}"


def user_place(user_id: str) -> str:
    """Where the record of a user belongs."""
    return f"user {user_id}"
