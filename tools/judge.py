"""`make judge`: replay all official OASIS cases that are here against an HSM in memory.

The cases and their judge are not ours to ship. They are looked for in ../shared/conformance, or in the folder that the
environment variable HSMSIM_CONFORMANCE names; where there is none, nothing is judged.

With words of its own, options of the judge or names of cases, it judges what they say. Exit status 0 only if no case
fails but those that wait by name, and the skipped ones are exactly those that have to be.
"""

import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Iterable, Mapping, Sequence
from fnmatch import fnmatch
from pathlib import Path
from typing import Any, NamedTuple

from hsmsim.testing import Appliance

HERE = Path(__file__).absolute().parent.parent
CASES, SET_UP = "cases", "cases/setup-1.3"


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
    Skipped("TC-NP-*", "the server asks and the client answers"),
    Skipped("TC-Q-S2C-*", "the server asks and the client answers"),
    Skipped("CS-RNG-O-*", "RNG Seed takes all, a part or nothing, or is refused: a server can do one", several=True),
    Skipped("TC-Q-VAL-*", "a server has validations or has none", several=True),
)


class NotHere(Exception):
    """The judge and its cases are not where they are looked for."""


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
    """What the judge found for each case, and its exit status.

    Raises:
        NotHere: nothing can be judged.
    """
    folder = Path(os.environ.get("HSMSIM_CONFORMANCE", HERE.parent / "shared" / "conformance"))
    if not (folder / "judge.py").exists():
        raise NotHere(f"{folder} is not here")
    with tempfile.TemporaryDirectory() as made, Appliance.spawn(console="off", https="0") as hsm:
        found = Path(made) / "verdicts.json"
        output = subprocess.DEVNULL if quiet else None
        status = subprocess.run(_command(hsm, folder, found, words), stdout=output, check=False).returncode
        cases = json.loads(found.read_bytes())["cases"] if found.exists() else []
    return [_by_design(case) for case in cases], status


def _by_design(case: dict[str, Any]) -> dict[str, Any]:
    out = case["status"] == "FAIL" and fnmatch(case["case"], BY_DESIGN.cases)
    return {**case, "status": "SKIP", "reason": BY_DESIGN.why} if out else case


def _command(hsm: "Appliance", folder: Path, found: Path, words: Sequence[str]) -> list[str]:
    """The judge's command line; `words` are more options for it, or cases to judge in place of all."""
    files = hsm.users["ukmip"]
    chosen = words if any(Path(word).exists() for word in words) else [*words, str(folder / CASES)]
    return [
        sys.executable, str(folder / "judge.py"), "--host", hsm.host, "--port", str(hsm.port),
        "--https-port", str(hsm.https_port), "--suite-b", "--setup-cases", str(folder / SET_UP),
        "--cert", str(files.cert), "--key", str(files.key), "--ca", str(hsm.hsm_cert),
        "--json", str(found), *chosen,
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
