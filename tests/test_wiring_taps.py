"""Tests of hsmsim.wiring_taps: who looks on, as the settings say."""

from pathlib import Path

from twisted.trial.unittest import SynchronousTestCase, TestCase

from hsmsim import wiring_taps
from hsmsim.interfaces.store import Changes
from hsmsim.server.keys import BadFile
from hsmsim.settings import load
from hsmsim.store.memory import Memory
from hsmsim.tap import Hsm
from hsmsim.wiring_taps import look
from tests.objects import made
from tests.taps.passing import exchanged


class Looking(SynchronousTestCase):
    def looking(self, **given):
        self.store = Memory()
        return look(
            load({name.replace("_", "-"): each for name, each in given.items()}),
            lambda: 7.0,
            self.users,
            self.the_store,
        )

    def users(self):
        return ["alice", "bob"]

    def the_store(self):
        return self.store

    def test_the_ring_and_the_statistics(self):
        looking = self.looking()
        looking.tap.exchanged([exchanged()])
        self.assertEqual(len(list(looking.ring.newer())), 1)
        self.assertEqual(looking.statistics.snapshot().messages, 1)
        self.assertFalse(looking.tap.early)

    def test_without_the_ring(self):
        looking = self.looking(wire_ring="0")
        self.assertIsNone(looking.ring)
        self.assertIs(looking.tap, looking.statistics)

    def test_with_the_wire_log(self):
        file = Path(self.mktemp())
        looking = self.looking(log_wire=str(file))
        looking.tap.exchanged([exchanged()])
        looking.tap.close()
        self.assertTrue(looking.tap.early)
        self.assertIn("connection 7: response to", file.read_text())

    def test_a_wire_log_that_cannot_be(self):
        with self.assertRaises(BadFile):
            self.looking(log_wire="/nonexistent/x")

    def test_what_is_measured(self):
        looking = self.looking()
        for partition in self.users():
            self.store.apply({partition: Changes({"k1": made("k1")})})
        gauges = looking.statistics.snapshot().gauges
        self.assertEqual((gauges["users"], gauges["objects"], gauges["database_bytes"]), (2, 2, 0))
        self.assertGreater(gauges["memory_bytes"], 1 << 20)
        self.assertGreater(gauges["cpu_milliseconds"], 0)

    def test_a_system_that_does_not_tell_of_memory(self):
        self.patch(wiring_taps, "_MEMORY", Path("/nonexistent"))
        self.assertEqual(self.looking().statistics.snapshot().gauges["memory_bytes"], 0)


class Database(TestCase):
    async def test_its_size(self):
        from twisted.internet import reactor

        folder = Path(self.mktemp())
        hsm = Hsm(load({"state": str(folder), "kmip": "off", "console": "off", "web": "off", "no-user": True}), reactor)
        await hsm.start()
        try:
            size = hsm.looking.statistics.snapshot().gauges["database_bytes"]
        finally:
            await hsm.stop()
        self.assertGreaterEqual(size, (folder / "hsmsim.db").stat().st_size)
        self.assertGreater(size, 4096)
