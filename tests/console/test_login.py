"""Tests of hsmsim/console/login.py; what it has in common with the rest is in test_main.py."""

from typing import Any

from cryptography.hazmat.primitives.serialization import BestAvailableEncryption, Encoding, PrivateFormat

from hsmsim.interfaces.partitions import SecondFactor
from hsmsim.management.login import REFUSED
from hsmsim.partitions.oath import hotp
from tests.console.hsm import ConsoleTest
from tests.management.bench import OTHER, PASSWORD
from tests.partitions.pairs import pair
from tests.support import rows

SECRET = b"12345678901234567890"


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


class Renewal(ConsoleTest):
    """A password that has to be changed."""

    async def setUp(self) -> None:
        await super().setUp()
        await self.partitions.set_must_change("alice", True)

    async def test_changed(self) -> None:
        await self.menus(OTHER, OTHER, user="alice")
        self.assertIn("\nError 5178: ", self.seen)
        self.assertIn("New password : \nConfirm new password : \n", self.seen)
        await self.partitions.confirm("alice", OTHER)

    async def test_until_it_is_one_that_may_be(self) -> None:
        await self.menus("short", "short", OTHER, PASSWORD, OTHER, OTHER, user="alice")
        self.assertIn("\nError 5177: ", self.seen)
        self.assertIn("The two are not the same.\n", self.seen)
        await self.partitions.confirm("alice", OTHER)

    async def test_not_changed(self) -> None:
        self.assertEqual(await self.hsmcon(PASSWORD, "", user="alice"), 1)
        self.assertIn("hsmcon: Error 5178: ", self.errors)

    async def test_with_a_device(self) -> None:
        """The first code is used up."""
        await self.partitions.set_otp("alice", SecondFactor.OATH_HOTP, SECRET)
        await self.menus(hotp(SECRET, 0), OTHER, OTHER, hotp(SECRET, 1), user="alice")

    async def test_with_a_wrong_code(self) -> None:
        await self.partitions.set_otp("alice", SecondFactor.OATH_HOTP, SECRET)
        self.assertEqual(await self.hsmcon(PASSWORD, hotp(SECRET, 0), OTHER, OTHER, "000000", user="alice"), 1)
        self.assertEqual(self.errors, f"hsmcon: Error 5002: {REFUSED}\n")

    async def test_with_a_certificate(self) -> None:
        own = pair("alice")
        await self.partitions.set_certificate("alice", own.pem)
        key, certificate = self.file("key.pem", own.key_pem), self.file("cert.pem", own.pem)
        await self.menus(OTHER, OTHER, user="alice", private_key=key, certificate=certificate)


class Failures(ConsoleTest):
    """Wrong logins since the last good one."""

    async def test_counted(self) -> None:
        for _ in range(2):
            await self.hsmcon(OTHER, user="alice")
        await self.menus(user="alice")
        self.assertIn("HSM User Password : \n\nWrong logins since the last good one : 2\n", self.seen)
        await self.menus(user="alice")
        self.assertNotIn("Wrong logins", self.seen)
