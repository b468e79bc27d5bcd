"""Tests of hsmsim/console/trust.py."""

from twisted.trial.unittest import SynchronousTestCase

from hsmsim.console import trust
from tests.partitions.pairs import pair
from tests.support import rows


@rows(
    address=("127.0.0.1", "127.0.0.1", True),
    other_address=("127.0.0.1", "127.0.0.2", False),
    ipv6=("::1", "::1", True),
    name=("hsm.example", "hsm.example", True),
    other_name=("hsm.example", "hsm2.example", False),
    address_is_no_name=("127.0.0.1", "localhost", False),
    nonsense=("127.0.0.1", "", False),
)
class Named(SynchronousTestCase):
    """The certificate must be made out to the host that was typed."""

    def check(self, named: str, host: str, good: bool) -> None:
        check = trust.named(host)
        if good:
            check(pair("hsm", named=named).der)
        else:
            self.assertRaises(trust.Untrusted, check, pair("hsm", named=named).der)


class Exactly(SynchronousTestCase):
    """One certificate and no other."""

    def test_both(self) -> None:
        check = trust.exactly(pair("hsm").der)
        check(pair("hsm").der)
        self.assertRaises(trust.Untrusted, check, pair("other").der)

    def test_anything(self) -> None:
        trust.anything(b"whatever")
