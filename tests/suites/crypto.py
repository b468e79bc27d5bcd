"""What every crypto backend promises: `suite(factory)` makes the test case that a provider has to pass."""

import tomllib
from collections.abc import Callable
from pathlib import Path
from typing import Any

from twisted.trial.unittest import SynchronousTestCase
from zope.interface.verify import verifyObject

from hsmsim.errors import BadKeyMaterial, CryptographicFailure, FormatNotSupported, MissingIV, SignatureInvalid
from hsmsim.interfaces.crypto import Certification, Form, ICrypto, Key
from hsmsim.spec.enums import BlockCipherMode as Mode
from hsmsim.spec.enums import CryptographicAlgorithm as Algorithm
from hsmsim.spec.enums import DerivationMethod as Method
from hsmsim.spec.enums import DigitalSignatureAlgorithm as Named
from hsmsim.spec.enums import HashingAlgorithm as Hash
from hsmsim.spec.enums import KeyFormatType as Format
from hsmsim.spec.enums import PaddingMethod as Padding
from hsmsim.spec.enums import RecommendedCurve as Curve
from hsmsim.spec.structures import TransparentKey
from hsmsim.spec.values import CryptographicParameters as Parameters
from hsmsim.spec.values import RNGParameters

VECTORS = Path(__file__).parent.parent / "vectors"
DATA = bytes(range(256)) * 2 + b"a last part"
_PAIRS: dict[Any, tuple[Key, Key]] = {}


def vectors(name: str) -> dict[str, Any]:
    """A file of known answers."""
    return tomllib.loads((VECTORS / f"{name}.toml").read_text())


def pair(crypto: Any, algorithm: Algorithm, length: int | None = None, curve: Curve | None = None) -> tuple[Key, Key]:
    """A key pair, made once for all tests of a backend."""
    name = (type(crypto), algorithm, length, curve)
    if name not in _PAIRS:
        _PAIRS[name] = crypto.generate_pair(algorithm, length, curve, None)
    return _PAIRS[name]


def key(algorithm: Algorithm, material: bytes) -> Key:
    """A symmetric key."""
    return Key(Form.SYMMETRIC, algorithm, len(material) * 8, material)


def whole(step: Any, data: bytes) -> bytes:
    """What a step gives for data in one part."""
    return step.update(data) + step.finish()


def parted(step: Any, data: bytes, sizes: tuple[int, ...] = (1, 0, 15, 16, 17, 3)) -> bytes:
    """What a step gives for the same data in many parts."""
    output, at = b"", 0
    while at < len(data):
        for size in sizes:
            output += step.update(data[at : at + size])
            at += size
    return output + step.finish()


def each(check: Callable[..., None], table: dict[str, tuple[Any, ...]]) -> Callable[[type], type]:
    """Make each row a test: the check is part of its name."""

    def fill(cls: type) -> type:
        for name, row in table.items():
            setattr(cls, f"test_{check.__name__}_{name}", lambda self, row=row: check(self, *row))
        return cls

    return fill


# ---------------------------------------------------------------------------------------------- known answers


def cipher_vector(test: Any, row: dict[str, Any]) -> None:
    plain = row["text"].encode() if "text" in row else bytes.fromhex(row["plain"])
    iv, aad, tag = (bytes.fromhex(row[name]) if name in row else None for name in ("iv", "aad", "tag"))
    use = key(Algorithm[row["algorithm"]], bytes.fromhex(row["key"]))
    parameters = Parameters(
        block_cipher_mode=Mode[row["mode"]] if "mode" in row else None,
        tag_length=None if tag is None else len(tag),
        counter_length=row.get("counter_length"),
        initial_counter_value=row.get("initial_counter_value"),
    )
    for run in (whole, parted):
        sealing = test.crypto.encryptor(use, parameters, iv, aad or b"")
        test.assertEqual(run(sealing, plain).hex(), row["cipher"])
        test.assertEqual(sealing.tag, tag)
        opening = test.crypto.decryptor(use, parameters, iv, aad or b"", tag)
        test.assertEqual(run(opening, bytes.fromhex(row["cipher"])), plain)


def mac_vector(test: Any, row: dict[str, Any]) -> None:
    material = row["key_text"].encode() if "key_text" in row else bytes.fromhex(row["key"])
    data = row["text"].encode() if "text" in row else bytes.fromhex(row["data"])
    use, expected = key(Algorithm[row["algorithm"]], material), bytes.fromhex(row["mac"])
    parameters = Parameters(block_cipher_mode=Mode[row["mode"]] if "mode" in row else None)
    for run in (whole, parted):
        test.assertEqual(run(test.crypto.mac(use, parameters), data), expected)
    for wrong in (expected[:-1], expected[:-1] + bytes((expected[-1] ^ 1,)), b""):
        verifying = test.crypto.mac_verifier(use, parameters)
        verifying.update(data)
        test.assertRaises(SignatureInvalid, verifying.verify, wrong)
    verifying = test.crypto.mac_verifier(use, parameters)
    verifying.update(data)
    verifying.verify(expected)


def hash_vector(test: Any, hashing: Hash, digest: str) -> None:
    test.assertEqual(whole(test.crypto.hasher(hashing), b"abc").hex(), digest)
    test.assertEqual(parted(test.crypto.hasher(hashing), b"abc").hex(), digest)


def _bytes(row: dict[str, Any], name: str) -> bytes:
    return row[f"{name}_text"].encode() if f"{name}_text" in row else bytes.fromhex(row.get(name, ""))


def on_curve(crypto: Any, curve: Curve, number: int) -> tuple[Key, Key]:
    """The keys of a private number."""
    material = TransparentKey(recommended_curve=curve, d=number)
    private = crypto.read_key(Form.PRIVATE, Format.TRANSPARENT_EC_PRIVATE_KEY, material, None, True)
    return private, crypto.public_of(private)


def derive(crypto: Any, row: dict[str, Any], size: int) -> bytes:
    """What the function of a row gives."""
    secret, salt, data, iv = (_bytes(row, name) for name in ("secret", "salt", "data", "iv"))
    parameters = Parameters(
        hashing_algorithm=Hash[row["hash"]] if "hash" in row else None,
        cryptographic_algorithm=Algorithm[row["algorithm"]] if "algorithm" in row else None,
        block_cipher_mode=Mode[row["mode"]] if "mode" in row else None,
    )
    if row["function"] == "pbkdf2":
        return crypto.pbkdf2(secret, parameters, salt, row["iteration_count"], size)  # type: ignore[no-any-return]
    if row["function"] == "hkdf":
        return crypto.hkdf(secret, parameters, salt, data, size)  # type: ignore[no-any-return]
    use = key(Algorithm.AES, secret)
    return crypto.kdf(Method[row["function"]], use, parameters, iv, data, size)  # type: ignore[no-any-return]


def derivation_vector(test: Any, row: dict[str, Any]) -> None:
    output = bytes.fromhex(row["output"])
    if row["function"] == "agree":
        own, other = (on_curve(test.crypto, Curve[row["curve"]], int(row[name], 16)) for name in ("secret", "other"))
        test.assertEqual(test.crypto.agree(own[0], other[1]), output)
        test.assertEqual(test.crypto.agree(other[0], own[1]), output)
        return
    for size in (len(output), 1):
        test.assertEqual(derive(test.crypto, row, size), output[:size])


# ------------------------------------------------------------------------------------------------ there and back


def round_trip(test: Any, algorithm: Algorithm, length: int, mode: Mode | None, method: Padding | None) -> None:
    use = key(algorithm, test.crypto.generate_key(algorithm, length))
    parameters = Parameters(block_cipher_mode=mode, padding_method=method)
    iv = test.crypto.random(test.crypto.iv_size(use, parameters)) or None
    sizes = range(17, 50) if method else (16, 32, 512)
    for size in sizes:
        data = DATA[:size]
        sealing = test.crypto.encryptor(use, parameters, iv, b"")
        sealed = whole(sealing, data)
        test.assertNotEqual(sealed, data)
        for run in (whole, parted):
            opened = run(test.crypto.decryptor(use, parameters, iv, b"", sealing.tag), sealed)
            test.assertEqual(opened, data.rstrip(b"\0") if method == Padding.ZEROS else data)


_BLOCK_CIPHERS = {
    Algorithm.AES: 256,
    Algorithm.DES: 56,
    Algorithm.DES3: 168,
    Algorithm.BLOWFISH: 128,
    Algorithm.CAST5: 128,
    Algorithm.IDEA: 128,
    Algorithm.CAMELLIA: 192,
}
_ROUND_TRIPS = {
    f"{algorithm.name}_{mode.name}".lower(): (algorithm, length, mode, None)
    for algorithm, length in _BLOCK_CIPHERS.items()
    for mode in (Mode.ECB, Mode.CBC, Mode.CFB, Mode.OFB, Mode.CTR)
}
_ROUND_TRIPS.update(
    {
        f"{algorithm.name}_{mode.name}_{method.name}".lower(): (algorithm, length, mode, method)
        for algorithm, length, mode in (
            (Algorithm.AES, 128, Mode.CBC),
            (Algorithm.DES3, 112, Mode.ECB),
            (Algorithm.RC2, 128, Mode.CBC),
        )
        for method in (Padding.PKCS5, Padding.ZEROS, Padding.ANSI_X9_23, Padding.ISO_10126, Padding.SSL3)
    }
)
_ROUND_TRIPS.update(
    xts_128=(Algorithm.AES, 256, Mode.XTS, None),
    xts_256=(Algorithm.AES, 512, Mode.XTS, None),
    gcm=(Algorithm.AES, 192, Mode.GCM, None),
    ccm=(Algorithm.AES, 192, Mode.CCM, None),
    chacha20=(Algorithm.CHACHA20, 256, None, None),
    chacha20_poly1305=(Algorithm.CHACHA20POLY1305, 256, None, None),
    chacha20_aead=(Algorithm.CHACHA20, 256, Mode.AEAD, None),
    rc4=(Algorithm.RC4, 128, None, None),
)


def signs(test: Any, algorithm: Algorithm, size: Any, parameters: dict[str, Any]) -> None:
    where = {"curve": size} if isinstance(size, Curve) else {"length": size}
    private, public = pair(test.crypto, algorithm, **where)
    asked = Parameters(**parameters)
    signature = parted(test.crypto.signer(private, asked, False), DATA)
    verifying = test.crypto.verifier(public, asked, False)
    verifying.update(DATA)
    verifying.verify(signature)
    for data, wrong in ((DATA + b"!", signature), (DATA, signature[:-1]), (DATA, b""), (DATA, signature[::-1])):
        verifying = test.crypto.verifier(public, asked, False)
        verifying.update(data)
        test.assertRaises(SignatureInvalid, verifying.verify, wrong)


_HASHES = [Hash[name] for name in vectors("hashes")]
_SIGNATURES: dict[str, tuple[Any, ...]] = {}
for _hash in _HASHES:
    _plain = {"hashing_algorithm": _hash}
    _SIGNATURES[f"rsa_{_hash.name}"] = (Algorithm.RSA, 1024, _plain)
    _SIGNATURES[f"pss_{_hash.name}"] = (Algorithm.RSA, 1024, {**_plain, "padding_method": Padding.PSS})
    _SIGNATURES[f"ecdsa_{_hash.name}"] = (Algorithm.ECDSA, Curve.P_256, _plain)
    _SIGNATURES[f"dsa_{_hash.name}"] = (Algorithm.DSA, 1024, _plain)
for _named in Named:
    if _named not in (Named.MD2_WITH_RSA_ENCRYPTION, Named.RSASSA_PSS):
        _kind = next(name for name in ("ECDSA", "DSA", "RSA") if name in _named.name)
        _size = Curve.P_256 if _kind == "ECDSA" else 1024
        _SIGNATURES[f"{_named.name}"] = (Algorithm[_kind], _size, {"digital_signature_algorithm": _named})
_SIGNATURES["named_pss"] = (
    Algorithm.RSA,
    1024,
    {"digital_signature_algorithm": Named.RSASSA_PSS, "hashing_algorithm": Hash.SHA_256, "salt_length": 20},
)
_CURVES = [
    *(Curve.P_192, Curve.P_224, Curve.P_256, Curve.P_384, Curve.P_521, Curve.SECP256K1),
    *(Curve.BRAINPOOLP256R1, Curve.BRAINPOOLP384R1, Curve.BRAINPOOLP512R1),
]
for _curve in _CURVES:
    _SIGNATURES[f"curve_{_curve.name}"] = (Algorithm.EC, _curve, {"hashing_algorithm": Hash.SHA_384})


def seals(test: Any, parameters: dict[str, Any], size: int) -> None:
    private, public = pair(test.crypto, Algorithm.RSA, 2048)
    asked = Parameters(**parameters)
    data = DATA[:size]
    sealed = parted(test.crypto.encryptor(public, asked, None, b""), data)
    test.assertEqual(len(sealed), 256)
    test.assertEqual(whole(test.crypto.decryptor(private, asked, None, b"", None), sealed), data)
    too_long = test.crypto.encryptor(public, asked, None, b"")
    too_long.update(b"\xff" * 256)
    test.assertRaises(CryptographicFailure, too_long.finish)


_SEALS: dict[str, tuple[Any, ...]] = {
    "pkcs1": ({"padding_method": Padding.PKCS1_V1_5}, 100),
    "pkcs1_most": ({"padding_method": Padding.PKCS1_V1_5}, 245),
    "pkcs1_empty": ({"padding_method": Padding.PKCS1_V1_5}, 0),
    "none": ({"padding_method": Padding.NONE}, 256),
}
for _hash in _HASHES:
    _oaep = {"padding_method": Padding.OAEP, "hashing_algorithm": _hash}
    _SEALS[f"oaep_{_hash.name}"] = (_oaep, 33)
    _SEALS[f"oaep_{_hash.name}_empty"] = ({**_oaep, "p_source": b"label"}, 0)
    _SEALS[f"oaep_mask_{_hash.name}"] = ({**_oaep, "mask_generator_hashing_algorithm": _hash}, 33)


# ------------------------------------------------------------------------------------------------------- refusals


def refuses_use(test: Any, algorithm: Algorithm, size: int, parameters: dict[str, Any], iv: bytes | None) -> None:
    use = key(algorithm, bytes(range(size)))
    test.assertRaises(CryptographicFailure, test.crypto.encryptor, use, Parameters(**parameters), iv, b"")


def misses_iv(test: Any, algorithm: Algorithm, size: int, mode: Mode | None) -> None:
    use, parameters = key(algorithm, bytes(range(size))), Parameters(block_cipher_mode=mode)
    for iv in (None, b""):
        test.assertRaises(MissingIV, test.crypto.encryptor, use, parameters, iv, b"")


def _mode(mode: Mode, **others: Any) -> dict[str, Any]:
    return {"block_cipher_mode": mode, **others}


_REFUSED: dict[str, tuple[Any, ...]] = {
    "no_mode": (Algorithm.AES, 16, {}, None),
    "mode_for_macs": (Algorithm.AES, 16, _mode(Mode.CMAC), None),
    "unknown_mode": (Algorithm.AES, 16, _mode(0x80000001), None),  # type: ignore[arg-type]
    "another_algorithm": (Algorithm.AES, 16, _mode(Mode.ECB, cryptographic_algorithm=Algorithm.DES3), None),
    "hmac_key": (Algorithm.HMAC_SHA256, 16, _mode(Mode.ECB), None),
    "unavailable_algorithm": (Algorithm.TWOFISH, 16, _mode(Mode.ECB), None),
    "gcm_of_3des": (Algorithm.DES3, 24, _mode(Mode.GCM), bytes(12)),
    "short_iv": (Algorithm.AES, 16, _mode(Mode.CBC), bytes(15)),
    "long_iv": (Algorithm.AES, 16, _mode(Mode.CBC), bytes(17)),
    "padding_in_ctr": (Algorithm.AES, 16, _mode(Mode.CTR, padding_method=Padding.PKCS5), bytes(16)),
    "padding_of_rsa": (Algorithm.AES, 16, _mode(Mode.CBC, padding_method=Padding.OAEP), bytes(16)),
    "short_counter": (Algorithm.AES, 16, _mode(Mode.CTR), bytes(12)),
    "no_block": (Algorithm.AES, 16, _mode(Mode.CTR, counter_length=64), bytes(12)),
    "odd_counter": (Algorithm.AES, 16, _mode(Mode.CTR, counter_length=31), bytes(12)),
    "large_counter": (Algorithm.AES, 16, _mode(Mode.CTR, initial_counter_value=256), bytes(15)),
    "negative_counter": (Algorithm.AES, 16, _mode(Mode.CTR, initial_counter_value=-1), bytes(15)),
    "iv_length": (Algorithm.AES, 16, _mode(Mode.GCM, iv_length=64), bytes(12)),
    "odd_iv_length": (Algorithm.AES, 16, _mode(Mode.GCM, iv_length=97), bytes(12)),
    "gcm_tag_1": (Algorithm.AES, 16, _mode(Mode.GCM, tag_length=1), bytes(12)),
    "gcm_tag_32": (Algorithm.AES, 16, _mode(Mode.GCM, tag_length=32), bytes(12)),
    "gcm_short_iv": (Algorithm.AES, 16, _mode(Mode.GCM), bytes(7)),
    "ccm_tag_5": (Algorithm.AES, 16, _mode(Mode.CCM, tag_length=5), bytes(12)),
    "ccm_long_iv": (Algorithm.AES, 16, _mode(Mode.CCM), bytes(14)),
    "xts_single_key": (Algorithm.AES, 16, _mode(Mode.XTS), bytes(16)),
    "xts_key_in_cbc": (Algorithm.AES, 64, _mode(Mode.CBC), bytes(16)),
    "xts_key_wraps": (Algorithm.AES, 64, _mode(Mode.NISTKEYWRAP), None),
    "chacha20_mode": (Algorithm.CHACHA20, 32, _mode(Mode.CBC), bytes(12)),
    "chacha20_counter": (Algorithm.CHACHA20, 32, {"initial_counter_value": 1 << 32}, bytes(12)),
    "chacha20_counter_twice": (Algorithm.CHACHA20, 32, {"initial_counter_value": 1}, bytes(16)),
    "chacha20_padding": (Algorithm.CHACHA20, 32, {"padding_method": Padding.PKCS5}, bytes(12)),
    "chacha20_poly1305_tag": (Algorithm.CHACHA20POLY1305, 32, {"tag_length": 12}, bytes(12)),
    "one_key_has_another_size": (Algorithm.AES, 15, _mode(Mode.ECB), None),
}
_MISSING = {
    **{mode.name.lower(): (Algorithm.AES, 16, mode) for mode in (Mode.CBC, Mode.CFB, Mode.OFB, Mode.CTR)},
    **{mode.name.lower(): (Algorithm.AES, 32, mode) for mode in (Mode.GCM, Mode.CCM, Mode.XTS)},
    "chacha20": (Algorithm.CHACHA20, 32, None),
    "chacha20_poly1305": (Algorithm.CHACHA20POLY1305, 32, None),
}


def refuses_pair(test: Any, algorithm: Algorithm, length: int | None, curve: Curve | None, qlength: int | None) -> None:
    test.assertRaises(CryptographicFailure, test.crypto.generate_pair, algorithm, length, curve, qlength)


_NO_PAIRS = {
    "symmetric": (Algorithm.AES, 128, None, None),
    "mqv": (Algorithm.ECMQV, 256, None, None),
    "rsa_short": (Algorithm.RSA, 512, None, None),
    "rsa_long": (Algorithm.RSA, 4104, None, None),
    "rsa_odd": (Algorithm.RSA, 1025, None, None),
    "rsa_no_length": (Algorithm.RSA, None, None, None),
    "rsa_curve": (Algorithm.RSA, 2048, Curve.P_256, None),
    "rsa_qlength": (Algorithm.RSA, 2048, None, 160),
    "dsa_length": (Algorithm.DSA, 1536, None, None),
    "dsa_qlength": (Algorithm.DSA, 1024, None, 256),
    "dh_length": (Algorithm.DH, 1000, None, None),
    "dh_qlength": (Algorithm.DH, 2048, None, 256),
    "ec_nothing": (Algorithm.EC, None, None, None),
    "ec_length": (Algorithm.EC, 255, None, None),
    "ec_two_lengths": (Algorithm.EC, 384, Curve.P_256, None),
    "ec_curve": (Algorithm.EC, None, Curve.B_283, None),
    "ec_qlength": (Algorithm.EC, 256, None, 256),
}


def refuses_derivation(test: Any, row: dict[str, Any], size: int) -> None:
    test.assertRaises(CryptographicFailure, derive, test.crypto, {"secret": "00" * 16, "data": "01", **row}, size)


_PBKDF2 = {"function": "pbkdf2", "iteration_count": 1}
_NO_DERIVATIONS = {
    "no_iterations": ({**_PBKDF2, "iteration_count": 0}, 20),
    "fewer_iterations": ({**_PBKDF2, "iteration_count": -1}, 20),
    "endless_iterations": ({**_PBKDF2, "iteration_count": (1 << 31) - 1}, 20),
    "endless_blocks": ({**_PBKDF2, "iteration_count": 1 << 24}, 21),
    "no_hmac": ({**_PBKDF2, "algorithm": "AES"}, 20),
    "two_hashes": ({**_PBKDF2, "algorithm": "HMAC_SHA1", "hash": "SHA_256"}, 20),
    "no_such_hash": ({**_PBKDF2, "hash": "TIGER"}, 20),
    "hkdf_without_a_hash": ({"function": "hkdf"}, 20),
    "hkdf_at_its_end": ({"function": "hkdf", "hash": "SHA_256"}, 255 * 32 + 1),
    "no_function": ({"function": "NIST800_108_C"}, 16),
    "another_cipher": ({"function": "NIST800_108_F", "mode": "CMAC", "algorithm": "DES3"}, 16),
    "other_methods": ({"function": "HASH", "hash": "SHA_256"}, 16),
}


@each(derivation_vector, {name: (row,) for name, row in vectors("derivation").items()})
@each(refuses_derivation, _NO_DERIVATIONS)
@each(cipher_vector, {name: (row,) for name, row in vectors("ciphers").items()})
@each(mac_vector, {name: (row,) for name, row in vectors("macs").items()})
@each(hash_vector, {name: (Hash[name], digest) for name, digest in vectors("hashes").items()})
@each(round_trip, _ROUND_TRIPS)
@each(signs, _SIGNATURES)
@each(seals, _SEALS)
@each(refuses_use, _REFUSED)
@each(misses_iv, _MISSING)
@each(refuses_pair, _NO_PAIRS)
class Promises(SynchronousTestCase):
    """What a backend is tested for."""

    crypto: Any

    def test_a_crypto_backend(self) -> None:
        verifyObject(ICrypto, self.crypto)
        self.assertIsInstance(self.crypto.rng, RNGParameters)

    def test_makes_every_key_it_lists(self) -> None:
        for algorithm, lengths in self.crypto.symmetric.items():
            for length in lengths:
                made = self.crypto.generate_key(algorithm, length)
                read = self.crypto.read_key(Form.SYMMETRIC, Format.RAW, made, algorithm, True)
                self.assertEqual((read.algorithm, read.material), (algorithm, made))

    def test_makes_every_pair_it_lists(self) -> None:
        sizes = {Algorithm.RSA: 1024, Algorithm.DSA: 1024, Algorithm.DH: 1024}
        for algorithm, lengths in self.crypto.pairs.items():
            self.assertIn(sizes.get(algorithm, 256), lengths)
            private, public = pair(self.crypto, algorithm, sizes.get(algorithm, 256))
            self.assertEqual((private.form, public.form), (Form.PRIVATE, Form.PUBLIC))
            self.assertEqual((private.algorithm, public.algorithm), (algorithm, algorithm))
            self.assertEqual(private.length, sizes.get(algorithm, 256))
            self.assertEqual(self.crypto.public_of(private), public)

    def test_makes_no_other_keys(self) -> None:
        for algorithm, length in ((Algorithm.AES, 129), (Algorithm.RSA, 2048), (Algorithm.TWOFISH, 128)):
            self.assertRaises(CryptographicFailure, self.crypto.generate_key, algorithm, length)

    def test_random_bytes_before_and_after_a_seed(self) -> None:
        self.assertNotEqual(self.crypto.random(32), self.crypto.random(32))
        self.assertEqual(self.crypto.seed(b"seed"), 4)
        self.assertEqual([len(self.crypto.random(size)) for size in (0, 1, 64, 1000)], [0, 1, 64, 1000])
        self.assertNotEqual(self.crypto.random(32), self.crypto.random(32))

    def test_a_wrong_tag_or_other_additional_data_opens_nothing(self) -> None:
        for use, mode, iv in (
            (key(Algorithm.AES, bytes(16)), Mode.GCM, bytes(12)),
            (key(Algorithm.AES, bytes(16)), Mode.CCM, bytes(12)),
            (key(Algorithm.CHACHA20POLY1305, bytes(32)), None, bytes(12)),
        ):
            parameters = Parameters(block_cipher_mode=mode, tag_length=16)
            sealing = self.crypto.encryptor(use, parameters, iv, b"header")
            sealed, tag = whole(sealing, DATA), sealing.tag
            changed = bytes((tag[0] ^ 1,)) + tag[1:]
            for aad, given in ((b"header", changed), (b"other", tag)):
                opening = self.crypto.decryptor(use, parameters, iv, aad, given)
                opening.update(sealed)
                self.assertRaises(CryptographicFailure, opening.finish)
            for given in (None, tag[:8]):
                self.assertRaises(CryptographicFailure, self.crypto.decryptor, use, parameters, iv, b"", given)

    def test_formats_of_a_symmetric_key_and_no_others(self) -> None:
        made = self.crypto.read_key(Form.SYMMETRIC, Format.RAW, bytes(16), Algorithm.AES, True)
        clear = self.crypto.write_key(made, Format.TRANSPARENT_SYMMETRIC_KEY, None)
        again = self.crypto.read_key(Form.SYMMETRIC, Format.TRANSPARENT_SYMMETRIC_KEY, clear, Algorithm.AES, True)
        self.assertEqual((again, self.crypto.write_key(again, Format.RAW, None)), (made, bytes(16)))
        for wrong in (Format.OPAQUE, Format.PKCS_8, Format.X_509):
            self.assertRaises(FormatNotSupported, self.crypto.write_key, made, wrong, None)

    def test_agreements(self) -> None:
        for algorithm, length, size in ((Algorithm.DH, 1024, 128), (Algorithm.ECDH, 521, 66)):
            mine, theirs = (self.crypto.generate_pair(algorithm, length, None, None) for _ in range(2))
            secret = self.crypto.agree(mine[0], theirs[1])
            self.assertEqual((secret, len(secret)), (self.crypto.agree(theirs[0], mine[1]), size))
            self.assertNotEqual(secret, self.crypto.agree(mine[0], mine[1]))

    def test_no_agreement(self) -> None:
        p256, p384 = (self.crypto.generate_pair(Algorithm.EC, length, None, None) for length in (256, 384))
        dh_1024, dh_1536 = (self.crypto.generate_pair(Algorithm.DH, length, None, None) for length in (1024, 1536))
        rsa = pair(self.crypto, Algorithm.RSA, 1024)
        for private, public in (
            (p256[0], p384[1]),
            (p256[0], dh_1024[1]),
            (dh_1024[0], p256[1]),
            (dh_1024[0], dh_1536[1]),
            (rsa[0], rsa[1]),
            (p256[1], p256[0]),
            (p256[0], p256[0]),
            (key(Algorithm.AES, bytes(16)), p256[1]),
        ):
            self.assertRaises(CryptographicFailure, self.crypto.agree, private, public)

    def test_a_certificate_that_it_makes_is_read_and_verified(self) -> None:
        private, public = pair(self.crypto, Algorithm.ECDSA, 256)
        subject = self.crypto.name_of_parts([("O", "hsmsim"), ("CN", "suite")])
        self.assertEqual(self.crypto.name_of_text("CN=suite,O=hsmsim"), subject)
        names = [self.crypto.alternative_name("hsm.example")]
        made = self.crypto.certify(Certification(subject, public, 5, 1, 9, names, 4096, ca=True), None, private)
        facts, said = self.crypto.certificate(made), self.crypto.constraints(made)
        self.assertEqual((facts.subject_parts, facts.issuer_parts), ({"O": ["hsmsim"], "CN": ["suite"]},) * 2)
        self.assertEqual(facts.x_509_certificate_subject.subject_alternative_name, names)
        self.assertEqual((said.not_before, said.not_after, said.ca, said.usage), (1, 9, True, 4096))
        self.crypto.check_issued(made, made)
        end = self.crypto.certify(Certification(subject, public, 6, 1, 9), made, private)
        self.crypto.check_issued(end, made)
        self.assertRaises(SignatureInvalid, self.crypto.check_issued, made[:-1] + bytes((made[-1] ^ 1,)), made)

    def test_requests_are_none_without_their_bytes(self) -> None:
        self.assertTrue(self.crypto.requests)
        for request_type in self.crypto.requests:
            self.assertRaises(BadKeyMaterial, self.crypto.certificate_request, request_type, b"no request")

    def test_a_container_gives_back_what_was_put_into_it(self) -> None:
        private, _ = pair(self.crypto, Algorithm.EC, 256)
        made = self.crypto.make_container(private, [], "alias", b"password")
        for name in (None, "alias", "ALIAS"):
            inside = self.crypto.open_container(made, b"password", name)
            self.assertEqual(inside, (private, [], "alias"))
        for password, name in ((b"other", None), (b"password", "other")):
            self.assertRaises(BadKeyMaterial, self.crypto.open_container, made, password, name)
        self.assertRaises(FormatNotSupported, self.crypto.make_container, private, [], "alias", b"")

    def test_a_pad_is_used_up(self) -> None:
        use = key(Algorithm.ONE_TIME_PAD, bytes.fromhex("0f0f0f"))
        self.assertEqual(self.crypto.iv_size(use, Parameters()), 0)
        for start in (self.crypto.encryptor, lambda *how: self.crypto.decryptor(*how, None)):
            self.assertEqual(parted(start(use, Parameters(), None, b""), b"\xff\x00\x0f", (1, 0, 2)).hex(), "f00f00")
            step = start(use, Parameters(), None, b"")
            step.update(b"12")
            self.assertRaises(CryptographicFailure, step.update, b"34")

    def test_a_certificate_is_der(self) -> None:
        for wrong in (b"", b"0", bytes(100), b"\x30\x80\x00\x00", b"-----BEGIN CERTIFICATE-----"):
            self.assertRaises(BadKeyMaterial, self.crypto.certificate, wrong)


def suite(factory: Callable[[Any], Any]) -> type[SynchronousTestCase]:
    """The tests of a backend; `factory(test)` makes it."""

    class Suite(Promises):
        def setUp(self) -> None:
            self.crypto = factory(self)

    return Suite
