"""Certificate requests: PKCS#10, as DER and as PEM (RFC 2986). `cryptography` reads neither CRMF nor PGP."""

import warnings
from collections.abc import Callable

from cryptography import x509
from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from hsmsim.crypto import der, extensions, names
from hsmsim.crypto.formats import read_key
from hsmsim.errors import BadKeyMaterial
from hsmsim.interfaces.crypto import CertificateRequest, Form
from hsmsim.spec.enums import CertificateRequestType as Type
from hsmsim.spec.enums import KeyFormatType

_LARGEST = 65536  # bytes

_READERS: dict[Type, Callable[[bytes], x509.CertificateSigningRequest]] = {
    Type.PKCS_10: x509.load_der_x509_csr,
    Type.PEM: x509.load_pem_x509_csr,
}
REQUESTS = frozenset(_READERS)


def read_request(request_type: Type, encoded: bytes) -> CertificateRequest:
    """What a certificate request asks for, once its signature is verified; see ICrypto.certificate_request."""
    if request_type not in REQUESTS or len(encoded) > _LARGEST:
        raise BadKeyMaterial("not a certificate request that we read")
    try:
        with warnings.catch_warnings(action="ignore"):  # what a client's request is like is no news for an operator
            loaded = _READERS[request_type](encoded)
            signed = loaded.is_signature_valid
            key = loaded.public_key().public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)
            asked = extensions.read(loaded.extensions)
    except (ValueError, TypeError, UnsupportedAlgorithm, x509.InvalidVersion, x509.DuplicateExtension):
        raise BadKeyMaterial(f"not a certificate request of type {request_type.title}") from None
    if not signed:
        raise BadKeyMaterial("the certificate request is not signed with its own key")
    return CertificateRequest(
        subject=der.children(der.read(loaded.tbs_certrequest_bytes))[1].raw,  # as it was written
        public_key=read_key(Form.PUBLIC, KeyFormatType.X_509, key, None, check=True),
        alternative_names=names.alternative_names(asked.alternative_names) if asked.alternative_names else [],
        usage=asked.usage,
        extended_usage=asked.extended_usage,
        ca=bool(asked.ca),
        path_length=asked.path_length,
    )
