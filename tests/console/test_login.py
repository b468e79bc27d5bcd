"""Tests of hsmsim/console/login.py; what it has in common with the rest is in test_main.py."""

from typing import Any

from cryptography.hazmat.primitives.serialization import BestAvailableEncryption, Encoding, PrivateFormat

from tests.console.hsm import ConsoleTest
from tests.management.bench import OTHER, PASSWORD
from tests.partitions.pairs import pair
from tests.support import rows


@rows(ec=("ec",), rsa=("rsa",), ed25519=("ed25519",))
class Keys(ConsoleTest):
    """A login with each kind of key."""

    async def check(self, kind: str) -> None:
        own = pair("alice", kind)
        await self.partitions.set_certificate("alice", own.pem)
        key, certificate = self.file("key.pem", own.key_pem), self.file("cert.pem", own.pem)
        status = await self.hsmcon(PASSWORD, user="alice", private_key=key, certificate=certificate)
        self.assertEqual((status, self.errors), (0, ""))


class BadKeys(ConsoleTest):
    """What is wrong with a key is said before it is used."""

    async def run_with(self, key: bytes, *answers: str, kind: str = "ec") -> int:
        await self.partitions.set_certificate("alice", pair("alice", kind).pem)
        files: dict[str, Any] = {
            "private_key": self.file("key.pem", key),
            "certificate": self.file("cert.pem", pair("alice", kind).pem),
        }
        return await self.hsmcon(PASSWORD, *answers, user="alice", **files)

    async def test_not_the_certificates(self) -> None:
        self.assertEqual(await self.run_with(pair("mallory").key_pem), 1)
        self.assertIn("key.pem: not the private key of the certificate\n", self.errors)

    async def test_none(self) -> None:
        self.assertEqual(await self.run_with(pair("alice").pem), 1)
        self.assertIn("key.pem: no private key in PEM\n", self.errors)

    async def test_signs_nothing(self) -> None:
        self.assertEqual(await self.run_with(pair("alice", "dsa").key_pem, kind="dsa"), 1)
        self.assertIn("a login is signed with a key of RSA, ECDSA or EdDSA", self.errors)

    async def test_encrypted(self) -> None:
        protection = BestAvailableEncryption(OTHER.encode())
        key = pair("alice").key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, protection)
        self.assertEqual(await self.run_with(key, "wrong"), 1)
        self.assertIn("key.pem: wrong password\n", self.errors)
        self.assertEqual(await self.run_with(key, OTHER), 0)
        self.assertEqual(self.log[-1]["user_id"], "alice")
