"""hsmsim.store.memory."""

from hsmsim.store.memory import Memory
from tests.suites.store import suite


class MemorySuite(suite(lambda test: Memory())):
    """Memory is a store."""

    def test_keeps_nothing(self):
        self.assertIs(self.store.keeps, False)
