"""Tests of the commands on the audit log: hsmsim/management/log_*.py."""

from typing import Any

from twisted.internet.defer import Deferred

from hsmsim.interfaces.audit import LogUnusable, NoMoreLogSlots
from hsmsim.interfaces.partitions import Permission
from hsmsim.management.command import NotPermitted
from hsmsim.management.log_clear import LogClear
from hsmsim.management.log_follow import LONGEST_WAIT, LogFollow
from hsmsim.management.log_lines import MOST_LINES
from hsmsim.management.log_retrieve import LogRetrieve
from hsmsim.management.log_size import LogSize
from hsmsim.management.log_unfollow import LogUnfollow
from hsmsim.management.log_verify import LogVerify
from hsmsim.management.session import Session
from tests.audit.logs import in_memory
from tests.management.bench import ManagementTest


class LogsTest(ManagementTest):
    """The User `alice` may look at the log."""

    async def setUp(self) -> None:
        await super().setUp()
        self.audit = self.appliance.audit = in_memory(self.clock, size=10_000_000)
        await self.permit(Permission.MONITOR_LOG)

    def fill(self, count: int, text: str = "event") -> None:
        for number in range(count):
            self.audit.record(1, f"{text} {number}")


class Retrieve(LogsTest):
    async def pages(self, **arguments: Any) -> list[list[dict[str, Any]]]:
        pages, after, more = [], 0, True
        while more:
            answer = await self.ask(LogRetrieve, after=after, **arguments)
            pages.append(answer["lines"])
            after, more = answer["lines"][-1]["position"], answer["more"]
        return pages

    async def test_lines(self) -> None:
        self.fill(2)
        answer = await self.ask(LogRetrieve, after=0)
        self.assertEqual(
            answer,
            {
                "lines": [
                    {"position": 1, "line": "2023/11/14 22:13:20 0000abcd 00000001 00000001|event 0"},
                    {"position": 2, "line": "2023/11/14 22:13:20 0000abcd 00000002 00000001|event 1"},
                ],
                "more": False,
            },
        )
        self.assertEqual(await self.ask(LogRetrieve, after=2), {"lines": [], "more": False})
        self.assertEqual(await self.ask(LogRetrieve), answer)

    async def test_pages_fit_and_miss_nothing(self) -> None:
        for count, text in ((MOST_LINES + 1, "short"), (100, "€" * 1900), (MOST_LINES, "short")):
            self.audit.clear(1, "master")
            self.fill(count, text)
            pages = await self.pages()
            positions = [line["position"] for page in pages for line in page]
            self.assertEqual(positions, list(range(positions[0], positions[0] + count + 1)))
            self.assertGreater(len(pages), 1)

    async def test_chained(self) -> None:
        self.fill(1)
        (plain,), (chained,) = (await self.pages())[0], (await self.pages(chained=True))[0]
        self.assertRegex(chained["line"].removeprefix(plain["line"]), r"^\|[0-9a-f]{32}$")


class Clear(LogsTest):
    async def test_clear(self) -> None:
        self.fill(3)
        self.master()
        await self.ask(LogClear)
        self.assertEqual(
            self.recorded(), ["00000007|log cleared by 'master'", "00000007|console 'master': logs clear: done"]
        )

    async def test_not_by_who_may_only_look(self) -> None:
        self.fill(3)
        await self.refused(NotPermitted, LogClear)
        self.assertEqual(len(self.recorded()), 4)

    async def test_no_room(self) -> None:
        def full(number: int, heading: bytes) -> None:
            raise OSError(28, "No space left on device")

        self.audit._volumes.begin = full  # type: ignore[method-assign]
        self.master()
        self.assertIn("No space left on device", await self.refused(LogUnusable, LogClear))


class Follow(LogsTest):
    def begin(self, after: int, seconds: int | None = 10) -> Deferred[Any]:
        return Deferred.fromCoroutine(self.ask(LogFollow, after=after, seconds=seconds))

    async def test_what_is_there(self) -> None:
        self.fill(2)
        answer = await self.ask(LogFollow, after=1, seconds=10)
        self.assertEqual([line["position"] for line in answer["lines"]], [2])

    def test_what_comes(self) -> None:
        waiting = self.begin(0)
        self.assertNoResult(waiting)
        self.fill(1)
        self.clock.advance(0)
        self.assertEqual(len(self.successResultOf(waiting)["lines"]), 1)

    def test_nothing_comes(self) -> None:
        for seconds, waits in ((10, 10), (10_000, LONGEST_WAIT), (None, LONGEST_WAIT), (-5, 0)):
            waiting = self.begin(0, seconds)
            self.clock.advance(max(waits - 1, 0))
            if waits:
                self.assertNoResult(waiting)
            self.clock.advance(1)
            self.assertEqual(self.successResultOf(waiting), {"lines": []})

    async def test_slots(self) -> None:
        self.fill(1)
        sessions = [self.session, *(Session(self.appliance, "10.0.0.1:1", n, user_id="alice") for n in (8, 9, 10))]
        for self.session in sessions[:3]:
            await self.ask(LogFollow, after=0, seconds=0)
            await self.ask(LogFollow, after=0, seconds=0)
        self.session = sessions[3]
        await self.refused(NoMoreLogSlots, LogFollow, after=0, seconds=0)
        self.assertEqual(self.number, 5016)
        sessions[1].end()
        await self.ask(LogFollow, after=0, seconds=0)
        self.assertRaises(NoMoreLogSlots, self.audit.follow)

    async def test_unfollow(self) -> None:
        self.fill(1)
        await self.ask(LogUnfollow)
        await self.ask(LogFollow, after=0, seconds=0)
        self.assertEqual(len(self.session.ended), 1)
        await self.permit()
        await self.ask(LogUnfollow)
        self.assertEqual((self.session.ended, self.session.follower), ([], None))
        for _ in range(3):
            self.audit.follow()

    def test_the_end_of_the_session_ends_the_waiting(self) -> None:
        waiting = self.begin(0)
        self.session.end()
        self.assertEqual(self.successResultOf(waiting), {"lines": []})
        self.assertEqual(self.clock.getDelayedCalls(), [])


class Look(LogsTest):
    async def test_size(self) -> None:
        nothing = {"count": 0, "first": 1, "last": 0, "lost": 0, "trouble": ""}
        self.assertEqual({**await self.ask(LogSize), "size": 0}, {**nothing, "size": 0})
        self.fill(5)
        answer = await self.ask(LogSize)
        self.assertEqual((answer["count"], answer["first"], answer["last"]), (5, 1, 5))
        self.assertEqual(answer["size"], self.audit.extent().size)

    async def test_verify(self) -> None:
        self.fill(5)
        right = {"right": True, "checked": 5, "bad": None, "why": "", "lost": 0, "trouble": ""}
        self.assertEqual(await self.ask(LogVerify), right)
        volume = self.audit._volumes._newest  # type: ignore[attr-defined]
        volume[volume.index(b"event 3")] = ord("E")
        answer = await self.ask(LogVerify)
        self.assertEqual((answer["right"], answer["checked"], answer["bad"]), (False, 3, 4))
        self.assertEqual(answer["why"], "it is not the line that was written there")
