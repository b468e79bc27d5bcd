"""hsmsim.crypto.certification."""

import os
from dataclasses import replace

from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding
from twisted.trial.unittest import SynchronousTestCase

from hsmsim.crypto import certification, der, names
from hsmsim.crypto.openssl import OpenSSL
from hsmsim.errors import BadKeyMaterial, CryptographicFailure, SignatureInvalid
from hsmsim.interfaces.crypto import Certification
from hsmsim.spec.enums import CryptographicAlgorithm
from hsmsim.spec.masks import CryptographicUsageMask as Mask
from tests.appliance import NOW
from tests.exchange.certificates import seconds
from tests.exchange.keys import EC_PRIVATE, EC_PUBLIC, RSA_PRIVATE, RSA_PUBLIC
from tests.support import rows

CRYPTO = OpenSSL(os.urandom)
CA = Certification(names.from_parts([("CN", "CA")]), EC_PUBLIC, 7, NOW, NOW + 100, ca=True, path_length=1)
ROOT = certification.certify(CA, None, EC_PRIVATE)
END = Certification(names.from_parts([("CN", "End")]), RSA_PUBLIC, 2**127 - 1, NOW, NOW + 50)
DH_PRIVATE, DH_PUBLIC = CRYPTO.generate_pair(CryptographicAlgorithm.DH, 1024, None, None)
OID = x509.ExtensionOID


def made(issuer=ROOT, key=EC_PRIVATE, **fields):
    return x509.load_der_x509_certificate(certification.certify(replace(END, **fields), issuer, key))


class Making(SynchronousTestCase):
    def test_by_itself(self):
        root = x509.load_der_x509_certificate(ROOT)
        root.verify_directly_issued_by(root)
        self.assertEqual((root.serial_number, root.version), (7, x509.Version.v3))
        self.assertEqual((root.subject.rfc4514_string(), root.issuer), ("CN=CA", root.subject))
        basic = root.extensions.get_extension_for_oid(OID.BASIC_CONSTRAINTS)
        self.assertEqual((basic.critical, basic.value), (True, x509.BasicConstraints(True, 1)))

    def test_by_another(self):
        end, root = made(), x509.load_der_x509_certificate(ROOT)
        end.verify_directly_issued_by(root)
        self.assertEqual((end.serial_number, end.subject.rfc4514_string()), (2**127 - 1, "CN=End"))
        self.assertEqual(
            (seconds(end.not_valid_before_utc), seconds(end.not_valid_after_utc)), (END.not_before, END.not_after)
        )
        found = {each.oid: each.value for each in end.extensions}
        self.assertEqual(set(found), {OID.BASIC_CONSTRAINTS, OID.SUBJECT_KEY_IDENTIFIER, OID.AUTHORITY_KEY_IDENTIFIER})
        self.assertEqual(found[OID.SUBJECT_KEY_IDENTIFIER], x509.SubjectKeyIdentifier.from_public_key(end.public_key()))
        self.assertEqual(
            found[OID.AUTHORITY_KEY_IDENTIFIER],
            x509.AuthorityKeyIdentifier.from_issuer_public_key(root.public_key()),
        )

    def test_with_everything(self):
        client = x509.ExtendedKeyUsage([x509.ExtendedKeyUsageOID.CLIENT_AUTH])
        end = made(
            usage=Mask.VERIFY, extended_usage=client.public_bytes(), alternative_names=[names.alternative_name("a.b")]
        )
        found = {each.oid: each for each in end.extensions}
        self.assertTrue(found[OID.KEY_USAGE].value.digital_signature)
        self.assertEqual(found[OID.EXTENDED_KEY_USAGE].value, client)
        self.assertEqual(found[OID.SUBJECT_ALTERNATIVE_NAME].value.get_values_for_type(x509.DNSName), ["a.b"])
        self.assertFalse(found[OID.SUBJECT_ALTERNATIVE_NAME].critical)

    def test_usage_that_has_no_flag(self):
        self.assertNotIn(OID.KEY_USAGE, {each.oid for each in made(usage=Mask.EXPORT).extensions})

    def test_nobody(self):
        """RFC 5280 4.2.1.6: then the alternative names are critical."""
        end = made(subject=b"\x30\x00", alternative_names=[names.alternative_name("a.b")])
        self.assertTrue(end.extensions.get_extension_for_oid(OID.SUBJECT_ALTERNATIVE_NAME).critical)

    def test_rsa_signs_too(self):
        own = made(issuer=None, key=RSA_PRIVATE)
        own.verify_directly_issued_by(own)
        self.assertEqual(own.signature_algorithm_oid.dotted_string, "1.2.840.113549.1.1.11")

    def test_a_key_that_signs_nothing_can_be_certified(self):
        end = certification.certify(replace(END, public_key=DH_PUBLIC), ROOT, EC_PRIVATE)
        self.assertEqual(CRYPTO.certificate(end).cryptographic_algorithm, CryptographicAlgorithm.DH)

    def test_it_signs_no_certificate(self):
        self.assertRaises(CryptographicFailure, certification.certify, END, ROOT, DH_PRIVATE)

    def test_fields_cannot_be_smuggled_in(self):
        twice = END.subject + END.subject
        for fields in ({"subject": twice}, {"subject": b""}, {"subject": b"\x02\x01\x05"}):
            self.assertRaises(BadKeyMaterial, made, **fields)
        for wrong in (b"\x82\x01a\x82\x01b", b"", b"\x82\x05a"):
            self.assertRaises(BadKeyMaterial, made, alternative_names=[wrong])


@rows(
    before_1970=(-5, 5, None),
    earliest=(certification.EARLIEST, 0, None),
    last_of_two_digits=(NOW, 2524607999, None),
    first_of_four_digits=(NOW, 2524608000, None),
    latest=(NOW, certification.LATEST, None),
    too_early=(certification.EARLIEST - 1, NOW, CryptographicFailure),
    too_late=(NOW, certification.LATEST + 1, CryptographicFailure),
    backwards=(NOW, NOW - 1, CryptographicFailure),
)
class Validity(SynchronousTestCase):
    def check(self, start, end, error):
        if error is not None:
            self.assertRaises(error, made, not_before=start, not_after=end)
            return
        found = made(not_before=start, not_after=end)
        self.assertEqual((seconds(found.not_valid_before_utc), seconds(found.not_valid_after_utc)), (start, end))


class Judging(SynchronousTestCase):
    def test_constraints(self):
        found = certification.read_constraints(ROOT)
        self.assertEqual((found.not_before, found.not_after, found.ca, found.path_length), (NOW, NOW + 100, True, 1))
        self.assertEqual((found.usage, found.extended_usage, found.understood), (None, None, True))

    def test_constraints_of_the_first_version(self):
        whole, algorithm, signature = der.children(der.read(ROOT))
        fields = [part.raw for part in der.children(whole)][1:-1]
        first = der.sequence(der.sequence(*fields), algorithm.raw, signature.raw)
        self.assertIsNone(certification.read_constraints(first).ca)

    def test_what_has_none(self):
        broken = ROOT.replace(b"\x30\x06\x01\x01\xff\x02\x01\x01", b"\x30\x06\x02\x01\x01\x01\x01\xff")
        self.assertNotEqual(broken, ROOT)
        for wrong in (b"", ROOT[:-1], broken):
            self.assertRaises(BadKeyMaterial, certification.read_constraints, wrong)

    def test_issued(self):
        end = made().public_bytes(Encoding.DER)
        certification.check_issued(end, ROOT)
        certification.check_issued(ROOT, ROOT)
        for certificate, issuer in ((end, end), (ROOT, end), (end.replace(b"End", b"end"), ROOT), (b"", ROOT)):
            self.assertRaises(SignatureInvalid, certification.check_issued, certificate, issuer)

    def test_issued_by_what_is_not_available(self):
        """A hash that nobody has: the identifier of ecdsa-with-SHA3-256 changed to one that is not assigned."""
        key = ec.generate_private_key(ec.SECP256R1())
        name = x509.Name.from_rfc4514_string("CN=a")
        builder = x509.CertificateBuilder(name, name, key.public_key(), 5).not_valid_before(
            x509.load_der_x509_certificate(ROOT).not_valid_before_utc
        )
        good = builder.not_valid_after(x509.load_der_x509_certificate(ROOT).not_valid_after_utc).sign(
            key, hashes.SHA3_256()
        )
        known, unknown = names.oid("2.16.840.1.101.3.4.3.10"), names.oid("2.16.840.1.101.3.4.3.127")
        encoded = good.public_bytes(Encoding.DER)
        self.assertEqual(encoded.count(known), 2)
        strange = encoded.replace(known, unknown)
        self.assertRaises(CryptographicFailure, certification.check_issued, strange, strange)
