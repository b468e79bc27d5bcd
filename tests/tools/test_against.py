"""tools/bench/comparison.py: who measures when, what comes of the figures, and what is called slower."""

from bench.comparison import (
    MORE,
    SETS,
    SLOWER,
    THEN,
    TODAY,
    UNCLEAR,
    WITHIN,
    Comparison,
    alternate,
    slower,
    turns,
)
from twisted.trial.unittest import SynchronousTestCase

from tests.support import rows


def compared(new, old, **how):
    return Comparison("it", "/s", figures=(new, old), **how)


class Turns(SynchronousTestCase):
    def test_swapped_each_time(self):
        self.assertEqual(turns(4), [(TODAY, THEN), (THEN, TODAY), (TODAY, THEN), (THEN, TODAY)])

    def test_each_is_as_often_first(self):
        first = [order[0] for order in turns(8)]
        self.assertEqual(first.count(TODAY), first.count(THEN))


@rows(
    same=([5.0] * 4, [5.0] * 4, 1.0),
    half=([5.0] * 4, [10.0] * 4, 0.5),
    one_bad_pair=([8.0, 8.0, 1.0, 8.0, 8.0, 8.0], [10.0] * 6, 0.8),
    # The machine gets slower from turn to turn: whoever is second in a round has less.
    drift=([1.0, 1 / 8, 1 / 16, 1 / 128], [1 / 2, 1 / 4, 1 / 32, 1 / 64], 1.0),
    # It is half as fast in one round, for both.
    disturbed=([9.0, 9.0, 4.5, 9.0], [10.0, 10.0, 5.0, 10.0], 0.9),
)
class Ratio(SynchronousTestCase):
    def check(self, new, old, expected):
        self.assertAlmostEqual(compared(new, old).ratio, expected)


@rows(
    rate_same=([100.0] * 4, {"rate": True}, WITHIN),
    rate_at_the_limit=([95.0] * 4, {"rate": True}, WITHIN),
    rate_slower=([94.0] * 4, {"rate": True}, SLOWER),
    rate_faster=([200.0] * 4, {"rate": True}, WITHIN),
    time_same=([100.0] * 4, {}, WITHIN),
    time_slower=([106.0] * 4, {}, SLOWER),
    time_faster=([50.0] * 4, {}, WITHIN),
    more=([106.0] * 4, {"worse": MORE}, MORE),
    less=([90.0] * 4, {"worse": MORE}, WITHIN),
    perhaps_chance=([60.0, 60.0, 120.0, 120.0], {"rate": True}, UNCLEAR),
    more_than_chance=([60.0, 60.0, 70.0, 70.0], {"rate": True}, SLOWER),
)
class Verdict(SynchronousTestCase):
    """Against 100, in each round."""

    def check(self, new, how, expected):
        self.assertEqual(compared(new, [100.0] * 4, **how).verdict, expected)


@rows(
    same=([100.0] * 4, True),
    at_the_limit=([95.0] * 4, False),
    slower=([80.0] * 4, True),
    scattered=([70.0, 70.0, 130.0, 130.0], False),
    scattered_far_away=([370.0, 370.0, 430.0, 430.0], True),
)
class Clear(SynchronousTestCase):
    def check(self, new, expected):
        self.assertEqual(compared(new, [100.0] * 4, rate=True).clear, expected)


class Alternating(SynchronousTestCase):
    def alternated(self, new, old, rounds):
        """The comparison, and whose turn it was."""
        whose = []

        def take(side, figure):
            return lambda: whose.append(side) or [figure]

        made = Comparison("it", "/s", rate=True)
        alternate((take(TODAY, new), take(THEN, old)), [made], rounds)
        return made, whose

    def test_order(self):
        made, whose = self.alternated(10.0, 5.0, 4)
        self.assertEqual(whose, [TODAY, THEN, THEN, TODAY, TODAY, THEN, THEN, TODAY])
        self.assertEqual(made.figures, ([10.0] * 4, [5.0] * 4))

    def test_what_is_clearly_slower_is_not_measured_again(self):
        made, whose = self.alternated(5.0, 10.0, 4)
        self.assertEqual(made.verdict, SLOWER)
        self.assertEqual(len(whose), 8)

    def test_what_is_not_clear_is_measured_again_and_not_for_ever(self):
        made, whose = self.alternated(95.0, 100.0, 4)
        self.assertEqual(len(made.figures[TODAY]), 4 * SETS)
        self.assertEqual(len(whose), 8 * SETS)

    def test_several_figures(self):
        """One turn may give several; all of them have to be clear."""
        start, memory = Comparison("start", "s"), Comparison("memory", "MiB", MORE)
        alternate((lambda: (3.0, 105.0), lambda: (2.0, 100.0)), (start, memory), 4)
        self.assertEqual(len(start.figures[THEN]), 4 * SETS)
        self.assertEqual((start.typical(TODAY), start.typical(THEN), memory.typical(TODAY)), (3.0, 2.0, 105.0))
        self.assertEqual(slower([start, memory]), ["start"])
