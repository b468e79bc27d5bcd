"""hsmcon in a pseudo-terminal, as a person sees it."""

import os
import re
import sys
from typing import Any

from twisted.internet import reactor
from twisted.internet.defer import Deferred
from twisted.internet.protocol import ProcessProtocol

import hsmsim
from hsmsim.interfaces.partitions import SecondFactor
from tests.console.hsm import ConsoleTest
from tests.management.bench import PASSWORD

ESCAPES = re.compile(rb"\x1b(\[[0-9;?]*[a-zA-Z]|[=>])|\r")
TAB, ENTER, UP, CTRL_C, CTRL_D = "\t", "\r", "\x1b[A", "\x03", "\x04"


class Screen(ProcessProtocol):
    """What a terminal shows: the text without its colours and moves."""

    def __init__(self) -> None:
        self.ended: Deferred[int] = Deferred()
        self._data = b""
        self._read = 0
        self._wanted: tuple[str, Deferred[str]] | None = None

    @property
    def text(self) -> str:
        return ESCAPES.sub(b"", self._data).decode(errors="replace")

    def outReceived(self, data: bytes) -> None:
        self._data += data
        self._look()

    def processEnded(self, reason: Any) -> None:
        self.ended.callback(reason.value.exitCode)
        if self._wanted is not None:
            self._wanted[1].errback(AssertionError(f"{self._wanted[0]!r} never came: {self.text}"))

    def until(self, text: str) -> Deferred[str]:
        """What is shown, up to this."""
        waiting: Deferred[str] = Deferred()
        self._wanted = text, waiting
        self._look()
        return waiting

    def _look(self) -> None:
        if self._wanted is None:
            return
        wanted, waiting = self._wanted
        found = self.text.find(wanted, self._read)
        if found >= 0:
            start, self._read, self._wanted = self._read, found + len(wanted), None
            waiting.callback(self.text[start : self._read])


class Person(ConsoleTest):
    """At the keyboard of a terminal of 80 by 24."""

    timeout = 60

    async def setUp(self) -> None:
        await super().setUp()
        self.port = self.listen_outside()

    async def sit_down(self, user: str) -> None:
        """Start hsmcon and log in."""
        root = os.path.dirname(os.path.dirname(hsmsim.__file__))
        command = [sys.executable, "-m", "hsmsim.console.main", "127.0.0.1", "-p", self.port, user]
        environment = {
            **os.environ,
            "PYTHONPATH": root,
            "PYTHONUTF8": "1",
            "TERM": "xterm-256color",
            "LINES": "24",
            "COLUMNS": "80",
            "PROMPT_TOOLKIT_NO_CPR": "1",
        }
        self.screen_of = Screen()
        self.process: Any = reactor.spawnProcess(
            self.screen_of, sys.executable, command, environment, str(self.folder), usePTY=True
        )
        self.addCleanup(self.gone)
        await self.until("HSM User Password : ")
        self.types(PASSWORD + ENTER)
        await self.until("Option :")

    async def gone(self) -> None:
        """No process is left behind, whatever happened."""
        if not self.screen_of.ended.called:
            self.process.signalProcess("KILL")
            await self.screen_of.ended

    def types(self, keys: str) -> None:
        self.process.write(keys.encode())

    async def until(self, text: str) -> str:
        return await self.screen_of.until(text)

    async def leaves(self) -> None:
        self.types("0" + ENTER)
        self.assertEqual(await self.screen_of.ended, 0, self.screen_of.text)
        self.assertNotIn(PASSWORD, self.screen_of.text)

    async def test_menu_and_completion(self) -> None:
        await self.sit_down("master")
        self.types(":users l" + TAB)
        await self.until("ist")
        self.types(ENTER)
        self.assertIn("alice", await self.until("Press ENTER key to continue..."))
        self.types(ENTER)
        await self.until("Option :")
        self.types(UP)
        await self.until(":users list")
        self.types(ENTER)
        await self.until("Press ENTER key to continue...")
        self.types(ENTER)
        await self.until("Option :")
        await self.leaves()

    async def test_long_answers_stop(self) -> None:
        for number in range(40):
            await self.user(f"user{number:02}")
        await self.sit_down("master")
        self.types("19" + ENTER)
        self.assertIn("user00", await self.until("-- more -- (ENTER, q)"))
        self.types("q" + ENTER)
        self.assertNotIn("user39", await self.until("Press ENTER key to continue..."))
        self.types(ENTER)
        await self.until("Option :")
        await self.leaves()

    async def test_qr_code_and_user_completion(self) -> None:
        await self.sit_down("master")
        self.types("20" + ENTER)
        await self.until("User ID:")
        self.types("al" + TAB)
        await self.until("ice")
        self.types(ENTER)
        for prompt, answer in (
            ("Option :", "4"),
            ("(y/[n]):", "y"),
            ("Option :", "2"),
            ("made) :", ""),
            ("6) :", ""),
        ):
            await self.until(prompt)
            self.types(answer + ENTER)
        await self.until("30) :")
        self.types(ENTER)
        self.assertGreater((await self.until("Secret : ")).count("█"), 100)
        await self.until("Press ENTER key to continue...")
        self.assertEqual(self.partitions.user("alice").second_factor, SecondFactor.OATH_TOTP)
        self.types(ENTER)
        await self.until("Option :")
        await self.leaves()

    async def test_followed_until_enter_and_until_ctrl_c(self) -> None:
        self.time_passes()
        await self.sit_down("master")
        for stop in (ENTER, CTRL_C):
            self.types("34" + ENTER)
            await self.until("0 - Main Menu")
            await self.until("Option :")
            self.types("3" + ENTER)
            await self.until("Press ENTER key to stop...")
            self.factory._appliance.audit.record(7, "something happened")
            await self.until("|something happened")
            self.types(stop)
            await self.until("Main Menu")
            await self.until("Option :")
        await self.leaves()

    async def test_ctrl_d(self) -> None:
        await self.sit_down("alice")
        self.types(CTRL_D)
        self.assertEqual(await self.screen_of.ended, 1)
        self.assertIn("hsmcon: the input ended before the work did", self.screen_of.text)

    async def test_ctrl_c(self) -> None:
        await self.sit_down("alice")
        self.types(CTRL_C)
        self.assertEqual(await self.screen_of.ended, 1)
        self.assertIn("hsmcon: interrupted", self.screen_of.text)
