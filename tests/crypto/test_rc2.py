"""hsmsim/crypto/rc2.py: known answers of RFC 2268 section 5."""

from twisted.trial.unittest import SynchronousTestCase

from hsmsim.crypto import rc2
from tests.support import rows


@rows(
    bits_63=("0000000000000000", 63, "0000000000000000", "ebb773f993278eff"),
    bits_64=("ffffffffffffffff", 64, "ffffffffffffffff", "278b27e42e2f0d49"),
    other_key=("3000000000000000", 64, "1000000000000001", "30649edf9be7d2c2"),
    one_byte=("88", 64, "0000000000000000", "61a8a244adacccf0"),
    seven_bytes=("88bca90e90875a", 64, "0000000000000000", "6ccf4308974c267f"),
    sixteen_bytes=("88bca90e90875a7f0f79c384627bafb2", 64, "0000000000000000", "1a807d272bbe5db1"),
    bits_128=("88bca90e90875a7f0f79c384627bafb2", 128, "0000000000000000", "2269552ab0f85ca6"),
)
class KnownAnswers(SynchronousTestCase):
    def check(self, key, bits, plain, cipher):
        opened = rc2.decrypt_cbc(bytes.fromhex(key), bits, bytes(8), bytes.fromhex(cipher))
        self.assertEqual(opened.hex(), plain)


class Chaining(SynchronousTestCase):
    def test_each_block_is_mixed_with_the_one_before(self):
        cipher = bytes.fromhex("ebb773f993278eff")
        opened = rc2.decrypt_cbc(bytes(8), 63, b"12345678", cipher * 2)
        self.assertEqual(opened, b"12345678" + cipher)
