"""Tests of hsmsim/management/factor_oath.py."""

from hsmsim.interfaces.partitions import PartitionsError, SecondFactor
from hsmsim.management.factor_oath import SetOath
from hsmsim.partitions.oath import hotp
from tests.management.bench import ManagementTest

SECRET = b"12345678901234567890"


class Oath(ManagementTest):
    """A device becomes the second factor."""

    async def test_secret_typed(self) -> None:
        self.alice()
        answer = await self.ask(SetOath, user_id="alice", second_factor=SecondFactor.OATH_HOTP, secret=SECRET)
        self.assertEqual(answer, {"secret": SECRET})
        await self.partitions.confirm_code("alice", hotp(SECRET, 0))

    async def test_secret_made(self) -> None:
        self.alice()
        answer = await self.ask(SetOath, user_id="alice", second_factor=SecondFactor.OATH_TOTP)
        self.assertEqual(len(answer["secret"]), 20)
        self.assertEqual(self.partitions.user("alice").second_factor, SecondFactor.OATH_TOTP)

    async def test_refused(self) -> None:
        self.alice()
        for factor, secret in ((SecondFactor.X509, SECRET), (SecondFactor.OATH_HOTP, b"short")):
            await self.refused(PartitionsError, SetOath, user_id="alice", second_factor=factor, secret=secret)
