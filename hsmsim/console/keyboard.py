"""A keyboard with completion and history. It is imported only where there is one."""

from prompt_toolkit import PromptSession
from prompt_toolkit.completion import Completer, PathCompleter, WordCompleter
from prompt_toolkit.history import InMemoryHistory
from prompt_toolkit.input import Input
from prompt_toolkit.output import Output, create_output

from hsmsim.console.terminal import FILES, Completions


class _Chosen(InMemoryHistory):
    """A history of what was chosen for it: what is typed does not come in by itself."""

    def append_string(self, string: str) -> None:
        """Every line that is typed, an answer that should be forgotten among them."""

    choose = InMemoryHistory.append_string


class PromptKeyboard:
    """prompt_toolkit's line editor.

    Args:
        output: None for standard output, or standard error where the other goes into a file.
        source: None for standard input.
    """

    def __init__(self, output: Output | None = None, source: Input | None = None) -> None:
        self._history = _Chosen()
        screen = output or create_output(always_prefer_tty=True)
        self._session: PromptSession[str] = PromptSession(history=self._history, output=screen, input=source)

    def ask(self, prompt: str, completions: Completions) -> str:
        """One line."""
        return self._session.prompt(prompt, completer=completer(completions), complete_while_typing=False)

    def remember(self, answer: str) -> None:
        """Let it be fetched again with the arrow keys."""
        self._history.choose(answer)


def completer(completions: Completions) -> Completer:
    """What TAB completes a line to."""
    if completions is FILES:
        return PathCompleter(expanduser=True)
    return WordCompleter(list(completions), sentence=True)
