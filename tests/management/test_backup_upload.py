"""Tests of hsmsim/management/backup_upload.py."""

import io
from typing import Any

from hsmsim.interfaces.backups import BackupError
from hsmsim.management import backup_upload
from hsmsim.management.backup_files import BROUGHT
from hsmsim.management.backup_upload import BackupUpload
from hsmsim.management.command import NotUnderstood
from tests.management.backup_bench import BackupTest


class Full(io.BytesIO):
    """A file that takes nothing."""

    def write(self, data: Any) -> int:
        raise OSError(28, "No space left on device")


class Upload(BackupTest):
    """A file comes piece by piece."""

    async def test_pieces(self) -> None:
        await self.ask(BackupUpload, offset=0, data=b"gone")
        await self.ask(BackupUpload, offset=0, data=b"first")
        await self.ask(BackupUpload, offset=5, data=b"second")
        file = self.session.kept[BROUGHT]
        self.assertEqual(file.getvalue(), b"firstsecond")
        self.session.end()
        self.assertTrue(file.closed)
        self.assertEqual(self.recorded(), [])

    async def test_out_of_order(self) -> None:
        for offset in (1, 5):
            await self.refused(NotUnderstood, BackupUpload, offset=offset, data=b"x")
        await self.ask(BackupUpload, offset=0, data=b"first")
        for offset in (4, 6, -1):
            await self.refused(NotUnderstood, BackupUpload, offset=offset, data=b"x")
        await self.ask(BackupUpload, offset=5, data=b"x")

    async def test_too_much(self) -> None:
        self.patch(backup_upload, "MOST_BYTES", 6)
        await self.ask(BackupUpload, offset=0, data=b"first")
        text = await self.refused(BackupError, BackupUpload, offset=5, data=b"xx")
        self.assertEqual((text, self.number), ("the file is larger than 6 bytes", 5027))
        self.assertEqual(self.session.kept, {})

    async def test_no_place(self) -> None:
        self.patch(self.appliance.backups, "new_file", Full)
        text = await self.refused(BackupError, BackupUpload, offset=0, data=b"x")
        self.assertEqual((text, self.number), ("there is no place for the file: No space left on device", 5027))
        self.assertEqual(self.session.kept, {})

    async def test_no_file(self) -> None:
        def none() -> Any:
            raise OSError(28, "No space left on device")

        self.patch(self.appliance.backups, "new_file", none)
        await self.refused(BackupError, BackupUpload, offset=0, data=b"x")
        self.assertEqual(self.number, 5027)
