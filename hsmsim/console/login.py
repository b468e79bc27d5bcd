"""Logging in: the password, then the factor, then a new password where one is due."""

from dataclasses import dataclass
from typing import Any

from cryptography import x509
from cryptography.hazmat.primitives.asymmetric.types import PrivateKeyTypes
from cryptography.hazmat.primitives.hashes import SHA256, Hash
from cryptography.hazmat.primitives.serialization import Encoding

from hsmsim.console.desk import Cancelled, ask_twice
from hsmsim.console.files import BadFile, private_key
from hsmsim.console.link import Link, RefusedByHsm
from hsmsim.console.terminal import Terminal
from hsmsim.interfaces.partitions import CodeNeeded
from hsmsim.management import proof
from hsmsim.management.challenge import Challenge
from hsmsim.management.login import Login
from hsmsim.management.numbers import PASSWORD_BLOCKED, PASSWORD_EXPIRED


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

    def unlocked(self, terminal: Terminal) -> PrivateKeyTypes:
        """The private key.

        Raises:
            BadFile: it is none, or not the certificate's.
        """
        key = private_key(self.name, self.key, terminal)
        if key.public_key() != self.certificate.public_key():
            raise BadFile(f"{self.name}: not the private key of the certificate")
        return key


@dataclass(frozen=True, slots=True)
class Entry:
    """What somebody logs in with.

    Args:
        key: that of the pair.
    """

    link: Link
    terminal: Terminal
    user_id: str
    password: str
    pair: KeyPair | None
    key: PrivateKeyTypes | None

    async def attempt(self, **more: str) -> int:
        """Log in; wrong logins since the last good one.

        Raises:
            RefusedByHsm: the login is refused.
        """
        given = {"user_id": self.user_id, "password": self.password, **more, **await self._proven()}
        try:
            answer = await self.link.call(Login, **given)
        except CodeNeeded:
            code = self.terminal.ask_secret("OTP : ").strip()
            answer = await self.link.call(Login, **given, code=code)
        return int(answer["failures"])

    async def renew(self, refusal: RefusedByHsm) -> int:
        """Log in with a new password, as soon as there is one that the HSM takes. A code was used up before."""
        while True:
            self.terminal.write(f"\n{refusal}.\n")
            try:
                new = ask_twice(self.terminal, "New password : ", "Confirm new password : ")
            except Cancelled:
                raise refusal from None
            try:
                return await self.attempt(new_password=new)
            except RefusedByHsm as error:
                if error.number != PASSWORD_BLOCKED:
                    raise
                refusal = error

    async def _proven(self) -> dict[str, Any]:
        if self.pair is None or self.key is None:
            return {}
        nonce = (await self.link.call(Challenge))["nonce"]
        text = proof.statement(nonce, _sha256(self.link.certificate), self.user_id)
        try:
            signature = proof.sign(self.key, text)
        except ValueError as error:
            raise BadFile(f"{self.pair.name}: {error}") from None
        return {"certificate": self.pair.certificate.public_bytes(Encoding.DER), "signature": signature}


async def login(link: Link, terminal: Terminal, user: str | None, pair: KeyPair | None) -> str:
    """Log in, as the start screen asks for it; who did.

    Raises:
        RefusedByHsm: the login is refused.
        BadFile: the key is none, or not the certificate's.
    """
    if user is None:
        user = terminal.ask("HSM User ID : ").strip()
    else:
        terminal.write(f"HSM User ID : {user}\n")
    entry = _entry(link, terminal, user, terminal.ask_secret("HSM User Password : "), pair)
    try:
        failures = await entry.attempt()
    except RefusedByHsm as error:
        if error.number != PASSWORD_EXPIRED:
            raise
        failures = await entry.renew(error)
    if failures:
        terminal.write(f"\nWrong logins since the last good one : {failures}\n")
    return user


async def login_of_script(
    link: Link, terminal: Terminal, user: str, password: str | None, pair: KeyPair | None
) -> None:
    """Log in for a script: nothing is asked but what has to be. A password that is due ends it.

    Args:
        password: None to ask for it.
    """
    if password is None:
        password = terminal.ask_secret("HSM User Password : ")
    await _entry(link, terminal, user, password, pair).attempt()


def _entry(link: Link, terminal: Terminal, user: str, password: str, pair: KeyPair | None) -> Entry:
    return Entry(link, terminal, user, password, pair, pair.unlocked(terminal) if pair else None)


def _sha256(data: bytes) -> bytes:
    digest = Hash(SHA256())
    digest.update(data)
    return digest.finalize()
