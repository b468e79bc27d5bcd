"""Tests of hsmsim.options."""

import io
from contextlib import redirect_stdout
from pathlib import Path

from twisted.scripts.twistd import ServerOptions
from twisted.trial.unittest import SynchronousTestCase

import hsmsim
from hsmsim.options import Options
from hsmsim.settings import SETTINGS, NewUser, Settings
from tests.support import rows


def parsed(*words):
    options = Options()
    options.parseOptions(list(words))
    return options


@rows(
    nothing=([], Settings()),
    values=(["--kmip=off", "--grace", "1"], Settings(kmip=None, grace=1.0)),
    flags=(["--no-user", "--require-credential"], Settings(no_user=True, require_credential=True)),
    repeated=(
        ["--user=abc", "--san", "a", "--user", "abd=x.pem"],
        Settings(user=(NewUser("abc", None, None), NewUser("abd", None, Path("x.pem"))), san=("a",)),
    ),
    last_counts=(["--grace=1", "--grace=2"], Settings(grace=2.0)),
)
class Reads(SynchronousTestCase):
    def check(self, words, settings):
        self.assertEqual(parsed(*words).settings, settings)

    def test_config(self):
        """A file is read too, and the command line wins."""
        file = Path(self.mktemp())
        file.write_text('grace = 1\nconsole = "off"\nno-user = true\n')
        self.assertEqual(
            parsed("--config", str(file), "--grace=2").settings, Settings(grace=2.0, console=None, no_user=True)
        )


@rows(
    unknown=(["--bogus"], "option --bogus not recognized"),
    unknown_value=(["--bogus=1"], "option --bogus not recognized"),
    no_value=(["--grace"], "option --grace requires argument"),
    value_of_flag=(["--no-user=1"], "option --no-user must not have an argument"),
    bad_value=(["--grace=x"], "--grace: 'x' is no number of seconds, 0 or more"),
    contradiction=(["--no-user", "--user=abc"], "--no-user: there is a --user too"),
    empty=(["--state="], "--state: the name is empty"),
    word=(["start"], "'start' is no option"),
    config=(["--config=/nonexistent"], "--config: cannot read /nonexistent: No such file or directory"),
)
class Refuses(SynchronousTestCase):
    def check(self, words, text):
        with self.assertRaises(SystemExit) as caught:
            parsed(*words)
        # A text as the code of SystemExit is one line on stderr and exit status 1.
        self.assertEqual(caught.exception.code, f"hsmsim: {text}; twistd hsmsim --help lists the options")


class Help(SynchronousTestCase):
    def printed(self, word):
        with redirect_stdout(io.StringIO()) as out, self.assertRaises(SystemExit) as caught:
            parsed(word)
        self.assertIn(caught.exception.code, (0, None))
        return out.getvalue()

    def test_version(self):
        """The version is ours, not Twisted's."""
        self.assertEqual(self.printed("--version"), f"hsmsim {hsmsim.__version__}\n")

    def test_help(self):
        """The help has every setting, its default and its text."""
        text = " ".join(self.printed("--help").split())
        for row in SETTINGS:
            self.assertIn(f"--{row.name}", text)
            self.assertIn(" ".join(row.help.split()[:5]), text)
        self.assertIn("[default: 5696]", text)


@rows(
    foreground=(["-n"], None),
    asked_for=(["-n", "--pidfile=a.pid"], "a.pid"),
    asked_for_by_default_name=(["-n", "--pidfile=twistd.pid"], "twistd.pid"),
    daemon=([], "twistd.pid"),
)
class PidFile(SynchronousTestCase):
    def check(self, words, name):
        options = ServerOptions()
        options.parseOptions([*words, "hsmsim"])
        self.assertEqual(options["pidfile"] and Path(options["pidfile"]).name, name)
