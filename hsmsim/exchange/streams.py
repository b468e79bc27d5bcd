"""Multi-part operations: what a Correlation Value stands for (KMIP 1.4 chapter 4, section 2.1.15)."""

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
        most: how many a user may have open, if that is fewer than MAX_STREAMS.
    """

    def __init__(self, random: Callable[[int], bytes], most: int | None = None) -> None:
        self._random = random
        self._most = MAX_STREAMS if most is None else min(most, MAX_STREAMS)
        self._by_user: dict[str, dict[bytes, Stream]] = {}
        self._swept = 0

    def of(self, user_id: str, now: int) -> "Streams":
        """One user's streams."""
        if now - self._swept > LIFETIME:
            self._sweep(now)
        return Streams(self._by_user, user_id, self._random, now, self._most)

    def forget(self, user_id: str) -> None:
        """End all streams of one user."""
        self._by_user.pop(user_id, None)

    def _sweep(self, now: int) -> None:
        """End what has expired of users who do not come back."""
        self._swept = now
        for user_id, streams in list(self._by_user.items()):
            _expire(streams, now)
            if not streams:
                del self._by_user[user_id]


class Streams:
    """The streams of one user, as one message sees them.

    A use of a key cannot be taken back, so a stream that a failed or undone item has touched ends with it.
    """

    __slots__ = ("_by_user", "_item", "_message", "_most", "_now", "_random", "_user_id")

    def __init__(
        self,
        by_user: dict[str, dict[bytes, Stream]],
        user_id: str,
        random: Callable[[int], bytes],
        now: int,
        most: int = MAX_STREAMS,
    ) -> None:
        self._by_user = by_user
        self._user_id = user_id
        self._random = random
        self._now = now
        self._most = most
        self._item: list[bytes] = []
        self._message: list[bytes] = []

    def keep(self, operation: Operation, uid: str, step: Any, correlation: bytes | None = None) -> bytes:
        """Keep a stream until its next part and return its Correlation Value.

        Args:
            correlation: the one it had; None for a new stream.

        Raises:
            FeatureNotSupported: the user has too many open.
        """
        mine = self._by_user.setdefault(self._user_id, {})
        _expire(mine, self._now)
        if len(mine) >= self._most:
            raise FeatureNotSupported(f"the most multi-part operations that may be open are {self._most}")
        if correlation is None:
            correlation = self._random(16)
        mine[correlation] = Stream(operation, uid, step, self._now + LIFETIME)
        self._item.append(correlation)
        return correlation

    def take(self, operation: Operation, correlation: bytes, uid: str | None = None) -> Stream:
        """Take out the stream with this Correlation Value; it ends unless it is kept again.

        Args:
            uid: the key that the request names, if it names one.

        Raises:
            NoSuchStream: this user has none, it has expired, or another operation or key began it.
        """
        mine = self._by_user.get(self._user_id, {})
        _expire(mine, self._now)
        stream = mine.get(correlation)
        if stream is None or stream.operation is not operation or uid not in (None, stream.uid):
            raise NoSuchStream("no multi-part operation has this Correlation Value")
        del mine[correlation]
        return stream

    # -------------------------------------------------------------------------------------- items and the message

    def keep_item(self) -> None:
        """The item that has just run has succeeded."""
        if self._item:
            self._message += self._item
            self._item = []

    def drop_item(self) -> None:
        """The item that has just run has failed: end what it kept."""
        if self._item:
            self._end(self._item)
            self._item = []

    def drop_all(self) -> None:
        """The message comes to nothing: end what it kept."""
        self.drop_item()
        self._end(self._message)
        self._message = []

    def _end(self, correlations: list[bytes]) -> None:
        mine = self._by_user.get(self._user_id, {})
        for correlation in correlations:
            mine.pop(correlation, None)


def _expire(streams: dict[bytes, Stream], now: int) -> None:
    for correlation in [each for each, stream in streams.items() if stream.expires < now]:
        del streams[correlation]
