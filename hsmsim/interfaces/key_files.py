"""Files of keys and certificates, as people have them: PEM, DER and PKCS#12."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from zope.interface import Interface

from hsmsim.spec.enums import DigitalSignatureAlgorithm, KeyFormatType, ObjectType


@dataclass(frozen=True, slots=True)
class Piece:
    """One key or certificate of a file.

    Args:
        object_type: Private Key, Public Key or Certificate.
        key_format_type: of a key; X.509 for a certificate.
        material: in this format, not encrypted.
    """

    object_type: ObjectType
    key_format_type: KeyFormatType
    material: bytes = field(repr=False)


class IKeyFiles(Interface):
    """Reads and writes them. All methods work at once."""

    def read(data: bytes, password: str | None) -> list[Piece]:
        """What is in a file, in its order; of a PKCS#12 container the key, its certificate and those of its issuers.

        Args:
            password: of an encrypted key or a container.

        Raises:
            BadKeyMaterial: there is nothing in it that we read, the password is missing or not the right one.
        """

    def write(object_type: ObjectType, encoded: bytes) -> bytes:
        """PEM of a private key (PKCS#8), a public key (SubjectPublicKeyInfo) or a certificate in DER."""

    def write_encrypted(encoded: bytes, password: str) -> bytes:
        """PEM of a private key in PKCS#8, encrypted with a password.

        Raises:
            FormatNotSupported: there is no such thing for this kind of key, or the password is empty.
        """

    # ------------------------------------------------------------------------------------- certificate requests

    def request(subject: str, public_key: bytes, alternative_names: Sequence[str] = ()) -> bytes:
        """What a PKCS#10 request says, to be signed with the private key: CertificationRequestInfo (RFC 2986 4.1).

        Args:
            subject: the text of a distinguished name (RFC 4514).
            public_key: SubjectPublicKeyInfo.
            alternative_names: host names, addresses, e-mail addresses and URIs, for Subject Alternative Name.

        Raises:
            BadKeyMaterial: the text is no name, or one of these is none.
        """

    def signed_request(request: bytes, algorithm: DigitalSignatureAlgorithm, signature: bytes) -> bytes:
        """PEM of a PKCS#10 request.

        Raises:
            FormatNotSupported: requests are not signed so.
        """
