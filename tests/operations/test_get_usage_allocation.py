"""hsmsim/operations/get_usage_allocation.py (4.18, table 345; 3.21)."""

from twisted.trial.unittest import TestCase

from hsmsim.operations import delete_attribute, encrypt, get_usage_allocation, modify_attribute
from hsmsim.spec.enums import ObjectType, Operation, ResultReason, State, UsageLimitsUnit
from hsmsim.spec.masks import CryptographicUsageMask
from hsmsim.spec.tags import Tag
from hsmsim.spec.values import UsageLimits
from hsmsim.ttlv.schema import structure, text
from tests.appliance import NOW, Hsm, raw
from tests.exchange.keys import ECB, limits, using
from tests.objects import attribute, made, refused
from tests.support import rows

R = ResultReason
OP = Operation.GET_USAGE_ALLOCATION
MASK = CryptographicUsageMask
TEN = limits(10, UsageLimitsUnit.OBJECT)


def limited(**how):
    """A key that may protect ten objects."""
    return using(ECB, **{"Usage_Limits": TEN, **how})


def of_type(object_type, mask):
    return made("k1", object_type, {"Cryptographic Usage Mask": mask, "Usage Limits": TEN}, state=State.ACTIVE)


def request(count, uid="k1"):
    return get_usage_allocation.Request(unique_identifier=uid, usage_limits_count=count)


@rows(
    no_such_object=(limited(uid="other"), 1, R.ITEM_NOT_FOUND),
    no_usage_limits=(using(ECB), 1, R.ILLEGAL_OPERATION),
    for_processing_only=(limited(mask=MASK.DECRYPT | MASK.VERIFY | MASK.UNWRAP_KEY), 1, R.ILLEGAL_OPERATION),
    public_key_that_verifies=(of_type(ObjectType.PUBLIC_KEY, MASK.VERIFY), 1, R.ILLEGAL_OPERATION),
    template=(made(object_type=ObjectType.TEMPLATE, having={"Usage Limits": TEN}), 1, R.ILLEGAL_OPERATION),
    certificate=(made(object_type=ObjectType.CERTIFICATE), 1, R.ILLEGAL_OPERATION),
    opaque_object=(made(object_type=ObjectType.OPAQUE_OBJECT), 1, R.ILLEGAL_OPERATION),
    archived=(limited(archived=True), 1, R.OBJECT_ARCHIVED),
    too_much=(limited(), 11, R.PERMISSION_DENIED),
    pre_active=(limited(state=State.PRE_ACTIVE), 1, R.PERMISSION_DENIED),
    deactivated=(limited(state=State.DEACTIVATED), 1, R.PERMISSION_DENIED),
    compromised=(limited(state=State.COMPROMISED), 1, R.PERMISSION_DENIED),
    destroyed=(limited(state=State.DESTROYED), 1, R.PERMISSION_DENIED),
    after_protect_stop=(limited(Protect_Stop_Date=NOW - 1), 1, R.PERMISSION_DENIED),
    negative=(limited(), -1, R.INVALID_FIELD),
)
class Table345(TestCase):
    async def check(self, obj, count, reason):
        hsm = Hsm()
        hsm.put(obj.copy())
        await refused(self, hsm, OP, request(count), reason)

    async def test_no_object_is_named(self):
        await refused(self, Hsm(), OP, request(1, None), R.ITEM_NOT_FOUND)

    async def test_no_count(self):
        @structure(Tag)
        class Short:
            unique_identifier: str = text()

        hsm = Hsm()
        hsm.put(limited())
        payload = raw(Short(unique_identifier="k1"), Tag.REQUEST_PAYLOAD)
        await refused(self, hsm, OP, payload, R.INVALID_MESSAGE)


@rows(
    symmetric_key=(limited(mask=MASK.ENCRYPT),),
    private_key=(of_type(ObjectType.PRIVATE_KEY, MASK.SIGN),),
    public_key=(of_type(ObjectType.PUBLIC_KEY, MASK.WRAP_KEY),),
    mac_key=(limited(mask=MASK.MAC_GENERATE),),
    at_protect_stop=(limited(Protect_Stop_Date=NOW),),
    active_by_its_date=(limited(state=State.PRE_ACTIVE, Activation_Date=NOW),),
)
class Granted(TestCase):
    async def check(self, obj):
        hsm = Hsm()
        hsm.put(obj.copy())
        for left in (6, 2):
            self.assertEqual((await hsm.ask(OP, request(4))).unique_identifier, "k1")
            self.assertEqual(hsm.load("k1").get("Usage Limits").usage_limits_count, left)
        self.assertEqual(hsm.load("k1").get("Usage Limits").usage_limits_total, 10)
        self.assertEqual(hsm.load("k1").get("Last Change Date"), NOW)
        await refused(self, hsm, OP, request(3), R.PERMISSION_DENIED)
        await hsm.ask(OP, request(2))
        await refused(self, hsm, OP, request(1), R.PERMISSION_DENIED)


class Afterwards(TestCase):
    """3.21: what was allocated is gone, and Usage Limits are fixed."""

    async def allocated(self):
        hsm = Hsm()
        hsm.put(limited())
        await hsm.ask(OP, request(10))
        return hsm

    async def test_the_server_protects_no_more(self):
        hsm = await self.allocated()
        payload = encrypt.Request(unique_identifier="k1", data=bytes(16))
        await refused(self, hsm, Operation.ENCRYPT, payload, R.PERMISSION_DENIED)

    async def test_the_limits_cannot_be_changed(self):
        for value in (
            UsageLimits(usage_limits_total=20),
            UsageLimits(usage_limits_unit=UsageLimitsUnit.BYTE),
            TEN,
        ):
            hsm = await self.allocated()
            payload = modify_attribute.Request(unique_identifier="k1", attribute=attribute("Usage Limits", value))
            await refused(self, hsm, Operation.MODIFY_ATTRIBUTE, payload, R.PERMISSION_DENIED)

    async def test_the_limits_cannot_be_deleted(self):
        hsm = await self.allocated()
        payload = delete_attribute.Request(unique_identifier="k1", attribute_name="Usage Limits")
        await refused(self, hsm, Operation.DELETE_ATTRIBUTE, payload, R.PERMISSION_DENIED)

    async def test_before_they_can(self):
        hsm = Hsm()
        hsm.put(limited())
        changed = attribute("Usage Limits", UsageLimits(usage_limits_total=20))
        await hsm.ask(Operation.MODIFY_ATTRIBUTE, modify_attribute.Request(unique_identifier="k1", attribute=changed))
        await hsm.ask(OP, request(20))
        self.assertEqual(hsm.load("k1").get("Usage Limits").usage_limits_count, 0)
