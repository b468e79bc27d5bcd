"""Tests of hsmsim.server.keys_users."""

from pathlib import Path

from twisted.logger import Logger
from twisted.trial.unittest import TestCase

from hsmsim.interfaces.partitions import PartitionsError, SecondFactor, User, UserType
from hsmsim.server import keys, keys_users
from hsmsim.server.keys import BadFile
from hsmsim.settings import NewUser
from tests.server.wires import client_pair, fingerprint_of


class Users:
    """Users in memory; `refusal` is what the next one meets."""

    def __init__(self, *stored):
        self.stored = list(stored)
        self.ensured = []
        self.refusal = None

    def users(self):
        return [user(name) for name in self.stored]

    async def ensure(self, user_id, password, certificate):
        if self.refusal is not None:
            raise PartitionsError(self.refusal)
        self.ensured.append((user_id, password, certificate))
        return ["password"] if password else []


def user(name, pair=None):
    fingerprint = None if pair is None else fingerprint_of(pair)
    return User(name, UserType.OPERATOR, False, SecondFactor.X509, fingerprint)


class Ensure(TestCase):
    def setUp(self):
        self.folder = Path(self.mktemp())
        self.events = []
        self.recorded = []

    async def ensure(self, users, *wanted):
        log = Logger(namespace="test", observer=self.events.append)
        await keys_users.ensure(users, wanted, self.folder, client_pair, "secret", log, self.recorded.append)
        return users.ensured

    async def test_pair_is_made(self):
        """A new user without a certificate gets a pair, in all forms."""
        ensured = await self.ensure(Users(), NewUser("bob", None, None))
        self.assertEqual(ensured, [("bob", None, client_pair("bob").certificate)])
        names = sorted(file.name for file in self.folder.iterdir())
        self.assertEqual(names, ["bob.p12", "bob.pem", "bob_cert.pem", "bob_combined.pem"])
        self.assertEqual(self.events, [])

    async def test_certificate_given(self):
        """With a certificate nothing is made."""
        file = Path(self.mktemp())
        file.write_bytes(b"theirs")
        self.assertEqual(await self.ensure(Users(), NewUser("bob", "12345678", file)), [("bob", "12345678", b"theirs")])
        self.assertFalse(self.folder.exists())

    async def test_stored(self):
        """A stored user is changed only in what is given, and that is told."""
        ensured = await self.ensure(Users("bob"), NewUser("bob", "12345678", None))
        self.assertEqual(ensured, [("bob", "12345678", None)])
        self.assertFalse(self.folder.exists())
        told = [event["log_format"].format(**event) for event in self.events]
        self.assertEqual(told, ["stored user bob is changed: password"])

    async def test_refused(self):
        """A refusal says which user."""
        users = Users()
        users.refusal = "no"
        with self.assertRaises(PartitionsError) as caught:
            await self.ensure(users, NewUser("bob", None, None))
        self.assertEqual(str(caught.exception), "--user bob: no")

    async def test_unreadable(self):
        """A certificate that cannot be read is named."""
        with self.assertRaises(BadFile):
            await self.ensure(Users(), NewUser("bob", None, Path("/nonexistent")))


class FilesOf(TestCase):
    def setUp(self):
        self.folder = Path(self.mktemp()).absolute()
        self.files = keys.client_files(self.folder, "bob")

    def test_given(self):
        """The certificate that was given is all we know of."""
        found = keys_users.files_of(user("bob"), self.folder, Path("x.pem"))
        self.assertEqual(found, (None, Path("x.pem").absolute(), None, None))

    def test_made(self):
        """Files that are there are named, with whole paths."""
        keys.kept_pair(self.files, client_pair)
        found = keys_users.files_of(user("bob", client_pair()), self.folder, None)
        self.assertEqual(found, (self.files.key, self.files.cert, None, None))

    def test_nothing(self):
        """Without files there is nothing to name."""
        self.assertEqual(keys_users.files_of(user("bob", client_pair()), self.folder, None), (None,) * 4)

    def test_another_certificate(self):
        """Files of a certificate that is not the user's any more are not the user's."""
        keys.kept_pair(self.files, client_pair)
        self.assertEqual(keys_users.files_of(user("bob", client_pair("carol")), self.folder, None), (None,) * 4)
        keys.write(self.files.cert, b"something else")
        self.assertEqual(keys_users.files_of(user("bob", client_pair()), self.folder, None), (None,) * 4)
        self.assertEqual(keys_users.files_of(user("bob"), self.folder, None), (None,) * 4)
