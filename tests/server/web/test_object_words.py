"""Tests of the words in hsmsim/server/web/static/: they say what the tables of the specification say."""

import json
import re

from twisted.trial.unittest import SynchronousTestCase

from hsmsim import operations
from hsmsim.crypto.curves import CURVES
from hsmsim.crypto.generation import PAIRS, SYMMETRIC
from hsmsim.model.lifecycle import TRANSITIONS
from hsmsim.server.web.pages import find
from hsmsim.spec.attributes import RULES
from hsmsim.spec.enums import CryptographicAlgorithm, ObjectType, RevocationReasonCode, State
from hsmsim.spec.tags import Tag
from hsmsim.spec.term import Term


def source(name: str) -> str:
    page = find(name)
    assert page is not None
    return page.data.decode()


def listed(name: str) -> list[str]:
    """What stands in the list, or before the colons of the object, that a name is given to."""
    found = re.search(rf"export const {name} = ([\[{{].*?[\]}}]);\n", source("object_words.js"), re.DOTALL)
    assert found is not None, name
    body = found[1]
    if body.startswith("["):
        return [str(each) for each in json.loads(re.sub(r",\s*\]", "]", body))]
    return re.findall(r'[{,]\s*"?([^":{},]+)"?: (?:\{[^}]*\}|[^,]*)', body)


def titles(terms: type[Term]) -> list[str]:
    return [each.title for each in terms]


class Words(SynchronousTestCase):
    def test_states_and_types(self) -> None:
        self.assertEqual(listed("STATES"), titles(State))
        self.assertEqual(sorted(listed("TYPES")), sorted(titles(ObjectType)))

    def test_algorithms_are_those_that_keys_are_made_of(self) -> None:
        self.assertEqual(sorted(listed("PAIRS")), sorted(each.title for each in PAIRS))
        self.assertEqual(sorted(listed("SYMMETRIC")), sorted(each.title for each in SYMMETRIC))

    def test_lengths_are_those_that_there_are(self) -> None:
        by_title = {each.title: each for each in CryptographicAlgorithm}
        made = {**SYMMETRIC, **PAIRS}
        found = re.findall(r'"?([A-Za-z0-9][A-Za-z0-9 -]*)"?: (\d+)', source("object_words.js").split("CURVES")[0])
        self.assertGreater(len(found), 20)
        for title, length in found:
            self.assertIn(int(length), made[by_title[title]], title)

    def test_curves(self) -> None:
        self.assertEqual(sorted(listed("CURVES")), sorted(each.title for each in CURVES))

    def test_usages(self) -> None:
        self.assertEqual(
            sorted(listed("USAGES")), sorted(operations.names().masks[Tag.CRYPTOGRAPHIC_USAGE_MASK].values())
        )

    def test_reasons(self) -> None:
        self.assertEqual(sorted(listed("REASONS") + listed("COMPROMISES")), sorted(titles(RevocationReasonCode)))

    def test_attributes_that_can_be_changed(self) -> None:
        changed = [rule.name for rule in RULES.values() if rule.modify]
        self.assertEqual(sorted(listed("CHANGED")), sorted(changed))
        self.assertEqual(sorted(listed("KEPT")), sorted(each for each in changed if not RULES[each].delete))


class Drawing(SynchronousTestCase):
    def test_transitions(self) -> None:
        found = re.findall(r'\[(\d+), "([^"]*)", "([^"]+)", "M', source("states.js"))
        self.assertEqual([int(number) for number, _, _ in found], list(range(1, 11)))
        self.assertEqual(
            [(before, after) for _, before, after in found],
            [("", "Pre-Active"), *((before.title, after.title) for (before, _), after in TRANSITIONS.items())],
        )
