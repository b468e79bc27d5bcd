"""Tests of hsmsim/console/users.py."""

from hsmsim.interfaces.partitions import Authorization, Permission, SecondFactor, UserType
from hsmsim.management import user_list
from tests.console.hsm import ConsoleTest
from tests.management.bench import OTHER, PASSWORD

CREATE = """\
Type:
1 - User
2 - Operator
Option : 1

User ID: bob
Password :\x20
Confirm password :\x20

Partition MxN auth (y/[n]): n

System permissions:
Create/Remove Users (y/[n]): n
List Users (y/[n]): y
Monitor Remote Log (y/[n]):\x20
Backup/Restore (y/[n]): y
Firmware Update (y/[n]): n

User 'bob' successfully created.

Press ENTER key to continue...
"""
OPERATOR = """\
Type:
1 - User
2 - Operator
Option : 2

User ID: carol
Password :\x20
Confirm password :\x20

Partition MxN auth (y/[n]): y
Custodians (User IDs with commas between them): alice, master
Needed of these 2 : two
'two' is not a number.
Needed of these 2 : 2

User 'carol' successfully created.

Press ENTER key to continue...
"""
REMOVE = """\
User ID: alice
Confirm removing permanently user 'alice'. (y/[n]): y
User 'alice' successfully removed.

Press ENTER key to continue...
"""
LIST = """\
User ID           Type      Blocked  Wrong logins    MxN auth      Two Factor Auth
alice             User      no       0               no            OATH OTP Event
bob               Operator  yes      0               no            no
master            Operator  no       0               no            no

3 user(s).

Press ENTER key to continue...
"""


class Create(ConsoleTest):
    """17 - Create."""

    async def test_user(self) -> None:
        await self.menus("17", "1", "bob", OTHER, OTHER, "n", "n", "y", "", "y", "n", "")
        self.assertEqual(self.screen("Users - Create"), CREATE)
        self.assertEqual(self.partitions.user("bob").permissions, {Permission.LIST_USERS, Permission.BACKUP})
        await self.partitions.confirm("bob", OTHER)

    async def test_operator(self) -> None:
        await self.menus("17", "2", "carol", OTHER, OTHER, "y", "alice, master", "two", "2", "")
        self.assertEqual(self.screen("Users - Create"), OPERATOR)
        carol = self.partitions.user("carol")
        self.assertEqual((carol.user_type, carol.authorization), (UserType.OPERATOR, Authorization.ASSOCIATED))

    async def test_by_a_user(self) -> None:
        """A User makes Users, and gives them what it has itself."""
        await self.partitions.set_permissions("alice", frozenset({Permission.CREATE_USERS}))
        await self.menus("17", "1", "bob", OTHER, OTHER, "n", "y", "", user="alice")
        self.assertIn("Type:\n1 - User\nOption : 1\n", self.seen)
        self.assertEqual(self.partitions.user("bob").permissions, {Permission.CREATE_USERS})

    async def test_asked_again(self) -> None:
        await self.menus("17", "3", "", "2", "bob", OTHER, PASSWORD, OTHER, OTHER, "", "")
        self.assertEqual(self.seen.count("is not an option"), 2)
        self.assertIn("The two are not the same.", self.seen)
        await self.partitions.confirm("bob", OTHER)

    async def test_cancelled(self) -> None:
        for answers in ([""], ["bob", ""], ["bob", OTHER, OTHER, "y", ""], ["bob", OTHER, OTHER, "y", "alice", ""]):
            await self.menus("17", "1", *answers)
            self.assertIn("Nothing was changed.", self.seen)
        self.assertEqual(len(self.partitions.users()), 2)

    async def test_refused(self) -> None:
        self.assertEqual(await self.hsmcon(PASSWORD, "17", "2", "a_b", OTHER, OTHER, "", "", "0", user="master"), 1)
        self.assertIn("Error 5014: a User ID has 3 to 16 letters and digits", self.seen)
        self.assertEqual(self.seen.count("Main Menu"), 2)


class Remove(ConsoleTest):
    """18 - Remove."""

    async def test_removed(self) -> None:
        await self.menus("18", "alice", "y", "")
        self.assertEqual(self.screen("Users - Remove"), REMOVE)
        self.assertEqual(len(self.partitions.users()), 1)

    async def test_not_confirmed(self) -> None:
        for answers in (["n"], [""], ["maybe", "N"]):
            await self.menus("18", "alice", *answers)
        self.assertIn("Answer y or n.", self.seen)
        self.assertEqual(len(self.partitions.users()), 2)

    async def test_refused(self) -> None:
        self.assertEqual(await self.hsmcon(PASSWORD, "18", "master", "y", "", "0", user="master"), 1)
        self.assertIn("Error 5018: ", self.seen)


class List(ConsoleTest):
    """19 - List."""

    async def test_all_pages(self) -> None:
        self.patch(user_list, "PAGE", 2)
        await self.partitions.create("bob", PASSWORD, UserType.OPERATOR)
        await self.partitions.set_blocked("bob", True)
        await self.partitions.set_otp("alice", SecondFactor.OATH_HOTP, None)
        await self.menus("19", "")
        self.assertEqual(self.screen("Users - List"), LIST)

    async def test_on_a_terminal(self) -> None:
        for number in range(60):
            await self.partitions.create(f"user{number:02}", PASSWORD, UserType.USER)
        await self.menus("19", "", "q", "", live=True)
        self.assertEqual(self.seen.count("-- more -- (ENTER, q)"), 2)
        self.assertIn("\nuser42 ", self.seen)
        self.assertNotIn("\nuser43 ", self.seen)
        self.assertIn("\n45 user(s) and more.\n", self.seen)


class MyPassword(ConsoleTest):
    """23 - My Password."""

    async def test_changed(self) -> None:
        await self.menus("23", PASSWORD, OTHER, OTHER, "", user="alice")
        self.assertIn("Password successfully changed.", self.seen)
        await self.partitions.confirm("alice", OTHER)

    async def test_wrong(self) -> None:
        status = await self.hsmcon(PASSWORD, "23", OTHER, OTHER, OTHER, "", "0", user="alice")
        self.assertEqual(status, 1)
        self.assertIn("Error 5011: the current password is wrong.", self.seen)
