"""A ring beside the sessions of tests."""

from twisted.logger import Logger

from hsmsim.operations import names, spelling
from hsmsim.taps.ring import Ring
from tests.management.bench import ManagementTest
from tests.management.wire.messages import got
from tests.taps.passing import refused, unreadable


class WireTest(ManagementTest):
    """A message of `alice` (1), one of `bob` (2), a refused handshake (3), and unreadable bytes of `alice` (4)."""

    most = 100

    async def setUp(self) -> None:
        await super().setUp()
        self.ring = Ring(self.most, Logger(observer=self.events.append))
        self.appliance.names, self.appliance.spelling = names, spelling
        self.appliance.ring = self.ring
        self.ring.exchanged([got()])
        self.ring.exchanged([got(user="bob")])
        self.ring.refused(refused())
        self.ring.unreadable(unreadable(b"GET / HTTP/1.1\r\n"))
