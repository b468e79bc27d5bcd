"""How strong keys are (NIST SP 800-57 part 1, tables 2 and 3)."""

from twisted.trial.unittest import SynchronousTestCase

from hsmsim.model.strength import strength
from hsmsim.spec.enums import CryptographicAlgorithm as A
from tests.support import rows


@rows(
    aes_128=(A.AES, 128, 128),
    aes_256=(A.AES, 256, 256),
    aes_xts=(A.AES, 512, 256),
    hmac=(A.HMAC_SHA512, 4096, 256),
    des=(A.DES, 56, 56),
    des_with_parity=(A.DES, 64, 56),
    two_keys=(A.DES3, 112, 80),
    two_keys_with_parity=(A.DES3, 128, 80),
    three_keys=(A.DES3, 168, 112),
    three_keys_with_parity=(A.DES3, 192, 112),
    rsa_512=(A.RSA, 512, 0),
    rsa_1024=(A.RSA, 1024, 80),
    rsa_2047=(A.RSA, 2047, 80),
    rsa_2048=(A.RSA, 2048, 112),
    rsa_4096=(A.RSA, 4096, 128),
    rsa_8192=(A.RSA, 8192, 192),
    rsa_15360=(A.RSA, 15360, 256),
    p_192=(A.EC, 192, 80),
    p_256=(A.ECDSA, 256, 128),
    p_384=(A.EC, 384, 192),
    p_521=(A.ECDH, 521, 256),
)
class Strengths(SynchronousTestCase):
    def check(self, algorithm, length, bits):
        self.assertEqual(strength(algorithm, length), bits)
