"""Public keys, certificate requests and certificates for tests."""

import datetime
from typing import Any

from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.serialization import Encoding, load_der_private_key

from hsmsim.interfaces.crypto import Certification, Key
from hsmsim.interfaces.store import Hint
from hsmsim.model.keyblock import make_key_block
from hsmsim.model.managed import ManagedObject
from hsmsim.spec.attributes import ISSUING_CA
from hsmsim.spec.enums import CertificateType, KeyFormatType, LinkType, ObjectType, State
from hsmsim.spec.structures import Certificate
from tests.appliance import NOW, Hsm
from tests.exchange.keys import EC_PRIVATE, EC_PUBLIC, with_block
from tests.objects import made

SUBJECT = x509.Name.from_rfc4514_string("CN=Requested,O=Kmip Test,C=AU")
DNS = x509.SubjectAlternativeName([x509.DNSName("hsm.example")])
DAY = 86400


def loaded(private: Key) -> Any:
    """A private key as `cryptography` has it."""
    return load_der_private_key(private.material, None)


def public_key(key: Key = EC_PUBLIC, uid: str = "v1", **how: Any) -> ManagedObject:
    """A public key object, Active unless another state is named."""
    how.setdefault("state", State.ACTIVE)
    obj = made(uid, ObjectType.PUBLIC_KEY, how.pop("having", {}), **how)
    if obj.value is None:
        return obj
    return with_block(obj, make_key_block(KeyFormatType.X_509, key.material, key.algorithm, key.length))


def request(
    private: Key = EC_PRIVATE, subject: x509.Name = SUBJECT, extensions: Any = (), encoding: Encoding = Encoding.DER
) -> bytes:
    """A certificate request."""
    builder = x509.CertificateSigningRequestBuilder(subject)
    for extension in extensions:
        builder = builder.add_extension(extension, critical=False)
    return builder.sign(loaded(private), hashes.SHA256()).public_bytes(encoding)


def read(obj: ManagedObject) -> x509.Certificate:
    """The certificate of an object."""
    assert isinstance(obj.value, Certificate)
    return x509.load_der_x509_certificate(obj.value.certificate_value)


def seconds(date: datetime.datetime) -> int:
    """Seconds since 1970."""
    return int(date.timestamp())


def x_509(encoded: bytes) -> Certificate:
    """An X.509 certificate as a client sends it."""
    return Certificate(certificate_type=CertificateType.X_509, certificate_value=encoded)


class Issuer:
    """A CA of a test, or the last of a chain: a pair, and a certificate for it.

    Args:
        by: who issued it; nobody for one that did so itself.
        how: fields of Certification.
    """

    def __init__(self, crypto: Any, name: str, pair: tuple[Key, Key], by: "Issuer | None" = None, **how: Any) -> None:
        self.private, self.public = pair
        self.subject = crypto.name_of_parts([("CN", name)]) if name else b"\x30\x00"
        fields = {"not_before": NOW - DAY, "not_after": NOW + DAY, "ca": True, "serial_number": 5, **how}
        what = Certification(subject=self.subject, public_key=self.public, **fields)
        issuer = None if by is None else by.encoded
        self.encoded: bytes = crypto.certify(what, issuer, self.private if by is None else by.private)
        self.certificate = x_509(self.encoded)


def links(obj: ManagedObject) -> set[tuple[LinkType, str]]:
    """The links of an object: type and Unique Identifier."""
    return {(each.value.link_type, each.value.linked_object_identifier) for each in obj.all("Link")}


def authority(hsm: Hsm, user: str = "alice") -> tuple[ManagedObject, ManagedObject]:
    """The certificate and the private key of the issuing CA."""
    found = [obj for obj in hsm.store.candidates(user, Hint()) if ISSUING_CA in obj.attributes]
    (certificate,) = [obj for obj in found if obj.object_type is ObjectType.CERTIFICATE]
    (key,) = [obj for obj in found if obj.object_type is ObjectType.PRIVATE_KEY]
    return certificate, key
