"""Logging in: the password, then the factor."""

from dataclasses import dataclass
from typing import Any

from cryptography import x509
from cryptography.hazmat.primitives.hashes import SHA256, Hash
from cryptography.hazmat.primitives.serialization import Encoding

from hsmsim.console.files import BadFile, private_key
from hsmsim.console.link import Link
from hsmsim.console.terminal import Terminal
from hsmsim.interfaces.partitions import CodeNeeded
from hsmsim.management import proof
from hsmsim.management.challenge import Challenge
from hsmsim.management.login import Login


@dataclass(frozen=True, slots=True)
class KeyPair:
    """The files of an X.509 second factor, read.

    Args:
        name: of the key's file, for messages.
        key: PEM, perhaps encrypted.
    """

    name: str
    key: bytes
    certificate: x509.Certificate


async def login(link: Link, terminal: Terminal, host: str, user: str | None, pair: KeyPair | None) -> str:
    """Log in; who did.

    Raises:
        RefusedByHsm: the login is refused.
        BadFile: the key is none, or not the certificate's.
    """
    terminal.write(f"HSM IP : {host}\n")
    if user is None:
        user = terminal.ask("HSM User ID : ").strip()
    else:
        terminal.write(f"HSM User ID : {user}\n")
    password = terminal.ask_secret("HSM User Password : ")
    proven = await _prove(link, terminal, user, pair) if pair else {}
    try:
        await link.call(Login, user_id=user, password=password, **proven)
    except CodeNeeded:
        code = terminal.ask_secret("OTP : ").strip()
        await link.call(Login, user_id=user, password=password, code=code)
    return user


async def _prove(link: Link, terminal: Terminal, user: str, pair: KeyPair) -> dict[str, Any]:
    key = private_key(pair.name, pair.key, terminal)
    if key.public_key() != pair.certificate.public_key():
        raise BadFile(f"{pair.name}: not the private key of the certificate")
    nonce = (await link.call(Challenge))["nonce"]
    text = proof.statement(nonce, _sha256(link.certificate), user)
    try:
        signature = proof.sign(key, text)
    except ValueError as error:
        raise BadFile(f"{pair.name}: {error}") from None
    return {"certificate": pair.certificate.public_bytes(Encoding.DER), "signature": signature}


def _sha256(data: bytes) -> bytes:
    digest = Hash(SHA256())
    digest.update(data)
    return digest.finalize()
