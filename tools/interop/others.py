"""libmongocrypt and OpenStack Barbican against this HSM: `others.py FOLDER`, which is `.interop`.

Each runs in an environment of its own, with an HSM of its own. Exit status 0 only if both do all that is wanted.
"""

import subprocess
import sys
from pathlib import Path
from typing import NamedTuple

from hsmsim.testing import Spawned, StartFailed

HERE = Path(__file__).absolute().parent
LIMIT = 300.0  # seconds for one of them


class Client(NamedTuple):
    """Somebody else's program.

    Args:
        name: for people.
        environment: its folder below FOLDER.
        script: what it does, a file beside this one.
        lines: so many things it tells of when all is done.
    """

    name: str
    environment: str
    script: str
    lines: int


CLIENTS = (
    Client("libmongocrypt", "mongocrypt", "mongocrypt_life.py", 2),
    Client("OpenStack Barbican", "barbican", "barbican_life.py", 3),
)


def main(home: Path) -> int:
    """Run all of them; the exit status."""
    good = [run(home, client) for client in CLIENTS]
    return 0 if all(good) else 1


def run(home: Path, client: Client) -> bool:
    """Print a line for each thing it did; whether it did all."""
    with Spawned(console="off") as hsm:
        (files,) = hsm.users.values()
        ran = subprocess.run(
            [
                home.absolute() / client.environment / "venv/bin/python", "-W", "ignore", HERE / client.script,
                hsm.host, str(hsm.port), files.cert, files.key, hsm.hsm_cert,
            ],
            capture_output=True,
            text=True,
            timeout=LIMIT,
            check=False,  # what it tells, tells
        )  # fmt: skip
    told = ran.stdout.splitlines()
    for line in told:
        print(f"{client.name}: {line}", flush=True)
    good = ran.returncode == 0 and len(told) == client.lines
    if not good:
        print(f"{client.name}: FAILED\n{ran.stderr}")
    return good


if __name__ == "__main__":
    try:
        sys.exit(main(Path(sys.argv[1])))
    except StartFailed as error:
        sys.exit(f"interop: the HSM did not start: {error}")
