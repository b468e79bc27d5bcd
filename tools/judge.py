"""`make judge`: replay the official OASIS cases against an HSM in memory.

The cases and their judge are not ours to ship. They are looked for in ../shared/conformance, or in the folder that the
environment variable HSMSIM_CONFORMANCE names; where there is none, nothing is judged.

Exit status 0 only if no case fails and the skipped ones are exactly those that have to be.
"""

import json
import os
import subprocess
import sys
import tempfile
from fnmatch import fnmatch
from pathlib import Path

from hsmsim.testing import Appliance

HERE = Path(__file__).absolute().parent.parent
CASES = ("cases/profiles-1.0-1.2", "cases/profiles-1.4")
# The HTTPS cases, for which there is no listener; and cases of which a server can satisfy one in four.
SKIPPED = "MSGENC-*"
EXCLUSIVE, EXCLUSIVE_SKIPPED = "CS-RNG-O-*", 3


def main(words: list[str]) -> int:
    folder = Path(os.environ.get("HSMSIM_CONFORMANCE", HERE.parent / "shared" / "conformance"))
    if not (folder / "judge.py").exists():
        print(f"judge: {folder} is not here; nothing is judged")
        return 0
    with tempfile.NamedTemporaryFile(suffix=".json") as verdicts, Appliance.spawn(console="off") as hsm:
        status = subprocess.run(_command(hsm, folder, verdicts.name, words), check=False).returncode
        if status not in (0, 1):
            return status
        cases = json.loads(Path(verdicts.name).read_bytes())["cases"]
    problems = unexpected(cases) if not words else [case["case"] for case in cases if case["status"] == "FAIL"]
    for problem in problems:
        print(f"judge: {problem}")
    return 1 if problems or status else 0


def _command(hsm: "Appliance", folder: Path, verdicts: str, words: list[str]) -> list[str]:
    """The judge's command line; `words` are more options for it, or cases to judge in place of all."""
    files = hsm.users["ukmip"]
    chosen = (
        words if any(not word.startswith("-") for word in words) else [*words, *(str(folder / each) for each in CASES)]
    )
    return [
        sys.executable, str(folder / "judge.py"), "--host", hsm.host, "--port", str(hsm.port),
        "--cert", str(files.cert), "--key", str(files.key), "--ca", str(hsm.hsm_cert),
        "--lenient-query", "--json", verdicts, *chosen,
    ]  # fmt: skip


def unexpected(cases: list[dict[str, str]]) -> list[str]:
    """What differs from all cases passing but those that no server of this kind can pass."""
    problems = [f"{case['case']} fails" for case in cases if case["status"] == "FAIL"]
    skipped = [case["case"] for case in cases if case["status"] == "SKIP"]
    must = [case["case"] for case in cases if fnmatch(case["case"], SKIPPED)]
    exclusive = [name for name in skipped if fnmatch(name, EXCLUSIVE)]
    problems += [f"{name} is skipped" for name in skipped if name not in must and name not in exclusive]
    problems += [f"{name} is not skipped" for name in must if name not in skipped]
    if len(exclusive) != EXCLUSIVE_SKIPPED:
        problems.append(f"{len(exclusive)} of {EXCLUSIVE} are skipped, not {EXCLUSIVE_SKIPPED}")
    if not any(case["status"] == "PASS" for case in cases):
        problems.append("no case passes")
    return problems


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
