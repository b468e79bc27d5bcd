"""Tests of hsmsim/console/arguments.py."""

import io
import sys

from twisted.trial.unittest import SynchronousTestCase

from hsmsim.console.arguments import Arguments, parse
from tests.support import rows


@rows(
    fetch=("127.0.0.1 -g hsm_cert.pem", Arguments("127.0.0.1", fetch_to="hsm_cert.pem")),
    menus=("127.0.0.1 master", Arguments("127.0.0.1", "master")),
    all_asked_for=("", Arguments()),
    user_asked_for=("127.0.0.1", Arguments("127.0.0.1")),
    port=("127.0.0.1 master -p 1234", Arguments("127.0.0.1", "master", port=1234)),
    options_between=("127.0.0.1 -p 1234 master", Arguments("127.0.0.1", "master", port=1234)),
    options_first=("-p 1234 -hsm_cer h 127.0.0.1 x", Arguments("127.0.0.1", "x", 1234, hsm_certificate="h")),
    login=(
        "127.0.0.1 ukmip -pri rsa2k.pem -pri_cer rsa2k_cert.pem -hsm_cer hsm_cert.pem",
        Arguments("127.0.0.1", "ukmip", 4433, None, "rsa2k.pem", "rsa2k_cert.pem", "hsm_cert.pem"),
    ),
    commands=(
        "127.0.0.1 master -c help --json -c users",
        Arguments("127.0.0.1", "master", commands=("help", "users"), json=True),
    ),
)
class Good(SynchronousTestCase):
    """What may be typed."""

    def check(self, line: str, expected: Arguments) -> None:
        self.assertEqual(parse(line.split()), expected)


@rows(
    too_much=("127.0.0.1 master slave", 2, "slave"),
    no_such_option=("127.0.0.1 -x", 2, "-x"),
    key_alone=("127.0.0.1 x -pri key", 2, "-pri and -pri_cer go together"),
    certificate_alone=("127.0.0.1 x -pri_cer cert", 2, "-pri and -pri_cer go together"),
    fetch_with_user=("127.0.0.1 x -g file", 2, "-g takes a host and nothing else"),
    fetch_from_nowhere=("-g file", 2, "-g takes a host and nothing else"),
    fetch_with_command=("127.0.0.1 -g file -c users", 2, "-g takes a host and nothing else"),
    json_of_menus=("127.0.0.1 master --json", 2, "--json goes with -c"),
    fetch_with_key=("127.0.0.1 -g file -pri a -pri_cer b", 2, "-g takes a host"),
    fetch_with_certificate=("127.0.0.1 -g file -hsm_cer a", 2, "-g takes a host"),
    port_zero=("127.0.0.1 x -p 0", 2, "from 1 to 65535"),
    port_large=("127.0.0.1 x -p 65536", 2, "from 1 to 65535"),
    port_word=("127.0.0.1 x -p kmip", 2, "from 1 to 65535"),
    help=("--help", 0, "simulates an HSM and is not one"),
    commands=("--help", 0, "\n  users create USER_ID USER_TYPE [permissions=...] [needed=...] [custodians=...]\n"),
)
class Ends(SynchronousTestCase):
    """What may not, and --help."""

    def check(self, line: str, status: int, text: str) -> None:
        said = io.StringIO()
        self.patch(sys, "stderr", said)
        self.patch(sys, "stdout", said)
        with self.assertRaises(SystemExit) as caught:
            parse(line.split())
        self.assertEqual(caught.exception.code, status)
        self.assertIn(text, said.getvalue())
