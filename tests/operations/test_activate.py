"""hsmsim/operations/activate.py (4.19, table 346)."""

from twisted.trial.unittest import TestCase

from hsmsim.operations import activate
from hsmsim.spec.enums import ObjectType, Operation, ResultReason, State
from tests.appliance import NOW, Hsm
from tests.objects import made, refused
from tests.support import rows

T = ObjectType


@rows(
    no_such_object=("k2", {}, ResultReason.ITEM_NOT_FOUND),
    no_object_is_named=(None, {}, ResultReason.ITEM_NOT_FOUND),
    template=("k1", {"object_type": T.TEMPLATE}, ResultReason.ILLEGAL_OPERATION),
    opaque_object=("k1", {"object_type": T.OPAQUE_OBJECT}, ResultReason.ILLEGAL_OPERATION),
    already_active=("k1", {"state": State.ACTIVE}, ResultReason.PERMISSION_DENIED),
    deactivated=("k1", {"state": State.DEACTIVATED}, ResultReason.PERMISSION_DENIED),
    compromised=("k1", {"state": State.COMPROMISED}, ResultReason.PERMISSION_DENIED),
    destroyed=("k1", {"state": State.DESTROYED}, ResultReason.PERMISSION_DENIED),
    destroyed_compromised=("k1", {"state": State.DESTROYED_COMPROMISED}, ResultReason.PERMISSION_DENIED),
    active_by_its_date=("k1", {"having": {"Activation Date": NOW}}, ResultReason.PERMISSION_DENIED),
    archived=("k1", {"archived": True}, ResultReason.OBJECT_ARCHIVED),
)
class Table346(TestCase):
    async def check(self, uid, k1, reason):
        hsm = Hsm()
        hsm.put(made(**k1))
        await refused(self, hsm, Operation.ACTIVATE, activate.Request(unique_identifier=uid), reason)


@rows(
    symmetric_key=(T.SYMMETRIC_KEY,),
    private_key=(T.PRIVATE_KEY,),
    public_key=(T.PUBLIC_KEY,),
    certificate=(T.CERTIFICATE,),
    secret_data=(T.SECRET_DATA,),
)
class Activating(TestCase):
    async def check(self, object_type):
        hsm = Hsm()
        hsm.put(made(object_type=object_type, having={"Activation Date": NOW + 500}))
        answered = await hsm.ask(Operation.ACTIVATE, activate.Request(unique_identifier="k1"))
        self.assertEqual(answered, activate.Response(unique_identifier="k1"))
        obj = hsm.load("k1")
        self.assertIs(obj.state, State.ACTIVE)
        self.assertEqual((obj.get("Activation Date"), obj.get("Last Change Date")), (NOW, NOW))
