"""Tests of hsmsim/console/user_attributes.py."""

from twisted.internet.defer import Deferred

from hsmsim.interfaces.partitions import Permission, SecondFactor, UserType
from tests.console.hsm import ConsoleTest
from tests.management.bench import PASSWORD

OPERATOR = """\
User ID: ukmip

Type - Operator
Blocked - no
Partition MxN auth - no
Two Factor Auth - no

Change:
1 - Type
2 - Block
3 - Two Factor Authentication
0 - Main Menu
Option : 0
"""
USER = """\
User ID: user2
Type                 - User
Blocked              - no
Partition MxN auth   - no
Two Factor Auth      - no

System permissions:
Create/Remove Users  - no
List Users           - no
Monitor Remote Log   - no
Backup/Restore       - no
Firmware Update      - no

Change:
 1 - System permissions
 2 - Type
 3 - Block
 4 - Two Factor Authentication
 0 - Main Menu
Option : 0
"""
PERMISSIONS = """\
Option : 1

Create/Remove Users (y/[n]): y
List Users (y/[n]): n
Monitor Remote Log (y/[n]): y
Backup/Restore (y/[n]): n
Firmware Update (y/[n]): n

System permissions of user  'user2' successfully changed.

Press ENTER key to continue...
"""
OWN = """\
User ID: alice
Type                 - User
Blocked              - no
Partition MxN auth   - no
Two Factor Auth      - OATH OTP Time

System permissions:
Create/Remove Users  - no
List Users           - no
Monitor Remote Log   - yes
Backup/Restore       - no
Firmware Update      - no

Change:
 4 - Two Factor Authentication
 5 - Resynchronize OATH OTP
 0 - Main Menu
Option : 0
"""
TITLE = "Users - Attributes"


class WordForWord(ConsoleTest):
    """The screens that the appliance's documentation shows."""

    async def test_operator(self) -> None:
        await self.partitions.create("ukmip", PASSWORD, UserType.OPERATOR)
        await self.menus("20", "ukmip", "0")
        self.assertEqual(self.screen(TITLE), OPERATOR)

    async def test_user(self) -> None:
        await self.partitions.create("user2", PASSWORD, UserType.USER)
        await self.menus("20", "user2", "0")
        self.assertEqual(self.screen(TITLE), USER)

    async def test_permissions(self) -> None:
        await self.partitions.create("user2", PASSWORD, UserType.USER)
        await self.menus("20", "user2", "1", "y", "n", "y", "n", "n", "")
        self.assertTrue(self.screen(TITLE).endswith(PERMISSIONS), self.seen)
        permissions = {Permission.CREATE_USERS, Permission.MONITOR_LOG}
        self.assertEqual(self.partitions.user("user2").permissions, permissions)

    async def test_own(self) -> None:
        """A User sees its own, and changes what is its own affair."""
        await self.partitions.set_permissions("alice", frozenset({Permission.MONITOR_LOG}))

        def with_a_device() -> str:
            (own,) = self.factory.open
            setting = self.partitions.set_otp("alice", SecondFactor.OATH_TOTP, None, by=own.session)
            self.successResultOf(Deferred.fromCoroutine(setting))
            return "20"

        await self.menus(with_a_device, "0", user="alice")
        self.assertEqual(self.screen(TITLE, "alice"), OWN)


class Change(ConsoleTest):
    """What is changed."""

    async def test_type(self) -> None:
        await self.menus("20", "alice", "2", "y", "")
        self.assertIn("Changing user type to 'operator'. Confirm (y/[n]): y\n", self.seen)
        self.assertEqual(self.partitions.user("alice").user_type, UserType.OPERATOR)
        await self.menus("20", "alice", "1", "n")
        self.assertIn("Changing user type to 'user'.", self.seen)
        self.assertEqual(self.partitions.user("alice").user_type, UserType.OPERATOR)

    async def test_block(self) -> None:
        await self.menus("20", "alice", "3", "n")
        self.assertFalse(self.partitions.user("alice").blocked)
        await self.menus("20", "alice", "3", "y", "")
        self.assertTrue(self.partitions.user("alice").blocked)
        await self.menus("20", "alice", "3", "y", "")
        self.assertIn("\nBlocked              - yes\n", self.seen)
        self.assertIn("User 'alice' successfully unblocked.", self.seen)
        self.assertFalse(self.partitions.user("alice").blocked)

    async def test_no_such_user(self) -> None:
        self.assertEqual(await self.hsmcon(PASSWORD, "20", "nobody", "", "0", user="master"), 1)
        self.assertIn("Error 5020: there is no user 'nobody'.", self.seen)


class ByAUser(ConsoleTest):
    """A User who may create users changes others, and keeps from them what it has not itself."""

    async def setUp(self) -> None:
        await super().setUp()
        await self.partitions.set_permissions("alice", frozenset({Permission.CREATE_USERS, Permission.LIST_USERS}))
        await self.partitions.create("bob", PASSWORD, UserType.USER, frozenset({Permission.BACKUP}))

    async def test_others(self) -> None:
        await self.menus("20", "bob", "0", user="alice")
        self.assertIn("Change:\n 1 - System permissions\n 3 - Block\n 0 - Main Menu\n", self.seen)

    async def test_operators_are_left_to_operators(self) -> None:
        await self.menus("20", "master", "0", user="alice")
        self.assertIn("\nChange:\n0 - Main Menu\n", self.seen)

    async def test_permissions(self) -> None:
        await self.menus("20", "bob", "1", "y", "n", "", user="alice")
        permissions = {Permission.CREATE_USERS, Permission.BACKUP}
        self.assertEqual(self.partitions.user("bob").permissions, permissions)
