"""Tests of hsmsim/management/wire_clear.py."""

from hsmsim.management.wire_clear import WireClear
from tests.management.wire.bench import WireTest


class Clear(WireTest):
    async def test_nothing_is_left(self) -> None:
        self.master()
        self.assertEqual(await self.ask(WireClear), {})
        self.assertEqual(list(self.ring.newer()), [])
