"""hsmsim.crypto.csr."""

from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import ed25519
from cryptography.hazmat.primitives.serialization import Encoding
from twisted.trial.unittest import SynchronousTestCase

from hsmsim.crypto import csr, der
from hsmsim.errors import BadKeyMaterial
from hsmsim.spec.enums import CertificateRequestType as Type
from hsmsim.spec.masks import CryptographicUsageMask as Mask
from tests.exchange.certificates import DNS, SUBJECT, request
from tests.exchange.keys import EC_PUBLIC, RSA_PRIVATE, RSA_PUBLIC
from tests.support import rows


@rows(der=(Type.PKCS_10, Encoding.DER), pem=(Type.PEM, Encoding.PEM))
class Requests(SynchronousTestCase):
    def check(self, request_type, encoding):
        found = csr.read_request(request_type, request(encoding=encoding))
        self.assertEqual((found.subject, found.public_key.material), (SUBJECT.public_bytes(), EC_PUBLIC.material))
        self.assertEqual((found.alternative_names, found.usage, found.extended_usage), ([], None, None))
        self.assertEqual((found.ca, found.path_length), (False, None))

    def test_what_it_asks_for(self):
        usage = x509.KeyUsage(True, False, True, False, False, True, False, False, False)
        server = x509.ExtendedKeyUsage([x509.ExtendedKeyUsageOID.SERVER_AUTH])
        found = csr.read_request(
            Type.PKCS_10, request(RSA_PRIVATE, extensions=(DNS, usage, server, x509.BasicConstraints(True, 3)))
        )
        self.assertEqual(found.public_key, RSA_PUBLIC)
        self.assertEqual(found.alternative_names, [b"\x82\x0bhsm.example"])
        self.assertEqual(found.usage, Mask.VERIFY | Mask.WRAP_KEY | Mask.CERTIFICATE_SIGN)
        self.assertEqual(found.extended_usage, server.public_bytes())
        self.assertEqual((found.ca, found.path_length), (True, 3))

    def test_nobody(self):
        self.assertEqual(csr.read_request(Type.PKCS_10, request(subject=x509.Name([]))).subject, b"\x30\x00")


def edited(encoded):
    """The request with another name under the old signature."""
    return encoded.replace(b"Requested", b"requested")


def foreign():
    """A request for a key of an algorithm that KMIP 1.4 does not name."""
    key = ed25519.Ed25519PrivateKey.generate()
    return x509.CertificateSigningRequestBuilder(SUBJECT).sign(key, None).public_bytes(Encoding.DER)


def unreadable():
    """A request with an extension that is none."""
    broken = x509.UnrecognizedExtension(x509.ObjectIdentifier("2.5.29.17"), b"\x30\x05")
    return request(extensions=[broken])


def unsigned():
    """A request without its signature."""
    return der.sequence(*(part.raw for part in der.children(der.read(request()))[:2]))


@rows(
    empty=(Type.PKCS_10, b""),
    other_bytes=(Type.PKCS_10, bytes(40)),
    pem_as_der=(Type.PKCS_10, request(encoding=Encoding.PEM)),
    der_as_pem=(Type.PEM, request()),
    other_pem=(Type.PEM, b"-----BEGIN CERTIFICATE-----\nMAA=\n-----END CERTIFICATE-----\n"),
    not_signed=(Type.PKCS_10, unsigned()),
    signed_by_another=(Type.PKCS_10, edited(request())),
    other_algorithm=(Type.PKCS_10, foreign()),
    broken_extension=(Type.PKCS_10, unreadable()),
    too_long=(Type.PKCS_10, bytes(70000)),
    crmf=(Type.CRMF, request()),
    pgp=(Type.PGP, request()),
)
class NoRequests(SynchronousTestCase):
    def check(self, request_type, encoded):
        self.assertRaises(BadKeyMaterial, csr.read_request, request_type, encoded)
