"""ICrypto by OpenSSL, through the package `cryptography`."""

from collections.abc import Callable, Sequence

from zope.interface import implementer

from hsmsim.crypto import (
    certificates,
    certification,
    ciphers,
    containers,
    csr,
    derivation,
    formats,
    generation,
    keys,
    macs,
    names,
    rsa,
    signatures,
)
from hsmsim.crypto.formats import WRITTEN
from hsmsim.crypto.hashes import HashStep, hash_of
from hsmsim.crypto.randomness import RNG, Mixer
from hsmsim.errors import CryptographicFailure
from hsmsim.interfaces.crypto import (
    CertificateFacts,
    CertificateRequest,
    Certification,
    Constraints,
    Container,
    Form,
    ICrypto,
    Key,
    SealingStep,
    Step,
    VerifyingStep,
)
from hsmsim.spec.enums import (
    CertificateRequestType,
    CryptographicAlgorithm,
    DerivationMethod,
    HashingAlgorithm,
    KeyCompressionType,
    KeyFormatType,
    RecommendedCurve,
)
from hsmsim.spec.structures import TransparentKey
from hsmsim.spec.values import CryptographicParameters


@implementer(ICrypto)
class OpenSSL:
    """The crypto backend.

    Args:
        random: a source of random bytes, as os.urandom is one. Asymmetric keys, and the random parts of signatures and
            of RSA encryption, come from OpenSSL's own generator.
    """

    rng = RNG
    pairs = generation.PAIRS
    symmetric = generation.SYMMETRIC
    formats = WRITTEN
    requests = csr.REQUESTS

    def __init__(self, random: Callable[[int], bytes]) -> None:
        self._mixer = Mixer(random)
        self.random = self._mixer.random
        self.seed = self._mixer.seed

    # ----------------------------------------------------------------------------------------------- making keys

    def generate_key(self, algorithm: CryptographicAlgorithm, length: int) -> bytes:
        return generation.generate_key(algorithm, length, self.random)

    def generate_pair(
        self,
        algorithm: CryptographicAlgorithm,
        length: int | None,
        curve: RecommendedCurve | None,
        qlength: int | None,
    ) -> tuple[Key, Key]:
        return generation.generate_pair(algorithm, length, curve, qlength, self.random)

    # ----------------------------------------------------------------------------------------------- key formats

    def read_key(
        self,
        form: Form,
        key_format_type: KeyFormatType,
        material: bytes | TransparentKey,
        algorithm: CryptographicAlgorithm | None,
        check: bool,
    ) -> Key:
        return formats.read_key(form, key_format_type, material, algorithm, check)

    def write_key(
        self, key: Key, key_format_type: KeyFormatType, compression: KeyCompressionType | None
    ) -> bytes | TransparentKey:
        return formats.write_key(key, key_format_type, compression)

    def public_of(self, key: Key) -> Key:
        return keys.of_public(keys.public_half(keys.private_key(key.material)), key.algorithm)

    def certificate(self, der: bytes) -> CertificateFacts:
        return certificates.read_certificate(der)

    # ---------------------------------------------------------------------------------------------- certificates

    def certificate_request(self, request_type: CertificateRequestType, encoded: bytes) -> CertificateRequest:
        return csr.read_request(request_type, encoded)

    def name_of_text(self, text: str) -> bytes:
        return names.from_text(text)

    def name_of_parts(self, parts: Sequence[tuple[str, str]]) -> bytes:
        return names.from_parts(parts)

    def alternative_name(self, text: str) -> bytes:
        return names.alternative_name(text)

    def certify(self, what: Certification, issuer: bytes | None, key: Key) -> bytes:
        return certification.certify(what, issuer, key)

    def constraints(self, certificate: bytes) -> Constraints:
        return certification.read_constraints(certificate)

    def check_issued(self, certificate: bytes, issuer: bytes) -> None:
        certification.check_issued(certificate, issuer)

    def open_container(self, encoded: bytes, password: bytes, friendly_name: str | None) -> Container:
        return containers.open_container(encoded, password, friendly_name)

    def make_container(self, key: Key, certificates: Sequence[bytes], friendly_name: str, password: bytes) -> bytes:
        return containers.make_container(key, certificates, friendly_name, password)

    # ------------------------------------------------------------------------------------------------ using keys

    def iv_size(self, key: Key, parameters: CryptographicParameters) -> int:
        return ciphers.iv_size(key, parameters) if key.form is Form.SYMMETRIC else 0

    def tag_length(self, key: Key, parameters: CryptographicParameters) -> int:
        return ciphers.tag_length(key, parameters) if key.form is Form.SYMMETRIC else 0

    def encryptor(self, key: Key, parameters: CryptographicParameters, iv: bytes | None, aad: bytes) -> SealingStep:
        if key.form is Form.SYMMETRIC:
            return ciphers.encryptor(key, parameters, iv, aad, self.random)
        if aad:
            raise CryptographicFailure("RSA authenticates no additional data")
        return rsa.encryptor(key, parameters, self.random)

    def decryptor(
        self, key: Key, parameters: CryptographicParameters, iv: bytes | None, aad: bytes, tag: bytes | None
    ) -> Step:
        if key.form is Form.SYMMETRIC:
            return ciphers.decryptor(key, parameters, iv, aad, tag, self.random)
        if aad or tag is not None:
            raise CryptographicFailure("RSA authenticates no additional data and has no tag")
        return rsa.decryptor(key, parameters, self.random)

    def signer(self, key: Key, parameters: CryptographicParameters, digested: bool) -> Step:
        return signatures.signer(key, parameters, digested)

    def verifier(self, key: Key, parameters: CryptographicParameters, digested: bool) -> VerifyingStep:
        return signatures.verifier(key, parameters, digested)

    def mac(self, key: Key, parameters: CryptographicParameters) -> Step:
        return macs.mac(key, parameters)

    def mac_verifier(self, key: Key, parameters: CryptographicParameters) -> VerifyingStep:
        return macs.mac(key, parameters)

    def hasher(self, hashing_algorithm: HashingAlgorithm) -> Step:
        return HashStep(hash_of(hashing_algorithm))

    # -------------------------------------------------------------------------------------------- deriving secrets

    def pbkdf2(
        self, password: bytes, parameters: CryptographicParameters, salt: bytes, iteration_count: int, size: int
    ) -> bytes:
        return derivation.pbkdf2(password, parameters, salt, iteration_count, size)

    def hkdf(self, secret: bytes, parameters: CryptographicParameters, salt: bytes, info: bytes, size: int) -> bytes:
        return derivation.hkdf(secret, parameters, salt, info, size)

    def kdf(
        self,
        method: DerivationMethod,
        key: Key,
        parameters: CryptographicParameters,
        iv: bytes,
        data: bytes,
        size: int,
    ) -> bytes:
        return derivation.kdf(method, key, parameters, iv, data, size)

    def agree(self, private: Key, public: Key) -> bytes:
        return derivation.agree(private, public)
