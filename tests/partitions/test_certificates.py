"""Tests of hsmsim/partitions/certificates.py."""

from twisted.trial.unittest import SynchronousTestCase

from hsmsim.interfaces.partitions import PartitionsError
from hsmsim.partitions.certificates import read_certificate
from tests.partitions.pairs import NOT_AFTER, NOT_BEFORE, pair


class Read(SynchronousTestCase):
    """PEM becomes what there is to know."""

    def test_facts(self) -> None:
        found = read_certificate(b"a comment\n" + pair("a").pem + pair("b").pem)
        self.assertEqual((found.fingerprint, found.pem), (pair("a").fingerprint, pair("a").pem))
        self.assertEqual((found.not_before, found.not_after), (NOT_BEFORE, NOT_AFTER))

    def test_no_certificate(self) -> None:
        for data in (b"", b"junk", pair("a").key_pem, pair("a").der):
            with self.assertRaises(PartitionsError):
                read_certificate(data)
