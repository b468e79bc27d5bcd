"""tests/fuzz/mutators.py: spoiled messages are spoiled, each in its way, and the same in every run."""

from random import Random

from twisted.trial.unittest import SynchronousTestCase

from tests.fuzz.mutators import MUTATORS, flip, mend, mutate, parse
from tests.support import rows
from tests.ttlv.shapes import Tags, item, number, whole

MESSAGE = whole(
    number(Tags.SIZE, 1), whole(item(Tags.TITLE, 7, b"hello"), number(Tags.COLOUR, 1, 5), tag=Tags.INNER), tag=0x420078
)


class Trees(SynchronousTestCase):
    def test_there_and_back(self):
        self.assertEqual(parse(MESSAGE).encode(), MESSAGE)

    def test_everything_is_walked(self):
        self.assertEqual(
            [each.tag for each in parse(MESSAGE).all()],
            [0x420078, Tags.SIZE, Tags.INNER, Tags.TITLE, Tags.COLOUR],
        )


@rows(**{mutator.__name__: (mutator,) for mutator in MUTATORS})
class Mutators(SynchronousTestCase):
    def check(self, mutator):
        spoiled = set()
        for seed in range(40):
            tree = parse(MESSAGE)
            random = Random(seed)
            mutator(random, tree, random.choice(tree.all()))
            spoiled.add(tree.encode())
        self.assertGreaterEqual(len(spoiled - {MESSAGE}), 2)


class Messages(SynchronousTestCase):
    def test_the_same_seed_spoils_the_same_way(self):
        self.assertEqual(
            [mutate(Random(seed), MESSAGE) for seed in range(50)], [mutate(Random(seed), MESSAGE) for seed in range(50)]
        )

    def test_nearly_all_differ_from_each_other(self):
        self.assertGreater(len({mutate(Random(seed), MESSAGE) for seed in range(200)}), 150)

    def test_flip_works_on_anything(self):
        for seed in range(20):
            self.assertIsInstance(flip(Random(seed), b"\0"), bytes)

    def test_mend_makes_the_outside_right(self):
        self.assertEqual(mend(b"????\0\0\0\0" + bytes(16)), b"\x42\x00\x78\x01\0\0\0\x10" + bytes(16))
        self.assertEqual(mend(b"short"), b"short")
