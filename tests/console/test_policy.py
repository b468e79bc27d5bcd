"""Tests of hsmsim/console/policy.py."""

from hsmsim.interfaces.partitions import PasswordPolicy
from tests.console.hsm import ConsoleTest
from tests.management.bench import OTHER, PASSWORD

SCREEN = """\
Minimum length       - 10
Maximum age          - 90 day(s)
History              - 3
Change given ones    - yes

Change:
 1 - Password policy
 2 - Password of a user
 3 - Change at next login
 0 - Main Menu
Option : 0
"""
CHANGE = """\
Minimum length       - 8
Maximum age          - no
History              - no
Change given ones    - no

Change:
 1 - Password policy
 2 - Password of a user
 3 - Change at next login
 0 - Main Menu
Option : 1

Minimum length (ENTER for 8) : 12
Maximum age in days, 0 for none (ENTER for 0) :\x20
Passwords not to be used again (ENTER for 0) : 2
Change at next login what somebody else has given (y/[n]): y

Password policy successfully changed.

Press ENTER key to continue...
"""


class Policy(ConsoleTest):
    """22 - Password Policy."""

    async def test_shown(self) -> None:
        await self.partitions.set_policy(PasswordPolicy(10, 90, 3, True))
        await self.menus("22", "0")
        self.assertEqual(self.screen("Users - Password Policy"), SCREEN)

    async def test_changed(self) -> None:
        await self.menus("22", "1", "12", "", "2", "y", "")
        self.assertEqual(self.screen("Users - Password Policy"), CHANGE)
        self.assertEqual(self.partitions.policy(), PasswordPolicy(12, 0, 2, True))

    async def test_refused(self) -> None:
        self.assertEqual(await self.hsmcon(PASSWORD, "22", "1", "3", "", "", "", "", "0", user="master"), 1)
        self.assertIn("Error 5021: ", self.seen)

    async def test_reset(self) -> None:
        await self.menus("22", "2", "alice", OTHER, OTHER, "")
        self.assertIn("\nUser ID: alice\nPassword : \nConfirm password : \n\nPassword of user 'alice' ", self.seen)
        await self.partitions.confirm("alice", OTHER)

    async def test_change_at_next_login(self) -> None:
        await self.menus("22", "3", "alice", "y", "")
        self.assertIn("User 'alice' has to change the password at the next login (y/[n]): y\n", self.seen)
        self.assertTrue(self.partitions.user("alice").must_change)
