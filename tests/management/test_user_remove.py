"""Tests of hsmsim/management/user_remove.py."""

from hsmsim.interfaces.partitions import PartitionsError
from hsmsim.management.user_remove import UserRemove
from tests.management.bench import ManagementTest


class Remove(ManagementTest):
    """An Operator removes users, but not `master`."""

    async def test_removed(self) -> None:
        self.master()
        await self.ask(UserRemove, user_id="alice")
        self.assertEqual([user.user_id for user in self.partitions.users()], ["master"])

    async def test_refused(self) -> None:
        self.master()
        for number, user_id in ((5018, "master"), (5020, "nobody")):
            await self.refused(PartitionsError, UserRemove, user_id=user_id)
            self.assertEqual(self.number, number)
