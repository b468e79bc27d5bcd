"""hsmsim.crypto.steps; what the steps do to data is proved with the ciphers."""

from twisted.trial.unittest import SynchronousTestCase

from hsmsim.crypto.steps import MOST_COLLECTED, Collected
from hsmsim.errors import CryptographicFailure


class Collecting(SynchronousTestCase):
    """A use that needs all data at once keeps so much and no more."""

    def test_up_to_the_limit(self) -> None:
        step = Collected(bytes)
        self.assertEqual(step.update(bytes(MOST_COLLECTED - 1)) + step.update(b"x"), b"")
        self.assertEqual(len(step.finish()), MOST_COLLECTED)

    def test_over_the_limit(self) -> None:
        step = Collected(bytes)
        step.update(bytes(MOST_COLLECTED))
        self.assertRaises(CryptographicFailure, step.update, b"x")
