"""Tests of the commands of M of N: hsmsim/management/authorization_*.py."""

from hsmsim.interfaces.partitions import Authorization, Custody, PartitionsError, Permission
from hsmsim.management.authorization_approve import Approve
from hsmsim.management.authorization_close import CloseAuthorization
from hsmsim.management.authorization_custodians import SetCustodians
from hsmsim.management.authorization_dissolve import DissolveCustodians
from hsmsim.management.authorization_list import PAGE, ListAuthorizations
from hsmsim.management.command import NotPermitted
from hsmsim.management.user_remove import UserRemove
from tests.management.bench import ManagementTest

A = Authorization


class Custodians(ManagementTest):
    """The partition of alice; bob, carol and dave are Users."""

    async def setUp(self) -> None:
        await super().setUp()
        await self.with_users("bob", "carol", "dave")

    async def with_custodians(self) -> None:
        self.master()
        await self.ask(SetCustodians, user_id="alice", needed=2, custodians=("bob", "carol", "dave"))

    async def approve(self, *custodians: str) -> None:
        for custodian in custodians:
            self.session.user_id = custodian
            await self.ask(Approve, partition="alice")

    async def seen_by(self, user_id: str) -> list[str]:
        self.session.user_id = user_id
        return [each["partition"] for each in (await self.ask(ListAuthorizations))["partitions"]]

    def state(self) -> Authorization:
        return self.partitions.user("alice").authorization

    async def test_each_approves_for_oneself(self) -> None:
        await self.with_custodians()
        self.session.user_id = "bob"
        answer = await self.ask(Approve, partition="alice")
        self.assertEqual(answer, {"authorization": A.ASSOCIATED, "approvals": 1, "needed": 2})
        await self.refused(PartitionsError, Approve, partition="alice")
        self.session.user_id = "dave"
        answer = await self.ask(Approve, partition="alice")
        self.assertEqual(answer, {"authorization": A.AUTHORIZED, "approvals": 2, "needed": 2})

    async def test_no_others_approve(self) -> None:
        await self.with_custodians()
        for user_id in ("master", "alice"):
            self.session.user_id = user_id
            text = await self.refused(PartitionsError, Approve, partition="alice")
            self.assertEqual((self.number, text), (5002, "you are no custodian of partition 'alice'"))
        await self.refused(PartitionsError, Approve, partition="bob")
        await self.refused(PartitionsError, Approve, partition="nobody")
        self.assertEqual(self.number, 5020)

    async def test_a_custodian_or_an_operator_ends_it(self) -> None:
        await self.with_custodians()
        for user_id in ("carol", "master"):
            await self.approve("bob", "dave")
            self.session.user_id = user_id
            await self.ask(CloseAuthorization, partition="alice")
            self.assertEqual(self.state(), A.UNAUTHORIZED)
        await self.approve("bob", "dave")
        self.alice()
        for partition in ("alice", "bob"):
            await self.refused(NotPermitted, CloseAuthorization, partition=partition)
        self.assertEqual(self.state(), A.AUTHORIZED)
        self.master()
        await self.refused(PartitionsError, CloseAuthorization, partition="bob")

    async def test_dissolved_when_authorized(self) -> None:
        await self.with_custodians()
        await self.refused(PartitionsError, DissolveCustodians, user_id="alice")
        text = await self.refused(PartitionsError, UserRemove, user_id="alice")
        self.assertEqual(
            (self.number, text), (5017, "partition 'alice' has custodians; they have to be dissolved first")
        )
        await self.approve("bob", "dave")
        self.master()
        await self.ask(DissolveCustodians, user_id="alice")
        self.assertEqual(self.state(), A.NONE)
        await self.ask(UserRemove, user_id="alice")

    async def test_set_by_who_may_make_users(self) -> None:
        await self.permit(Permission.CREATE_USERS)
        for user_id in ("alice", "bob"):
            await self.ask(SetCustodians, user_id=user_id, needed=1, custodians=("carol", "dave"))
        await self.refused(NotPermitted, SetCustodians, user_id="master", needed=1, custodians=("carol", "dave"))
        text = await self.refused(PartitionsError, SetCustodians, user_id="bob", needed=1, custodians=("alice", "dave"))
        self.assertIn("have not authorized it", text)
        for number, custodians in ((5021, ("bob",)), (5020, ("bob", "nobody"))):
            await self.refused(PartitionsError, SetCustodians, user_id="carol", needed=1, custodians=custodians)
            self.assertEqual(self.number, number)

    async def test_list(self) -> None:
        await self.with_custodians()
        await self.partitions.set_custodians("dave", Custody(1, ("bob", "master")))
        await self.approve("carol")
        for user_id, partitions in (
            ("master", ["alice", "dave"]),
            ("alice", ["alice"]),
            ("bob", ["alice", "dave"]),
            ("carol", ["alice"]),
            ("dave", ["alice", "dave"]),
        ):
            self.assertEqual(await self.seen_by(user_id), partitions)
        (first,) = (await self.ask(ListAuthorizations, after=""))["partitions"][:1]
        self.assertEqual(
            first,
            {
                "partition": "alice",
                "authorization": A.ASSOCIATED,
                "needed": 2,
                "custodians": ("bob", "carol", "dave"),
                "approvals": ("carol",),
            },
        )

    async def test_pages_fit_and_miss_none(self) -> None:
        many = tuple(f"longnamed{number:07}" for number in range(64))
        await self.with_users(*many)
        for user_id in many[: PAGE + 1]:
            await self.partitions.set_custodians(user_id, Custody(64, many))
            for custodian in many:
                await self.partitions.approve(user_id, custodian)
        self.master()
        first = await self.ask(ListAuthorizations)
        self.assertEqual((len(first["partitions"]), first["more"]), (PAGE, True))
        rest = await self.ask(ListAuthorizations, after=first["partitions"][-1]["partition"])
        self.assertEqual(([each["partition"] for each in rest["partitions"]], rest["more"]), ([many[PAGE]], False))

    async def test_who_may_make_users_sees_all(self) -> None:
        await self.partitions.set_custodians("bob", Custody(1, ("carol", "dave")))
        self.assertEqual(await self.seen_by("alice"), [])
        await self.permit(Permission.CREATE_USERS)
        self.assertEqual(await self.seen_by("alice"), ["bob"])
