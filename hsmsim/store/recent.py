"""Recent: a bounded memory of what was used last."""

from collections import OrderedDict
from collections.abc import Hashable
from typing import Generic, TypeVar

K = TypeVar("K", bound=Hashable)
V = TypeVar("V")


class Recent(Generic[K, V]):
    """Keeps what was used last, up to a number of things and up to a weight.

    Args:
        most: how many things are kept.
        heaviest: how much all of them may weigh together.
    """

    def __init__(self, most: int, heaviest: int) -> None:
        self._most = most
        self._heaviest = heaviest
        self._weight = 0
        self._kept: OrderedDict[K, tuple[V, int]] = OrderedDict()

    def get(self, key: K) -> V | None:
        """What is kept under the key; it counts as used."""
        kept = self._kept.get(key)
        if kept is None:
            return None
        self._kept.move_to_end(key)
        return kept[0]

    def peek(self, key: K) -> V | None:
        """What is kept under the key; it does not count as used."""
        kept = self._kept.get(key)
        return None if kept is None else kept[0]

    def put(self, key: K, value: V, weight: int) -> None:
        """Keep a value, and let go of those used longest ago if there is too much."""
        self.drop(key)
        self._kept[key] = value, weight
        self._weight += weight
        while len(self._kept) > self._most or self._weight > self._heaviest:
            _, (_, gone) = self._kept.popitem(last=False)
            self._weight -= gone

    def drop(self, key: K) -> None:
        """Let go of one, if it is kept."""
        kept = self._kept.pop(key, None)
        if kept is not None:
            self._weight -= kept[1]

    def clear(self) -> None:
        """Let go of all."""
        self._kept.clear()
        self._weight = 0
