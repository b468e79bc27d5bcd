"""hsmsim/operations/destroy.py (4.21, table 348)."""

from twisted.trial.unittest import TestCase

from hsmsim.errors import NoSuchObject
from hsmsim.operations import add_attribute, destroy
from hsmsim.spec.enums import ObjectType, Operation, ResultReason, State
from tests.appliance import NOW, Hsm, item
from tests.objects import attribute, made, refused, text_name
from tests.support import rows

DENIED = ResultReason.PERMISSION_DENIED


@rows(
    no_such_object=("k2", {}, ResultReason.ITEM_NOT_FOUND),
    no_object_is_named=(None, {}, ResultReason.ITEM_NOT_FOUND),
    destroyed=("k1", {"state": State.DESTROYED}, DENIED),
    destroyed_compromised=("k1", {"state": State.DESTROYED_COMPROMISED}, DENIED),
    active=("k1", {"state": State.ACTIVE}, DENIED),
    active_by_its_date=("k1", {"having": {"Activation Date": NOW}}, DENIED),
    archived=("k1", {"archived": True}, ResultReason.OBJECT_ARCHIVED),
    archived_template=(
        "k1",
        {"archived": True, "object_type": ObjectType.TEMPLATE},
        ResultReason.OBJECT_ARCHIVED,
    ),
)
class Table348(TestCase):
    async def check(self, uid, k1, reason):
        hsm = Hsm()
        hsm.put(made(**k1))
        await refused(self, hsm, Operation.DESTROY, destroy.Request(unique_identifier=uid), reason)


@rows(
    pre_active=({}, State.DESTROYED),
    deactivated=({"state": State.DEACTIVATED}, State.DESTROYED),
    deactivated_by_its_date=({"having": {"Activation Date": 5, "Deactivation Date": NOW}}, State.DESTROYED),
    compromised=({"state": State.COMPROMISED}, State.DESTROYED_COMPROMISED),
    certificate=({"object_type": ObjectType.CERTIFICATE}, State.DESTROYED),
)
class Destroying(TestCase):
    async def check(self, k1, state):
        hsm = Hsm()
        hsm.put(made(**k1))
        before = hsm.load("k1")
        answered = await hsm.ask(Operation.DESTROY, destroy.Request(unique_identifier="k1"))
        self.assertEqual(answered, destroy.Response(unique_identifier="k1"))
        obj = hsm.load("k1")
        self.assertIs(obj.state, state)
        self.assertIsNone(obj.value)
        self.assertEqual((obj.get("Destroy Date"), obj.get("Last Change Date")), (NOW, NOW))
        self.assertLessEqual(set(before.attributes), set(obj.attributes))


@rows(template=(ObjectType.TEMPLATE,), opaque_object=(ObjectType.OPAQUE_OBJECT,))
class GoneAltogether(TestCase):
    async def check(self, object_type):
        hsm = Hsm()
        hsm.put(made(object_type=object_type))
        await hsm.ask(Operation.DESTROY, destroy.Request(unique_identifier="k1"))
        self.assertRaises(NoSuchObject, hsm.load, "k1")
        await refused(
            self, hsm, Operation.DESTROY, destroy.Request(unique_identifier="k1"), ResultReason.ITEM_NOT_FOUND
        )


class Afterwards(TestCase):
    async def test_the_name_is_free(self):
        hsm = Hsm()
        hsm.put(made("k1", having={"Name": text_name("a")}), made("k2"))
        rename = add_attribute.Request(unique_identifier="k2", attribute=attribute("Name", text_name("a")))
        await refused(self, hsm, Operation.ADD_ATTRIBUTE, rename, ResultReason.ILLEGAL_OPERATION)
        answered = await hsm.batch(
            item(Operation.DESTROY, destroy.Request(unique_identifier="k1"), b"1"),
            item(Operation.ADD_ATTRIBUTE, rename, b"2"),
        )
        self.assertEqual([each.result_reason for each in answered], [None, None])
        self.assertEqual(hsm.load("k2").get("Name"), text_name("a"))
