"""Tests of hsmsim/management/factor_x509.py."""

from hsmsim.interfaces.partitions import PartitionsError
from hsmsim.management.factor_x509 import SetX509
from tests.management.bench import ManagementTest
from tests.partitions.pairs import pair


class X509(ManagementTest):
    """A certificate becomes the second factor."""

    async def test_set(self) -> None:
        self.alice()
        await self.ask(SetX509, user_id="alice", certificate=pair("alice").pem)
        self.assertEqual(self.partitions.admit(pair("alice").fingerprint).user_id, "alice")

    async def test_refused(self) -> None:
        self.master()
        await self.ask(SetX509, user_id="alice", certificate=pair("alice").pem)
        for pem in (pair("alice").pem, b"junk"):
            await self.refused(PartitionsError, SetX509, user_id="master", certificate=pem)
            self.assertEqual(self.number, 5030)
