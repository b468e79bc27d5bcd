"""hsmsim/crypto/passwords.py; whole containers are opened in test_containers.py."""

from hashlib import pbkdf2_hmac

from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes
from twisted.trial.unittest import SynchronousTestCase

from hsmsim.crypto import der, passwords
from hsmsim.errors import BadKeyMaterial
from tests.support import rows

SALT, IV = b"saltsalt", bytes(16)
PBES2, PBKDF2 = bytes.fromhex("06092a864886f70d01050d"), bytes.fromhex("06092a864886f70d01050c")
AES_128 = bytes.fromhex("0609608648016503040102")
DES3 = bytes.fromhex("060a2a864886f70d010c0103")
SHA_256 = bytes.fromhex("06082a864886f70d0209")
NULL = b"\x05\0"


ENCODED_SALT = der.octet_string(SALT)


def derivation(iterations=10, prf=None, salt=ENCODED_SALT, size=None):
    hashing = b"" if prf is None else der.sequence(prf, NULL)
    length = b"" if size is None else der.integer(size)
    return der.sequence(salt, der.integer(iterations), length, hashing)


def pbes2(derivation_scheme=None, cipher=AES_128, iv=IV, function=PBKDF2):
    made = der.sequence(function, derivation() if derivation_scheme is None else derivation_scheme)
    return der.read(der.sequence(PBES2, der.sequence(made, der.sequence(cipher, der.octet_string(iv)))))


def sealed(name="sha1", iterations=10, data=b"data" + b"\x0c" * 12):
    key = pbkdf2_hmac(name, b"password", SALT, iterations, 16)
    context = Cipher(algorithms.AES(key), modes.CBC(IV)).encryptor()
    return context.update(data) + context.finalize()


@rows(
    usual_hash=(pbes2(), sealed()),
    named_hash=(pbes2(derivation(prf=SHA_256)), sealed("sha256")),
    key_length=(pbes2(derivation(size=16)), sealed()),
)
class Opened(SynchronousTestCase):
    def check(self, algorithm, data):
        self.assertEqual(passwords.decrypt(algorithm, data, "password"), b"data")


@rows(
    other_password=(pbes2(), sealed(), "other"),
    no_padding=(pbes2(), sealed(data=bytes(16)), "password"),
    no_data=(pbes2(), b"", "password"),
    odd_data=(pbes2(), bytes(15), "password"),
    short_iv=(pbes2(iv=bytes(8)), sealed(), "password"),
    no_iterations=(pbes2(derivation(0)), sealed(), "password"),
    too_many_iterations=(pbes2(derivation(passwords.MOST_ITERATIONS + 1)), sealed(), "password"),
    unknown_hash=(pbes2(derivation(prf=PBES2)), sealed(), "password"),
    unknown_cipher=(pbes2(cipher=PBES2), sealed(), "password"),
    unknown_function=(pbes2(function=PBES2), sealed(), "password"),
    salt_is_no_string=(pbes2(derivation(salt=der.integer(1))), sealed(), "password"),
    salt_alone=(pbes2(der.sequence(der.octet_string(SALT))), sealed(), "password"),
    unknown_scheme=(der.read(der.sequence(PBKDF2, der.sequence())), sealed(), "password"),
    no_parameters=(der.read(der.sequence(PBES2)), sealed(), "password"),
    incomplete=(der.read(der.sequence(PBES2, der.sequence(der.sequence()))), sealed(), "password"),
    old_without_salt=(der.read(der.sequence(DES3, der.sequence())), bytes(8), "password"),
)
class Refused(SynchronousTestCase):
    def check(self, algorithm, data, password):
        self.assertRaises(BadKeyMaterial, passwords.decrypt, algorithm, data, password)


class Derivation(SynchronousTestCase):
    def test_a_known_answer(self):
        """Of the key and the IV of a container that OpenSSL made; longer than one hash, so that blocks are chained."""
        key = passwords.derived("sha1", "smeg", bytes.fromhex("0a58cf64530d823f"), 1, 1, 24)
        self.assertEqual(key.hex(), "8aaae6297b6cb04642ab5b077851284eb7128f1a2a7fbca3")
        self.assertEqual(
            passwords.derived("sha1", "smeg", bytes.fromhex("0a58cf64530d823f"), 1, 2, 8).hex(), "79993dfe048d3b76"
        )

    def test_without_salt(self):
        self.assertEqual(len(passwords.derived("sha256", "", b"", 1, 3, 40)), 40)

    def test_the_mac_counts_its_iterations(self):
        self.assertRaises(BadKeyMaterial, passwords.mac, "sha1", "p", SALT, passwords.MOST_ITERATIONS + 1, b"")
        self.assertNotEqual(passwords.mac("sha1", "p", SALT, 1, b""), passwords.mac("sha1", "p", SALT, 2, b""))
