"""tools/judge.py and its report: which results are as they have to be, and how they are told."""

import conformance_report
from judge import Skipped, Waiting, unexpected
from twisted.trial.unittest import SynchronousTestCase

from tests.support import rows

SKIPPED = (Skipped("OUT-*", "cannot be"), Skipped("ONE-*", "one of several", several=True))
WAITING = (Waiting("LATER-*", "more"),)


def case(name, status="PASS", **fields):
    return {"case": name, "family": name.partition("-")[0], "status": status, "reason": "why", **fields}


RIGHT = (
    case("A-1"),
    case("OUT-1", "SKIP"),
    case("ONE-1"),
    case("ONE-2", "SKIP"),
    case("LATER-1", "FAIL"),
    case("TOLD-1", exchanged=True),
)


def but(*changed):
    """The right results but for these."""
    return list(({each["case"]: each for each in RIGHT} | {each["case"]: each for each in changed}).values())


@rows(
    right=(RIGHT, []),
    a_failure=(but(case("A-1", "FAIL")), ["A-1 fails"]),
    skipped=(but(case("A-1", "SKIP")), ["A-1 is skipped: why"]),
    not_skipped=(but(case("OUT-1")), ["OUT-*: one is not skipped"]),
    each_skipped=(but(case("ONE-1", "SKIP")), ["ONE-*: each is skipped"]),
    no_longer_waiting=(but(case("LATER-1")), ["LATER-* waits though all of them pass: take it off the list"]),
    the_server_asks_something_else=(but(case("TOLD-1", "FAIL", exchanged=True)), ["TOLD-1 fails"]),
    the_server_does_not_ask=(but(case("TOLD-1", "SKIP")), ["TOLD-1 is skipped: why"]),
    nothing=([case("OUT-1", "SKIP"), case("LATER-1", "FAIL")], ["no case passes"]),
)
class Unexpected(SynchronousTestCase):
    def check(self, cases, problems):
        self.assertEqual(unexpected(cases, WAITING, SKIPPED), problems)


class Report(SynchronousTestCase):
    def test_counts(self):
        """Cases with the sides exchanged are counted apart."""
        counted = conformance_report.counted(RIGHT)
        self.assertEqual(counted, "2 passed, 1 passed with the sides exchanged, 1 waiting, 2 skipped")
        page = "\n".join(conformance_report.page([case("A-1"), case("TOLD-1", exchanged=True)]))
        self.assertIn("   * - ``TOLD-1``\n     - passed with the sides exchanged\n     -\n", page + "\n")
        self.assertIn("   * - TOLD\n     -\n     - 1\n     -\n     -\n", page)
