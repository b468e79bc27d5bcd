"""`make conformance-report`: write docs/reference/conformance.rst from what the judge finds."""

import sys
from collections.abc import Iterator, Mapping, Sequence
from fnmatch import fnmatch
from pathlib import Path
from typing import Any

import judge

PAGE = Path(__file__).absolute().parent.parent / "docs" / "reference" / "conformance.rst"
Case = Mapping[str, Any]
EXCHANGED = "passed with the sides exchanged"
RESULTS = {"PASS": "passed", "EXCHANGED": EXCHANGED, "FAIL": "waiting", "SKIP": "skipped"}

HEAD = """\
.. Made by `make conformance-report`; what is changed here by hand is lost.

The official cases
==================

OASIS publishes cases with the KMIP profiles and with the test-case documents: requests, and the responses a server
gives. ``make judge`` replays them, in the encodings and with the cipher suites they ask for, against one HSM as it
starts without any setting but a port for HTTPS: TTLV over TLS, and TTLV, XML and JSON over HTTPS. In some cases it is
the server that asks. These are replayed with the sides exchanged: an HSM that starts with ``--notify``
(:doc:`/howto/notify`) is given reason to speak; what it sends is compared with what is published, field by field, and
answered as published. Nothing in the HSM knows of a case. The cases themselves are not part of this project. This page
lists each case that was replayed, and the result.
"""


def main() -> int:
    try:
        cases, status = judge.verdicts(quiet=True)
    except judge.NotHere as error:
        print(f"conformance-report: {error}; the page stays as it is")
        return 0
    problems = judge.unexpected(cases)
    if status not in (0, 1) or problems:
        print("\n".join(f"conformance-report: {problem}" for problem in problems or ["the judge did not run"]))
        return 1
    PAGE.write_text("\n".join(page(cases)) + "\n")
    print(f"{PAGE}: {counted(cases)}")
    return 0


def page(cases: Sequence[Case]) -> Iterator[str]:
    """The lines of the page."""
    yield HEAD
    yield f"Of {len(cases)} cases {counted(cases)}."
    yield from _families(cases)
    yield from _each(cases)


def result(case: Case) -> str:
    """What came of a case: a result of RESULTS."""
    return EXCHANGED if case["status"] == "PASS" and case.get("exchanged") else RESULTS[case["status"]]


def counted(cases: Sequence[Case]) -> str:
    """How many cases came to which result."""
    return ", ".join(f"{count} {each}" for each, count in _counts(cases) if count)


def _counts(cases: Sequence[Case]) -> Iterator[tuple[str, int]]:
    found = [result(case) for case in cases]
    return ((each, found.count(each)) for each in RESULTS.values())


def _families(cases: Sequence[Case]) -> Iterator[str]:
    yield from _heading("By family")
    rows = []
    for family in dict.fromkeys(case["family"] for case in cases):
        counts = _counts([case for case in cases if case["family"] == family])
        rows.append((family, *(str(count or "") for _, count in counts)))
    yield from _table("40 15 15 15 15", ("Family", *RESULTS.values()), rows)


def _each(cases: Sequence[Case]) -> Iterator[str]:
    yield from _heading("Each case")
    rows = [(f"``{case['case']}``", result(case), why(case)) for case in cases]
    yield from _table("30 15 55", ("Case", "Result", "Why"), rows)


def why(case: Case) -> str:
    """Why a case is skipped or waits."""
    if case["status"] == "SKIP":
        return judge.why_skipped(case["case"]) or ""
    needs = (row.needs for row in judge.WAITING if fnmatch(case["case"], row.cases))
    return f"needs {next(needs)}" if case["status"] == "FAIL" else ""


def _heading(text: str) -> Iterator[str]:
    yield from ("", text, "-" * len(text), "")


def _table(widths: str, head: Sequence[str], rows: Sequence[Sequence[str]]) -> Iterator[str]:
    yield from (".. list-table::", "   :header-rows: 1", f"   :widths: {widths}", "")
    for row in (head, *rows):
        for number, cell in enumerate(row):
            yield f"   {'*' if number == 0 else ' '} - {cell}".rstrip()


if __name__ == "__main__":
    sys.exit(main())
