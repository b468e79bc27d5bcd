"""Tests of hsmsim/console/users.py."""

from hsmsim.interfaces.partitions import SecondFactor, UserType
from hsmsim.management import user_list
from tests.console.hsm import ConsoleTest
from tests.management.bench import OTHER, PASSWORD


class Create(ConsoleTest):
    """17 - Create."""

    async def test_made(self) -> None:
        for user_id, key, user_type in (("bob", "1", UserType.USER), ("carol", "2", UserType.OPERATOR)):
            await self.menus("17", user_id, key, OTHER, OTHER, "")
            self.assertEqual(self.partitions.user(user_id).user_type, user_type)
            await self.partitions.confirm(user_id, OTHER)
            self.assertIn(
                f"\nUsers - Create\n\nUser ID: {user_id}\n\nType:\n1 - User\n2 - Operator\nOption : {key}\n", self.seen
            )
            self.assertIn(f"\nUser '{user_id}' successfully created.\n\nPress ENTER key to continue...\n", self.seen)

    async def test_asked_again(self) -> None:
        await self.menus("17", "bob", "3", "", "1", OTHER, PASSWORD, OTHER, OTHER, "")
        self.assertEqual(self.seen.count("is not an option"), 2)
        self.assertIn("The two are not the same.", self.seen)
        await self.partitions.confirm("bob", OTHER)

    async def test_cancelled(self) -> None:
        await self.menus("17", "")
        await self.menus("17", "bob", "1", "")
        self.assertIn("Nothing was changed.", self.seen)
        self.assertEqual(len(self.partitions.users()), 2)

    async def test_refused(self) -> None:
        self.assertEqual(await self.hsmcon(PASSWORD, "17", "a_b", "1", OTHER, OTHER, "", "0", user="master"), 1)
        self.assertIn("Error 5014: a User ID has 3 to 16 letters and digits", self.seen)
        self.assertEqual(self.seen.count("Main Menu"), 2)


class Remove(ConsoleTest):
    """18 - Remove."""

    async def test_removed(self) -> None:
        await self.menus("18", "alice", "y", "")
        self.assertIn("User ID: alice\n\nConfirm removing permanently user 'alice'. (y/[n]): y\n", self.seen)
        self.assertIn("\nUser 'alice' successfully removed.\n", self.seen)
        self.assertEqual(len(self.partitions.users()), 1)

    async def test_not_confirmed(self) -> None:
        for answers in (["n"], [""], ["maybe", "N"]):
            await self.menus("18", "alice", *answers)
        self.assertIn("Answer y or n.", self.seen)
        self.assertEqual(len(self.partitions.users()), 2)


class List(ConsoleTest):
    """19 - List."""

    async def test_all_pages(self) -> None:
        self.patch(user_list, "PAGE", 2)
        await self.partitions.create("bob", PASSWORD, UserType.OPERATOR)
        await self.partitions.set_blocked("bob", True)
        await self.partitions.set_otp("alice", SecondFactor.OATH_HOTP, None)
        await self.menus("19", "")
        table = self.seen[self.seen.index("User ID  ") :].split("\n\n")[0]
        self.assertEqual(
            [line.split(maxsplit=3) for line in table.splitlines()[1:]],
            [
                ["alice", "User", "no", "OATH OTP Event"],
                ["bob", "Operator", "yes", "no"],
                ["master", "Operator", "no", "no"],
            ],
        )
        self.assertIn("\n3 user(s).\n", self.seen)


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
