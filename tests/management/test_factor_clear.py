"""Tests of hsmsim/management/factor_clear.py."""

from hsmsim.interfaces.partitions import SecondFactor
from hsmsim.management.factor_clear import ClearFactor
from tests.management.bench import ManagementTest


class Clear(ManagementTest):
    """The second factor goes."""

    async def test_cleared(self) -> None:
        self.alice()
        await self.partitions.set_otp("alice", SecondFactor.OATH_HOTP, None)
        await self.ask(ClearFactor, user_id="alice")
        self.assertEqual(self.partitions.user("alice").second_factor, SecondFactor.NONE)
