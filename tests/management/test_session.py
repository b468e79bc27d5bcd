"""Tests of hsmsim/management/session.py."""

from tests.management.bench import ManagementTest
from tests.partitions.pairs import pair


class Sessions(ManagementTest):
    """A session knows its user and its nonce."""

    def test_nonces_are_new_and_good_for_once(self) -> None:
        first, second = self.session.challenge(), self.session.challenge()
        self.assertNotEqual(first, second)
        self.assertEqual(len(second), 32)
        self.assertEqual([self.session.take_nonce(), self.session.take_nonce()], [second, None])

    async def test_the_user_is_the_one_of_now(self) -> None:
        self.assertIsNone(self.session.user)
        self.alice()
        self.assertFalse(self.session.user.blocked)
        await self.partitions.set_blocked("alice", True)
        self.assertTrue(self.session.user.blocked)
        await self.partitions.remove("alice")
        self.assertIsNone(self.session.user)

    def test_the_appliance_knows_its_certificate(self) -> None:
        self.assertEqual(self.appliance.fingerprint, pair("hsm").fingerprint)

    def test_repr_has_no_nonce(self) -> None:
        nonce = self.session.challenge()
        self.assertNotIn(repr(nonce), repr(self.session))
