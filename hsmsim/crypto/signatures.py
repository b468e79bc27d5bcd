"""Signatures: RSA by PKCS#1 v1.5 and PSS, DSA and ECDSA, the latter two in DER."""

from collections.abc import Callable
from dataclasses import dataclass

from cryptography.exceptions import InvalidSignature, UnsupportedAlgorithm
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import dsa, ec, padding, rsa
from cryptography.hazmat.primitives.asymmetric.utils import Prehashed

from hsmsim.crypto.hashes import GivenDigest, HashStep, digesting, hash_of
from hsmsim.crypto.keys import private_key, public_key
from hsmsim.crypto.rsa import mask_hash
from hsmsim.errors import CryptographicFailure, SignatureInvalid
from hsmsim.interfaces.crypto import Form, Key
from hsmsim.spec.enums import CryptographicAlgorithm as Algorithm
from hsmsim.spec.enums import DigitalSignatureAlgorithm as Named
from hsmsim.spec.enums import HashingAlgorithm as Hash
from hsmsim.spec.enums import PaddingMethod
from hsmsim.spec.term import title
from hsmsim.spec.values import CryptographicParameters


@dataclass(frozen=True, slots=True)
class Scheme:
    """What a Digital Signature Algorithm says; None where it leaves it open."""

    algorithm: Algorithm
    hashing_algorithm: Hash | None
    padding_method: PaddingMethod | None


SCHEMES: dict[Named, Scheme] = {
    Named.MD2_WITH_RSA_ENCRYPTION: Scheme(Algorithm.RSA, Hash.MD2, PaddingMethod.PKCS1_V1_5),
    Named.MD5_WITH_RSA_ENCRYPTION: Scheme(Algorithm.RSA, Hash.MD5, PaddingMethod.PKCS1_V1_5),
    Named.SHA_1_WITH_RSA_ENCRYPTION: Scheme(Algorithm.RSA, Hash.SHA_1, PaddingMethod.PKCS1_V1_5),
    Named.SHA_224_WITH_RSA_ENCRYPTION: Scheme(Algorithm.RSA, Hash.SHA_224, PaddingMethod.PKCS1_V1_5),
    Named.SHA_256_WITH_RSA_ENCRYPTION: Scheme(Algorithm.RSA, Hash.SHA_256, PaddingMethod.PKCS1_V1_5),
    Named.SHA_384_WITH_RSA_ENCRYPTION: Scheme(Algorithm.RSA, Hash.SHA_384, PaddingMethod.PKCS1_V1_5),
    Named.SHA_512_WITH_RSA_ENCRYPTION: Scheme(Algorithm.RSA, Hash.SHA_512, PaddingMethod.PKCS1_V1_5),
    Named.SHA3_256_WITH_RSA_ENCRYPTION: Scheme(Algorithm.RSA, Hash.SHA_3_256, PaddingMethod.PKCS1_V1_5),
    Named.SHA3_384_WITH_RSA_ENCRYPTION: Scheme(Algorithm.RSA, Hash.SHA_3_384, PaddingMethod.PKCS1_V1_5),
    Named.SHA3_512_WITH_RSA_ENCRYPTION: Scheme(Algorithm.RSA, Hash.SHA_3_512, PaddingMethod.PKCS1_V1_5),
    Named.RSASSA_PSS: Scheme(Algorithm.RSA, None, PaddingMethod.PSS),
    Named.DSA_WITH_SHA_1: Scheme(Algorithm.DSA, Hash.SHA_1, None),
    Named.DSA_WITH_SHA224: Scheme(Algorithm.DSA, Hash.SHA_224, None),
    Named.DSA_WITH_SHA256: Scheme(Algorithm.DSA, Hash.SHA_256, None),
    Named.ECDSA_WITH_SHA_1: Scheme(Algorithm.ECDSA, Hash.SHA_1, None),
    Named.ECDSA_WITH_SHA224: Scheme(Algorithm.ECDSA, Hash.SHA_224, None),
    Named.ECDSA_WITH_SHA256: Scheme(Algorithm.ECDSA, Hash.SHA_256, None),
    Named.ECDSA_WITH_SHA384: Scheme(Algorithm.ECDSA, Hash.SHA_384, None),
    Named.ECDSA_WITH_SHA512: Scheme(Algorithm.ECDSA, Hash.SHA_512, None),
}

# How keys of each algorithm sign.
_SIGNS: dict[Algorithm, Algorithm] = {
    Algorithm.RSA: Algorithm.RSA,
    Algorithm.DSA: Algorithm.DSA,
    Algorithm.EC: Algorithm.ECDSA,
    Algorithm.ECDSA: Algorithm.ECDSA,
}


def _agreed(first: int | None, second: int | None, what: str) -> int | None:
    if first is not None and second is not None and first != second:
        raise CryptographicFailure(f"the parameters name two different {what}")
    return second if first is None else first


def scheme(key: Key, parameters: CryptographicParameters) -> Scheme:
    """How to sign with a key, from Digital Signature Algorithm, Hashing Algorithm and Padding Method together.

    Raises:
        CryptographicFailure: they contradict the key or each other, or are not enough.
    """
    named = parameters.digital_signature_algorithm
    if named is not None and named not in SCHEMES:
        raise CryptographicFailure(f"Digital Signature Algorithm {title(named)} is not available")
    open_scheme = Scheme(_algorithm(key, parameters), None, None)
    known = open_scheme if named is None else SCHEMES[named]
    if known.algorithm != open_scheme.algorithm:
        raise CryptographicFailure(
            f"Digital Signature Algorithm {title(named)} is not for keys of {title(key.algorithm)}"
        )
    hashing = _agreed(known.hashing_algorithm, parameters.hashing_algorithm, "hashes")
    if hashing is not None and not isinstance(hashing, Hash):
        raise CryptographicFailure(f"Hashing Algorithm {title(hashing)} is not available")
    method = _agreed(known.padding_method, parameters.padding_method, "paddings")
    return Scheme(known.algorithm, hashing, _padding_method(known.algorithm, method))


def _algorithm(key: Key, parameters: CryptographicParameters) -> Algorithm:
    if key.form is Form.SYMMETRIC or key.algorithm not in _SIGNS:
        raise CryptographicFailure(f"keys of {title(key.algorithm)} do not sign")
    asked = parameters.cryptographic_algorithm
    if asked is not None and _SIGNS.get(asked) != _SIGNS[key.algorithm]:
        raise CryptographicFailure(f"the key is for {title(key.algorithm)}, not for {title(asked)}")
    return _SIGNS[key.algorithm]


def _padding_method(algorithm: Algorithm, method: int | None) -> PaddingMethod | None:
    if algorithm != Algorithm.RSA:
        if method not in (None, PaddingMethod.NONE):
            raise CryptographicFailure(f"{title(algorithm)} has no Padding Method {title(method)}")
        return None
    if method is None:
        return PaddingMethod.PKCS1_V1_5
    if method not in (PaddingMethod.PKCS1_V1_5, PaddingMethod.PSS):
        raise CryptographicFailure(f"Padding Method {title(method)} is not for RSA signatures")
    return PaddingMethod(method)


# ---------------------------------------------------------------------------------------------------- PSS


def _pss(parameters: CryptographicParameters, hashing: Hash | None, usual: int | None) -> padding.PSS:
    """PSS; `usual` is the salt's length where the parameters have none, None to find it in the signature.

    Left out, the hash of the mask generator is that of the signature: so published signatures and clients have it,
    though table 65 says SHA-1.
    """
    if parameters.trailer_field not in (None, 1):
        raise CryptographicFailure("Trailer Field has to be 1")
    salt = usual if parameters.salt_length is None else parameters.salt_length
    if salt is not None and salt < 0:
        raise CryptographicFailure("Salt Length is negative")
    return padding.PSS(padding.MGF1(mask_hash(parameters, hashing)), padding.PSS.AUTO if salt is None else salt)


def _salt(key: rsa.RSAPrivateKey, digest: hashes.HashAlgorithm) -> int:
    """As long as the digest (RFC 8017 9.1), less where the key has no room for that (FIPS 186-4 5.5)."""
    return max(0, min(digest.digest_size, (key.key_size + 6) // 8 - digest.digest_size - 2))


# ------------------------------------------------------------------------------------------------ signing


class Signer:
    """A signature in parts."""

    __slots__ = ("_digest", "_sign", "update")

    def __init__(self, digest: HashStep | GivenDigest, sign: Callable[[bytes], bytes]) -> None:
        self._digest, self._sign = digest, sign
        self.update = digest.update

    def finish(self) -> bytes:
        digest = self._digest.finish()
        try:
            return self._sign(digest)
        except (ValueError, UnsupportedAlgorithm):
            raise CryptographicFailure("the key is too short for this hash and padding") from None


def signer(key: Key, parameters: CryptographicParameters, digested: bool) -> Signer:
    """Start a signature; see ICrypto.signer."""
    how = scheme(key, parameters)
    if key.form is not Form.PRIVATE:
        raise CryptographicFailure("a signature needs the private key")
    digest = hash_of(how.hashing_algorithm)
    return Signer(digesting(digest, digested), _signing(key, parameters, how, digest))


def _signing(
    key: Key, parameters: CryptographicParameters, how: Scheme, digest: hashes.HashAlgorithm
) -> Callable[[bytes], bytes]:
    loaded, prehashed = private_key(key.material), Prehashed(digest)
    if isinstance(loaded, ec.EllipticCurvePrivateKey):
        return lambda data: loaded.sign(data, ec.ECDSA(prehashed))
    if isinstance(loaded, dsa.DSAPrivateKey):
        return lambda data: loaded.sign(data, prehashed)
    assert isinstance(loaded, rsa.RSAPrivateKey)
    if how.padding_method == PaddingMethod.PKCS1_V1_5:
        return lambda data: loaded.sign(data, padding.PKCS1v15(), prehashed)
    pss = _pss(parameters, how.hashing_algorithm, _salt(loaded, digest))
    return lambda data: loaded.sign(data, pss, prehashed)


# ---------------------------------------------------------------------------------------------- verifying


class Verifier:
    """The verification of a signature in parts."""

    __slots__ = ("_digest", "_verify", "update")

    def __init__(self, digest: HashStep | GivenDigest, verify: Callable[[bytes, bytes], None]) -> None:
        self._digest, self._verify = digest, verify
        self.update = digest.update

    def verify(self, signature: bytes) -> None:
        digest = self._digest.finish()
        try:
            self._verify(signature, digest)
        except (InvalidSignature, ValueError):
            raise SignatureInvalid("the signature is not the data's") from None
        except UnsupportedAlgorithm:
            raise CryptographicFailure("this hash does not go with this padding") from None


def verifier(key: Key, parameters: CryptographicParameters, digested: bool) -> Verifier:
    """Start the verification of a signature; see ICrypto.verifier."""
    how = scheme(key, parameters)
    if key.form is not Form.PUBLIC:
        raise CryptographicFailure("a verification needs the public key")
    digest = hash_of(how.hashing_algorithm)
    return Verifier(digesting(digest, digested), _verifying(key, parameters, how, digest))


def _verifying(
    key: Key, parameters: CryptographicParameters, how: Scheme, digest: hashes.HashAlgorithm
) -> Callable[[bytes, bytes], None]:
    loaded, prehashed = public_key(key.material), Prehashed(digest)
    if isinstance(loaded, ec.EllipticCurvePublicKey):
        return lambda signature, data: loaded.verify(signature, data, ec.ECDSA(prehashed))
    if isinstance(loaded, dsa.DSAPublicKey):
        return lambda signature, data: loaded.verify(signature, data, prehashed)
    assert isinstance(loaded, rsa.RSAPublicKey)
    if how.padding_method == PaddingMethod.PKCS1_V1_5:
        return lambda signature, data: loaded.verify(signature, data, padding.PKCS1v15(), prehashed)
    pss = _pss(parameters, how.hashing_algorithm, None)
    return lambda signature, data: loaded.verify(signature, data, pss, prehashed)
