"""The ID Placeholder: which operations set it, and which leave it alone (introduction of chapter 4)."""

from twisted.trial.unittest import SynchronousTestCase, TestCase

from hsmsim.operations import get_attributes, recover, table
from hsmsim.spec.enums import Operation, ResultReason, ResultStatus, RevocationReasonCode, State, UsageLimitsUnit
from hsmsim.spec.values import RevocationReason, UsageLimits
from hsmsim.ttlv import binary
from tests.appliance import Hsm, item
from tests.objects import attribute, made, text_name
from tests.support import rows

O = Operation  # noqa: E741

# Those of the introduction, and of the sections of those that came later (4.38 to 4.41). Each has a test of its own.
SETTING = {
    *(O.CREATE, O.CREATE_KEY_PAIR, O.REGISTER, O.DERIVE_KEY, O.RE_KEY, O.RE_KEY_KEY_PAIR, O.CERTIFY, O.RE_CERTIFY),
    *(O.LOCATE, O.RECOVER),
    *(O.CREATE_SPLIT_KEY, O.JOIN_SPLIT_KEY, O.EXPORT, O.IMPORT),
}

# Those that name an object and leave the placeholder as it is, and what they need besides the name.
LEAVING = {
    O.CHECK: {"cryptographic_usage_mask": 4},
    O.GET: {},
    O.GET_ATTRIBUTES: {},
    O.GET_ATTRIBUTE_LIST: {},
    O.ADD_ATTRIBUTE: {"attribute": attribute("Comment", "a")},
    O.MODIFY_ATTRIBUTE: {"attribute": attribute("Name", text_name("new"))},
    O.DELETE_ATTRIBUTE: {"attribute_name": "Name"},
    O.OBTAIN_LEASE: {},
    O.GET_USAGE_ALLOCATION: {"usage_limits_count": 1},
    O.ACTIVATE: {},
    O.REVOKE: {"revocation_reason": RevocationReason(revocation_reason_code=RevocationReasonCode.SUPERSEDED)},
    O.DESTROY: {},
    O.ARCHIVE: {},
}

# Those that use a key, and those that take no Unique Identifier or several: the chapter says nothing of them.
USING = {O.ENCRYPT, O.DECRYPT, O.SIGN, O.SIGNATURE_VERIFY, O.MAC, O.MAC_VERIFY}
WITHOUT = {O.QUERY, O.DISCOVER_VERSIONS, O.RNG_RETRIEVE, O.RNG_SEED, O.HASH, O.VALIDATE, O.POLL, O.CANCEL}


def three() -> Hsm:
    """A key in the archive, which the placeholder is going to name, an Active one and a Pre-Active one."""
    hsm = Hsm()
    limits = UsageLimits(usage_limits_total=9, usage_limits_unit=UsageLimitsUnit.OBJECT)
    having = {"Name": text_name("other"), "Cryptographic Usage Mask": 0xFFFFF, "Usage Limits": limits}
    hsm.put(made("chosen", archived=True), made("other", having=having, state=State.ACTIVE), made("young"))
    return hsm


async def named_after(hsm: Hsm, code: Operation, payload: object) -> str | None:
    """What the ID Placeholder names after Recover of `chosen` and then this; None where it is empty."""
    recovered, done, looked = await hsm.batch(
        item(O.RECOVER, recover.Request(unique_identifier="chosen"), b"1"),
        item(code, payload, b"2"),
        item(O.GET_ATTRIBUTES, get_attributes.Request(), b"3"),
    )
    assert (recovered.result_status, done.result_status) == (ResultStatus.SUCCESS, ResultStatus.SUCCESS), done
    if looked.result_reason is ResultReason.ITEM_NOT_FOUND:
        return None
    told = binary.decode_raw(get_attributes.Response, looked.response_payload)
    return str(told.unique_identifier)


class Every(SynchronousTestCase):
    def test_no_operation_is_forgotten(self) -> None:
        groups = (SETTING, set(LEAVING), USING, WITHOUT)
        self.assertEqual(set(table()), set().union(*groups))
        self.assertEqual(len(table()), sum(map(len, groups)))


@rows(**{code.name.lower(): (code, also) for code, also in LEAVING.items()})
class Leaving(TestCase):
    async def check(self, code: Operation, also: dict[str, object]) -> None:
        uid = "young" if code in (O.ACTIVATE, O.DESTROY) else "other"
        payload = table()[code].request(unique_identifier=uid, **also)
        self.assertEqual(await named_after(three(), code, payload), "chosen")


@rows(
    one_found=({"attribute": [attribute("Name", text_name("other"))]}, "other"),
    one_of_several=({"maximum_items": 1}, "young"),
    several=({}, None),
    none=({"attribute": [attribute("Name", text_name("nobody"))]}, None),
)
class Locate(TestCase):
    async def check(self, how: dict[str, object], uid: str | None) -> None:
        payload = table()[O.LOCATE].request(**how)
        self.assertEqual(await named_after(three(), O.LOCATE, payload), uid)


class Recover(TestCase):
    async def test_also_of_an_object_that_was_not_archived(self) -> None:
        hsm = three()
        payload = recover.Request(unique_identifier="other")
        self.assertEqual(await named_after(hsm, O.RECOVER, payload), "other")
