"""hsmsim/operations/add_attribute.py and exchange/changing.py (4.14, table 341)."""

from twisted.trial.unittest import TestCase

from hsmsim.model.attributes import MAX_INSTANCES
from hsmsim.operations import add_attribute
from hsmsim.spec.enums import LinkType, ObjectType, Operation, ResultReason, State
from hsmsim.spec.tags import Tag
from hsmsim.spec.values import ApplicationSpecificInformation, Link, Name
from hsmsim.spec.versions import V1_3
from hsmsim.ttlv.schema import ItemType, Node
from tests.appliance import NOW, Hsm
from tests.objects import attribute, made, refused, text_name
from tests.support import rows

R = ResultReason
GROUPS = [str(each) for each in range(MAX_INSTANCES)]
NAMESPACE = ApplicationSpecificInformation(application_namespace="ssl")
LINK = Link(link_type=LinkType.NEXT_LINK, linked_object_identifier="k2")


def text(value):
    return Node(Tag.ATTRIBUTE_VALUE, ItemType.TEXT_STRING, value)


def request(name, value, index=None, uid="k1"):
    return add_attribute.Request(unique_identifier=uid, attribute=attribute(name, value, index))


@rows(
    no_such_object=(request("Comment", "a", uid="k9"), {}, R.ITEM_NOT_FOUND),
    no_object_is_named=(request("Comment", "a", uid=None), {}, R.ITEM_NOT_FOUND),
    read_only=(request("State", State.ACTIVE), {}, R.PERMISSION_DENIED),
    of_the_server=(request("y-Custom", text("a")), {}, R.PERMISSION_DENIED),
    not_for_this_object=(request("Link", LINK), {"object_type": ObjectType.TEMPLATE}, R.PERMISSION_DENIED),
    not_known=(request("Colour", text("red")), {}, R.PERMISSION_DENIED),
    exists=(request("Comment", "b"), {"having": {"Comment": "a"}}, R.ILLEGAL_OPERATION),
    exists_with_this_value=(request("Object Group", "a"), {"having": {"Object Group": "a"}}, R.ILLEGAL_OPERATION),
    index=(request("Comment", "a", 0), {}, R.INVALID_FIELD),
    name_taken=(request("Name", text_name("taken")), {}, R.ILLEGAL_OPERATION),
    too_many=(request("Object Group", "a"), {"having": {"Object Group": GROUPS}}, R.INDEX_OUT_OF_BOUNDS),
    namespace=(request("Application Specific Information", NAMESPACE), {}, R.APPLICATION_NAMESPACE_NOT_SUPPORTED),
    archived=(request("Comment", "a"), {"archived": True}, R.OBJECT_ARCHIVED),
    no_value=(request("Comment", None), {}, R.INVALID_FIELD),
    incomplete=(request("Name", Name(name_value="a")), {}, R.INVALID_FIELD),
    too_late=(request("Deactivation Date", NOW), {"state": State.COMPROMISED}, R.PERMISSION_DENIED),
    dates_turned=(
        request("Process Start Date", NOW),
        {"having": {"Activation Date": NOW + 1}},
        R.INVALID_FIELD,
    ),
)
class Table341(TestCase):
    async def check(self, payload, k1, reason):
        hsm = Hsm()
        hsm.put(made(**k1), made("k2", having={"Name": text_name("taken")}))
        await refused(self, hsm, Operation.ADD_ATTRIBUTE, payload, reason)

    async def test_newer_than_the_client(self):
        hsm = Hsm()
        hsm.put(made())
        await refused(self, hsm, Operation.ADD_ATTRIBUTE, request("Comment", "a"), R.PERMISSION_DENIED, version=V1_3)


@rows(
    first=("Object Group", "b", {}, 0),
    second=("Object Group", "b", {"Object Group": "a"}, 1),
    single=("Comment", "b", {}, None),
    custom=("x-Custom", text("b"), {"x-Custom": text("a")}, 1),
    custom_of_another_type=("x-Custom", Node(Tag.ATTRIBUTE_VALUE, ItemType.INTEGER, 1), {"x-Custom": text("1")}, 1),
    name=("Name", text_name("b"), {"Name": text_name("a")}, 1),
    policy=("Operation Policy Name", "mine", {}, None),
)
class Adding(TestCase):
    async def check(self, name, value, having, index):
        hsm = Hsm()
        hsm.put(made(having=having))
        answered = await hsm.ask(Operation.ADD_ATTRIBUTE, request(name, value))
        self.assertEqual(answered.unique_identifier, "k1")
        self.assertEqual(answered.attribute, attribute(name, value, index))
        obj = hsm.load("k1")
        self.assertEqual(obj.instance(name, index or 0).value, value)
        self.assertEqual(obj.get("Last Change Date"), NOW)


@rows(
    activated_now=("Activation Date", NOW, {}, State.ACTIVE),
    activated_later=("Activation Date", NOW + 1, {}, State.PRE_ACTIVE),
    deactivated_now=("Deactivation Date", NOW, {"state": State.ACTIVE}, State.DEACTIVATED),
    deactivated_later=("Deactivation Date", NOW + 1, {"state": State.ACTIVE}, State.ACTIVE),
    never_activated=("Deactivation Date", NOW - 1, {}, State.PRE_ACTIVE),
)
class Dates(TestCase):
    async def check(self, name, value, k1, state):
        hsm = Hsm()
        hsm.put(made(**k1))
        await hsm.ask(Operation.ADD_ATTRIBUTE, request(name, value))
        self.assertIs(hsm.load("k1").state, state)

    async def test_old_dates_do_not_hinder_other_attributes(self):
        """Revoke may end an object before its Protect Stop Date."""
        hsm = Hsm()
        obj = made(state=State.DEACTIVATED)
        obj.set("Protect Stop Date", NOW + 9)
        hsm.put(obj)
        await hsm.ask(Operation.ADD_ATTRIBUTE, request("Comment", "a"))
        self.assertEqual(hsm.load("k1").get("Comment"), "a")


class Templates(TestCase):
    async def test_they_get_nothing_that_nobody_gave(self):
        hsm = Hsm()
        hsm.put(made(object_type=ObjectType.TEMPLATE))
        before = set(hsm.load("k1").attributes)
        await hsm.ask(Operation.ADD_ATTRIBUTE, request("Sensitive", True))
        self.assertEqual(set(hsm.load("k1").attributes), before | {"Sensitive"})
