"""The crypto backend: key making, key formats and every use of a key."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from enum import Enum, auto
from typing import NamedTuple, Protocol

from zope.interface import Attribute, Interface

from hsmsim.spec.enums import (
    CertificateRequestType,
    CryptographicAlgorithm,
    DerivationMethod,
    DigitalSignatureAlgorithm,
    HashingAlgorithm,
    KeyCompressionType,
    KeyFormatType,
    RecommendedCurve,
)
from hsmsim.spec.structures import TransparentKey
from hsmsim.spec.values import (
    CertificateIdentifier,
    CertificateIssuer,
    CertificateSubject,
    CryptographicParameters,
    X509CertificateIdentifier,
    X509CertificateIssuer,
    X509CertificateSubject,
)


class Form(Enum):
    """What a key is, apart from its algorithm; it decides how `Key.material` is written."""

    SYMMETRIC = auto()  # the bare bytes
    PRIVATE = auto()  # PKCS#8 PrivateKeyInfo, DER, not encrypted
    PUBLIC = auto()  # SubjectPublicKeyInfo, DER


@dataclass(frozen=True, slots=True)
class Key:
    """Key material in the one form that all uses of it take.

    Args:
        length: Cryptographic Length in bits: of the key, of the modulus, of P, of the curve's field.
        material: see Form.
    """

    form: Form
    algorithm: CryptographicAlgorithm
    length: int
    material: bytes = field(repr=False)
    curve: RecommendedCurve | None = None


@dataclass(frozen=True, slots=True)
class CertificateFacts:
    """What a server reads from an X.509 certificate (3.4, 3.5, 3.10 to 3.16).

    Args:
        subject_parts: the parts of the subject's name that have attributes of their own (spec.attributes.NAME_PARTS),
            in the order of the name.
        issuer_parts: the same of the issuer.
    """

    cryptographic_algorithm: CryptographicAlgorithm
    cryptographic_length: int
    digital_signature_algorithm: DigitalSignatureAlgorithm | None
    x_509_certificate_identifier: X509CertificateIdentifier
    x_509_certificate_subject: X509CertificateSubject
    x_509_certificate_issuer: X509CertificateIssuer
    certificate_identifier: CertificateIdentifier
    certificate_subject: CertificateSubject
    certificate_issuer: CertificateIssuer
    public_key: Key
    subject_parts: Mapping[str, list[str]]
    issuer_parts: Mapping[str, list[str]]


@dataclass(frozen=True, slots=True)
class CertificateRequest:
    """What a certificate request asks for; its signature is right.

    Args:
        subject: distinguished name, DER; may be the empty one.
        alternative_names: of the subject, each in DER.
        usage: bits of Cryptographic Usage Mask that Key Usage means (table 96); None where it is not asked for.
        extended_usage: the value of Extended Key Usage, DER.
    """

    subject: bytes
    public_key: Key
    alternative_names: list[bytes]
    usage: int | None
    extended_usage: bytes | None
    ca: bool
    path_length: int | None


@dataclass(frozen=True, slots=True)
class Certification:
    """What a certificate shall say; fields as those of CertificateRequest.

    Args:
        not_before: seconds since 1970, as `not_after`.
    """

    subject: bytes
    public_key: Key
    serial_number: int
    not_before: int
    not_after: int
    alternative_names: Sequence[bytes] = ()
    usage: int | None = None
    extended_usage: bytes | None = None
    ca: bool = False
    path_length: int | None = None


@dataclass(frozen=True, slots=True)
class Constraints:
    """What a certificate may be used for, and when.

    Args:
        not_before: seconds since 1970, as `not_after`.
        ca: Basic Constraints; None where it has none.
        path_length: how many CA certificates may stand between this one and the last; None for any number.
        usage: bits of Cryptographic Usage Mask that Key Usage means; None where it has none.
        extended_usage: the value of Extended Key Usage, DER; None where it has none.
        understood: whether it has no critical extension that says more than this.
    """

    not_before: int
    not_after: int
    ca: bool | None
    path_length: int | None
    usage: int | None
    extended_usage: bytes | None
    understood: bool


class Container(NamedTuple):
    """What a PKCS#12 container holds: a key, its name if it has one, and its chain in DER as far as it is there."""

    key: Key
    certificates: list[bytes]
    friendly_name: str | None


class Step(Protocol):
    """A use of a key in parts: encryption, decryption, hash, MAC, signature.

    `update` takes a part of the data and gives the output that is ready (empty for hash, MAC and signature);
    `finish` gives the rest of the output. Both raise CryptographicFailure.
    """

    def update(self, data: bytes) -> bytes: ...

    def finish(self) -> bytes: ...


class SealingStep(Step, Protocol):
    """An encryption; `tag` is the authentication tag, after `finish`, of an AEAD mode, and None for all others."""

    tag: bytes | None


class VerifyingStep(Protocol):
    """A verification in parts: `verify` raises SignatureInvalid where signature or MAC is not the data's."""

    def update(self, data: bytes) -> bytes: ...

    def verify(self, signature: bytes) -> None: ...


class ICrypto(Interface):
    """Everything that touches key material. Methods work at once; those marked "slow" are for `offload`.

    `parameters` are always complete: the caller has merged the request's with the key's attribute (4.29).
    An algorithm, mode, padding or hash that the backend lacks raises CryptographicFailure with its name: no guesses.
    """

    rng = Attribute("RNGParameters: the generator behind `random` (2.1.18).")
    pairs = Attribute("dict of CryptographicAlgorithm to the lengths in bits that `generate_pair` makes.")
    symmetric = Attribute("dict of CryptographicAlgorithm to the lengths in bits that `generate_key` makes.")
    formats = Attribute("dict of Form to the frozenset of KeyFormatType that `write_key` writes.")
    requests = Attribute("frozenset of CertificateRequestType: what `certificate_request` reads.")

    def random(size: int) -> bytes:
        """Random bytes."""

    def seed(data: bytes) -> int:
        """Mix `data` into the generator; how many bytes of it were used."""

    # ----------------------------------------------------------------------------------------------- making keys

    def generate_key(algorithm: CryptographicAlgorithm, length: int) -> bytes:
        """A new symmetric key of `length` bits.

        Raises:
            CryptographicFailure: the algorithm has no keys of this length.
        """

    def generate_pair(
        algorithm: CryptographicAlgorithm, length: int | None, curve: RecommendedCurve | None, qlength: int | None
    ) -> tuple[Key, Key]:
        """A new private and public key. Slow for RSA, DSA and DH.

        Raises:
            CryptographicFailure: no such keys.
        """

    # ----------------------------------------------------------------------------------------------- key formats

    def read_key(
        form: Form,
        key_format_type: KeyFormatType,
        material: bytes | TransparentKey,
        algorithm: CryptographicAlgorithm | None,
        check: bool,
    ) -> Key:
        """Key material of any format in the one form.

        Args:
            algorithm: what the key block says; needed for Raw and Transparent Symmetric Key, otherwise compared.
            check: whether an asymmetric key is checked to be one (once, when it is registered: slow for RSA).

        Raises:
            BadKeyMaterial: it is not what it says, or a weak algorithm's parity or length is wrong.
            FormatNotSupported, EncryptedKey: keys of this form have no such format; it is an encrypted PKCS#8 key.
        """

    def write_key(
        key: Key, key_format_type: KeyFormatType, compression: KeyCompressionType | None
    ) -> bytes | TransparentKey:
        """Key material in a format (2.1.3, 2.1.7).

        Raises:
            FormatNotSupported, CompressionNotSupported: the key has no such format.
        """

    def public_of(key: Key) -> Key:
        """The public key that belongs to a private key."""

    def certificate(der: bytes) -> CertificateFacts:
        """What an X.509 certificate says.

        Raises:
            BadKeyMaterial: it is no certificate.
        """

    # ---------------------------------------------------------------------------------------------- certificates

    def certificate_request(request_type: CertificateRequestType, encoded: bytes) -> CertificateRequest:
        """What a certificate request asks for.

        Raises:
            BadKeyMaterial: it is no request of this type, or not signed with the key that it names.
        """

    def name_of_text(text: str) -> bytes:
        """A distinguished name in DER from the text of RFC 4514.

        Raises:
            BadKeyMaterial: the text is no name.
        """

    def name_of_parts(parts: Sequence[tuple[str, str]]) -> bytes:
        """A distinguished name in DER from parts (spec.attributes.NAME_PARTS) and their values, in their order.

        Raises:
            BadKeyMaterial: a part cannot have such a value.
        """

    def alternative_name(text: str) -> bytes:
        """An alternative name in DER: the text is an IP address, a URI, an e-mail address or else a DNS name.

        Raises:
            BadKeyMaterial: it is none of them.
        """

    def certify(what: Certification, issuer: bytes | None, key: Key) -> bytes:
        """A new X.509 certificate in DER.

        Args:
            issuer: the certificate of the issuer; None for one that is signed by itself.
            key: the issuer's private key.

        Raises:
            CryptographicFailure: the key signs no certificates, or there is no such validity.
            BadKeyMaterial: subject or alternative names are not the DER of names.
        """

    def constraints(certificate: bytes) -> Constraints:
        """What an X.509 certificate may be used for, and when.

        Raises:
            BadKeyMaterial: it is none, or its extensions cannot be read.
        """

    def check_issued(certificate: bytes, issuer: bytes) -> None:
        """Make sure that a certificate names and is signed by an issuer; nothing else of the two is judged.

        Raises:
            SignatureInvalid: it is not.
            CryptographicFailure: the algorithm of the signature is not available.
        """

    def open_container(encoded: bytes, password: bytes, friendly_name: str | None) -> Container:
        """What a PKCS#12 container holds: the private key of this name, or the first; it is checked to be one.

        Raises:
            BadKeyMaterial: it is no container, not protected with this password, or has no such key.
        """

    def make_container(key: Key, certificates: Sequence[bytes], friendly_name: str, password: bytes) -> bytes:
        """A PKCS#12 container of a private key and its certificates, in DER, that of the key first.

        Raises:
            FormatNotSupported: there is no container for such a key, or the certificate is not the key's.
        """

    # ---------------------------------------------------------------------------------------------- using keys

    def iv_size(key: Key, parameters: CryptographicParameters) -> int:
        """Bytes of IV/Counter/Nonce that this use of the key takes; 0 where it takes none."""

    def tag_length(key: Key, parameters: CryptographicParameters) -> int:
        """Bytes of Authenticated Encryption Tag that this use of the key makes; 0 where it makes none."""

    def encryptor(key: Key, parameters: CryptographicParameters, iv: bytes | None, aad: bytes) -> SealingStep:
        """Start an encryption, with a symmetric key or with an RSA public key.

        Raises:
            MissingIV: the mode needs one.
            CryptographicFailure: parameters or IV do not go with the key.
        """

    def decryptor(
        key: Key, parameters: CryptographicParameters, iv: bytes | None, aad: bytes, tag: bytes | None
    ) -> Step:
        """Start a decryption, with a symmetric key or with an RSA private key; raises as `encryptor`."""

    def signer(key: Key, parameters: CryptographicParameters, digested: bool) -> Step:
        """Start a signature; `digested`: the data is the digest already."""

    def verifier(key: Key, parameters: CryptographicParameters, digested: bool) -> VerifyingStep:
        """Start the verification of a signature."""

    def mac(key: Key, parameters: CryptographicParameters) -> Step:
        """Start a MAC: HMAC by Cryptographic Algorithm or Hashing Algorithm, CMAC for block ciphers."""

    def mac_verifier(key: Key, parameters: CryptographicParameters) -> VerifyingStep:
        """Start the verification of a MAC."""

    def hasher(hashing_algorithm: HashingAlgorithm) -> Step:
        """Start a hash."""

    # ------------------------------------------------------------------------------------------- deriving secrets

    # The hash of an HMAC is named by Hashing Algorithm, or by a Cryptographic Algorithm that is an HMAC.

    def pbkdf2(
        password: bytes, parameters: CryptographicParameters, salt: bytes, iteration_count: int, size: int
    ) -> bytes:
        """`size` bytes of PBKDF2 (RFC 8018), with the HMAC that is named, or with HMAC-SHA1. Slow.

        Raises:
            CryptographicFailure: no such HMAC, no iterations, or more than the backend has time for.
        """

    def hkdf(secret: bytes, parameters: CryptographicParameters, salt: bytes, info: bytes, size: int) -> bytes:
        """`size` bytes of HKDF (RFC 5869).

        Raises:
            CryptographicFailure: no such HMAC, or more than it gives.
        """

    def kdf(
        method: DerivationMethod, key: Key, parameters: CryptographicParameters, iv: bytes, data: bytes, size: int
    ) -> bytes:
        """`size` bytes of a key derivation function of NIST SP 800-108, whose function is what `mac` makes.

        A counter of 32 bits stands before `data`, in all three modes; the length of the output is not part of it.

        Args:
            method: one of the three NIST800-108 methods.
            iv: what the first block of Feedback Mode is made from.
            data: Label, 00 and Context.

        Raises:
            CryptographicFailure: parameters do not go with the key, or there is too much data for so many bytes.
        """

    def agree(private: Key, public: Key) -> bytes:
        """The shared secret of two keys, of Diffie-Hellman or on a curve, as long as modulus or field. Slow.

        Raises:
            CryptographicFailure: the keys are of different groups or of other algorithms.
        """
