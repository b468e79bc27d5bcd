"""hsmsim.crypto.ciphers, uses and streams, as far as the suite does not."""

import os

from twisted.trial.unittest import SynchronousTestCase

from hsmsim.crypto.openssl import OpenSSL
from hsmsim.errors import CryptographicFailure
from hsmsim.interfaces.crypto import Form, Key
from hsmsim.spec.enums import BlockCipherMode as Mode
from hsmsim.spec.enums import CryptographicAlgorithm as Algorithm
from hsmsim.spec.enums import HashingAlgorithm
from hsmsim.spec.values import CryptographicParameters as Parameters
from tests.suites.crypto import whole
from tests.support import rows

CRYPTO = OpenSSL(os.urandom)


def key(algorithm, size=16):
    return Key(Form.SYMMETRIC, algorithm, size * 8, bytes(range(size)))


@rows(
    ecb=(Algorithm.AES, {"block_cipher_mode": Mode.ECB}, 0),
    no_mode=(Algorithm.AES, {}, 0),
    wrap=(Algorithm.AES, {"block_cipher_mode": Mode.NISTKEYWRAP}, 0),
    cbc=(Algorithm.AES, {"block_cipher_mode": Mode.CBC, "iv_length": 64}, 16),
    cbc_3des=(Algorithm.DES3, {"block_cipher_mode": Mode.CBC}, 8),
    xts=(Algorithm.AES, {"block_cipher_mode": Mode.XTS}, 16),
    gcm=(Algorithm.AES, {"block_cipher_mode": Mode.GCM}, 12),
    gcm_chosen=(Algorithm.AES, {"block_cipher_mode": Mode.GCM, "iv_length": 128}, 16),
    ctr=(Algorithm.AES, {"block_cipher_mode": Mode.CTR}, 16),
    ctr_nonce=(Algorithm.AES, {"block_cipher_mode": Mode.CTR, "counter_length": 32}, 12),
    rc4=(Algorithm.RC4, {}, 0),
    chacha20=(Algorithm.CHACHA20, {}, 12),
    chacha20_first_form=(Algorithm.CHACHA20, {"iv_length": 64}, 8),
)
class Sizes(SynchronousTestCase):
    def check(self, algorithm, parameters, size):
        self.assertEqual(CRYPTO.iv_size(key(algorithm), Parameters(**parameters)), size)


@rows(
    cbc=(Algorithm.AES, {"block_cipher_mode": Mode.CBC}, 0),
    no_mode=(Algorithm.AES, {}, 0),
    gcm=(Algorithm.AES, {"block_cipher_mode": Mode.GCM}, 16),
    gcm_short=(Algorithm.AES, {"block_cipher_mode": Mode.GCM, "tag_length": 12}, 12),
    ccm=(Algorithm.AES, {"block_cipher_mode": Mode.CCM}, 16),
    chacha20=(Algorithm.CHACHA20, {}, 0),
    chacha20_poly1305=(Algorithm.CHACHA20, {"block_cipher_mode": Mode.AEAD}, 16),
)
class Tags(SynchronousTestCase):
    def check(self, algorithm, parameters, size):
        self.assertEqual(CRYPTO.tag_length(key(algorithm), Parameters(**parameters)), size)


@rows(
    wrap_of_half_a_block=({"block_cipher_mode": Mode.NISTKEYWRAP}, None, 12, True),
    unwrap_of_another_key=({"block_cipher_mode": Mode.NISTKEYWRAP}, None, 24, False),
    unwrap_padded=({"block_cipher_mode": Mode.AESKEYWRAPPADDING}, None, 24, False),
    wrap_of_nothing=({"block_cipher_mode": Mode.AESKEYWRAPPADDING}, None, 0, True),
    xts_of_half_a_block=({"block_cipher_mode": Mode.XTS}, bytes(16), 8, True),
    ccm_too_long_for_the_nonce=({"block_cipher_mode": Mode.CCM}, bytes(13), 65536, True),
)
class DataRefused(SynchronousTestCase):
    def check(self, parameters, iv, size, encrypts):
        use = key(Algorithm.AES, 32)
        start = CRYPTO.encryptor if encrypts else CRYPTO.decryptor
        step = start(use, Parameters(**parameters), iv, b"", *(() if encrypts else (None,)))
        step.update(bytes(size))
        self.assertRaises(CryptographicFailure, step.finish)


class Authentication(SynchronousTestCase):
    def test_only_authenticated_modes_take_additional_data_and_tag(self):
        for algorithm, mode in ((Algorithm.AES, Mode.ECB), (Algorithm.RC4, None), (Algorithm.CHACHA20, None)):
            use = key(algorithm, 32 if algorithm == Algorithm.CHACHA20 else 16)
            asked = Parameters(block_cipher_mode=mode)
            self.assertRaises(CryptographicFailure, CRYPTO.encryptor, use, asked, bytes(12), b"aad")
            self.assertRaises(CryptographicFailure, CRYPTO.decryptor, use, asked, bytes(12), b"", bytes(16))

    def test_short_tags_of_gcm(self):
        use = key(Algorithm.AES)
        for size in (4, 8, 12, 13, 14, 15, 16):
            asked = Parameters(block_cipher_mode=Mode.GCM, tag_length=size)
            sealing = CRYPTO.encryptor(use, asked, bytes(12), b"aad")
            sealed = whole(sealing, b"data")
            self.assertEqual(len(sealing.tag), size)
            self.assertEqual(whole(CRYPTO.decryptor(use, asked, bytes(12), b"aad", sealing.tag), sealed), b"data")

    def test_chacha20_poly1305_of_a_chacha20_key(self):
        by_name = Parameters(cryptographic_algorithm=Algorithm.CHACHA20POLY1305)
        by_mode = Parameters(block_cipher_mode=Mode.AEAD, cryptographic_algorithm=Algorithm.CHACHA20)
        made = []
        for asked in (by_name, by_mode):
            sealing = CRYPTO.encryptor(key(Algorithm.CHACHA20, 32), asked, bytes(12), b"aad")
            made.append((whole(sealing, b"data"), sealing.tag))
        self.assertEqual(*made)

    def test_a_negative_counter_of_chacha20(self):
        asked = Parameters(initial_counter_value=-1)
        self.assertRaises(CryptographicFailure, CRYPTO.encryptor, key(Algorithm.CHACHA20, 32), asked, bytes(12), b"")

    def test_modes_that_take_no_iv_do_not_look_at_one(self):
        use, asked = key(Algorithm.AES), Parameters(block_cipher_mode=Mode.ECB)
        with_iv = whole(CRYPTO.encryptor(use, asked, bytes(16), b""), bytes(16))
        self.assertEqual(with_iv, whole(CRYPTO.encryptor(use, asked, None, b""), bytes(16)))

    def test_a_hash_that_we_do_not_have(self):
        for hashing in (HashingAlgorithm.MD2, HashingAlgorithm.WHIRLPOOL, None):
            self.assertRaises(CryptographicFailure, CRYPTO.hasher, hashing)
