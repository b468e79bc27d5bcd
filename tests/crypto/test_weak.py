"""hsmsim.crypto.weak."""

from twisted.trial.unittest import SynchronousTestCase

from hsmsim.crypto.generation import generate_key
from hsmsim.crypto.weak import odd_parity
from hsmsim.spec.enums import CryptographicAlgorithm
from tests.support import rows


class Parity(SynchronousTestCase):
    def test_every_byte_has_an_odd_number_of_ones_and_seven_bits_as_before(self):
        before = bytes(range(256))
        after = odd_parity(before)
        self.assertTrue(all(byte.bit_count() % 2 for byte in after))
        self.assertEqual([byte >> 1 for byte in after], [byte >> 1 for byte in before])


@rows(
    des=(CryptographicAlgorithm.DES, 56, 8),
    des_with_parity=(CryptographicAlgorithm.DES, 64, 8),
    two_keys=(CryptographicAlgorithm.DES3, 112, 16),
    two_keys_with_parity=(CryptographicAlgorithm.DES3, 128, 16),
    three_keys=(CryptographicAlgorithm.DES3, 168, 24),
    three_keys_with_parity=(CryptographicAlgorithm.DES3, 192, 24),
)
class Lengths(SynchronousTestCase):
    def check(self, algorithm, length, size):
        self.assertEqual(generate_key(algorithm, length, bytes), b"\x01" * size)
