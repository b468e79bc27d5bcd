"""Tests of hsmsim/console/factors.py."""

import re

from hsmsim.interfaces.partitions import SecondFactor, UserType
from hsmsim.partitions.oath import decode_secret, hotp
from tests.console.hsm import ConsoleTest
from tests.management.bench import PASSWORD
from tests.partitions.pairs import pair

SECRET = b"12345678901234567890"
BASE32 = "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ"

SET_X509 = """\
User ID: ukmip

Set Two Factor Authentication (y/[n]): y

Type:
1 - OATH OTP Event
2 - OATH OTP Time
3 - X.509
Option : 3

X.509 input file (local) : {file}

Two Factor Authentication for user 'ukmip' successfully set.

Press ENTER key to continue...
"""
TITLE = "Users - Attributes"


class X509(ConsoleTest):
    """The screens that the appliance's page shows."""

    async def test_word_for_word(self) -> None:
        await self.partitions.create("ukmip", PASSWORD, UserType.OPERATOR)
        name = self.file("rsa2k_cert.pem", pair("ukmip").pem)
        await self.menus("20", "ukmip", "3", "y", "3", name, "")
        self.assertEqual(self.screen(TITLE), SET_X509.format(file=name))
        self.assertEqual(self.partitions.admit(pair("ukmip").fingerprint).user_id, "ukmip")
        await self.menus("20", "ukmip", "0")
        self.assertIn("\nTwo Factor Auth - X.509\n", self.seen)

    async def test_files_are_asked_for_until_one_is_right(self) -> None:
        junk = self.file("junk.pem", pair("alice").key_pem)
        good = self.file("combined.pem", pair("alice").key_pem + pair("alice").pem)
        await self.menus("20", "alice", "4", "y", "3", "/nowhere", "a\0b", junk, good, "")
        self.assertIn("The file cannot be read: /nowhere: No such file or directory.", self.seen)
        self.assertEqual(self.seen.count("cannot be read"), 2)
        self.assertIn("has no X.509 certificate in PEM.", self.seen)
        self.assertEqual(self.partitions.user("alice").certificate, pair("alice").pem)

    async def test_anothers(self) -> None:
        await self.partitions.set_certificate("master", pair("alice").pem)
        name = self.file("cert.pem", pair("alice").pem)
        await self.partitions.create("carol", PASSWORD, UserType.OPERATOR)
        status = await self.hsmcon(PASSWORD, "20", "alice", "4", "y", "3", name, "", "0", user="carol")
        self.assertEqual(status, 1)
        self.assertIn("Error 5030: the certificate is that of user 'master' already.", self.seen)


class Oath(ConsoleTest):
    """OATH devices."""

    async def test_secret_typed(self) -> None:
        await self.menus("20", "alice", "4", "y", "1", "not base32", BASE32.lower(), "", "")
        self.assertIn("Not so: a secret is written in base32", self.seen)
        self.assertNotIn(BASE32, self.seen)
        self.assertEqual(self.partitions.user("alice").second_factor, SecondFactor.OATH_HOTP)
        await self.partitions.confirm_code("alice", hotp(SECRET, 0))

    async def test_secret_made(self) -> None:
        await self.menus("20", "alice", "4", "y", "2", "", "", "", "")
        self.assertEqual(self.partitions.user("alice").second_factor, SecondFactor.OATH_TOTP)
        found = re.search(r"\nSecret : ([A-Z2-7]{32})\nAddress : otpauth://totp/hsmsim:alice\?(.*)\n", self.seen)
        self.assertEqual(len(decode_secret(found[1])), 20)
        self.assertEqual(found[2], f"secret={found[1]}&issuer=hsmsim&algorithm=SHA1&digits=6&period=30")
        self.assertNotIn("█", self.seen)

    async def test_digits_and_steps(self) -> None:
        await self.menus("20", "alice", "4", "y", "2", "", "8", "60", "")
        self.assertIn("&digits=8&period=60\n", self.seen)

    async def test_qr_code(self) -> None:
        await self.menus("20", "alice", "4", "y", "1", "", "", "", live=True)
        self.assertGreater(self.seen.count("█"), 100)
        self.assertIn("&digits=6&counter=0\n", self.seen)

    async def test_resynchronised(self) -> None:
        await self.partitions.set_otp("alice", SecondFactor.OATH_HOTP, SECRET)
        await self.menus("20", "alice", "5", hotp(SECRET, 50), hotp(SECRET, 51), "")
        self.assertIn(" 5 - Resynchronize OATH OTP\n 0 - Main Menu\n", self.seen)
        await self.partitions.confirm_code("alice", hotp(SECRET, 52))

    async def test_removed(self) -> None:
        await self.partitions.set_otp("alice", SecondFactor.OATH_HOTP, SECRET)
        await self.menus("20", "alice", "4", "n", "n")
        self.assertEqual(self.partitions.user("alice").second_factor, SecondFactor.OATH_HOTP)
        await self.menus("20", "alice", "4", "n", "y", "")
        self.assertEqual(self.partitions.user("alice").second_factor, SecondFactor.NONE)
        await self.menus("20", "alice", "4", "n")
        self.assertIn("Nothing was changed.", self.seen)
