"""Tests of hsmsim/management/user_attributes.py."""

from hsmsim.interfaces.partitions import PartitionsError, SecondFactor, UserType
from hsmsim.management.user_attributes import UserAttributes
from tests.management.bench import ManagementTest
from tests.partitions.pairs import pair


class Attributes(ManagementTest):
    """What a user is like."""

    async def test_own(self) -> None:
        self.alice()
        await self.partitions.set_certificate("alice", pair("alice").pem)
        answer = await self.ask(UserAttributes, user_id="alice")
        self.assertEqual(answer, {"user_type": UserType.USER, "blocked": False, "second_factor": SecondFactor.X509})

    async def test_nobodys(self) -> None:
        self.master()
        await self.refused(PartitionsError, UserAttributes, user_id="nobody")
