"""The walk of the integration page with PyKMIP's client: `walk.py FOLDER`, which is `.interop`."""

import subprocess
import sys
from pathlib import Path

from alone import passes

from tests.test_walk import SECONDS, IntegrationViaKmip

LIFE = Path(__file__).absolute().parent / "life.py"


class WithPyKmip(IntegrationViaKmip):
    """The same steps; PyKMIP does what a client does."""

    python = ""

    def use_keys(self) -> str:
        """What PyKMIP cannot do, its last words; nothing if it can do all."""
        ran = subprocess.run(
            (self.python, str(LIFE), str(self.places["kmip"])),
            cwd=self.folder,
            capture_output=True,
            text=True,
            timeout=SECONDS,
            check=False,
        )
        if ran.returncode == 0:
            self.assertIn("destroyed", ran.stdout)
            return ""
        return ran.stderr or f"exit status {ran.returncode}"


def main(home: Path) -> int:
    """Take the walk; the exit status."""
    WithPyKmip.python = str(home.absolute() / "venv/bin/python")
    good = passes(WithPyKmip("test_walk"))
    print(f"the walk of the integration page with PyKMIP's client: {'as the page says' if good else 'FAILED'}")
    return 0 if good else 1


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1])))
