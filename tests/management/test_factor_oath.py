"""Tests of hsmsim/management/factor_oath.py."""

from hsmsim.interfaces.partitions import PartitionsError, SecondFactor
from hsmsim.management.factor_oath import SetOath
from hsmsim.partitions.oath import hotp, step_at
from tests.management.bench import NOW, ManagementTest

SECRET = b"12345678901234567890"


class Oath(ManagementTest):
    """A device becomes the second factor."""

    async def test_secret_typed(self) -> None:
        self.alice()
        answer = await self.ask(SetOath, user_id="alice", second_factor=SecondFactor.OATH_HOTP, secret=SECRET)
        self.assertEqual(answer["secret"], SECRET)
        self.assertEqual(
            answer["address"],
            "otpauth://hotp/hsmsim:alice?secret=GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ&issuer=hsmsim&algorithm=SHA1&digits=6"
            "&counter=0",
        )
        await self.partitions.confirm_code("alice", hotp(SECRET, 0))

    async def test_secret_made(self) -> None:
        self.alice()
        answer = await self.ask(SetOath, user_id="alice", second_factor=SecondFactor.OATH_TOTP)
        self.assertEqual(len(answer["secret"]), 20)
        self.assertEqual(self.partitions.user("alice").second_factor, SecondFactor.OATH_TOTP)

    async def test_digits_and_step(self) -> None:
        self.alice()
        factor = SecondFactor.OATH_TOTP
        answer = await self.ask(SetOath, user_id="alice", second_factor=factor, secret=SECRET, digits=8, step=60)
        self.assertTrue(answer["address"].endswith("&digits=8&period=60"))
        await self.partitions.confirm_code("alice", hotp(SECRET, step_at(NOW, 60), 8))

    async def test_refused(self) -> None:
        self.alice()
        for number, factor, fields in (
            (5021, SecondFactor.X509, {"secret": SECRET}),
            (5109, SecondFactor.OATH_HOTP, {"secret": b"short"}),
            (5021, SecondFactor.OATH_HOTP, {"digits": 9}),
            (5021, SecondFactor.OATH_TOTP, {"step": 5}),
        ):
            await self.refused(PartitionsError, SetOath, user_id="alice", second_factor=factor, **fields)
            self.assertEqual(self.number, number)
        self.assertEqual(self.partitions.user("alice").second_factor, SecondFactor.NONE)
