"""hsmsim/operations/obtain_lease.py (4.17, table 344)."""

from twisted.trial.unittest import TestCase

from hsmsim.model.creation import LEASE_TIME
from hsmsim.operations import obtain_lease
from hsmsim.spec.enums import ObjectType, Operation, ResultReason, State
from tests.appliance import NOW, Hsm
from tests.objects import BORN, made, refused
from tests.support import rows

T = ObjectType
DENIED = ResultReason.PERMISSION_DENIED


@rows(
    no_such_object=("k2", {}, ResultReason.ITEM_NOT_FOUND),
    no_object_is_named=(None, {}, ResultReason.ITEM_NOT_FOUND),
    template=("k1", {"object_type": T.TEMPLATE}, DENIED),
    opaque_object=("k1", {"object_type": T.OPAQUE_OBJECT}, DENIED),
    deactivated=("k1", {"state": State.DEACTIVATED}, DENIED),
    deactivated_by_its_date=("k1", {"having": {"Activation Date": NOW - 9, "Deactivation Date": NOW - 1}}, DENIED),
    compromised=("k1", {"state": State.COMPROMISED}, DENIED),
    compromised_certificate=("k1", {"object_type": T.CERTIFICATE, "state": State.COMPROMISED}, DENIED),
    destroyed=("k1", {"state": State.DESTROYED}, DENIED),
    destroyed_compromised=("k1", {"state": State.DESTROYED_COMPROMISED}, DENIED),
    archived=("k1", {"archived": True}, ResultReason.OBJECT_ARCHIVED),
)
class Table344(TestCase):
    async def check(self, uid, k1, reason):
        hsm = Hsm()
        hsm.put(made(**k1))
        payload = obtain_lease.Request(unique_identifier=uid)
        await refused(self, hsm, Operation.OBTAIN_LEASE, payload, reason)


@rows(
    symmetric_key=(T.SYMMETRIC_KEY, State.ACTIVE),
    private_key=(T.PRIVATE_KEY, State.PRE_ACTIVE),
    public_key=(T.PUBLIC_KEY, State.PRE_ACTIVE),
    certificate=(T.CERTIFICATE, State.ACTIVE),
    secret_data=(T.SECRET_DATA, State.ACTIVE),
)
class Leases(TestCase):
    async def check(self, object_type, state):
        hsm = Hsm()
        hsm.put(made(object_type=object_type, state=state))
        answered = await hsm.ask(Operation.OBTAIN_LEASE, obtain_lease.Request(unique_identifier="k1"))
        self.assertEqual(answered.lease_time, LEASE_TIME)
        self.assertEqual((answered.unique_identifier, answered.last_change_date), ("k1", BORN))
        self.assertEqual(hsm.load("k1").get("Last Change Date"), BORN)

    async def test_an_object_without_lease_time_has_no_limit(self):
        hsm = Hsm()
        obj = made()
        obj.clear("Lease Time")
        obj.set("Last Change Date", NOW - 3)
        hsm.put(obj)
        answered = await hsm.ask(Operation.OBTAIN_LEASE, obtain_lease.Request(unique_identifier="k1"))
        self.assertEqual((answered.lease_time, answered.last_change_date), (obtain_lease.NO_LIMIT, NOW - 3))
