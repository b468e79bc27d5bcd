"""Tests of hsmsim.server.keys."""

import datetime
import ipaddress
import os
import ssl
import stat
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.hazmat.primitives.serialization import load_pem_private_key, pkcs12
from cryptography.x509.oid import ExtendedKeyUsageOID
from twisted.trial.unittest import SynchronousTestCase

from hsmsim.server import keys
from hsmsim.server.keys import BadFile, Pair
from tests.server.wires import NOW, client_pair, server_pair
from tests.support import rows


def leaf(pair):
    return x509.load_pem_x509_certificate(pair.certificate)


def extension(pair, kind):
    return leaf(pair).extensions.get_extension_for_class(kind).value


@rows(ec=("ec", ec.EllipticCurvePrivateKey), rsa=("rsa", rsa.RSAPrivateKey))
class Kinds(SynchronousTestCase):
    def check(self, kind, cls):
        pair = server_pair(kind)
        key = load_pem_private_key(pair.key, None)
        self.assertIsInstance(key, cls)
        self.assertEqual(key.public_key(), leaf(pair).public_key())
        self.assertEqual(extension(pair, x509.KeyUsage).key_encipherment, kind == "rsa")


class Certificates(SynchronousTestCase):
    def test_names(self):
        """Host names and addresses stand in the certificate, each once."""
        pair = keys.server_pair("ec", ["localhost", "127.0.0.1", "::1", "localhost", "*.example"], NOW)
        names = extension(pair, x509.SubjectAlternativeName)
        self.assertEqual(names.get_values_for_type(x509.DNSName), ["localhost", "*.example"])
        addresses = [ipaddress.ip_address("127.0.0.1"), ipaddress.ip_address("::1")]
        self.assertEqual(names.get_values_for_type(x509.IPAddress), addresses)

    def test_purpose(self):
        """Each certificate is for its own side of TLS; the HSM's for both: it is a client where it brings notices."""
        both = [ExtendedKeyUsageOID.SERVER_AUTH, ExtendedKeyUsageOID.CLIENT_AUTH]
        self.assertEqual(list(extension(server_pair(), x509.ExtendedKeyUsage)), both)
        self.assertEqual(list(extension(client_pair(), x509.ExtendedKeyUsage)), [ExtendedKeyUsageOID.CLIENT_AUTH])
        with self.assertRaises(x509.ExtensionNotFound):
            extension(client_pair(), x509.SubjectAlternativeName)

    def test_validity(self):
        """It is valid now, for a slow clock too, and for years."""
        now = datetime.datetime.fromtimestamp(NOW, datetime.UTC)
        certificate = leaf(server_pair())
        self.assertEqual(certificate.not_valid_before_utc, now - datetime.timedelta(days=1))
        self.assertGreater(certificate.not_valid_after_utc, now + datetime.timedelta(days=3000))

    def test_another_each_time(self):
        """A second certificate is another one, with another key."""
        first, second = (leaf(keys.server_pair("ec", ["a"], NOW)) for _ in range(2))
        self.assertNotEqual(first.public_key(), second.public_key())
        self.assertNotEqual(first.serial_number, second.serial_number)

    def test_is_its_own_trust_anchor(self):
        """OpenSSL takes it for a CA file, as strictly as it can."""
        file = Path(self.mktemp())
        file.write_bytes(server_pair().certificate)
        context = ssl.create_default_context(cafile=str(file))
        self.assertEqual(context.cert_store_stats()["x509"], 1)

    def test_secret(self):
        """The key does not show."""
        self.assertEqual(repr(client_pair()), "Pair(...)")


class Files(SynchronousTestCase):
    def setUp(self):
        self.folder = Path(self.mktemp())
        self.files = keys.client_files(self.folder, "alice")

    def mode(self, file):
        return stat.S_IMODE(file.stat().st_mode)

    def test_names(self):
        """The files have the names that the documentation gives."""
        names = [file.name for file in self.files]
        self.assertEqual(names, ["alice.pem", "alice_cert.pem", "alice_combined.pem", "alice.p12"])

    def test_made(self):
        """A pair is made where there is none, and only its owner reads the key."""
        pair = keys.kept_pair(self.files, client_pair)
        self.assertEqual(pair, client_pair())
        self.assertEqual((self.files.key.read_bytes(), self.files.cert.read_bytes()), tuple(pair))
        self.assertEqual((self.mode(self.files.key), self.mode(self.folder)), (0o600, 0o700))

    def test_kept(self):
        """A pair that is there is used again."""
        keys.kept_pair(self.files, client_pair)
        self.assertEqual(keys.kept_pair(self.files, self.fail), client_pair())

    def check_refused(self, text):
        before = {file: file.read_bytes() for file in self.folder.iterdir()}
        with self.assertRaises(BadFile) as caught:
            keys.kept_pair(self.files, self.fail)
        self.assertEqual(str(caught.exception).replace(f"{self.folder}/", ""), text)
        self.assertEqual({file: file.read_bytes() for file in self.folder.iterdir()}, before)

    def test_half(self):
        """Half a pair is somebody's: it is not written over."""
        keys.write(self.files.key, b"mine")
        self.check_refused("alice.pem is there without the other half of its pair; move it away")

    def test_other_half(self):
        """The other half likewise."""
        keys.write(self.files.cert, b"mine")
        self.check_refused("alice_cert.pem is there without the other half of its pair; move it away")

    def test_no_pair(self):
        """Two files that do not belong together are not used."""
        keys.write(self.files.key, client_pair("bob").key)
        keys.write(self.files.cert, client_pair().certificate)
        self.check_refused("alice_cert.pem is not the certificate of alice.pem; move them away")

    def test_no_keys(self):
        """Nor are files that are something else."""
        keys.write(self.files.key, b"mine")
        keys.write(self.files.cert, b"mine")
        self.check_refused("alice_cert.pem is not the certificate of alice.pem; move them away")

    def test_forms(self):
        """The other forms hold the same pair."""
        pair = keys.kept_pair(self.files, client_pair)
        keys.write_forms(self.files, "alice", pair, "secret")
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
        context.load_cert_chain(self.files.combined)
        form = pkcs12.load_pkcs12(self.files.p12.read_bytes(), b"secret")
        self.assertEqual(form.cert.certificate, leaf(pair))
        self.assertEqual(form.cert.friendly_name, b"alice")
        self.assertEqual(form.key.public_key(), leaf(pair).public_key())
        self.assertEqual((self.mode(self.files.combined), self.mode(self.files.p12)), (0o600, 0o600))

    def test_p12_is_made_once(self):
        """PKCS#12 takes long to make: one that is newer than the pair stays."""
        pair = keys.kept_pair(self.files, client_pair)
        keys.write_forms(self.files, "alice", pair, "secret")
        first = self.files.p12.read_bytes()
        keys.write_forms(self.files, "alice", pair, "secret")
        self.assertEqual(self.files.p12.read_bytes(), first)
        os.utime(self.files.p12, (1, 1))
        keys.write_forms(self.files, "alice", pair, "secret")
        self.assertNotEqual(self.files.p12.read_bytes(), first)

    def test_read(self):
        """A file that cannot be read is named."""
        with self.assertRaises(BadFile) as caught:
            keys.read(Path("/nonexistent"))
        self.assertEqual(str(caught.exception), "cannot read /nonexistent: No such file or directory")

    def test_write(self):
        """A file is replaced whole, and nothing stays beside it."""
        keys.write(self.files.cert, b"one")
        keys.write(self.files.cert, b"two")
        self.assertEqual([file.name for file in self.folder.iterdir()], ["alice_cert.pem"])
        self.assertEqual(self.files.cert.read_bytes(), b"two")

    def test_write_refused(self):
        """A file that cannot be written is named."""
        self.folder.touch()
        with self.assertRaises(BadFile) as caught:
            keys.write(self.files.cert, b"")
        self.assertEqual(str(caught.exception), f"cannot write {self.files.cert}: File exists")

    def test_pair(self):
        """A pair is two texts."""
        self.assertEqual(Pair(b"a", b"b"), (b"a", b"b"))
