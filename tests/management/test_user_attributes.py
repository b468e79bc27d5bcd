"""Tests of hsmsim/management/user_attributes.py."""

from twisted.internet.defer import Deferred

from hsmsim.interfaces.partitions import (
    Authorization,
    Custody,
    PartitionsError,
    Permission,
    Refusal,
    SecondFactor,
    UserType,
)
from hsmsim.management.command import NotPermitted
from hsmsim.management.user_attributes import UserAttributes
from tests.management.bench import OTHER, ManagementTest
from tests.partitions.pairs import pair


class Attributes(ManagementTest):
    """What a user is like."""

    async def test_own(self) -> None:
        self.alice()
        await self.partitions.set_certificate("alice", pair("alice").pem)
        await self.partitions.set_permissions("alice", frozenset({Permission.BACKUP}))
        await self.partitions.set_custodians("alice", Custody(1, ("alice", "master")))
        await self.partitions.set_must_change("alice", True)
        await self.assertFailure(Deferred.fromCoroutine(self.partitions.confirm("alice", OTHER)), Refusal)
        answer = await self.ask(UserAttributes, user_id="alice")
        self.assertEqual(
            answer,
            {
                "user_type": UserType.USER,
                "blocked": False,
                "authorization": Authorization.ASSOCIATED,
                "second_factor": SecondFactor.X509,
                "permissions": {Permission.BACKUP},
                "failures": 1,
                "must_change": True,
            },
        )

    async def test_an_operator_has_all_permissions(self) -> None:
        self.master()
        answer = await self.ask(UserAttributes, user_id="master")
        self.assertEqual(answer["permissions"], frozenset(Permission))

    async def test_anothers(self) -> None:
        await self.permit(Permission.CREATE_USERS)
        self.assertEqual((await self.ask(UserAttributes, user_id="master"))["user_type"], UserType.OPERATOR)
        await self.permit(Permission.LIST_USERS)
        await self.refused(NotPermitted, UserAttributes, user_id="master")

    async def test_nobodys(self) -> None:
        self.master()
        await self.refused(PartitionsError, UserAttributes, user_id="nobody")
