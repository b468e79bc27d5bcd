"""MAC Verify (KMIP 1.4 4.34, errors 11.35)."""

import hmac

from twisted.trial.unittest import TestCase

from hsmsim.operations import mac_verify
from hsmsim.spec.enums import Operation, ResultReason, UsageLimitsUnit, ValidityIndicator
from hsmsim.spec.masks import CryptographicUsageMask
from tests.appliance import Hsm, KmipError
from tests.exchange.keys import limits, using
from tests.exchange.tables import TableTest, use_rows
from tests.objects import KEY
from tests.operations.test_mac import HMAC
from tests.support import rows

Request = mac_verify.Request
MAC = hmac.digest(KEY, b"data", "sha256")


async def verified(hsm, **fields):
    """The answer to MAC Verify with k1."""
    return await hsm.ask(Operation.MAC_VERIFY, Request(**{"unique_identifier": "k1", **fields}))


@rows(**use_rows(CryptographicUsageMask.MAC_VERIFY, protects=False))
class Table358(TableTest, TestCase):
    """The errors of MAC Verify."""

    operation = Operation.MAC_VERIFY
    parameters = HMAC

    def ask(self, **fields):
        return Request(data=b"data", mac_data=MAC, **fields)


@rows(
    right=(MAC, ValidityIndicator.VALID),
    wrong=(bytes(32), ValidityIndicator.INVALID),
    cut=(MAC[:-1], ValidityIndicator.INVALID),
    empty=(b"", ValidityIndicator.INVALID),
)
class Verdicts(TestCase):
    """A wrong code is an answer, not a failure; in one part and in many."""

    async def check(self, code, verdict):
        hsm = Hsm()
        hsm.put(using(HMAC, Usage_Limits=limits(0, UsageLimitsUnit.BYTE)))
        before = hsm.load("k1")
        answered = await verified(hsm, data=b"data", mac_data=code)
        self.assertEqual((answered.validity_indicator, answered.correlation_value), (verdict, None))
        first = await verified(hsm, data=b"da", mac_data=code, init_indicator=True)
        correlation = first.correlation_value
        second = await verified(hsm, data=b"ta", correlation_value=correlation)
        self.assertEqual((first.validity_indicator, second.validity_indicator), (None, None))
        last = await verified(hsm, correlation_value=correlation, final_indicator=True)
        self.assertEqual((last.validity_indicator, last.correlation_value), (verdict, None))
        self.assertEqual(hsm.load("k1"), before)


class Missing(TestCase):
    """Nothing to verify, or nothing to verify it with."""

    async def test_missing(self):
        """Data, and MAC Data."""
        hsm = Hsm()
        hsm.put(using(HMAC))
        for fields in ({"data": b"data"}, {"mac_data": MAC}):
            with self.assertRaises(KmipError) as caught:
                await verified(hsm, **fields)
            self.assertEqual(caught.exception.reason, ResultReason.INVALID_MESSAGE)
