"""Tests of hsmsim/management/factor_resynchronise.py."""

from hsmsim.interfaces.partitions import PartitionsError, SecondFactor
from hsmsim.management.factor_resynchronise import Resynchronise
from hsmsim.partitions.oath import hotp
from tests.management.bench import ManagementTest

SECRET = b"12345678901234567890"


class Resynchronising(ManagementTest):
    """Two codes find a device again."""

    async def test_found(self) -> None:
        self.alice()
        codes = {"first": "000000", "second": "000000"}
        await self.refused(PartitionsError, Resynchronise, user_id="alice", **codes)
        self.assertEqual(self.number, 5048)
        await self.partitions.set_otp("alice", SecondFactor.OATH_HOTP, SECRET)
        await self.refused(PartitionsError, Resynchronise, user_id="alice", **codes)
        self.assertEqual(self.number, 5021)
        await self.ask(Resynchronise, user_id="alice", first=hotp(SECRET, 50), second=hotp(SECRET, 51))
        await self.partitions.confirm_code("alice", hotp(SECRET, 52))
