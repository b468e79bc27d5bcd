"""hsmsim.crypto.certificates."""

import datetime
import os
from ipaddress import ip_address

from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, ed25519, padding, rsa
from cryptography.hazmat.primitives.serialization import Encoding
from cryptography.x509.oid import NameOID
from twisted.trial.unittest import SynchronousTestCase

from hsmsim.crypto import der
from hsmsim.crypto.openssl import OpenSSL
from hsmsim.errors import BadKeyMaterial
from hsmsim.spec.enums import CryptographicAlgorithm, DigitalSignatureAlgorithm
from tests.support import rows

CRYPTO = OpenSSL(os.urandom)
CURVE = ec.generate_private_key(ec.SECP256R1())
RSA = rsa.generate_private_key(65537, 1024)
SUBJECT = x509.Name(
    [x509.NameAttribute(NameOID.COUNTRY_NAME, "AU"), x509.NameAttribute(NameOID.COMMON_NAME, "End, entity")]
)
ISSUER = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "Issuer")])
SHA_256 = hashes.SHA256()
SERIAL = 0x00D2_0102_0304_0506


def certificate(key=CURVE, signer=CURVE, digest=SHA_256, extensions=(), **options):
    builder = (
        x509.CertificateBuilder(ISSUER, SUBJECT, key.public_key(), SERIAL)
        .not_valid_before(datetime.datetime(2026, 1, 1))
        .not_valid_after(datetime.datetime(2036, 1, 1))
    )
    for extension in extensions:
        builder = builder.add_extension(extension, critical=False)
    return builder.sign(signer, digest, **options).public_bytes(Encoding.DER)


@rows(
    ecdsa_sha256=(CURVE, hashes.SHA256(), {}, DigitalSignatureAlgorithm.ECDSA_WITH_SHA256),
    ecdsa_sha512=(CURVE, hashes.SHA512(), {}, DigitalSignatureAlgorithm.ECDSA_WITH_SHA512),
    rsa_sha384=(RSA, hashes.SHA384(), {}, DigitalSignatureAlgorithm.SHA_384_WITH_RSA_ENCRYPTION),
    rsa_sha3=(RSA, hashes.SHA3_256(), {}, DigitalSignatureAlgorithm.SHA3_256_WITH_RSA_ENCRYPTION),
    rsa_pss=(
        RSA,
        hashes.SHA256(),
        {"rsa_padding": padding.PSS(padding.MGF1(hashes.SHA256()), 32)},
        DigitalSignatureAlgorithm.RSASSA_PSS,
    ),
    not_named=(CURVE, hashes.SHA3_256(), {}, None),
)
class Signatures(SynchronousTestCase):
    def check(self, signer, digest, options, expected):
        facts = CRYPTO.certificate(certificate(signer=signer, digest=digest, **options))
        self.assertEqual(facts.digital_signature_algorithm, expected)


class Certificates(SynchronousTestCase):
    def test_names_and_serial_number_as_they_were_written(self):
        facts = CRYPTO.certificate(certificate())
        identifier, subject = facts.x_509_certificate_identifier, facts.x_509_certificate_subject
        self.assertEqual(identifier.issuer_distinguished_name, ISSUER.public_bytes())
        self.assertEqual(identifier.certificate_serial_number.hex(), "020800d2010203040506")
        self.assertEqual(subject.subject_distinguished_name, SUBJECT.public_bytes())
        self.assertEqual(subject.subject_alternative_name, [])
        self.assertEqual(facts.x_509_certificate_issuer.issuer_distinguished_name, ISSUER.public_bytes())

    def test_the_same_as_text(self):
        facts = CRYPTO.certificate(certificate())
        self.assertEqual(facts.certificate_identifier.issuer, "CN=Issuer")
        self.assertEqual(facts.certificate_identifier.serial_number, "00d2010203040506")
        self.assertEqual(facts.certificate_subject.certificate_subject_distinguished_name, "CN=End\\, entity,C=AU")
        self.assertEqual(facts.certificate_issuer.certificate_issuer_distinguished_name, "CN=Issuer")

    def test_the_key(self):
        for key, algorithm, length in (
            (CURVE, CryptographicAlgorithm.EC, 256),
            (RSA, CryptographicAlgorithm.RSA, 1024),
        ):
            facts = CRYPTO.certificate(certificate(key))
            self.assertEqual((facts.cryptographic_algorithm, facts.cryptographic_length), (algorithm, length))
            self.assertEqual((facts.public_key.algorithm, facts.public_key.length), (algorithm, length))

    def test_alternative_names(self):
        names = [
            x509.DNSName("hsm.example"),
            x509.RFC822Name("hsm@example"),
            x509.UniformResourceIdentifier("https://hsm.example"),
            x509.IPAddress(ip_address("127.0.0.1")),
            x509.IPAddress(ip_address("::1")),
            x509.RegisteredID(NameOID.COMMON_NAME),
        ]
        extensions = (x509.SubjectAlternativeName(names), x509.IssuerAlternativeName(names[:1]))
        facts = CRYPTO.certificate(certificate(extensions=extensions))
        found = facts.x_509_certificate_subject.subject_alternative_name
        self.assertEqual(found[0], b"\x82\x0bhsm.example")
        self.assertEqual([len(name) for name in found], [13, 13, 21, 6, 18, 5])
        self.assertEqual(facts.x_509_certificate_issuer.issuer_alternative_name, found[:1])
        self.assertEqual(
            facts.certificate_subject.certificate_subject_alternative_name,
            ["hsm.example", "hsm@example", "https://hsm.example", "127.0.0.1", "::1"],
        )
        self.assertEqual(facts.certificate_issuer.certificate_issuer_alternative_name, ["hsm.example"])

    def test_other_extensions_and_unique_identifiers_are_passed_over(self):
        good = certificate(extensions=[x509.BasicConstraints(ca=False, path_length=None)])
        self.assertEqual(CRYPTO.certificate(good).x_509_certificate_subject.subject_alternative_name, [])
        whole, algorithm, signature = (part for part in der.children(der.read(good)))
        fields = [part.raw for part in der.children(whole)]
        fields.insert(-1, der.write(0x81, b"\0id"))  # issuerUniqueID, before the extensions
        strange = der.sequence(der.sequence(*fields), algorithm.raw, signature.raw)
        self.assertEqual(CRYPTO.certificate(strange).cryptographic_length, 256)

    def test_the_first_version_says_no_version(self):
        whole, algorithm, signature = (part for part in der.children(der.read(certificate())))
        fields = [part.raw for part in der.children(whole)][1:]
        first = der.sequence(der.sequence(*fields), algorithm.raw, signature.raw)
        self.assertEqual(
            CRYPTO.certificate(first).certificate_issuer.certificate_issuer_distinguished_name, "CN=Issuer"
        )

    def test_what_is_no_certificate_for_us(self):
        good = certificate()
        strange = certificate(ed25519.Ed25519PrivateKey.generate())
        broken = certificate(
            extensions=[x509.UnrecognizedExtension(x509.ObjectIdentifier("2.5.29.17"), b"\x30\x05\x87\x03abc")]
        )
        version = good.replace(b"\xa0\x03\x02\x01\x02", b"\xa0\x03\x02\x01\x5b", 1)
        name = good.replace(b"\x0c\x06Issuer", b"\x03\x06\0ssuer", 1)  # a bit string where text belongs
        for wrong in (version, name, good[:-1], good + b"\0", strange, broken, bytes(70000), b""):
            self.assertRaises(BadKeyMaterial, CRYPTO.certificate, wrong)
