"""A session of a User who makes and restores backups, for tests."""

import io
import os
from typing import cast

from hsmsim.backup.backups import Backups
from hsmsim.interfaces.backups import IBackups
from hsmsim.interfaces.partitions import Permission
from hsmsim.interfaces.store import IStore
from hsmsim.management.backup_create import BackupCreate
from hsmsim.management.backup_files import MADE
from hsmsim.partitions import roll
from tests.management.bench import NOW, ManagementTest, at_once
from tests.suites.store import saving, symmetric_key

PIN = "a PIN of a backup 1"


async def nobody_waits() -> None:
    """A turn of the reactor that nobody else wants."""


class BackupTest(ManagementTest):
    """`alice` has three objects and the permission, and is logged in."""

    async def setUp(self) -> None:
        await super().setUp()
        self.store = self.partitions._roll._store
        self.store.apply({"alice": saving(*(symmetric_key(f"k{number}") for number in range(3)))})
        self.replaced = 0
        self.backups = Backups(
            product="1.2.3",
            store=cast(IStore, self.store),
            count_users=roll.count,
            new_file=io.BytesIO,
            clock=lambda: NOW,
            random=os.urandom,
            offload=at_once,
            give_way=nobody_waits,
            replaced=self._replaced,
            work=2,
        )
        self.appliance.backups = cast(IBackups, self.backups)
        await self.permit(Permission.BACKUP)

    def _replaced(self) -> None:
        self.replaced += 1

    async def file(self) -> bytes:
        """A backup of what there is."""
        await self.ask(BackupCreate, pin=PIN)
        return self.session.kept[MADE].read()  # type: ignore[no-any-return]
