"""tools/bench/revision.py and the server of another revision: its code, its options."""

import shutil
import subprocess
from pathlib import Path

from bench import revision
from bench.revision import HERE, ROOT, NoRevision, checked_out, environment, options
from bench.servers import Earlier, Ours
from twisted.trial.unittest import SkipTest, SynchronousTestCase

SOMEBODY = ("-c", "user.name=somebody", "-c", "user.email=somebody@example.com")


class Revisions(SynchronousTestCase):
    def setUp(self):
        self.folder = Path(self.mktemp()).absolute()
        self.folder.mkdir()

    def repository(self):
        """A repository with one revision, in the place of the project's."""
        if shutil.which("git") is None:
            raise SkipTest("git is not there")
        home = self.folder / "home"
        (home / "hsmsim").mkdir(parents=True)
        (home / "hsmsim" / "tap.py").touch()
        for words in (("init", "-q"), ("add", "."), (*SOMEBODY, "commit", "-q", "-m", "All of it")):
            subprocess.run(("git", "-C", str(home), *words), check=True)
        self.patch(revision, "ROOT", home)

    def test_as_it_is_here(self):
        with checked_out(HERE, self.folder / "code") as code:
            self.assertEqual(code, ROOT)
        self.assertTrue(ROOT.exists())

    def test_another(self):
        """It is there as long as it is needed."""
        self.repository()
        with checked_out("HEAD", self.folder / "code") as code:
            self.assertEqual(code, self.folder / "code")
            self.assertTrue((code / "hsmsim" / "tap.py").exists())
        self.assertFalse(code.exists())

    def test_none(self):
        self.repository()
        with self.assertRaises(NoRevision) as caught, checked_out("no-such-revision", self.folder / "code"):
            self.fail("it is there")
        self.assertIn("no-such-revision", str(caught.exception))

    def test_environment(self):
        self.assertEqual(environment(self.folder)["PYTHONPATH"], str(self.folder))


class Options(SynchronousTestCase):
    def test_known(self):
        self.assertLessEqual({"--kmip", "--https", "--ready-file", "--user"}, options(ROOT))

    def test_a_server_is_asked_only_for_what_it_knows(self):
        folder = Path(self.mktemp()).absolute()
        ready = folder / "ready.json"
        needed = Ours(folder)._needed(ready)
        older = Earlier(folder, "older", ROOT, {"--kmip", "--user"})._needed(ready)
        self.assertIn("--https=0", needed)
        self.assertEqual(older, ["--kmip=0", "--user=bench", "--user=many"])
