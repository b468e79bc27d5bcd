"""Decrypt (KMIP 1.4 4.30, errors 11.31)."""

from twisted.trial.unittest import TestCase

from hsmsim.operations import decrypt, encrypt
from hsmsim.spec.enums import BlockCipherMode, KeyFormatType, Operation, PaddingMethod, ResultReason, UsageLimitsUnit
from hsmsim.spec.masks import CryptographicUsageMask
from hsmsim.spec.values import CryptographicParameters
from tests.appliance import Hsm, KmipError
from tests.exchange.keys import CBC, ECB, GCM, RSA_PRIVATE, asymmetric, limits, using
from tests.exchange.tables import TableTest, use_rows
from tests.support import rows

Request = decrypt.Request
DATA = bytes(range(40))
IV = bytes(range(16))


async def opened(hsm, **fields):
    """The answer to Decrypt with k1."""
    return await hsm.ask(Operation.DECRYPT, Request(**{"unique_identifier": "k1", **fields}))


@rows(**use_rows(CryptographicUsageMask.DECRYPT, protects=False))
class Table354(TableTest, TestCase):
    """The errors of Decrypt."""

    operation = Operation.DECRYPT
    parameters = ECB

    def ask(self, **fields):
        return Request(data=bytes(16), **fields)


CCM = CryptographicParameters(block_cipher_mode=BlockCipherMode.CCM, tag_length=16)
SEALED = bytes(32)


@rows(
    no_parameters=(None, {"data": SEALED}, ResultReason.CRYPTOGRAPHIC_FAILURE),
    wrong_padding=(CBC, {"data": SEALED, "iv_counter_nonce": IV}, ResultReason.CRYPTOGRAPHIC_FAILURE),
    not_whole_blocks=(ECB, {"data": b"x"}, ResultReason.CRYPTOGRAPHIC_FAILURE),
    no_iv=(CBC, {"data": SEALED}, ResultReason.INVALID_MESSAGE),
    no_iv_though_random=(
        CryptographicParameters(
            block_cipher_mode=BlockCipherMode.CBC, padding_method=PaddingMethod.PKCS5, random_iv=True
        ),
        {"data": SEALED},
        ResultReason.INVALID_MESSAGE,
    ),
    no_data=(ECB, {}, ResultReason.INVALID_MESSAGE),
    no_tag=(GCM, {"data": SEALED, "iv_counter_nonce": bytes(12)}, ResultReason.CRYPTOGRAPHIC_FAILURE),
    wrong_tag=(
        GCM,
        {"data": SEALED, "iv_counter_nonce": bytes(12), "authenticated_encryption_tag": bytes(16)},
        ResultReason.CRYPTOGRAPHIC_FAILURE,
    ),
    wrong_tag_of_ccm=(
        CCM,
        {"data": SEALED, "iv_counter_nonce": bytes(12), "authenticated_encryption_tag": bytes(16)},
        ResultReason.CRYPTOGRAPHIC_FAILURE,
    ),
    tag_without_aead=(
        ECB,
        {"data": SEALED, "authenticated_encryption_tag": bytes(16)},
        ResultReason.CRYPTOGRAPHIC_FAILURE,
    ),
    not_wrapped=(
        CryptographicParameters(block_cipher_mode=BlockCipherMode.NISTKEYWRAP),
        {"data": SEALED},
        ResultReason.CRYPTOGRAPHIC_FAILURE,
    ),
)
class Refused(TestCase):
    """Requests that are wrong in themselves."""

    async def check(self, parameters, fields, reason):
        hsm = Hsm()
        hsm.put(using(parameters))
        with self.assertRaises(KmipError) as caught:
            await opened(hsm, **fields)
        self.assertEqual(caught.exception.reason, reason)


class Rsa(TestCase):
    """With a private key."""

    async def test_nonsense(self):
        """What no public key encrypted, and what RSA does not have."""
        hsm = Hsm()
        oaep = CryptographicParameters(padding_method=PaddingMethod.OAEP)
        hsm.put(asymmetric(RSA_PRIVATE, KeyFormatType.PKCS_1, oaep))
        for fields in ({"data": bytes(128)}, {"data": bytes(128), "authenticated_encryption_tag": b"x"}):
            with self.assertRaises(KmipError) as caught:
                await opened(hsm, **fields)
            self.assertEqual(caught.exception.reason, ResultReason.CRYPTOGRAPHIC_FAILURE)


class UsageLimits(TestCase):
    """3.21: processing protected data is not limited."""

    async def test_exhausted(self):
        """A key that encrypts no more still decrypts."""
        hsm = Hsm()
        hsm.put(using(ECB, Usage_Limits=limits(0, UsageLimitsUnit.BYTE)))
        before = hsm.load("k1")
        await opened(hsm, data=bytes(16))
        self.assertEqual(hsm.load("k1"), before)


@rows(cbc=(CBC, 16), gcm=(GCM, 12), ccm=(CCM, 12))
class Parts(TestCase):
    """Ciphertext in parts gives what it gives as a whole, whatever the parts are."""

    async def check(self, parameters, size):
        hsm = Hsm()
        hsm.put(using(parameters))
        iv = IV[:size]
        aad = b"header" if size == 12 else None
        given = {"iv_counter_nonce": iv, "authenticated_encryption_additional_data": aad}
        sealed = await hsm.ask(Operation.ENCRYPT, encrypt.Request(unique_identifier="k1", data=DATA, **given))
        given["authenticated_encryption_tag"] = sealed.authenticated_encryption_tag
        whole = await opened(hsm, data=sealed.data, **given)
        self.assertEqual((whole.data, whole.correlation_value), (DATA, None))
        for cut in (1, 16, 17):
            first = await opened(hsm, data=sealed.data[:cut], init_indicator=True, **given)
            correlation = first.correlation_value
            second = await opened(hsm, data=sealed.data[cut:], correlation_value=correlation)
            last = await opened(hsm, correlation_value=correlation, final_indicator=True)
            self.assertEqual((first.data or b"") + (second.data or b"") + (last.data or b""), DATA)
            self.assertNotIn(b"", (first.data, second.data, last.data))
            self.assertEqual((second.correlation_value, last.correlation_value), (correlation, None))

    async def test_wrong_tag_ends_the_stream(self):
        """It is told at the end, and the stream is over."""
        hsm = Hsm()
        hsm.put(using(GCM))
        first = await opened(
            hsm, iv_counter_nonce=bytes(12), authenticated_encryption_tag=bytes(16), init_indicator=True
        )
        last = {"data": b"x", "correlation_value": first.correlation_value, "final_indicator": True}
        for reason in (ResultReason.CRYPTOGRAPHIC_FAILURE, ResultReason.ITEM_NOT_FOUND):
            with self.assertRaises(KmipError) as caught:
                await opened(hsm, **last)
            self.assertEqual(caught.exception.reason, reason)

    async def test_tag_with_a_later_part(self):
        """It has to come with the first (table 231)."""
        hsm = Hsm()
        hsm.put(using(ECB))
        first = await opened(hsm, init_indicator=True)
        with self.assertRaises(KmipError) as caught:
            await opened(
                hsm, data=b"x", correlation_value=first.correlation_value, authenticated_encryption_tag=bytes(16)
            )
        self.assertEqual(caught.exception.reason, ResultReason.INVALID_MESSAGE)
