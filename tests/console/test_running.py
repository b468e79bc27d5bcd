"""Tests of hsmsim/console/running.py."""

import os
from pathlib import Path
from typing import Any

from twisted.internet.defer import Deferred
from twisted.trial.unittest import SynchronousTestCase

from hsmsim.console.files import BadFile
from hsmsim.console.link import RefusedByHsm
from hsmsim.console.running import run
from hsmsim.console.words import Call, parse
from hsmsim.management.command import ManagementCommand
from tests.console.hsm import Script


class Hsm:
    """Answers as it was told to, one after the other."""

    def __init__(self, *answers: dict[str, Any] | Exception) -> None:
        self.answers = list(answers)
        self.asked: list[dict[str, Any]] = []

    async def call(self, command: type[ManagementCommand], **arguments: Any) -> dict[str, Any]:
        self.asked.append(arguments)
        answer = self.answers.pop(0)
        if isinstance(answer, Exception):
            raise answer
        return answer


class Running(SynchronousTestCase):
    """A command that was typed, with files."""

    def setUp(self) -> None:
        self.folder = Path(self.mktemp())
        self.folder.mkdir()
        self.file = self.folder / "file"

    def run_it(self, line: str, *answers: dict[str, Any] | Exception) -> Any:
        wanted = parse(line)
        assert isinstance(wanted, Call)
        self.hsm = Hsm(*answers)
        return Deferred.fromCoroutine(run(self.hsm, wanted, Script()))

    def test_without_files(self) -> None:
        declared, answer = self.successResultOf(self.run_it("backup read", {"data": b"abc", "more": False}))
        self.assertEqual(([name for name, _ in declared], answer), ([b"data"], {"data": b"abc"}))

    def test_bytes_of_an_answer(self) -> None:
        _, answer = self.successResultOf(self.run_it(f"hsm certificate > {self.file}", {"certificate": b"\xff"}))
        self.assertEqual(answer, {"certificate": None})
        self.assertEqual((self.file.read_bytes(), self.file.stat().st_mode & 0o777), (b"\xff", 0o600))

    def test_pieces_of_an_answer(self) -> None:
        answers = {"data": b"abc", "more": True}, {"data": b"de", "more": False}
        _, answer = self.successResultOf(self.run_it(f"backup read > {self.file}", *answers))
        self.assertEqual((answer, self.file.read_bytes()), ({"data": None}, b"abcde"))

    def test_broken_off(self) -> None:
        """There is no half of a file; and the one that was there stays."""
        self.file.write_bytes(b"before")
        error = RefusedByHsm(5021, "no")
        running = self.run_it(f"backup read > {self.file}", {"data": b"abc", "more": True}, error)
        self.assertIs(self.failureResultOf(running).value, error)
        self.assertEqual((os.listdir(self.folder), self.file.read_bytes()), (["file"], b"before"))

    def test_where_no_file_can_be(self) -> None:
        """The HSM is not asked for what nobody could keep."""
        self.failureResultOf(self.run_it(f"backup read > {self.file}/file"), BadFile)
        self.assertEqual(self.hsm.asked, [])

    def test_a_file_that_goes(self) -> None:
        self.file.write_bytes(b"content")
        self.successResultOf(self.run_it(f"backup upload @{self.file}", {}))
        self.assertEqual(self.hsm.asked, [{"offset": 0, "data": b"content"}])
