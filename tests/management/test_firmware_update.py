"""Tests of hsmsim/management/firmware_update.py."""

from hsmsim.interfaces.partitions import Permission
from hsmsim.management.command import NotOffered
from hsmsim.management.firmware_update import FirmwareUpdate
from tests.management.bench import ManagementTest


class Firmware(ManagementTest):
    """There is none."""

    async def test_refused(self) -> None:
        await self.permit(Permission.FIRMWARE)
        text = await self.refused(NotOffered, FirmwareUpdate)
        self.assertEqual(self.number, 5019)
        self.assertEqual(text, "this is a simulator, which has no firmware: install another version of hsmsim instead")
