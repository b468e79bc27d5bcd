"""`make judge`: replay all official OASIS cases that are here against an HSM in memory.

The cases and their judge are not ours to ship. They are looked for in ../shared/conformance, or in the folder that the
environment variable HSMSIM_CONFORMANCE names; where there is none, nothing is judged. The judge is a client that asks.
The cases in which the server asks are replayed after it with the sides exchanged (replay_to_client.py).

With words of its own, options of the judge or names of cases, it judges what they say. Exit status 0 only if no case
fails but those that wait by name, and the skipped ones are exactly those that have to be.
"""

import json
import subprocess
import sys
import tempfile
from collections.abc import Iterable, Mapping, Sequence
from fnmatch import fnmatch
from pathlib import Path
from typing import Any, NamedTuple

import replay_to_client
from conformance import CASES, SET_UP, NotHere, folder

from hsmsim.testing import Appliance


class Waiting(NamedTuple):
    """Cases that fail until what they need is served.

    Args:
        cases: a pattern of their names.
        needs: for people.
    """

    cases: str
    needs: str


# This table shrinks to nothing. Who serves what is named here takes the row out: a case that passes may not wait.
WAITING: tuple[Waiting, ...] = ()


class Skipped(NamedTuple):
    """Cases that no server of this kind can pass.

    Args:
        cases: a pattern of their names.
        why: for people.
        several: of these cases a server can satisfy just one, so one of them passes.
    """

    cases: str
    why: str
    several: bool = False


BY_DESIGN = Skipped("TC-CREG-2-*", "needs a credential of another user than the owner of the certificate")
SKIPPED = (
    BY_DESIGN,  # the judge plays it, though it cannot pass
    Skipped("CS-RNG-O-*", "RNG Seed takes all, a part or nothing, or is refused: a server can do one", several=True),
    Skipped("TC-Q-VAL-*", "a server has validations or has none", several=True),
)


def main(words: Sequence[str]) -> int:
    try:
        cases, status = verdicts(words)
    except NotHere as error:
        print(f"judge: {error}; nothing is judged")
        return 0
    if status not in (0, 1):
        return status
    problems = unexpected(cases) if not words else [case["case"] for case in cases if case["status"] == "FAIL"]
    for problem in problems:
        print(f"judge: {problem}")
    for row in WAITING if not words else ():
        print(f"judge: {row.cases} waits for {row.needs}")
    return 1 if problems else 0


def verdicts(words: Sequence[str] = (), quiet: bool = False) -> tuple[list[dict[str, Any]], int]:
    """What the judge found for each case, and its exit status; the cases that it cannot play are replayed after it.

    Raises:
        NotHere: nothing can be judged.
    """
    place = folder()
    named = [word for word in words if Path(word).exists()]
    chosen = named or [str(place / CASES)]
    with tempfile.TemporaryDirectory() as made, Appliance.spawn(console="off", https="0") as hsm:
        found = Path(made) / "verdicts.json"
        output = subprocess.DEVNULL if quiet else None
        command = _command(hsm, place, found, words if named else [*words, *chosen])
        status = subprocess.run(command, stdout=output, check=False).returncode
        cases = json.loads(found.read_bytes())["cases"] if found.exists() else []
    skipped = {case["case"] for case in cases if case["status"] == "SKIP"}
    exchanged = {case["case"]: case for case in replay_to_client.verdicts(place, chosen, skipped.__contains__)}
    for case in () if quiet else exchanged.values():
        print(replay_to_client.line(case))
    return [exchanged.get(case["case"], _by_design(case)) for case in cases], status


def _by_design(case: dict[str, Any]) -> dict[str, Any]:
    out = case["status"] == "FAIL" and fnmatch(case["case"], BY_DESIGN.cases)
    return {**case, "status": "SKIP", "reason": BY_DESIGN.why} if out else case


def _command(hsm: "Appliance", place: Path, found: Path, words: Sequence[str]) -> list[str]:
    """The judge's command line; `words` are more options for it, and the cases to judge."""
    files = hsm.users["ukmip"]
    return [
        sys.executable, str(place / "judge.py"), "--host", hsm.host, "--port", str(hsm.port),
        "--https-port", str(hsm.https_port), "--suite-b", "--setup-cases", str(place / SET_UP),
        "--cert", str(files.cert), "--key", str(files.key), "--ca", str(hsm.hsm_cert),
        "--json", str(found), *words,
    ]  # fmt: skip


def unexpected(
    cases: Sequence[Mapping[str, Any]],
    waiting: Iterable[Waiting] = WAITING,
    skipped: Iterable[Skipped] = SKIPPED,
) -> list[str]:
    """What differs from every case passing but those that wait, and those that no server of this kind can pass."""
    problems = [
        f"{case['case']} fails"
        for case in cases
        if case["status"] == "FAIL" and not any(fnmatch(case["case"], row.cases) for row in waiting)
    ]
    problems += [
        f"{case['case']} is skipped: {case['reason']}"
        for case in cases
        if case["status"] == "SKIP" and why_skipped(case["case"], skipped) is None
    ]
    problems += [
        f"{row.cases} waits though all of them pass: take it off the list"
        for row in waiting
        if not _any(cases, row.cases, "FAIL")
    ]
    problems += [
        f"{row.cases}: {'each is' if row.several else 'one is not'} skipped"
        for row in skipped
        if _any(cases, row.cases, "PASS", "FAIL", "SKIP") and _any(cases, row.cases, "PASS", "FAIL") != row.several
    ]
    if not any(case["status"] == "PASS" for case in cases):
        problems.append("no case passes")
    return problems


def why_skipped(name: str, skipped: Iterable[Skipped] = SKIPPED) -> str | None:
    """Why no server of this kind passes a case; None if there is no reason."""
    return next((row.why for row in skipped if fnmatch(name, row.cases)), None)


def _any(cases: Iterable[Mapping[str, Any]], pattern: str, *statuses: str) -> bool:
    return any(case["status"] in statuses and fnmatch(case["case"], pattern) for case in cases)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
