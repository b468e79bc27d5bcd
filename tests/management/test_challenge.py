"""Tests of hsmsim/management/challenge.py."""

from hsmsim.management.challenge import Challenge
from tests.management.bench import ManagementTest


class Challenges(ManagementTest):
    """The nonce that is told is the session's."""

    async def test_nonce(self) -> None:
        answer = await self.ask(Challenge)
        self.assertEqual(answer, {"nonce": self.session.nonce})
        self.assertNotEqual(await self.ask(Challenge), answer)
