"""Tests of hsmsim/management/user_block.py."""

from hsmsim.interfaces.partitions import PartitionsError
from hsmsim.management.user_block import SetBlocked
from tests.management.bench import ManagementTest


class Block(ManagementTest):
    """An Operator blocks and unblocks."""

    async def test_both_ways(self) -> None:
        self.master()
        for blocked in (True, False):
            await self.ask(SetBlocked, user_id="alice", blocked=blocked)
            self.assertEqual(self.partitions.user("alice").blocked, blocked)

    async def test_nobody(self) -> None:
        self.master()
        await self.refused(PartitionsError, SetBlocked, user_id="nobody", blocked=True)
