"""Tests of hsmsim/management/user_type.py."""

from hsmsim.interfaces.partitions import PartitionsError, UserType
from hsmsim.management.user_type import SetUserType
from tests.management.bench import ManagementTest


class Type(ManagementTest):
    """An Operator changes the type of others."""

    async def test_changed(self) -> None:
        self.master()
        await self.ask(SetUserType, user_id="alice", user_type=UserType.OPERATOR)
        self.assertEqual(self.partitions.user("alice").user_type, UserType.OPERATOR)

    async def test_not_that_of_master(self) -> None:
        self.master()
        await self.refused(PartitionsError, SetUserType, user_id="master", user_type=UserType.USER)
