"""Firmware update."""

from hsmsim.interfaces.partitions import Permission
from hsmsim.management.command import Answer, ManagementCommand, NotOffered, responder
from hsmsim.management.session import Session


class FirmwareUpdate(ManagementCommand):
    """Ask for other firmware; it is refused."""


@responder(FirmwareUpdate, Permission.FIRMWARE, "hsm firmware", changes=False)
async def firmware_update(session: Session) -> Answer:
    """There is none to update."""
    raise NotOffered("this is a simulator, which has no firmware: install another version of hsmsim instead")
