"""The proof that somebody has a certificate's private key: a signature over what only this login can ask for."""

from cryptography import x509
from cryptography.exceptions import InvalidSignature, UnsupportedAlgorithm
from cryptography.hazmat.primitives.asymmetric import ec, ed448, ed25519, padding, rsa
from cryptography.hazmat.primitives.asymmetric.types import PrivateKeyTypes
from cryptography.hazmat.primitives.hashes import SHA256

from hsmsim.interfaces.partitions import Refusal

_CONTEXT = b"hsmsim management login\0"
_DIGEST = SHA256()
_PSS = padding.PSS(padding.MGF1(_DIGEST), padding.PSS.DIGEST_LENGTH)
_LARGEST_RSA = 8192


def statement(nonce: bytes, hsm_fingerprint: bytes, user_id: str) -> bytes:
    """What is signed.

    Args:
        nonce: the connection's: no signature is good for a second login.
        hsm_fingerprint: of the certificate that the signer sees: somebody in between has another one.
        user_id: who logs in.
    """
    return _CONTEXT + nonce + hsm_fingerprint + user_id.encode()


def sign(key: PrivateKeyTypes, text: bytes) -> bytes:
    """The signature.

    Raises:
        ValueError: a key that cannot sign.
    """
    if isinstance(key, rsa.RSAPrivateKey):
        return key.sign(text, _PSS, _DIGEST)
    if isinstance(key, ec.EllipticCurvePrivateKey):
        return key.sign(text, ec.ECDSA(_DIGEST))
    if isinstance(key, ed25519.Ed25519PrivateKey | ed448.Ed448PrivateKey):
        return key.sign(text)
    raise ValueError("a login is signed with a key of RSA, ECDSA or EdDSA")


def verify(certificate: bytes, text: bytes, signature: bytes) -> bytes:
    """The SHA-256 of the certificate, if its key has signed the text.

    Args:
        certificate: DER.

    Raises:
        Refusal: it has not.
    """
    try:
        found = x509.load_der_x509_certificate(certificate)
        _verify(found, text, signature)
    except (ValueError, UnsupportedAlgorithm):
        raise Refusal("no certificate, or one with a key that signs no logins") from None
    except InvalidSignature:
        raise Refusal("a signature that is not the certificate's") from None
    return found.fingerprint(SHA256())


def _verify(certificate: x509.Certificate, text: bytes, signature: bytes) -> None:
    key = certificate.public_key()
    if isinstance(key, rsa.RSAPublicKey) and key.key_size <= _LARGEST_RSA:
        key.verify(signature, text, _PSS, _DIGEST)
    elif isinstance(key, ec.EllipticCurvePublicKey):
        key.verify(signature, text, ec.ECDSA(_DIGEST))
    elif isinstance(key, ed25519.Ed25519PublicKey | ed448.Ed448PublicKey):
        key.verify(signature, text)
    else:
        raise ValueError("key")
