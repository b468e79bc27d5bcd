"""The terminal: asking and telling, with somebody at a keyboard or with piped input."""

import getpass
import signal
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Protocol, TextIO


class EndOfInput(Exception):
    """There is nobody left to answer."""


class EndOfOutput(Exception):
    """There is nobody left to read."""


class Terminal(Protocol):
    """Where a person, or a script, reads and answers."""

    def write(self, text: str) -> None:
        """Show a text, with its line ends.

        Raises:
            EndOfOutput: it cannot be shown.
        """

    def ask(self, prompt: str) -> str:
        """One line of answer.

        Raises:
            EndOfInput: there is none.
        """

    def ask_secret(self, prompt: str) -> str:
        """One line of answer that is not shown; raises as `ask`."""


class StandardTerminal:
    """Standard input and output.

    At a keyboard secrets are read without echo. Piped answers are shown after their prompts, secrets are not, so that
    what comes out reads like a screen.
    """

    def __init__(self, source: TextIO, screen: TextIO) -> None:
        self._source = source
        self._screen = screen

    def write(self, text: str) -> None:
        """Show a text."""
        try:
            self._screen.write(text)
            self._screen.flush()
        except OSError:
            raise EndOfOutput from None

    def ask(self, prompt: str) -> str:
        """One line of answer."""
        return self._valid(prompt, input, lambda answer: answer)

    def ask_secret(self, prompt: str) -> str:
        """One line of answer that is not shown."""
        return self._valid(prompt, getpass.getpass, lambda answer: "")

    def _valid(self, prompt: str, keyboard: Callable[[str], str], shown: Callable[[str], str]) -> str:
        while True:
            answer = self._typed(prompt, keyboard) if self._source.isatty() else self._piped(prompt, shown)
            if answer.isascii() or _is_unicode(answer):
                return answer
            self.write("This is not UTF-8.\n")

    def _typed(self, prompt: str, keyboard: Callable[[str], str]) -> str:
        try:
            with _interruptible():
                return keyboard(prompt)
        except EOFError:
            self.write("\n")
            raise EndOfInput from None

    def _piped(self, prompt: str, shown: Callable[[str], str]) -> str:
        self.write(prompt)
        line = self._source.readline()
        if not line:
            self.write("\n")
            raise EndOfInput
        answer = line.rstrip("\r\n")
        # What cannot be decoded cannot be shown either.
        self.write(shown(answer).encode("utf-8", "replace").decode() + "\n")
        return answer


def _is_unicode(text: str) -> bool:
    try:
        text.encode()
    except UnicodeEncodeError:
        return False
    return True


@contextmanager
def _interruptible() -> Iterator[None]:
    """Ctrl-C ends the question at once: the reactor's own handler would wait for the answer."""
    before = signal.signal(signal.SIGINT, signal.default_int_handler)
    try:
        yield
    finally:
        signal.signal(signal.SIGINT, before)
