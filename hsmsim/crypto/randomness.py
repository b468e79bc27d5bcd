"""Random bytes, and what RNG Seed does to them."""

from collections.abc import Callable
from hashlib import sha512, shake_256
from hmac import digest

from hsmsim.spec.enums import RNGAlgorithm
from hsmsim.spec.values import RNGParameters

# The bytes come from the operating system, whose construction is its own affair (on Linux it is built on ChaCha20,
# which the enumerations have no name for); Unspecified is the value that is true everywhere.
RNG = RNGParameters(rng_algorithm=RNGAlgorithm.UNSPECIFIED)


class Mixer:
    """A source of random bytes that takes seeds.

    A seed can only add: output is the source's bytes, combined with a stream that depends on all seeds and on further
    bytes of the source. Whoever knows every seed still knows nothing about the output.
    """

    def __init__(self, source: Callable[[int], bytes]) -> None:
        self._source = source
        self._pool = b""

    def random(self, size: int) -> bytes:
        """Random bytes."""
        fresh = self._source(size)
        if not self._pool:
            return fresh
        stream = shake_256(digest(self._pool, self._source(64), "sha512")).digest(size)
        return (int.from_bytes(fresh, "big") ^ int.from_bytes(stream, "big")).to_bytes(size, "big")

    def seed(self, data: bytes) -> int:
        """Mix `data` in; all of it is used."""
        if data:
            self._pool = sha512(self._pool + data).digest()
        return len(data)
