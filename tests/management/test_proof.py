"""Tests of hsmsim/management/proof.py."""

from twisted.trial.unittest import SynchronousTestCase

from hsmsim.interfaces.partitions import Refusal
from hsmsim.management import proof
from tests.partitions.pairs import pair
from tests.support import rows

TEXT = proof.statement(b"n" * 32, b"h" * 32, "alice")


@rows(ec=("ec",), rsa=("rsa",), ed25519=("ed25519",), ed448=("ed448",))
class Proven(SynchronousTestCase):
    """A key of each kind proves itself, and only itself."""

    def check(self, kind: str) -> None:
        mine, other = pair("mine", kind), pair("other", kind)
        signature = proof.sign(mine.key, TEXT)
        self.assertEqual(proof.verify(mine.der, TEXT, signature), mine.fingerprint)
        for der, text, given in (
            (other.der, TEXT, signature),
            (mine.der, TEXT + b"x", signature),
            (mine.der, TEXT, signature[:-1]),
            (mine.der, TEXT, b""),
        ):
            with self.assertRaisesRegex(Refusal, "not the certificate's"):
                proof.verify(der, text, given)


class Unfit(SynchronousTestCase):
    """Other keys sign no logins."""

    def test_key(self) -> None:
        with self.assertRaisesRegex(ValueError, "RSA, ECDSA or EdDSA"):
            proof.sign(pair("old", "dsa").key, TEXT)

    def test_certificate(self) -> None:
        for der in (pair("old", "dsa").der, b"", b"junk", pair("mine").pem):
            with self.assertRaisesRegex(Refusal, "no certificate"):
                proof.verify(der, TEXT, b"")


class Statement(SynchronousTestCase):
    """Nothing of it can be left out or moved."""

    def test_all_parts_count(self) -> None:
        parts = (b"n" * 32, b"h" * 32, "alice")
        texts = {proof.statement(*parts), proof.statement(b"m" * 32, *parts[1:])}
        texts |= {proof.statement(parts[0], b"g" * 32, "alice"), proof.statement(*parts[:2], "bob")}
        self.assertEqual(len(texts), 4)
