"""hsmsim.store.turns."""

from twisted.internet.defer import CancelledError, Deferred
from twisted.trial.unittest import SynchronousTestCase

from hsmsim.store.turns import Turns


class Visits(SynchronousTestCase):
    """Visitors come in order; each stays inside until its name is given to `leave`."""

    def setUp(self):
        self.turns = Turns()
        self.inside = []
        self.stays = {}

    def come(self, name, *, alone=False, partition="anna"):
        async def visit():
            async with (self.turns.exclusive if alone else self.turns.shared)(partition):
                self.inside.append(name)
                self.stays[name] = Deferred()
                try:
                    await self.stays[name]
                finally:
                    self.inside.remove(name)

        return Deferred.fromCoroutine(visit())

    def leave(self, name):
        self.stays[name].callback(None)


class TurnsTests(Visits):
    """Shared and exclusive."""

    def test_shared_are_together(self):
        self.come("a")
        self.come("b")
        self.assertEqual(self.inside, ["a", "b"])

    def test_exclusive_is_alone(self):
        self.come("A", alone=True)
        self.come("b")
        self.come("C", alone=True)
        self.assertEqual(self.inside, ["A"])
        self.leave("A")
        self.assertEqual(self.inside, ["b"])
        self.leave("b")
        self.assertEqual(self.inside, ["C"])
        self.leave("C")
        self.come("d")
        self.assertEqual(self.inside, ["d"])

    def test_exclusive_waits_for_all_shared(self):
        self.come("a")
        self.come("b")
        self.come("C", alone=True)
        self.leave("a")
        self.assertEqual(self.inside, ["b"])
        self.leave("b")
        self.assertEqual(self.inside, ["C"])

    def test_nobody_overtakes_who_waits(self):
        self.come("a")
        self.come("B", alone=True)
        self.come("c")
        self.come("d")
        self.come("E", alone=True)
        self.assertEqual(self.inside, ["a"])
        self.leave("a")
        self.assertEqual(self.inside, ["B"])
        self.leave("B")
        self.assertEqual(self.inside, ["c", "d"])
        self.leave("c")
        self.leave("d")
        self.assertEqual(self.inside, ["E"])

    def test_partitions_do_not_know_each_other(self):
        self.come("A", alone=True)
        self.come("B", alone=True, partition="bert")
        self.assertEqual(self.inside, ["A", "B"])

    def test_leaves_when_it_fails(self):
        failing = self.come("A", alone=True)
        self.come("B", alone=True)
        self.stays["A"].errback(ZeroDivisionError())
        self.failureResultOf(failing, ZeroDivisionError)
        self.assertEqual(self.inside, ["B"])

    def test_cancelled_inside(self):
        visit = self.come("a")
        self.come("B", alone=True)
        visit.cancel()
        self.failureResultOf(visit, CancelledError)
        self.assertEqual(self.inside, ["B"])

    def test_cancelled_while_waiting(self):
        self.come("a")
        waiting = self.come("B", alone=True)
        self.come("c")
        waiting.cancel()
        self.failureResultOf(waiting, CancelledError)
        self.assertEqual(self.inside, ["a", "c"])
        self.leave("a")
        self.leave("c")
        self.come("D", alone=True)
        self.assertEqual(self.inside, ["D"])

    def test_dropped_while_waiting(self):
        """A coroutine that is closed instead of cancelled leaves no place in the queue either."""
        self.come("A", alone=True)

        async def visit():
            async with self.turns.shared("anna"):
                self.fail("it was closed before its turn")

        waiting = visit()
        waiting.send(None)
        waiting.close()
        self.come("c")
        self.leave("A")
        self.assertEqual(self.inside, ["c"])

    def test_a_long_queue_is_no_deep_stack(self):
        self.come("A", alone=True)
        passed = []

        async def passing(number):
            async with self.turns.exclusive("anna"):
                passed.append(number)

        waiting = [Deferred.fromCoroutine(passing(number)) for number in range(3000)]
        self.leave("A")
        self.assertEqual(passed, list(range(3000)))
        for each in waiting:
            self.assertIs(self.successResultOf(each), None)


class Everywhere(Visits):
    """Who is in all partitions."""

    def everywhere(self, name):
        async def visit():
            async with self.turns.everywhere():
                self.inside.append(name)
                self.stays[name] = Deferred()
                await self.stays[name]
                self.inside.remove(name)

        self.addCleanup(self.end, name)
        return Deferred.fromCoroutine(visit())

    def end(self, name):
        """Let nobody stay beyond the test."""
        if name in self.inside and not self.stays[name].called:
            self.leave(name)

    def test_waits_for_all_and_keeps_all_out(self):
        self.come("a")
        self.come("B", alone=True, partition="bert")
        self.everywhere("E")
        self.come("c")
        self.leave("a")
        self.assertEqual(self.inside, ["B"])
        self.leave("B")
        self.assertEqual(self.inside, ["E"])
        self.come("d", partition="new")
        self.come("D", alone=True, partition="new")
        self.leave("E")
        self.assertEqual(self.inside, ["d", "c"])
        self.leave("d")
        self.assertEqual(self.inside, ["c", "D"])

    def test_one_after_the_other(self):
        self.everywhere("E")
        self.everywhere("F")
        self.assertEqual(self.inside, ["E"])
        self.leave("E")
        self.assertEqual(self.inside, ["F"])

    def test_waits_for_who_came_meanwhile(self):
        self.come("a")
        self.everywhere("E")
        self.come("b", partition="bert")
        self.leave("a")
        self.assertEqual(self.inside, ["b"])
        self.leave("b")
        self.assertEqual(self.inside, ["E"])

    def test_leaves_when_it_fails(self):
        failing = self.everywhere("E")
        self.come("a")
        self.come("b", partition="new")
        self.stays["E"].errback(ZeroDivisionError())
        self.failureResultOf(failing, ZeroDivisionError)
        self.assertEqual(self.inside, ["E", "a", "b"])
