"""Tests of hsmsim/management/user_must_change.py."""

from hsmsim.interfaces.partitions import PartitionsError, Permission
from hsmsim.management.command import NotPermitted
from hsmsim.management.user_must_change import SetMustChange
from tests.management.bench import ManagementTest


class MustChange(ManagementTest):
    """A password has to be changed at the next login."""

    async def test_both_ways(self) -> None:
        self.master()
        for must_change in (True, False):
            await self.ask(SetMustChange, user_id="alice", must_change=must_change)
            self.assertEqual(self.partitions.user("alice").must_change, must_change)

    async def test_a_user_asks_no_operator(self) -> None:
        await self.with_users("bob")
        await self.permit(Permission.CREATE_USERS)
        await self.ask(SetMustChange, user_id="bob", must_change=True)
        await self.refused(NotPermitted, SetMustChange, user_id="master", must_change=True)
        self.assertFalse(self.partitions.user("master").must_change)

    async def test_nobody(self) -> None:
        self.master()
        await self.refused(PartitionsError, SetMustChange, user_id="nobody", must_change=True)
