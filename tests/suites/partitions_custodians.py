"""M of N, as every provider of IPartitions must have it."""

from hsmsim.interfaces.partitions import Authorization, Custody, UserType
from hsmsim.interfaces.user_errors import BadValue, NoSuchUser, NotRemovable
from tests.suites.partitions_base import ID, PASSWORD, PartitionsTest, deferred

A = Authorization


class Custodians(PartitionsTest):
    """Two of anna, bert and cleo."""

    async def with_custodians(self, needed: int = 2) -> None:
        await self.with_user()
        await self.with_users("anna", "bert", "cleo")
        await self.subject.set_custodians(ID, Custody(needed, ("cleo", "anna", "bert")))

    async def authorize(self) -> None:
        for custodian in ("anna", "cleo"):
            await self.subject.approve(ID, custodian)

    def state(self) -> Authorization:
        return self.subject.user(ID).authorization

    async def test_without(self) -> None:
        await self.with_user()
        self.assertEqual((self.state(), self.subject.custody(ID)), (A.NONE, None))
        for doing in (self.subject.approve(ID, ID), self.subject.close(ID), self.subject.dissolve(ID)):
            await self.not_done("partition 'ukmip' has no custodians", doing)

    async def test_associated(self) -> None:
        await self.with_custodians()
        self.assertEqual(self.state(), A.ASSOCIATED)
        self.assertEqual(self.subject.custody(ID), Custody(2, ("anna", "bert", "cleo")))

    async def test_from_the_beginning(self) -> None:
        await self.with_users("anna", "bert")
        custody = Custody(2, ("bert", "anna"), frozenset({"anna", "bert"}))
        made = await self.subject.create(ID, PASSWORD, UserType.USER, custody=custody)
        self.assertEqual((made.authorization, self.state()), (A.ASSOCIATED, A.ASSOCIATED))
        self.assertEqual(self.again().custody(ID), Custody(2, ("anna", "bert")))

    async def test_not_made_with_custodians_that_are_none(self) -> None:
        await self.with_users("anna")
        for custody in (Custody(1, ("anna", "nobody")), Custody(1, ("anna", ID)), Custody(3, ("anna", "anna"))):
            making = self.subject.create(ID, PASSWORD, UserType.USER, custody=custody)
            await self.assertFailure(deferred(making), BadValue, NoSuchUser)
        self.assertEqual([user.user_id for user in self.subject.users()], ["anna"])

    async def test_authorized_by_enough(self) -> None:
        await self.with_custodians()
        custody = await self.subject.approve(ID, "bert")
        self.assertEqual((custody.approvals, custody.authorization), ({"bert"}, A.ASSOCIATED))
        self.assertEqual(self.state(), A.ASSOCIATED)
        custody = await self.subject.approve(ID, "anna")
        self.assertEqual((custody.approvals, custody.authorization), ({"anna", "bert"}, A.AUTHORIZED))
        self.assertEqual((self.state(), self.subject.custody(ID)), (A.AUTHORIZED, custody))

    async def test_each_once_and_nobody_else(self) -> None:
        await self.with_custodians()
        await self.subject.approve(ID, "anna")
        await self.not_done("approved the use of partition 'ukmip' already", self.subject.approve(ID, "anna"))
        await self.not_done("no custodian", self.subject.approve(ID, ID))
        self.assertEqual(self.state(), A.ASSOCIATED)

    async def test_ended(self) -> None:
        await self.with_custodians()
        await self.authorize()
        await self.subject.close(ID)
        self.assertEqual(self.state(), A.UNAUTHORIZED)
        await self.subject.approve(ID, "anna")
        self.assertEqual(self.state(), A.UNAUTHORIZED)
        await self.subject.approve(ID, "bert")
        self.assertEqual(self.state(), A.AUTHORIZED)

    async def test_a_start_ends_it(self) -> None:
        await self.with_custodians()
        await self.authorize()
        self.subject = self.again()
        self.assertEqual(self.state(), A.ASSOCIATED)
        self.assertEqual(self.subject.custody(ID), Custody(2, ("anna", "bert", "cleo")))

    async def test_other_changes_do_not(self) -> None:
        await self.with_custodians()
        await self.authorize()
        await self.subject.set_blocked(ID, True)
        await self.subject.set_blocked("anna", True)
        self.assertEqual(self.state(), A.AUTHORIZED)

    async def test_changed_and_dissolved_by_those_who_are(self) -> None:
        await self.with_custodians()
        for doing in (
            self.subject.dissolve(ID),
            self.subject.set_custodians(ID, Custody(1, ("anna", ID))),
        ):
            await self.not_done("have not authorized it", doing)
        await self.authorize()
        await self.subject.set_custodians(ID, Custody(1, ("anna", ID)))
        self.assertEqual(self.state(), A.ASSOCIATED)
        await self.subject.approve(ID, ID)
        await self.subject.dissolve(ID)
        self.assertEqual((self.state(), self.again().custody(ID)), (A.NONE, None))

    async def test_numbers(self) -> None:
        await self.with_user()
        many = [f"user{number}" for number in range(65)]
        await self.with_users(*many)
        for needed, custodians, text in (
            (1, ["user1"], "2 to 64"),
            (1, many, "2 to 64"),
            (1, ["user1", "user1"], "each of them once"),
            (0, many[:2], "1 to 2"),
            (3, many[:2], "1 to 2"),
        ):
            setting = self.subject.set_custodians(ID, Custody(needed, tuple(custodians)))
            error = await self.assertFailure(deferred(setting), BadValue)
            self.assertIn(text, str(error))
        self.assertEqual(self.state(), A.NONE)
        await self.subject.set_custodians(ID, Custody(64, tuple(many[:64])))

    async def test_nobody(self) -> None:
        await self.with_user()
        for doing in (
            self.subject.set_custodians(ID, Custody(1, (ID, "nobody"))),
            self.subject.set_custodians("nobody", Custody(1, (ID, "nobody"))),
            self.subject.approve("nobody", ID),
        ):
            await self.assertFailure(deferred(doing), NoSuchUser)
        self.assertEqual(self.state(), A.NONE)

    async def test_neither_partition_nor_custodians_can_be_removed(self) -> None:
        await self.with_custodians(needed=1)
        for user_id, text in (
            (ID, "partition 'ukmip' has custodians"),
            ("bert", "user 'bert' is a custodian of partition 'ukmip'"),
        ):
            error = await self.assertFailure(deferred(self.subject.remove(user_id)), NotRemovable)
            self.assertIn(text, str(error))
        await self.subject.approve(ID, "anna")
        await self.subject.dissolve(ID)
        for user_id in (ID, "bert"):
            await self.subject.remove(user_id)
