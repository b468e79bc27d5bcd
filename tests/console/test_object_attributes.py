"""Tests of hsmsim/console/object_attributes.py."""

from pathlib import Path

from cryptography import x509

from hsmsim.spec.attributes import BLOCKED
from hsmsim.spec.enums import State
from tests.console.test_objects import ObjectsTest

KEY = """\
Object name: key1

Common:
Type                     - Symmetric Key AES 128
Temporary                - no
Exportable               - yes
Encrypted                - no
Blocked                  - no

SP 800-57-1:
State                    - Pre-Active
Usage                    - Encrypt, Decrypt
Initial Date             - 2023/11/14 21:56:40
Last Change Date         - 2023/11/14 21:56:40

Actions:
 1 - Block
 2 - Edit Metadata
 0 - Main Menu
Option : 0
"""
TITLE = "Keys/Objects - Attributes"


class Attributes(ObjectsTest):
    """3 - Attributes."""

    async def test_symmetric_key(self) -> None:
        await self.menus("3", "key1", "0", user="alice")
        self.assertEqual(self.screen(TITLE, "alice"), KEY)

    async def test_block(self) -> None:
        await self.menus("3", "key1", "1", "n", user="alice")
        self.assertNotIn(BLOCKED, self.load("alice", "k1").attributes)
        await self.menus("3", "key1", "1", "y", "", user="alice")
        self.assertIn(
            "\nConfirm blocking object 'key1'. (y/[n]): y\n\nObject 'key1' successfully blocked.\n", self.seen
        )
        self.assertIn(BLOCKED, self.load("alice", "k1").attributes)
        await self.menus("3", "key1", "1", "y", "", user="alice")
        self.assertIn("\nBlocked                  - yes\n", self.seen)
        self.assertIn("Object 'key1' successfully unblocked.", self.seen)
        self.assertNotIn(BLOCKED, self.load("alice", "k1").attributes)

    async def test_metadata(self) -> None:
        await self.menus("3", "key1", "2", "for backups", "", "", "", user="alice")
        self.assertIn("\nDescription [] : for backups\nComment [] : \nContact Information [] : \n", self.seen)
        self.assertEqual(self.load("alice", "k1").get("Description"), "for backups")
        await self.menus("3", "key1", "2", "-", "c", "", "", user="alice")
        self.assertIn("\nDescription [for backups] : -\n", self.seen)
        obj = self.load("alice", "k1")
        self.assertEqual((obj.get("Description"), obj.get("Comment")), (None, "c"))

    async def test_metadata_of_others_steer_no_terminal(self) -> None:
        await self.menus("3", "key1", "2", "\x1b[2J\u202e", "", "", "", user="alice")
        await self.menus("3", "key1", "2", "", "", "", "", user="alice")
        self.assertIn("\nDescription [\\x1b[2J\\u202e] : \n", self.seen)

    async def test_request(self) -> None:
        file = str(self.folder / "pair.csr")
        made = ("1", "2", "pair", "EC", "P-256", "", "n", "n", "y", "")
        await self.menus(*made, "3", "pair", "3", "CN=www.example.com", file, "", "", user="alice")
        self.assertIn(" 3 - PKCS#10 CSR\n", self.seen)
        self.assertIn(f"PKCS#10 CSR of object 'pair' successfully written to '{file}'.", self.seen)
        request = x509.load_pem_x509_csr(Path(file).read_bytes())
        self.assertTrue(request.is_signature_valid)
        self.assertEqual(len(request.extensions), 0)

    async def test_request_with_alternative_names(self) -> None:
        file = str(self.folder / "pair.csr")
        made = ("1", "2", "pair", "EC", "P-256", "", "n", "n", "y", "")
        names = "www.example.com, 10.0.0.1"
        await self.menus(*made, "3", "pair", "3", "CN=x", file, names, "", user="alice")
        (found,) = x509.load_pem_x509_csr(Path(file).read_bytes()).extensions
        self.assertEqual(len(list(found.value)), 2)  # type: ignore[call-overload]

    async def test_request_with_alternative_names_by_a_script(self) -> None:
        await self.script(
            "objects create pair EC curve=P-256 activate=yes",
            f"objects csr pair subject=CN=x alternative_names=www.example.com,10.0.0.1 > {self.folder / 'pair.csr'}",
            user="alice",
        )
        self.assertEqual(self.errors, "")
        (found,) = x509.load_pem_x509_csr((self.folder / "pair.csr").read_bytes()).extensions
        self.assertEqual(len(list(found.value)), 2)  # type: ignore[call-overload]

    async def test_destroyed(self) -> None:
        await self.menus("2", "key1", "y", "", "3", "k1", "0", user="alice")
        self.assertIn(f"\nState                    - {State.DESTROYED.title}\n", self.seen)
        self.assertIn("\nDestroy Date             - 2023/11/14 22:13:20\n", self.seen)
        self.assertIn("Actions:\n 2 - Edit Metadata\n 0 - Main Menu\n", self.seen)
