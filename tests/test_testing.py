"""Tests of hsmsim.testing."""

import os
import ssl
from pathlib import Path

from twisted.internet.threads import deferToThread
from twisted.trial.unittest import SynchronousTestCase, TestCase

from hsmsim.launch import CannotStart
from hsmsim.settings import BadSetting
from hsmsim.testing import Appliance, StartFailed
from tests.plain_client import CREATE_AES, DISCOVER_VERSIONS, SUCCESS, Connection, ask, located


class InAThread(SynchronousTestCase):
    def test_two_at_a_time(self):
        """There may be many; each has its own users and objects, and leaves nothing behind."""
        with Appliance() as one, Appliance(user=["alice", "bob"]) as two:
            self.assertNotEqual(one.port, two.port)
            self.assertEqual((list(one.users), list(two.users)), (["ukmip"], ["alice", "bob"]))
            ask(one, CREATE_AES)
            self.assertEqual((located(one), located(two, "alice")), (1, 0))
            with self.assertRaises(OSError):
                one.users = two.users
                ask(one, DISCOVER_VERSIONS, "alice")
            folder = one.hsm_cert.parent
        self.assertFalse(folder.exists())

    def test_reset(self):
        """After a reset there are no objects and the users of the start; connections stay open."""
        with Appliance(user=["alice", "bob"]) as hsm, Connection(hsm, "alice") as connection:
            connection.ask(CREATE_AES)
            ask(hsm, CREATE_AES, "bob")
            hsm.reset()
            connection.ask(DISCOVER_VERSIONS)
            self.assertEqual((located(hsm, "alice"), located(hsm, "bob")), (0, 0))

    def test_audit(self):
        """What was answered is in the audit log."""
        with Appliance() as hsm:
            ask(hsm, CREATE_AES)
            (line,) = (line for line in hsm.audit() if "Create" in line)
        self.assertRegex(line, r"\|KMIP 1\.4 'ukmip': Create [0-9a-f-]{36}: Success$")

    def test_again(self):
        """It can be started again, and leaves no file open."""
        appliance = Appliance(console="off")
        counts = []
        for _ in range(3):
            with appliance as hsm:
                ask(hsm, DISCOVER_VERSIONS)
            counts.append(len(os.listdir("/proc/self/fd")))
        self.assertEqual(counts[1], counts[2])

    def test_cannot_start(self):
        """A start that fails raises, and nothing stays."""
        with Appliance() as hsm, self.assertRaises(CannotStart) as caught:
            Appliance(kmip=str(hsm.port)).__enter__()
        self.assertIn("Address already in use", str(caught.exception))

    def test_bad_setting(self):
        """A wrong setting raises at once."""
        with self.assertRaises(BadSetting):
            Appliance(bogus="1")

    def test_no_key(self):
        """A user whose key is elsewhere has no context here."""
        with Appliance() as hsm:
            cert = Path(self.mktemp())
            cert.write_bytes(hsm.users["ukmip"].cert.read_bytes())
        with Appliance(user=[f"ukmip={cert}"], kmip="off", console="off") as hsm:
            self.assertRaises(ValueError, hsm.ssl_context)
            self.assertRaises(KeyError, hsm.ssl_context, "nobody")
            self.assertFalse(hasattr(hsm, "port"))

    def test_context(self):
        """The context verifies the server, by name too."""
        with Appliance() as hsm:
            context = hsm.ssl_context()
        self.assertEqual(context.verify_mode, ssl.CERT_REQUIRED)
        self.assertTrue(context.check_hostname)


class OnTheWire(SynchronousTestCase):
    def test_what_was_asked_and_answered(self):
        """Messages in order, with their bytes; a handshake that failed; bytes that are no message."""
        with Appliance(user=["alice", "bob"]) as hsm:
            created = ask(hsm, CREATE_AES, "alice")
            ask(hsm, DISCOVER_VERSIONS, "bob")
            with Connection(hsm, "bob") as connection:
                connection.send(b"GET / HTTP/1.1\r\n\r\n")
                connection.receive()
            create, discover, unreadable = hsm.wire()
        self.assertEqual(
            (create.event, create.user, create.operations, create.results),
            ("message", "alice", ("Create",), (SUCCESS,)),
        )
        self.assertEqual((create.request, create.response, create.reason), (CREATE_AES, created, ""))
        self.assertEqual((discover.user, discover.operations), ("bob", ("Discover Versions",)))
        self.assertEqual((unreadable.event, unreadable.user, unreadable.results), ("unreadable", "bob", ()))
        self.assertEqual(unreadable.request[:5], b"GET /")

    def test_a_handshake_that_failed(self):
        """A test that does not reach its server sees why."""
        with Appliance() as hsm, Appliance() as other:
            hsm.users = other.users
            with self.assertRaises(OSError):
                ask(hsm, DISCOVER_VERSIONS)
            (refused,) = hsm.wire()
        self.assertEqual((refused.event, refused.operations), ("refused", ()))
        self.assertIn("certificate", refused.reason)

    def test_as_text(self):
        with Appliance() as hsm:
            ask(hsm, CREATE_AES)
            (created,) = hsm.wire()
        lines = str(created).split("\n")
        self.assertEqual(lines[:2], ["ukmip: Create: answered", "Request Message (Structure)"])
        self.assertIn("Response Message (Structure)", lines)

    def test_only_the_last(self):
        with Appliance(wire_ring="2") as hsm:
            for message in (CREATE_AES, DISCOVER_VERSIONS, DISCOVER_VERSIONS):
                ask(hsm, message)
            self.assertEqual([each.operations for each in hsm.wire()], [("Discover Versions",)] * 2)
            hsm.reset()
            self.assertEqual(hsm.wire(), [])

    def test_nothing_is_kept(self):
        with Appliance(wire_ring="0") as hsm:
            ask(hsm, DISCOVER_VERSIONS)
            self.assertRaises(ValueError, hsm.wire)


class InThisReactor(TestCase):
    async def test_ask(self):
        """Under trial it runs in the reactor that runs."""
        async with Appliance() as hsm:
            await deferToThread(ask, hsm, CREATE_AES)
            self.assertEqual(await deferToThread(located, hsm), 1)
            self.assertTrue(any("'ukmip': Create " in line for line in hsm.audit()))
            await hsm.areset()
            self.assertEqual(await deferToThread(located, hsm), 0)

    async def test_client_stays(self):
        """A client that does not leave is sent off, and the reactor is clean."""
        async with Appliance() as hsm:
            connection = await deferToThread(Connection, hsm)
            await deferToThread(connection.ask, DISCOVER_VERSIONS)
        with connection:
            self.assertEqual(await deferToThread(connection.receive), b"")


class InAProcess(SynchronousTestCase):
    def test_reset(self):
        """A process of its own; a reset starts it again, at the same place with the same certificates."""
        with Appliance.spawn(user=["alice", "bob"], require_credential=False) as hsm:
            ask(hsm, CREATE_AES, "alice")
            self.assertEqual(located(hsm, "alice"), 1)
            before = hsm.port, hsm.hsm_cert.read_bytes(), hsm.users["bob"].cert.read_bytes()
            first = hsm.pid
            self.assertTrue(any("KMIP 1.4 'alice': Create " in line for line in hsm.audit()))
            hsm.reset()
            self.assertTrue(any("KMIP 1.4 'alice': Create " in line for line in hsm.audit()))
            self.assertNotEqual(hsm.pid, first)
            self.assertEqual(located(hsm, "alice"), 0)
            self.assertEqual((hsm.port, hsm.hsm_cert.read_bytes(), hsm.users["bob"].cert.read_bytes()), before)
            self.assertIn("This simulates an HSM, it is not one", hsm.log())
            os.kill(hsm.pid, 0)
        self.assertRaises(ProcessLookupError, os.kill, hsm.pid, 0)
        self.assertFalse(hsm.hsm_cert.exists())

    def test_cannot_start(self):
        """A start that fails raises with its line."""
        with self.assertRaises(StartFailed) as caught, Appliance.spawn(user=["ukmip=/nonexistent"]):
            self.fail("it started")
        self.assertIn("hsmsim: cannot read /nonexistent: No such file or directory", str(caught.exception))

    def test_state(self):
        """A state folder is not emptied by a reset."""
        with Appliance.spawn(state=self.mktemp(), no_user=True, console="off", kmip="off") as hsm:
            self.assertRaises(ValueError, hsm.reset)
            self.assertEqual(hsm.users, {})
            self.assertIn("|HSM ready: ", hsm.audit()[-1])
