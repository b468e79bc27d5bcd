"""hsmsim/taps/ring.py: what is kept, what goes, and who is told."""

from twisted.logger import Logger
from twisted.trial.unittest import SynchronousTestCase
from zope.interface.verify import verifyObject

from hsmsim.interfaces.ring import IRing, IWatch, NoSuchEntry, TooMuch
from hsmsim.interfaces.taps import ITap
from hsmsim.taps.ring import MOST_BYTES, MOST_OF_ONE, Ring, size_of
from tests.support import rows
from tests.taps.passing import CLIENT, exchanged, refused, unreadable


class RingTest(SynchronousTestCase):
    """A ring of four."""

    most = 4

    def setUp(self):
        self.events = []
        self.ring = Ring(self.most, Logger(observer=self.events.append))

    def pass_by(self, *names):
        for name in names:
            self.ring.exchanged([exchanged(request=name)])

    def kept(self):
        return [(entry.number, entry.passed.request) for entry in self.ring.newer()]


class Keeping(RingTest):
    def test_it_is_a_tap_and_a_ring(self):
        self.assertTrue(verifyObject(ITap, self.ring))
        self.assertTrue(verifyObject(IRing, self.ring))
        self.assertFalse(self.ring.early)

    def test_what_passes_is_kept_as_it_is(self):
        message, handshake, bytes_ = exchanged(), refused(), unreadable()
        self.ring.opened(CLIENT)
        self.ring.request(CLIENT, b"request")
        self.ring.exchanged([message])
        self.ring.refused(handshake)
        self.ring.unreadable(bytes_)
        self.ring.closed(CLIENT)
        self.ring.close()
        entries = list(self.ring.newer())
        self.assertEqual([entry.number for entry in entries], [1, 2, 3])
        for entry, passed in zip(entries, (message, handshake, bytes_), strict=True):
            self.assertIs(entry.passed, passed)
            self.assertFalse(entry.imported)

    def test_the_oldest_goes(self):
        self.pass_by(b"1", b"2", b"3", b"4", b"5", b"6")
        self.assertEqual(self.kept(), [(3, b"3"), (4, b"4"), (5, b"5"), (6, b"6")])
        self.assertEqual(self.ring.last, 6)

    def test_many_at_once(self):
        """They are kept in the order in which they come, small ones and large ones."""
        large = bytes(MOST_OF_ONE)
        self.ring.exchanged([exchanged(request=each) for each in (b"1", b"2")])
        self.ring.exchanged([exchanged(request=each) for each in (b"3", large, b"5")])
        self.assertEqual(self.kept(), [(2, b"2"), (3, b"3"), (4, large), (5, b"5")])
        self.ring.exchanged([exchanged(request=b"%d" % each) for each in range(6, 12)])
        self.assertEqual(self.kept(), [(8, b"8"), (9, b"9"), (10, b"10"), (11, b"11")])

    def test_cleared(self):
        """Numbers go on; what comes then is kept as before."""
        self.pass_by(b"1", b"2")
        self.ring.bring_in([refused()])
        self.ring.clear()
        self.assertEqual(list(self.ring.newer()), [])
        self.pass_by(b"3")
        self.assertEqual(self.kept(), [(3, b"3")])


class Bytes(RingTest):
    """However large messages are, they do not take more than they may."""

    most = 1000

    def size(self):
        return sum(size_of(entry.passed) for entry in self.ring.newer())

    def test_small_ones(self):
        small = bytes(MOST_BYTES // 2 // 1000 - 8)
        for _ in range(1200):
            self.ring.exchanged([exchanged(request=small, response=b"response")])
        self.assertEqual(len(list(self.ring.newer())), 1000)
        self.assertLessEqual(self.size(), MOST_BYTES // 2)

    def test_large_ones(self):
        for _ in range(30):
            self.ring.exchanged([exchanged(request=bytes(MOST_OF_ONE), response=b"")])
        self.assertEqual(len(list(self.ring.newer())), MOST_BYTES // 2 // MOST_OF_ONE)

    def test_a_large_one_among_small_ones_takes_those_before_it_along(self):
        self.pass_by(b"old")
        for number in range(9):
            self.ring.exchanged([exchanged(request=bytes(MOST_OF_ONE), response=b"")])
            self.pass_by(b"%d" % number)
        kept = list(self.ring.newer())
        self.assertEqual(kept[0].passed.request, b"0")
        self.assertEqual(len(kept), 17)

    def test_large_ones_that_have_gone_count_no_more(self):
        self.ring = Ring(2, Logger())
        large = MOST_BYTES // 4 + 1
        for _ in range(9):
            self.ring.unreadable(unreadable(bytes(MOST_OF_ONE), response=bytes(large)))
            self.pass_by(b"1", b"2", b"3")
        self.assertEqual(self.kept(), [(35, b"2"), (36, b"3")])

    def test_the_beginning_of_a_very_large_one(self):
        long = b"a" * MOST_OF_ONE + b"b"
        self.ring.exchanged([exchanged(request=long, response=long + b"b")])
        kept = self.ring.find(1).passed
        self.assertEqual((kept.request, kept.response), (b"a" * MOST_OF_ONE,) * 2)
        self.assertEqual(kept.left_out, (1, 2))

    def test_the_beginning_of_many_unreadable_bytes(self):
        self.ring.unreadable(unreadable(b"a" * MOST_OF_ONE + b"b"))
        kept = self.ring.find(1).passed
        self.assertEqual((kept.data, kept.left_out), (b"a" * MOST_OF_ONE, 1))

    def test_bodies_are_kept_whole_or_not_at_all(self):
        self.ring.exchanged([exchanged(encoding="XML", bodies=(b"<a/>", b"<b/>"))])
        self.ring.exchanged([exchanged(encoding="XML", bodies=(b"<a/>", bytes(MOST_OF_ONE + 1)))])
        first, second = (entry.passed for entry in self.ring.newer())
        self.assertEqual((first.bodies, second.bodies), ((b"<a/>", b"<b/>"), None))
        self.assertEqual(size_of(first), size_of(second) + 8)


class Reading(RingTest):
    def setUp(self):
        super().setUp()
        self.pass_by(b"1", b"2", b"3", b"4", b"5")
        self.ring.bring_in([exchanged(request=b"-2"), exchanged(request=b"-1")])

    def numbers(self, entries):
        found = list(entries)
        self.assertEqual([entry.passed.request for entry in found], [b"%d" % entry.number for entry in found])
        return [entry.number for entry in found]

    def test_one(self):
        for number in (-2, -1, 2, 5):
            self.assertEqual(self.numbers([self.ring.find(number)]), [number])
        self.assertEqual([self.ring.find(number).imported for number in (-1, 2)], [True, False])

    def test_none(self):
        for number in (-3, 0, 1, 6):
            with self.assertRaises(NoSuchEntry):
                self.ring.find(number)

    def test_oldest_first(self):
        self.assertEqual(self.numbers(self.ring.newer()), [-2, -1, 2, 3, 4, 5])
        for after, found in ((-9, [-2, -1, 2, 3, 4, 5]), (-1, [2, 3, 4, 5]), (3, [4, 5]), (5, []), (9, [])):
            self.assertEqual(self.numbers(self.ring.newer(after)), found, after)

    def test_newest_first(self):
        self.assertEqual(self.numbers(self.ring.older()), [5, 4, 3, 2, -1, -2])
        for before, found in ((9, [5, 4, 3, 2, -1, -2]), (4, [3, 2, -1, -2]), (0, [-1, -2]), (-1, [-2]), (-2, [])):
            self.assertEqual(self.numbers(self.ring.older(before)), found, before)


class Files(RingTest):
    """What a file brings takes nothing from what is there."""

    def test_what_passes_does_not_push_it_out(self):
        self.ring.bring_in([refused()])
        self.pass_by(b"1", b"2", b"3", b"4", b"5")
        self.assertEqual([entry.number for entry in self.ring.newer()], [-1, 2, 3, 4, 5])

    def test_a_second_file_stands_before_the_first(self):
        self.ring.bring_in([exchanged(request=b"later")])
        self.ring.bring_in([exchanged(request=b"earlier")])
        self.assertEqual(self.kept(), [(-2, b"earlier"), (-1, b"later")])

    def test_too_many(self):
        self.pass_by(b"1")
        self.ring.bring_in([exchanged(request=b"a")] * 3)
        with self.assertRaises(TooMuch) as caught:
            self.ring.bring_in([exchanged(request=b"b")] * 2)
        self.assertIn("room for 4 messages from files; these would make 5", str(caught.exception))
        self.assertEqual(self.kept(), [(-3, b"a"), (-2, b"a"), (-1, b"a"), (1, b"1")])

    def test_too_large(self):
        with self.assertRaises(TooMuch) as caught:
            self.ring.bring_in([exchanged(request=bytes(MOST_BYTES))])
        self.assertIn(f"room for {MOST_BYTES} bytes", str(caught.exception))
        self.assertEqual(self.kept(), [])


class Watching(RingTest):
    def setUp(self):
        super().setUp()
        self.pass_by(b"before")
        self.woken = 0
        self.watch = self.ring.watch(self.wake)

    def wake(self):
        self.woken += 1

    def taken(self, most=10):
        entries, lost = self.watch.take(most)
        return [entry.passed.request for entry in entries], lost

    def test_it_is_a_watch(self):
        self.assertTrue(verifyObject(IWatch, self.watch))

    def test_what_passed_before_is_not_told(self):
        self.assertEqual((self.taken(), self.woken), (([], 0), 0))

    def test_it_is_woken_at_once_and_once(self):
        self.pass_by(b"1")
        self.assertEqual(self.woken, 1)
        self.pass_by(b"2")
        self.assertEqual(self.woken, 1)
        self.assertEqual(self.taken(), ([b"1", b"2"], 0))
        self.pass_by(b"3")
        self.assertEqual((self.woken, self.taken()), (2, ([b"3"], 0)))

    def test_everything_wakes_it(self):
        for see, passed in (
            (self.ring.refused, refused()),
            (self.ring.unreadable, unreadable()),
            (self.ring.exchanged, [exchanged(request=bytes(MOST_OF_ONE))]),
        ):
            before = self.woken
            see(passed)
            entries, _ = self.watch.take(1)
            self.assertEqual((self.woken, len(entries)), (before + 1, 1))

    def test_piece_by_piece(self):
        self.pass_by(b"1", b"2", b"3")
        self.assertEqual([self.taken(2), self.taken(2), self.taken(2)], [([b"1", b"2"], 0), ([b"3"], 0), ([], 0)])

    def test_a_slow_one_loses_the_oldest_and_is_told_how_many(self):
        self.pass_by(b"1", b"2", b"3", b"4", b"5", b"6")
        self.assertEqual(self.taken(3), ([b"3", b"4", b"5"], 2))
        self.pass_by(b"7", b"8", b"9", b"10", b"11")
        self.assertEqual(self.taken(), ([b"8", b"9", b"10", b"11"], 2))

    def test_what_is_cleared_is_not_lost(self):
        self.pass_by(b"1", b"2")
        self.ring.clear()
        self.assertEqual(self.taken(), ([], 0))
        self.pass_by(b"3")
        self.assertEqual(self.taken(), ([b"3"], 0))

    def test_from_where_it_was_before(self):
        """Somebody who was away gets what passed meanwhile, as far as it is kept."""
        self.pass_by(b"2", b"3", b"4", b"5", b"6")
        for after, found in ((4, ([b"5", b"6"], 0)), (6, ([], 0)), (0, ([b"3", b"4", b"5", b"6"], 2)), (99, None)):
            self.watch = self.ring.watch(self.wake, after)
            self.assertEqual(self.taken(), found or ([b"3", b"4", b"5", b"6"], 2), after)

    def test_from_before_it_was_cleared(self):
        self.pass_by(b"2", b"3")
        self.ring.clear()
        self.pass_by(b"4")
        self.watch = self.ring.watch(self.wake, 1)
        self.assertEqual(self.taken(), ([b"4"], 0))

    def test_files_are_not_told(self):
        self.ring.bring_in([refused()])
        self.assertEqual((self.taken(), self.woken), (([], 0), 0))

    def test_two_do_not_know_of_each_other(self):
        other = self.ring.watch(lambda: None)
        self.pass_by(b"1")
        self.assertEqual(self.taken(), ([b"1"], 0))
        self.assertEqual(len(other.take(10)[0]), 1)

    def test_the_end(self):
        self.watch.stop()
        self.watch.stop()
        self.pass_by(b"1")
        self.assertEqual(self.woken, 0)

    def test_one_may_end_while_it_is_woken(self):
        other = []
        self.wake = self.watch.stop
        watch = self.ring.watch(lambda: watch.stop())
        self.ring.watch(lambda: other.append(1))
        self.pass_by(b"1")
        self.assertEqual(other, [1])

    def test_one_that_breaks_disturbs_nobody(self):
        other = []
        self.ring.watch(lambda: 1 / 0)
        self.ring.watch(lambda: other.append(1))
        self.pass_by(b"1", b"2")
        self.assertEqual((self.woken, other), (1, [1]))
        (event,) = self.events
        self.assertIn("a watcher of the wire broke", event["log_format"])
        self.assertIsInstance(event["log_failure"].value, ZeroDivisionError)


@rows(
    message=(exchanged(request=b"12", response=b"345"), 5),
    with_bodies=(exchanged(request=b"12", response=b"345", bodies=(b"6", b"78")), 8),
    refused=(refused(), 0),
    unreadable=(unreadable(b"123", response=b"4"), 4),
)
class Sizes(SynchronousTestCase):
    def check(self, passed, size):
        self.assertEqual(size_of(passed), size)
