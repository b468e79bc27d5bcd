"""hsmcon against an HSM in a process of its own, as the documentation shows it."""

import json
import os
import signal
import subprocess
import sys
from pathlib import Path
from typing import Any

from twisted.trial.unittest import SynchronousTestCase

import hsmsim
from hsmsim.testing import Appliance, Spawned
from tests.management.bench import PASSWORD
from tests.partitions.pairs import pair

MASTER = "master12345"


def started(hsm: Spawned, *words: str, **environment: str) -> subprocess.Popen[str]:
    """hsmcon, running."""
    command = [sys.executable, "-m", "hsmsim.console.main", "127.0.0.1", "-p", str(hsm.console_port), *words]
    root = os.path.dirname(os.path.dirname(hsmsim.__file__))
    pipe = subprocess.PIPE
    environment = {**os.environ, "PYTHONPATH": root, **environment}
    return subprocess.Popen(command, stdin=pipe, stdout=pipe, stderr=pipe, text=True, env=environment)


class Ended(SynchronousTestCase):
    """By whoever has started it."""

    def test_by_a_signal(self) -> None:
        with Appliance.spawn(no_user=True, kmip="off") as hsm, started(hsm, "master") as ran:
            assert ran.stdin is not None and ran.stdout is not None
            ran.stdin.write(f"{MASTER}\n")
            ran.stdin.flush()
            seen = ""
            while not seen.endswith("Option : "):
                seen += ran.stdout.read(1)
            ran.send_signal(signal.SIGTERM)
            self.assertEqual(ran.wait(60), 1)
            assert ran.stderr is not None
            self.assertEqual(ran.stderr.read(), "\nhsmcon: interrupted\n")


class EndToEnd(SynchronousTestCase):
    """The walk of the documentation."""

    def hsmcon(self, hsm: Spawned, typed: str, *words: str, status: int = 0, **environment: str) -> Any:
        """Run it; what it answers."""
        with started(hsm, *words, **environment) as ran:
            answered, self.errors = ran.communicate(typed, timeout=60)
        self.assertEqual(ran.returncode, status, self.errors)
        return answered

    def json(self, hsm: Spawned, *commands: str, typed: str = "") -> list[Any]:
        """Run commands as master; their documents."""
        words = [word for command in commands for word in ("-c", command)]
        found = self.hsmcon(hsm, typed, "master", *words, "--json", HSMCON_PASSWORD=MASTER)
        return [json.loads(line) for line in found.splitlines()]

    def test_walk(self) -> None:
        folder = Path(self.mktemp())
        folder.mkdir()
        fetched, certificate = folder / "hsm_cert.pem", folder / "ci_cert.pem"
        certificate.write_bytes(pair("cibot").pem)
        with Appliance.spawn(user="ukmip", kmip="off") as hsm:
            self.hsmcon(hsm, "", "-g", str(fetched))
            self.assertEqual(fetched.read_bytes(), hsm.hsm_cert.read_bytes())
            made = (
                "-c",
                "users create cibot User",
                "-c",
                f"users factor x509 cibot @{certificate}",
                "-c",
                "users list",
            )
            text = self.hsmcon(hsm, f"{MASTER}\n{PASSWORD}\n", "master", "-hsm_cer", str(fetched), *made)
            self.assertEqual([line.split()[0] for line in text.splitlines()], ["user_id", "cibot", "master", "ukmip"])
            self.assertEqual(self.errors, "")
            attributes, verdict = self.json(hsm, "users attributes cibot", "logs verify")
            self.assertEqual((attributes["second_factor"], verdict["right"]), ("X.509", True))
            log = self.hsmcon(hsm, "", "master", "-c", "logs retrieve", HSMCON_PASSWORD=MASTER)
            self.assertRegex(log, r"(?m)^\d{4}/\d\d/\d\d \d\d:\d\d:\d\d [0-9a-fA-F]{8} [0-9a-fA-F]{8} [0-9a-fA-F]{8}\|")
            self.assertNotIn(PASSWORD, log)
            text = self.hsmcon(hsm, "".join(f"{line}\n" for line in (MASTER, 18, "cibot", "y", "", 0)), "master")
            self.assertIn("User 'cibot' successfully removed.", text)
            error = self.hsmcon(
                hsm, "", "master", "--json", "-c", "users remove cibot", status=1, HSMCON_PASSWORD=MASTER
            )
            self.assertEqual(json.loads(error)["error"]["number"], 5020)
            self.hsmcon(hsm, "", "master", "-c", "users rm cibot", status=2)
            key, files = folder / "key", hsm.users["ukmip"]
            makes = ("-c", "objects create key1 AES length=256 exportable=yes", "-c", f"objects export key1 > {key}")
            pair_files = ("-pri", str(files.key), "-pri_cer", str(files.cert))
            self.hsmcon(hsm, "", "ukmip", *pair_files, *makes, HSMCON_PASSWORD="user12345")
            self.assertEqual(len(key.read_bytes()), 32)
