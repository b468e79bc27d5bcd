"""A pager: long answers stop where the screen is full."""

from hsmsim.console.terminal import Terminal

PROMPT = "-- more -- (ENTER, q)"


class Enough(Exception):
    """The person wants to see no more of it."""


class Pager:
    """Lines, one screenful at a time; nothing stops them on their way into a pipe."""

    def __init__(self, terminal: Terminal) -> None:
        self._terminal = terminal
        self._used = 0  # lines of the screen

    def line(self, text: str = "") -> None:
        """Show a line.

        Raises:
            Enough: instead of it, q was answered.
        """
        if self._terminal.live and self._used >= self._terminal.height - 1:
            if self._terminal.ask(PROMPT).strip().lower() == "q":
                raise Enough
            self._used = 0
        self._terminal.write(text + "\n")
        self._used += 1
