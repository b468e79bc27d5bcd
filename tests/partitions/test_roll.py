"""Tests of hsmsim/partitions/roll.py: what a store may be given, and users in whose place are others."""

from twisted.internet.defer import Deferred
from twisted.trial.unittest import TestCase

from hsmsim.interfaces.partitions import Custody, PartitionsError, PasswordPolicy, UserType
from hsmsim.model.access import Rights
from hsmsim.partitions.policy import PLACE
from hsmsim.partitions.roll import count
from hsmsim.store.memory import Memory
from tests.partitions.pairs import pair
from tests.partitions.test_partitions import make
from tests.suites.partitions_base import PASSWORD
from tests.suites.store import saving, symmetric_key


class Users(TestCase):
    """`master`, alice and bob; alice trusts bob, who is a custodian of hers."""

    async def setUp(self) -> None:
        self.store = Memory()
        self.partitions = make(self.store)
        await self.partitions.ensure_master(PASSWORD)
        for user_id in ("alice", "bob"):
            await self.partitions.create(user_id, PASSWORD, UserType.USER)


class Count(Users):
    """How many users these are, if they can be."""

    async def setUp(self) -> None:
        await super().setUp()
        await self.partitions.set_certificate("alice", pair("alice").pem)
        await self.partitions.grant("alice", "bob", Rights.READ)
        await self.partitions.set_custodians("alice", Custody(1, ("bob", "master")))
        await self.partitions.set_policy(PasswordPolicy(history=3))
        self.users = self.store.users()

    def refused(self, users: dict[str, bytes]) -> str:
        with self.assertRaises(PartitionsError) as caught:
            count(users)
        return str(caught.exception)

    def test_users(self) -> None:
        self.assertIn(PLACE, self.users)
        self.assertEqual(count(self.users), 3)
        del self.users[PLACE]
        self.assertEqual(count(self.users), 3)

    def test_unreadable(self) -> None:
        self.assertIn("record of user 'bob'", self.refused({**self.users, "bob": b"junk"}))
        self.assertIn("password policy", self.refused({**self.users, PLACE: b"junk"}))

    def test_not_the_users(self) -> None:
        text = "these records are not those of users, 'master' among them"
        bob = self.users.pop("bob")
        self.assertEqual(self.refused({**self.users, "carol": bob}), text)
        self.assertEqual(self.refused({"bob": bob}), text)

    def test_trust_in_nobody(self) -> None:
        del self.users["bob"]
        self.assertEqual(self.refused(self.users), "somebody is trusted who is no user")

    async def test_a_custodian_who_is_nobody(self) -> None:
        await self.partitions.revoke("alice", "bob")
        users = self.store.users()
        del users["bob"]
        self.assertEqual(self.refused(users), "somebody is trusted who is no user")

    def test_a_certificate_of_two(self) -> None:
        copy = self.users["alice"].replace(b'"alice"', b'"bob"').replace(b'"bob", "master"', b'"master"')
        users = {**self.users, "bob": copy.replace(b'{"bob": 2}', b"{}")}
        self.assertEqual(self.refused(users), "two users have the same certificate")


class Ended(Users):
    """Users in whose place are others: what is still done to them is not written."""

    async def test_nothing_is_written(self) -> None:
        self.partitions.end()
        before = self.store.users()
        await self.partitions.set_blocked("alice", True)
        await self.partitions.create("carol", PASSWORD, UserType.USER)
        await self.partitions.set_policy(PasswordPolicy(history=3))
        self.assertEqual(self.store.users(), before)

    async def test_a_removal_that_waited(self) -> None:
        """It would remove the partition of another user of that name."""
        self.store.apply({"alice": saving(symmetric_key("k1"))})
        async with self.store.shared("alice"):
            removing = Deferred.fromCoroutine(self.partitions.remove("alice"))
            self.assertNoResult(removing)
            self.partitions.end()
        await removing
        self.assertIn("alice", self.store.users())
        self.assertEqual(self.store.count("alice"), 1)
