"""Signature Verify (KMIP 1.4 4.32, errors 11.33)."""

from hashlib import sha256

from twisted.trial.unittest import TestCase

from hsmsim.operations import sign, signature_verify
from hsmsim.spec.enums import KeyFormatType, ObjectType, Operation, ResultReason, State, ValidityIndicator
from hsmsim.spec.masks import CryptographicUsageMask
from tests.appliance import Hsm, KmipError
from tests.exchange.keys import EVERYTHING, RSA_PRIVATE, RSA_PUBLIC, asymmetric, using
from tests.objects import made
from tests.operations.test_sign import PKCS1
from tests.support import rows

Request = signature_verify.Request
VALID, INVALID = ValidityIndicator.VALID, ValidityIndicator.INVALID
DATA = b"data"
DENIED = ResultReason.PERMISSION_DENIED


def public(mask=EVERYTHING, state=State.ACTIVE, archived=False):
    """An RSA key that verifies."""
    obj = asymmetric(RSA_PUBLIC, KeyFormatType.PKCS_1, PKCS1, mask=mask)
    given = made("k1", ObjectType.PUBLIC_KEY, {"Cryptographic Usage Mask": mask}, state=state, archived=archived)
    given.attributes["Cryptographic Parameters"] = obj.attributes["Cryptographic Parameters"]
    given.value = obj.value if given.value is not None else None
    return given


async def prepared(obj):
    """An HSM with the object, and the signature of DATA."""
    hsm = Hsm()
    obj = obj.copy()
    obj.revision = 0
    hsm.put(obj, asymmetric(RSA_PRIVATE, KeyFormatType.PKCS_8, PKCS1, uid="private"))
    answered = await hsm.ask(Operation.SIGN, sign.Request(unique_identifier="private", data=DATA))
    return hsm, answered.signature_data


async def verified(hsm, **fields):
    """The answer to Signature Verify with k1."""
    return await hsm.ask(Operation.SIGNATURE_VERIFY, Request(**{"unique_identifier": "k1", **fields}))


@rows(
    usable=(public(), {}, None),
    mask_is_enough=(public(CryptographicUsageMask.VERIFY), {}, None),
    deactivated=(public(state=State.DEACTIVATED), {}, None),
    compromised=(public(state=State.COMPROMISED), {}, None),
    no_object=(using(uid="other"), {}, ResultReason.ITEM_NOT_FOUND),
    mask=(public(EVERYTHING & ~CryptographicUsageMask.VERIFY), {}, DENIED),
    pre_active=(public(state=State.PRE_ACTIVE), {}, DENIED),
    destroyed=(public(state=State.DESTROYED), {}, DENIED),
    archived=(public(archived=True), {}, ResultReason.OBJECT_ARCHIVED),
    symmetric=(using(PKCS1), {}, ResultReason.CRYPTOGRAPHIC_FAILURE),
    private=(asymmetric(RSA_PRIVATE, KeyFormatType.PKCS_8, PKCS1), {}, ResultReason.CRYPTOGRAPHIC_FAILURE),
    no_parameters=(asymmetric(RSA_PUBLIC, KeyFormatType.X_509), {}, ResultReason.CRYPTOGRAPHIC_FAILURE),
    no_such_stream=(public(), {"correlation_value": b"x"}, ResultReason.ITEM_NOT_FOUND),
    no_data=(public(), {"data": None}, ResultReason.INVALID_MESSAGE),
    no_signature=(public(), {"signature_data": None}, ResultReason.INVALID_MESSAGE),
    data_and_digest=(public(), {"digested_data": bytes(32)}, ResultReason.INVALID_MESSAGE),
)
class Table356(TestCase):
    """The errors of Signature Verify."""

    async def check(self, obj, fields, reason):
        hsm, signature = await prepared(obj)
        given = {"data": DATA, "signature_data": signature, **fields}
        if reason is None:
            answered = await verified(hsm, **given)
            self.assertEqual((answered.unique_identifier, answered.validity_indicator), ("k1", VALID))
            self.assertEqual((answered.data, answered.correlation_value), (None, None))
            return
        with self.assertRaises(KmipError) as caught:
            await verified(hsm, **given)
        self.assertEqual(caught.exception.reason, reason)


class Verdicts(TestCase):
    """A wrong signature is an answer, not a failure."""

    async def test_invalid(self):
        """Changed, cut, empty; and the digest of other data."""
        hsm, signature = await prepared(public())
        for wrong in (bytes(128), signature[:-1], b""):
            answered = await verified(hsm, data=DATA, signature_data=wrong)
            self.assertEqual(answered.validity_indicator, INVALID)
        for data, verdict in ((DATA, VALID), (b"other", INVALID)):
            answered = await verified(hsm, digested_data=sha256(data).digest(), signature_data=signature)
            self.assertEqual(answered.validity_indicator, verdict)

    async def test_parts(self):
        """The signature may come with any part; no verdict before the last."""
        for place in range(3):
            hsm, signature = await prepared(public())
            given = [{}, {}, {}]
            given[place] = {"signature_data": signature}
            first = await verified(hsm, data=b"d", init_indicator=True, **given[0])
            correlation = first.correlation_value
            second = await verified(hsm, data=b"at", correlation_value=correlation, **given[1])
            self.assertEqual((first.validity_indicator, second.validity_indicator), (None, None))
            self.assertEqual(second.correlation_value, correlation)
            last = await verified(hsm, data=b"a", correlation_value=correlation, final_indicator=True, **given[2])
            self.assertEqual((last.validity_indicator, last.correlation_value), (VALID, None))

    async def test_parts_without_signature(self):
        """There is nothing to verify with; the stream has ended."""
        hsm, _ = await prepared(public())
        first = await verified(hsm, data=DATA, init_indicator=True)
        for reason in (ResultReason.INVALID_MESSAGE, ResultReason.ITEM_NOT_FOUND):
            with self.assertRaises(KmipError) as caught:
                await verified(hsm, correlation_value=first.correlation_value, final_indicator=True)
            self.assertEqual(caught.exception.reason, reason)
