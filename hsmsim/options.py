"""The command line of `twistd hsmsim`, made of the rows of hsmsim.settings."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

from twisted.python import usage

import hsmsim
from hsmsim.settings import SETTINGS, BadSetting, Setting, Settings, load


def _help(row: Setting) -> str:
    return row.help if row.default is None else f"{row.help} [default: {row.default}]"


def _collect(row: Setting) -> Callable[["Options", str], None]:
    """The method for an option that may be given more than once."""

    def take(self: "Options", text: str) -> None:
        self.repeated.setdefault(row.name, []).append(text)

    take.__doc__ = f"{row.unit}: {_help(row)}"
    return take


class Options(usage.Options):
    """The options. After `parseOptions`, `settings` has what was given, read and checked."""

    synopsis = "[options]"
    longdesc = "A simulated network HSM: KMIP 1.4 over mutual TLS, and a console. It is not an HSM."
    optFlags = [[row.name, None, row.help] for row in SETTINGS if row.read is None]
    optParameters = [
        ["config", None, None, "TOML file with settings under the names of these options; an option given here wins."],
        *([row.name, None, None, _help(row)] for row in SETTINGS if row.read is not None and not row.many),
    ]
    parent: Any = None
    settings: Settings

    def __init__(self) -> None:
        super().__init__()
        self.repeated: dict[str, list[str]] = {}

    def opt_version(self) -> None:
        """Print the version and leave."""
        print(f"hsmsim {hsmsim.__version__}")
        raise SystemExit(0)

    def parseOptions(self, options: list[str] | None = None) -> None:
        """Read the command line; a bad option is one line and exit status 1, not twistd's page of help.

        Raises:
            SystemExit: after the line, or after --help.
        """
        try:
            super().parseOptions(options)
        except (usage.UsageError, BadSetting) as error:
            raise SystemExit(f"hsmsim: {error}; twistd hsmsim --help lists the options") from None

    def parseArgs(self, *arguments: str) -> None:
        """There is nothing but options."""
        if arguments:
            raise usage.UsageError(f"{arguments[0]!r} is no option")

    def postOptions(self) -> None:
        """Read and check what was given."""
        config = self["config"]
        given = {row.name: self._given(row) for row in SETTINGS if not row.many}
        self.settings = load({**given, **self.repeated}, None if config is None else Path(config))
        self._leave_out_pid_file()

    def _given(self, row: Setting) -> str | bool | None:
        """What the command line says; None where it says nothing."""
        if row.read is None:
            return bool(self[row.name]) or None
        text: str | None = self[row.name]
        return text

    def _leave_out_pid_file(self) -> None:
        """In the foreground there is no pid file unless it was asked for: two HSMs can share a folder."""
        parent = self.parent
        if parent is not None and parent["nodaemon"] and parent["pidfile"] is parent.defaults["pidfile"]:
            parent["pidfile"] = None


for _row in SETTINGS:
    if _row.many:
        setattr(Options, f"opt_{_row.attribute}", _collect(_row))
