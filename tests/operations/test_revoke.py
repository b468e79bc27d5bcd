"""hsmsim/operations/revoke.py (4.20, table 347)."""

from twisted.trial.unittest import TestCase

from hsmsim.operations import revoke
from hsmsim.spec.enums import ObjectType, Operation, ResultReason, RevocationReasonCode, State
from hsmsim.spec.values import RevocationReason
from tests.appliance import NOW, Hsm
from tests.objects import BORN, made, refused
from tests.support import rows

C = RevocationReasonCode
T = ObjectType


def request(code, uid="k1", occurred=None, text=None):
    reason = RevocationReason(revocation_reason_code=code, revocation_message=text)
    return revoke.Request(unique_identifier=uid, revocation_reason=reason, compromise_occurrence_date=occurred)


ENDED, STOLEN = C.CESSATION_OF_OPERATION, C.KEY_COMPROMISE


@rows(
    no_such_object=(request(ENDED, "k2"), {}, ResultReason.ITEM_NOT_FOUND),
    no_object_is_named=(request(ENDED, None), {}, ResultReason.ITEM_NOT_FOUND),
    no_code=(request(None), {"state": State.ACTIVE}, ResultReason.INVALID_FIELD),
    unknown_code=(request(0x55), {"state": State.ACTIVE}, ResultReason.INVALID_FIELD),
    unknown_extension=(request(0x80000001), {"state": State.ACTIVE}, ResultReason.INVALID_FIELD),
    template=(request(STOLEN), {"object_type": T.TEMPLATE}, ResultReason.ILLEGAL_OPERATION),
    archived=(request(STOLEN), {"archived": True}, ResultReason.OBJECT_ARCHIVED),
    occurrence_of_no_compromise=(request(ENDED, "k1", 5), {"state": State.ACTIVE}, ResultReason.INVALID_FIELD),
    ended_before_it_began=(request(ENDED), {}, ResultReason.PERMISSION_DENIED),
    ended_twice=(request(ENDED), {"state": State.DEACTIVATED}, ResultReason.PERMISSION_DENIED),
    ended_when_compromised=(request(ENDED), {"state": State.COMPROMISED}, ResultReason.PERMISSION_DENIED),
    ended_when_destroyed=(request(ENDED), {"state": State.DESTROYED}, ResultReason.PERMISSION_DENIED),
    compromised_twice=(request(STOLEN), {"state": State.COMPROMISED}, ResultReason.PERMISSION_DENIED),
)
class Table347(TestCase):
    async def check(self, payload, k1, reason):
        hsm = Hsm()
        hsm.put(made(**k1))
        await refused(self, hsm, Operation.REVOKE, payload, reason)


async def revoked(payload, **k1):
    hsm = Hsm()
    hsm.put(made(**k1))
    answered = await hsm.ask(Operation.REVOKE, payload)
    assert answered == revoke.Response(unique_identifier="k1")
    return hsm.load("k1")


@rows(
    unspecified=(C.UNSPECIFIED,),
    affiliation_changed=(C.AFFILIATION_CHANGED,),
    superseded=(C.SUPERSEDED,),
    cessation_of_operation=(C.CESSATION_OF_OPERATION,),
    privilege_withdrawn=(C.PRIVILEGE_WITHDRAWN,),
)
class Deactivating(TestCase):
    async def check(self, code):
        obj = await revoked(request(code, text="why"), state=State.ACTIVE)
        self.assertIs(obj.state, State.DEACTIVATED)
        self.assertEqual((obj.get("Deactivation Date"), obj.get("Last Change Date")), (NOW, NOW))
        self.assertIsNone(obj.get("Compromise Date"))
        self.assertEqual(
            obj.get("Revocation Reason"), RevocationReason(revocation_reason_code=code, revocation_message="why")
        )


@rows(
    key_pre_active=(STOLEN, State.PRE_ACTIVE, State.COMPROMISED),
    key_active=(STOLEN, State.ACTIVE, State.COMPROMISED),
    key_deactivated=(STOLEN, State.DEACTIVATED, State.COMPROMISED),
    key_destroyed=(STOLEN, State.DESTROYED, State.DESTROYED_COMPROMISED),
    ca_active=(C.CA_COMPROMISE, State.ACTIVE, State.COMPROMISED),
)
class Compromising(TestCase):
    async def check(self, code, state, following):
        for occurred, expected in ((NOW - 7, NOW - 7), (None, BORN)):
            obj = await revoked(request(code, occurred=occurred), state=state)
            self.assertIs(obj.state, following)
            self.assertEqual(obj.get("Compromise Date"), NOW)
            self.assertEqual(obj.get("Compromise Occurrence Date"), expected)
            self.assertIs(obj.get("Revocation Reason").revocation_reason_code, code)


class OpaqueObjects(TestCase):
    """They have no state, but dates and a reason (3.29 to 3.31)."""

    async def test_compromised(self):
        obj = await revoked(request(STOLEN), object_type=T.OPAQUE_OBJECT)
        self.assertIsNone(obj.state)
        self.assertEqual((obj.get("Compromise Date"), obj.get("Compromise Occurrence Date")), (NOW, BORN))

    async def test_ended(self):
        obj = await revoked(request(ENDED), object_type=T.OPAQUE_OBJECT)
        self.assertIs(obj.get("Revocation Reason").revocation_reason_code, ENDED)
        self.assertIsNone(obj.get("Deactivation Date"))
