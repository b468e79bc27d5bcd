"""hsmsim/operations/get_attribute_list.py (4.13, table 340)."""

from twisted.trial.unittest import TestCase

from hsmsim.operations import get_attribute_list
from hsmsim.spec.enums import Operation, ResultReason
from hsmsim.spec.versions import V1_0, V1_1, V1_2, V1_3, V1_4
from tests.appliance import Hsm
from tests.objects import made, refused
from tests.support import rows


@rows(
    no_such_object=("k2", {}, ResultReason.ITEM_NOT_FOUND),
    no_object_is_named=(None, {}, ResultReason.ITEM_NOT_FOUND),
    archived=("k1", {"archived": True}, ResultReason.OBJECT_ARCHIVED),
)
class Table340(TestCase):
    async def check(self, uid, k1, reason):
        hsm = Hsm()
        hsm.put(made(**k1))
        payload = get_attribute_list.Request(unique_identifier=uid)
        await refused(self, hsm, Operation.GET_ATTRIBUTE_LIST, payload, reason)


ALWAYS = {
    *("Unique Identifier", "Object Type", "Object Group", "State", "Initial Date", "Last Change Date"),
    *("Lease Time", "Digest", "Operation Policy Name"),
}
SINCE_1_2 = {"Fresh", "Original Creation Date"}
SINCE_1_4 = {"Comment", "Sensitive", "Always Sensitive", "Extractable", "Never Extractable"}


@rows(
    v1_0=(V1_0, ALWAYS),
    v1_1=(V1_1, ALWAYS | {"Fresh"}),
    v1_2=(V1_2, ALWAYS | SINCE_1_2),
    v1_3=(V1_3, ALWAYS | SINCE_1_2),
    v1_4=(V1_4, ALWAYS | SINCE_1_2 | SINCE_1_4),
)
class Listing(TestCase):
    """Each name once, and only those that the client's version has."""

    async def check(self, version, names):
        hsm = Hsm()
        hsm.put(made(having={"Object Group": ["a", "b"], "Comment": "c", "Original Creation Date": 5}))
        payload = get_attribute_list.Request(unique_identifier="k1")
        answered = await hsm.ask(Operation.GET_ATTRIBUTE_LIST, payload, version=version)
        self.assertEqual(answered.unique_identifier, "k1")
        self.assertEqual(sorted(answered.attribute_name), sorted(names))
