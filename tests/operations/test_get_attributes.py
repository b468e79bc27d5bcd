"""hsmsim/operations/get_attributes.py (4.12, table 339)."""

from twisted.trial.unittest import TestCase

from hsmsim.operations import get_attributes
from hsmsim.spec.enums import Operation, ResultReason, State
from hsmsim.spec.versions import V1_0
from tests.appliance import NOW, Hsm
from tests.objects import attribute, made, refused, text_name
from tests.support import rows


def request(*names, uid="k1"):
    return get_attributes.Request(unique_identifier=uid, attribute_name=list(names))


@rows(
    no_such_object=(request(uid="k2"), {}, ResultReason.ITEM_NOT_FOUND),
    no_object_is_named=(request(uid=None), {}, ResultReason.ITEM_NOT_FOUND),
    a_name_twice=(request("Name", "State", "Name"), {}, ResultReason.INVALID_MESSAGE),
    archived=(request(), {"archived": True}, ResultReason.OBJECT_ARCHIVED),
)
class Table339(TestCase):
    async def check(self, payload, k1, reason):
        hsm = Hsm()
        hsm.put(made(**k1))
        await refused(self, hsm, Operation.GET_ATTRIBUTES, payload, reason)


class Getting(TestCase):
    def setUp(self):
        self.hsm = Hsm()
        self.hsm.put(made(having={"Object Group": ["a", "b"], "Comment": "hello", "Activation Date": NOW}))

    async def got(self, *names, **how):
        answered = await self.hsm.ask(Operation.GET_ATTRIBUTES, request(*names), **how)
        self.assertEqual(answered.unique_identifier, "k1")
        return answered.attribute

    async def test_all_instances_with_their_index(self):
        expected = [attribute("Object Group", "a", 0), attribute("Object Group", "b", 1)]
        self.assertEqual(await self.got("Object Group"), expected)

    async def test_in_the_order_asked_for(self):
        got = await self.got("Comment", "Unique Identifier")
        self.assertEqual(got, [attribute("Comment", "hello"), attribute("Unique Identifier", "k1")])

    async def test_what_is_not_there_is_left_out(self):
        self.assertEqual(await self.got("Name", "Colour", "x-Custom", "Description"), [])

    async def test_all_of_them(self):
        names = {each.attribute_name for each in await self.got()}
        self.assertEqual(names, set(self.hsm.load("k1").attributes))

    async def test_nothing_newer_than_the_client(self):
        names = {each.attribute_name for each in await self.got(version=V1_0)}
        self.assertIn("Object Group", names)
        self.assertTrue(names.isdisjoint({"Fresh", "Comment", "Sensitive", "Never Extractable"}))
        self.assertEqual(await self.got("Comment", version=V1_0), [])

    async def test_the_state_is_that_of_now(self):
        self.assertEqual(await self.got("State"), [attribute("State", State.ACTIVE)])

    async def test_what_is_left_of_a_destroyed_object(self):
        self.hsm.put(made("k2", having={"Name": text_name("a")}, state=State.DESTROYED))
        answered = await self.hsm.ask(Operation.GET_ATTRIBUTES, request("Name", "State", uid="k2"))
        self.assertEqual([each.attribute_name for each in answered.attribute], ["Name", "State"])
