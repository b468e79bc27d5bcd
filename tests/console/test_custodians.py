"""Tests of hsmsim/console/custodians.py."""

from hsmsim.interfaces.partitions import Authorization, Custody
from tests.console.hsm import ConsoleTest

MENU = """\
1 - List
2 - Approve
3 - End
4 - Set custodians
5 - Remove custodians
0 - Main Menu
Option : 0
"""
LIST = """\
Partition         MxN auth      Approved  Custodians
alice             associated    1 of 2    (carol) (dave) master

A name in brackets has not approved.

Press ENTER key to continue...
"""


class Custodians(ConsoleTest):
    """24 - MxN Authorization."""

    async def setUp(self) -> None:
        await super().setUp()
        for user_id in ("carol", "dave"):
            await self.user(user_id)

    async def under_custody(self) -> None:
        await self.partitions.set_custodians("alice", Custody(2, ("carol", "dave", "master")))

    def state(self) -> Authorization:
        return self.partitions.user("alice").authorization

    async def test_menu(self) -> None:
        await self.menus("24", "0")
        self.assertEqual(self.screen("Users - MxN Authorization"), MENU)
        await self.menus("24", "0", user="alice")
        self.assertIn("1 - List\n2 - Approve\n3 - End\n0 - Main Menu\n", self.seen)

    async def test_set_and_removed(self) -> None:
        await self.menus("24", "4", "alice", "carol,dave", "1", "")
        self.assertIn("Custodians of partition 'alice' successfully set.", self.seen)
        self.assertEqual(self.state(), Authorization.ASSOCIATED)
        await self.partitions.approve("alice", "dave")
        await self.menus("24", "5", "alice", "n")
        await self.menus("24", "5", "alice", "y", "")
        self.assertIn("Custodians of partition 'alice' successfully removed.", self.seen)
        self.assertEqual(self.state(), Authorization.NONE)

    async def test_list(self) -> None:
        await self.under_custody()
        await self.partitions.approve("alice", "master")
        await self.menus("24", "1", "")
        self.assertEqual(self.screen("Users - MxN Authorization - List"), LIST)

    async def test_approved_and_ended(self) -> None:
        await self.under_custody()
        await self.menus("24", "2", "alice", "")
        self.assertIn("Partition 'alice' successfully approved: 1 of 2, associated.", self.seen)
        await self.menus("24", "2", "alice", "", user="carol")
        self.assertIn("Partition 'alice' successfully approved: 2 of 2, authorized.", self.seen)
        await self.menus("24", "3", "alice", "", user="dave")
        self.assertEqual(self.state(), Authorization.AUTHORIZED)
        await self.menus("24", "3", "alice", "y", "", user="dave")
        self.assertIn("Authorization of partition 'alice' successfully ended.", self.seen)
        self.assertEqual(self.state(), Authorization.UNAUTHORIZED)
