"""hsmsim.store.recent."""

from twisted.trial.unittest import SynchronousTestCase

from hsmsim.store.recent import Recent


class RecentTests(SynchronousTestCase):
    def kept(self, recent):
        return [key for key in "abcd" if recent.peek(key) is not None]

    def test_the_longest_unused_goes(self):
        recent = Recent(2, 100)
        for key in "ab":
            recent.put(key, key.upper(), 1)
        self.assertEqual(recent.get("a"), "A")
        recent.put("c", "C", 1)
        self.assertEqual(self.kept(recent), ["a", "c"])

    def test_peek_is_no_use(self):
        recent = Recent(2, 100)
        for key in "ab":
            recent.put(key, key.upper(), 1)
        self.assertEqual(recent.peek("a"), "A")
        recent.put("c", "C", 1)
        self.assertEqual(self.kept(recent), ["b", "c"])

    def test_not_kept(self):
        recent = Recent(2, 100)
        self.assertIs(recent.get("a"), None)
        self.assertIs(recent.peek("a"), None)
        recent.drop("a")

    def test_weight(self):
        recent = Recent(10, 10)
        recent.put("a", "A", 4)
        recent.put("b", "B", 6)
        recent.put("c", "C", 5)
        self.assertEqual(self.kept(recent), ["c"])
        recent.put("d", "D", 11)
        self.assertEqual(self.kept(recent), [])

    def test_replaced_and_dropped_weigh_nothing(self):
        recent = Recent(10, 10)
        recent.put("a", "A", 9)
        recent.put("a", "A2", 3)
        recent.put("b", "B", 7)
        self.assertEqual(self.kept(recent), ["a", "b"])
        recent.drop("b")
        recent.put("c", "C", 7)
        self.assertEqual((self.kept(recent), recent.get("a")), (["a", "c"], "A2"))

    def test_clear(self):
        recent = Recent(10, 10)
        recent.put("a", "A", 10)
        recent.clear()
        recent.put("b", "B", 10)
        self.assertEqual(self.kept(recent), ["b"])
