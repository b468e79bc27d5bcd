"""Tests of hsmsim/console/relations.py."""

from hsmsim.interfaces.partitions import UserType
from hsmsim.management import trust_list
from hsmsim.model.access import Rights
from tests.console.hsm import ConsoleTest
from tests.management.bench import PASSWORD

ADD = """\
User name: user2
Permissions :
Create/Read (y/[n]): y
Delete/Read (y/[n]): y
Update (y/[n]): y
Permissions Create, Delete and Update on keys/objects of user 'user1' successfully granted to user 'user2'.

Press ENTER key to continue...
"""
REMOVE = """\
User name: user3
Permissions to user 'user3' keys/objects of user 'user2' successfully removed.

Press ENTER key to continue...
"""
MENU = """\
1 - Add
2 - Remove
3 - List Trustees
4 - List Trusters
0 - Main Menu
Option : 0
"""
ALL = """\
User ID (Enter to list all):\x20

User ID: user1
===========================================
Trustee           Create Delete Read Update
...........................................
user2             yes    no     yes  no
user3             no     no     no   yes
===========================================
Truster           Create Delete Read Update
...........................................

User ID: user2
===========================================
Trustee           Create Delete Read Update
...........................................
===========================================
Truster           Create Delete Read Update
...........................................
user1             yes    no     yes  no

User ID: user3
===========================================
Trustee           Create Delete Read Update
...........................................
===========================================
Truster           Create Delete Read Update
...........................................
user1             no     no     no   yes

2 trust relation(s).

Press ENTER key to continue...
"""
LIST = """\
===========================================
{side}           Create Delete Read Update
...........................................
{line}
1 {word}(s).

Press ENTER key to continue...
"""


class TrustTest(ConsoleTest):
    """user1, user2 and user3."""

    async def setUp(self) -> None:
        await super().setUp()
        for user_id in ("user1", "user2", "user3"):
            await self.partitions.create(user_id, PASSWORD, UserType.USER)


class Permissions(TrustTest):
    """7 - Permissions."""

    async def test_menu(self) -> None:
        await self.menus("7", "0", user="user1")
        self.assertEqual(self.screen("Keys/Objects - Permissions", "user1"), MENU)

    async def test_add(self) -> None:
        await self.menus("7", "1", "user2", "y", "y", "y", "", user="user1")
        self.assertEqual(self.screen("Keys/Objects - Permissions - Add", "user1"), ADD)
        rights = Rights.CREATE | Rights.DELETE | Rights.READ | Rights.UPDATE
        self.assertEqual(list(self.partitions.trusters("user2")), [("user1", rights)])

    async def test_one(self) -> None:
        await self.menus("7", "1", "user2", "n", "n", "y", "", user="user1")
        text = "\nPermission Update on keys/objects of user 'user1' successfully granted to user 'user2'.\n"
        self.assertIn(text, self.seen)
        self.assertEqual(list(self.partitions.trusters("user2")), [("user1", Rights.UPDATE)])

    async def test_none(self) -> None:
        status = await self.hsmcon(PASSWORD, "7", "1", "user2", "", "", "", "", "0", user="user1")
        self.assertEqual(status, 1)
        self.assertIn("Error 5021: ", self.seen)

    async def test_remove(self) -> None:
        await self.partitions.grant("user2", "user3", Rights.READ)
        await self.menus("7", "2", "user3", "", user="user2")
        self.assertEqual(self.screen("Keys/Objects - Permissions - Remove", "user2"), REMOVE)
        self.assertEqual(list(self.partitions.trusters("user3")), [])

    async def test_lists(self) -> None:
        await self.partitions.grant("user1", "user2", Rights.DELETE | Rights.READ)
        await self.menus("7", "3", "", user="user1")
        trustees = LIST.format(side="Trustee", line="user2             no     yes    yes  no\n", word="trustee")
        self.assertEqual(self.screen("Keys/Objects - Permissions - List Trustees", "user1"), trustees)
        await self.menus("7", "4", "", user="user2")
        trusters = LIST.format(side="Truster", line="user1             no     yes    yes  no\n", word="truster")
        self.assertEqual(self.screen("Keys/Objects - Permissions - List Trusters", "user2"), trusters)


class Relations(TrustTest):
    """21 - Trust Relations."""

    async def setUp(self) -> None:
        await super().setUp()
        await self.partitions.grant("user1", "user2", Rights.CREATE | Rights.READ)
        await self.partitions.grant("user1", "user3", Rights.UPDATE)

    async def test_all(self) -> None:
        self.patch(trust_list, "PAGE", 1)
        await self.menus("21", "", "")
        self.assertEqual(self.screen("Users - Trust Relations"), ALL)

    async def test_one(self) -> None:
        await self.menus("21", "user3", "")
        user3 = ALL[ALL.index("User ID: user3") :].replace("2 trust", "1 trust")
        self.assertEqual(self.screen("Users - Trust Relations"), f"User ID (Enter to list all): user3\n\n{user3}")
