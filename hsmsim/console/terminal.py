"""The terminal: asking and telling, with somebody at a keyboard or with piped input."""

import getpass
import shutil
import signal
from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager
from typing import Protocol, TextIO

from hsmsim.console import plain
from hsmsim.console.lines import Lines

# What a question may be completed to; FILES stands for the names of files.
Completions = Sequence[str]
FILES: Completions = ("*",)


class EndOfInput(Exception):
    """There is nobody left to answer."""


class EndOfOutput(Exception):
    """There is nobody left to read."""


class Terminal(Protocol):
    """Where a person, or a script, reads and answers."""

    @property
    def live(self) -> bool:
        """Whether a person sits there: then long answers come in pages, and screens are written over."""

    @property
    def height(self) -> int:
        """How many lines are seen at once."""

    @property
    def blocks(self) -> bool:
        """Whether letters can be shown that a QR code is drawn with."""

    def write(self, text: str) -> None:
        """Show a text, with its line ends.

        Raises:
            EndOfOutput: it cannot be shown.
        """

    def ask(self, prompt: str, completions: Completions = ()) -> str:
        """One line of answer.

        Raises:
            EndOfInput: there is none.
        """

    def ask_secret(self, prompt: str) -> str:
        """One line of answer that is not shown; raises as `ask`."""

    def remember(self, answer: str) -> None:
        """Let an answer be fetched again with the arrow keys. Nothing else is."""

    def rest(self, most: int | None = None) -> bytes:
        """Input that is left: so many bytes of it, fewer at the end alone, or all."""

    def listening(self, lines: bool = True) -> AbstractContextManager[Callable[[], bool]]:
        """Have something go on until somebody wants it to end.

        Args:
            lines: an answer ends it too, and is taken; so does the end of input.

        Returns:
            Whether that is so by now: Ctrl-C was pressed, or there is a line.
        """


class Keyboard(Protocol):
    """Where a person types."""

    def ask(self, prompt: str, completions: Completions) -> str:
        """One line.

        Raises:
            EOFError: Ctrl-D.
            KeyboardInterrupt: Ctrl-C.
        """

    def remember(self, answer: str) -> None:
        """Let it be fetched again with the arrow keys."""


class StandardTerminal:
    """Standard input and output.

    At a keyboard secrets are read without echo. Piped answers are shown after their prompts, secrets are not, so that
    what comes out reads like a screen.

    Args:
        keyboard: None where nobody sits at one.
    """

    def __init__(self, source: Lines, screen: TextIO, keyboard: Keyboard | None = None) -> None:
        self._source = source
        self._screen = screen
        self._keyboard = keyboard

    @property
    def live(self) -> bool:
        """Both ways are a person's."""
        return self._keyboard is not None and self._screen.isatty()

    @property
    def height(self) -> int:
        """As the terminal says, or 24."""
        return shutil.get_terminal_size().lines

    @property
    def blocks(self) -> bool:
        """Only of UTF-8 it is known."""
        return (self._screen.encoding or "").lower().replace("-", "") == "utf8"

    def write(self, text: str) -> None:
        """Show a text."""
        put(self._screen, text)

    def ask(self, prompt: str, completions: Completions = ()) -> str:
        """One line of answer."""
        return self._valid(prompt, lambda keyboard: keyboard.ask(prompt, completions), lambda answer: answer)

    def ask_secret(self, prompt: str) -> str:
        """One line of answer that is not shown."""
        return self._valid(prompt, lambda keyboard: getpass.getpass(prompt), lambda answer: "")

    def remember(self, answer: str) -> None:
        """At a keyboard."""
        if self._keyboard is not None:
            self._keyboard.remember(answer)

    def rest(self, most: int | None = None) -> bytes:
        """Input that is left, as it came."""
        with _interruptible():
            return self._source.rest(most)

    @contextmanager
    def listening(self, lines: bool = True) -> Iterator[Callable[[], bool]]:
        """Ctrl-C; ENTER at a keyboard; the next line of a pipe, or its end."""
        interrupted: list[int] = []
        before = signal.signal(signal.SIGINT, lambda number, frame: interrupted.append(number))
        try:
            yield lambda: bool(interrupted) or (lines and self._pressed())
        finally:
            signal.signal(signal.SIGINT, before)

    def _pressed(self) -> bool:
        if not self._source.ready():
            return False
        self._source.next()
        return True

    def _valid(self, prompt: str, typed: Callable[[Keyboard], str], shown: Callable[[str], str]) -> str:
        while True:
            answer = self._piped(prompt, shown) if self._keyboard is None else self._typed(typed, self._keyboard)
            if answer.isascii() or _is_unicode(answer):
                return answer
            self.write("This is not UTF-8.\n")

    def _typed(self, typed: Callable[[Keyboard], str], keyboard: Keyboard) -> str:
        try:
            with _interruptible():
                return typed(keyboard)
        except EOFError:
            self.write("\n")
            raise EndOfInput from None

    def _piped(self, prompt: str, shown: Callable[[str], str]) -> str:
        with _interruptible():
            self.write(prompt)
            line = self._source.next()
        if not line:
            self.write("\n")
            raise EndOfInput
        answer = line.rstrip("\r\n")
        # What cannot be decoded cannot be shown either.
        self.write(shown(answer).encode("utf-8", "replace").decode() + "\n")
        return answer


def put(screen: TextIO, text: str) -> None:
    """Write a text now: exactly, or safely where a person looks. Letters that the screen does not have become codes.

    Raises:
        EndOfOutput: it cannot be written.
    """
    shown = plain.lines(text) if screen.isatty() else text
    encoding = screen.encoding or "utf-8"
    try:
        screen.write(shown.encode(encoding, "backslashreplace").decode(encoding))
        screen.flush()
    except OSError:
        raise EndOfOutput from None


def _is_unicode(text: str) -> bool:
    try:
        text.encode()
    except UnicodeEncodeError:
        return False
    return True


@contextmanager
def _interruptible() -> Iterator[None]:
    """Ctrl-C, and who ends us, raise KeyboardInterrupt at once: the reactor's own handlers wait for the input."""
    before = {number: signal.signal(number, signal.default_int_handler) for number in (signal.SIGINT, signal.SIGTERM)}
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)
