"""RNG Seed (KMIP 1.4 4.36, errors 11.37)."""

from twisted.trial.unittest import TestCase

from hsmsim.errors import CryptographicFailure
from hsmsim.operations import rng_retrieve, rng_seed
from hsmsim.spec.enums import Operation, ResultReason
from tests.appliance import Hsm, KmipError


class Seeding(TestCase):
    """The client's randomness goes in, and how much of it is told."""

    async def test_used(self):
        """All of it; what is drawn afterwards differs."""
        drawn = []
        for seed in (b"one", b"another"):
            hsm = Hsm()
            answered = await hsm.ask(Operation.RNG_SEED, rng_seed.Request(data=seed))
            self.assertEqual(answered.data_length, len(seed))
            drawn.append((await hsm.ask(Operation.RNG_RETRIEVE, rng_retrieve.Request(data_length=16))).data)
        self.assertNotEqual(*drawn)

    async def test_table_360(self):
        """A generator that is out of order."""

        def broken(data):
            raise CryptographicFailure("the generator is out of order")

        hsm = Hsm()
        hsm.crypto.seed = broken
        with self.assertRaises(KmipError) as caught:
            await hsm.ask(Operation.RNG_SEED, rng_seed.Request(data=b"x"))
        self.assertEqual(caught.exception.reason, ResultReason.CRYPTOGRAPHIC_FAILURE)
