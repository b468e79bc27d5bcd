"""Tests of hsmsim/management/user_create.py."""

from hsmsim.interfaces.partitions import Custody, PartitionsError, Permission, UserType
from hsmsim.management.command import NotUnderstood
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
        for number, user_id, password in (
            (5013, "alice", PASSWORD),
            (5014, "b", PASSWORD),
            (5014, "hsm", PASSWORD),
            (5177, "bob", "short"),
        ):
            await self.refused(PartitionsError, UserCreate, user_id=user_id, password=password, user_type=UserType.USER)
            self.assertEqual(self.number, number)
        self.assertEqual(len(self.partitions.users()), 2)

    async def test_whole(self) -> None:
        self.master()
        some = frozenset({Permission.BACKUP})
        bob = {"user_id": "bob", "password": PASSWORD, "user_type": UserType.USER}
        await self.ask(UserCreate, **bob, permissions=some, needed=2, custodians=("alice", "master"))
        self.assertEqual(self.partitions.user("bob").permissions, some)
        self.assertEqual(self.partitions.custody("bob"), Custody(2, ("alice", "master")))

    async def test_half_a_custody(self) -> None:
        self.master()
        bob = {"user_id": "bob", "password": PASSWORD, "user_type": UserType.USER}
        for half in ({"needed": 2}, {"custodians": ("alice", "master")}):
            await self.refused(NotUnderstood, UserCreate, **bob, **half)
            self.assertEqual(self.number, 5021)
        await self.refused(PartitionsError, UserCreate, **bob, needed=1, custodians=("alice", "nobody"))
        self.assertEqual((self.number, len(self.partitions.users())), (5020, 2))
