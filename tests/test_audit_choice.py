"""Tests of hsmsim.audit_choice: the log of a whole HSM."""

import os
import re
import signal
from pathlib import Path

from twisted.internet import reactor
from twisted.internet.defer import Deferred
from twisted.internet.endpoints import TCP4ServerEndpoint
from twisted.internet.protocol import Factory, Protocol
from twisted.internet.threads import deferToThread
from twisted.trial.unittest import SynchronousTestCase, TestCase

import hsmsim
from hsmsim.audit.reading import lines_in
from hsmsim.audit_choice import audit_folder, in_force
from hsmsim.launch import CannotStart
from hsmsim.settings import load
from hsmsim.testing import Appliance
from tests.plain_client import CREATE_AES, ask
from tests.server.wires import client_pair
from tests.support import rows


@rows(
    defaults=({}, []),
    flag=({"no-user": True}, ["--no-user"]),
    text=({"kmip": "0"}, ["--kmip tcp:0:interface=127.0.0.1"]),
    off=({"kmip": "off"}, ["--kmip off"]),
    path=({"state": "/s"}, ["--state /s"]),
    users=({"user": ["alice:a-password=x.pem", "bob"]}, ["--user alice, bob"]),
    master=({"master-password": "a-password"}, ["--master-password (secret)"]),
    notify=({"notify": ["alice=[::1]:1,c.pem"]}, ["--notify alice=::1:1"]),
    waits=(
        {"asynchronous": ["Create=polls:2", "*=seconds:3"]},
        ["--asynchronous Create=polls:2, *=seconds:3"],
    ),
    syslog=({"syslog": "tcp:[::1]:601"}, ["--syslog tcp:[::1]:601"]),
    syslog_socket=({"syslog": "unix:/dev/log"}, ["--syslog unix:/dev/log"]),
)
class InForce(SynchronousTestCase):
    """Settings as the log has them: no secret is among them."""

    def check(self, given, expected):
        self.assertEqual(list(in_force(load(given))), expected)


@rows(
    memory=({}, None),
    state=({"state": "/s"}, Path("/s/audit")),
    apart=({"state": "/s", "audit": "/a"}, Path("/a")),
    alone=({"audit": "/a"}, Path("/a")),
)
class Folder(SynchronousTestCase):
    def check(self, given, expected):
        self.assertEqual(audit_folder(load(given)), expected)


def texts(lines):
    return [line.partition("|")[2] for line in lines]


class Whole(TestCase):
    """An HSM in this process."""

    async def test_from_start_to_stop(self):
        state, cert = self.mktemp(), self.mktemp()
        Path(cert).write_bytes(client_pair("bob").certificate)
        options = {"kmip": "off", "console": "off", "web": "off", "state": state}
        async with Appliance(user=["alice:a-password"], master_password="a-password", **options):
            pass
        async with Appliance(user=[f"bob={cert}", "alice:b-password"], **options):
            pass
        found = [re.sub(r"valid .*", "...", text) for text in texts(lines_in(Path(state) / "audit"))]
        started = f"HSM started: hsmsim {hsmsim.__version__}, process {os.getpid()}"
        off = [f"HSM setting: --{name} off" for name in ("kmip", "console", "web")]
        settings = [*off, f"HSM setting: --state {state}"]
        end = ["HSM ready: kmip off, https off, console off, web off", "HSM stopped"]
        self.assertEqual(found[0:5], [started, *settings])
        self.assertEqual(
            sorted(found[5:10]),
            [
                "HSM setting: --master-password (secret)",
                "HSM setting: --user alice",
                "TLS certificate: made now, ...",
                "user 'alice' at the start: made, X.509 second factor",
                "user 'master' at the start: made",
            ],
        )
        self.assertEqual(found[10:12], end)
        self.assertEqual(found[12:17], [started, *settings])
        self.assertEqual(
            sorted(found[17:-2]),
            [
                "HSM setting: --user bob, alice",
                "TLS certificate: made now, ...",
                "user 'alice' at the start: password",
                "user 'bob' at the start: made, X.509 second factor",
            ],
        )
        self.assertEqual(found[-2:], end)

    async def test_a_reset(self):
        async with Appliance() as hsm:
            await hsm.areset()
            self.assertIn("HSM reset: all objects removed, users as at the start", texts(hsm.audit()))
            await deferToThread(ask, hsm, CREATE_AES)
            self.assertTrue(any("Create" in line for line in hsm.audit()))

    async def test_numbers_of_connections(self):
        """All events of a connection have its number."""
        async with Appliance() as hsm:
            await deferToThread(ask, hsm, CREATE_AES)
            await deferToThread(ask, hsm, CREATE_AES)
            lines = [line for line in hsm.audit() if not line.partition("|")[0].endswith("00000000")]
        found = [(line[38:46], line[47:].split()[0]) for line in lines]
        self.assertEqual(found[:2], [("00000001", "connection"), ("00000001", "KMIP")])
        self.assertIn(("00000002", "KMIP"), found)

    async def test_a_given_certificate_of_tls(self):
        async with Appliance() as first:
            key, cert = first.users["ukmip"].key, first.users["ukmip"].cert
            async with Appliance(tls_key=str(key), tls_cert=str(cert), console="off") as hsm:
                (told,) = (text for text in texts(hsm.audit()) if text.startswith("TLS certificate: "))
        when = "..../../.. ..:..:.."
        source = re.escape(str(cert))
        self.assertRegex(told, f"from {source}, valid from {when} to {when}, SHA-256 [0-9a-f]{{64}}$")

    async def test_it_cannot_be_opened(self):
        folder = Path(self.mktemp())
        folder.write_text("a file")
        with self.assertRaises(CannotStart) as caught:
            await Appliance(audit=str(folder), kmip="off", console="off").__aenter__()
        self.assertEqual(str(caught.exception), f"the audit log in {folder} cannot be used: File exists")

    async def test_one_process(self):
        folder = self.mktemp()
        async with Appliance(audit=folder, kmip="off", console="off"):
            with self.assertRaises(CannotStart) as caught:
                await Appliance(audit=folder, kmip="off", console="off").__aenter__()
        self.assertEqual(str(caught.exception), f"the audit log in {folder} is another process's")


class Killed(TestCase):
    """A process that is killed leaves every line whose answer has left."""

    async def check(self, spoil, bad):
        state = self.mktemp()
        with Appliance.spawn(state=state) as hsm:
            ask(hsm, CREATE_AES)
            os.kill(hsm.pid, signal.SIGKILL)
        file = Path(state) / "audit" / "audit-00000001.log"
        lines = file.read_bytes().splitlines(keepends=True)
        (position,) = (number for number, line in enumerate(lines) if b"Create" in line)
        file.write_bytes(b"".join(spoil(lines, position)))
        async with Appliance(state=state, kmip="off", console="off") as hsm:
            verdict = await hsm._hsm._audit.log.verify()
        self.assertEqual(verdict.bad, position if bad else None)

    async def test_nothing_is_missing(self):
        await self.check(lambda lines, position: lines, False)

    async def test_what_is_removed_from_its_end_is_found(self):
        await self.check(lambda lines, position: lines[:position], True)


class ToSyslog(TestCase):
    """Lines go to a receiver too, from the first to the last."""

    async def test_tcp(self):
        received, ended = [], Deferred()

        class Receiver(Protocol):
            def dataReceived(self, data):
                received.append(data)

            def connectionLost(self, reason):
                ended.callback(None)

        port = await TCP4ServerEndpoint(reactor, 0, interface="127.0.0.1").listen(Factory.forProtocol(Receiver))
        self.addCleanup(port.stopListening)
        async with Appliance(syslog=f"tcp:127.0.0.1:{port.getHost().port}", kmip="off", console="off") as hsm:
            lines = hsm.audit()
        await ended
        whole = b"".join(received).decode()
        for line in lines:
            self.assertIn(f" hsmsim {os.getpid()} {line[47:].split()[0]} - {line}", whole)
        self.assertIn("|HSM stopped", whole)

    async def test_nobody_is_there(self):
        async with Appliance(syslog=f"unix:{self.mktemp()}", kmip="off", console="off") as hsm:
            self.assertIn("|HSM ready", hsm.audit()[-1])

    async def test_udp(self):
        async with Appliance(syslog="udp:127.0.0.1:9", kmip="off", console="off") as hsm:
            self.assertIn("|HSM ready", hsm.audit()[-1])
