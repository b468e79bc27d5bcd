"""RNG Retrieve (KMIP 1.4 4.35, errors 11.36)."""

from twisted.trial.unittest import TestCase

from hsmsim.errors import CryptographicFailure
from hsmsim.operations import rng_retrieve
from hsmsim.operations.rng_retrieve import MOST
from hsmsim.spec.enums import Operation, ResultReason
from tests.appliance import Hsm, KmipError
from tests.support import rows


@rows(
    none=(0, None),
    one=(1, None),
    most=(MOST, None),
    too_many=(MOST + 1, ResultReason.INVALID_FIELD),
    negative=(-1, ResultReason.INVALID_FIELD),
)
class Lengths(TestCase):
    """As many bytes as are asked for."""

    async def check(self, length, reason):
        hsm = Hsm()
        ask = rng_retrieve.Request(data_length=length)
        if reason is None:
            self.assertEqual(len((await hsm.ask(Operation.RNG_RETRIEVE, ask)).data), length)
            return
        with self.assertRaises(KmipError) as caught:
            await hsm.ask(Operation.RNG_RETRIEVE, ask)
        self.assertEqual(caught.exception.reason, reason)


class Table359(TestCase):
    """The errors of RNG Retrieve."""

    async def test_generator_fails(self):
        """A generator that is out of order."""

        def broken(size):
            raise CryptographicFailure("the generator is out of order")

        hsm = Hsm()
        hsm.crypto.random = broken
        with self.assertRaises(KmipError) as caught:
            await hsm.ask(Operation.RNG_RETRIEVE, rng_retrieve.Request(data_length=1))
        self.assertEqual(caught.exception.reason, ResultReason.CRYPTOGRAPHIC_FAILURE)

    async def test_different_each_time(self):
        """It is random."""
        hsm = Hsm()
        ask = rng_retrieve.Request(data_length=16)
        first, second = [(await hsm.ask(Operation.RNG_RETRIEVE, ask)).data for _ in range(2)]
        self.assertNotEqual(first, second)
