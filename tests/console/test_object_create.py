"""Tests of hsmsim/console/object_create.py."""

import re

from hsmsim.model.access import Rights
from hsmsim.spec.enums import State
from tests.console.hsm import ConsoleTest
from tests.management.bench import PASSWORD

AES = """\
1 - Symmetric key
2 - Key pair
0 - Main Menu
Option : 1

Object name: key1
Algorithm: aes
Length in bits: 256
Usage, with commas between (ENTER for the usual one):\x20
Exportable (y/[n]): y
Temporary (y/[n]): n
Active from now on (y/[n]): y

Object 'key1' successfully created.
UID - UNIQUE

Press ENTER key to continue...
"""


class Create(ConsoleTest):
    """1 - Create."""

    def uids(self) -> list[str]:
        return re.findall(r"(?m)^UID[a-z ]* - (.*)$", self.seen)

    async def test_symmetric_key(self) -> None:
        await self.menus("1", "1", "key1", "aes", "256", "", "y", "n", "y", "", user="alice")
        (uid,) = self.uids()
        self.assertEqual(self.screen("Keys/Objects - Create", "alice").replace(uid, "UNIQUE"), AES)
        obj = self.load("alice", uid)
        self.assertEqual(
            (obj.state, obj.get("Cryptographic Length"), obj.get("Extractable")), (State.ACTIVE, 256, True)
        )

    async def test_pair(self) -> None:
        await self.menus("1", "2", "pair", "EC", "P-384", "Sign,verify", "n", "n", "n", "", user="alice")
        private, public = self.uids()
        self.assertEqual(self.load("alice", private).state, State.PRE_ACTIVE)
        self.assertEqual(self.load("alice", public).get("Name").name_value, "pair_pub")

    async def test_asked_again(self) -> None:
        answers = ("key1", "ROT13", "AES", "much", "128", "Encrypt,Sing", "encrypt", "n", "n", "n", "")
        await self.menus("1", "1", *answers, user="alice")
        self.assertIn("'ROT13' is none. There are: DES, 3DES, AES, ", self.seen)
        self.assertIn("'much' is not a number.", self.seen)
        self.assertIn("'Sing' is none. There are: Sign, Verify, ", self.seen)

    async def test_refused(self) -> None:
        answers = ("key 1", "AES", "128", "", "n", "n", "n", "")
        self.assertEqual(await self.hsmcon(PASSWORD, "1", "1", *answers, "0", user="alice"), 1)
        self.assertIn("Error 5023: ", self.seen)

    async def test_in_anothers_partition(self) -> None:
        await self.partitions.grant("alice", "master", Rights.CREATE | Rights.READ)
        await self.menus("1", "1", "alice/key1", "AES", "128", "", "n", "n", "n", "")
        (uid,) = self.uids()
        self.assertEqual(self.load("alice", uid).get("Name").name_value, "key1")

    async def test_temporary(self) -> None:
        """It goes with the session."""
        await self.menus("1", "1", "key1", "AES", "128", "", "n", "y", "n", "", "6", "", "", user="alice")
        self.assertIn("\n1 object(s).\n", self.seen)
        await self.menus("6", "", "", user="alice")
        self.assertIn("\n0 object(s).\n", self.seen)
