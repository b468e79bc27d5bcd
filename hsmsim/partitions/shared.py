"""Shared: what the parts of the partitions have in common."""

from collections.abc import Awaitable, Callable
from typing import Any

from hsmsim.interfaces.store import IStore
from hsmsim.partitions.passwords import DIGEST_SIZE, SALT_SIZE, WORK, Hashed, Remembered
from hsmsim.partitions.roll import Roll
from hsmsim.partitions.turns import Turns

Offload = Callable[..., Awaitable[Any]]


class Shared:
    """The records, and whose turn it is to change them.

    Changes and slow checks of one user take turns. Who has awaited something fetches the record anew: what a user is
    trusted with goes without a turn when the one who is trusted is removed.

    Args:
        clock: seconds since 1970.
        offload: runs a slow function elsewhere: `await offload(function, *arguments)`.
        random: that many random bytes.
        work: scrypt's N for new passwords.

    Raises:
        PartitionsError: the store has a record that cannot be read.
    """

    def __init__(
        self,
        store: IStore,
        clock: Callable[[], float],
        offload: Offload,
        random: Callable[[int], bytes],
        work: int = WORK,
    ) -> None:
        self._clock = clock
        self._offload = offload
        self._random = random
        self._work = work
        # What an unknown user's password is compared with, so that it takes as long as a known one's.
        self._decoy = Hashed(work, random(SALT_SIZE), random(DIGEST_SIZE))
        self._remembered = Remembered(random(DIGEST_SIZE))
        self._roll = Roll(store, self._remembered.forget)
        # Parallel guesses take turns, so that each is counted before the next one is tried.
        self._turns = Turns()
