"""Multi-part operations: what a Correlation Value stands for (KMIP 1.4 section 4, 2.1.15)."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from hsmsim.errors import FeatureNotSupported, NoSuchStream
from hsmsim.spec.enums import Operation

MAX_STREAMS = 64  # of one user at a time
LIFETIME = 600  # seconds since the last part


@dataclass(slots=True)
class Stream:
    """One operation that is being carried out in parts.

    Args:
        operation: the operation that began it; no other continues it.
        uid: the key; empty for Hash.
        step: the use of the key; see interfaces/crypto.py.
        expires: seconds since 1970.
    """

    operation: Operation
    uid: str
    step: Any
    expires: int


class AllStreams:
    """The streams of all users; they live in memory and end with the process.

    Args:
        random: gives random bytes for Correlation Values.
    """

    def __init__(self, random: Callable[[int], bytes]) -> None:
        self._random = random
        self._by_user: dict[str, dict[bytes, Stream]] = {}

    def of(self, user_id: str, now: int) -> "Streams":
        """One user's streams."""
        return Streams(self._by_user, user_id, self._random, now)

    def forget(self) -> None:
        """End all streams of all users."""
        self._by_user.clear()


class Streams:
    """The streams of one user, as one message sees them."""

    def __init__(
        self, by_user: dict[str, dict[bytes, Stream]], user_id: str, random: Callable[[int], bytes], now: int
    ) -> None:
        self._by_user = by_user
        self._user_id = user_id
        self._random = random
        self._now = now

    def keep(self, operation: Operation, uid: str, step: Any, correlation: bytes | None = None) -> bytes:
        """Keep a stream until its next part and return its Correlation Value.

        Args:
            correlation: the one it had; None for a new stream.

        Raises:
            FeatureNotSupported: the user has too many open.
        """
        mine = self._by_user.setdefault(self._user_id, {})
        self._expire(mine)
        if len(mine) >= MAX_STREAMS:
            raise FeatureNotSupported(f"{MAX_STREAMS} multi-part operations are open already")
        if correlation is None:
            correlation = self._random(16)
        mine[correlation] = Stream(operation, uid, step, self._now + LIFETIME)
        return correlation

    def find(self, operation: Operation, correlation: bytes) -> Stream:
        """The stream with this Correlation Value.

        Raises:
            NoSuchStream: this user has none, it has expired, or another operation began it.
        """
        mine = self._by_user.get(self._user_id, {})
        self._expire(mine)
        stream = mine.get(correlation)
        if stream is None or stream.operation is not operation:
            raise NoSuchStream("no multi-part operation has this Correlation Value")
        return stream

    def end(self, correlation: bytes) -> None:
        """Forget a stream, if it is there."""
        self._by_user.get(self._user_id, {}).pop(correlation, None)

    def _expire(self, mine: dict[bytes, Stream]) -> None:
        for correlation in [each for each, stream in mine.items() if stream.expires < self._now]:
            del mine[correlation]
