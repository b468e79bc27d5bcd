"""Multi-part operations (KMIP 1.4 chapter 4, section 2.1.15)."""

from twisted.trial.unittest import SynchronousTestCase

from hsmsim.errors import FeatureNotSupported, NoSuchStream
from hsmsim.exchange.streams import LIFETIME, MAX_STREAMS, AllStreams
from hsmsim.spec.enums import Operation
from tests.appliance import NOW


class Counting:
    """Random bytes that differ."""

    drawn = 0

    def __call__(self, size):
        self.drawn += 1
        return self.drawn.to_bytes(size, "big")


class StreamTests(SynchronousTestCase):
    """One user's streams are that user's alone, and they end."""

    def setUp(self):
        self.all = AllStreams(Counting())
        self.mine = self.all.of("alice", NOW)

    def test_kept_and_taken(self):
        """What was kept is taken once."""
        correlation = self.mine.keep(Operation.SIGN, "k1", "step")
        self.assertEqual(len(correlation), 16)
        stream = self.all.of("alice", NOW).take(Operation.SIGN, correlation)
        self.assertEqual((stream.uid, stream.step), ("k1", "step"))
        self.assertRaises(NoSuchStream, self.mine.take, Operation.SIGN, correlation)
        self.assertEqual(self.mine.keep(Operation.SIGN, "k1", "step", correlation), correlation)
        self.mine.take(Operation.SIGN, correlation, "k1")

    def test_whose(self):
        """Neither another user, nor another operation, nor another key goes on with it; it stays as it is."""
        correlation = self.mine.keep(Operation.SIGN, "k1", "step")
        self.assertRaises(NoSuchStream, self.all.of("bob", NOW).take, Operation.SIGN, correlation)
        self.assertRaises(NoSuchStream, self.mine.take, Operation.MAC, correlation)
        self.assertRaises(NoSuchStream, self.mine.take, Operation.SIGN, correlation, "k2")
        self.mine.take(Operation.SIGN, correlation)

    def test_expires(self):
        """Unused for too long; each part gives it new time."""
        first, second = (self.mine.keep(Operation.SIGN, "k1", "step") for _ in range(2))
        later = self.all.of("alice", NOW + LIFETIME)
        later.take(Operation.SIGN, first)
        later.keep(Operation.SIGN, "k1", "step", first)
        late = self.all.of("alice", NOW + LIFETIME + 1)
        self.assertRaises(NoSuchStream, late.take, Operation.SIGN, second)
        late.take(Operation.SIGN, first)

    def test_users_who_do_not_come_back(self):
        """Their streams go too."""
        self.mine.keep(Operation.SIGN, "k1", "step")
        bobs = self.all.of("bob", NOW + LIFETIME)
        correlation = bobs.keep(Operation.SIGN, "k1", "step")
        self.all.of("bob", NOW + LIFETIME + 1)
        self.assertEqual(list(self.all._by_user), ["bob"])
        bobs.take(Operation.SIGN, correlation)

    def test_counted(self):
        """A user has no more than so many; going on needs no new place; what expired does not count."""
        correlations = [self.mine.keep(Operation.SIGN, "k1", "step") for _ in range(MAX_STREAMS)]
        self.assertRaises(FeatureNotSupported, self.mine.keep, Operation.SIGN, "k1", "step")
        self.all.of("bob", NOW).keep(Operation.SIGN, "k1", "step")
        self.mine.take(Operation.SIGN, correlations[0])
        self.mine.keep(Operation.SIGN, "k1", "step", correlations[0])
        self.assertRaises(FeatureNotSupported, self.mine.keep, Operation.SIGN, "k1", "step")
        self.all.of("alice", NOW + LIFETIME + 1).keep(Operation.SIGN, "k1", "step")

    def test_a_device_that_takes_fewer(self):
        for most in (0, 2):
            mine = AllStreams(Counting(), most).of("alice", NOW)
            for _ in range(most):
                mine.keep(Operation.SIGN, "k1", "step")
            self.assertRaises(FeatureNotSupported, mine.keep, Operation.SIGN, "k1", "step")

    def test_forget(self):
        """All of one user, and nothing of another."""
        correlation = self.mine.keep(Operation.SIGN, "k1", "step")
        others = self.all.of("bob", NOW).keep(Operation.SIGN, "k1", "step")
        self.all.forget("alice")
        self.assertRaises(NoSuchStream, self.mine.take, Operation.SIGN, correlation)
        self.assertEqual(self.all.of("bob", NOW).take(Operation.SIGN, others).uid, "k1")

    def test_failing_item(self):
        """Ends what it kept, not what the item before kept."""
        before = self.mine.keep(Operation.SIGN, "k1", "step")
        self.mine.keep_item()
        self.mine.keep_item()
        failed = self.mine.keep(Operation.SIGN, "k1", "step")
        self.mine.drop_item()
        self.mine.drop_item()
        self.assertRaises(NoSuchStream, self.mine.take, Operation.SIGN, failed)
        self.mine.take(Operation.SIGN, before)

    def test_failing_message(self):
        """Ends what all its items kept, not what other messages kept."""
        other = self.all.of("alice", NOW).keep(Operation.SIGN, "k1", "step")
        kept = self.mine.keep(Operation.SIGN, "k1", "step")
        self.mine.keep_item()
        last = self.mine.keep(Operation.SIGN, "k1", "step")
        self.mine.drop_all()
        for correlation in (kept, last):
            self.assertRaises(NoSuchStream, self.mine.take, Operation.SIGN, correlation)
        self.mine.take(Operation.SIGN, other)
