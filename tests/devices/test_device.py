"""hsmsim/devices/device.py: what a device offers."""

from twisted.trial.unittest import SynchronousTestCase

from hsmsim.devices.device import EVERYTHING, UNRESTRICTED, Device
from hsmsim.spec.enums import CryptographicAlgorithm, ObjectType, Operation


class Offered(SynchronousTestCase):
    def test_everything(self):
        self.assertIn(Operation.GET, EVERYTHING)
        self.assertIn(object(), EVERYTHING)
        self.assertTrue(EVERYTHING)
        self.assertEqual(repr(EVERYTHING), "EVERYTHING")

    def test_unrestricted(self):
        self.assertIn(Operation.GET, UNRESTRICTED.operations)
        self.assertIn(ObjectType.PGP_KEY, UNRESTRICTED.objects)
        self.assertIn(7, UNRESTRICTED.lengths(CryptographicAlgorithm.AES))
        self.assertEqual(UNRESTRICTED.validations, ())

    def test_narrow(self):
        device = Device(algorithms={CryptographicAlgorithm.AES: frozenset({128})})
        self.assertEqual(device.lengths(CryptographicAlgorithm.AES), {128})
        self.assertEqual(device.lengths(CryptographicAlgorithm.DES), frozenset())
