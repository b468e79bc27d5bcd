"""Tests of hsmsim/management/monitoring_statistics.py."""

from typing import cast

from hsmsim.interfaces.partitions import Permission
from hsmsim.interfaces.statistics import KEPT_SECONDS, IStatistics
from hsmsim.management.command import NotUnderstood
from hsmsim.management.monitoring_statistics import MOST_COUNTS, MonitoringStatistics
from hsmsim.management.values import to_json
from hsmsim.spec.enums import Operation, ResultReason
from hsmsim.taps.statistics import Statistics
from tests.management.bench import NOW, ManagementTest
from tests.taps.passing import CLIENT, exchanged, failed

GAUGES = {
    "users": lambda: 2,
    "objects": lambda: 100_000,
    "database_bytes": lambda: 1 << 40,
    "memory_bytes": lambda: 1 << 30,
    "cpu_milliseconds": lambda: 1 << 40,
}


class Monitoring(ManagementTest):
    """The numbers of an HSM."""

    async def setUp(self) -> None:
        await super().setUp()
        self.statistics = Statistics(lambda: NOW, GAUGES)
        self.appliance.statistics = cast(IStatistics, self.statistics)
        await self.permit(Permission.MONITOR_LOG)

    async def test_what_is_told(self) -> None:
        self.statistics.opened(CLIENT)
        self.statistics.exchanged([exchanged(began=NOW - 1, seconds=0.001)])
        self.statistics.exchanged([exchanged(failed(), began=NOW, seconds=0.001)])
        found = await self.ask(MonitoringStatistics)
        self.assertEqual((found["now"], found["started"]), (NOW * 1000, NOW * 1000))
        self.assertEqual((found["messages"], found["failed"], found["connections"]), (2, 1, 1))
        self.assertEqual((found["users"], found["objects"], found["median"]), (2, 100_000, 928))
        self.assertEqual(found["counts"][0], {"operation": "Get", "result": "Success", "number": 1})
        self.assertEqual([rate["second"] for rate in found["rates"]], [NOW - 1, NOW])
        self.assertEqual([rate["failed"] for rate in found["rates"]], [0, 1])
        to_json(MonitoringStatistics.response, found)

    async def test_only_the_latest(self) -> None:
        for second in (NOW - 1, NOW):
            self.statistics.exchanged([exchanged(began=second)])
        found = await self.ask(MonitoringStatistics, since=NOW)
        self.assertEqual([rate["second"] for rate in found["rates"]], [NOW])

    async def test_nothing_yet(self) -> None:
        found = await self.ask(MonitoringStatistics)
        self.assertEqual((found["rates"], found["median"]), ([], None))

    async def test_as_much_as_there_can_be(self) -> None:
        for operation in Operation:
            for reason in ResultReason:
                self.statistics.exchanged([exchanged(failed(operation, reason), began=NOW)])
        for second in range(KEPT_SECONDS):
            for _ in range(100):
                self.statistics.exchanged([exchanged(request=bytes(1 << 20), began=NOW - second, seconds=20.0)])
        found = await self.ask(MonitoringStatistics)
        self.assertEqual((len(found["counts"]), len(found["rates"])), (MOST_COUNTS, KEPT_SECONDS))

    async def test_nothing_is_counted(self) -> None:
        self.appliance.statistics = None
        await self.refused(NotUnderstood, MonitoringStatistics)
