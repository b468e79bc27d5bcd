"""Tests of hsmsim/model/access.py."""

from twisted.trial.unittest import SynchronousTestCase

from hsmsim.model.access import Rights, complete
from tests.support import rows

R = Rights


@rows(
    nothing=(R.NONE, R.NONE),
    read=(R.READ, R.READ),
    create=(R.CREATE, R.CREATE | R.READ),
    delete=(R.DELETE, R.DELETE | R.READ),
    update=(R.UPDATE, R.UPDATE),
    all=(R.ALL, R.ALL),
)
class Complete(SynchronousTestCase):
    """Create and Delete imply Read."""

    def check(self, given: int, completed: int) -> None:
        self.assertEqual(complete(given), completed)
        self.assertEqual(complete(completed), completed)
