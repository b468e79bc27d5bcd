"""hsmsim.crypto.derivation, beside what the suite of all backends asks."""

from twisted.trial.unittest import SynchronousTestCase

from hsmsim.crypto import derivation
from hsmsim.errors import CryptographicFailure
from hsmsim.interfaces.crypto import Form, Key
from hsmsim.spec.enums import CryptographicAlgorithm, DerivationMethod, HashingAlgorithm
from hsmsim.spec.values import CryptographicParameters
from tests.support import rows

H = HashingAlgorithm


# The output of one block costs what is asked; each further block costs it again.
@rows(
    one_block=(H.SHA_1, 20, derivation.MOST_ROUNDS, 1),
    two_blocks=(H.SHA_1, 21, derivation.MOST_ROUNDS // 2, 2),
    three_blocks=(H.SHA_256, 65, derivation.MOST_ROUNDS // 3, 3),
)
class MostRounds(SynchronousTestCase):
    def check(self, hashing, size, iterations, blocks):
        """As many iterations as are still carried out; none is, because the function is replaced."""
        asked = []

        class Counted:
            def __init__(self, *args):
                asked.append(args[1:])

            def derive(self, password):
                return password

        self.patch(derivation, "PBKDF2HMAC", Counted)
        parameters = CryptographicParameters(hashing_algorithm=hashing)
        self.assertEqual(derivation.pbkdf2(b"password", parameters, b"salt", iterations, size), b"password")
        self.assertEqual(asked, [(size, b"salt", iterations)])
        self.assertLessEqual(iterations * blocks, derivation.MOST_ROUNDS)


class MostData(SynchronousTestCase):
    """Each block of the output takes the data again."""

    def derived(self, data):
        parameters = CryptographicParameters(cryptographic_algorithm=CryptographicAlgorithm.HMAC_SHA256)
        key = Key(Form.SYMMETRIC, CryptographicAlgorithm.HMAC_SHA256, 128, bytes(16))
        return derivation.kdf(DerivationMethod.NIST800_108_C, key, parameters, b"", bytes(data), 64)

    def test_as_much_as_is_taken(self):
        self.patch(derivation, "MOST_DATA", 1000)
        self.assertEqual(len(self.derived(500)), 64)
        self.assertRaises(CryptographicFailure, self.derived, 501)
