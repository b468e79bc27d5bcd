"""hsmsim/taps/statistics.py: what is counted, and how times become quantiles."""

from twisted.trial.unittest import SynchronousTestCase
from zope.interface.verify import verifyObject

from hsmsim.interfaces.statistics import KEPT_SECONDS, Count, IStatistics
from hsmsim.interfaces.taps import ITap
from hsmsim.spec.enums import Operation, ResultReason, ResultStatus
from hsmsim.taps.statistics import MANY, Statistics
from tests.support import rows
from tests.taps.passing import CLIENT, RECEIVER, done, exchanged, failed, refused, unreadable

NOW = 1_700_000_000


class StatisticsTest(SynchronousTestCase):
    def setUp(self):
        self.now = NOW
        self.measured = 7
        self.statistics = Statistics(lambda: self.now, {"users": lambda: self.measured})

    def pass_by(self, *items, at=NOW, **more):
        self.statistics.exchanged([exchanged(*items, began=at, **more)])

    def snapshot(self, since=0):
        return self.statistics.snapshot(since)


class Counting(StatisticsTest):
    def test_it_is_a_tap(self):
        self.assertTrue(verifyObject(ITap, self.statistics))
        self.assertTrue(verifyObject(IStatistics, self.statistics))
        self.assertFalse(self.statistics.early)

    def test_nothing_yet(self):
        self.now += 60
        found = self.snapshot()
        self.assertEqual((found.started, found.now, found.messages, found.median), (NOW, NOW + 60, 0, None))
        self.assertEqual((found.counts, found.rates, found.gauges), ([], [], {"users": 7}))

    def test_items_by_operation_and_result(self):
        self.pass_by(done(), done(Operation.CREATE))
        self.pass_by(done(), failed())
        self.pass_by(done(Operation.SIGN, ResultStatus.OPERATION_PENDING))
        self.pass_by(failed(None, ResultReason.INVALID_MESSAGE))
        self.assertEqual(
            self.snapshot().counts,
            [
                Count("Get", "Success", 2),
                Count("Create", "Success", 1),
                Count("Get", "Item Not Found", 1),
                Count("Sign", "Operation Pending", 1),
                Count("", "Invalid Message", 1),
            ],
        )
        self.assertEqual((self.snapshot().messages, self.snapshot().failed), (4, 2))

    def test_operations_that_nobody_knows_are_one(self):
        unsupported = ResultReason.OPERATION_NOT_SUPPORTED
        for number in range(MANY + 9):
            self.pass_by(failed(0x80000000 + number, unsupported), at=NOW + number // 100)
        self.assertEqual(self.snapshot().counts, [Count("unknown", "Operation Not Supported", MANY + 9)])
        self.pass_by(at=NOW + 99)
        self.assertLess(len(self.statistics._counts), 9)

    def test_bytes(self):
        """As they went over the wire."""
        self.pass_by(request=b"1", response=b"22")
        self.pass_by(request=b"1", response=b"22", encoding="XML", bodies=(b"333", b"4444"))
        self.assertEqual((self.snapshot().received, self.snapshot().sent), (4, 6))

    def test_connections(self):
        for _ in range(3):
            self.statistics.opened(CLIENT)
        self.statistics.refused(refused())
        self.statistics.closed(CLIENT)
        found = self.snapshot()
        self.assertEqual((found.connections, found.opened, found.refused), (2, 3, 1))

    def test_what_is_no_message(self):
        self.statistics.unreadable(unreadable())
        self.assertEqual((self.snapshot().unreadable, self.snapshot().messages), (1, 0))

    def test_messages_to_clients_are_not_the_servers_work(self):
        self.pass_by(connection=RECEIVER)
        self.assertEqual(self.snapshot().messages, 0)

    def test_a_request_is_counted_once(self):
        self.statistics.request(CLIENT, b"request")
        self.statistics.close()
        self.assertEqual(self.snapshot().messages, 0)


class Seconds(StatisticsTest):
    def rates(self, since=0):
        return [(rate.second - NOW, rate.messages) for rate in self.snapshot(since).rates]

    def test_each_by_itself(self):
        self.pass_by(at=NOW + 0.9)
        self.pass_by(failed(), at=NOW + 2.0, request=b"1", response=b"22")
        self.pass_by(at=NOW + 2.9, request=b"1", response=b"22")
        self.now = NOW + 3
        self.assertEqual(self.rates(), [(0, 1), (2, 2)])
        rate = self.snapshot().rates[1]
        self.assertEqual((rate.failed, rate.received, rate.sent), (1, 2, 4))

    def test_only_the_latest(self):
        self.pass_by(at=NOW)
        self.pass_by(at=NOW + 1)
        self.assertEqual(self.rates(NOW + 1), [(1, 1)])

    def test_old_ones_are_told_together(self):
        for second in range(KEPT_SECONDS + 10):
            self.pass_by(at=NOW + second)
        self.now = NOW + KEPT_SECONDS + 10
        rates = self.rates()
        self.assertEqual((rates[0], rates[-1], len(rates)), ((11, 1), (KEPT_SECONDS + 9, 1), KEPT_SECONDS - 1))
        self.assertEqual(self.snapshot().messages, KEPT_SECONDS + 10)

    def test_long_after_the_last_there_are_none(self):
        self.pass_by()
        self.now = NOW + 10 * KEPT_SECONDS
        self.assertEqual((self.rates(), self.snapshot().median, self.snapshot().messages), ([], None, 1))

    def test_a_clock_that_is_set_back_loses_nothing(self):
        for at in (NOW, NOW + 1, NOW, NOW - KEPT_SECONDS, NOW):
            self.pass_by(at=at)
        self.assertEqual(self.snapshot().messages, 5)


@rows(
    nothing=(0.0,), set_back=(-1.0,), microsecond=(0.000001,), short=(0.00007,), millisecond=(0.001,), long=(0.5,),
    minute=(20.0,),
)  # fmt: skip
class Quantiles(StatisticsTest):
    """Right to a tenth, or to a microsecond."""

    def check(self, seconds):
        for _ in range(98):
            self.pass_by(seconds=seconds)
        for _ in range(2):
            self.pass_by(seconds=25.0)
        found = self.snapshot()
        wanted = max(seconds, 0) * 1_000_000
        self.assertLessEqual(abs(found.median - wanted), max(1, wanted * 0.1))
        self.assertLessEqual(abs(found.slowest - 25_000_000), 2_500_000)
        self.assertEqual((found.rates[0].median, found.rates[0].slowest), (found.median, found.slowest))

    def test_beyond_the_last_step(self):
        self.pass_by(seconds=1e9)
        self.assertGreater(self.snapshot().median, 20_000_000)
