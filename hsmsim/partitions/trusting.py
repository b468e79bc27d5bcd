"""Trusting: a user lets others into its partition."""

from hsmsim.interfaces.partitions import PartitionsError
from hsmsim.interfaces.user_errors import BadValue
from hsmsim.model.access import Rights, complete
from hsmsim.partitions.shared import Shared


class Trusting(Shared):
    """Who may do what in whose partition."""

    async def grant(self, owner: str, trustee: str, rights: int) -> int:
        """Let another user do this, and nothing else."""
        rights = complete(rights)
        if rights & ~Rights.ALL or not rights:
            raise BadValue("no rights: there are Create, Delete, Read and Update")
        if owner == trustee:
            raise BadValue("the own partition needs no rights: they are always there")
        async with self._turns.of(owner):
            record = self._roll.record(owner)
            self._roll.record(trustee)
            await self._roll.keep(record.trusting(trustee, rights))
        return rights

    async def revoke(self, owner: str, trustee: str) -> None:
        """Take all rights back."""
        async with self._turns.of(owner):
            record = self._roll.record(owner)
            if trustee not in record.trustees:
                raise PartitionsError(f"user '{self._roll.record(trustee).user_id}' has no rights on that partition")
            await self._roll.keep(record.trusting(trustee, Rights.NONE))

    def trusters(self, user_id: str) -> tuple[tuple[str, int], ...]:
        """The partitions on which a user has rights."""
        return self._roll.trust.of(user_id)

    def trustees(self, user_id: str) -> tuple[tuple[str, int], ...]:
        """Who has rights on a user's partition."""
        return tuple(sorted(self._roll.record(user_id).trustees.items()))
