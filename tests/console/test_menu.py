"""Tests of hsmsim/console/menu.py."""

from twisted.internet.defer import Deferred

from hsmsim.interfaces.partitions import UserType
from tests.console.hsm import ConsoleTest
from tests.management.bench import PASSWORD
from tests.partitions.pairs import pair

OPERATORS = """\
Main Menu

Users
17 - Create
18 - Remove
19 - List
20 - Attributes
23 - My Password

HSM
33 - Info

0 - Exit
Option : 0
"""
USERS = """\
Main Menu

Users
20 - Attributes
23 - My Password

HSM
33 - Info

0 - Exit
Option : 0
"""


class Menu(ConsoleTest):
    """The main menu shows what its reader may run."""

    async def test_operator(self) -> None:
        await self.menus()
        self.assertIn(OPERATORS, self.seen)

    async def test_user(self) -> None:
        await self.menus(user="alice")
        self.assertIn(USERS, self.seen)

    async def test_a_user_who_is_made_operator(self) -> None:
        def promote() -> str:
            self.successResultOf(Deferred.fromCoroutine(self.partitions.set_type("alice", UserType.OPERATOR)))
            return "33"

        await self.menus(promote, "", user="alice")
        self.assertIn(OPERATORS, self.seen)

    async def test_no_option(self) -> None:
        await self.menus("99", "17", "", "x" * 99, user="alice")
        self.assertIn("'99' is not an option. Choose one of: 20, 23, 33, 0.\nOption : 17\n", self.seen)
        self.assertEqual(self.seen.count("is not an option"), 4)

    async def test_info(self) -> None:
        await self.menus("33", "")
        self.assertIn("HSM - Info\n\nTLS certificate, SHA-256 : " + pair("hsm").fingerprint.hex(":").upper(), self.seen)
        self.assertIn("Valid until : 2096-10-02 07:06:40 UTC", self.seen)

    async def test_a_command_that_was_taken_away(self) -> None:
        await self.partitions.create("carol", PASSWORD, UserType.OPERATOR)

        def demote() -> str:
            self.successResultOf(Deferred.fromCoroutine(self.partitions.set_type("carol", UserType.USER)))
            return "19"

        self.assertEqual(await self.hsmcon(PASSWORD, demote, "", "0", user="carol"), 1)
        self.assertIn("Error 5002: this needs the permission 'List Users'.", self.seen)
        self.assertIn(USERS, self.seen)
