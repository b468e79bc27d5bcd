"""Tests of hsmsim/console/monitoring.py."""

from typing import Any

from tests.console.hsm import GO_ON, ConsoleTest
from tests.management.bench import NOW, PASSWORD
from tests.taps.passing import CLIENT, exchanged, failed

EMPTY = """\
Time                 - 2023/11/14 22:13:20
Running for          - 0:00:00
Users                - 7
Objects              - 7
Database             - 7 byte(s)
Memory               - 7 byte(s)
CPU time             - 0.0 s
Connections          - 0 (0 opened, 0 refused)
Messages             - 0 (0 failed, 0 unreadable)
Last busy second     - 0 message(s)
Received             - 0 byte(s)
Sent                 - 0 byte(s)
Duration             - no messages lately

Press ENTER key to continue...
"""


class Monitoring(ConsoleTest):
    """36 - Monitoring."""

    title = "HSM - Monitoring - Statistics"

    async def test_menu(self) -> None:
        await self.menus("36", "0")
        self.assertEqual(self.screen("HSM - Monitoring"), "1 - Statistics\n0 - Main Menu\nOption : 0\n")

    async def test_nothing_yet(self) -> None:
        await self.menus("36", "1", "")
        self.assertEqual(self.screen(self.title), EMPTY)

    async def test_what_went_on(self) -> None:
        self.statistics.opened(CLIENT)
        for each in (exchanged(began=NOW, seconds=0.001), exchanged(failed(), began=NOW, seconds=0.001)):
            self.statistics.exchanged([each])
        self.clock.advance(93_600)
        await self.menus("36", "1", "")
        text = self.screen(self.title)
        self.assertIn("\nRunning for          - 1 day, 2:00:00\n", text)
        self.assertIn("\nConnections          - 1 (1 opened, 0 refused)\nMessages             - 2 (1 failed, ", text)
        self.assertIn("\n\nOperation  Result ", text)
        self.assertRegex(text, r"\nGet +Success +1\n")

    async def test_durations(self) -> None:
        self.statistics.exchanged([exchanged(began=NOW, seconds=0.001)])
        await self.menus("36", "1", "")
        self.assertIn("\nLast busy second     - 1 message(s)\n", self.seen)
        self.assertIn("\nDuration             - median 0.93 ms, 99 of 100 within 0.93 ms\n", self.seen)

    async def test_not_counted(self) -> None:
        self.factory._appliance.statistics = None
        self.assertEqual(await self.hsmcon(PASSWORD, "36", "1", "", "0", user="master"), 1)
        self.assertIn("Error 5021: this HSM counts nothing.", self.seen)


class Live(ConsoleTest):
    """On a terminal the numbers follow what goes on, until somebody presses ENTER."""

    async def setUp(self) -> None:
        await super().setUp()
        self.time_passes()

    def opening(self) -> str:
        self.statistics.opened(CLIENT)
        return GO_ON

    async def watched(self, *looks: Any) -> list[str]:
        await self.menus("36", "1", *looks, live=True)
        return self.seen.split("\x1b[H\x1b[J")[1:]

    async def test_once_a_second(self) -> None:
        screens = await self.watched(*[GO_ON] * 9, self.opening, *[GO_ON] * 5, "")
        self.assertEqual(len(screens), 2)
        self.assertIn("\nConnections          - 0 (", screens[0])
        self.assertIn("\nConnections          - 1 (", screens[1])
        self.assertTrue(screens[0].endswith("\n\nPress ENTER key to stop..."))

    async def test_no_more_than_the_screen_holds(self) -> None:
        for operation in range(40):
            self.statistics.exchanged([exchanged(failed(operation), began=NOW)])
        (screen,) = await self.watched("")
        self.assertLessEqual(screen.partition("Press ENTER key to stop...")[0].count("\n") + 1, 24)
