"""Tests of hsmsim/management/policy_set.py and policy_show.py."""

from hsmsim.interfaces.partitions import PartitionsError, PasswordPolicy
from hsmsim.management.policy_set import SetPolicy
from hsmsim.management.policy_show import ShowPolicy
from tests.management.bench import ManagementTest


class Policy(ManagementTest):
    """What is asked of passwords."""

    async def test_at_first(self) -> None:
        self.master()
        self.assertEqual(
            await self.ask(ShowPolicy), {"minimum_length": 8, "maximum_age": 0, "history": 0, "must_change": False}
        )

    async def test_whole(self) -> None:
        self.master()
        policy = {"minimum_length": 12, "maximum_age": 90, "history": 5, "must_change": True}
        await self.ask(SetPolicy, **policy)
        self.assertEqual(await self.ask(ShowPolicy), policy)

    async def test_what_is_left_out_stays(self) -> None:
        self.master()
        await self.ask(SetPolicy, history=5, must_change=True)
        await self.ask(SetPolicy, maximum_age=90)
        await self.ask(SetPolicy)
        self.assertEqual(self.partitions.policy(), PasswordPolicy(8, 90, 5, True))
        await self.ask(SetPolicy, maximum_age=0, must_change=False)
        self.assertEqual(self.partitions.policy(), PasswordPolicy(history=5))

    async def test_out_of_range(self) -> None:
        self.master()
        text = await self.refused(PartitionsError, SetPolicy, minimum_length=7)
        self.assertEqual((self.number, text), (5021, "the minimum length of a password is 8 to 64 characters"))
        self.assertEqual(self.partitions.policy(), PasswordPolicy())
