"""Hash (KMIP 1.4 4.37, errors 11.38)."""

import hashlib

from twisted.trial.unittest import TestCase

from hsmsim.operations import hash as hashing
from hsmsim.spec.enums import HashingAlgorithm, Operation, ResultReason
from hsmsim.spec.values import CryptographicParameters
from tests.appliance import Hsm, KmipError
from tests.support import rows

SHA = CryptographicParameters(hashing_algorithm=HashingAlgorithm.SHA_256)
TIGER = CryptographicParameters(hashing_algorithm=HashingAlgorithm.TIGER)
Request = hashing.Request


async def hashed(hsm, parameters=SHA, **fields):
    """The answer to Hash."""
    return await hsm.ask(Operation.HASH, Request(cryptographic_parameters=parameters, **fields))


@rows(
    unknown=(TIGER, {"data": b"x"}, ResultReason.CRYPTOGRAPHIC_FAILURE),
    no_parameters=(None, {"data": b"x"}, ResultReason.INVALID_FIELD),
    no_algorithm=(CryptographicParameters(), {"data": b"x"}, ResultReason.INVALID_FIELD),
    no_data=(SHA, {}, ResultReason.INVALID_MESSAGE),
    no_such_stream=(SHA, {"data": b"x", "correlation_value": b"x"}, ResultReason.ITEM_NOT_FOUND),
)
class Table361(TestCase):
    """The errors of Hash."""

    async def check(self, parameters, fields, reason):
        with self.assertRaises(KmipError) as caught:
            await hashed(Hsm(), parameters, **fields)
        self.assertEqual(caught.exception.reason, reason)


class Digests(TestCase):
    """As the standard library has them."""

    async def test_whole(self):
        """Also of nothing, and of much."""
        for data in (b"abc", b"", bytes(1 << 20)):
            answered = await hashed(Hsm(), data=data)
            self.assertEqual((answered.data, answered.correlation_value), (hashlib.sha256(data).digest(), None))

    async def test_parts(self):
        """Parameters may be repeated or left out; Data comes with the last part."""
        hsm = Hsm()
        first = await hashed(hsm, data=b"a", init_indicator=True)
        correlation = first.correlation_value
        second = await hashed(hsm, None, data=b"b", correlation_value=correlation)
        self.assertEqual((first.data, second.data, second.correlation_value), (None, None, correlation))
        last = await hashed(hsm, data=b"c", correlation_value=correlation, final_indicator=True)
        self.assertEqual((last.data, last.correlation_value), (hashlib.sha256(b"abc").digest(), None))

    async def test_interleaved(self):
        """Two at once; nobody else's."""
        hsm = Hsm()
        begun = [(await hashed(hsm, data=each, init_indicator=True)).correlation_value for each in (b"a", b"b")]
        with self.assertRaises(KmipError) as caught:
            await hsm.ask(Operation.HASH, Request(data=b"x", correlation_value=begun[0]), user="bob")
        self.assertEqual(caught.exception.reason, ResultReason.ITEM_NOT_FOUND)
        for correlation, data in zip(begun, (b"ax", b"bx"), strict=True):
            last = await hashed(hsm, data=b"x", correlation_value=correlation, final_indicator=True)
            self.assertEqual(last.data, hashlib.sha256(data).digest())
