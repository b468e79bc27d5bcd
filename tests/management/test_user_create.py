"""Tests of hsmsim/management/user_create.py."""

from hsmsim.interfaces.partitions import PartitionsError, UserType
from hsmsim.management.user_create import UserCreate
from tests.management.bench import PASSWORD, ManagementTest


class Create(ManagementTest):
    """An Operator makes users of both types."""

    async def test_made(self) -> None:
        self.master()
        for user_id, user_type in (("bob", UserType.USER), ("carol", UserType.OPERATOR)):
            await self.ask(UserCreate, user_id=user_id, password=PASSWORD, user_type=user_type)
            self.assertEqual(self.partitions.user(user_id).user_type, user_type)
            await self.partitions.confirm(user_id, PASSWORD)

    async def test_refused(self) -> None:
        self.master()
        for user_id, password in (("alice", PASSWORD), ("b", PASSWORD), ("bob", "short")):
            await self.refused(PartitionsError, UserCreate, user_id=user_id, password=password, user_type=UserType.USER)
        self.assertEqual(len(self.partitions.users()), 2)
