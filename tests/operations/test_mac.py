"""MAC (KMIP 1.4 4.33, errors 11.34)."""

import hmac

from twisted.trial.unittest import TestCase

from hsmsim.operations import mac
from hsmsim.spec.enums import CryptographicAlgorithm, KeyFormatType, Operation, ResultReason, UsageLimitsUnit
from hsmsim.spec.masks import CryptographicUsageMask
from hsmsim.spec.values import CryptographicParameters
from tests.appliance import Hsm, KmipError
from tests.exchange.keys import RSA_PRIVATE, asymmetric, limits, using
from tests.exchange.tables import TableTest, use_rows
from tests.objects import KEY
from tests.support import rows

Request = mac.Request
HMAC = CryptographicParameters(cryptographic_algorithm=CryptographicAlgorithm.HMAC_SHA256)
CMAC = CryptographicParameters(cryptographic_algorithm=CryptographicAlgorithm.AES)


async def authenticated(hsm, **fields):
    """The answer to MAC with k1."""
    return await hsm.ask(Operation.MAC, Request(**{"unique_identifier": "k1", **fields}))


@rows(**use_rows(CryptographicUsageMask.MAC_GENERATE, protects=True))
class Table357(TableTest, TestCase):
    """The errors of MAC."""

    operation = Operation.MAC
    parameters = HMAC

    def ask(self, **fields):
        return Request(data=b"data", **fields)


class Codes(TestCase):
    """HMAC and CMAC."""

    async def test_hmac(self):
        """As the standard library has it; in one part and in many."""
        hsm = Hsm()
        hsm.put(using(HMAC))
        whole = await authenticated(hsm, data=b"data")
        self.assertEqual(whole.mac_data, hmac.digest(KEY, b"data", "sha256"))
        first = await authenticated(hsm, data=b"da", init_indicator=True)
        correlation = first.correlation_value
        second = await authenticated(hsm, data=b"ta", correlation_value=correlation)
        last = await authenticated(hsm, correlation_value=correlation, final_indicator=True)
        self.assertEqual((first.mac_data, second.mac_data, last.mac_data), (None, None, whole.mac_data))
        self.assertEqual((second.correlation_value, last.correlation_value), (correlation, None))

    async def test_cmac(self):
        """A block cipher's."""
        hsm = Hsm()
        hsm.put(using(CMAC))
        self.assertEqual(len((await authenticated(hsm, data=b"data")).mac_data), 16)

    async def test_empty(self):
        """No data is data too."""
        hsm = Hsm()
        hsm.put(using(HMAC))
        self.assertEqual((await authenticated(hsm, data=b"")).mac_data, hmac.digest(KEY, b"", "sha256"))

    async def test_private_key(self):
        """Makes no MAC."""
        hsm = Hsm()
        hsm.put(asymmetric(RSA_PRIVATE, KeyFormatType.PKCS_8, HMAC))
        with self.assertRaises(KmipError) as caught:
            await authenticated(hsm, data=b"data")
        self.assertEqual(caught.exception.reason, ResultReason.CRYPTOGRAPHIC_FAILURE)

    async def test_usage_limits(self):
        """A MAC protects."""
        hsm = Hsm()
        hsm.put(using(HMAC, Usage_Limits=limits(5, UsageLimitsUnit.BYTE)))
        await authenticated(hsm, data=b"data")
        with self.assertRaises(KmipError) as caught:
            await authenticated(hsm, data=b"data")
        self.assertEqual(caught.exception.reason, ResultReason.PERMISSION_DENIED)
