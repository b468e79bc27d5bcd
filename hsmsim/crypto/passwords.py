"""Decryption and MAC by password, as PKCS#12 containers have them (RFC 8018, RFC 7292 appendices B and C).

How often a hash is repeated stands in what a client sends, so there is a limit to it.
"""

import hmac
from collections.abc import Callable
from dataclasses import dataclass
from hashlib import new, pbkdf2_hmac

from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes
from cryptography.hazmat.primitives.padding import PKCS7

from hsmsim.crypto import der, rc2, weak
from hsmsim.errors import BadKeyMaterial
from hsmsim.spec.enums import CryptographicAlgorithm

MOST_ITERATIONS = 200_000
_WRONG = "the container cannot be opened with this password"

_KEY, _IV, _MAC = 1, 2, 3  # what a derivation is for (RFC 7292 B.3)


def _oid(encoded: str) -> bytes:
    return bytes.fromhex(encoded)


HASHES = {
    _oid("06052b0e03021a"): "sha1",
    _oid("0609608648016503040204"): "sha224",
    _oid("0609608648016503040201"): "sha256",
    _oid("0609608648016503040202"): "sha384",
    _oid("0609608648016503040203"): "sha512",
}
_PRFS = {
    _oid("06082a864886f70d0207"): "sha1",
    _oid("06082a864886f70d0208"): "sha224",
    _oid("06082a864886f70d0209"): "sha256",
    _oid("06082a864886f70d020a"): "sha384",
    _oid("06082a864886f70d020b"): "sha512",
}
_PBES2 = _oid("06092a864886f70d01050d")
_PBKDF2 = _oid("06092a864886f70d01050c")

Opened = Callable[[bytes, bytes, bytes], bytes]  # of key, IV and data


@dataclass(frozen=True, slots=True)
class _Scheme:
    """A cipher in CBC mode: bytes of its key and of its block."""

    key: int
    block: int
    decrypt: Opened


def _aes(key: bytes, iv: bytes, data: bytes) -> bytes:
    return _run(Cipher(algorithms.AES(key), modes.CBC(iv)), data)


def _triple_des(key: bytes, iv: bytes, data: bytes) -> bytes:
    return _run(Cipher(weak.CIPHERS[CryptographicAlgorithm.DES3].load(key), modes.CBC(iv)), data)


def _run(cipher: Cipher[modes.CBC], data: bytes) -> bytes:
    context = cipher.decryptor()
    return context.update(data) + context.finalize()


def _rc2(bits: int) -> Opened:
    return lambda key, iv, data: rc2.decrypt_cbc(key, bits, iv, data)


_CIPHERS = {
    _oid("060960864801650304012a"): _Scheme(32, 16, _aes),
    _oid("0609608648016503040116"): _Scheme(24, 16, _aes),
    _oid("0609608648016503040102"): _Scheme(16, 16, _aes),
    _oid("06082a864886f70d0307"): _Scheme(24, 8, _triple_des),
}
_PKCS_12 = {
    _oid("060a2a864886f70d010c0103"): _Scheme(24, 8, _triple_des),
    _oid("060a2a864886f70d010c0104"): _Scheme(16, 8, _triple_des),
    _oid("060a2a864886f70d010c0105"): _Scheme(16, 8, _rc2(128)),
    _oid("060a2a864886f70d010c0106"): _Scheme(5, 8, _rc2(40)),
}


def decrypt(algorithm: der.Element, data: bytes, password: str) -> bytes:
    """The data that an AlgorithmIdentifier with a password was used on.

    Raises:
        BadKeyMaterial: the algorithm is not one of these, or the password is not the right one.
    """
    parts = der.children(algorithm)
    if len(parts) != 2:
        raise BadKeyMaterial("no password-based encryption")
    identifier, parameters = parts
    if identifier.raw == _PBES2:
        scheme, key, iv = _pbes2(parameters, password)
    elif identifier.raw in _PKCS_12:
        scheme = _PKCS_12[identifier.raw]
        salt, iterations = _salt_and_iterations(der.children(parameters))
        key = derived("sha1", password, salt, iterations, _KEY, scheme.key)
        iv = derived("sha1", password, salt, iterations, _IV, scheme.block)
    else:
        raise BadKeyMaterial("a password-based encryption that is not available")
    return _unpadded(scheme, key, iv, data)


def _unpadded(scheme: _Scheme, key: bytes, iv: bytes, data: bytes) -> bytes:
    if not data or len(data) % scheme.block or len(iv) != scheme.block:
        raise BadKeyMaterial(_WRONG)
    unpadder = PKCS7(scheme.block * 8).unpadder()
    try:
        return unpadder.update(scheme.decrypt(key, iv, data)) + unpadder.finalize()
    except ValueError:
        raise BadKeyMaterial(_WRONG) from None


def _pbes2(parameters: der.Element, password: str) -> tuple[_Scheme, bytes, bytes]:
    """RFC 8018 A.4 and A.2."""
    schemes = [der.children(each) for each in der.children(parameters)]
    if [len(each) for each in schemes] != [2, 2] or schemes[0][0].raw != _PBKDF2:
        raise BadKeyMaterial("a password-based encryption that is not available")
    (_, derivation), (cipher, iv) = schemes
    if cipher.raw not in _CIPHERS:
        raise BadKeyMaterial("a cipher that is not available here")
    fields = der.children(derivation)
    salt, iterations = _salt_and_iterations(fields)
    named = [der.children(each)[0].raw for each in fields if each.tag == der.SEQUENCE and each.content]
    name = _PRFS.get(named[0]) if named else "sha1"
    if name is None:
        raise BadKeyMaterial("a hash that is not available here")
    scheme = _CIPHERS[cipher.raw]
    return scheme, pbkdf2_hmac(name, password.encode(), salt, iterations, scheme.key), iv.content


def _salt_and_iterations(fields: list[der.Element]) -> tuple[bytes, int]:
    if len(fields) < 2 or fields[0].tag != der.OCTET_STRING:
        raise BadKeyMaterial("no parameters of a password-based encryption")
    return fields[0].content, checked(der.number(fields[1]))


def checked(iterations: int) -> int:
    """The number of iterations, if it is a possible one.

    Raises:
        BadKeyMaterial: it is none, or more than the server has time for.
    """
    if not 1 <= iterations <= MOST_ITERATIONS:
        raise BadKeyMaterial(f"a derivation of {iterations} iterations, where {MOST_ITERATIONS} are the limit")
    return iterations


def mac(name: str, password: str, salt: bytes, iterations: int, data: bytes) -> bytes:
    """The MAC of a container (RFC 7292 4)."""
    key = derived(name, password, salt, checked(iterations), _MAC, new(name).digest_size)
    return hmac.digest(key, data, name)


def derived(name: str, password: str, salt: bytes, iterations: int, purpose: int, size: int) -> bytes:
    """`size` bytes of the derivation of RFC 7292 B.2."""
    block = new(name).block_size
    secret = _filled(password.encode("utf-16-be") + b"\0\0", block)
    state = _filled(salt, block) + secret
    output = b""
    while len(output) < size:
        digest = bytes((purpose,)) * block + state
        for _ in range(iterations):
            digest = new(name, digest).digest()
        output += digest
        more = int.from_bytes(_filled(digest, block)[:block], "big") + 1
        state = b"".join(_added(state[at : at + block], more) for at in range(0, len(state), block))
    return output[:size]


def _filled(data: bytes, block: int) -> bytes:
    """The data again and again, up to the next whole block."""
    size = -(-len(data) // block) * block
    return (data * (size // len(data) + 1))[:size] if data else b""


def _added(block: bytes, more: int) -> bytes:
    total = int.from_bytes(block, "big") + more
    return (total & (1 << len(block) * 8) - 1).to_bytes(len(block), "big")
