"""hsmsim.crypto.randomness."""

from twisted.trial.unittest import SynchronousTestCase

from hsmsim.crypto.randomness import Mixer


class Randomness(SynchronousTestCase):
    def test_without_a_seed_it_is_the_source(self):
        self.assertEqual(Mixer(bytes).random(5), bytes(5))

    def test_every_seed_changes_what_follows(self):
        seen = set()
        mixer = Mixer(bytes)
        for _ in range(3):
            self.assertEqual(mixer.seed(b"seed"), 4)
            seen.add(mixer.random(16))
        self.assertEqual(len(seen), 3)

    def test_an_empty_seed_changes_nothing(self):
        mixer = Mixer(bytes)
        self.assertEqual(mixer.seed(b""), 0)
        self.assertEqual(mixer.random(8), bytes(8))

    def test_a_seed_does_not_replace_the_source(self):
        answers = []
        for fill in (b"a", b"b"):
            mixer = Mixer(lambda size, fill=fill: fill * size)
            mixer.seed(b"the same")
            answers.append(mixer.random(16))
        self.assertNotEqual(*answers)
