"""hsmsim.crypto.macs."""

from twisted.trial.unittest import SynchronousTestCase

from hsmsim.crypto.macs import HMACS, mac
from hsmsim.errors import CryptographicFailure
from hsmsim.interfaces.crypto import Form, Key
from hsmsim.spec.enums import BlockCipherMode as Mode
from hsmsim.spec.enums import CryptographicAlgorithm as Algorithm
from hsmsim.spec.enums import HashingAlgorithm as Hash
from hsmsim.spec.values import CryptographicParameters as Parameters
from tests.support import rows


def key(algorithm, size=32, form=Form.SYMMETRIC):
    return Key(form, algorithm, size * 8, bytes(size))


@rows(
    nothing_said=(key(Algorithm.AES), {}),
    two_hashes=(key(Algorithm.HMAC_SHA256), {"hashing_algorithm": Hash.SHA_1}),
    another_hmac=(key(Algorithm.HMAC_SHA256), {"cryptographic_algorithm": Algorithm.HMAC_SHA1}),
    unavailable_hash=(key(Algorithm.AES), {"hashing_algorithm": Hash.TIGER}),
    another_cipher=(key(Algorithm.AES), {"cryptographic_algorithm": Algorithm.DES3}),
    no_cipher=(key(Algorithm.HMAC_SHA256), {"block_cipher_mode": Mode.CMAC}),
    stream_cipher=(key(Algorithm.RC4), {"block_cipher_mode": Mode.CMAC}),
    cipher_with_two_keys=(key(Algorithm.AES, 64), {"block_cipher_mode": Mode.CMAC}),
    key_of_wrong_size=(key(Algorithm.AES, 15), {"block_cipher_mode": Mode.CMAC}),
    another_mode=(key(Algorithm.AES), {"block_cipher_mode": Mode.CBC_MAC}),
    no_mac=(key(Algorithm.AES), {"cryptographic_algorithm": Algorithm.SHA3_256}),
    poly1305_size=(key(Algorithm.POLY1305, 16), {}),
    public_key=(key(Algorithm.RSA, form=Form.PUBLIC), {"hashing_algorithm": Hash.SHA_256}),
)
class Refused(SynchronousTestCase):
    def check(self, use, parameters):
        self.assertRaises(CryptographicFailure, mac, use, Parameters(**parameters))


class SameMac(SynchronousTestCase):
    def test_the_hash_of_an_hmac_is_said_in_many_ways(self):
        for algorithm, hashing in HMACS.items():
            made = {
                mac(key(by), Parameters(**parameters)).finish()
                for by, parameters in (
                    (algorithm, {}),
                    (algorithm, {"hashing_algorithm": hashing, "cryptographic_algorithm": algorithm}),
                    (Algorithm.AES, {"hashing_algorithm": hashing}),
                    (Algorithm.AES, {"cryptographic_algorithm": algorithm}),
                )
            }
            self.assertEqual(len(made), 1)

    def test_a_cipher_named_by_the_parameters_makes_cmac(self):
        by_mode = mac(key(Algorithm.AES), Parameters(block_cipher_mode=Mode.CMAC)).finish()
        self.assertEqual(mac(key(Algorithm.AES), Parameters(cryptographic_algorithm=Algorithm.AES)).finish(), by_mode)
