"""Tests of hsmsim/management/rights.py."""

from twisted.trial.unittest import SynchronousTestCase

from hsmsim.management.rights import RIGHTS, TrustRight, bits, rights_in
from hsmsim.model.access import Rights
from tests.support import rows

T = TrustRight


@rows(
    none=(frozenset(), Rights.NONE, b""),
    one=(frozenset({T.UPDATE}), Rights.UPDATE, b"Update"),
    some=(frozenset({T.READ, T.CREATE}), Rights.CREATE | Rights.READ, b"Create,Read"),
    all=(frozenset(T), Rights.ALL, b"Create,Delete,Read,Update"),
)
class Both(SynchronousTestCase):
    """Rights as the partitions, and as the wire has them."""

    def check(self, rights: frozenset[TrustRight], found: int, wire: bytes) -> None:
        self.assertEqual((bits(rights), rights_in(found)), (found, rights))
        self.assertEqual((RIGHTS[1].toString(rights), RIGHTS[1].fromString(wire)), (wire, rights))
