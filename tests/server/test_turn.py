"""What leaves at the end of a turn, and in what order."""

from twisted.internet.task import Clock
from twisted.trial.unittest import SynchronousTestCase

from hsmsim.server.turn import Turn
from tests.server.looking import Looking


class Answer:
    """Somebody with an answer; `then` is what happens besides when it leaves."""

    def __init__(self, done, name, then=lambda: None):
        self.done = done
        self.name = name
        self.then = then

    def exchanged(self):
        return [f"message {self.name}"]

    def leave(self):
        self.done.append(self.name)
        self.then()

    def broken(self, failure):
        self.done.append((self.name, failure.type))


class Turns(SynchronousTestCase):
    def setUp(self):
        self.clock = Clock()
        self.done = []
        self.turn = Turn(self.clock, lambda: self.done.append("settled"))

    def add(self, name, *then):
        self.turn.add(Answer(self.done, name, *then))

    def test_who_looks_on(self):
        """All that leave are shown at once, before the first leaves."""
        tap = Looking()
        self.turn = Turn(self.clock, lambda: self.done.append("settled"), tap)
        self.add("one", lambda: self.done.append(tap.all("exchanged")))
        self.add("two")
        self.clock.advance(0)
        self.assertEqual(self.done, ["settled", "one", ["message one", "message two"], "two"])

    def test_nothing_leaves_before_the_end(self):
        self.add("one")
        self.assertEqual(self.done, [])

    def test_all_leave_together(self):
        """What must be safe is made safe once for all of them, before the first."""
        for name in ("one", "two", "three"):
            self.add(name)
        self.clock.advance(0)
        self.assertEqual(self.done, ["settled", "one", "two", "three"])

    def test_the_next_turn(self):
        """What comes up while others leave has a turn of its own."""
        self.add("one", lambda: self.add("two"))
        self.clock.advance(0)
        self.assertEqual(self.done, ["settled", "one", "settled", "two"])
        self.assertEqual(self.clock.getDelayedCalls(), [])

    def test_one_that_breaks(self):
        """The others leave all the same."""
        self.add("one", lambda: 1 // 0)
        self.add("two")
        self.clock.advance(0)
        self.assertEqual(self.done, ["settled", "one", ("one", ZeroDivisionError), "two"])

    def test_what_could_not_be_made_safe(self):
        """Then none leaves: all are told."""
        self.turn = Turn(self.clock, lambda: 1 // 0)
        self.add("one")
        self.add("two")
        self.clock.advance(0)
        self.assertEqual(self.done, [("one", ZeroDivisionError), ("two", ZeroDivisionError)])
