"""Tests of hsmsim/console/keyboard.py."""

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from prompt_toolkit.completion import CompleteEvent
from prompt_toolkit.document import Document
from prompt_toolkit.input import create_pipe_input
from prompt_toolkit.output import DummyOutput
from twisted.trial.unittest import SynchronousTestCase

from hsmsim.console.keyboard import PromptKeyboard, completer
from hsmsim.console.terminal import FILES, Completions

UP = "\x1b[A"
WORDS = (":users list", ":users create", "17")


class Typing(SynchronousTestCase):
    """What keys do."""

    def typed(self, *keys: str, remembered: str = "") -> list[str]:
        """What comes of each series of keys, on one keyboard.

        In a thread: prompt_toolkit runs an event loop of its own, and while a browser is open for other tests, the
        thread of trial has one already.
        """
        with ThreadPoolExecutor(1) as thread:
            return thread.submit(self.answered, keys, remembered).result()

    def answered(self, keys: tuple[str, ...], remembered: str) -> list[str]:
        with create_pipe_input() as source:
            keyboard = PromptKeyboard(DummyOutput(), source)
            if remembered:
                keyboard.remember(remembered)
            answers = []
            for series in keys:
                source.send_text(series)
                answers.append(keyboard.ask("? ", ()))
            return answers

    def test_a_line(self) -> None:
        self.assertEqual(self.typed("answer\r", "é\r"), ["answer", "é"])

    def test_end(self) -> None:
        self.assertRaises(EOFError, self.typed, "\x04")

    def test_interrupted(self) -> None:
        self.assertRaises(KeyboardInterrupt, self.typed, "\x03")

    def test_fetched_again_is_only_what_was_chosen(self) -> None:
        self.assertEqual(self.typed("not this\r", f"{UP}\r", remembered=":users list"), ["not this", ":users list"])
        self.assertEqual(self.typed("not this\r", f"{UP}\r"), ["not this", ""])


class Completed(SynchronousTestCase):
    """What TAB makes of what was typed."""

    def completed(self, typed: str, completions: Completions) -> list[str]:
        found = completer(completions).get_completions(Document(typed), CompleteEvent(completion_requested=True))
        return [typed[: len(typed) + each.start_position] + each.text for each in found]

    def test_words(self) -> None:
        self.assertEqual(self.completed(":users l", WORDS), [":users list"])
        self.assertEqual(self.completed(":u", WORDS), [":users list", ":users create"])
        self.assertEqual(self.completed("list", WORDS), [])

    def test_files(self) -> None:
        folder = Path(self.mktemp())
        folder.mkdir()
        (folder / "rsa2k_cert.pem").touch()
        self.assertEqual(self.completed(f"{folder}/rsa", FILES), [f"{folder}/rsa2k_cert.pem"])
