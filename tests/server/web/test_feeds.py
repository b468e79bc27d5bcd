"""Tests of hsmsim/server/web/feeds.py."""

import json
from typing import Any, cast

from twisted.internet.error import ConnectionDone
from twisted.python.failure import Failure
from twisted.web.test.requesthelper import DummyRequest

from hsmsim.interfaces.audit import MOST_FOLLOWERS
from hsmsim.interfaces.partitions import Permission
from hsmsim.interfaces.statistics import IStatistics
from hsmsim.management.values import to_json
from hsmsim.management.wire_list import WireList
from hsmsim.server.web.answers import Refused
from hsmsim.server.web.feeds import AT_ONCE, FEEDS, LONGEST_WAIT, SEARCHED_AT_ONCE, Asked
from hsmsim.server.web.streams import Stream
from hsmsim.taps.statistics import Statistics
from tests.management.bench import NOW
from tests.management.test_monitoring_statistics import GAUGES
from tests.management.wire.bench import WireTest
from tests.management.wire.messages import got
from tests.support import rows
from tests.taps.passing import exchanged, failed, refused


class FeedTest(WireTest):
    """A browser looks on at something."""

    name = ""

    async def setUp(self) -> None:
        await super().setUp()
        self.master()

    def look(self, last: str | None = None, **query: str) -> None:
        """Begin."""
        self.request: Any = DummyRequest([b""])
        self.request.registerProducer = lambda producer, streaming: None  # the request of tests would pull at once
        self.request.unregisterProducer = lambda: None
        self.stream = Stream(self.request, self.clock)
        looking = FEEDS[self.name](self.session, self.stream, self.clock, Asked(last, query))
        self.addCleanup(self.stream.end)
        self.stream.begin()
        looking.begin()

    def turned_away(self, last: str | None = None) -> tuple[int, int]:
        """Begin, which is refused; status and number."""
        with self.assertRaises(Refused) as caught:
            self.look(last)
        return caught.exception.status, caught.exception.number

    def sent(self) -> list[tuple[str, Any]]:
        """The events since the last time."""
        text = b"".join(self.request.written).decode()
        self.request.written.clear()
        blocks = [block for block in text.split("\n\n") if block and not block.startswith(":")]
        fields = [dict(line.split(": ", 1) for line in block.split("\n")) for block in blocks]
        return [(each["event"], json.loads(each["data"])) for each in fields]

    def all_sent(self) -> list[tuple[str, Any]]:
        """The events of all turns that follow one another at once."""
        self.clock.advance(0)
        return self.sent()

    def goes(self) -> None:
        """The browser is closed."""
        self.request.processingFailed(Failure(ConnectionDone()))


class WireFeedTest(FeedTest):
    name = "wire"

    def numbers(self) -> list[int | str]:
        """Of the entries that are sent; `lost 3` where it is told that some were lost."""
        return [data["number"] if event == "entry" else f"lost {data['count']}" for event, data in self.all_sent()]

    def pass_by(self, many: int) -> None:
        for _ in range(many):
            self.ring.exchanged([got()])


class Wire(WireFeedTest):
    """What is kept, and what passes."""

    async def test_rows_are_those_of_the_list(self) -> None:
        self.look()
        listed = to_json(WireList.response, await self.ask(WireList, after=0))["messages"]
        self.assertEqual(self.all_sent(), [("entry", row) for row in listed])
        self.assertEqual(len(listed), 4)

    def test_as_it_passes(self) -> None:
        """Not in the turn in which the response of KMIP is written, but in the next one."""
        self.look()
        self.all_sent()
        self.ring.exchanged([got(user="carol")])
        self.ring.refused(refused())
        self.assertEqual(self.sent(), [])
        self.clock.advance(0)
        self.assertEqual([(event, data["number"]) for event, data in self.sent()], [("entry", 5), ("entry", 6)])

    def test_entries_have_ids(self) -> None:
        self.look("3")
        self.clock.advance(0)
        self.assertTrue(b"".join(self.request.written).endswith(b"}\n\n"))
        self.assertIn(b"id: 4\nevent: entry\n", b"".join(self.request.written))

    def test_what_the_browser_has_is_not_sent_again(self) -> None:
        self.look("2")
        self.assertEqual(self.numbers(), [3, 4])

    def test_what_the_browser_has_missed(self) -> None:
        self.pass_by(self.most)
        self.look("1")
        self.assertEqual(self.numbers(), ["lost 3", *range(5, 105)])

    def test_who_comes_anew_has_missed_nothing(self) -> None:
        self.pass_by(self.most)
        self.look()
        self.assertEqual(self.numbers(), [*range(5, 105)])

    def test_after_another_start_of_the_hsm(self) -> None:
        self.look("5000")
        self.assertEqual(self.numbers(), [1, 2, 3, 4])

    def test_after_a_clearing(self) -> None:
        self.ring.clear()
        self.look()
        self.assertEqual(self.numbers(), [])
        self.pass_by(1)
        self.assertEqual(self.numbers(), [5])

    def test_no_number(self) -> None:
        self.assertEqual(self.turned_away("x"), (400, 5002))

    def test_no_ring(self) -> None:
        self.appliance.ring = None
        self.assertEqual(self.turned_away(), (409, 5019))

    def test_what_a_file_has_brought(self) -> None:
        self.ring.bring_in([got(), got(), got()])
        self.look()
        self.assertEqual(self.numbers(), [-3, -2, -1, 1, 2, 3, 4])
        self.look("-2")
        self.assertEqual(self.numbers(), [-1, 1, 2, 3, 4])
        self.look("1")
        self.assertEqual(self.numbers(), [2, 3, 4])


class Turns(WireFeedTest):
    """Nobody else waits long for those who look."""

    most = 3 * AT_ONCE

    def first_turn(self) -> int:
        """How many entries are sent before something else has its turn."""
        found: list[int] = []
        self.clock.callLater(0, lambda: found.append(len(self.sent())))
        self.clock.advance(0)
        return found[0]

    def test_so_many_at_once(self) -> None:
        self.pass_by(2 * AT_ONCE)
        self.look()
        self.assertEqual(self.first_turn(), AT_ONCE)
        self.assertEqual(len(self.numbers()), AT_ONCE + 4)

    def test_fewer_where_a_text_is_searched_for(self) -> None:
        self.pass_by(AT_ONCE)
        self.look("4", text="key-1")
        self.assertEqual(self.first_turn(), SEARCHED_AT_ONCE)
        self.assertEqual(len(self.numbers()), AT_ONCE - SEARCHED_AT_ONCE)

    def test_many_from_files(self) -> None:
        self.ring.bring_in([got()] * (AT_ONCE + 1))
        self.look()
        self.assertEqual(len(self.numbers()), AT_ONCE + 5)

    def test_as_many_from_files_as_are_sent_at_once(self) -> None:
        self.ring.bring_in([got()] * AT_ONCE)
        self.look()
        self.assertEqual(len(self.numbers()), AT_ONCE + 4)


@rows(
    user=({"user": "bob"}, [2]),
    operation=({"operation": "get"}, [1, 2]),
    other_operation=({"operation": "Locate"}, []),
    result=({"result": "refused"}, [3]),
    success=({"result": "success"}, [1, 2]),
    text=({"text": "KEY-1"}, [1, 2]),
    text_of_a_reason=({"text": "is blocked"}, [3]),
    together=({"user": "alice", "result": "unreadable"}, [4]),
    nothing=({"user": "", "text": ""}, [1, 2, 3, 4]),
    other_words=({"owner": "bob", "since": "x"}, [1, 2, 3, 4]),
)
class LookedFor(WireFeedTest):
    """Only what the browser asks for."""

    async def check(self, query: dict[str, str], numbers: list[int]) -> None:
        self.look(**query)
        self.assertEqual(self.numbers(), numbers)


class Sight(WireFeedTest):
    """Who may not see the log sees the own messages only."""

    def test_the_own_ones(self) -> None:
        self.alice()
        self.look()
        self.assertEqual(self.numbers(), [1, 4])
        self.ring.exchanged([got(user="bob")])
        self.ring.exchanged([got()])
        self.assertEqual(self.numbers(), [6])

    def test_those_of_another_are_not_found_by_asking(self) -> None:
        self.alice()
        self.look(user="bob")
        self.assertEqual(self.numbers(), [])

    async def test_with_the_permission(self) -> None:
        await self.permit(Permission.MONITOR_LOG)
        self.look()
        self.assertEqual(self.numbers(), [1, 2, 3, 4])

    async def test_a_permission_that_goes(self) -> None:
        await self.permit(Permission.MONITOR_LOG)
        self.look()
        self.numbers()
        await self.permit()
        self.ring.exchanged([got(user="bob")])
        self.ring.exchanged([got()])
        self.assertEqual(self.numbers(), [6])

    async def test_a_user_who_is_gone(self) -> None:
        self.alice()
        self.look()
        await self.partitions.remove("alice")
        self.assertEqual(self.numbers(), [])
        self.assertTrue(self.stream.ended)


class Slow(WireFeedTest):
    """A browser that does not take what is sent."""

    most = 10

    def test_it_is_not_written_to(self) -> None:
        self.look()
        self.stream.pauseProducing()
        self.assertEqual(self.numbers(), [])
        self.stream.resumeProducing()
        self.assertEqual(self.numbers(), [1, 2, 3, 4])

    def test_what_it_was_too_slow_for(self) -> None:
        self.look()
        self.numbers()
        self.stream.pauseProducing()
        self.pass_by(25)
        self.assertEqual(self.numbers(), [])
        self.stream.resumeProducing()
        self.assertEqual(self.numbers(), ["lost 15", *range(20, 30)])

    def test_nothing_stays_behind(self) -> None:
        for end in (self.goes, lambda: self.stream.end()):
            self.look()
            end()
            self.pass_by(3)
            self.assertEqual(self.ring._watches, [])
            self.assertEqual(self.clock.getDelayedCalls(), [])


class Log(FeedTest):
    """Lines of the audit log."""

    name = "log"

    async def setUp(self) -> None:
        await super().setUp()
        self.audit.record(1, "first")
        self.audit.record(2, "second")

    def lines(self) -> list[tuple[int, str]]:
        """Position and text of what is sent."""
        return [(data["position"], data["line"].partition("|")[2]) for _, data in self.all_sent()]

    def test_from_now_on(self) -> None:
        self.look()
        self.assertEqual(self.lines(), [])
        self.audit.record(3, "third")
        self.assertEqual(self.lines(), [(3, "third")])

    def test_after_one(self) -> None:
        self.look("1")
        self.assertEqual(self.lines(), [(2, "second")])
        self.audit.record(3, "third")
        self.assertEqual(self.lines(), [(3, "third")])
        self.assertEqual(self.turned_away("x"), (400, 5002))

    def test_the_whole_log(self) -> None:
        self.look("0")
        (event, data), _ = self.all_sent()
        self.assertEqual((event, data), ("line", {"position": 1, "line": self.audit.retrieve(0, 1)[0].text}))

    async def test_who_may(self) -> None:
        self.alice()
        self.assertEqual(self.turned_away(), (403, 5002))
        await self.permit(Permission.MONITOR_LOG)
        self.look()

    def test_slots(self) -> None:
        for _ in range(MOST_FOLLOWERS):
            self.look()
        last = self.request
        self.assertEqual(self.turned_away(), (409, 5016))
        self.request = last
        self.goes()
        self.look()

    async def test_a_permission_that_goes(self) -> None:
        await self.permit(Permission.MONITOR_LOG)
        self.look()
        await self.permit()
        self.audit.record(3, "third")
        self.assertEqual(self.lines(), [])
        self.assertTrue(self.stream.ended)

    async def test_a_permission_that_goes_while_nothing_happens(self) -> None:
        await self.permit(Permission.MONITOR_LOG)
        self.look()
        await self.permit()
        self.clock.advance(LONGEST_WAIT)
        self.assertTrue(self.stream.ended)

    def test_a_browser_that_does_not_take_it(self) -> None:
        self.look()
        self.audit.record(3, "third")
        self.stream.pauseProducing()
        self.audit.record(4, "fourth")
        self.lines()
        self.audit.record(5, "fifth")
        self.assertEqual(self.lines(), [])
        self.stream.resumeProducing()
        self.assertEqual(self.lines(), [(5, "fifth")])

    def test_a_browser_that_goes_while_it_does_not_take_it(self) -> None:
        self.look()
        self.stream.pauseProducing()
        self.audit.record(3, "third")
        self.lines()
        self.goes()
        self.audit.record(4, "fourth")
        self.assertEqual(self.lines(), [])
        self.assertEqual(self.clock.getDelayedCalls(), [])


class Numbers(FeedTest):
    """Statistics, once a second."""

    name = "statistics"

    async def setUp(self) -> None:
        await super().setUp()
        self.statistics = Statistics(self.clock.seconds, GAUGES)
        self.appliance.statistics = cast(IStatistics, self.statistics)

    def seconds(self) -> list[list[int]]:
        """The seconds whose rates are sent, since NOW."""
        return [[rate["second"] - NOW for rate in data["rates"]] for _, data in self.sent()]

    def test_at_once_and_each_second(self) -> None:
        self.statistics.exchanged([exchanged(failed(), began=NOW - 5)])
        self.look()
        ((event, data),) = self.sent()
        self.assertEqual((event, data["messages"], data["failed"]), ("statistics", 1, 1))
        self.clock.advance(0.9)
        self.assertEqual(self.sent(), [])
        self.clock.advance(0.1)
        self.assertEqual(len(self.sent()), 1)

    def test_only_what_is_new(self) -> None:
        self.statistics.exchanged([exchanged(began=NOW - 5)])
        self.statistics.exchanged([exchanged(began=NOW)])
        self.look()
        self.statistics.exchanged([exchanged(began=NOW + 1)])
        self.clock.advance(1)
        self.clock.advance(1)
        self.assertEqual(self.seconds(), [[-5, 0], [0, 1], [1]])

    async def test_who_may(self) -> None:
        self.alice()
        self.assertEqual(self.turned_away(), (403, 5002))

    async def test_a_permission_that_goes(self) -> None:
        await self.permit(Permission.MONITOR_LOG)
        self.look()
        self.sent()
        await self.permit()
        self.clock.advance(1)
        ((event, data),) = self.sent()
        self.assertEqual((event, data["number"]), ("refused", 5002))
        self.assertTrue(self.stream.ended)
        self.assertEqual(self.clock.getDelayedCalls(), [])

    def test_a_browser_that_does_not_take_it(self) -> None:
        self.look()
        self.sent()
        self.stream.pauseProducing()
        self.clock.advance(1)
        self.assertEqual(self.sent(), [])
        self.stream.resumeProducing()
        self.clock.advance(1)
        self.assertEqual(len(self.sent()), 1)

    def test_the_end(self) -> None:
        self.look()
        self.goes()
        self.assertEqual(self.clock.getDelayedCalls(), [])
