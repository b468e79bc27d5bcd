"""hsmsim/model/managed.py: instances and their indexes (2.1.1)."""

from twisted.trial.unittest import SynchronousTestCase

from hsmsim.errors import NoSuchInstance
from hsmsim.model.managed import ManagedObject
from hsmsim.spec.enums import ObjectType, State
from tests.objects import made

GROUP = "Object Group"


def indexes(obj):
    return [(each.index, each.value) for each in obj.all(GROUP)]


class Instances(SynchronousTestCase):
    def setUp(self):
        self.obj = ManagedObject("k1", {}, None)
        for value in "abc":
            self.obj.add(GROUP, value)

    def test_indexes_start_with_0(self):
        self.assertEqual(indexes(self.obj), [(0, "a"), (1, "b"), (2, "c")])

    def test_an_index_stays_when_others_go(self):
        self.obj.remove(GROUP, 0)
        self.obj.remove(GROUP, 1)
        self.assertEqual(indexes(self.obj), [(2, "c")])
        self.assertEqual(self.obj.get(GROUP), "c")
        self.assertEqual(self.obj.add(GROUP, "d"), 3)

    def test_the_last_one_takes_the_attribute_with_it(self):
        for index in range(3):
            self.obj.remove(GROUP, index)
        self.assertEqual(self.obj.attributes, {})
        self.assertIsNone(self.obj.get(GROUP))
        self.assertEqual(self.obj.all(GROUP), ())

    def test_one_is_replaced(self):
        self.obj.replace(GROUP, 1, "x")
        self.assertEqual(indexes(self.obj), [(0, "a"), (1, "x"), (2, "c")])

    def test_what_is_not_there(self):
        for change in (self.obj.instance, self.obj.remove, lambda name, index: self.obj.replace(name, index, "x")):
            self.assertRaises(NoSuchInstance, change, GROUP, 3)
            self.assertRaises(NoSuchInstance, change, "Name", 0)

    def test_set_makes_one_instance_of_all(self):
        self.obj.set(GROUP, "x")
        self.assertEqual(indexes(self.obj), [(0, "x")])

    def test_clear_is_content_with_nothing(self):
        self.obj.clear(GROUP)
        self.obj.clear(GROUP)
        self.assertEqual(self.obj.all(GROUP), ())


class Objects(SynchronousTestCase):
    def test_a_copy_lives_its_own_life(self):
        obj = made(having={GROUP: "a"})
        other = obj.copy()
        self.assertEqual(other, obj)
        other.add(GROUP, "b")
        other.value = None
        self.assertEqual(indexes(obj), [(0, "a")])
        self.assertIsNotNone(obj.value)

    def test_what_every_object_has(self):
        obj = made(state=State.ACTIVE)
        self.assertIs(obj.object_type, ObjectType.SYMMETRIC_KEY)
        self.assertIs(obj.state, State.ACTIVE)
        self.assertFalse(obj.archived)
        self.assertTrue(made(archived=True).archived)
        self.assertIsNone(made(object_type=ObjectType.TEMPLATE).state)

    def test_repr_shows_no_key(self):
        self.assertNotIn("key_block", repr(made()))
