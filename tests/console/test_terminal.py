"""Tests of hsmsim/console/terminal.py."""

import builtins
import getpass
import io
import os
import signal
from typing import Any

from twisted.trial.unittest import SynchronousTestCase

from hsmsim.console.terminal import EndOfInput, EndOfOutput, StandardTerminal


class Piped(SynchronousTestCase):
    """Input from a pipe."""

    def terminal(self, data: bytes) -> StandardTerminal:
        self.screen = io.StringIO()
        source = io.TextIOWrapper(io.BytesIO(data), "utf-8", errors="surrogateescape")
        return StandardTerminal(source, self.screen)

    def test_what_comes_out_reads_like_a_screen(self) -> None:
        terminal = self.terminal("first é\r\nsecret\n\nlast".encode())
        self.assertEqual(terminal.ask("One : "), "first é")
        self.assertEqual(terminal.ask_secret("Two : "), "secret")
        self.assertEqual(terminal.ask("Three : "), "")
        self.assertEqual(terminal.ask("Four : "), "last")
        self.assertRaises(EndOfInput, terminal.ask, "Five : ")
        self.assertRaises(EndOfInput, terminal.ask_secret, "Six : ")
        self.assertEqual(self.screen.getvalue(), "One : first é\nTwo : \nThree : \nFour : last\nFive : \nSix : \n")

    def test_not_utf8(self) -> None:
        terminal = self.terminal(b"\xff\xfe\ngood\n")
        self.assertEqual(terminal.ask("? "), "good")
        self.assertEqual(self.screen.getvalue(), "? ??\nThis is not UTF-8.\n? good\n")


class Screen(SynchronousTestCase):
    """Output to where nobody reads."""

    def test_broken_pipe(self) -> None:
        read_end, write_end = os.pipe()
        os.close(read_end)
        with self.assertRaises(BrokenPipeError), open(write_end, "w", encoding="utf-8") as screen:
            self.assertRaises(EndOfOutput, StandardTerminal(io.StringIO(), screen).write, "text")


class Keyboard(SynchronousTestCase):
    """Input from a person."""

    def setUp(self) -> None:
        class Source(io.StringIO):
            def isatty(self) -> bool:
                return True

        self.screen = io.StringIO()
        self.terminal = StandardTerminal(Source(), self.screen)

    def typed(self, act: Any) -> None:
        self.patch(builtins, "input", lambda prompt: f"{prompt}{act()}")
        self.patch(getpass, "getpass", lambda prompt: f"{prompt}hidden {act()}")

    def test_answers(self) -> None:
        self.typed(lambda: "answer")
        self.assertEqual(self.terminal.ask("? "), "? answer")
        self.assertEqual(self.terminal.ask_secret("? "), "? hidden answer")
        self.assertEqual(self.screen.getvalue(), "")

    def test_end(self) -> None:
        def end() -> str:
            raise EOFError

        self.typed(end)
        self.assertRaises(EndOfInput, self.terminal.ask, "? ")
        self.assertEqual(self.screen.getvalue(), "\n")

    def test_interrupted_at_once_and_only_meanwhile(self) -> None:
        def press() -> str:
            os.kill(os.getpid(), signal.SIGINT)
            return "too late"

        before = signal.getsignal(signal.SIGINT)
        self.typed(press)
        self.assertRaises(KeyboardInterrupt, self.terminal.ask, "? ")
        self.assertIs(signal.getsignal(signal.SIGINT), before)
