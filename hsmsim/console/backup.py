"""HSM - Backup: Backup and Restore."""

from typing import Any

from hsmsim.console.desk import Action, Desk, SessionOver, ask_twice
from hsmsim.console.files import BadFile
from hsmsim.console.pages import whole
from hsmsim.management.backup_create import BackupCreate
from hsmsim.management.backup_read import BackupRead
from hsmsim.management.backup_restore import BackupRestore
from hsmsim.management.backup_upload import BackupUpload


async def backup(desk: Desk) -> None:
    """35 - Backup."""
    actions = [
        Action("Backup", _backup, BackupCreate),
        Action("Restore", _restore, BackupRestore),
    ]
    await desk.act(actions)


async def _backup(desk: Desk) -> None:
    desk.frame("HSM - Backup - Backup")
    pin = ask_twice(desk.terminal, "PIN (16 to 32 characters) : ", "Confirm PIN : ")
    made = await desk.link.call(BackupCreate, pin=pin)
    file = await desk.fill_file(lambda put: whole(desk.link, BackupRead, put))
    desk.done(f"{_counted(made)} successfully written to '{file}'.")


async def _restore(desk: Desk) -> None:
    """All sessions end by it, this one too."""
    desk.frame("HSM - Backup - Restore")
    name, data = desk.find_file("Backup file (local) : ")
    pin = desk.terminal.ask_secret("PIN : ")
    if not desk.yes(f"Confirm replacing all users and objects by those of '{name}'."):
        return
    try:
        await whole(desk.link, BackupUpload, data=data)
    except BadFile as error:
        desk.wrong(f"The file cannot be read: {error}.")
        return
    found = await desk.link.call(BackupRestore, pin=pin)
    desk.done(f"{_counted(found)} successfully restored. All sessions have ended.")
    raise SessionOver


def _counted(found: dict[str, Any]) -> str:
    return f"{found['users']} user(s) and {found['objects']} object(s)"
