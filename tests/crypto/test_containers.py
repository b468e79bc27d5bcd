"""hsmsim/crypto/containers.py: PKCS#12."""

from twisted.trial.unittest import SynchronousTestCase

from hsmsim.crypto import containers, der, passwords
from hsmsim.crypto.openssl import OpenSSL
from hsmsim.errors import BadKeyMaterial, FormatNotSupported
from hsmsim.spec.enums import CryptographicAlgorithm as Algorithm
from tests.suites.crypto import vectors
from tests.support import rows

VECTORS = vectors("containers")
KEY = bytes.fromhex(VECTORS["key"])
CHAIN = [bytes.fromhex(each) for each in VECTORS["chain"]]
DATA = bytes.fromhex("06092a864886f70d010701")
ENCRYPTED = bytes.fromhex("06092a864886f70d010706")
BAG = bytes.fromhex("060b2a864886f70d010c0a01")
X_509 = bytes.fromhex("060a2a864886f70d01091601")
SDSI = bytes.fromhex("060a2a864886f70d01091602")
FRIENDLY = bytes.fromhex("06092a864886f70d010914")
SHA_1 = der.sequence(bytes.fromhex("06052b0e03021a"), b"\x05\0")


def explicit(content):
    return der.write(0xA0, content)


def info(content, kind=DATA):
    return der.sequence(kind, explicit(content))


def named(name, kind=FRIENDLY, string=0x1E):
    return der.write(0x31, der.sequence(kind, der.write(0x31, der.write(string, name.encode("utf-16-be")))))


def bag(number, value, *attributes):
    return der.sequence(BAG + bytes((number,)), explicit(value), *attributes)


def certificate_bag(encoded, kind=X_509):
    return bag(3, der.sequence(kind, explicit(der.octet_string(encoded))))


def safe(*bags):
    return info(der.octet_string(der.sequence(*bags)))


def container(*safes, version=3, mac=b""):
    return der.sequence(der.integer(version), info(der.octet_string(der.sequence(*safes))), mac)


def with_mac(iterations, hashing=SHA_1):
    content = der.sequence(safe(bag(1, KEY)))
    digest = passwords.mac("sha1", "password", b"salt", iterations or 1, content)
    counted = b"" if iterations is None else der.integer(iterations)
    data = der.sequence(der.sequence(hashing, der.octet_string(digest)), der.octet_string(b"salt"), counted)
    return container(safe(bag(1, KEY)), mac=data)


def opened(encoded, name=None):
    return containers.open_container(encoded, b"password", name)


@rows(**{name: (bytes.fromhex(encoded),) for name, encoded in VECTORS["containers"].items()})
class KnownAnswers(SynchronousTestCase):
    def check(self, encoded):
        for name in (None, "Alias", "ALIAS"):
            inside = opened(encoded, name)
            self.assertEqual((inside.key.material, inside.certificates), (KEY, CHAIN))
            self.assertEqual((inside.friendly_name, inside.key.length), ("Alias", 256))
        self.assertRaises(BadKeyMaterial, opened, encoded, "another")
        if encoded != bytes.fromhex(VECTORS["containers"]["open"]):
            self.assertRaises(BadKeyMaterial, containers.open_container, encoded, b"passwore", None)


class Contents(SynchronousTestCase):
    def test_the_key_of_a_name(self):
        crypto = OpenSSL(bytes)
        other, _ = crypto.generate_pair(Algorithm.EC, 384, None, None)
        encoded = container(safe(bag(1, KEY, named("one"))), safe(bag(1, other.material, named("two"))))
        self.assertEqual(opened(encoded).friendly_name, "one")
        self.assertEqual(opened(encoded, "TWO").key.material, other.material)

    def test_a_key_without_name(self):
        for attributes in ((), (named("a", kind=DATA),), (named("a", string=0x0C),)):
            self.assertIsNone(opened(container(safe(bag(1, KEY, *attributes)))).friendly_name)

    def test_the_chain_begins_with_the_certificate_of_the_key(self):
        bags = [certificate_bag(each) for each in reversed(CHAIN)]
        self.assertEqual(opened(container(safe(*bags, bag(1, KEY)))).certificates, CHAIN)
        self.assertEqual(opened(container(safe(bags[1], bag(1, KEY)))).certificates, CHAIN[:1])
        self.assertEqual(opened(container(safe(bags[0], bag(1, KEY)))).certificates, [])

    def test_certificates_of_another_kind_are_left_aside(self):
        encoded = container(safe(certificate_bag(b"", kind=SDSI), bag(3, der.sequence()), bag(1, KEY)))
        self.assertEqual(opened(encoded).certificates, [])

    def test_safes_in_safes(self):
        inside = bag(1, KEY)
        for _ in range(4):
            inside = bag(6, der.sequence(inside))
        self.assertEqual(opened(container(safe(inside))).key.material, KEY)
        self.assertRaises(BadKeyMaterial, opened, container(safe(bag(6, der.sequence(inside)))))

    def test_a_mac_says_how_often_or_once(self):
        for iterations in (None, 1, 7):
            self.assertEqual(opened(with_mac(iterations)).key.material, KEY)


@rows(
    nothing=(b"",),
    nonsense=(b"nonsense",),
    too_large=(bytes(131073),),
    another_version=(container(safe(bag(1, KEY)), version=2),),
    no_content=(der.sequence(der.integer(3)),),
    no_keys=(container(safe()),),
    no_safes=(container(),),
    too_many_safes=(container(*[safe(bag(1, KEY))] * 9),),
    signed=(der.sequence(der.integer(3), info(der.octet_string(b""), kind=ENCRYPTED)),),
    empty_content=(der.sequence(der.integer(3), info(b"")),),
    content_is_no_string=(der.sequence(der.integer(3), info(der.integer(1))),),
    content_is_no_info=(der.sequence(der.integer(3), der.integer(3)),),
    mac_of_nothing=(container(safe(bag(1, KEY)), mac=der.sequence()),),
    mac_without_hash=(
        container(safe(bag(1, KEY)), mac=der.sequence(der.sequence(der.sequence(), der.octet_string(b"")), SHA_1)),
    ),
    mac_of_unknown_hash=(with_mac(1, der.sequence(DATA)),),
    encrypted_badly=(container(info(der.sequence(der.integer(0), der.sequence()), kind=ENCRYPTED)),),
    encrypted_nothing=(container(info(der.sequence(), kind=ENCRYPTED)),),
    bag_without_value=(container(safe(der.sequence(BAG + b"\x01"))),),
    bag_of_others=(container(safe(der.sequence(DATA, explicit(KEY)))),),
    shrouded_badly=(container(safe(bag(2, der.sequence()))),),
    no_key=(container(safe(bag(1, der.sequence(der.integer(0))))),),
)
class Refused(SynchronousTestCase):
    def check(self, encoded):
        self.assertRaises(BadKeyMaterial, opened, encoded)


class Passwords(SynchronousTestCase):
    def test_a_password_is_text(self):
        encoded = bytes.fromhex(VECTORS["containers"]["modern"])
        self.assertRaises(BadKeyMaterial, containers.open_container, encoded, b"\xff", None)


class Made(SynchronousTestCase):
    def test_there_and_back(self):
        inside = opened(bytes.fromhex(VECTORS["containers"]["modern"]))
        for chain in ([], CHAIN[:1], CHAIN):
            encoded = containers.make_container(inside.key, chain, "näme", "wörd".encode())
            again = containers.open_container(encoded, "wörd".encode(), "NÄME")
            self.assertEqual((again.key, again.certificates, again.friendly_name), (inside.key, chain, "näme"))

    def test_what_has_no_container(self):
        key = opened(bytes.fromhex(VECTORS["containers"]["modern"])).key
        dh, _ = OpenSSL(bytes).generate_pair(Algorithm.DH, 1024, None, None)
        for wrong in ((dh, [], b"p"), (key, [], b""), (key, CHAIN[1:], b"p"), (key, [b"x"], b"p")):
            self.assertRaises(FormatNotSupported, containers.make_container, wrong[0], wrong[1], "a", wrong[2])
