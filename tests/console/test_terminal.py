"""Tests of hsmsim/console/terminal.py."""

import getpass
import io
import os
import signal
import threading
from collections.abc import Callable, Sequence

from twisted.trial.unittest import SynchronousTestCase

from hsmsim.console.lines import Lines
from hsmsim.console.terminal import EndOfInput, EndOfOutput, StandardTerminal


class Piped(SynchronousTestCase):
    """Input from a pipe."""

    def terminal(self, data: bytes) -> StandardTerminal:
        self.screen = io.StringIO()
        return StandardTerminal(self.lines(data), self.screen)

    def lines(self, data: bytes) -> Lines:
        read_end, write_end = os.pipe()
        os.write(write_end, data)
        os.close(write_end)
        source = io.FileIO(read_end)
        self.addCleanup(source.close)
        return Lines(source)

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

    def test_all_the_rest(self) -> None:
        terminal = self.terminal(b"first\nsecond\n\xff")
        self.assertEqual((terminal.ask("? "), terminal.rest(), terminal.rest()), ("first", b"second\n\xff", b""))

    def test_nobody_to_remember_it(self) -> None:
        self.terminal(b"").remember("answer")

    def test_listening(self) -> None:
        read_end, write_end = os.pipe()
        source = io.FileIO(read_end)
        self.addCleanup(source.close)
        terminal = StandardTerminal(Lines(source), io.StringIO())
        with terminal.listening() as pressed:
            self.assertFalse(pressed())
            os.write(write_end, b"\nnext\n")
            self.assertTrue(pressed())
        self.assertEqual(terminal.ask("? "), "next")
        os.close(write_end)
        with terminal.listening() as pressed:
            self.assertTrue(pressed())

    def test_interrupted_at_once(self) -> None:
        """By Ctrl-C and by who ends processes, in whatever it waits for."""
        read_end, write_end = os.pipe()
        self.addCleanup(os.close, write_end)
        source = io.FileIO(read_end)
        self.addCleanup(source.close)
        terminal = StandardTerminal(Lines(source), io.StringIO())
        for ask in (terminal.ask, terminal.ask_secret):
            for number in (signal.SIGINT, signal.SIGTERM):
                before = signal.getsignal(number)
                soon = threading.Timer(0.05, os.kill, (os.getpid(), number))
                late = threading.Timer(5, os.write, (write_end, b"too late\n"))
                soon.start()
                late.start()
                self.assertRaises(KeyboardInterrupt, ask, "? ")
                late.cancel()
                self.assertIs(signal.getsignal(number), before)

    def test_listening_until_ctrl_c(self) -> None:
        read_end, write_end = os.pipe()
        self.addCleanup(os.close, write_end)
        source = io.FileIO(read_end)
        self.addCleanup(source.close)
        before = signal.getsignal(signal.SIGINT)
        for lines in (True, False):
            with StandardTerminal(Lines(source), io.StringIO()).listening(lines) as pressed:
                self.assertFalse(pressed())
                os.kill(os.getpid(), signal.SIGINT)
                self.assertTrue(pressed())
        self.assertIs(signal.getsignal(signal.SIGINT), before)


class Screen(SynchronousTestCase):
    """Where it is shown."""

    def test_nobody_reads(self) -> None:
        read_end, write_end = os.pipe()
        os.close(read_end)
        with self.assertRaises(BrokenPipeError), open(write_end, "w", encoding="utf-8") as screen:
            self.assertRaises(EndOfOutput, StandardTerminal(nothing(self), screen).write, "text")

    def test_what_it_can_show(self) -> None:
        for encoding, blocks in (("utf-8", True), ("UTF8", True), ("latin-1", False)):
            terminal = StandardTerminal(nothing(self), io.TextIOWrapper(io.BytesIO(), encoding))
            self.assertEqual((terminal.blocks, terminal.live), (blocks, False))

    def test_what_it_has_no_letters_for(self) -> None:
        shown = io.BytesIO()
        screen = io.TextIOWrapper(shown, "latin-1")
        StandardTerminal(nothing(self), screen).write("é 鍵 \n")
        self.assertEqual(shown.getvalue(), b"\xe9 \\u9375 \n")
        screen.detach()

    def test_nothing_steers_it(self) -> None:
        for person, shown in ((True, "a\\x1b[2J\\x0d\nb\n"), (False, "a\x1b[2J\r\nb\n")):
            screen = io.StringIO()
            screen.isatty = lambda person=person: person  # type: ignore[method-assign, misc]
            StandardTerminal(nothing(self), screen).write("a\x1b[2J\r\nb\n")
            self.assertEqual(screen.getvalue(), shown)

    def test_height(self) -> None:
        self.patch(os, "environ", {"LINES": "50", "COLUMNS": "80"})
        self.assertEqual(StandardTerminal(nothing(self), io.StringIO()).height, 50)


def nothing(test: SynchronousTestCase) -> Lines:
    source = io.FileIO(os.devnull)
    test.addCleanup(source.close)
    return Lines(source)


class Typist:
    """A keyboard."""

    def __init__(self, act: Callable[[], str]) -> None:
        self.act = act
        self.remembered: list[str] = []

    def ask(self, prompt: str, completions: Sequence[str]) -> str:
        return f"{prompt}{list(completions)}{self.act()}"

    def remember(self, answer: str) -> None:
        self.remembered.append(answer)


class Keyboard(SynchronousTestCase):
    """Input from a person."""

    def typed(self, act: Callable[[], str]) -> StandardTerminal:
        class Screen(io.StringIO):
            def isatty(self) -> bool:
                return True

        self.screen, self.keyboard = Screen(), Typist(act)
        return StandardTerminal(nothing(self), self.screen, self.keyboard)

    def test_answers(self) -> None:
        self.patch(getpass, "getpass", lambda prompt: f"{prompt}hidden")
        terminal = self.typed(lambda: "answer")
        self.assertTrue(terminal.live)
        self.assertEqual(terminal.ask("? ", ["1", "2"]), "? ['1', '2']answer")
        self.assertEqual(terminal.ask_secret("? "), "? hidden")
        terminal.remember("answer")
        self.assertEqual((self.screen.getvalue(), self.keyboard.remembered), ("", ["answer"]))

    def test_end(self) -> None:
        def end() -> str:
            raise EOFError

        self.assertRaises(EndOfInput, self.typed(end).ask, "? ")
        self.assertEqual(self.screen.getvalue(), "\n")

    def test_interrupted_at_once_and_only_meanwhile(self) -> None:
        for number in (signal.SIGINT, signal.SIGTERM):

            def press(number: int = number) -> str:
                os.kill(os.getpid(), number)
                return "too late"

            before = signal.getsignal(number)
            self.assertRaises(KeyboardInterrupt, self.typed(press).ask, "? ")
            self.assertIs(signal.getsignal(number), before)
