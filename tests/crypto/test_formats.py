"""hsmsim.crypto.formats, keys, points and transparent."""

import os

from cryptography.hazmat.primitives.asymmetric import ec, ed25519
from cryptography.hazmat.primitives.serialization import (
    BestAvailableEncryption,
    Encoding,
    NoEncryption,
    PrivateFormat,
    PublicFormat,
)
from twisted.trial.unittest import SynchronousTestCase

from hsmsim.crypto import der, dh, keys
from hsmsim.crypto.formats import READ, default_format
from hsmsim.crypto.openssl import OpenSSL
from hsmsim.errors import BadKeyMaterial, CompressionNotSupported, EncryptedKey, FormatNotSupported
from hsmsim.interfaces.crypto import Form
from hsmsim.spec.enums import CryptographicAlgorithm as Algorithm
from hsmsim.spec.enums import KeyCompressionType as Compression
from hsmsim.spec.enums import KeyFormatType as Format
from hsmsim.spec.enums import RecommendedCurve as Curve
from hsmsim.spec.structures import TransparentKey
from tests.suites.crypto import pair
from tests.support import rows

CRYPTO = OpenSSL(os.urandom)
PAIRS = {
    Algorithm.RSA: pair(CRYPTO, Algorithm.RSA, 1024),
    Algorithm.DSA: pair(CRYPTO, Algorithm.DSA, 1024),
    Algorithm.DH: pair(CRYPTO, Algorithm.DH, 1024),
    Algorithm.EC: pair(CRYPTO, Algorithm.EC, 256),
    Algorithm.ECDSA: pair(CRYPTO, Algorithm.ECDSA, 521),
    Algorithm.ECDH: pair(CRYPTO, Algorithm.ECDH, None, Curve.SECP256K1),
}
_EC_PRIVATE = {Format.PKCS_8, Format.ECPRIVATEKEY, Format.TRANSPARENT_EC_PRIVATE_KEY}
_EC_PUBLIC = {Format.X_509, Format.TRANSPARENT_EC_PUBLIC_KEY}
FORMATS = {
    Algorithm.RSA: (
        {Format.PKCS_1, Format.PKCS_8, Format.TRANSPARENT_RSA_PRIVATE_KEY},
        {Format.PKCS_1, Format.X_509, Format.TRANSPARENT_RSA_PUBLIC_KEY},
    ),
    Algorithm.DSA: (
        {Format.PKCS_8, Format.TRANSPARENT_DSA_PRIVATE_KEY},
        {Format.X_509, Format.TRANSPARENT_DSA_PUBLIC_KEY},
    ),
    Algorithm.DH: (
        {Format.PKCS_8, Format.TRANSPARENT_DH_PRIVATE_KEY},
        {Format.X_509, Format.TRANSPARENT_DH_PUBLIC_KEY},
    ),
    Algorithm.EC: (
        {
            *_EC_PRIVATE,
            *(Format.TRANSPARENT_ECDSA_PRIVATE_KEY, Format.TRANSPARENT_ECDH_PRIVATE_KEY),
            Format.TRANSPARENT_ECMQV_PRIVATE_KEY,
        },
        {
            *_EC_PUBLIC,
            *(Format.TRANSPARENT_ECDSA_PUBLIC_KEY, Format.TRANSPARENT_ECDH_PUBLIC_KEY),
            Format.TRANSPARENT_ECMQV_PUBLIC_KEY,
        },
    ),
    Algorithm.ECDSA: (
        {*_EC_PRIVATE, Format.TRANSPARENT_ECDSA_PRIVATE_KEY},
        {*_EC_PUBLIC, Format.TRANSPARENT_ECDSA_PUBLIC_KEY},
    ),
    Algorithm.ECDH: (
        {*_EC_PRIVATE, Format.TRANSPARENT_ECDH_PRIVATE_KEY},
        {*_EC_PUBLIC, Format.TRANSPARENT_ECDH_PUBLIC_KEY},
    ),
}


def read(form, key_format_type, material, algorithm=None, check=True):
    return CRYPTO.read_key(form, key_format_type, material, algorithm, check)


class Capabilities(SynchronousTestCase):
    def test_what_is_written(self):
        """What the keys below are written in, all together."""
        for number, form in enumerate((Form.PRIVATE, Form.PUBLIC)):
            self.assertEqual(CRYPTO.formats[form], set().union(*(each[number] for each in FORMATS.values())))
        self.assertEqual(CRYPTO.formats[Form.SYMMETRIC], {Format.RAW, Format.TRANSPARENT_SYMMETRIC_KEY})

    def test_what_is_read(self):
        """Of these it is judged what is there, of all others nothing."""
        for form in Form:
            for key_format_type in Format:
                refusal = BadKeyMaterial if key_format_type in READ[form] else FormatNotSupported
                self.assertRaises(refusal, read, form, key_format_type, b"", Algorithm.AES)


@rows(**{algorithm.name.lower(): (algorithm,) for algorithm in PAIRS})
class EveryFormat(SynchronousTestCase):
    def check(self, algorithm):
        for key, formats in zip(PAIRS[algorithm], FORMATS[algorithm], strict=True):
            self.assertIn(default_format(key.form, algorithm), formats)
            for key_format_type in Format:
                if key_format_type in formats:
                    material = CRYPTO.write_key(key, key_format_type, None)
                    for check in (True, False):
                        self.assertEqual(read(key.form, key_format_type, material, algorithm, check), key)
                    self.assertRaises(BadKeyMaterial, read, key.form, key_format_type, material, Algorithm.AES)
                    wrong = TransparentKey() if isinstance(material, bytes) else b""
                    self.assertRaises(BadKeyMaterial, read, key.form, key_format_type, wrong, algorithm)
                else:
                    self.assertRaises(FormatNotSupported, CRYPTO.write_key, key, key_format_type, None)


class Defaults(SynchronousTestCase):
    def test_default_formats(self):
        self.assertEqual(default_format(Form.SYMMETRIC, Algorithm.AES), Format.RAW)
        self.assertEqual(default_format(Form.PRIVATE, Algorithm.RSA), Format.PKCS_1)
        self.assertEqual(default_format(Form.PUBLIC, Algorithm.RSA), Format.PKCS_1)
        self.assertEqual(default_format(Form.PRIVATE, Algorithm.EC), Format.PKCS_8)
        self.assertEqual(default_format(Form.PUBLIC, Algorithm.EC), Format.X_509)


@rows(
    aes_96=(12, Algorithm.AES),
    empty=(0, Algorithm.AES),
    des_56_without_parity=(7, Algorithm.DES),
    des3_one_key=(8, Algorithm.DES3),
    no_algorithm=(16, None),
    asymmetric=(16, Algorithm.RSA),
)
class SymmetricRefused(SynchronousTestCase):
    def check(self, size, algorithm):
        for key_format_type, material in (
            (Format.RAW, bytes(size)),
            (Format.TRANSPARENT_SYMMETRIC_KEY, TransparentKey(key=bytes(size) or None)),
        ):
            self.assertRaises(BadKeyMaterial, read, Form.SYMMETRIC, key_format_type, material, algorithm)


@rows(
    aes=(Algorithm.AES, 32, 256),
    two_keys=(Algorithm.DES3, 16, 112),
    three_keys=(Algorithm.DES3, 24, 168),
    des=(Algorithm.DES, 8, 56),
    hmac=(Algorithm.HMAC_SHA256, 5, 40),
    not_used_here=(Algorithm.TWOFISH, 16, 128),
)
class SymmetricLengths(SynchronousTestCase):
    def check(self, algorithm, size, length):
        self.assertEqual(read(Form.SYMMETRIC, Format.RAW, bytes(size), algorithm).length, length)


class FormatsRefused(SynchronousTestCase):
    def test_formats_of_another_kind_of_key(self):
        for form, key_format_type in (
            (Form.SYMMETRIC, Format.OPAQUE),
            (Form.SYMMETRIC, Format.PKCS_8),
            (Form.PRIVATE, Format.X_509),
            (Form.PRIVATE, Format.TRANSPARENT_RSA_PUBLIC_KEY),
            (Form.PUBLIC, Format.PKCS_8),
            (Form.PUBLIC, Format.PKCS_12),
        ):
            self.assertRaises(FormatNotSupported, read, form, key_format_type, b"", Algorithm.AES)

    def test_structure_and_bytes(self):
        self.assertRaises(
            BadKeyMaterial, read, Form.SYMMETRIC, Format.RAW, TransparentKey(key=bytes(16)), Algorithm.AES
        )
        transparent = Format.TRANSPARENT_SYMMETRIC_KEY
        self.assertRaises(BadKeyMaterial, read, Form.SYMMETRIC, transparent, bytes(16), Algorithm.AES)

    def test_one_format_is_not_taken_for_another(self):
        rsa, dsa, curve = (PAIRS[name] for name in (Algorithm.RSA, Algorithm.DSA, Algorithm.EC))
        pkcs_1 = CRYPTO.write_key(rsa[0], Format.PKCS_1, None)
        ec_private = CRYPTO.write_key(curve[0], Format.ECPRIVATEKEY, None)
        old_dsa = keys.private_key(dsa[0].material).private_bytes(
            Encoding.DER, PrivateFormat.TraditionalOpenSSL, NoEncryption()
        )
        for key_format_type, material in (
            (Format.PKCS_8, ec_private),
            (Format.PKCS_8, old_dsa),
            (Format.RAW, old_dsa),
            (Format.ECPRIVATEKEY, pkcs_1),
            (Format.PKCS_1, rsa[0].material),
            (Format.PKCS_1, ec_private),
            (Format.PKCS_1, old_dsa),
            (Format.PKCS_1, rsa[1].material),
            (Format.PKCS_8, bytes(20000)),
            (Format.PKCS_8, der.sequence(der.integer(0), der.sequence(), der.octet_string(b""))),
            (Format.PKCS_8, der.sequence(der.integer(0), der.sequence(der.integer(1)), der.octet_string(b""))),
        ):
            self.assertRaises(BadKeyMaterial, read, Form.PRIVATE, key_format_type, material)
        for key_format_type, material in (
            (Format.X_509, CRYPTO.write_key(rsa[1], Format.PKCS_1, None)),
            (Format.PKCS_1, rsa[1].material),
            (Format.X_509, der.sequence(der.sequence(), der.bit_string(b""))),
            (Format.X_509, rsa[0].material),
        ):
            self.assertRaises(BadKeyMaterial, read, Form.PUBLIC, key_format_type, material)

    def test_what_clients_call_raw_or_pkcs_8(self):
        rsa, curve = PAIRS[Algorithm.RSA], PAIRS[Algorithm.EC]
        pkcs_1 = CRYPTO.write_key(rsa[0], Format.PKCS_1, None)
        ec_private = CRYPTO.write_key(curve[0], Format.ECPRIVATEKEY, None)
        public_pkcs_1 = CRYPTO.write_key(rsa[1], Format.PKCS_1, None)
        for form, key_format_type, material, key in (
            (Form.PRIVATE, Format.PKCS_8, pkcs_1, rsa[0]),
            (Form.PRIVATE, Format.RAW, pkcs_1, rsa[0]),
            (Form.PRIVATE, Format.RAW, rsa[0].material, rsa[0]),
            (Form.PRIVATE, Format.RAW, ec_private, curve[0]),
            (Form.PUBLIC, Format.RAW, public_pkcs_1, rsa[1]),
            (Form.PUBLIC, Format.RAW, rsa[1].material, rsa[1]),
        ):
            self.assertEqual(read(form, key_format_type, material).material, key.material)

    def test_encrypted_pkcs_8_is_recognised(self):
        loaded = keys.private_key(PAIRS[Algorithm.EC][0].material)
        material = loaded.private_bytes(Encoding.DER, PrivateFormat.PKCS8, BestAvailableEncryption(b"password"))
        with self.assertRaises(EncryptedKey) as caught:
            read(Form.PRIVATE, Format.PKCS_8, material)
        self.assertIn("encrypted", str(caught.exception))
        for other in (Format.PKCS_1, Format.ECPRIVATEKEY, Format.RAW):
            self.assertRaises(BadKeyMaterial, read, Form.PRIVATE, other, material)

    def test_algorithms_that_kmip_does_not_name(self):
        loaded = ed25519.Ed25519PrivateKey.generate()
        private = loaded.private_bytes(Encoding.DER, PrivateFormat.PKCS8, NoEncryption())
        public = loaded.public_key().public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)
        self.assertRaises(BadKeyMaterial, read, Form.PRIVATE, Format.PKCS_8, private)
        self.assertRaises(BadKeyMaterial, read, Form.PUBLIC, Format.X_509, public)

    def test_the_format_says_which_elliptic_curve_algorithm(self):
        private = PAIRS[Algorithm.EC][0]
        clear = CRYPTO.write_key(private, Format.TRANSPARENT_ECDH_PRIVATE_KEY, None)
        found = read(Form.PRIVATE, Format.TRANSPARENT_ECDH_PRIVATE_KEY, clear)
        self.assertEqual(found.algorithm, Algorithm.ECDH)
        wrong = Algorithm.ECDSA
        self.assertRaises(BadKeyMaterial, read, Form.PRIVATE, Format.TRANSPARENT_ECDH_PRIVATE_KEY, clear, wrong)
        self.assertEqual(read(Form.PRIVATE, Format.PKCS_8, private.material, wrong).algorithm, wrong)

    def test_a_key_is_loaded_once(self):
        private = PAIRS[Algorithm.RSA][0]
        self.assertIs(keys.private_key(private.material), keys.private_key(bytes(bytearray(private.material))))
        self.assertEqual(keys.private_key.cache_info().maxsize, keys.CACHED)


PUBLIC = PAIRS[Algorithm.EC][1]


@rows(
    uncompressed=(Compression.EC_PUBLIC_KEY_TYPE_UNCOMPRESSED, 65, b"\x04"),
    compressed=(Compression.EC_PUBLIC_KEY_TYPE_X9_62_COMPRESSED_PRIME, 33, b"\x02\x03"),
    hybrid=(Compression.EC_PUBLIC_KEY_TYPE_X9_62_HYBRID, 65, b"\x06\x07"),
)
class Compressions(SynchronousTestCase):
    def check(self, compression, size, firsts):
        clear = CRYPTO.write_key(PUBLIC, Format.TRANSPARENT_EC_PUBLIC_KEY, compression)
        self.assertEqual((len(clear.q_string), clear.q_string[0] in firsts), (size, True))
        self.assertEqual(read(Form.PUBLIC, Format.TRANSPARENT_EC_PUBLIC_KEY, clear), PUBLIC)
        info = CRYPTO.write_key(PUBLIC, Format.X_509, compression)
        self.assertTrue(info.endswith(clear.q_string))
        self.assertEqual(read(Form.PUBLIC, Format.X_509, info), PUBLIC)


class CompressionsRefused(SynchronousTestCase):
    def test_compression_is_for_public_points_over_prime_fields(self):
        char2 = Compression.EC_PUBLIC_KEY_TYPE_X9_62_COMPRESSED_CHAR2
        prime = Compression.EC_PUBLIC_KEY_TYPE_X9_62_COMPRESSED_PRIME
        for key, key_format_type, compression in (
            (PUBLIC, Format.X_509, char2),
            (PUBLIC, Format.TRANSPARENT_EC_PUBLIC_KEY, char2),
            (PAIRS[Algorithm.EC][0], Format.PKCS_8, prime),
            (PAIRS[Algorithm.RSA][1], Format.X_509, prime),
        ):
            self.assertRaises(CompressionNotSupported, CRYPTO.write_key, key, key_format_type, compression)

    def test_points_that_are_none(self):
        hybrid = CRYPTO.write_key(PUBLIC, Format.X_509, Compression.EC_PUBLIC_KEY_TYPE_X9_62_HYBRID)
        point = hybrid[-65:]
        wrong_parity = bytes((point[0] ^ 1,)) + point[1:]
        self.assertRaises(BadKeyMaterial, read, Form.PUBLIC, Format.X_509, hybrid[:-65] + wrong_parity)
        for q_string in (wrong_parity, b"", b"\x04" + bytes(64), b"\x02" + bytes(31)):
            clear = TransparentKey(recommended_curve=Curve.P_256, q_string=q_string)
            self.assertRaises(BadKeyMaterial, read, Form.PUBLIC, Format.TRANSPARENT_EC_PUBLIC_KEY, clear)


class NotAKey(SynchronousTestCase):
    """What a check finds when a key is registered."""

    def refused(self, form, key_format_type, material):
        self.assertRaises(BadKeyMaterial, read, form, key_format_type, material)

    def test_rsa(self):
        clear = CRYPTO.write_key(PAIRS[Algorithm.RSA][1], Format.TRANSPARENT_RSA_PUBLIC_KEY, None)
        for modulus, exponent in ((clear.modulus + 1, 3), (clear.modulus, 4), (clear.modulus, 1), (1 << 8192, 3)):
            wrong = TransparentKey(modulus=modulus, public_exponent=exponent)
            self.refused(Form.PUBLIC, Format.TRANSPARENT_RSA_PUBLIC_KEY, wrong)
        long = der.sequence(der.integer(1 << 8192 | 1), der.integer(65537))
        self.refused(Form.PUBLIC, Format.PKCS_1, long)

    def test_rsa_private_whose_numbers_do_not_belong_together(self):
        numbers = [der.number(part) for part in self.parts(PAIRS[Algorithm.RSA][0])]
        for at in (1, 2, 3, 4, 6):
            wrong = [number + 2 * (index == at) for index, number in enumerate(numbers)]
            self.refused(Form.PRIVATE, Format.PKCS_1, der.sequence(*map(der.integer, wrong)))

    def parts(self, key):
        return der.children(der.read(CRYPTO.write_key(key, Format.PKCS_1, None)))

    def test_dsa(self):
        public = PAIRS[Algorithm.DSA][1]
        clear = CRYPTO.write_key(public, Format.TRANSPARENT_DSA_PUBLIC_KEY, None)
        wrong = TransparentKey(p=clear.p, q=clear.q, g=clear.g, y=clear.p - clear.y)
        self.refused(Form.PUBLIC, Format.TRANSPARENT_DSA_PUBLIC_KEY, wrong)

    def test_diffie_hellman(self):
        clear = CRYPTO.write_key(PAIRS[Algorithm.DH][1], Format.TRANSPARENT_DH_PUBLIC_KEY, None)
        self.refused(Form.PUBLIC, Format.TRANSPARENT_DH_PUBLIC_KEY, TransparentKey(p=clear.p, g=clear.g, y=1))

    def test_elliptic_curve_with_the_point_of_another(self):
        other = ec.generate_private_key(ec.SECP256R1()).public_key()
        point = other.public_bytes(Encoding.X962, PublicFormat.UncompressedPoint)
        material = CRYPTO.write_key(PAIRS[Algorithm.EC][0], Format.ECPRIVATEKEY, None)
        self.refused(Form.PRIVATE, Format.ECPRIVATEKEY, material[:-65] + point)

    def test_a_curve_that_the_library_has_and_we_do_not(self):
        self.patch(keys, "NAMES", {})
        self.refused(Form.PUBLIC, Format.X_509, PUBLIC.material)

    def test_a_curve_that_kmip_and_we_do_not_share(self):
        for curve, d in ((Curve.K_283, 5), (Curve.P_256, 0), (Curve.P_256, 1 << 300), (None, 5), (Curve.P_256, -5)):
            wrong = TransparentKey(recommended_curve=curve, d=d)
            self.refused(Form.PRIVATE, Format.TRANSPARENT_EC_PRIVATE_KEY, wrong)


RSA = CRYPTO.write_key(PAIRS[Algorithm.RSA][0], Format.TRANSPARENT_RSA_PRIVATE_KEY, None)


MERSENNE = 2**521 - 1


def some(*names, **others):
    return TransparentKey(modulus=RSA.modulus, **{name: getattr(RSA, name) for name in names}, **others)


@rows(
    exponents=(("private_exponent", "public_exponent"),),
    private_exponent=(("private_exponent",),),
    factors=(("p", "q", "public_exponent"),),
    factors_alone=(("p", "q"),),
    prime_exponents=(("prime_exponent_p", "prime_exponent_q", "public_exponent"),),
    prime_exponents_alone=(("prime_exponent_p", "prime_exponent_q"),),
    everything=(("private_exponent", "public_exponent", "p", "q", "crt_coefficient"),),
)
class RsaFromParts(SynchronousTestCase):
    def check(self, names):
        key = read(Form.PRIVATE, Format.TRANSPARENT_RSA_PRIVATE_KEY, some(*names))
        again = CRYPTO.write_key(key, Format.TRANSPARENT_RSA_PRIVATE_KEY, None)
        self.assertEqual((again.modulus, again.public_exponent), (RSA.modulus, RSA.public_exponent))
        self.assertEqual({again.p, again.q}, {RSA.p, RSA.q})


@rows(
    modulus_alone=(some(),),
    one_factor=(some("p"),),
    no_modulus=(TransparentKey(p=RSA.p, q=RSA.q),),
    negative=(some("p", "q", private_exponent=-1),),
    oversized=(some(private_exponent=1 << 9000),),
    factors_of_another=(some(p=RSA.p + 2, q=RSA.q),),
    factor_1=(some(p=1, q=RSA.modulus),),
    exponent_of_another=(some("private_exponent", public_exponent=3),),
    exponent_1=(some(private_exponent=1, public_exponent=1),),
    unusual_exponent_left_out=(some(private_exponent=RSA.private_exponent - 2),),
    prime_exponents_of_another=(some(prime_exponent_p=5, prime_exponent_q=7),),
    prime_modulus=(TransparentKey(modulus=MERSENNE, private_exponent=pow(65537, -1, MERSENNE - 1)),),
    base_shares_a_factor=(TransparentKey(modulus=9, public_exponent=5, private_exponent=5),),
    one_prime_squared=(TransparentKey(modulus=49, public_exponent=5, private_exponent=17),),
    zero_modulus=(TransparentKey(modulus=0, public_exponent=3, private_exponent=3),),
)
class RsaFromTooLittle(SynchronousTestCase):
    def check(self, clear):
        self.assertRaises(BadKeyMaterial, read, Form.PRIVATE, Format.TRANSPARENT_RSA_PRIVATE_KEY, clear)


class Domains(SynchronousTestCase):
    def test_the_subgroup_of_a_transparent_diffie_hellman_key_is_kept(self):
        p, g = dh.group(1024)
        clear = TransparentKey(p=p, q=(p - 1) // 2, g=g, j=2, x=77)
        key = read(Form.PRIVATE, Format.TRANSPARENT_DH_PRIVATE_KEY, clear)
        self.assertEqual(CRYPTO.write_key(key, Format.TRANSPARENT_DH_PRIVATE_KEY, None), clear)
        again = read(Form.PRIVATE, Format.PKCS_8, key.material)
        self.assertEqual(again, key)
