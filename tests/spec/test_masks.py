"""hsmsim/spec/masks.py: bits that are bits."""

from twisted.trial.unittest import SynchronousTestCase

from hsmsim.spec.masks import CryptographicUsageMask, StorageStatusMask
from tests.support import rows


@rows(usage=(CryptographicUsageMask, 20), storage=(StorageStatusMask, 2))
class Masks(SynchronousTestCase):
    def check(self, cls, count):
        bits = [value for name, value in vars(cls).items() if name.isupper()]
        self.assertEqual(bits, [1 << place for place in range(count)])
        self.assertTrue(all(type(bit) is int for bit in bits), "an enumeration would be forty times as slow")


class Facts(SynchronousTestCase):
    def test_some_rows(self):
        self.assertEqual(CryptographicUsageMask.SIGN, 0x1)
        self.assertEqual(CryptographicUsageMask.MAC_GENERATE, 0x80)
        self.assertEqual(CryptographicUsageMask.TRANSLATE_UNWRAP, 0x80000)
        self.assertEqual(StorageStatusMask.ARCHIVAL_STORAGE, 2)
