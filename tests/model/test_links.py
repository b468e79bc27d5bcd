"""hsmsim/model/links.py (3.35)."""

from twisted.trial.unittest import SynchronousTestCase

from hsmsim.errors import TooManyInstances
from hsmsim.model.attributes import MAX_INSTANCES
from hsmsim.model.links import MOST_OFFSPRING, link, link_offspring, linked
from hsmsim.spec.enums import LinkType
from hsmsim.spec.values import Link
from tests.objects import made

L = LinkType


class Links(SynchronousTestCase):
    def test_to_and_fro(self):
        obj = made()
        self.assertIsNone(linked(obj, L.DERIVED_KEY_LINK))
        for link_type, uid in ((L.PARENT_LINK, "p"), (L.DERIVED_KEY_LINK, "a"), (L.DERIVED_KEY_LINK, "b")):
            link(obj, link_type, uid)
        self.assertEqual(linked(obj, L.DERIVED_KEY_LINK), "a")
        self.assertEqual(
            [(each.index, each.value) for each in obj.all("Link")][1:],
            [
                (1, Link(link_type=L.DERIVED_KEY_LINK, linked_object_identifier="a")),
                (2, Link(link_type=L.DERIVED_KEY_LINK, linked_object_identifier="b")),
            ],
        )

    def test_offspring_while_there_is_room(self):
        obj = made()
        for number in range(MOST_OFFSPRING + 1):
            link_offspring(obj, L.DERIVED_KEY_LINK, f"{number}")
        self.assertEqual(obj.all("Link")[-1].value.linked_object_identifier, f"{MOST_OFFSPRING - 1}")
        self.assertEqual(len(obj.all("Link")), MOST_OFFSPRING)
        link(obj, L.REPLACEMENT_OBJECT_LINK, "new")

    def test_no_more_than_an_object_may_have(self):
        links = [Link(link_type=L.CHILD_LINK, linked_object_identifier=f"{each}") for each in range(MAX_INSTANCES)]
        obj = made(having={"Link": links})
        self.assertRaises(TooManyInstances, link, obj, L.DERIVED_KEY_LINK, "a")
        self.assertEqual(len(obj.all("Link")), MAX_INSTANCES)
