"""The main menu."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from itertools import groupby

from cryptography import x509
from cryptography.hazmat.primitives.hashes import SHA256

from hsmsim.console import users
from hsmsim.console.attributes import attributes
from hsmsim.console.desk import Cancelled, Desk
from hsmsim.console.link import RefusedByHsm
from hsmsim.console.terminal import EndOfInput
from hsmsim.management.command import ManagementCommand
from hsmsim.management.hsm_certificate import HsmCertificate
from hsmsim.management.my_password import MyPassword
from hsmsim.management.user_attributes import UserAttributes
from hsmsim.management.user_create import UserCreate
from hsmsim.management.user_list import UserList
from hsmsim.management.user_remove import UserRemove


class EndOfMenu(EndOfInput):
    """The input ended at the main menu, with nothing half done."""


async def info(desk: Desk) -> None:
    """33 - Info."""
    answer = await desk.link.call(HsmCertificate)
    certificate = x509.load_pem_x509_certificate(answer["certificate"])
    desk.say(f"TLS certificate, SHA-256 : {certificate.fingerprint(SHA256()).hex(':').upper()}")
    desk.done(f"Valid until : {certificate.not_valid_after_utc:%Y-%m-%d %H:%M:%S} UTC")


@dataclass(frozen=True, slots=True)
class Entry:
    """One line of the menu.

    Args:
        command: who may run it sees the line.
    """

    number: int
    column: str
    title: str
    screen: Callable[[Desk], Awaitable[None]]
    command: type[ManagementCommand]


ENTRIES = (
    Entry(17, "Users", "Create", users.create, UserCreate),
    Entry(18, "Users", "Remove", users.remove, UserRemove),
    Entry(19, "Users", "List", users.list_all, UserList),
    Entry(20, "Users", "Attributes", attributes, UserAttributes),
    Entry(23, "Users", "My Password", users.my_password, MyPassword),
    Entry(33, "HSM", "Info", info, HsmCertificate),
)


async def main_menu(desk: Desk) -> None:
    """Screens, until 0 is chosen.

    Raises:
        EndOfMenu: no more input, here.
        EndOfInput: no more input, on a screen.
    """
    while (entry := await _choose(desk)) is not None:
        desk.frame(f"{entry.column} - {entry.title}")
        try:
            await entry.screen(desk)
        except Cancelled:
            desk.say("\nNothing was changed.")
        except RefusedByHsm as error:
            desk.refuse(error)


async def _choose(desk: Desk) -> Entry | None:
    await desk.refresh()
    desk.frame("Main Menu")
    shown = [entry for entry in ENTRIES if desk.permits(entry.command)]
    for column, entries in groupby(shown, lambda entry: entry.column):
        desk.say(column)
        for entry in entries:
            desk.say(f"{entry.number} - {entry.title}")
        desk.say()
    desk.say("0 - Exit")
    options = {**{str(entry.number): entry for entry in shown}, "0": None}
    try:
        return options[desk.option(options)]
    except EndOfInput:
        raise EndOfMenu from None
