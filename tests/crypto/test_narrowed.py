"""hsmsim/crypto/narrowed.py: a backend that offers less."""

import os

from twisted.trial.unittest import SynchronousTestCase
from zope.interface.verify import verifyObject

from hsmsim.crypto.narrowed import Narrowed
from hsmsim.crypto.openssl import OpenSSL
from hsmsim.devices.device import EVERYTHING, UNRESTRICTED, Device
from hsmsim.errors import BadKeyMaterial, CryptographicFailure
from hsmsim.interfaces.crypto import Form, ICrypto, Key
from hsmsim.spec.enums import BlockCipherMode, DerivationMethod, HashingAlgorithm, KeyFormatType, RecommendedCurve
from hsmsim.spec.enums import CryptographicAlgorithm as Algorithm
from hsmsim.spec.values import CryptographicParameters
from tests.suites.crypto import suite

DEVICE = Device(
    algorithms={
        Algorithm.AES: frozenset({128, 100}),
        Algorithm.EC: frozenset({256}),
        Algorithm.RSA: frozenset({1024}),
        Algorithm.HMAC_SHA256: EVERYTHING,
    }
)
CBC = CryptographicParameters(block_cipher_mode=BlockCipherMode.CBC)
HMAC = CryptographicParameters(cryptographic_algorithm=Algorithm.HMAC_SHA256)
SHA256 = CryptographicParameters(hashing_algorithm=HashingAlgorithm.SHA_256)


class UnrestrictedSuite(suite(lambda test: Narrowed(os.urandom, UNRESTRICTED))):
    """Where nothing is taken away, everything is there."""


class NarrowedTests(SynchronousTestCase):
    def setUp(self):
        self.crypto = Narrowed(os.urandom, DEVICE)
        self.whole = OpenSSL(os.urandom)

    def test_tables(self):
        """What both the device and the backend have."""
        verifyObject(ICrypto, self.crypto)
        self.assertEqual(self.crypto.symmetric[Algorithm.AES], (128,))
        self.assertEqual(set(self.crypto.symmetric), {Algorithm.AES, Algorithm.HMAC_SHA256})
        self.assertEqual(self.crypto.pairs, {Algorithm.EC: (256,), Algorithm.RSA: (1024,)})
        self.assertIn(192, OpenSSL.symmetric[Algorithm.AES])

    def test_new_keys(self):
        self.assertEqual(len(self.crypto.generate_key(Algorithm.AES, 128)), 16)
        self.assertRaises(CryptographicFailure, self.crypto.generate_key, Algorithm.AES, 256)
        self.assertRaises(CryptographicFailure, self.crypto.generate_key, Algorithm.DES3, 168)

    def test_new_pairs(self):
        """The length counts, whether it or a curve says it."""
        private, _ = self.crypto.generate_pair(Algorithm.EC, None, RecommendedCurve.P_256, None)
        self.assertEqual(private.length, 256)
        for asked in (
            (Algorithm.EC, None, RecommendedCurve.P_384, None),
            (Algorithm.EC, 384, None, None),
            (Algorithm.ECDSA, 256, None, None),
            (Algorithm.RSA, 2048, None, None),
            (Algorithm.RSA, None, None, None),
        ):
            self.assertRaises(CryptographicFailure, self.crypto.generate_pair, *asked)
        self.assertEqual(self.crypto.generate_pair(Algorithm.RSA, 1024, None, None)[0].length, 1024)

    def test_keys_that_come(self):
        """A registered key is refused; one that is kept already can be read."""
        for algorithm, material in ((Algorithm.AES, bytes(32)), (Algorithm.RC4, bytes(16))):
            said = (Form.SYMMETRIC, KeyFormatType.RAW, material, algorithm)
            self.assertRaises(BadKeyMaterial, self.crypto.read_key, *said, True)
            self.assertEqual(self.crypto.read_key(*said, False).material, material)
        self.crypto.read_key(Form.SYMMETRIC, KeyFormatType.RAW, bytes(16), Algorithm.AES, True)

    def test_use(self):
        """Keys of what is offered work."""
        key = Key(Form.SYMMETRIC, Algorithm.AES, 128, bytes(16))
        self.crypto.encryptor(key, CBC, bytes(16), b"")
        self.crypto.decryptor(key, CBC, bytes(16), b"", None)
        key = Key(Form.SYMMETRIC, Algorithm.HMAC_SHA256, 128, bytes(16))
        self.crypto.mac(key, HMAC)
        self.crypto.mac_verifier(key, HMAC)
        private, public = self.crypto.generate_pair(Algorithm.EC, 256, None, None)
        self.crypto.signer(private, SHA256, False)
        self.crypto.verifier(public, SHA256, False)
        self.assertEqual(len(self.crypto.agree(private, public)), 32)
        self.assertEqual(len(self.crypto.kdf(DerivationMethod.NIST800_108_C, key, HMAC, b"", b"data", 16)), 16)

    def test_other_keys_are_of_no_use(self):
        key = Key(Form.SYMMETRIC, Algorithm.AES, 256, bytes(32))
        private, public = self.whole.generate_pair(Algorithm.EC, 384, None, None)
        for use, asked in (
            (self.crypto.encryptor, (key, CBC, bytes(16), b"")),
            (self.crypto.decryptor, (key, CBC, bytes(16), b"", None)),
            (self.crypto.mac, (key, HMAC)),
            (self.crypto.mac_verifier, (key, HMAC)),
            (self.crypto.signer, (private, SHA256, False)),
            (self.crypto.verifier, (public, SHA256, False)),
            (self.crypto.kdf, (DerivationMethod.NIST800_108_C, key, HMAC, b"", b"data", 16)),
            (self.crypto.agree, (private, public)),
        ):
            self.assertRaises(CryptographicFailure, use, *asked)

    def test_other_algorithms_in_parameters(self):
        key = Key(Form.SYMMETRIC, Algorithm.AES, 128, bytes(16))
        parameters = CryptographicParameters(cryptographic_algorithm=Algorithm.HMAC_MD5)
        self.assertRaises(CryptographicFailure, self.crypto.mac, key, parameters)
