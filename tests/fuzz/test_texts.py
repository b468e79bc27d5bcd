"""tests/fuzz/texts.py: spoiled texts are spoiled, each in its way, and the same in every run."""

from random import Random

from twisted.trial.unittest import SynchronousTestCase

from hsmsim.operations import spelling
from hsmsim.ttlv import json, xml
from tests.appliance import item, message
from tests.fuzz.texts import MUTATORS, WORD, json_bombs, spoil, xml_bombs
from tests.operations.test_create import create
from tests.support import rows

REQUEST = message([item(1, create.Request(object_type=2, template_attribute=None))])
TEXTS = [write(REQUEST, spelling()).decode() for write in (xml.write, json.write)]


@rows(**{mutator.__name__: (mutator,) for mutator in MUTATORS})
class Mutators(SynchronousTestCase):
    def check(self, mutator):
        for text in TEXTS:
            words = WORD.findall(text)
            spoiled = {"".join(mutator(Random(seed), list(words))) for seed in range(40)}
            self.assertGreaterEqual(len(spoiled - {text}), 4)


class Texts(SynchronousTestCase):
    def test_no_word_is_lost(self):
        for text in TEXTS:
            self.assertEqual("".join(WORD.findall(text)), text)

    def test_the_same_seed_spoils_the_same_way(self):
        for text in TEXTS:
            self.assertEqual(
                [spoil(Random(seed), text) for seed in range(50)], [spoil(Random(seed), text) for seed in range(50)]
            )

    def test_nearly_all_differ_from_each_other(self):
        for text in TEXTS:
            self.assertGreater(len({spoil(Random(seed), text) for seed in range(200)}), 150)

    def test_nothing_can_be_spoiled(self):
        self.assertIsInstance(spoil(Random(1), " "), bytes)

    def test_bombs_fit_into_a_message(self):
        for name, bomb in (*xml_bombs(1000), *json_bombs(1000)):
            self.assertLess(len(bomb), 1600, name)
