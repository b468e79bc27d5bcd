"""Renewal: passwords are made and replaced, as the policy has it."""

from dataclasses import replace

from hsmsim.interfaces.partitions import PasswordPolicy
from hsmsim.interfaces.user_errors import PasswordBlocked
from hsmsim.partitions.passwords import SALT_SIZE, Hashed, hash_password
from hsmsim.partitions.policy import check_new_password, check_policy
from hsmsim.partitions.record import Record
from hsmsim.partitions.rules import check_password
from hsmsim.partitions.shared import Shared


class Renewal(Shared):
    """The policy, and new passwords."""

    def policy(self) -> PasswordPolicy:
        """What is asked of passwords."""
        return self._roll.policy

    async def set_policy(self, policy: PasswordPolicy) -> None:
        """Ask this of passwords from now on."""
        check_policy(policy)
        await self._roll.keep_policy(policy)

    async def set_password(self, user_id: str, password: str, reset: bool = False, by: object = None) -> None:
        """Change a password."""
        async with self._turns.of(user_id):
            await self._roll.keep(await self._renewed(user_id, password, reset), by)

    async def set_must_change(self, user_id: str, must_change: bool) -> None:
        """Have the password changed at the next login, or not."""
        async with self._turns.of(user_id):
            await self._roll.keep(replace(self._roll.record(user_id), must_change=must_change))

    async def _renewed(self, user_id: str, password: str, reset: bool) -> Record:
        """A user's record with a new password; called in the user's turn."""
        policy, record = self._roll.policy, self._roll.record(user_id)
        check_new_password(policy, password)
        barred = (record.password, *record.former)[: policy.history]
        if barred and await self._offload(_is_among, barred, password):
            raise PasswordBlocked("this password was used before")
        return self._with_password(user_id, await self._hash(password), reset and policy.must_change)

    def _with_password(self, user_id: str, hashed: Hashed, must_change: bool) -> Record:
        former = max(0, self._roll.policy.history - 1)
        return self._roll.record(user_id).with_password(hashed, self._clock(), must_change, former)

    async def _hash(self, password: str) -> Hashed:
        check_password(password)
        hashed: Hashed = await self._offload(hash_password, password, self._random(SALT_SIZE), self._work)
        return hashed


def _is_among(barred: tuple[Hashed, ...], password: str) -> bool:
    """Whether it was one of these. Slow on purpose."""
    return any(each.matches(password) for each in barred)
