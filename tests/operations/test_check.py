"""hsmsim/operations/check.py (4.10, table 337)."""

from twisted.trial.unittest import TestCase

from hsmsim.operations import activate, check, locate
from hsmsim.spec.enums import (
    BatchErrorContinuationOption,
    ObjectType,
    Operation,
    ResultReason,
    UsageLimitsUnit,
)
from hsmsim.spec.masks import CryptographicUsageMask as Mask
from hsmsim.spec.values import UsageLimits
from hsmsim.ttlv import binary
from tests.appliance import Hsm, item
from tests.objects import made, refused
from tests.support import rows

LIMITS = UsageLimits(usage_limits_total=10, usage_limits_unit=UsageLimitsUnit.OBJECT)
LOCATE = locate.Request()
K1 = {"having": {"Cryptographic Usage Mask": Mask.ENCRYPT | Mask.DECRYPT, "Usage Limits": LIMITS}}


def request(uid="k1", count=None, mask=None, lease=None):
    return check.Request(
        unique_identifier=uid, usage_limits_count=count, cryptographic_usage_mask=mask, lease_time=lease
    )


@rows(
    no_such_object=("k2", {}, ResultReason.ITEM_NOT_FOUND),
    no_object_is_named=(None, {}, ResultReason.ITEM_NOT_FOUND),
    archived=("k1", {"archived": True}, ResultReason.OBJECT_ARCHIVED),
    template=("k1", {"object_type": ObjectType.TEMPLATE}, ResultReason.ILLEGAL_OPERATION),
    opaque_object=("k1", {"object_type": ObjectType.OPAQUE_OBJECT}, ResultReason.ILLEGAL_OPERATION),
)
class Table337(TestCase):
    async def check(self, uid, k1, reason):
        hsm = Hsm()
        hsm.put(made(**k1))
        failure = await refused(self, hsm, Operation.CHECK, request(uid), reason)
        self.assertIsNone(failure.item.response_payload)


@rows(
    nothing=({}, {}),
    as_much_as_there_is=({"count": 10}, {}),
    more_than_there_is=({"count": 11}, {"usage_limits_count": 11}),
    one_use=({"mask": Mask.DECRYPT}, {}),
    both_uses=({"mask": Mask.DECRYPT | Mask.ENCRYPT}, {}),
    another_use=({"mask": Mask.DECRYPT | Mask.SIGN}, {"cryptographic_usage_mask": Mask.DECRYPT | Mask.SIGN}),
    whole_lease=({"lease": 3600}, {}),
    longer_lease=({"lease": 3601}, {"lease_time": 3601}),
    all_right=({"count": 1, "mask": Mask.ENCRYPT, "lease": 60}, {}),
    one_of_three=({"count": 1, "mask": Mask.SIGN, "lease": 60}, {"cryptographic_usage_mask": Mask.SIGN}),
    all_wrong=(
        {"count": 99, "mask": Mask.SIGN, "lease": 9999},
        {"usage_limits_count": 99, "cryptographic_usage_mask": Mask.SIGN, "lease_time": 9999},
    ),
)
class Checking(TestCase):
    """Only what was asked too much comes back, without the Unique Identifier."""

    async def check(self, asked, denied):
        hsm = Hsm()
        hsm.put(made(**K1))
        if not denied:
            answered = await hsm.ask(Operation.CHECK, request(**asked))
            self.assertEqual(answered, check.Response(unique_identifier="k1"))
            return
        failure = await refused(self, hsm, Operation.CHECK, request(**asked), ResultReason.PERMISSION_DENIED)
        told = binary.decode_raw(check.Response, failure.item.response_payload)
        self.assertEqual(told, check.Response(**denied))


class Unlimited(TestCase):
    async def test_without_limits_any_count_is_right(self):
        hsm = Hsm()
        hsm.put(made())
        await hsm.ask(Operation.CHECK, request(count=2**62))

    async def test_without_a_mask_every_use_is_wrong(self):
        hsm = Hsm()
        hsm.put(made())
        await refused(self, hsm, Operation.CHECK, request(mask=Mask.SIGN), ResultReason.PERMISSION_DENIED)

    async def test_without_a_lease_time_any_lease_is_right(self):
        hsm = Hsm()
        obj = made()
        obj.clear("Lease Time")
        hsm.put(obj)
        await hsm.ask(Operation.CHECK, request(lease=2**31))


class Placeholder(TestCase):
    """A Check that says no empties the ID Placeholder; another leaves it."""

    async def reasons(self, mask):
        hsm = Hsm()
        hsm.put(made(**K1))
        answered = await hsm.batch(
            item(Operation.LOCATE, LOCATE, b"1"),
            item(Operation.CHECK, request(None, mask=mask), b"2"),
            item(Operation.ACTIVATE, activate.Request(), b"3"),
            batch_error_continuation_option=BatchErrorContinuationOption.CONTINUE,
        )
        return [each.result_reason for each in answered]

    async def test_yes(self):
        self.assertEqual(await self.reasons(Mask.ENCRYPT), [None, None, None])

    async def test_no(self):
        denied, missing = ResultReason.PERMISSION_DENIED, ResultReason.ITEM_NOT_FOUND
        self.assertEqual(await self.reasons(Mask.SIGN), [None, denied, missing])

    async def test_it_is_not_set_by_check(self):
        hsm = Hsm()
        hsm.put(made(**K1))
        answered = await hsm.batch(
            item(Operation.CHECK, request(), b"1"), item(Operation.ACTIVATE, activate.Request(), b"2")
        )
        self.assertEqual(answered[1].result_reason, ResultReason.ITEM_NOT_FOUND)
