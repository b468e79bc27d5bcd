"""hsmsim.crypto.names."""

import warnings

from cryptography import x509
from twisted.trial.unittest import SynchronousTestCase

from hsmsim.crypto import names
from hsmsim.crypto.certification import certify
from hsmsim.errors import BadKeyMaterial
from hsmsim.interfaces.crypto import Certification
from hsmsim.spec.attributes import NAME_PARTS
from tests.exchange.keys import EC_PRIVATE, EC_PUBLIC
from tests.support import rows


def parsed(encoded):
    """A name as `cryptography` reads it: that of a certificate."""
    what = Certification(encoded, EC_PUBLIC, 1, 0, 1)
    with warnings.catch_warnings(action="ignore"):
        return x509.load_der_x509_certificate(certify(what, None, EC_PRIVATE)).subject


@rows(
    common_name=("2.5.4.3", "0603550403"),
    domain_component=("0.9.2342.19200300.100.1.25", "060a0992268993f22c640119"),
    email=("1.2.840.113549.1.9.1", "06092a864886f70d010901"),
)
class Identifiers(SynchronousTestCase):
    def check(self, dotted, encoded):
        self.assertEqual(names.oid(dotted).hex(), encoded)


class Parts(SynchronousTestCase):
    def test_every_part_there_and_back(self):
        pairs = [(part, f"{number}a") for number, part in enumerate(NAME_PARTS)]
        self.assertEqual(names.parts_of(parsed(names.from_parts(pairs))), {part: [value] for part, value in pairs})

    def test_several_of_one_keep_their_order(self):
        encoded = names.from_parts([("DC", "com"), ("OU", "a"), ("DC", "example"), ("OU", "ä")])
        self.assertEqual(names.parts_of(parsed(encoded)), {"DC": ["com", "example"], "OU": ["a", "ä"]})

    def test_as_cryptography_writes_it(self):
        name = x509.Name(
            [
                x509.NameAttribute(x509.NameOID.COUNTRY_NAME, "AU"),
                x509.NameAttribute(x509.NameOID.EMAIL_ADDRESS, "a@b"),
                x509.NameAttribute(x509.NameOID.COMMON_NAME, "Inter"),
            ]
        )
        self.assertEqual(names.from_parts([("C", "AU"), ("Email", "a@b"), ("CN", "Inter")]), name.public_bytes())

    def test_longer_than_a_common_name_may_be(self):
        found = parsed(names.from_parts([("CN", "n" * 300)]))
        self.assertEqual(names.parts_of(found), {"CN": ["n" * 300]})

    def test_other_parts_and_values_are_passed_over(self):
        name = x509.Name(
            [
                x509.NameAttribute(x509.NameOID.PSEUDONYM, "nobody"),
                x509.NameAttribute(x509.NameOID.X500_UNIQUE_IDENTIFIER, b"\0a", x509.name._ASN1Type.BitString),
            ]
        )
        self.assertEqual(names.parts_of(name), {})

    def test_what_no_part_can_have(self):
        for part, value in (("CN", ""), ("C", "Ö"), ("Email", "ä@b")):
            self.assertRaises(BadKeyMaterial, names.from_parts, [(part, value)])


class Texts(SynchronousTestCase):
    def test_the_first_is_written_last(self):
        self.assertEqual(names.from_text("CN=EE,C=AU"), names.from_parts([("C", "AU"), ("CN", "EE")]))

    def test_what_is_no_name(self):
        for text in ("EE", "CN", "CN=a,", "=a"):
            self.assertRaises(BadKeyMaterial, names.from_text, text)


@rows(
    dns=("hsm.example", "820b68736d2e6578616d706c65"),
    email=("a@b", "8103614062"),
    uri=("a://b@c", "8607613a2f2f624063"),
    ip_4=("127.0.0.1", "87047f000001"),
    ip_6=("::1", "8710" + "00" * 15 + "01"),
)
class Alternatives(SynchronousTestCase):
    def check(self, text, encoded):
        self.assertEqual(names.alternative_name(text).hex(), encoded)
        twice = [bytes.fromhex(encoded)] * 2
        self.assertEqual(names.alternative_names(names.joined(twice)), twice)

    def test_what_is_none(self):
        for text in ("", "ä.example", "a b", " a.b", "a.b\n", "a\0b"):
            self.assertRaises(BadKeyMaterial, names.alternative_name, text)
