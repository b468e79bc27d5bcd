"""Tests of hsmsim/console/logs.py."""

import json
from pathlib import Path

from hsmsim.interfaces.audit import Verdict
from hsmsim.interfaces.partitions import Permission, UserType
from tests.console.hsm import GO_ON, ConsoleTest
from tests.management.bench import PASSWORD

MENU = """\
1 - Retrieve
2 - Clear
3 - Follow
4 - Verify
0 - Main Menu
Option : 0
"""
RETRIEVE = """\
Log size : {size} byte(s), {count} line(s)
Confirm retrieving the log. (y/[n]): y
With the chain value of each line (y/[n]): n
Output file (local), ENTER for the screen :\x20

{lines}

Log successfully retrieved.

Press ENTER key to continue...
"""
CLEAR = """\
Log size : {size} byte(s), {count} line(s)
Confirm clearing the log. (y/[n]): y

Log successfully cleared.

Press ENTER key to continue...
"""


class LogsTest(ConsoleTest):
    """A log of a few lines; `alice` may look at it."""

    async def setUp(self) -> None:
        await super().setUp()
        await self.partitions.set_permissions("alice", frozenset({Permission.MONITOR_LOG}))
        self.audit = self.factory._appliance.audit
        for number in range(3):
            self.audit.record(number, f"event {number}")

    def lines(self, chained: bool = False) -> list[str]:
        """Of the events that were recorded before hsmcon came."""
        return [line.text for line in self.audit.retrieve(0, 3, chained)]

    def facts(self) -> dict[str, int]:
        extent = self.audit.extent()
        return {"size": extent.size, "count": extent.last}


class Logs(LogsTest):
    """34 - Logs."""

    def noting(self, answer: str) -> str:
        self.noted = {**self.facts(), "lines": "\n".join(line.text for line in self.audit.retrieve(0, 99))}
        return answer

    async def test_menu(self) -> None:
        await self.menus("34", "0")
        self.assertEqual(self.screen("HSM - Logs"), MENU)
        await self.menus("34", "0", user="alice")
        self.assertIn("1 - Retrieve\n3 - Follow\n4 - Verify\n0 - Main Menu\n", self.seen)

    async def test_retrieved_to_the_screen(self) -> None:
        await self.menus("34", lambda: self.noting("1"), "y", "n", "", "")
        self.assertEqual(self.screen("HSM - Logs - Retrieve"), RETRIEVE.format(**self.noted))
        self.assertIn("|event 0\n", self.seen)

    async def test_retrieved_to_a_file(self) -> None:
        name = str(self.folder / "audit.log")
        await self.menus("34", "1", "y", "y", name, "", user="alice")
        self.assertEqual(Path(name).read_text().splitlines()[:3], self.lines(chained=True))
        self.assertIn("Log successfully retrieved: ", self.seen)

    async def test_files_are_asked_for_until_one_can_be_written(self) -> None:
        name = str(self.folder / "audit.log")
        await self.menus("34", "1", "y", "n", str(self.folder / "none" / "audit.log"), name, "")
        self.assertIn("The file cannot be written: ", self.seen)
        self.assertEqual(Path(name).read_text().splitlines()[:3], self.lines())

    async def test_not_confirmed(self) -> None:
        await self.menus("34", "1", "n")
        await self.menus("34", "2", "n")
        self.assertNotIn("successfully", self.seen)

    async def test_cleared(self) -> None:
        await self.menus("34", lambda: self.noting("2"), "y", "")
        self.assertEqual(self.screen("HSM - Logs - Clear"), CLEAR.format(**self.noted))
        (line, *_) = self.audit.retrieve(0, 99)
        self.assertIn("'master'", line.text)

    async def test_events_that_were_lost(self) -> None:
        self.audit._lost = 2
        await self.menus("34", "1", "n")
        self.assertIn("\nLost : 2 event(s) that could not be written\n", self.seen)

    async def test_right(self) -> None:
        await self.menus("34", "4", "")
        self.assertRegex(self.seen, r"\nThe log is as it was written: \d+ line\(s\)\.\n")

    async def test_wrong(self) -> None:
        async def verify() -> Verdict:
            return Verdict(5, 6, "the line was changed")

        self.patch(self.audit, "verify", verify)
        self.assertEqual(await self.hsmcon(PASSWORD, "34", "4", "", "0", user="master"), 1)
        self.assertIn("The log is not as it was written. 5 line(s) are right, then: the line was changed.", self.seen)
        self.assertEqual(await self.script("logs verify"), 1)
        self.assertIn("right: no\n", self.answered)


class Follow(LogsTest):
    """34 - Logs - 3 - Follow."""

    async def setUp(self) -> None:
        await super().setUp()
        self.time_passes()

    def recording(self, text: str) -> str:
        self.audit.record(7, text)
        return GO_ON

    async def test_until_enter(self) -> None:
        await self.menus("34", "3", lambda: self.recording("one"), GO_ON, lambda: self.recording("two"), "")
        text = self.screen("HSM - Logs - Follow")
        followed = text[text.index("Press ENTER key to stop...\n\n") :]
        self.assertEqual([line.split("|")[1] for line in followed.splitlines() if "|" in line], ["one", "two"])

    async def test_by_a_script(self) -> None:
        answers = (lambda: self.recording("one"), lambda: self.recording("two"), "")
        self.assertEqual(await self.script("logs follow", "policy show", answers=answers), 0)
        lines = self.answered.splitlines()
        self.assertEqual([line.split("|")[1] for line in lines[:2]], ["one", "two"])
        self.assertEqual(lines[2], "minimum_length: 8")

    async def test_by_a_script_that_reads_json(self) -> None:
        self.assertEqual(await self.script("logs follow", answers=[lambda: self.recording("one"), ""], json=True), 0)
        (line,) = self.answered.splitlines()
        self.assertTrue(json.loads(line)["line"].endswith("|one"))

    async def test_by_a_script_for_a_while(self) -> None:
        self.assertEqual(await self.script("logs follow after=0 seconds=1"), 0)
        self.assertIn("|event 2\n", self.answered)

    async def test_slots_are_given_back(self) -> None:
        await self.menus(*["34", "3", ""] * 4)
        self.assertNotIn("Error 5016", self.seen)

    async def test_no_more_slots(self) -> None:
        for _ in range(3):
            self.audit.follow()
        self.assertEqual(await self.hsmcon(PASSWORD, "34", "3", "", "0", user="master"), 1)
        self.assertIn("Error 5016: 3 sessions follow the log already.", self.seen)


class Rights(LogsTest):
    """Who sees the entry."""

    async def test_not_without_permission(self) -> None:
        await self.user("bob", UserType.USER)
        await self.menus(user="bob")
        self.assertNotIn("34 - Logs", self.seen)
