"""The main menu."""

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass

from hsmsim.console import object_attributes, object_create, object_transfer, objects
from hsmsim.console.backup import backup
from hsmsim.console.commands import option_or_command, run_command
from hsmsim.console.custodians import authorization
from hsmsim.console.desk import MAIN_MENU, Cancelled, Desk, Opens, SessionOver
from hsmsim.console.info import firmware, info
from hsmsim.console.link import RefusedByHsm
from hsmsim.console.logs import logs
from hsmsim.console.monitoring import monitoring
from hsmsim.console.policy import policy
from hsmsim.console.relations import permissions, relations
from hsmsim.console.table_text import side_by_side
from hsmsim.console.terminal import EndOfInput
from hsmsim.console.user_attributes import attributes
from hsmsim.console.users import create, list_all, my_password, remove
from hsmsim.interfaces.partitions import Permission
from hsmsim.management.authorization_list import ListAuthorizations
from hsmsim.management.backup_create import BackupCreate
from hsmsim.management.firmware_update import FirmwareUpdate
from hsmsim.management.hsm_status import HsmStatus
from hsmsim.management.log_size import LogSize
from hsmsim.management.monitoring_statistics import MonitoringStatistics
from hsmsim.management.my_password import MyPassword
from hsmsim.management.object_attributes import ObjectAttributes
from hsmsim.management.object_create import CreateObject
from hsmsim.management.object_export import ExportObject
from hsmsim.management.object_import import ImportObject
from hsmsim.management.object_list import ListObjects
from hsmsim.management.object_remove import RemoveObject
from hsmsim.management.policy_show import ShowPolicy
from hsmsim.management.trust_list import ListTrust
from hsmsim.management.user_attributes import UserAttributes
from hsmsim.management.user_create import UserCreate
from hsmsim.management.user_list import UserList
from hsmsim.management.user_remove import UserRemove


class EndOfMenu(EndOfInput):
    """The input ended at the main menu, with nothing half done."""


@dataclass(frozen=True, slots=True)
class Column:
    """A column of the menu.

    Args:
        start: at which letter its lines begin, from the left.
        title_start: at which its title does.
        numbers: of its lines.
    """

    title: str
    title_start: int
    start: int
    numbers: range


COLUMNS = (
    Column("Keys/Objects", 0, 0, range(1, 17)),
    Column("Users", 26, 25, range(17, 33)),
    Column("HSM", 55, 54, range(33, 49)),
)


@dataclass(frozen=True, slots=True)
class Entry:
    """One line of the menu.

    Args:
        opens: who may run it sees the line.
    """

    number: int
    title: str
    screen: Callable[[Desk], Awaitable[None]]
    opens: Opens

    @property
    def column(self) -> Column:
        """Where it stands: its number says it."""
        return next(each for each in COLUMNS if self.number in each.numbers)


ENTRIES = (
    Entry(1, "Create...", object_create.create, CreateObject),
    Entry(2, "Remove", objects.remove, RemoveObject),
    Entry(3, "Attributes", object_attributes.attributes, ObjectAttributes),
    Entry(4, "Import...", object_transfer.bring_in, ImportObject),
    Entry(5, "Export...", object_transfer.give_out, ExportObject),
    Entry(6, "List", objects.list_all, ListObjects),
    Entry(7, "Permissions", permissions, ListTrust),
    Entry(17, "Create", create, UserCreate),
    Entry(18, "Remove", remove, UserRemove),
    Entry(19, "List", list_all, UserList),
    Entry(20, "Attributes", attributes, UserAttributes),
    Entry(21, "Trust Relations", relations, Permission.CREATE_USERS),
    Entry(22, "Password Policy", policy, ShowPolicy),
    Entry(23, "My Password", my_password, MyPassword),
    Entry(24, "MxN Authorization", authorization, ListAuthorizations),
    Entry(33, "Info", info, HsmStatus),
    Entry(34, "Logs...", logs, LogSize),
    Entry(35, "Backup...", backup, BackupCreate),
    Entry(36, "Monitoring...", monitoring, MonitoringStatistics),
    Entry(37, "Firmware update", firmware, FirmwareUpdate),
)


async def main_menu(desk: Desk) -> None:
    """Screens, until 0 is chosen or the session is over.

    Raises:
        EndOfMenu: no more input, here.
        EndOfInput: no more input, on a screen.
    """
    while (chosen := await _choose(desk)) is not None:
        try:
            if isinstance(chosen, str):
                await run_command(desk, chosen)
            else:
                desk.frame(f"{chosen.column.title} - {chosen.title.rstrip('.')}")
                await chosen.screen(desk)
        except Cancelled:
            desk.say("\nNothing was changed.")
        except RefusedByHsm as error:
            desk.refuse(error)
        except SessionOver:
            return


async def _choose(desk: Desk) -> Entry | str | None:
    await desk.refresh()
    desk.frame(MAIN_MENU)
    shown = [entry for entry in ENTRIES if desk.permits(entry.opens)]
    for line in drawn(shown):
        desk.say(line)
    desk.say("\n0 - Exit")
    options = {**{str(entry.number): entry for entry in shown}, "0": None}
    try:
        return option_or_command(desk, options)
    except EndOfInput:
        raise EndOfMenu from None


def drawn(entries: Sequence[Entry]) -> Sequence[str]:
    """The lines of the menu, column beside column; a column without lines is empty."""
    inside = {column: [entry for entry in entries if entry.column is column] for column in COLUMNS}
    titles = [(column.title_start, [column.title] if found else []) for column, found in inside.items()]
    lines = [(column.start, [f"{each.number} - {each.title}" for each in found]) for column, found in inside.items()]
    return [*side_by_side(titles), *side_by_side(lines)]
