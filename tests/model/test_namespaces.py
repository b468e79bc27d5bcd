"""hsmsim/model/namespaces.py (3.36)."""

from uuid import UUID

from twisted.trial.unittest import SynchronousTestCase

from hsmsim.model.namespaces import MAKERS, RANDOMNESS
from tests.appliance import NOW


class Made(SynchronousTestCase):
    def test_a_uuid(self):
        made = MAKERS["hsmsim-uuid"](bytes(RANDOMNESS), NOW)
        self.assertEqual(UUID(made).version, 4)

    def test_a_serial_of_its_time(self):
        made = MAKERS["hsmsim-serial"]((1_000_007).to_bytes(RANDOMNESS, "big"), NOW)
        self.assertEqual(made, "20231114221320-000007")

    def test_what_is_later_sorts_later(self):
        maker = MAKERS["hsmsim-serial"]
        self.assertLess(maker(b"\xff" * RANDOMNESS, NOW), maker(bytes(RANDOMNESS), NOW + 1))

    def test_by_randomness_they_differ(self):
        for maker in MAKERS.values():
            self.assertNotEqual(maker(bytes(RANDOMNESS), NOW), maker(bytes([1] * RANDOMNESS), NOW))
