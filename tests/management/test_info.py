"""Tests of hsmsim/management/info.py."""

from hsmsim.interfaces.partitions import UserType
from hsmsim.management.info import Info
from tests.management.bench import ManagementTest


class Infos(ManagementTest):
    """The line at the top of every screen."""

    async def test_now(self) -> None:
        self.alice()
        self.assertEqual(
            await self.ask(Info),
            {
                "engine": "1.2.3",
                "model": "SIM",
                "serial": "S0001",
                "user_id": "alice",
                "user_type": UserType.USER,
                "permissions": frozenset(),
            },
        )
        await self.partitions.set_type("alice", UserType.OPERATOR)
        self.assertEqual((await self.ask(Info))["user_type"], UserType.OPERATOR)
