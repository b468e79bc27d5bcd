"""Tests of hsmsim/server/idling.py."""

from twisted.internet.task import Clock
from twisted.trial.unittest import SynchronousTestCase

from hsmsim.server.idling import Idling


class Idle(SynchronousTestCase):
    def setUp(self):
        self.clock = Clock()
        self.over = []

    def idling(self, seconds):
        return Idling(self.clock, seconds, lambda: self.over.append(self.clock.seconds()))

    def test_nothing_is_heard(self):
        self.idling(60)
        self.clock.advance(59)
        self.assertEqual(self.over, [])
        self.clock.advance(1)
        self.assertEqual(self.over, [60])
        self.assertEqual(self.clock.getDelayedCalls(), [])

    def test_the_time_begins_anew(self):
        idling = self.idling(60)
        for _ in range(3):
            self.clock.advance(50)
            idling.heard()
        self.clock.advance(59)
        self.assertEqual(self.over, [])
        self.clock.advance(1)
        self.assertEqual(self.over, [210])

    def test_never(self):
        idling = self.idling(0)
        self.assertEqual(self.clock.getDelayedCalls(), [])
        idling.stop()

    def test_stopped(self):
        idling = self.idling(60)
        idling.stop()
        self.clock.advance(60)
        idling.stop()
        self.assertEqual(self.over, [])
