"""Commands by their words at the main menu: `:users list`."""

from collections.abc import Mapping, Sequence
from typing import TypeVar

from hsmsim.console.answers import as_text
from hsmsim.console.desk import Desk, each_of
from hsmsim.console.files import BadFile
from hsmsim.console.running import run
from hsmsim.console.vocabulary import vocabulary
from hsmsim.console.words import Question, Usage, parse

SIGN = ":"

T = TypeVar("T")


def option_or_command(desk: Desk, options: Mapping[str, T]) -> T | str:
    """Ask for one of the options that are shown already, or for a command."""
    words = [row.words for row in vocabulary().values() if desk.permits(row.command)]
    completions = [*options, *(SIGN + each for each in words)]
    while (answer := desk.terminal.ask("Option : ", completions).strip()) not in options:
        if answer.startswith(SIGN):
            return answer[len(SIGN) :]
        desk.say(f"'{answer}' is not an option. Choose one of: {', '.join(options)}.")
    return options[answer]


async def run_command(desk: Desk, line: str) -> None:
    """Run a command, and show what it answers. What has no secret in it may be fetched again with the arrow keys.

    Raises:
        RefusedByHsm: it was refused.
    """
    try:
        wanted = parse(line)
        if isinstance(wanted, Question):
            await _show(desk, wanted.answer)
            return
        if not wanted.secret:
            desk.terminal.remember(SIGN + line)
        declared, answer = await run(desk.link, wanted, desk.terminal)
    except (Usage, BadFile) as error:
        desk.done(f"{error}.")
        return
    await _show(desk, as_text(declared, answer).splitlines())


async def _show(desk: Desk, lines: Sequence[str]) -> None:
    await desk.show(each_of(lines))
    desk.done("Done.")
