"""PyKMIP's integration suite against this HSM at KMIP 1.2, 1.3 and 1.4: `suite.py FOLDER`, which is `.interop`.

Exit status 0 only if at each version exactly 37 tests pass, which are all.
"""

import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Mapping
from pathlib import Path

from hsmsim.testing import Spawned, StartFailed

VERSIONS = ("1.2", "1.3", "1.4")
PASSING = 37
SERVICES = Path("kmip/tests/integration/services")
FILES = ("test_integration.py", "test_proxykmipclient.py")  # test_kmip_client.py starts a server of its own
LIMIT = 300.0  # seconds for one version


def main(home: Path) -> int:
    """Run the suite at each version, a fresh HSM each time; the exit status."""
    good = []
    with tempfile.TemporaryDirectory(prefix="hsmsim-interop-") as folder, Spawned() as hsm:
        for version in VERSIONS:
            if version != VERSIONS[0]:
                hsm.reset()
            outcomes, output = run(home, Path(folder), hsm, version)
            good.append(tell(version, outcomes, output))
    print(f"PyKMIP's integration suite: {sum(good)} of {len(VERSIONS)} versions as expected")
    return 0 if all(good) else 1


def run(home: Path, folder: Path, hsm: Spawned, version: str) -> tuple[dict[str, str], str]:
    """What came of each test, and what pytest said."""
    results = folder / f"results-{version}.json"
    wanted = folder / f"wanted-{version}.json"
    wanted.write_text(json.dumps(_wanted(hsm, version, results)))
    ours = str(Path(__file__).parent)
    environment = {**os.environ, "HSMSIM_INTEROP": str(wanted), "PYTHONPATH": ours, "PYTHONDONTWRITEBYTECODE": "1"}
    words = ["-m", "pytest", "-q", "--noconftest", "-p", "versions", "-p", "no:cacheprovider", "--tb=short"]
    ran = subprocess.run(
        [home.absolute() / "venv/bin/python", *words, *(str(SERVICES / file) for file in FILES)],
        cwd=home / "source",
        env=environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        timeout=LIMIT,
        check=False,  # the outcomes tell
    )
    return (json.loads(results.read_text()) if results.exists() else {}), ran.stdout


def _wanted(hsm: Spawned, version: str, results: Path) -> dict[str, object]:
    (files,) = hsm.users.values()
    return {
        "host": hsm.host,
        "port": hsm.port,
        "cert": str(files.cert),
        "key": str(files.key),
        "ca": str(hsm.hsm_cert),
        "version": version,
        "results": str(results),
    }


def tell(version: str, outcomes: Mapping[str, str], output: str) -> bool:
    """Print a line for the version; whether all is as it has to be."""
    by_outcome: dict[str, set[str]] = {"passed": set()}
    for name, outcome in outcomes.items():
        by_outcome.setdefault(outcome, set()).add(name)
    counts = ", ".join(f"{len(names)} {outcome}" for outcome, names in by_outcome.items())
    print(f"PyKMIP at KMIP {version}: {len(by_outcome['passed'])} of {len(outcomes)} pass ({counts})", flush=True)
    good = len(by_outcome["passed"]) == PASSING == len(outcomes)
    if not good:
        print(output)
    return good


if __name__ == "__main__":
    try:
        sys.exit(main(Path(sys.argv[1])))
    except StartFailed as error:
        sys.exit(f"interop: the HSM did not start: {error}")
