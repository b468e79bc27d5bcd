"""Files of keys and certificates, and requests for certificates."""

from base64 import b64encode
from datetime import UTC, datetime, timedelta
from ipaddress import ip_address
from random import Random

from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import ec, padding, rsa
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import (
    BestAvailableEncryption,
    Encoding,
    NoEncryption,
    PrivateFormat,
    PublicFormat,
    load_pem_private_key,
    pkcs12,
)
from hypothesis import given, strategies
from twisted.trial.unittest import SynchronousTestCase
from zope.interface.verify import verifyObject

from hsmsim.crypto.key_files import LARGEST, MOST_PIECES, KeyFiles
from hsmsim.crypto.openssl import OpenSSL
from hsmsim.crypto.passwords import MOST_ITERATIONS
from hsmsim.errors import BadKeyMaterial, FormatNotSupported
from hsmsim.interfaces.key_files import IKeyFiles, Piece
from hsmsim.spec.enums import CryptographicAlgorithm, DigitalSignatureAlgorithm, KeyFormatType, ObjectType
from tests.support import rows

T, F = ObjectType, KeyFormatType
PASSWORD = "a password of files"
RSA_KEY = rsa.generate_private_key(65537, 1024)
EC_KEY = ec.generate_private_key(ec.SECP256R1())
PKCS_8, TRADITIONAL, SPKI = PrivateFormat.PKCS8, PrivateFormat.TraditionalOpenSSL, PublicFormat.SubjectPublicKeyInfo


def private(key, encoding=Encoding.DER, form=PKCS_8, protection=None):
    return key.private_bytes(encoding, form, protection or NoEncryption())


def public(key, encoding=Encoding.DER, form=SPKI):
    return key.public_key().public_bytes(encoding, form)


def issued(key, name="Leaf", issuer=None, issuer_key=None):
    """A certificate."""
    begin = datetime(2026, 1, 1, tzinfo=UTC)
    subject = x509.Name.from_rfc4514_string(f"CN={name}")
    return (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(x509.Name.from_rfc4514_string(f"CN={issuer or name}"))
        .public_key(key.public_key())
        .serial_number(7)
        .not_valid_before(begin)
        .not_valid_after(begin + timedelta(days=1))
        .sign(issuer_key or key, SHA256())
    )


CA = issued(RSA_KEY, "CA")
LEAF = issued(EC_KEY, "Leaf", "CA", RSA_KEY)
DER_LEAF, DER_CA = (each.public_bytes(Encoding.DER) for each in (LEAF, CA))
PEM_LEAF, PEM_CA = (each.public_bytes(Encoding.PEM) for each in (LEAF, CA))
CONTAINER = pkcs12.serialize_key_and_certificates(b"a", EC_KEY, LEAF, [CA], BestAvailableEncryption(PASSWORD.encode()))
ENCRYPTED = BestAvailableEncryption(PASSWORD.encode())
# openssl ecparam -name prime256v1 writes this before the key.
CURVE = b"-----BEGIN EC PARAMETERS-----\nBggqhkjOPQMBBw==\n-----END EC PARAMETERS-----\n"


@rows(
    pkcs_8=(private(RSA_KEY), None, [(T.PRIVATE_KEY, F.PKCS_8, private(RSA_KEY))]),
    pkcs_8_pem=(private(EC_KEY, Encoding.PEM), None, [(T.PRIVATE_KEY, F.PKCS_8, private(EC_KEY))]),
    pkcs_1=(private(RSA_KEY, form=TRADITIONAL), None, [(T.PRIVATE_KEY, F.PKCS_1, private(RSA_KEY, form=TRADITIONAL))]),
    pkcs_1_pem=(
        private(RSA_KEY, Encoding.PEM, TRADITIONAL),
        "not needed",
        [(T.PRIVATE_KEY, F.PKCS_1, private(RSA_KEY, form=TRADITIONAL))],
    ),
    ec=(private(EC_KEY, form=TRADITIONAL), None, [(T.PRIVATE_KEY, F.ECPRIVATEKEY, private(EC_KEY, form=TRADITIONAL))]),
    ec_pem=(
        CURVE + private(EC_KEY, Encoding.PEM, TRADITIONAL),
        None,
        [(T.PRIVATE_KEY, F.ECPRIVATEKEY, private(EC_KEY, form=TRADITIONAL))],
    ),
    public=(public(RSA_KEY), None, [(T.PUBLIC_KEY, F.X_509, public(RSA_KEY))]),
    public_pem=(public(EC_KEY, Encoding.PEM), None, [(T.PUBLIC_KEY, F.X_509, public(EC_KEY))]),
    public_pkcs_1=(
        public(RSA_KEY, form=PublicFormat.PKCS1),
        None,
        [(T.PUBLIC_KEY, F.PKCS_1, public(RSA_KEY, form=PublicFormat.PKCS1))],
    ),
    public_pkcs_1_pem=(
        public(RSA_KEY, Encoding.PEM, PublicFormat.PKCS1),
        None,
        [(T.PUBLIC_KEY, F.PKCS_1, public(RSA_KEY, form=PublicFormat.PKCS1))],
    ),
    certificate=(DER_LEAF, None, [(T.CERTIFICATE, F.X_509, DER_LEAF)]),
    chain=(
        b"leaf:\r\n" + PEM_LEAF.replace(b"\n", b"\r\n") + b"CA:\r\n" + PEM_CA,
        None,
        [(T.CERTIFICATE, F.X_509, DER_LEAF), (T.CERTIFICATE, F.X_509, DER_CA)],
    ),
    key_and_certificate=(
        PEM_LEAF + private(EC_KEY, Encoding.PEM),
        None,
        [(T.CERTIFICATE, F.X_509, DER_LEAF), (T.PRIVATE_KEY, F.PKCS_8, private(EC_KEY))],
    ),
    encrypted=(private(RSA_KEY, protection=ENCRYPTED), PASSWORD, [(T.PRIVATE_KEY, F.PKCS_8, private(RSA_KEY))]),
    encrypted_pem=(
        private(EC_KEY, Encoding.PEM, protection=ENCRYPTED),
        PASSWORD,
        [(T.PRIVATE_KEY, F.PKCS_8, private(EC_KEY))],
    ),
    container=(
        CONTAINER,
        PASSWORD,
        [
            (T.PRIVATE_KEY, F.PKCS_8, private(EC_KEY)),
            (T.CERTIFICATE, F.X_509, DER_LEAF),
            (T.CERTIFICATE, F.X_509, DER_CA),
        ],
    ),
)
class Reading(SynchronousTestCase):
    def check(self, data, password, pieces):
        self.assertEqual(KeyFiles().read(data, password), [Piece(*each) for each in pieces])


def pem(label, data=b"0"):
    return f"-----BEGIN {label}-----\n{b64encode(data).decode()}\n-----END {label}-----\n".encode()


PATIENT = PrivateFormat.PKCS12.encryption_builder().kdf_rounds(MOST_ITERATIONS + 1).build(PASSWORD.encode())
TOO_OFTEN = pkcs12.serialize_key_and_certificates(b"a", EC_KEY, None, None, PATIENT)


@rows(
    nothing=(b"", None, "DER"),
    text=(b"Dear HSM", None, "DER"),
    other_der=(b"\x30\x03\x02\x01\x05", None, "no key"),
    cut_short=(private(RSA_KEY)[:-1], None, "DER"),
    more_after_it=(private(RSA_KEY) + b"\0", None, "DER"),
    pem_of_another_kind=(pem("PGP PUBLIC KEY BLOCK"), None, "PGP PUBLIC KEY BLOCK"),
    pem_without_an_end=(PEM_LEAF[:-5], None, "0 parts"),
    pem_with_other_ends=(PEM_LEAF.replace(b"END CERTIFICATE", b"END PUBLIC KEY"), None, "0 parts"),
    pem_with_nothing_but_a_curve=(CURVE, None, "0 parts"),
    pem_of_too_many_parts=(PEM_LEAF * (MOST_PIECES + 1), None, f"{MOST_PIECES + 1} parts"),
    no_base64=(PEM_LEAF.replace(b"M", b"!"), None, "no base64"),
    encrypted_in_the_way_of_old=(
        private(RSA_KEY, Encoding.PEM, TRADITIONAL, ENCRYPTED),
        PASSWORD,
        "encrypted in the way of old",
    ),
    no_password=(private(RSA_KEY, protection=ENCRYPTED), None, "protected with a password"),
    wrong_password=(private(RSA_KEY, protection=ENCRYPTED), "another", "cannot be opened with this password"),
    no_password_for_a_container=(CONTAINER, None, "protected with a password"),
    wrong_password_for_a_container=(CONTAINER, "another", "cannot be opened with this password"),
    no_encrypted_key=(pem("ENCRYPTED PRIVATE KEY", private(RSA_KEY)), PASSWORD, "no encrypted PKCS#8 key"),
    more_iterations_than_there_is_time_for=(TOO_OFTEN, PASSWORD, f"{MOST_ITERATIONS + 1} iterations"),
    too_large=(b"\x30" * (LARGEST + 1), None, f"{LARGEST + 1} bytes"),
)
class NotRead(SynchronousTestCase):
    def check(self, data, password, text):
        error = self.assertRaises(BadKeyMaterial, KeyFiles().read, data, password)
        self.assertIn(text, str(error))
        self.assertNotIn(PASSWORD, str(error))


class Anything(SynchronousTestCase):
    def test_it_provides_what_it_says(self):
        verifyObject(IKeyFiles, KeyFiles())

    @given(strategies.binary(), strategies.none() | strategies.text())
    def test_any_bytes_are_read_or_refused(self, data, password):
        for each in (data, pem("ENCRYPTED PRIVATE KEY", data), b"-----BEGIN " + data):
            try:
                KeyFiles().read(each, password)
            except BadKeyMaterial:
                continue

    @given(strategies.integers(0, len(CONTAINER) - 1), strategies.integers(0, 255))
    def test_spoilt_files_are_read_or_refused(self, place, octet):
        for data in (CONTAINER, private(RSA_KEY, protection=ENCRYPTED), private(EC_KEY), DER_LEAF):
            spoilt = bytearray(data)
            spoilt[place % len(data)] = octet
            try:
                KeyFiles().read(bytes(spoilt), PASSWORD)
            except BadKeyMaterial:
                continue


class Writing(SynchronousTestCase):
    def test_pem(self):
        for object_type, data in (
            (T.PRIVATE_KEY, private(RSA_KEY)),
            (T.PUBLIC_KEY, public(EC_KEY)),
            (T.CERTIFICATE, DER_LEAF),
        ):
            (piece,) = KeyFiles().read(KeyFiles().write(object_type, data), None)
            self.assertEqual((piece.object_type, piece.material), (object_type, data))
        self.assertEqual(KeyFiles().write(T.PRIVATE_KEY, private(RSA_KEY)), private(RSA_KEY, Encoding.PEM))

    def test_encrypted(self):
        data = KeyFiles().write_encrypted(private(EC_KEY), PASSWORD)
        self.assertNotIn(b"-----BEGIN PRIVATE KEY", data)
        loaded = load_pem_private_key(data, PASSWORD.encode())
        self.assertEqual(private(loaded), private(EC_KEY))
        self.assertEqual(KeyFiles().read(data, PASSWORD)[0].material, private(EC_KEY))

    def test_not_encrypted(self):
        self.assertRaises(FormatNotSupported, KeyFiles().write_encrypted, private(EC_KEY), "")
        agreeing = OpenSSL(Random(1).randbytes).generate_pair(CryptographicAlgorithm.DH, 2048, None, None)[0]
        self.assertRaises(FormatNotSupported, KeyFiles().write_encrypted, agreeing.material, PASSWORD)


@rows(
    rsa=(RSA_KEY, DigitalSignatureAlgorithm.SHA_256_WITH_RSA_ENCRYPTION),
    ec=(EC_KEY, DigitalSignatureAlgorithm.ECDSA_WITH_SHA256),
)
class Requests(SynchronousTestCase):
    def check(self, key, algorithm):
        files = KeyFiles()
        request = files.request("CN=www.example.com,O=Example\\, Inc.,C=BR", public(key))
        scheme = (padding.PKCS1v15(), SHA256()) if key is RSA_KEY else (ec.ECDSA(SHA256()),)
        signature = key.sign(request, *scheme)
        signed = x509.load_pem_x509_csr(files.signed_request(request, algorithm, signature))
        self.assertTrue(signed.is_signature_valid)
        self.assertEqual(signed.subject.rfc4514_string(), "CN=www.example.com,O=Example\\, Inc.,C=BR")
        self.assertEqual(signed.public_key(), key.public_key())
        self.assertEqual(len(signed.extensions), 0)

    def test_alternative_names(self):
        request = KeyFiles().request("CN=x", public(RSA_KEY), ("www.example.com", "10.0.0.1", "::1", "a@b.example"))
        signature = RSA_KEY.sign(request, padding.PKCS1v15(), SHA256())
        algorithm = DigitalSignatureAlgorithm.SHA_256_WITH_RSA_ENCRYPTION
        signed = x509.load_pem_x509_csr(KeyFiles().signed_request(request, algorithm, signature))
        self.assertTrue(signed.is_signature_valid)
        (extension,) = signed.extensions
        self.assertFalse(extension.critical)
        self.assertEqual(
            list(extension.value),
            [
                x509.DNSName("www.example.com"),
                x509.IPAddress(ip_address("10.0.0.1")),
                x509.IPAddress(ip_address("::1")),
                x509.RFC822Name("a@b.example"),
            ],
        )

    def test_no_alternative_name(self):
        self.assertRaises(BadKeyMaterial, KeyFiles().request, "CN=x", public(RSA_KEY), ("a b",))

    def test_no_subject(self):
        self.assertRaises(BadKeyMaterial, KeyFiles().request, "Example", public(RSA_KEY))

    def test_no_signature_of_requests(self):
        algorithm = DigitalSignatureAlgorithm.RSASSA_PSS
        self.assertRaises(FormatNotSupported, KeyFiles().signed_request, b"", algorithm, b"")
