"""Trust: which users may do what in the partitions of others, looked up from the side of who is trusted."""

from collections.abc import Iterable, Mapping


class Trust:
    """The rights that users were granted. Those who grant keep them in their records; this is the way back.

    Nothing but look-ups when it is asked, because every message asks.
    """

    def __init__(self) -> None:
        self._trusters: dict[str, tuple[tuple[str, int], ...]] = {}

    def of(self, trustee: str) -> tuple[tuple[str, int], ...]:
        """The partitions that a user has rights on, and which rights; by User ID of the owner."""
        return self._trusters.get(trustee, ())

    def add(self, owner: str, trustees: Mapping[str, int]) -> None:
        """An owner's record is there."""
        for trustee, rights in trustees.items():
            self._trusters[trustee] = tuple(sorted((*self.of(trustee), (owner, rights))))

    def drop(self, owner: str, trustees: Iterable[str]) -> None:
        """An owner's record is gone."""
        for trustee in trustees:
            left = tuple(each for each in self.of(trustee) if each[0] != owner)
            if left:
                self._trusters[trustee] = left
            else:
                del self._trusters[trustee]
