"""hsmsim.crypto.counters."""

from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes
from twisted.trial.unittest import SynchronousTestCase

from hsmsim.crypto.counters import Keystream, counter_block, nonce_size
from hsmsim.crypto.openssl import OpenSSL
from hsmsim.errors import CryptographicFailure
from hsmsim.interfaces.crypto import Form, Key
from hsmsim.spec.enums import BlockCipherMode, CryptographicAlgorithm
from hsmsim.spec.values import CryptographicParameters as Parameters
from tests.support import rows

KEY = bytes(range(16))
ALMOST = b"\xff" * 15 + b"\xfe"


class Counters(SynchronousTestCase):
    def test_the_keystream_made_of_blocks_is_that_of_openssl(self):
        for initial in (bytes(16), ALMOST):
            data = bytes(range(256))
            single = Cipher(algorithms.AES(KEY), modes.ECB()).encryptor()
            theirs = Cipher(algorithms.AES(KEY), modes.CTR(initial)).encryptor().update(data)
            for size in (1, 7, 16, 33, 256):
                ours = Keystream(single, initial)
                parts = [ours.update(data[at : at + size]) for at in range(0, len(data), size)]
                self.assertEqual(b"".join(parts) + ours.finalize(), theirs)

    def test_a_counter_stops_before_it_starts_over(self):
        key = Key(Form.SYMMETRIC, CryptographicAlgorithm.AES, 128, KEY)
        parameters = Parameters(block_cipher_mode=BlockCipherMode.CTR, counter_length=8, initial_counter_value=254)
        step = OpenSSL(bytes).encryptor(key, parameters, bytes(15), b"")
        self.assertEqual(len(step.update(bytes(32)) + step.finish()), 32)
        self.assertRaises(CryptographicFailure, step.update, b"x")

    def test_the_size_of_the_nonce(self):
        self.assertEqual(nonce_size(Parameters(), 16), 16)
        self.assertEqual(nonce_size(Parameters(counter_length=32), 16), 12)


@rows(
    whole_block=(16, {}, bytes(16)),
    rfc_3686=(12, {"counter_length": 32}, bytes(15) + b"\x01"),
    value=(12, {"initial_counter_value": 258}, bytes(14) + b"\x01\x02"),
    both=(8, {"counter_length": 64, "initial_counter_value": 0}, bytes(16)),
)
class Blocks(SynchronousTestCase):
    def check(self, size, parameters, block):
        self.assertEqual(counter_block(bytes(size), Parameters(**parameters), 16)[0], block)
