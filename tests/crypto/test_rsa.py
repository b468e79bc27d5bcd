"""hsmsim.crypto.rsa: OAEP made by hand, and what is refused."""

import os

from twisted.trial.unittest import SynchronousTestCase

from hsmsim.crypto import rsa
from hsmsim.crypto.openssl import OpenSSL
from hsmsim.errors import CryptographicFailure
from hsmsim.interfaces.crypto import Form, Key
from hsmsim.spec.enums import CryptographicAlgorithm as Algorithm
from hsmsim.spec.enums import HashingAlgorithm as Hash
from hsmsim.spec.enums import PaddingMethod
from hsmsim.spec.values import CryptographicParameters as Parameters
from tests.suites.crypto import pair, whole
from tests.support import rows

CRYPTO = OpenSSL(os.urandom)
PRIVATE, PUBLIC = pair(CRYPTO, Algorithm.RSA, 1024)
EC = pair(CRYPTO, Algorithm.EC, 256)[1]
OAEP = Parameters(padding_method=PaddingMethod.OAEP, hashing_algorithm=Hash.SHA_256, p_source=b"label")


class ByHand(SynchronousTestCase):
    def test_the_library_reads_our_oaep_and_we_read_its(self):
        theirs = whole(CRYPTO.encryptor(PUBLIC, OAEP, None, b""), b"data")
        self.patch(rsa, "_LIBRARY_OAEP", frozenset())
        self.assertEqual(whole(CRYPTO.decryptor(PRIVATE, OAEP, None, b"", None), theirs), b"data")
        ours = whole(CRYPTO.encryptor(PUBLIC, OAEP, None, b""), b"data")
        self.patch(rsa, "_LIBRARY_OAEP", frozenset({Hash.SHA_1, Hash.SHA_256}))
        self.assertEqual(whole(CRYPTO.decryptor(PRIVATE, OAEP, None, b"", None), ours), b"data")

    def test_a_wrong_label_or_cipher_opens_nothing_either_way(self):
        sealed = whole(CRYPTO.encryptor(PUBLIC, OAEP, None, b""), b"data")
        other = Parameters(padding_method=PaddingMethod.OAEP, hashing_algorithm=Hash.SHA_256)
        for library in (rsa._LIBRARY_OAEP, frozenset()):
            self.patch(rsa, "_LIBRARY_OAEP", library)
            for parameters, data in ((other, sealed), (OAEP, sealed[::-1]), (OAEP, sealed[1:]), (OAEP, b"\xff" * 128)):
                step = CRYPTO.decryptor(PRIVATE, parameters, None, b"", None)
                step.update(data)
                self.assertRaises(CryptographicFailure, step.finish)

    def test_a_hash_too_large_for_the_key(self):
        self.patch(rsa, "_LIBRARY_OAEP", frozenset())
        asked = Parameters(padding_method=PaddingMethod.OAEP, hashing_algorithm=Hash.SHA_512)
        self.assertRaises(CryptographicFailure, CRYPTO.decryptor, PRIVATE, asked, None, b"", None)

    def test_a_damaged_key_gives_nothing_away(self):
        loaded = rsa.private_key(PRIVATE.material)

        class Damaged:
            key_size = loaded.key_size

            def private_numbers(self):
                good = loaded.private_numbers()
                return type(
                    "Numbers",
                    (),
                    {
                        **{name: getattr(good, name) for name in ("p", "q", "dmq1", "iqmp", "public_numbers")},
                        "dmp1": good.dmp1 ^ 2,
                    },
                )

        self.assertRaises(CryptographicFailure, rsa._raw_private, Damaged(), b"\x00" * 127 + b"\x02", os.urandom)


@rows(
    no_padding=(PUBLIC, {}),
    padding_of_signatures=(PUBLIC, {"padding_method": PaddingMethod.PSS}),
    private_key=(PRIVATE, {"padding_method": PaddingMethod.PKCS1_V1_5}),
    elliptic_curve=(EC, {"padding_method": PaddingMethod.PKCS1_V1_5}),
    another_algorithm=(
        PUBLIC,
        {"padding_method": PaddingMethod.PKCS1_V1_5, "cryptographic_algorithm": Algorithm.AES},
    ),
    oaep_without_hash=(PUBLIC, {"padding_method": PaddingMethod.OAEP}),
    oaep_unavailable_hash=(PUBLIC, {"padding_method": PaddingMethod.OAEP, "hashing_algorithm": Hash.WHIRLPOOL}),
    oaep_other_mask=(
        PUBLIC,
        {"padding_method": PaddingMethod.OAEP, "hashing_algorithm": Hash.SHA_1, "mask_generator": 0x80000001},
    ),
)
class Refused(SynchronousTestCase):
    def check(self, use, parameters):
        self.assertRaises(CryptographicFailure, CRYPTO.encryptor, use, Parameters(**parameters), None, b"")

    def test_a_decryption_needs_the_private_key(self):
        asked = Parameters(padding_method=PaddingMethod.NONE)
        self.assertRaises(CryptographicFailure, CRYPTO.decryptor, PUBLIC, asked, None, b"", None)

    def test_a_symmetric_key_of_another_algorithm_takes_no_iv(self):
        hmac = Key(Form.SYMMETRIC, Algorithm.HMAC_SHA1, 8, b"x")
        self.assertEqual(CRYPTO.iv_size(hmac, Parameters()), 0)
