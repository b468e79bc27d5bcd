"""Desk: what all screens are made of."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from hsmsim.console.link import Link, RefusedByHsm
from hsmsim.console.terminal import Terminal
from hsmsim.management.command import ManagementCommand, allowed
from hsmsim.management.info import Info
from hsmsim.management.table import table

BANNER = "hsmsim - Remote Management Console. This simulates an HSM; it is not one."
YES_OR_NO = {"y": True, "n": False, "": False}


class Cancelled(Exception):
    """The person answered nothing where something is needed: back to the menu."""


class Desk:
    """A terminal and a session.

    Args:
        host: as it was typed.
    """

    def __init__(self, terminal: Terminal, link: Link, host: str) -> None:
        self.terminal = terminal
        self.link = link
        self.host = host
        # Whether anything was refused: scripts learn it from the exit status.
        self.refused = False
        self._info: dict[str, Any] = {}

    @property
    def user_id(self) -> str:
        """Who is logged in."""
        return str(self._info["user_id"])

    async def refresh(self) -> None:
        """Learn anew who is logged in, and as what: an Operator may have changed it."""
        self._info = await self.link.call(Info)

    def permits(self, command: type[ManagementCommand]) -> bool:
        """Whether who is logged in may run the command at all."""
        return allowed(table()[command.commandName].needs, self._info["user_type"], self._info["permissions"])

    # ------------------------------------------------------------------------------------------------- telling

    def say(self, text: str = "") -> None:
        """Show a line."""
        self.terminal.write(text + "\n")

    def frame(self, title: str) -> None:
        """Start a screen."""
        info = self._info
        machine = f"Engine {info['engine']} ({info['model']}) - {info['serial']}"
        self.say(f"\n{BANNER}\n\nHSM {self.host} e - {machine} - ID {info['user_id']}\n\n{title}\n")

    def done(self, text: str) -> None:
        """Show what came of it, and wait."""
        self.say(f"\n{text}\n")
        self.terminal.ask("Press ENTER key to continue...")

    def refuse(self, error: RefusedByHsm) -> None:
        """Show why the HSM did not do it, and wait."""
        self.refused = True
        self.done(f"{error}.")

    # -------------------------------------------------------------------------------------------------- asking

    def need(self, prompt: str) -> str:
        """An answer.

        Raises:
            Cancelled: an empty one.
        """
        answer = self.terminal.ask(prompt).strip()
        if not answer:
            raise Cancelled
        return answer

    def choose(self, options: Mapping[str, str]) -> str:
        """Ask for one of the options, until it is one."""
        for key, title in options.items():
            self.say(f"{key} - {title}")
        return self.option(options)

    def option(self, options: Mapping[str, object]) -> str:
        """Ask for one of the options that are shown already."""
        while (answer := self.terminal.ask("Option : ").strip()) not in options:
            self.say(f"'{answer}' is not an option. Choose one of: {', '.join(options)}.")
        return answer

    def yes(self, question: str) -> bool:
        """Ask yes or no; no is what ENTER means."""
        while (answer := self.terminal.ask(f"{question} (y/[n]): ").strip().lower()) not in YES_OR_NO:
            self.say("Answer y or n.")
        return YES_OR_NO[answer]

    def new_password(self) -> str:
        """Ask for a password twice, until both are the same."""
        while True:
            password = self.terminal.ask_secret("Password : ")
            if not password:
                raise Cancelled
            if self.terminal.ask_secret("Confirm password : ") == password:
                return password
            self.say("The two are not the same.")

    def read_file(self, prompt: str) -> tuple[str, bytes]:
        """Ask for a file of this machine, until it can be read; its name and content."""
        while True:
            name = self.need(prompt)
            try:
                return name, Path(name).expanduser().read_bytes()
            except (OSError, ValueError) as error:
                reason = getattr(error, "strerror", None) or error
                self.say(f"The file '{name}' cannot be read: {reason}.")
