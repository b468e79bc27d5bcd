"""hsmsim/operations/delete_attribute.py (4.16, table 343)."""

from twisted.trial.unittest import TestCase

from hsmsim.operations import delete_attribute
from hsmsim.spec.enums import Operation, ResultReason, UsageLimitsUnit
from hsmsim.spec.values import UsageLimits
from hsmsim.spec.versions import V1_3
from tests.appliance import NOW, Hsm
from tests.objects import attribute, made, refused
from tests.support import rows

R = ResultReason


def request(name, index=None, uid="k1"):
    return delete_attribute.Request(unique_identifier=uid, attribute_name=name, attribute_index=index)


HAVING = {"Object Group": ["a", "b"], "Comment": "c", "Activation Date": NOW + 5}


@rows(
    no_such_object=(request("Comment", uid="k9"), False, R.ITEM_NOT_FOUND),
    no_object_is_named=(request("Comment", uid=None), False, R.ITEM_NOT_FOUND),
    read_only=(request("Initial Date"), False, R.PERMISSION_DENIED),
    required=(request("Unique Identifier"), False, R.PERMISSION_DENIED),
    required_of_the_client=(request("Sensitive"), False, R.PERMISSION_DENIED),
    not_deletable=(request("Activation Date"), False, R.PERMISSION_DENIED),
    of_the_server=(request("y-Custom"), False, R.PERMISSION_DENIED),
    no_such_instance=(request("Object Group", 2), False, R.ITEM_NOT_FOUND),
    no_such_attribute=(request("Description"), False, R.ITEM_NOT_FOUND),
    no_such_custom_attribute=(request("x-Custom"), False, R.ITEM_NOT_FOUND),
    not_known=(request("Colour"), False, R.ITEM_NOT_FOUND),
    archived=(request("Comment"), True, R.OBJECT_ARCHIVED),
)
class Table343(TestCase):
    async def check(self, payload, archived, reason):
        hsm = Hsm()
        hsm.put(made(having=HAVING, archived=archived))
        await refused(self, hsm, Operation.DELETE_ATTRIBUTE, payload, reason)

    async def test_newer_than_the_client(self):
        hsm = Hsm()
        hsm.put(made(having=HAVING))
        await refused(self, hsm, Operation.DELETE_ATTRIBUTE, request("Comment"), R.ITEM_NOT_FOUND, version=V1_3)

    async def test_limits_of_a_used_key(self):
        hsm = Hsm()
        obj = made()
        limits = UsageLimits(usage_limits_total=2, usage_limits_count=1, usage_limits_unit=UsageLimitsUnit.OBJECT)
        obj.set("Usage Limits", limits)
        hsm.put(obj)
        await refused(self, hsm, Operation.DELETE_ATTRIBUTE, request("Usage Limits"), R.PERMISSION_DENIED)


@rows(
    first_by_default=(request("Object Group"), attribute("Object Group", "a", 0), [(1, "b")]),
    by_index=(request("Object Group", 1), attribute("Object Group", "b", 1), [(0, "a")]),
    single=(request("Comment"), attribute("Comment", "c"), []),
)
class Deleting(TestCase):
    async def check(self, payload, told, left):
        hsm = Hsm()
        hsm.put(made(having=HAVING))
        answered = await hsm.ask(Operation.DELETE_ATTRIBUTE, payload)
        self.assertEqual((answered.unique_identifier, answered.attribute), ("k1", told))
        obj = hsm.load("k1")
        self.assertEqual([(each.index, each.value) for each in obj.all(payload.attribute_name)], left)
        self.assertEqual(obj.get("Last Change Date"), NOW)
