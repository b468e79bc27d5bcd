"""Encrypt (KMIP 1.4 4.29, errors 11.30)."""

from twisted.trial.unittest import TestCase

from hsmsim.operations import decrypt, encrypt
from hsmsim.spec.enums import (
    BlockCipherMode,
    HashingAlgorithm,
    KeyFormatType,
    Operation,
    PaddingMethod,
    ResultReason,
    UsageLimitsUnit,
)
from hsmsim.spec.masks import CryptographicUsageMask
from hsmsim.spec.values import CryptographicParameters
from tests.appliance import Hsm, KmipError
from tests.exchange.keys import CBC, ECB, GCM, RSA_PRIVATE, RSA_PUBLIC, asymmetric, limits, using
from tests.exchange.tables import TableTest, use_rows
from tests.support import rows

Request = encrypt.Request
BYTE, OBJECT = UsageLimitsUnit.BYTE, UsageLimitsUnit.OBJECT
DATA = bytes(range(32))


async def encrypted(hsm, **fields):
    """The answer to Encrypt with k1."""
    return await hsm.ask(Operation.ENCRYPT, Request(**{"unique_identifier": "k1", **fields}))


@rows(**use_rows(CryptographicUsageMask.ENCRYPT, protects=True))
class Table353(TableTest, TestCase):
    """The errors of Encrypt."""

    operation = Operation.ENCRYPT
    parameters = ECB

    def ask(self, **fields):
        return Request(data=bytes(16), **fields)


RANDOM = CryptographicParameters(
    block_cipher_mode=BlockCipherMode.CBC, padding_method=PaddingMethod.PKCS5, random_iv=True
)
OAEP = CryptographicParameters(padding_method=PaddingMethod.OAEP, hashing_algorithm=HashingAlgorithm.SHA_256)
PKCS1 = CryptographicParameters(padding_method=PaddingMethod.PKCS1_V1_5)
KEY_WRAP = CryptographicParameters(block_cipher_mode=BlockCipherMode.NISTKEYWRAP)


@rows(
    no_parameters=(None, {"data": DATA}, ResultReason.CRYPTOGRAPHIC_FAILURE),
    not_whole_blocks=(ECB, {"data": b"x"}, ResultReason.CRYPTOGRAPHIC_FAILURE),
    no_iv=(CBC, {"data": DATA}, ResultReason.INVALID_MESSAGE),
    iv_too_short=(CBC, {"data": DATA, "iv_counter_nonce": bytes(15)}, ResultReason.CRYPTOGRAPHIC_FAILURE),
    no_data=(ECB, {}, ResultReason.INVALID_MESSAGE),
    middle_without_data=(ECB, {"correlation_value": b"x"}, ResultReason.INVALID_MESSAGE),
    final_alone=(ECB, {"data": DATA, "final_indicator": True}, ResultReason.INVALID_MESSAGE),
    additional_data_without_aead=(
        ECB,
        {"data": DATA, "authenticated_encryption_additional_data": b"x"},
        ResultReason.CRYPTOGRAPHIC_FAILURE,
    ),
    wrapping_of_odd_size=(KEY_WRAP, {"data": bytes(15)}, ResultReason.CRYPTOGRAPHIC_FAILURE),
    parameters_for_rsa=(OAEP, {"data": DATA}, ResultReason.CRYPTOGRAPHIC_FAILURE),
)
class Refused(TestCase):
    """Requests that are wrong in themselves."""

    async def check(self, parameters, fields, reason):
        hsm = Hsm()
        hsm.put(using(parameters))
        with self.assertRaises(KmipError) as caught:
            await encrypted(hsm, **fields)
        self.assertEqual(caught.exception.reason, reason)


class Parameters(TestCase):
    """Where the Cryptographic Parameters come from."""

    async def test_lowest_index(self):
        """Those of the attribute with the lowest index; the request's come before them."""
        hsm = Hsm()
        hsm.put(using([ECB, GCM]))
        self.assertIsNone((await encrypted(hsm, data=DATA)).authenticated_encryption_tag)
        obj = hsm.load("k1")
        obj.remove("Cryptographic Parameters", 0)
        hsm.put(obj)
        sealed = await encrypted(hsm, data=DATA, iv_counter_nonce=bytes(12))
        self.assertEqual(len(sealed.authenticated_encryption_tag), 16)
        asked = await encrypted(hsm, data=DATA, cryptographic_parameters=ECB)
        self.assertIsNone(asked.authenticated_encryption_tag)

    async def test_random_iv(self):
        """The server chooses one and tells it; the client's is used as given and not told."""
        hsm = Hsm()
        hsm.put(using(RANDOM))
        first, second = [await encrypted(hsm, data=DATA) for _ in range(2)]
        self.assertEqual(len(first.iv_counter_nonce), 16)
        self.assertNotEqual(first.iv_counter_nonce, second.iv_counter_nonce)
        again = await encrypted(hsm, data=DATA, iv_counter_nonce=first.iv_counter_nonce)
        self.assertEqual((again.data, again.iv_counter_nonce), (first.data, None))

    async def test_random_iv_where_none_is_needed(self):
        """None is chosen."""
        hsm = Hsm()
        ecb = CryptographicParameters(block_cipher_mode=BlockCipherMode.ECB, random_iv=True)
        hsm.put(using(ecb))
        self.assertIsNone((await encrypted(hsm, data=DATA)).iv_counter_nonce)

    async def test_empty(self):
        """No data is data too: one block of padding, or nothing and a tag."""
        hsm = Hsm()
        hsm.put(using())
        padded = await encrypted(hsm, data=b"", cryptographic_parameters=CBC, iv_counter_nonce=bytes(16))
        self.assertEqual(len(padded.data), 16)
        sealed = await encrypted(hsm, data=b"", cryptographic_parameters=GCM, iv_counter_nonce=bytes(12))
        self.assertEqual((sealed.data, len(sealed.authenticated_encryption_tag)), (b"", 16))

    async def test_large(self):
        """Three megabytes in one message."""
        hsm = Hsm()
        hsm.put(using(CBC))
        data = bytes(3 << 20)
        sealed = await encrypted(hsm, data=data, iv_counter_nonce=bytes(16))
        self.assertEqual(len(sealed.data), len(data) + 16)


@rows(oaep=(OAEP,), pkcs1=(PKCS1,))
class Rsa(TestCase):
    """With a public key; the private key decrypts."""

    async def check(self, parameters):
        hsm = Hsm()
        hsm.put(
            asymmetric(RSA_PUBLIC, KeyFormatType.X_509, parameters),
            asymmetric(RSA_PRIVATE, KeyFormatType.PKCS_8, parameters, uid="k2"),
        )
        sealed = await encrypted(hsm, data=b"short")
        self.assertEqual(len(sealed.data), 128)
        opened = await hsm.ask(Operation.DECRYPT, decrypt.Request(unique_identifier="k2", data=sealed.data))
        self.assertEqual(opened.data, b"short")
        for fields in ({"data": bytes(128)}, {"data": b"x", "authenticated_encryption_additional_data": b"x"}):
            with self.assertRaises(KmipError) as caught:
                await encrypted(hsm, **fields)
            self.assertEqual(caught.exception.reason, ResultReason.CRYPTOGRAPHIC_FAILURE)


class UsageLimits(TestCase):
    """3.21: what is protected is counted."""

    def left(self, hsm):
        return hsm.load("k1").get("Usage Limits").usage_limits_count

    async def refused(self, hsm, **fields):
        with self.assertRaises(KmipError) as caught:
            await encrypted(hsm, **fields)
        self.assertEqual(caught.exception.reason, ResultReason.PERMISSION_DENIED)

    async def test_bytes(self):
        """Each byte; what is too much takes nothing."""
        hsm = Hsm()
        hsm.put(using(ECB, Usage_Limits=limits(40, BYTE)))
        await encrypted(hsm, data=bytes(16))
        self.assertEqual(self.left(hsm), 24)
        await self.refused(hsm, data=bytes(32))
        self.assertEqual(self.left(hsm), 24)
        await encrypted(hsm, data=bytes(16))
        self.assertEqual(self.left(hsm), 8)

    async def test_objects(self):
        """Each use, be it of one part or of many."""
        hsm = Hsm()
        hsm.put(using(ECB, Usage_Limits=limits(2, OBJECT)))
        begun = await encrypted(hsm, data=bytes(16), init_indicator=True)
        self.assertEqual(self.left(hsm), 1)
        await encrypted(hsm, data=bytes(16), correlation_value=begun.correlation_value, final_indicator=True)
        self.assertEqual(self.left(hsm), 1)
        await encrypted(hsm, data=bytes(160))
        await self.refused(hsm, data=b"")
        self.assertEqual(self.left(hsm), 0)

    async def test_bytes_of_parts(self):
        """Each part takes its own; the part for which too little is left ends the stream."""
        hsm = Hsm()
        hsm.put(using(ECB, Usage_Limits=limits(20, BYTE)))
        begun = await encrypted(hsm, data=bytes(16), init_indicator=True)
        self.assertEqual(self.left(hsm), 4)
        await self.refused(hsm, data=bytes(16), correlation_value=begun.correlation_value)
        self.assertEqual(self.left(hsm), 4)
        with self.assertRaises(KmipError) as caught:
            await encrypted(hsm, correlation_value=begun.correlation_value, final_indicator=True)
        self.assertEqual(caught.exception.reason, ResultReason.ITEM_NOT_FOUND)

    async def test_failure_takes_nothing(self):
        """A use that does not work out is none."""
        hsm = Hsm()
        hsm.put(using(ECB, Usage_Limits=limits(20, BYTE)))
        with self.assertRaises(KmipError):
            await encrypted(hsm, data=b"not a block")
        self.assertEqual(self.left(hsm), 20)


class Parts(TestCase):
    """Data that comes in parts gives what it gives as a whole."""

    async def test_cbc(self):
        """Data is there when there is some; the Correlation Value until the last part."""
        hsm = Hsm()
        hsm.put(using(CBC))
        iv = bytes(range(16))
        whole = (await encrypted(hsm, data=DATA + b"end", iv_counter_nonce=iv)).data
        first = await encrypted(hsm, data=DATA[:8], iv_counter_nonce=iv, init_indicator=True)
        self.assertEqual((first.data, first.iv_counter_nonce), (None, None))
        correlation = first.correlation_value
        second = await encrypted(hsm, data=DATA[8:20], correlation_value=correlation)
        self.assertEqual((second.data, second.correlation_value), (whole[:16], correlation))
        third = await encrypted(hsm, data=DATA[20:], correlation_value=correlation)
        last = await encrypted(hsm, data=b"end", correlation_value=correlation, final_indicator=True)
        self.assertEqual(second.data + third.data + last.data, whole)
        self.assertIsNone(last.correlation_value)
        with self.assertRaises(KmipError) as caught:
            await encrypted(hsm, data=b"more", correlation_value=correlation)
        self.assertEqual(caught.exception.reason, ResultReason.ITEM_NOT_FOUND)

    async def test_gcm(self):
        """The tag comes with the last part; additional data with the first alone."""
        hsm = Hsm()
        hsm.put(using(GCM))
        aad = {"iv_counter_nonce": bytes(12), "authenticated_encryption_additional_data": b"header"}
        whole = await encrypted(hsm, data=DATA, **aad)
        first = await encrypted(hsm, init_indicator=True, **aad)
        self.assertEqual((first.data, first.authenticated_encryption_tag), (None, None))
        with self.assertRaises(KmipError) as caught:
            await encrypted(
                hsm,
                data=DATA,
                correlation_value=first.correlation_value,
                authenticated_encryption_additional_data=b"header",
            )
        self.assertEqual(caught.exception.reason, ResultReason.INVALID_MESSAGE)
        second = await encrypted(hsm, data=DATA, correlation_value=first.correlation_value)
        last = await encrypted(hsm, correlation_value=first.correlation_value, final_indicator=True)
        self.assertEqual((second.data, last.data), (whole.data, None))
        self.assertEqual(last.authenticated_encryption_tag, whole.authenticated_encryption_tag)

    async def test_server_chooses_the_iv(self):
        """It is told with the first part."""
        hsm = Hsm()
        hsm.put(using(RANDOM))
        first = await encrypted(hsm, data=DATA, init_indicator=True)
        last = await encrypted(hsm, correlation_value=first.correlation_value, final_indicator=True)
        self.assertIsNone(last.iv_counter_nonce)
        again = await encrypted(hsm, data=DATA, iv_counter_nonce=first.iv_counter_nonce)
        self.assertEqual(again.data, first.data + last.data)

    async def test_interleaved(self):
        """Two at once, with one key."""
        hsm = Hsm()
        hsm.put(using(CBC))
        ivs = bytes(16), bytes(range(16))
        whole = [(await encrypted(hsm, data=DATA, iv_counter_nonce=iv)).data for iv in ivs]
        begun = [await encrypted(hsm, data=DATA[:16], iv_counter_nonce=iv, init_indicator=True) for iv in ivs]
        ended = [
            await encrypted(hsm, data=DATA[16:], correlation_value=each.correlation_value, final_indicator=True)
            for each in begun
        ]
        self.assertEqual([one.data + two.data for one, two in zip(begun, ended, strict=True)], whole)

    async def test_whose(self):
        """Another user, another operation or another key cannot go on with it; the owner still can."""
        hsm = Hsm()
        hsm.put(using(ECB), using(ECB, uid="k2"))
        hsm.put(using(ECB), user="bob")
        begun = (await encrypted(hsm, data=bytes(16), init_indicator=True)).correlation_value
        part = Request(data=bytes(16), correlation_value=begun)
        others = Request(unique_identifier="k2", data=bytes(16), correlation_value=begun)
        back = decrypt.Request(data=bytes(16), correlation_value=begun)
        for asked, operation, user in (
            (part, Operation.ENCRYPT, "bob"),
            (others, Operation.ENCRYPT, "alice"),
            (back, Operation.DECRYPT, "alice"),
        ):
            with self.assertRaises(KmipError) as caught:
                await hsm.ask(operation, asked, user=user)
            self.assertEqual(caught.exception.reason, ResultReason.ITEM_NOT_FOUND)
        await hsm.ask(Operation.ENCRYPT, part)

    async def test_expires(self):
        """Ten minutes after the last part."""
        hsm = Hsm()
        hsm.put(using(ECB))
        begun = (await encrypted(hsm, data=bytes(16), init_indicator=True)).correlation_value
        hsm.now += 600
        await encrypted(hsm, data=bytes(16), correlation_value=begun)
        hsm.now += 601
        with self.assertRaises(KmipError) as caught:
            await encrypted(hsm, data=bytes(16), correlation_value=begun)
        self.assertEqual(caught.exception.reason, ResultReason.ITEM_NOT_FOUND)

    async def test_too_many(self):
        """A user has 64 open at a time."""
        hsm = Hsm()
        hsm.put(using(ECB))
        for _ in range(64):
            await encrypted(hsm, init_indicator=True)
        with self.assertRaises(KmipError) as caught:
            await encrypted(hsm, init_indicator=True)
        self.assertEqual(caught.exception.reason, ResultReason.FEATURE_NOT_SUPPORTED)
