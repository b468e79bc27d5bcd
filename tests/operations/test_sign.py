"""Sign (KMIP 1.4 4.31, errors 11.32)."""

from hashlib import sha256

from twisted.trial.unittest import TestCase

from hsmsim.operations import sign, signature_verify
from hsmsim.spec.enums import (
    CryptographicAlgorithm,
    DigitalSignatureAlgorithm,
    HashingAlgorithm,
    KeyFormatType,
    ObjectType,
    Operation,
    PaddingMethod,
    ResultReason,
    State,
    UsageLimitsUnit,
    ValidityIndicator,
)
from hsmsim.spec.masks import CryptographicUsageMask
from hsmsim.spec.values import CryptographicParameters
from tests.appliance import Hsm, KmipError
from tests.exchange.keys import (
    EC_PRIVATE,
    EC_PUBLIC,
    EVERYTHING,
    RSA_PRIVATE,
    RSA_PUBLIC,
    asymmetric,
    limits,
    using,
)
from tests.objects import made
from tests.support import rows

Request = sign.Request
SHA = HashingAlgorithm.SHA_256
PKCS1 = CryptographicParameters(
    padding_method=PaddingMethod.PKCS1_V1_5, hashing_algorithm=SHA, cryptographic_algorithm=CryptographicAlgorithm.RSA
)
PSS = CryptographicParameters(
    padding_method=PaddingMethod.PSS, hashing_algorithm=SHA, cryptographic_algorithm=CryptographicAlgorithm.RSA
)
NAMED = CryptographicParameters(digital_signature_algorithm=DigitalSignatureAlgorithm.SHA_256_WITH_RSA_ENCRYPTION)
ECDSA = CryptographicParameters(digital_signature_algorithm=DigitalSignatureAlgorithm.ECDSA_WITH_SHA256)
DENIED = ResultReason.PERMISSION_DENIED


async def signed(hsm, **fields):
    """The answer to Sign with k1."""
    return await hsm.ask(Operation.SIGN, Request(**{"unique_identifier": "k1", **fields}))


def private(mask=EVERYTHING, state=State.ACTIVE, archived=False):
    """An RSA key that signs."""
    obj = asymmetric(RSA_PRIVATE, KeyFormatType.PKCS_8, PKCS1, mask=mask)
    given = made("k1", ObjectType.PRIVATE_KEY, {"Cryptographic Usage Mask": mask}, state=state, archived=archived)
    given.attributes["Cryptographic Parameters"] = obj.attributes["Cryptographic Parameters"]
    given.value = obj.value if given.value is not None else None
    return given


@rows(
    usable=(private(), {}, None),
    mask_is_enough=(private(CryptographicUsageMask.SIGN), {}, None),
    no_object=(using(uid="other"), {}, ResultReason.ITEM_NOT_FOUND),
    mask=(private(EVERYTHING & ~CryptographicUsageMask.SIGN), {}, DENIED),
    pre_active=(private(state=State.PRE_ACTIVE), {}, DENIED),
    deactivated=(private(state=State.DEACTIVATED), {}, DENIED),
    compromised=(private(state=State.COMPROMISED), {}, DENIED),
    destroyed=(private(state=State.DESTROYED), {}, DENIED),
    archived=(private(archived=True), {}, ResultReason.OBJECT_ARCHIVED),
    symmetric=(using(PKCS1), {}, ResultReason.CRYPTOGRAPHIC_FAILURE),
    public=(asymmetric(RSA_PUBLIC, KeyFormatType.X_509, PKCS1), {}, ResultReason.CRYPTOGRAPHIC_FAILURE),
    certificate=(
        made("k1", ObjectType.CERTIFICATE, {"Cryptographic Usage Mask": EVERYTHING}, state=State.ACTIVE),
        {},
        DENIED,
    ),
    no_parameters=(asymmetric(RSA_PRIVATE, KeyFormatType.PKCS_8), {}, ResultReason.CRYPTOGRAPHIC_FAILURE),
    no_such_stream=(private(), {"correlation_value": b"x"}, ResultReason.ITEM_NOT_FOUND),
    no_data=(private(), {"data": None}, ResultReason.INVALID_MESSAGE),
    data_and_digest=(private(), {"digested_data": bytes(32)}, ResultReason.INVALID_MESSAGE),
    digest_of_wrong_size=(private(), {"data": None, "digested_data": b"x"}, ResultReason.CRYPTOGRAPHIC_FAILURE),
    digest_in_parts=(
        private(),
        {"data": None, "digested_data": bytes(32), "init_indicator": True},
        ResultReason.INVALID_MESSAGE,
    ),
)
class Table355(TestCase):
    """The errors of Sign."""

    async def check(self, obj, fields, reason):
        hsm = Hsm()
        obj = obj.copy()
        obj.revision = 0
        hsm.put(obj)
        if reason is None:
            self.assertEqual(len((await signed(hsm, data=b"data", **fields)).signature_data), 128)
            return
        with self.assertRaises(KmipError) as caught:
            await signed(hsm, **{"data": b"data", **fields})
        self.assertEqual(caught.exception.reason, reason)


@rows(
    pkcs1=(RSA_PRIVATE, RSA_PUBLIC, PKCS1),
    pss=(RSA_PRIVATE, RSA_PUBLIC, PSS),
    by_name=(RSA_PRIVATE, RSA_PUBLIC, NAMED),
    ecdsa=(EC_PRIVATE, EC_PUBLIC, ECDSA),
)
class Schemes(TestCase):
    """Data as a whole, its digest, and data in parts give signatures that the public key verifies."""

    async def check(self, private_key, public_key, parameters):
        hsm = Hsm()
        hsm.put(
            asymmetric(private_key, KeyFormatType.PKCS_8, parameters),
            asymmetric(public_key, KeyFormatType.X_509, parameters, uid="k2"),
        )
        whole = await signed(hsm, data=b"data")
        digested = await signed(hsm, digested_data=sha256(b"data").digest())
        first = await signed(hsm, data=b"da", init_indicator=True)
        correlation = first.correlation_value
        self.assertIsNone(first.signature_data)
        second = await signed(hsm, data=b"t", correlation_value=correlation)
        self.assertEqual((second.signature_data, second.correlation_value), (None, correlation))
        parts = await signed(hsm, data=b"a", correlation_value=correlation, final_indicator=True)
        self.assertIsNone(parts.correlation_value)
        for each in (whole, digested, parts):
            for data, validity in ((b"data", ValidityIndicator.VALID), (b"dat", ValidityIndicator.INVALID)):
                ask = signature_verify.Request(unique_identifier="k2", data=data, signature_data=each.signature_data)
                verdict = await hsm.ask(Operation.SIGNATURE_VERIFY, ask)
                self.assertEqual(verdict.validity_indicator, validity)


class UsageLimits(TestCase):
    """3.21: signing is counted."""

    async def test_objects(self):
        """One signature, then none."""
        hsm = Hsm()
        obj = private()
        obj.set("Usage Limits", limits(1, UsageLimitsUnit.OBJECT))
        hsm.put(obj)
        await signed(hsm, data=b"data")
        with self.assertRaises(KmipError) as caught:
            await signed(hsm, data=b"data")
        self.assertEqual(caught.exception.reason, DENIED)
