"""Tests of hsmsim/console/objects.py."""

from hsmsim.model.access import Rights
from hsmsim.model.managed import ManagedObject
from hsmsim.spec.enums import CryptographicAlgorithm, State
from hsmsim.spec.masks import CryptographicUsageMask
from tests.console.hsm import ConsoleTest
from tests.management.bench import PASSWORD
from tests.objects import made, text_name

REMOVE = """\
Object name: key1
Confirm removing permanently object 'key1'. (y/[n]): y
Object 'key1' successfully removed.

Press ENTER key to continue...
"""
ACTIVE = """\
Object name: key2
Object 'key2' is Active: it is revoked first.
Confirm removing permanently object 'key2'. (y/[n]): y
Object 'key2' successfully removed.

Press ENTER key to continue...
"""
LIST = """\
Partition (Enter for the own):\x20

Name                                  Type           Key             State        Exportable  Temporary  Blocked
k2                                    Symmetric Key  AES 128         Active       yes         no         no
key1                                  Symmetric Key  AES 128         Pre-Active   yes         no         no

2 object(s).

Press ENTER key to continue...
"""


def aes(uid: str, name: str = "", state: State = State.PRE_ACTIVE) -> ManagedObject:
    """A key of 128 bits."""
    named = {"Name": text_name(name)} if name else {}
    facts = {
        "Cryptographic Algorithm": CryptographicAlgorithm.AES,
        "Cryptographic Length": 128,
        "Cryptographic Usage Mask": CryptographicUsageMask.ENCRYPT | CryptographicUsageMask.DECRYPT,
    }
    return made(uid, state=state, having={**facts, **named})


class ObjectsTest(ConsoleTest):
    """`key1` is alice's."""

    async def setUp(self) -> None:
        await super().setUp()
        self.put("alice", aes("k1", "key1"))


class Remove(ObjectsTest):
    """2 - Remove."""

    async def test_removed(self) -> None:
        await self.menus("2", "key1", "y", "", user="alice")
        self.assertEqual(self.screen("Keys/Objects - Remove", "alice"), REMOVE)
        self.assertIs(self.load("alice", "k1").state, State.DESTROYED)

    async def test_active(self) -> None:
        self.put("alice", aes("k2", "key2", State.ACTIVE))
        await self.menus("2", "key2", "n", user="alice")
        self.assertIs(self.load("alice", "k2").state, State.ACTIVE)
        await self.menus("2", "key2", "y", "", user="alice")
        self.assertEqual(self.screen("Keys/Objects - Remove", "alice"), ACTIVE)
        self.assertIs(self.load("alice", "k2").state, State.DESTROYED)

    async def test_none(self) -> None:
        self.assertEqual(await self.hsmcon(PASSWORD, "2", "key2", "", "0", user="alice"), 1)
        self.assertIn("Error 5004: ", self.seen)

    async def test_anothers(self) -> None:
        await self.partitions.grant("alice", "master", Rights.DELETE | Rights.READ)
        await self.menus("2", "alice/key1", "y", "")
        self.assertIs(self.load("alice", "k1").state, State.DESTROYED)

    async def test_without_a_right(self) -> None:
        for rights in (0, Rights.READ):
            if rights:
                await self.partitions.grant("alice", "master", rights)
            self.assertEqual(await self.hsmcon(PASSWORD, "2", "alice/key1", "y", "", "0", user="master"), 1)
        self.assertIs(self.load("alice", "k1").state, State.PRE_ACTIVE)


class List(ObjectsTest):
    """6 - List."""

    async def test_own(self) -> None:
        self.put("alice", aes("k2", state=State.ACTIVE))
        await self.menus("6", "", "", user="alice")
        self.assertEqual(self.screen("Keys/Objects - List", "alice"), LIST)

    async def test_anothers(self) -> None:
        await self.partitions.grant("alice", "master", Rights.READ)
        await self.menus("6", "alice", "")
        self.assertIn("\nkey1 ", self.seen)
        self.assertIn("\n1 object(s).\n", self.seen)

    async def test_many(self) -> None:
        self.put("alice", *[made(f"more{number}") for number in range(120)])
        await self.menus("6", "", "", user="alice")
        self.assertIn("\n121 object(s).\n", self.seen)
        await self.menus("6", "", "", "q", "", user="alice", live=True)
        self.assertIn("\n45 object(s) and more.\n", self.seen)

    async def test_no_name_steers_the_terminal(self) -> None:
        self.put("alice", aes("k2", "\x1b[2J\nkey9"))
        await self.menus("6", "", "", user="alice")
        self.assertIn("\n\\x1b[2J\\x0akey9 ", self.seen)

    async def test_completions(self) -> None:
        await self.menus("2", "", user="alice", live=True)
        self.assertIn(["key1"], self.terminal.completions)
