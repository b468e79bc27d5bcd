"""Trust, as every provider of IPartitions must have it."""

from hsmsim.model.access import Rights
from tests.suites.partitions_base import PartitionsTest

R = Rights


class Trust(PartitionsTest):
    """Users let others into their partitions."""

    async def test_granted(self) -> None:
        await self.with_users("anna", "bert", "cleo")
        self.assertEqual(await self.subject.grant("bert", "anna", R.UPDATE), R.UPDATE)
        self.assertEqual(await self.subject.grant("cleo", "anna", R.CREATE), R.CREATE | R.READ)
        self.assertEqual(list(self.subject.trusters("anna")), [("bert", R.UPDATE), ("cleo", R.CREATE | R.READ)])
        self.assertEqual(list(self.subject.trustees("bert")), [("anna", R.UPDATE)])
        for user_id in ("bert", "cleo", "nobody"):
            self.assertEqual(list(self.subject.trusters(user_id)), [])
        self.assertEqual(list(self.subject.trustees("anna")), [])

    async def test_trust_outlives_the_process(self) -> None:
        await self.with_users("anna", "bert")
        await self.subject.grant("bert", "anna", R.ALL)
        self.subject = self.again()
        self.assertEqual(list(self.subject.trusters("anna")), [("bert", R.ALL)])

    async def test_what_is_granted_takes_the_place_of_what_was(self) -> None:
        await self.with_users("anna", "bert")
        await self.subject.grant("bert", "anna", R.ALL)
        await self.subject.grant("bert", "anna", R.READ)
        self.assertEqual(list(self.subject.trusters("anna")), [("bert", R.READ)])

    async def test_revoked(self) -> None:
        await self.with_users("anna", "bert", "cleo")
        for owner in ("bert", "cleo"):
            await self.subject.grant(owner, "anna", R.READ)
        await self.subject.revoke("bert", "anna")
        self.assertEqual(list(self.subject.trusters("anna")), [("cleo", R.READ)])
        await self.not_done("user 'anna' has no rights", self.subject.revoke("bert", "anna"))
        await self.not_done("no user 'nobody'", self.subject.revoke("bert", "nobody"))
        await self.subject.revoke("cleo", "anna")
        self.assertEqual(list(self.again().trusters("anna")), [])

    async def test_what_cannot_be_granted(self) -> None:
        await self.with_users("anna", "bert")
        await self.not_done("no rights", self.subject.grant("anna", "bert", R.NONE))
        await self.not_done("no rights", self.subject.grant("anna", "bert", R.READ | 0x10))
        await self.not_done("own partition", self.subject.grant("anna", "anna", R.READ))
        await self.not_done("no user 'nobody'", self.subject.grant("anna", "nobody", R.READ))
        await self.not_done("no user 'nobody'", self.subject.grant("nobody", "anna", R.READ))
        self.assertEqual(list(self.subject.trusters("bert")), [])

    async def test_gone_with_either_user(self) -> None:
        await self.with_users("anna", "bert", "cleo")
        await self.subject.grant("anna", "bert", R.READ)
        await self.subject.grant("bert", "cleo", R.READ)
        await self.subject.remove("bert")
        await self.with_users("bert")
        for subject in (self.subject, self.again()):
            self.assertEqual(list(subject.trusters("bert")), [])
            self.assertEqual(list(subject.trustees("anna")), [])
            self.assertEqual(list(subject.trusters("cleo")), [])

    async def test_other_changes_leave_it_alone(self) -> None:
        await self.with_users("anna", "bert")
        await self.subject.grant("bert", "anna", R.READ)
        await self.subject.set_blocked("bert", True)
        await self.subject.set_blocked("anna", True)
        self.assertEqual(list(self.subject.trusters("anna")), [("bert", R.READ)])
