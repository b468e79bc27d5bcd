"""The wheel: what is in it, and that it starts in an environment of its own."""

import os
import shutil
import subprocess
import sys
import sysconfig
import venv
import zipfile
from pathlib import Path

from twisted.trial.unittest import SynchronousTestCase

import hsmsim
from hsmsim.devices.reading import MODELS
from hsmsim.server.web.pages import FOLDER

HERE = Path(hsmsim.__file__).absolute().parent.parent
WHAT = ("hsmsim", "twisted", "setup.cfg", "pyproject.toml", "README.rst", "LICENSE")


def run(*words, cwd, **environment):
    """What a command prints; a failure shows it all."""
    done = subprocess.run(
        list(map(str, words)),
        cwd=cwd,
        env={**{name: value for name, value in os.environ.items() if name != "PYTHONPATH"}, **environment},
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        timeout=100,
    )
    assert done.returncode == 0, f"{words}: {done.returncode}\n{done.stdout}{done.stderr}"
    return done.stdout + done.stderr


class Wheel(SynchronousTestCase):
    def setUp(self):
        if not (HERE / "setup.cfg").exists():
            self.skipTest("the tests run without the source tree")
        self.place = Path(self.mktemp()).absolute()
        self.place.mkdir()

    def build(self):
        """Build the wheel from a copy, so that the source tree stays as it is."""
        source = self.place / "source"
        source.mkdir()
        for name in WHAT:
            if (HERE / name).is_dir():
                shutil.copytree(
                    HERE / name, source / name, ignore=shutil.ignore_patterns("__pycache__", "dropin.cache")
                )
            else:
                shutil.copy(HERE / name, source / name)
        words = ("wheel", "--no-deps", "--no-build-isolation", "--no-index", "--quiet", "-w", self.place, source)
        run(sys.executable, "-m", "pip", *words, cwd=self.place)
        (wheel,) = self.place.glob("*.whl")
        return wheel

    def environment(self, wheel):
        """A new environment with the wheel alone; its dependencies are those that run this test."""
        place = self.place / "venv"
        venv.create(place, with_pip=False, symlinks=True)
        python = place / "bin" / "python"
        words = ("install", "--no-deps", "--no-index", "--quiet", wheel)
        run(sys.executable, "-m", "pip", "--python", python, *words, cwd=self.place)
        folder = Path(run(python, "-c", "import sysconfig; print(sysconfig.get_path('purelib'))", cwd="/").strip())
        # Only a path: what is installed there as a link to a source tree is not followed from here.
        (folder / "dependencies.pth").write_text(sysconfig.get_path("purelib") + "\n")
        return python

    def test_wheel(self):
        """It is built, holds what is needed and nothing more, and works where it is installed."""
        wheel = self.build()
        with zipfile.ZipFile(wheel) as content:
            names = content.namelist()
        self.assertIn("twisted/plugins/hsmsim_plugin.py", names)
        self.assertIn("hsmsim/store/sql/0001.sql", names)
        for path in FOLDER.iterdir():
            self.assertIn(f"hsmsim/server/web/static/{path.name}", names)
        for model in MODELS:
            self.assertIn(f"hsmsim/devices/{model}.toml", names)
        tops = {name.split("/")[0] for name in names if ".dist-info/" not in name}
        self.assertEqual(tops, {"hsmsim", "twisted"})
        self.assertEqual([name for name in names if name.startswith("twisted/") and "hsmsim" not in name], [])

        python = self.environment(wheel)
        empty = self.place / "empty"
        empty.mkdir()
        where = run(python, "-c", "import hsmsim.tap; print(hsmsim.tap.__file__)", cwd=empty)
        self.assertTrue(where.startswith(str(self.place)), where)
        self.check_starts(python, empty)

    def check_starts(self, python, folder):
        """`twistd hsmsim` in an empty folder starts with a state folder, and stops."""
        twistd = (python, "-c", "from twisted.scripts.twistd import run; run()")
        words = ("--kmip=0", "--console=0", "--web=0", "--state=state", "--ready-file=ready")
        self.assertEqual(run(*twistd, "hsmsim", *words, cwd=folder), "")
        self.assertTrue((folder / "ready").exists())
        pid = int((folder / "twistd.pid").read_text())
        os.kill(pid, 15)
        log = folder / "twistd.log"
        run(sys.executable, "-c", _WAIT, folder / "twistd.pid", cwd=folder)
        self.assertNotIn("Traceback", log.read_text())
        self.assertFalse((folder / "ready").exists())


_WAIT = """
import pathlib, sys, time
for _ in range(1000):
    if not pathlib.Path(sys.argv[1]).exists():
        break
    time.sleep(0.01)
else:
    sys.exit("it does not stop")
"""
