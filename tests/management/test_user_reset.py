"""Tests of hsmsim/management/user_reset.py."""

from hsmsim.interfaces.partitions import PartitionsError, PasswordPolicy
from hsmsim.management.command import NotPermitted
from hsmsim.management.user_reset import ResetPassword
from tests.management.bench import OTHER, PASSWORD, ManagementTest


class Reset(ManagementTest):
    """An Operator gives others a password."""

    async def test_given(self) -> None:
        self.master()
        await self.ask(ResetPassword, user_id="alice", password=OTHER)
        await self.partitions.confirm("alice", OTHER)
        self.assertFalse(self.partitions.user("alice").must_change)

    async def test_as_the_policy_has_it(self) -> None:
        await self.partitions.set_policy(PasswordPolicy(16, must_change=True))
        self.master()
        await self.ask(ResetPassword, user_id="alice", password=OTHER)
        self.assertTrue(self.partitions.user("alice").must_change)
        await self.refused(PartitionsError, ResetPassword, user_id="alice", password="fifteen letters")
        self.assertEqual(self.number, 5177)

    async def test_not_ones_own(self) -> None:
        self.master()
        await self.refused(NotPermitted, ResetPassword, user_id="master", password=OTHER)
        await self.partitions.confirm("master", PASSWORD)

    async def test_nobody(self) -> None:
        self.master()
        await self.refused(PartitionsError, ResetPassword, user_id="nobody", password=OTHER)
        self.assertEqual(self.number, 5020)
