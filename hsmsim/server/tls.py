"""TLS for the listeners: contexts, and connections that know who they are for."""

from collections.abc import Callable
from typing import Any, NamedTuple, Protocol

from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey
from cryptography.hazmat.primitives.asymmetric.types import PrivateKeyTypes
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import load_pem_private_key
from cryptography.x509 import Certificate, load_pem_x509_certificates
from OpenSSL import SSL
from OpenSSL.crypto import X509
from twisted.internet.interfaces import IOpenSSLClientConnectionCreator, IOpenSSLServerConnectionCreator
from twisted.protocols.tls import TLSMemoryBIOProtocol
from zope.interface import implementer

from hsmsim.interfaces.partitions import Refusal
from hsmsim.server.keys import Pair

# AEAD with forward secrecy, for TLS 1.2; TLS 1.3 has nothing else.
_MODERN = "ECDHE+AESGCM:ECDHE+CHACHA20"
# What KMIP's TLS 1.2 authentication suite asks for (RSA key exchange, AES-CBC with SHA-256), and its ECDHE siblings.
_KMIP = f"{_MODERN}:ECDHE+AES+SHA384:ECDHE+AES+SHA256:AES256-SHA256:AES128-SHA256:kRSA+AESGCM"
SUITES = {"modern": _MODERN, "kmip": _KMIP}

Admit = Callable[[bytes], object]


class BadPair(Exception):
    """A key and certificate that cannot be used for TLS; the text is one line."""


class Guarded(Protocol):
    """A protocol that is told why the handshake of its connection was refused."""

    refused: str | None


class Identity(NamedTuple):
    """What the server proves to be: its key, its certificate, and the certificates above that."""

    key: PrivateKeyTypes
    leaf: Certificate
    chain: list[Certificate]


def read_identity(pair: Pair) -> Identity:
    """The server's key and certificate; its chain may follow the certificate.

    Raises:
        BadPair: they are no pair.
    """
    try:
        leaf, *chain = load_pem_x509_certificates(pair.certificate)
    except ValueError:
        raise BadPair("the TLS certificate is no certificate in PEM") from None
    try:
        # OpenSSL checks below that it is the certificate's key; its own check of the primes takes 30 ms.
        key = load_pem_private_key(pair.key, None, unsafe_skip_rsa_key_validation=True)
    except (ValueError, TypeError, UnsupportedAlgorithm):
        raise BadPair("the TLS key is no private key in PEM without a password") from None
    if key.public_key() != leaf.public_key():
        raise BadPair("the TLS key is not the key of the TLS certificate")
    return Identity(key, leaf, chain)


def context(identity: Identity, suites: str, session_context: bytes) -> SSL.Context:
    """A TLS server's settings, without client certificates.

    Args:
        suites: a name of SUITES.
        session_context: which sessions belong together: a session of another context is not resumed.

    Raises:
        BadPair: the pair cannot be used for these suites.
    """
    if suites == "kmip" and not isinstance(identity.key, RSAPrivateKey):
        raise BadPair("the suites of --tls kmip need an RSA key")
    made = SSL.Context(SSL.TLS_SERVER_METHOD)
    made.set_min_proto_version(SSL.TLS1_2_VERSION)
    made.set_cipher_list(SUITES[suites].encode())
    made.set_options(SSL.OP_CIPHER_SERVER_PREFERENCE | SSL.OP_NO_COMPRESSION | SSL.OP_NO_RENEGOTIATION)
    made.set_mode(SSL.MODE_RELEASE_BUFFERS)
    # Sessions live in tickets. A cache would grow with every connection and serves TLS 1.3 nothing.
    made.set_session_cache_mode(SSL.SESS_CACHE_OFF)
    made.set_session_id(session_context)
    _show(made, identity)
    return made


def _show(made: SSL.Context, identity: Identity) -> None:
    try:
        made.use_certificate(identity.leaf)
        made.use_privatekey(identity.key)  # type: ignore[arg-type]
        for each in identity.chain:
            made.add_extra_chain_cert(each)
    except (SSL.Error, TypeError) as error:
        raise BadPair(f"the TLS pair cannot be used: {failure_text(error)}") from None


def client_context(identity: Identity, pinned: frozenset[bytes]) -> SSL.Context:
    """The settings of TLS to a server that is known by its certificate, whatever is in that.

    Args:
        identity: what we prove to be.
        pinned: SHA-256 of the certificates that are accepted.

    Raises:
        BadPair: the pair cannot be used.
    """
    made = SSL.Context(SSL.TLS_CLIENT_METHOD)
    made.set_min_proto_version(SSL.TLS1_2_VERSION)
    made.set_cipher_list(SUITES["kmip"].encode())
    made.set_options(SSL.OP_NO_COMPRESSION | SSL.OP_NO_RENEGOTIATION)
    made.set_session_cache_mode(SSL.SESS_CACHE_OFF)

    def verify(connection: SSL.Connection, certificate: X509, error: int, depth: int, ok: int) -> bool:
        if depth > 0 or fingerprint(certificate) in pinned:
            return True
        guarded: Guarded = connection.get_app_data().wrappedProtocol
        guarded.refused = "it shows another certificate than the one that is expected"
        return False

    made.set_verify(SSL.VERIFY_PEER, verify)
    _show(made, identity)
    return made


def ask_for_certificate(made: SSL.Context, admit: Admit) -> None:
    """Let only clients in whose certificate `admit` takes.

    A client's certificate is trusted because it is registered, not because of who signed it: chain, purpose and
    name do not matter, and `admit` looks at the validity.

    Args:
        admit: called with the SHA-256 of the certificate; raises Refusal.
    """

    def verify(connection: SSL.Connection, certificate: X509, error: int, depth: int, ok: int) -> bool:
        if depth > 0:
            return True
        try:
            admit(fingerprint(certificate))
        except Refusal as reason:
            guarded: Guarded = connection.get_app_data().wrappedProtocol
            guarded.refused = str(reason)
            return False
        return True

    made.set_verify(SSL.VERIFY_PEER | SSL.VERIFY_FAIL_IF_NO_PEER_CERT, verify)


def fingerprints(pem: bytes) -> frozenset[bytes]:
    """SHA-256 of each certificate of a file.

    Raises:
        BadPair: there is none.
    """
    try:
        return frozenset(each.fingerprint(SHA256()) for each in load_pem_x509_certificates(pem))
    except ValueError:
        raise BadPair("there is no certificate in PEM") from None


def fingerprint(certificate: X509) -> bytes:
    """SHA-256 of a certificate's DER."""
    return certificate.to_cryptography().fingerprint(SHA256())


@implementer(IOpenSSLServerConnectionCreator)
class Connections:
    """Makes the OpenSSL side of each connection; its `app_data` is Twisted's protocol, as for all of Twisted's."""

    def __init__(self, made: SSL.Context) -> None:
        self._context = made

    def serverConnectionForTLS(self, tlsProtocol: TLSMemoryBIOProtocol) -> SSL.Connection:
        """Called by Twisted for each connection."""
        connection = SSL.Connection(self._context, None)
        connection.set_app_data(tlsProtocol)
        return connection


@implementer(IOpenSSLClientConnectionCreator)
class Calls:
    """The same for connections that we begin."""

    def __init__(self, made: SSL.Context) -> None:
        self._context = made

    def clientConnectionForTLS(self, tlsProtocol: TLSMemoryBIOProtocol) -> SSL.Connection:
        """Called by Twisted for each connection."""
        connection = SSL.Connection(self._context, None)
        connection.set_app_data(tlsProtocol)
        return connection


def failure_text(error: BaseException) -> str:
    """What OpenSSL says went wrong, in words: the reasons of its error queue."""
    queue: Any = error.args[0] if error.args else ()
    if isinstance(error, SSL.Error) and isinstance(queue, list):
        return "; ".join(str(reason) for _, _, reason in queue) or "the connection broke"
    return str(error)
