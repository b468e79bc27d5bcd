"""Tests of hsmsim/management/my_password.py."""

from hsmsim.interfaces.partitions import PartitionsError
from hsmsim.management.my_password import MyPassword
from tests.management.bench import OTHER, PASSWORD, ManagementTest


class Password(ManagementTest):
    """Everybody changes the own password, and needs the old one."""

    async def test_changed(self) -> None:
        self.alice()
        await self.ask(MyPassword, old=PASSWORD, new=OTHER)
        await self.partitions.confirm("alice", OTHER)

    async def test_new_one_against_the_rules(self) -> None:
        self.alice()
        self.assertIn("8 to 64", await self.refused(PartitionsError, MyPassword, old=PASSWORD, new="short"))
        self.assertEqual(self.number, 5177)

    async def test_it_has_to_be_changed_no_more(self) -> None:
        await self.partitions.set_must_change("alice", True)
        self.alice()
        await self.ask(MyPassword, old=PASSWORD, new=OTHER)
        self.assertFalse(self.partitions.user("alice").must_change)

    async def test_wrong_old_ones_count(self) -> None:
        self.alice()
        for count in range(1, 8):
            text = await self.refused(PartitionsError, MyPassword, old=OTHER, new=OTHER)
            self.assertEqual((self.number, text), (5011, "the current password is wrong"))
            self.assertIn(f"{count} of 7", self.events[-1]["reason"])
        self.assertTrue(self.partitions.user("alice").blocked)
