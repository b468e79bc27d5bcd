"""What every audit log promises: `suite(factory)` makes the test case that a provider has to pass."""

from collections.abc import Callable
from typing import Any

from twisted.internet.defer import Deferred
from twisted.internet.task import Clock
from twisted.trial.unittest import TestCase
from zope.interface.verify import verifyObject

from hsmsim.interfaces.audit import MOST_FOLLOWERS, Extent, IAudit, IFollower, NoMoreLogSlots, Verdict

NOW = 1_700_000_000  # 2023/11/14 22:13:20
THREAD = 0xABCD
SIZE, KEEP = 3000, 2  # bytes of a volume, and full ones kept


class AuditSuite:
    """Mixed into a TestCase that has `make(clock, log)`."""

    make: Callable[..., Any]

    def setUp(self) -> None:
        self.clock = Clock()
        self.clock.advance(NOW)
        self.audit = self.make(self.clock)
        self.addCleanup(self.audit.close)

    def texts(self, after: int = 0) -> list[str]:
        """The texts of all lines after a position."""
        return [line.text.partition("|")[2] for line in self.audit.retrieve(after, 10_000)]

    def fill(self) -> None:
        """Record until lines have gone."""
        while self.audit.extent().first == 1:
            self.audit.record(1, f"event {self.audit.extent().last + 1}")

    def test_interface(self) -> None:
        self.assertTrue(verifyObject(IAudit, self.audit))
        self.assertTrue(verifyObject(IFollower, self.audit.follow()))

    # --------------------------------------------------------------------------------------------------- lines

    def test_nothing_yet(self) -> None:
        extent = self.audit.extent()
        self.assertEqual((extent.first, extent.last, extent.lost, extent.trouble), (1, 0, 0, ""))
        self.assertEqual(self.audit.retrieve(0, 10), [])

    def test_line(self) -> None:
        self.audit.record(0x1F, "something happened")
        self.clock.advance(59.5)
        self.audit.record(0, "Ünd später")
        self.assertEqual(
            [(line.position, line.text) for line in self.audit.retrieve(0, 10)],
            [
                (1, "2023/11/14 22:13:20 0000abcd 00000001 0000001f|something happened"),
                (2, "2023/11/14 22:14:19 0000abcd 00000002 00000000|Ünd später"),
            ],
        )

    def test_no_text_forges_a_line(self) -> None:
        forged = "x\n2023/11/14 22:13:20 0000abcd 00000002 00000000|forged\r\x00\u2028\ud800\\n"
        self.audit.record(1, forged)
        self.audit.record(1, "next")
        self.assertEqual(
            self.texts(),
            ["x\\x0a2023/11/14 22:13:20 0000abcd 00000002 00000000|forged\\x0d\\x00\\u2028\\ud800\\\\n", "next"],
        )

    def test_long_texts_are_cut(self) -> None:
        self.audit.record(1, "x" * 100_000)
        (text,) = self.texts()
        self.assertEqual(text, "x" * 2000 + "...")

    def test_numbers_stay_in_their_columns(self) -> None:
        self.audit.record(2**40 + 5, "x")
        self.assertEqual(self.audit.retrieve(0, 1)[0].text[29:], "00000001 00000005|x")

    def test_extent(self) -> None:
        self.audit.record(1, "one")
        before = self.audit.extent()
        self.audit.record(1, "two")
        after = self.audit.extent()
        self.assertEqual((after.first, after.last), (1, 2))
        self.assertGreater(after.size - before.size, len("two"))

    # ----------------------------------------------------------------------------------------- many lines together

    def collect(self, *texts: str) -> list[str]:
        """Collect lines; the list has what a watcher is told of them."""
        seen: list[str] = []
        self.audit.watch(seen.append)
        for text in texts:
            self.audit.collect(1, text)
        return seen

    async def test_collected_lines(self) -> None:
        """They are told together, in order, once they are written, and chained like any others."""
        seen = self.collect("one", "two")
        self.assertEqual(seen, [])
        self.audit.settle()
        self.assertEqual([line.partition("|")[2] for line in seen], ["one", "two"])
        self.audit.settle()
        self.assertEqual(self.texts(), ["one", "two"])
        self.assertEqual(await self.audit.verify(), Verdict(2))

    def test_what_is_recorded_comes_after_what_was_collected(self) -> None:
        self.collect("one", "two")
        self.audit.record(2, "three")
        self.assertEqual(self.texts(), ["one", "two", "three"])

    async def test_who_reads_sees_what_was_collected(self) -> None:
        self.collect("one")
        self.assertEqual(self.audit.extent().last, 1)
        self.collect("two")
        self.assertEqual(self.texts(), ["one", "two"])
        self.collect("three")
        self.assertEqual(await self.audit.verify(), Verdict(3))
        self.collect("four")
        self.assertEqual([line.position for line in self.follow(self.audit.follow(), 3)[0]], [4])

    def test_who_waits_is_woken_by_what_was_collected(self) -> None:
        found = self.follow(self.audit.follow(), 0)
        self.collect("one", "two")
        self.audit.settle()
        self.clock.advance(0)
        self.assertEqual([line.position for line in found[0]], [1, 2])

    def test_a_clearing_takes_what_was_collected(self) -> None:
        seen = self.collect("one")
        self.audit.clear(9, "master")
        self.assertEqual(self.texts(), ["log cleared by 'master'"])
        self.assertEqual([line.partition("|")[2] for line in seen], ["one", "log cleared by 'master'"])

    def test_what_was_collected_before_the_end_is_written(self) -> None:
        seen = self.collect("one")
        self.audit.close()
        self.assertEqual(len(seen), 1)
        self.audit.collect(1, "too late")
        self.audit.settle()
        self.assertEqual(len(seen), 1)

    # --------------------------------------------------------------------------------------------------- pages

    def test_pages(self) -> None:
        for number in range(1, 8):
            self.audit.record(1, str(number))
        pages, after = [], 0
        while page := self.audit.retrieve(after, 3):
            pages.append([line.text.partition("|")[2] for line in page])
            after = page[-1].position
        self.assertEqual(pages, [["1", "2", "3"], ["4", "5", "6"], ["7"]])
        self.assertEqual(self.texts(after=5), ["6", "7"])
        self.assertEqual(self.audit.retrieve(7, 3), [])
        self.assertEqual(self.audit.retrieve(100, 3), [])
        self.assertEqual([line.position for line in self.audit.retrieve(-5, 2)], [1, 2])

    def test_pages_are_the_same_however_they_are_come_by(self) -> None:
        """Over the borders of volumes too."""
        self.fill()
        whole = self.audit.retrieve(0, 10_000)
        first, last = self.audit.extent().first, self.audit.extent().last
        self.assertEqual([line.position for line in whole], list(range(first, last + 1)))
        self.assertEqual([line.text.partition("|")[2] for line in whole], [f"event {each.position}" for each in whole])
        for size in (1, 7, 40):
            found, after = [], 0
            while page := self.audit.retrieve(after, size):
                found += page
                after = page[-1].position
            self.assertEqual(found, whole)
        for after in (first, first + 11, last - 3):
            self.assertEqual(self.audit.retrieve(after, 2), whole[after - first + 1 : after - first + 3])

    def test_chain_values(self) -> None:
        self.audit.record(1, "one")
        self.audit.record(1, "one")
        plain, chained = self.audit.retrieve(0, 2), self.audit.retrieve(0, 2, True)
        for line, exported in zip(plain, chained, strict=True):
            self.assertRegex(exported.text.removeprefix(line.text), r"^\|[0-9a-f]{32}$")
        self.assertNotEqual(chained[0].text[-32:], chained[1].text[-32:])

    async def test_old_lines_go(self) -> None:
        self.fill()
        extent = self.audit.extent()
        self.assertGreater(extent.first, 1)
        self.assertLess(extent.size, (KEEP + 1) * (SIZE + 200))
        self.assertGreater(extent.size, KEEP * SIZE)
        self.assertEqual(await self.audit.verify(), Verdict(extent.last - extent.first + 1))

    # ---------------------------------------------------------------------------------------------------- clear

    async def test_clear(self) -> None:
        for _ in range(5):
            self.audit.record(1, "something")
        self.audit.clear(9, "master")
        self.audit.record(1, "afterwards")
        self.assertEqual(self.texts(), ["log cleared by 'master'", "afterwards"])
        first, _ = self.audit.retrieve(0, 2)
        self.assertEqual((first.position, first.text[38:46]), (6, "00000009"))
        self.assertEqual(self.audit.extent().first, 6)
        self.assertEqual(await self.audit.verify(), Verdict(2))

    async def test_clear_what_is_long(self) -> None:
        self.fill()
        self.audit.clear(9, "master")
        self.assertEqual(self.texts(), ["log cleared by 'master'"])
        self.assertLess(self.audit.extent().size, 500)
        self.assertEqual(await self.audit.verify(), Verdict(1))

    # --------------------------------------------------------------------------------------------------- verify

    async def test_verify(self) -> None:
        self.assertEqual(await self.audit.verify(), Verdict(0))
        for number in range(5):
            self.audit.record(number, "something")
        self.assertEqual(await self.audit.verify(), Verdict(5, None, ""))

    # --------------------------------------------------------------------------------------------------- follow

    def follow(self, follower: Any, after: int, seconds: float = 10) -> list[Any]:
        """Ask for lines; the list has them once they are there."""
        found: list[Any] = []
        Deferred.fromCoroutine(follower.lines(after, 10, seconds)).addCallback(found.append)
        return found

    def test_what_is_there_already(self) -> None:
        self.audit.record(1, "one")
        (lines,) = self.follow(self.audit.follow(), 0)
        self.assertEqual(lines, self.audit.retrieve(0, 10))

    def test_lines_to_come(self) -> None:
        follower = self.audit.follow()
        found = self.follow(follower, 0)
        self.clock.advance(9)
        self.audit.record(1, "one")
        self.audit.record(1, "two")
        self.assertEqual(found, [], "who follows must not run within what is recorded")
        self.clock.advance(0)
        self.assertEqual(found, [self.audit.retrieve(0, 10)])
        self.assertEqual(self.clock.getDelayedCalls(), [])

    def test_no_line_comes(self) -> None:
        found = self.follow(self.audit.follow(), 0)
        self.clock.advance(9.9)
        self.assertEqual(found, [])
        self.clock.advance(0.2)
        self.assertEqual(found, [[]])

    def test_slots(self) -> None:
        followers = [self.audit.follow() for _ in range(MOST_FOLLOWERS)]
        with self.assertRaises(NoMoreLogSlots) as caught:
            self.audit.follow()
        self.assertEqual(str(caught.exception), "3 sessions follow the log already")
        followers[1].close()
        followers[1].close()
        self.audit.follow()
        self.assertRaises(NoMoreLogSlots, self.audit.follow)

    def test_closing_ends_the_waiting(self) -> None:
        follower = self.audit.follow()
        found = self.follow(follower, 0)
        follower.close()
        self.assertEqual(found, [[]])
        self.audit.record(1, "one")
        self.assertEqual(self.follow(follower, 0), [[]])
        self.assertEqual(self.clock.getDelayedCalls(), [])

    def test_a_second_question_ends_the_first(self) -> None:
        follower = self.audit.follow()
        first, second = self.follow(follower, 0), self.follow(follower, 0)
        self.assertEqual((first, second), ([[]], []))
        self.audit.record(1, "one")
        self.clock.advance(0)
        self.assertEqual(len(second), 1)

    def test_followers_get_over_a_clearing(self) -> None:
        self.audit.record(1, "one")
        found = self.follow(self.audit.follow(), 1)
        self.audit.clear(1, "master")
        self.clock.advance(0)
        self.assertEqual([line.position for line in found[0]], [2])

    def test_watching(self) -> None:
        seen: list[str] = []
        self.audit.watch(seen.append)
        self.audit.record(1, "one")
        self.assertEqual(seen, [self.audit.retrieve(0, 1)[0].text])

    # ---------------------------------------------------------------------------------------------------- close

    def test_close(self) -> None:
        found = self.follow(self.audit.follow(), 0)
        self.audit.record(1, "one")
        self.audit.close()
        self.assertEqual(len(found), 1)
        self.assertEqual(self.clock.getDelayedCalls(), [])
        self.audit.record(1, "too late")
        self.audit.close()


def suite(factory: Callable[..., Any]) -> type[TestCase]:
    """The test case for audit logs that `factory(test, clock)` makes: with THREAD, SIZE and KEEP."""
    return type("Suite", (AuditSuite, TestCase), {"make": factory})


__all__ = ["KEEP", "NOW", "SIZE", "THREAD", "Extent", "suite"]
