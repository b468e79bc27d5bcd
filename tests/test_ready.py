"""Tests of hsmsim.ready."""

import json
import os
from pathlib import Path

from twisted.trial.unittest import SynchronousTestCase

from hsmsim import ready
from hsmsim.server.keys import BadFile
from hsmsim.server.keys_users import UserFiles
from hsmsim.server.tls_listener import Address


class ReadyFile(SynchronousTestCase):
    def setUp(self):
        self.file = Path(self.mktemp())

    def test_written(self):
        """It says where everything is; what is not there is null."""
        users = {"bob": UserFiles(None, Path("/k/bob_cert.pem"), None, None)}
        listeners = {"kmip": Address("127.0.0.1", 5696), "console": None}
        ready.write(self.file, listeners, Path("/k/hsm_cert.pem"), users)
        self.assertEqual(
            json.loads(self.file.read_text()),
            {
                "pid": os.getpid(),
                "kmip": {"host": "127.0.0.1", "port": 5696},
                "console": None,
                "hsm_cert": "/k/hsm_cert.pem",
                "users": {"bob": {"key": None, "cert": "/k/bob_cert.pem", "combined": None, "p12": None}},
            },
        )

    def test_unix(self):
        """A UNIX socket has a path and no port."""
        ready.write(self.file, {"kmip": Address("/x", None)}, Path("/k"), {})
        self.assertEqual(json.loads(self.file.read_text())["kmip"], {"host": "/x", "port": None})

    def test_removed(self):
        """It goes, and it is no error if it was not there."""
        self.file.touch()
        ready.remove(self.file)
        self.assertFalse(self.file.exists())
        ready.remove(self.file)

    def test_not_wanted(self):
        """Without a name there is no file."""
        ready.write(None, {}, Path("/k"), {})
        ready.remove(None)
        self.assertFalse(self.file.exists())

    def test_cannot_be_removed(self):
        """A folder in its place is named."""
        self.file.mkdir()
        with self.assertRaises(BadFile) as caught:
            ready.remove(self.file)
        self.assertTrue(str(caught.exception).startswith(f"cannot remove {self.file}: "))
