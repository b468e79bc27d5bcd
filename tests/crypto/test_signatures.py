"""hsmsim.crypto.signatures."""

import os
from hashlib import sha256

from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives.hashes import SHA256
from twisted.trial.unittest import SynchronousTestCase

from hsmsim.crypto.hashes import HashStep
from hsmsim.crypto.openssl import OpenSSL
from hsmsim.crypto.signatures import Signer, Verifier
from hsmsim.errors import CryptographicFailure, SignatureInvalid
from hsmsim.interfaces.crypto import Form, Key
from hsmsim.spec.enums import CryptographicAlgorithm as Algorithm
from hsmsim.spec.enums import DigitalSignatureAlgorithm as Named
from hsmsim.spec.enums import HashingAlgorithm as Hash
from hsmsim.spec.enums import KeyFormatType, RecommendedCurve
from hsmsim.spec.enums import PaddingMethod as Padding
from hsmsim.spec.structures import TransparentKey
from hsmsim.spec.values import CryptographicParameters as Parameters
from tests.suites.crypto import pair, whole
from tests.support import rows

CRYPTO = OpenSSL(os.urandom)
RSA = pair(CRYPTO, Algorithm.RSA, 1024)
EC = pair(CRYPTO, Algorithm.EC, 256)
DH = pair(CRYPTO, Algorithm.DH, 1024)
ECDH = pair(CRYPTO, Algorithm.ECDH, 256)
AES = Key(Form.SYMMETRIC, Algorithm.AES, 128, bytes(16))
SHA_256 = {"hashing_algorithm": Hash.SHA_256}

# RFC 6979 A.2.5, the message "sample" with SHA-256.
RFC_6979_POINT = bytes.fromhex(
    "04"
    "60fed4ba255a9d31c961eb74c6356d68c049b8923b61fa6ce669622e60f29fb6"
    "7903fe1008b8bc99a41ae9e95628bc64f2f1b20c2d7e9f5177a3c294d4462299"
)
RFC_6979_SIGNATURE = bytes.fromhex(
    "3046"
    "022100efd48b2aacb6a8fd1140dd9cd45e81d69d2c877b56aaf991c34d0ea84eaf3716"
    "022100f7cb1c942d657c41d436c7a1b6e29f65f3e900dbb9aff4064dc4ab2f843acda8"
)


@rows(
    no_hash=(RSA[0], {}),
    unavailable_hash=(RSA[0], {"hashing_algorithm": Hash.RIPEMD_160}),
    hash_of_vendor=(RSA[0], {"hashing_algorithm": 0x80000001}),
    md2=(RSA[0], {"digital_signature_algorithm": Named.MD2_WITH_RSA_ENCRYPTION}),
    unknown=(RSA[0], {"digital_signature_algorithm": 0x80000001}),
    of_another_algorithm=(RSA[0], {"digital_signature_algorithm": Named.ECDSA_WITH_SHA256}),
    pss_without_hash=(RSA[0], {"digital_signature_algorithm": Named.RSASSA_PSS}),
    two_hashes=(RSA[0], {**SHA_256, "digital_signature_algorithm": Named.SHA_1_WITH_RSA_ENCRYPTION}),
    two_paddings=(
        RSA[0],
        {**SHA_256, "digital_signature_algorithm": Named.RSASSA_PSS, "padding_method": Padding.X9_31},
    ),
    x9_31=(RSA[0], {**SHA_256, "padding_method": Padding.X9_31}),
    no_padding=(RSA[0], {**SHA_256, "padding_method": Padding.NONE}),
    trailer=(RSA[0], {**SHA_256, "padding_method": Padding.PSS, "trailer_field": 2}),
    negative_salt=(RSA[0], {**SHA_256, "padding_method": Padding.PSS, "salt_length": -1}),
    mask_generator=(RSA[0], {**SHA_256, "padding_method": Padding.PSS, "mask_generator": 0x80000001}),
    padding_of_ecdsa=(EC[0], {**SHA_256, "padding_method": Padding.PSS}),
    another_algorithm=(EC[0], {**SHA_256, "cryptographic_algorithm": Algorithm.RSA}),
    public_key=(RSA[1], SHA_256),
    diffie_hellman=(DH[0], SHA_256),
    ecdh=(ECDH[0], SHA_256),
    symmetric=(AES, SHA_256),
)
class Refused(SynchronousTestCase):
    def check(self, key, parameters):
        self.assertRaises(CryptographicFailure, CRYPTO.signer, key, Parameters(**parameters), False)

    def test_the_private_key_verifies_nothing(self):
        self.assertRaises(CryptographicFailure, CRYPTO.verifier, RSA[0], Parameters(**SHA_256), False)

    def test_a_salt_without_room(self):
        step = CRYPTO.signer(RSA[0], Parameters(**SHA_256, padding_method=Padding.PSS, salt_length=127), False)
        self.assertRaises(CryptographicFailure, step.finish)


@rows(
    pkcs1=(RSA, {}),
    pss=(RSA, {"padding_method": Padding.PSS}),
    ecdsa=(EC, {"cryptographic_algorithm": Algorithm.ECDSA, "padding_method": Padding.NONE}),
)
class Digested(SynchronousTestCase):
    def check(self, pair, parameters):
        asked, digest = Parameters(**SHA_256, **parameters), sha256(b"data").digest()
        for data, digested, other in ((b"data", False, digest), (digest, True, b"data")):
            signature = whole(CRYPTO.signer(pair[0], asked, digested), data)
            verifying = CRYPTO.verifier(pair[1], asked, not digested)
            verifying.update(other)
            verifying.verify(signature)
        step = CRYPTO.signer(pair[0], asked, True)
        step.update(digest[1:])
        self.assertRaises(CryptographicFailure, step.finish)


class Signatures(SynchronousTestCase):
    def test_the_salt_of_a_signature_is_found_in_it(self):
        pss = {**SHA_256, "padding_method": Padding.PSS}
        for salt in (None, 0, 20, 94):
            signature = whole(CRYPTO.signer(RSA[0], Parameters(**pss, salt_length=salt), False), b"data")
            step = CRYPTO.verifier(RSA[1], Parameters(**pss), False)
            step.update(b"data")
            step.verify(signature)
        step = CRYPTO.verifier(RSA[1], Parameters(**pss, salt_length=20), False)
        step.update(b"data")
        self.assertRaises(SignatureInvalid, step.verify, signature)

    def test_the_mask_has_the_hash_of_the_signature_unless_another_is_named(self):
        pss = {**SHA_256, "padding_method": Padding.PSS}
        signature = whole(CRYPTO.signer(RSA[0], Parameters(**pss), False), b"data")
        for mask, right in ((Hash.SHA_256, True), (Hash.SHA_1, False)):
            step = CRYPTO.verifier(RSA[1], Parameters(**pss, mask_generator_hashing_algorithm=mask), False)
            step.update(b"data")
            if right:
                step.verify(signature)
            else:
                self.assertRaises(SignatureInvalid, step.verify, signature)

    def test_what_the_library_does_not_have(self):
        def refuse(*data):
            raise UnsupportedAlgorithm("no such hash")

        verifying = Verifier(HashStep(SHA256()), refuse)
        self.assertRaises(CryptographicFailure, verifying.verify, b"signature")
        self.assertRaises(CryptographicFailure, Signer(HashStep(SHA256()), refuse).finish)

    def test_a_published_signature_of_ecdsa(self):
        material = TransparentKey(recommended_curve=RecommendedCurve.P_256, q_string=RFC_6979_POINT)
        public = CRYPTO.read_key(Form.PUBLIC, KeyFormatType.TRANSPARENT_EC_PUBLIC_KEY, material, None, True)
        step = CRYPTO.verifier(public, Parameters(**SHA_256), False)
        step.update(b"sample")
        step.verify(RFC_6979_SIGNATURE)
