"""Tests of hsmsim.server.tls."""

from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.serialization import Encoding
from OpenSSL import SSL
from twisted.internet.interfaces import IOpenSSLClientConnectionCreator, IOpenSSLServerConnectionCreator
from twisted.internet.protocol import Factory, Protocol
from twisted.trial.unittest import SynchronousTestCase
from zope.interface.verify import verifyObject

from hsmsim.server import keys, tls
from hsmsim.server.keys import Pair
from tests.server.wires import NOW, Client, Door, Line, client_pair, server_pair
from tests.support import rows


class Greeter(Protocol):
    refused = None
    reason = None

    def connectionMade(self):
        self.transport.write(b"hello")

    def connectionLost(self, reason):
        self.reason = reason


def context(door=None, suites="modern", kind="ec", session=b"here"):
    made = tls.context(tls.read_identity(server_pair(kind)), suites, session)
    if door is not None:
        tls.ask_for_certificate(made, door.admit)
    return made


def line(made, client):
    return Line(made, Factory.forProtocol(Greeter), client)


def why(reached):
    """The reasons that OpenSSL gives for the end of a side."""
    return tls.failure_text(reached.reason.value)


class Certificates(SynchronousTestCase):
    def test_known(self):
        """A registered certificate is let in, whoever signed it."""
        door = Door(client_pair())
        self.assertEqual(line(context(door), Client(client_pair())).client.data, b"hello")

    def test_rsa(self):
        """An RSA certificate too."""
        pair = client_pair("bob", "rsa")
        self.assertEqual(line(context(Door(pair)), Client(pair)).client.data, b"hello")

    def test_none(self):
        """Without a certificate the handshake fails, by TLS's own alert."""
        for version in (SSL.TLS1_2_VERSION, SSL.TLS1_3_VERSION):
            ended = line(context(Door(client_pair())), Client(version=version))
            self.assertEqual(why(ended.server), "peer did not return a certificate")
            self.assertIn("alert", why(ended.client))
            self.assertEqual(ended.client.data, b"")

    def test_unknown(self):
        """So it does with an unknown one; the protocol learns the reason, the client does not."""
        for version in (SSL.TLS1_2_VERSION, SSL.TLS1_3_VERSION):
            ended = line(context(Door(reason="of nobody")), Client(client_pair(), version=version))
            self.assertEqual(ended.server.refused, "of nobody")
            self.assertIn("alert", why(ended.client))
            self.assertNotIn("nobody", why(ended.client))
            self.assertEqual(ended.client.data, b"")

    def test_chain_above_does_not_matter(self):
        """What a client sends above its own certificate is not looked at."""
        client = Client(client_pair())
        client.context.add_extra_chain_cert(tls.read_identity(client_pair("carol")).leaf)
        self.assertEqual(line(context(Door(client_pair())), client).client.data, b"hello")
        client = Client(client_pair("carol"))
        client.context.add_extra_chain_cert(tls.read_identity(client_pair()).leaf)
        self.assertEqual(line(context(Door(client_pair())), client).client.data, b"")

    def test_signed(self):
        """Of a certificate that a CA has signed, only the certificate itself is looked at."""
        authority = tls.read_identity(client_pair("ca"))
        plain = tls.read_identity(client_pair())
        leaf = (
            x509.CertificateBuilder(authority.leaf.subject, plain.leaf.subject, plain.key.public_key(), 7)
            .not_valid_before(plain.leaf.not_valid_before_utc)
            .not_valid_after(plain.leaf.not_valid_after_utc)
            .sign(authority.key, hashes.SHA256())
        )
        pair = Pair(client_pair().key, leaf.public_bytes(Encoding.PEM))
        for door, greeting in ((Door(pair), b"hello"), (Door(client_pair("ca")), b"")):
            client = Client(pair)
            client.context.add_extra_chain_cert(authority.leaf)
            self.assertEqual(line(context(door), client).client.data, greeting)

    def test_not_asked_for(self):
        """The console's context asks for none."""
        self.assertEqual(line(context(), Client()).client.data, b"hello")


class Sessions(SynchronousTestCase):
    def again(self, first, second, version=SSL.TLS1_3_VERSION, between=lambda: None):
        """Connect to `first`, then to `second` with the session of the first connection."""
        client = Client(client_pair(), version=version)
        self.assertEqual(line(first, client).client.data, b"hello")
        client.session = client.connection.get_session()
        between()
        return line(second, client)

    def test_resumed(self):
        """A session is resumed by its ticket, and the certificate is known again."""
        for version in (SSL.TLS1_2_VERSION, SSL.TLS1_3_VERSION):
            door = Door(client_pair())
            made = context(door)
            again = self.again(made, made, version)
            self.assertEqual(again.client.data, b"hello")
            self.assertEqual(tls.fingerprint(again.server.transport.getPeerCertificate()), door.asked[0])

    def test_not_asked_again(self):
        """The check of the handshake is not made for a resumed session: others have to look."""
        door = Door(client_pair())
        made = context(door)
        again = self.again(made, made, between=door.known.clear)
        self.assertEqual(again.client.data, b"hello")
        self.assertEqual(line(made, Client(client_pair())).client.data, b"")

    def test_other_context(self):
        """A session of another context is no way around the check."""
        again = self.again(context(Door(client_pair())), context(Door(), session=b"there"))
        self.assertEqual(again.client.data, b"")


@rows(
    tls_1_3=("modern", "ec", SSL.TLS1_3_VERSION, None, "TLSv1.3"),
    tls_1_2=("modern", "ec", SSL.TLS1_2_VERSION, None, "TLSv1.2"),
    rsa_kex=("kmip", "rsa", SSL.TLS1_2_VERSION, b"AES128-SHA256", "TLSv1.2"),
    rsa_kex_256=("kmip", "rsa", SSL.TLS1_2_VERSION, b"AES256-SHA256", "TLSv1.2"),
    cbc=("kmip", "rsa", SSL.TLS1_2_VERSION, b"ECDHE-RSA-AES128-SHA256", "TLSv1.2"),
    modern_in_kmip=("kmip", "rsa", SSL.TLS1_3_VERSION, None, "TLSv1.3"),
    no_rsa_kex=("modern", "rsa", SSL.TLS1_2_VERSION, b"AES128-SHA256", None),
    no_cbc=("modern", "rsa", SSL.TLS1_2_VERSION, b"ECDHE-RSA-AES128-SHA256", None),
)
class Suites(SynchronousTestCase):
    def check(self, suites, kind, version, ciphers, spoken):
        reached = line(context(suites=suites, kind=kind), Client(version=version, ciphers=ciphers))
        self.assertEqual(reached.client.data, b"hello" if spoken else b"")
        if spoken:
            self.assertEqual(reached.creator.connection.get_protocol_version_name(), spoken)


@rows(
    no_certificate=(Pair(server_pair().key, b"x"), "the TLS certificate is no certificate in PEM"),
    no_key=(Pair(b"x", server_pair().certificate), "the TLS key is no private key in PEM without a password"),
    other_key=(
        Pair(client_pair().key, server_pair().certificate),
        "the TLS key is not the key of the TLS certificate",
    ),
)
class BadPairs(SynchronousTestCase):
    def test_no_pins(self):
        """A file to compare with has certificates."""
        with self.assertRaises(tls.BadPair) as caught:
            tls.fingerprints(server_pair().key)
        self.assertEqual(str(caught.exception), "there is no certificate in PEM")

    def check(self, pair, text):
        with self.assertRaises(tls.BadPair) as caught:
            tls.read_identity(pair)
        self.assertEqual(str(caught.exception), text)

    def test_suites(self):
        """RSA key exchange needs an RSA key."""
        with self.assertRaises(tls.BadPair) as caught:
            context(suites="kmip")
        self.assertEqual(str(caught.exception), "the suites of --tls kmip need an RSA key")

    def test_weak(self):
        """A pair that OpenSSL will not serve with is one line too."""
        identity = tls.read_identity(server_pair())
        with self.assertRaises(tls.BadPair) as caught:
            tls.context(identity._replace(key=tls.read_identity(client_pair()).key), "modern", b"")
        self.assertTrue(str(caught.exception).startswith("the TLS pair cannot be used: "))

    def test_chain(self):
        """What stands above the certificate in the file is sent with it."""
        above = client_pair("ca").certificate
        pair = Pair(server_pair().key, server_pair().certificate + above)
        identity = tls.read_identity(pair)
        client = Client()
        line(tls.context(identity, "modern", b"x"), client)
        sent = [each.to_cryptography() for each in client.connection.get_peer_cert_chain()]
        self.assertEqual(sent, [identity.leaf, *identity.chain])


class Texts(SynchronousTestCase):
    def test_interface(self):
        """Twisted takes Connections for what it is."""
        verifyObject(IOpenSSLServerConnectionCreator, tls.Connections(context()))

    def test_failure(self):
        """OpenSSL's queue of errors becomes words."""
        self.assertEqual(tls.failure_text(SSL.Error([("SSL", "", "one"), ("SSL", "", "two")])), "one; two")
        self.assertEqual(tls.failure_text(SSL.Error([])), "the connection broke")
        self.assertEqual(tls.failure_text(SSL.Error()), "")
        self.assertEqual(tls.failure_text(ValueError("three")), "three")

    def test_expired_does_not_stop_tls(self):
        """Validity is for `admit`: it knows the clock that counts."""
        old = keys.client_pair("ec", "old", NOW - 20 * 365 * 24 * 3600)
        self.assertEqual(line(context(Door(old)), Client(old)).client.data, b"hello")


class Calling(SynchronousTestCase):
    """We as the client of a server whose certificate is known."""

    def reached(self, pinned, pair=None):
        made = tls.context(tls.read_identity(pair or server_pair()), "modern", b"here")
        creator = tls.Calls(tls.client_context(tls.read_identity(server_pair()), tls.fingerprints(pinned)))
        self.assertTrue(verifyObject(IOpenSSLClientConnectionCreator, creator))
        return line(made, creator).client

    def test_pinned(self):
        """One of those in the file, whatever stands above it."""
        ours = server_pair().certificate
        self.assertEqual(self.reached(client_pair().certificate + ours).data, b"hello")
        with_chain = Pair(server_pair().key, ours + client_pair().certificate)
        self.assertEqual(self.reached(ours, with_chain).data, b"hello")

    def test_another(self):
        """The connection ends, and its protocol knows why."""
        client = self.reached(client_pair().certificate)
        self.assertEqual(client.data, b"")
        self.assertEqual(client.refused, "it shows another certificate than the one that is expected")
