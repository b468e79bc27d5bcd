"""Tests of hsmsim/management/hsm_certificate.py."""

from hsmsim.management.hsm_certificate import HsmCertificate
from tests.management.bench import ManagementTest
from tests.partitions.pairs import pair


class Certificate(ManagementTest):
    """Everybody may have it."""

    async def test_before_login(self) -> None:
        self.assertEqual(await self.ask(HsmCertificate), {"certificate": pair("hsm").pem})
