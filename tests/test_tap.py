"""Tests of hsmsim.tap: the whole HSM in this process, and as twistd starts it."""

import json
import os
import signal
import socket
import ssl
import subprocess
import sys
import time
from pathlib import Path

from cryptography import x509
from twisted.internet import reactor
from twisted.internet.threads import deferToThread
from twisted.logger import globalLogPublisher
from twisted.trial.unittest import SynchronousTestCase, TestCase

import hsmsim
from hsmsim.errors import NoSuchStream
from hsmsim.launch import CannotStart, Starter, Terminal
from hsmsim.options import Options
from hsmsim.server import keys
from hsmsim.settings import load
from hsmsim.spec.enums import CryptographicAlgorithm, Operation
from hsmsim.spec.profiles import Feature
from hsmsim.tap import Hsm, makeService
from hsmsim.testing import Appliance
from tests.appliance import LISTENING
from tests.plain_client import CREATE_AES, DISCOVER_VERSIONS, Connection, ask, located
from tests.server.wires import client_pair, server_pair

TWISTD = (sys.executable, "-c", "from twisted.scripts.twistd import run; run()")
FREE = ("--kmip=0", "--console=0", "--web=0")


class InThisProcess(TestCase):
    """Start and stop, with all that is found and left behind."""

    def setUp(self):
        self.folder = Path(self.mktemp()).absolute()

    def hsm(self, **options):
        given = {
            "kmip": "off",
            "console": "off",
            "web": "off",
            **{name.replace("_", "-"): each for name, each in options.items()},
        }
        return Hsm(load(given), reactor)

    async def started(self, **options):
        hsm = self.hsm(**options)
        await hsm.start()
        self.addCleanup(hsm.stop)
        return hsm

    async def users(self, **options):
        """The users after a start and a stop."""
        hsm = self.hsm(**options)
        await hsm.start()
        try:
            return hsm.users()
        finally:
            await hsm.stop()

    async def refused(self, **options):
        with self.assertRaises(CannotStart) as caught:
            await self.hsm(**options).start()
        return str(caught.exception).replace(str(self.folder), "FOLDER")

    def write(self, name, data):
        keys.write(self.folder / name, data)
        return str(self.folder / name)

    async def test_default_user(self):
        """Without a word about users there is ukmip, with a pair."""
        users = await self.users()
        self.assertEqual(list(users), ["ukmip"])
        self.assertNotIn(None, users["ukmip"])

    async def test_model(self):
        hsm = await self.started(model="appliance")
        self.assertNotIn(Operation.POLL, hsm._exchange._work.table)
        self.assertNotIn(CryptographicAlgorithm.BLOWFISH, hsm._crypto.symmetric)
        nothing_listens = {Feature.TLS, Feature.SUITE_B_128, Feature.SERVER_TO_CLIENT}
        self.assertEqual(hsm._exchange._work.features, nothing_listens)

    async def test_own_model(self):
        """What it says of itself stands on the screens of the console; what it takes bounds the listeners."""
        file = self.write("own.toml", b"vendor = { model = 'X', engine = '1' }\nlimits = { message = 5000 }\n"
                          b"encodings = ['JSON']\n")  # fmt: skip
        hsm = await self.started(model=file, kmip="0", https="0", console="0")
        self.assertEqual(hsm._doors.answering[1].limit, 5000)
        self.assertEqual(hsm._doors.answering[1].encodings, {"JSON"})
        self.assertEqual(
            hsm._exchange._work.features,
            LISTENING | {Feature.SUITE_B_128, Feature.SERVER_TO_CLIENT, Feature.HTTPS, Feature.JSON},
        )
        identity = hsm._make_appliance().identity
        self.assertEqual((identity.model, identity.engine, identity.serial), ("X", "1", "TCA0000000"))

    async def test_what_the_model_lacks(self):
        self.assertEqual(await self.refused(model="appliance", https="0"), "--https: the model appliance has no HTTPS")
        self.assertEqual(
            await self.refused(model="appliance", asynchronous=["*=polls:1"]),
            "--asynchronous: the model appliance has no Poll",
        )
        file = self.write("own.toml", b"operations = ['Dance']")
        self.assertEqual(await self.refused(model=file), "--model: FOLDER/own.toml: operations: there is no 'Dance'")

    async def test_no_user(self):
        """There may be none but master."""
        self.assertEqual(await self.users(no_user=True), {})

    async def test_given_certificate(self):
        """With a certificate of the user's own no pair is made."""
        cert = self.write("a.pem", client_pair().certificate)
        users = await self.users(user=[f"alice={cert}"], keys=str(self.folder / "k"))
        self.assertEqual(users, {"alice": (None, Path(cert), None, None)})
        self.assertEqual([each.name for each in (self.folder / "k").iterdir()], ["hsm_cert.pem"])

    async def test_temporary_folder(self):
        """The folder that is made for the files goes at the stop."""
        hsm = self.hsm()
        await hsm.start()
        folder = hsm.keys
        self.assertEqual(hsm.hsm_cert, folder / "hsm_cert.pem")
        self.assertTrue(hsm.hsm_cert.exists())
        await hsm.stop()
        self.assertFalse(folder.exists())

    async def test_state(self):
        """Users and their pairs outlive a stop; the HSM's certificate does not."""
        state = str(self.folder)
        first = await self.users(state=state)
        before = [file.read_bytes() for file in (*first["ukmip"], self.folder / "keys" / "hsm_cert.pem")]
        again = await self.users(state=state)
        self.assertEqual(again, first)
        after = [file.read_bytes() for file in (*first["ukmip"], self.folder / "keys" / "hsm_cert.pem")]
        self.assertEqual(after[:4], before[:4])
        self.assertNotEqual(after[4], before[4])

    async def test_stored_users(self):
        """Where users are stored none is made; a new one is added, a stored one keeps its certificate."""
        state = str(self.folder)
        await self.users(state=state, user=["alice"])
        self.assertEqual(list(await self.users(state=state)), ["alice"])
        users = await self.users(state=state, user=["bob", "alice:12345678"])
        self.assertEqual(list(users), ["alice", "bob"])
        self.assertNotIn(None, users["alice"])

    async def test_changed_certificate(self):
        """A certificate that is given takes the place of the stored one; the old files are not the user's any more."""
        state = str(self.folder)
        await self.users(state=state, user=["alice"])
        cert = self.write("a.pem", client_pair().certificate)
        await self.users(state=state, user=[f"alice={cert}"])
        self.assertEqual(await self.users(state=state), {"alice": (None,) * 4})

    async def test_another_users_certificate(self):
        """A certificate that is another user's is refused."""
        cert = self.write("a.pem", client_pair().certificate)
        text = await self.refused(user=[f"alice={cert}", f"bob={cert}"])
        self.assertEqual(text, "--user bob: the certificate is that of user 'alice' already")

    async def test_state_in_use(self):
        """A state folder has one HSM."""
        await self.started(state=str(self.folder))
        text = await self.refused(state=str(self.folder))
        self.assertIn(f"the state folder FOLDER is in use by process {os.getpid()}", text)

    async def test_fixed_pair(self):
        """A fixed pair is shown at each start."""
        key, cert = self.write("k", server_pair().key), self.write("c", server_pair().certificate)
        hsm = await self.started(tls_key=key, tls_cert=cert, kmip="0")
        self.assertEqual(hsm.hsm_cert.read_bytes(), server_pair().certificate)
        shown = await deferToThread(_certificate_at, hsm.places["kmip"])
        self.assertEqual(shown, server_pair().certificate)

    async def test_bad_pair(self):
        """A pair that is none is one line."""
        key, cert = self.write("k", client_pair().key), self.write("c", server_pair().certificate)
        text = await self.refused(tls_key=key, tls_cert=cert)
        self.assertEqual(text, "the TLS key is not the key of the TLS certificate")

    async def test_kmip_suites_with_ec(self):
        """The suites of KMIP's own list need another key than this."""
        key, cert = self.write("k", server_pair().key), self.write("c", server_pair().certificate)
        text = await self.refused(tls_key=key, tls_cert=cert, tls="kmip", kmip="0")
        self.assertEqual(text, "the suites of --tls kmip need an RSA key")

    async def test_wire_log_refused(self):
        """A wire log that cannot be written is one line."""
        self.assertEqual(
            await self.refused(log_wire="/nonexistent/x"), "cannot write /nonexistent/x: No such file or directory"
        )

    async def test_wire_log(self):
        """Messages are in the wire log."""
        async with Appliance(log_wire=str(self.folder)) as hsm:
            await deferToThread(ask, hsm, DISCOVER_VERSIONS)
        text = self.folder.read_text()
        self.assertIn("DiscoverVersions", text.replace(" ", ""))
        self.assertIn("response to 127.0.0.1:", text)

    async def test_ready_file(self):
        """It is there while the HSM is, and says where it listens."""
        self.folder.write_text("of an HSM that was killed")
        hsm = self.hsm(ready_file=str(self.folder), kmip="0", console=f"unix:{self.mktemp()}")
        await hsm.start()
        ready = json.loads(self.folder.read_text())
        self.assertEqual(ready["kmip"], {"host": "127.0.0.1", "port": hsm.places["kmip"].port})
        self.assertIsNone(ready["console"]["port"])
        await hsm.stop()
        self.assertFalse(self.folder.exists())

    async def test_ready_file_after_failure(self):
        """An old one is gone when the start fails, too."""
        self.folder.write_text("of an HSM that was killed")
        await self.refused(ready_file=str(self.folder), user=["ukmip=/nonexistent"])
        self.assertFalse(self.folder.exists())

    async def test_unforeseen(self):
        """What nobody foresaw is not dressed up, and everything is put away."""
        hsm = self.hsm(state=str(self.folder))
        self.patch(hsm, "_make_crypto", lambda: 1 // 0)
        with self.assertRaises(ZeroDivisionError):
            await hsm.start()
        await self.users(state=str(self.folder))

    async def test_reset(self):
        """A reset puts master's partition and the users back, and serves the consoles anew."""
        async with Appliance(web="0") as hsm:
            consoles = hsm._hsm._doors.consoles
            await deferToThread(ask, hsm, CREATE_AES)
            await hsm._hsm._partitions.remove("ukmip")
            await hsm.areset()
            self.assertEqual(len(await hsm.awire()), 0)
            self.assertEqual(await deferToThread(located, hsm), 0)
            for name in ("console", "web"):
                self.assertIsNot(hsm._hsm._doors.consoles[name], consoles[name])

    async def test_streams_of_a_blocked_user(self):
        """Who is blocked loses the operations that go on in parts."""
        async with Appliance() as hsm:
            streams = hsm._hsm._exchange._work.streams
            correlation = streams.of("ukmip", 0).keep(Operation.HASH, "", None)
            await hsm._hsm._partitions.set_blocked("ukmip", True)
            self.assertRaises(NoSuchStream, streams.of("ukmip", 0).take, Operation.HASH, correlation)

    async def test_store_that_cannot_close(self):
        """Changes that could not be written at the end are told."""
        hsm = self.hsm()
        await hsm.start()
        self.patch(hsm._store, "close", lambda: (_ for _ in ()).throw(OSError("full")))
        await hsm.stop()
        self.assertEqual(len(self.flushLoggedErrors(OSError)), 1)

    async def test_master_password(self):
        """The password of master is set where it is given, and told where that changes something."""
        state = str(self.folder)
        hsm = await self.stored(state=state, master_password="first password")
        await hsm._partitions.confirm("master", "first password")
        await hsm.stop()
        told = []
        observer = told.append
        globalLogPublisher.addObserver(observer)
        self.addCleanup(globalLogPublisher.removeObserver, observer)
        hsm = await self.stored(state=state, master_password="second password")
        await hsm._partitions.confirm("master", "second password")
        await hsm.stop()
        lines = [event["log_format"].format(**event) for event in told if event.get("log_format")]
        self.assertIn("stored user master is changed: password", lines)
        self.assertNotIn("second password", repr(told))

    async def stored(self, **options):
        hsm = self.hsm(**options)
        await hsm.start()
        return hsm

    async def test_host_name(self):
        """The machine's name stands in the certificate, unless no certificate can have it."""
        for name, names in (("a-host.example", ["localhost", "a-host.example"]), ("no host", ["localhost"])):
            self.patch(socket, "gethostname", lambda name=name: name)
            hsm = await self.stored()
            certificate = x509.load_pem_x509_certificate(hsm.hsm_cert.read_bytes())
            await hsm.stop()
            found = certificate.extensions.get_extension_for_class(x509.SubjectAlternativeName).value
            found = found.get_values_for_type(x509.DNSName)
            self.assertEqual(found, names)

    def test_service(self):
        """The service for twistd reports to the terminal in the foreground, and to its starter as a daemon."""
        self.patch(os, "register_at_fork", lambda after_in_parent: None)
        for nodaemon, cls in ((True, Terminal), (False, Starter)):
            options = Options()
            options.parseOptions([])
            options.parent = {"nodaemon": nodaemon, "pidfile": "x"}
            service = makeService(options)
            self.assertIsInstance(service._report, cls)
            self.assertEqual(service._pid_file(), "x")
            for end in () if nodaemon else (service._report._read, service._report._write):
                os.close(end)

    async def test_drop_before_start(self):
        """There is nothing to drop without a listener."""
        hsm = await self.started()
        hsm.drop()
        self.assertIsNone(hsm.places["kmip"])


def _certificate_at(address):
    text = ssl.get_server_certificate((address.host, address.port))
    return text.encode()


def _rests(pid):
    """Whether a process does nothing for a while: no thread of it runs, waits for a processor or for the disk."""
    for _ in range(20):
        threads = [file.read_text() for file in Path(f"/proc/{pid}/task").glob("*/stat")]
        if not all(thread.rpartition(") ")[2].startswith("S") for thread in threads):
            return False
        time.sleep(0.005)
    return True


class AsAProcess(SynchronousTestCase):
    """What a person sees who starts it by twistd."""

    def setUp(self):
        self.folder = Path(self.mktemp()).absolute()
        self.folder.mkdir()
        self.ready = self.folder / "ready"

    def start(self, *words):
        return subprocess.Popen(
            [*TWISTD, *words],
            cwd=self.folder,
            env={**os.environ, "PYTHONPATH": str(Path(hsmsim.__file__).absolute().parent.parent)},
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )

    def run_to_end(self, *words):
        """Exit status, stdout without the log, and stderr."""
        process = self.start(*words)
        _, err = process.communicate(timeout=20)
        return process.returncode, err

    def wait_until(self, condition):
        end = time.monotonic() + 20
        while not condition():
            self.assertLess(time.monotonic(), end, "it takes too long")
            time.sleep(0.005)

    def names(self):
        return sorted(file.name for file in self.folder.iterdir())

    def test_foreground(self):
        """It starts without a word on stderr, ends at a signal, and leaves nothing."""
        process = self.start("-n", "hsmsim", *FREE, f"--ready-file={self.ready}")
        self.wait_until(self.ready.exists)
        self.assertEqual(self.names(), ["ready"])
        self.assertEqual(json.loads(self.ready.read_text())["pid"], process.pid)
        begun = time.monotonic()
        process.terminate()
        out, err = process.communicate(timeout=20)
        self.assertLess(time.monotonic() - begun, 2)
        self.assertEqual((process.returncode, err, self.names()), (-signal.SIGTERM, "", []))
        banner = [line.split("] ", 1)[1] for line in out.splitlines() if "[hsmsim#" in line]
        self.assertEqual(banner[0], "This simulates an HSM, it is not one: nothing in it is protected.")
        self.assertIn("state: in memory: nothing is kept", banner)
        self.assertNotIn("Warning", out)

    def test_two_in_one_folder(self):
        """Two can be started in the same folder."""
        files = [self.folder / name for name in ("one", "two")]
        processes = [self.start("-n", "hsmsim", *FREE, f"--ready-file={file}") for file in files]
        self.wait_until(lambda: all(file.exists() for file in files))
        for process in processes:
            process.terminate()
            self.assertEqual(process.communicate(timeout=20)[1], "")

    def test_pid_file_asked_for(self):
        """A pid file that was asked for is there, and goes."""
        process = self.start("-n", "--pidfile=my.pid", "hsmsim", *FREE, f"--ready-file={self.ready}")
        self.wait_until(self.ready.exists)
        self.assertEqual((self.folder / "my.pid").read_text(), str(process.pid))
        process.terminate()
        process.communicate(timeout=20)
        self.assertEqual(self.names(), [])

    def test_daemon(self):
        """The command returns when the daemon is ready, and nothing of the daemon is left on the terminal."""
        self.assertEqual(self.run_to_end("hsmsim", *FREE, f"--ready-file={self.ready}"), (0, ""))
        self.assertEqual(self.names(), ["ready", "twistd.log", "twistd.pid"])
        pid = json.loads(self.ready.read_text())["pid"]
        self.assertEqual((self.folder / "twistd.pid").read_text(), str(pid))
        os.kill(pid, signal.SIGTERM)
        self.wait_until(lambda: self.names() == ["twistd.log"])

    def test_port_in_use(self):
        """A port in use is one line and status 1, in the foreground and as a daemon."""
        with socket.create_server(("127.0.0.1", 0)) as taken:
            port = taken.getsockname()[1]
            text = (
                f"hsmsim: cannot listen on 127.0.0.1:{port} (Address already in use): end what uses it, or choose "
                "another place with --console\n"
            )
            words = ("hsmsim", "--kmip=0", f"--console={port}", f"--ready-file={self.ready}")
            self.assertEqual(self.run_to_end("-n", "--pidfile=my.pid", *words), (1, text))
            self.assertEqual(self.names(), [])
            self.assertEqual(self.run_to_end(*words), (1, text))
            self.assertEqual(self.names(), ["twistd.log"])

    def test_state_in_use(self):
        """So is a state folder in use, and it is not damaged."""
        process = self.start("-n", "hsmsim", *FREE, "--state=s", f"--ready-file={self.ready}")
        self.wait_until(self.ready.exists)
        text = f"hsmsim: the state folder s is in use by process {process.pid}: stop it or choose another folder\n"
        for foreground in (["-n"], []):
            self.assertEqual(self.run_to_end(*foreground, "hsmsim", *FREE, "--state=s"), (1, text))
        process.terminate()
        process.communicate(timeout=20)
        self.assertEqual(self.run_to_end("hsmsim", *FREE, "--state=s"), (0, ""))
        os.kill(int((self.folder / "twistd.pid").read_text()), signal.SIGTERM)
        self.wait_until(lambda: "twistd.pid" not in self.names())

    def test_bad_option(self):
        """And a bad option, in place of a page of help."""
        text = "hsmsim: option --bogus not recognized; twistd hsmsim --help lists the options\n"
        self.assertEqual(self.run_to_end("-n", "hsmsim", "--bogus"), (1, text))

    def take_nothing(self, connection, pid):
        """Ask, and take no answer, until there are more than the sockets hold: the last ones stay in work."""
        connection._socket.settimeout(0.2)
        questions, at, full = memoryview(DISCOVER_VERSIONS * 100), 0, 0
        for _ in range(100_000):
            try:
                at = (at + connection._socket.send(questions[at:])) % len(questions)
                full = 0
            except TimeoutError:
                full = full + 1 if _rests(pid) else 0
            if full == 3:  # the system too may take a while to hand on what it holds
                return
        self.fail("it takes all that it is sent")

    def check_second_signal(self, number):
        """A stop that waits for a client to take its answers is ended by another signal."""
        with Appliance.spawn(grace="60") as hsm, Connection(hsm) as connection:
            self.take_nothing(connection, hsm.pid)
            os.kill(hsm.pid, signal.SIGTERM)
            time.sleep(0.3)
            self.assertIsNone(hsm._process.poll())
            begun = time.monotonic()
            os.kill(hsm.pid, number)
            hsm._process.wait(20)
            self.assertLess(time.monotonic() - begun, 2)
            self.assertNotIn("Traceback", hsm.log())

    def test_second_signal(self):
        """A second SIGTERM goes at once."""
        self.check_second_signal(signal.SIGTERM)

    def test_second_signal_from_the_keyboard(self):
        """So does Control-C."""
        self.check_second_signal(signal.SIGINT)

    def test_grace(self):
        """A client that never takes its answers is waited for no longer than asked."""
        with Appliance.spawn(grace="0.5") as hsm, Connection(hsm) as connection:
            self.take_nothing(connection, hsm.pid)
            begun = time.monotonic()
            os.kill(hsm.pid, signal.SIGTERM)
            hsm._process.wait(20)
            self.assertTrue(0.4 < time.monotonic() - begun < 3)
