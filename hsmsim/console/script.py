"""Commands by their words, for scripts: `hsmcon HOST USER -c "users list"`."""

from collections.abc import Sequence
from typing import Any, TextIO

from hsmsim.console.answers import as_json, as_text, help_as_json
from hsmsim.console.following import follow
from hsmsim.console.link import Link
from hsmsim.console.running import run
from hsmsim.console.terminal import Terminal, put
from hsmsim.console.words import Call, Question
from hsmsim.management.log_follow import LogFollow
from hsmsim.management.log_lines import LINES
from hsmsim.management.log_size import LogSize

# In the answer of a command that checks something.
RIGHT = "right"


class Script:
    """What a script asks with and writes to.

    Args:
        terminal: for what commands ask.
        answers: nothing else is written there.
        json: whether they are JSON.
    """

    def __init__(self, terminal: Terminal, answers: TextIO, json: bool) -> None:
        self._terminal = terminal
        self._answers = answers
        self._json = json

    async def run(self, wanted: Sequence[Call | Question], link: Link | None) -> bool:
        """Run commands one after the other, up to the first that is refused.

        Args:
            link: None where there are questions alone.

        Returns:
            Whether all that was checked is right: the log, for one.

        Raises:
            RefusedByHsm: one was refused; those before it are done.
        """
        right = True
        for each in wanted:
            if isinstance(each, Question):
                self._tell(each)
            elif link is not None and each.row.command is LogFollow and not each.values:
                await self._follow(link)
            elif link is not None:
                declared, answer = await run(link, each, self._terminal)
                put(self._answers, as_json(declared, answer) if self._json else as_text(declared, answer))
                right = right and answer.get(RIGHT) is not False
        return right

    async def _follow(self, link: Link) -> None:
        """Lines from now on, until Ctrl-C."""

        def show(line: dict[str, Any]) -> None:
            put(self._answers, as_json(LINES[1].subargs, line) if self._json else f"{line['line']}\n")

        last = (await link.call(LogSize))["last"]
        with self._terminal.listening(lines=False) as interrupted:
            await follow(link, last, show, interrupted)

    def _tell(self, question: Question) -> None:
        lines = question.answer
        put(self._answers, help_as_json(lines) if self._json else "".join(f"{line}\n" for line in lines))
