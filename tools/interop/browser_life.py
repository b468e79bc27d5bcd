"""PyKMIP leads the life of a key while a browser looks at the wire: `browser_life.py FOLDER`, which is `.interop`."""

import shutil
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

from alone import passes

from tests.browser.case import BrowserTest
from tests.browser.chromium import missing

LIFE = Path(__file__).absolute().parent / "life.py"
SECONDS = 60.0
PASSED = ("Create", "Get", "Activate", "Encrypt", "Decrypt", "Locate", "Revoke", "Destroy", "Locate", "Get")


class WithPyKmip(BrowserTest):
    """The wire of a client that is not ours."""

    python = ""

    def test_life(self) -> None:
        """Each message is on the page, in order; one is opened."""
        page = self.log_in()
        self.see(page.get_by_text("Nothing has gone over the wire yet."))
        self.live()
        rows = page.locator(".table.wire tbody tr")
        self.see(rows.nth(len(PASSED) - 1))
        self.assertEqual(tuple(rows.locator(".operations b").all_text_contents()), PASSED)
        self.see_text(rows.last, "Item Not Found")
        rows.first.click()
        request = page.get_by_role("region", name="Request", exact=True)
        for name, value in (("Object Type", "Symmetric Key"), ("Name Value", "walked")):
            self.see(request.get_by_role("treeitem").filter(has_text=name).filter(has_text=value).first)

    def live(self) -> None:
        """What PyKMIP does, in a folder with the files that it looks for."""
        files = self.hsm.users["alice"]
        names: dict[str, Any] = {
            "rsa2k.pem": files.key,
            "rsa2k_cert.pem": files.cert,
            "hsm_cert.pem": self.hsm.hsm_cert,
        }
        with tempfile.TemporaryDirectory(prefix="hsmsim-") as folder:
            for name, file in names.items():
                shutil.copy(file, Path(folder) / name)
            subprocess.run((self.python, str(LIFE), str(self.hsm.port)), cwd=folder, timeout=SECONDS, check=True)


def main(home: Path) -> int:
    """Look on; the exit status."""
    if why := missing():
        print(f"the wire of PyKMIP's client in a browser: not looked at: {why}")
        return 0
    WithPyKmip.python = str(home.absolute() / "venv/bin/python")
    good = passes(WithPyKmip("test_life"))
    print(f"the wire of PyKMIP's client in a browser: {'each message as it passed' if good else 'FAILED'}")
    return 0 if good else 1


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1])))
