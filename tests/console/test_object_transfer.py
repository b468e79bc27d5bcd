"""Tests of hsmsim/console/object_transfer.py."""

import os
from pathlib import Path

from cryptography.hazmat.primitives.serialization import Encoding, load_pem_private_key, pkcs12

from tests.console.hsm import ConsoleTest
from tests.management.bench import OTHER, PASSWORD
from tests.partitions.pairs import pair

KEY = bytes(range(16))
IMPORT = """\
1 - Symmetric key
2 - Symmetric key by KEK
3 - Private key, public key or PKCS#12
4 - Private key by KEK
5 - Certificates
0 - Main Menu
Option : 1

Object name: key1
Algorithm: AES
Input file (local) : {file}
Usage, with commas between (ENTER for the usual one):\x20
Exportable (y/[n]): y
Temporary (y/[n]): n
Active from now on (y/[n]): y

Object 'key1' successfully imported.
UID - {uid}

Press ENTER key to continue...
"""
EXPORT = """\
1 - Clear
2 - By KEK
3 - PKCS#8 with password
4 - PKCS#12 with password
0 - Main Menu
Option : 1

Object name: key1
Output file (local) : {file}

Object 'key1' successfully exported to '{file}': raw.

Press ENTER key to continue...
"""


class Transfer(ConsoleTest):
    """4 - Import and 5 - Export."""

    def at(self, name: str) -> str:
        return str(self.folder / name)

    async def with_key(self, name: str = "key1", value: bytes = KEY, usage: str = "") -> str:
        file = self.file("key", value)
        await self.menus("4", "1", name, "AES", file, usage, "y", "n", "y", "", user="alice")
        return file

    async def test_symmetric_key(self) -> None:
        file = await self.with_key()
        text = self.screen("Keys/Objects - Import", "alice")
        uid = text.partition("UID - ")[2].split("\n")[0]
        self.assertEqual(text, IMPORT.format(file=file, uid=uid))
        await self.menus("5", "1", "key1", self.at("out"), "", user="alice")
        self.assertEqual(self.screen("Keys/Objects - Export", "alice"), EXPORT.format(file=self.at("out")))
        self.assertEqual(Path(self.at("out")).read_bytes(), KEY)
        self.assertEqual(os.stat(self.at("out")).st_mode & 0o777, 0o600)

    async def test_by_kek(self) -> None:
        await self.with_key()
        await self.with_key("kek", bytes(32), "Wrap Key,Unwrap Key")
        await self.menus("5", "2", "key1", "kek", self.at("wrapped"), "", user="alice")
        wrapped = Path(self.at("wrapped")).read_bytes()
        self.assertEqual(len(wrapped), 24)
        await self.menus("4", "2", "key2", "AES", "kek", self.at("wrapped"), "", "y", "n", "y", "", user="alice")
        await self.menus("5", "1", "key2", self.at("out"), "", user="alice")
        self.assertEqual(Path(self.at("out")).read_bytes(), KEY)

    async def test_pair_under_a_password(self) -> None:
        file = self.file("key.pem", pair("rsa2k", "rsa").key_pem)
        await self.menus("4", "3", "pair", "", file, "", "y", "n", "y", "", user="alice")
        self.assertIn("Object 'pair' successfully imported.", self.seen)
        self.assertIn("Object 'pair_pub' successfully imported.", self.seen)
        await self.menus("5", "3", "pair", OTHER, OTHER, self.at("out"), "", user="alice")
        out = Path(self.at("out")).read_bytes()
        self.assertEqual(load_pem_private_key(out, OTHER.encode()).key_size, 2048)
        await self.menus("4", "3", "again", OTHER, self.at("out"), "", "y", "n", "y", "", user="alice")
        self.assertNotIn(OTHER, self.seen)

    async def test_certificates(self) -> None:
        file = self.file("cert.pem", pair("alice").pem)
        await self.menus("4", "5", "mine", file, "", "n", "n", "n", "", user="alice")
        await self.menus("5", "1", "mine", self.at("out"), "", user="alice")
        self.assertEqual(Path(self.at("out")).read_bytes(), pair("alice").pem)

    async def test_a_container(self) -> None:
        file = self.file("both", pair("hsm").key_pem + pair("hsm").pem)
        await self.menus("4", "3", "key1", "", file, "", "y", "n", "y", "", user="alice")
        out = self.at("out.p12")
        await self.menus("5", "4", "key1", "key1_cert", OTHER, OTHER, out, "", user="alice")
        self.assertIn("\nCertificate (hsm) : key1_cert\n", self.seen)
        self.assertIn(f"successfully exported to '{out}': PKCS#12.", self.seen)
        found = pkcs12.load_pkcs12(Path(out).read_bytes(), OTHER.encode())
        assert found.cert is not None
        self.assertEqual(found.cert.certificate.public_bytes(Encoding.PEM), pair("hsm").pem)
        self.assertEqual(os.stat(out).st_mode & 0o777, 0o600)

    async def test_not_exportable(self) -> None:
        file = self.file("key", KEY)
        await self.menus("4", "1", "key1", "AES", file, "", "n", "n", "y", "", user="alice")
        self.assertEqual(await self.hsmcon(PASSWORD, "5", "1", "key1", "", "0", user="alice"), 1)
        self.assertIn("Error 5012: ", self.seen)
