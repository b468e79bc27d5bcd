"""Desk: what all screens are made of."""

import os
from collections.abc import AsyncIterator, Awaitable, Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, TypeVar

import hsmsim
from hsmsim.console.files import BadFile, LocalFile, read, write, writing
from hsmsim.console.link import Link, RefusedByHsm
from hsmsim.console.pager import Enough, Pager
from hsmsim.console.pages import every
from hsmsim.console.terminal import FILES, Completions, Terminal
from hsmsim.interfaces.partitions import Permission
from hsmsim.management.command import ManagementCommand, Needs, allowed
from hsmsim.management.info import Info
from hsmsim.management.table import table
from hsmsim.management.user_list import UserList

BANNER = "hsmsim - Remote Management Console. This simulates an HSM; it is not one."
LIBRARY = f"Library hsmsim version {hsmsim.__version__}."
YES_OR_NO = {"y": True, "n": False, "": False}
MAIN_MENU = "Main Menu"

T = TypeVar("T")

# A command stands for what it needs.
Opens = type[ManagementCommand] | Needs


def needed(opens: Opens) -> Needs:
    """What somebody has to have."""
    return table()[opens.commandName].needs if isinstance(opens, type) else opens


class Cancelled(Exception):
    """The person answered nothing where something is needed: back to the menu."""


class SessionOver(Exception):
    """What was done has ended the session, as it should."""


@dataclass(frozen=True, slots=True)
class Action:
    """One line of a menu below the main menu.

    Args:
        opens: who may run it sees the line.
        fits: whether there is anything to do.
    """

    title: str
    screen: Callable[["Desk"], Awaitable[None]]
    opens: Opens
    fits: bool = True


class Desk:
    """A terminal and a session.

    Args:
        host: as it was typed.
    """

    def __init__(self, terminal: Terminal, link: Link, host: str) -> None:
        self.terminal = terminal
        self.link = link
        self.host = host
        # Whether anything was refused, or found wrong: scripts learn it from the exit status.
        self.refused = False
        self._info: dict[str, Any] = {}

    @property
    def user_id(self) -> str:
        """Who is logged in."""
        return str(self._info["user_id"])

    @property
    def permissions(self) -> frozenset[Permission]:
        """What who is logged in may give to others; an Operator everything."""
        return frozenset(each for each in Permission if self.permits(each))

    async def refresh(self) -> None:
        """Learn anew who is logged in, and as what: an Operator may have changed it."""
        self._info = await self.link.call(Info)

    def permits(self, opens: Opens) -> bool:
        """Whether who is logged in may run the command at all, or has the right."""
        return allowed(needed(opens), self._info["user_type"], self._info["permissions"])

    # ------------------------------------------------------------------------------------------------- telling

    def say(self, text: str = "") -> None:
        """Show a line."""
        self.terminal.write(text + "\n")

    def frame(self, title: str) -> None:
        """Start a screen."""
        info = self._info
        machine = f"Engine {info['engine']} ({info['model']}) - {info['serial']}"
        self.say(f"\n{BANNER}\n\nHSM {self.host} e - {machine} - ID {info['user_id']}\n\n{title}\n")

    def done(self, text: str, apart: bool = True) -> None:
        """Show what came of it, and wait.

        Args:
            apart: an empty line comes before it.
        """
        self.say(f"\n{text}" if apart else text)
        self.pause()

    def pause(self) -> None:
        """Wait until the person has read it."""
        self.say()
        self.terminal.ask("Press ENTER key to continue...")

    def wrong(self, text: str) -> None:
        """Show what is not as it should be, and wait."""
        self.refused = True
        self.done(text)

    def refuse(self, error: RefusedByHsm) -> None:
        """Show why the HSM did not do it, and wait."""
        self.wrong(f"{error}.")

    async def show(self, lines: AsyncIterator[str]) -> bool:
        """Show lines, on a terminal a screenful at a time; False if the person has seen enough before the end."""
        pager = Pager(self.terminal)
        try:
            async for line in lines:
                pager.line(line)
        except Enough:
            return False
        return True

    # -------------------------------------------------------------------------------------------------- asking

    def need(self, prompt: str, completions: Completions = ()) -> str:
        """An answer.

        Raises:
            Cancelled: an empty one.
        """
        answer = self.terminal.ask(prompt, completions).strip()
        if not answer:
            raise Cancelled
        return answer

    async def need_user(self, prompt: str = "User ID: ") -> str:
        """The User ID of somebody."""
        return self.need(prompt, await self.user_ids())

    async def user_ids(self) -> Completions:
        """Those that a question may be completed to: the first page of all, where somebody types and may know them."""
        if not (self.terminal.live and self.permits(UserList)):
            return ()
        return [user["user_id"] for user in (await self.link.call(UserList, after=""))["users"]]

    def choose(self, options: Mapping[str, str], indent: str = "") -> str:
        """Ask for one of the options, until it is one."""
        for key, title in options.items():
            self.say(f"{indent}{key} - {title}")
        return self.option(options)

    def option(self, options: Mapping[str, object]) -> str:
        """Ask for one of the options that are shown already."""
        while (answer := self.terminal.ask("Option : ", list(options)).strip()) not in options:
            self.say(f"'{answer}' is not an option. Choose one of: {', '.join(options)}.")
        return answer

    async def act(self, actions: Sequence[Action], indent: str = "") -> None:
        """Ask for one of the actions, and do it; 0 does nothing. Each keeps its number, whoever sees it."""
        shown = {str(number): each for number, each in enumerate(actions, 1) if each.fits and self.permits(each.opens)}
        chosen = self.choose({**{key: each.title for key, each in shown.items()}, "0": MAIN_MENU}, indent)
        if chosen != "0":
            await shown[chosen].screen(self)

    def yes(self, question: str) -> bool:
        """Ask yes or no; no is what ENTER means."""
        while (answer := self.terminal.ask(f"{question} (y/[n]): ").strip().lower()) not in YES_OR_NO:
            self.say("Answer y or n.")
        return YES_OR_NO[answer]

    def number(self, prompt: str) -> int | None:
        """Ask for a whole number; None for none."""
        while (answer := self.terminal.ask(prompt).strip()) and not (answer.isascii() and answer.isdecimal()):
            self.say(f"'{answer}' is not a number.")
        return int(answer) if answer else None

    def new_password(self) -> str:
        """Ask for a password twice, until both are the same."""
        return ask_twice(self.terminal, "Password : ", "Confirm password : ")

    # --------------------------------------------------------------------------------------------------- files

    def read_file(self, prompt: str) -> tuple[str, bytes]:
        """Ask for a file of this machine, until it can be read; its name and content."""
        return self._found(prompt, read)

    def find_file(self, prompt: str) -> tuple[str, LocalFile]:
        """Ask for a file of this machine, until it can be read; its name, and what reads it piece by piece."""
        return self._found(prompt, LocalFile)

    def _found(self, prompt: str, open_file: Callable[[str], T]) -> tuple[str, T]:
        while True:
            name = self.need(prompt, FILES)
            try:
                return name, open_file(_expanded(name))
            except BadFile as error:
                self.say(f"The file cannot be read: {error}.")

    def write_file(self, content: bytes, name: str = "", private: bool = False) -> str:
        """Write a file of this machine, asking for others until it can be written; its name.

        Args:
            name: to be tried first, if it is known already.
            private: nobody but this user may read it.
        """
        while True:
            name = name or self._output()
            try:
                write(_expanded(name), content, private)
                return name
            except BadFile as error:
                self._not_written(error)
                name = ""

    async def fill_file(self, fill: Callable[[Callable[[bytes], object]], Awaitable[object]]) -> str:
        """Write a file of this machine piece by piece, asking for others until it can be written; its name.

        Nobody but this user may read it.

        Args:
            fill: calls what it is given with each piece; once more from the beginning for another file.
        """
        while True:
            name = self._output()
            try:
                with writing(_expanded(name), private=True) as put:
                    await fill(put)
                return name
            except BadFile as error:
                self._not_written(error)

    def _output(self) -> str:
        return self.need("Output file (local) : ", FILES)

    def _not_written(self, error: BadFile) -> None:
        self.say(f"The file cannot be written: {error}.")

    def every(self, command: type[ManagementCommand], **arguments: Any) -> AsyncIterator[dict[str, Any]]:
        """Each row of an answer that comes in pages."""
        return every(self.link, command, **arguments)


def _expanded(name: str) -> str:
    return os.path.expanduser(name)


def ask_twice(terminal: Terminal, first: str, second: str) -> str:
    """Ask for a secret twice, until both are the same.

    Raises:
        Cancelled: an empty one.
    """
    while True:
        secret = terminal.ask_secret(first)
        if not secret:
            raise Cancelled
        if terminal.ask_secret(second) == secret:
            return secret
        terminal.write("The two are not the same.\n")


async def each_of(lines: Iterable[str]) -> AsyncIterator[str]:
    """Lines that are there already, for `Desk.show`."""
    for line in lines:
        yield line
