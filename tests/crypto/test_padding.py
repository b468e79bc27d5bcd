"""hsmsim.crypto.padding and the steps that use it."""

from twisted.trial.unittest import SynchronousTestCase

from hsmsim.crypto.openssl import OpenSSL
from hsmsim.crypto.padding import PADDINGS, padding_of
from hsmsim.errors import CryptographicFailure
from hsmsim.interfaces.crypto import Form, Key
from hsmsim.spec.enums import BlockCipherMode, CryptographicAlgorithm, PaddingMethod
from hsmsim.spec.values import CryptographicParameters as Parameters
from tests.support import rows

AES = Key(Form.SYMMETRIC, CryptographicAlgorithm.AES, 128, bytes(16))


def _ones(size):
    return b"\xaa" * size


@rows(
    pkcs5=(PaddingMethod.PKCS5, 3, "030303"),
    pkcs5_whole_block=(PaddingMethod.PKCS5, 8, "0808080808080808"),
    zeros=(PaddingMethod.ZEROS, 3, "000000"),
    zeros_whole_block=(PaddingMethod.ZEROS, 8, ""),
    ansi_x9_23=(PaddingMethod.ANSI_X9_23, 3, "000003"),
    iso_10126=(PaddingMethod.ISO_10126, 3, "aaaa03"),
    ssl3=(PaddingMethod.SSL3, 3, "aaaa02"),
)
class Fillings(SynchronousTestCase):
    def check(self, method, missing, expected):
        filled = PADDINGS[method].fill(_ones, missing, 8)
        self.assertEqual(filled.hex(), expected)
        if filled:
            self.assertEqual(PADDINGS[method].strip(b"12345678"[: 8 - missing] + filled), b"12345678"[: 8 - missing])


@rows(
    pkcs5=(PaddingMethod.PKCS5, "31323334353637 09"),
    pkcs5_zero=(PaddingMethod.PKCS5, "31323334353637 00"),
    ansi_x9_23=(PaddingMethod.ANSI_X9_23, "31323334350107 03"),
    iso_10126=(PaddingMethod.ISO_10126, "31323334353637 00"),
    iso_10126_large=(PaddingMethod.ISO_10126, "31323334353637 11"),
    ssl3=(PaddingMethod.SSL3, "31323334353637 10"),
)
class Wrong(SynchronousTestCase):
    """The last block shows no such padding: the decryption fails, and says the same for all."""

    def check(self, method, end):
        crypto, last = OpenSSL(bytes), bytes.fromhex("3031323334353637" + end)
        plain = Parameters(block_cipher_mode=BlockCipherMode.ECB)
        sealed = crypto.encryptor(AES, plain, None, b"").update(last)
        padded = Parameters(block_cipher_mode=BlockCipherMode.ECB, padding_method=method)
        for data in (sealed, b""):
            step = crypto.decryptor(AES, padded, None, b"", None)
            step.update(data)
            with self.assertRaises(CryptographicFailure) as caught:
                step.finish()
            self.assertEqual(str(caught.exception), "the padding is not right")


class Blocks(SynchronousTestCase):
    def test_zeros_keep_empty_data_empty(self):
        crypto = OpenSSL(bytes)
        asked = Parameters(block_cipher_mode=BlockCipherMode.ECB, padding_method=PaddingMethod.ZEROS)
        self.assertEqual(crypto.encryptor(AES, asked, None, b"").finish(), b"")
        self.assertEqual(crypto.decryptor(AES, asked, None, b"", None).finish(), b"")

    def test_a_block_of_zeros_is_data_and_padding(self):
        self.assertEqual(PADDINGS[PaddingMethod.ZEROS].strip(bytes(8)), bytes(1))

    def test_without_padding_data_is_whole_blocks(self):
        crypto = OpenSSL(bytes)
        for method in (None, PaddingMethod.NONE, PaddingMethod.PKCS5):
            asked = Parameters(block_cipher_mode=BlockCipherMode.ECB, padding_method=method)
            starts = [crypto.decryptor(AES, asked, None, b"", None)]
            starts += [] if method == PaddingMethod.PKCS5 else [crypto.encryptor(AES, asked, None, b"")]
            for step in starts:
                step.update(bytes(17))
                self.assertRaises(CryptographicFailure, step.finish)

    def test_paddings_of_rsa(self):
        for method in (PaddingMethod.OAEP, PaddingMethod.PSS, PaddingMethod.PKCS1_V1_5, PaddingMethod.X9_31):
            self.assertRaises(CryptographicFailure, padding_of, method)
