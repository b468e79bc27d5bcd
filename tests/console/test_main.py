"""Tests of hsmsim/console/main.py: the whole of hsmcon, in memory and once as a process."""

import io
import json
import os
import sys
from pathlib import Path
from typing import Any

from cryptography import x509
from twisted.internet import reactor
from twisted.internet.defer import Deferred
from twisted.internet.endpoints import HostnameEndpoint
from twisted.internet.error import ConnectError
from twisted.internet.protocol import Factory, ProcessProtocol, Protocol
from twisted.internet.testing import MemoryReactorClock

import hsmsim
from hsmsim.console import main as main_module
from hsmsim.console.arguments import PASSWORD as PASSWORD_VARIABLE
from hsmsim.console.desk import BANNER, LIBRARY
from hsmsim.console.keyboard import PromptKeyboard
from hsmsim.console.main import main
from hsmsim.console.terminal import EndOfInput, EndOfOutput
from hsmsim.interfaces.partitions import SecondFactor
from hsmsim.management.login import REFUSED
from hsmsim.partitions.oath import hotp
from tests.console.hsm import HOST, ConsoleTest, NoEndpoint
from tests.management.bench import OTHER, PASSWORD
from tests.partitions.pairs import pair

SECRET = b"12345678901234567890"
ENDED = "the HSM has ended the session: it was idle for too long, its user was changed or removed, or the HSM stopped"


class Fetch(ConsoleTest):
    """hsmcon HOST -g FILE."""

    async def test_written(self) -> None:
        name = str(self.folder / "hsm_cert.pem")
        self.assertEqual(await self.hsmcon(fetch_to=name), 0)
        self.assertEqual(Path(name).read_bytes(), pair("hsm").pem)
        self.assertIn(pair("hsm").fingerprint.hex(":").upper(), self.seen)
        self.assertEqual(self.log, [])

    async def test_not_writable(self) -> None:
        name = str(self.folder / "nowhere" / "hsm_cert.pem")
        self.assertEqual(await self.hsmcon(fetch_to=name), 1)
        self.assertEqual(self.errors, f"hsmcon: {name}: No such file or directory\n")


class Connecting(ConsoleTest):
    """There may be no HSM, or not the one that was meant."""

    async def one_line(self, text: str, **arguments: Any) -> None:
        status = await self.hsmcon(PASSWORD, "0", user="master", **arguments)
        self.assertEqual(status, 1)
        self.assertNotIn("HSM User", self.seen)
        self.assertEqual(self.errors.count("\n"), 1)
        self.assertIn(text, self.errors)

    async def test_nobody_there(self) -> None:
        for error in (ConnectError(), ValueError("invalid hostname")):
            self.endpoint = NoEndpoint(error)
            await self.one_line("hsmcon: Error -12: no connection to 127.0.0.1")

    async def test_no_tls(self) -> None:
        class Greeting(Protocol):
            def connectionMade(self) -> None:
                self.transport.write(b"220 ready\r\n")

        self.listen(Factory.forProtocol(Greeting))
        await self.one_line("hsmcon: Error -12: the HSM does not speak TLS")

    async def test_silence(self) -> None:
        self.listen(Factory.forProtocol(Protocol))
        attempt = Deferred.fromCoroutine(self.one_line("hsmcon: Error -12: the HSM does not answer"))
        self.clock.advance(60)
        await attempt

    async def test_exactly_this_certificate_whatever_its_name(self) -> None:
        self.start(pair("elsewhere", named="hsm.example"))
        name = self.file("hsm_cert.pem", pair("elsewhere", named="hsm.example").pem)
        self.assertEqual(await self.hsmcon(PASSWORD, "0", user="master", hsm_certificate=name), 0)
        self.assertNotIn("vouches", self.seen)

    async def test_a_changed_certificate(self) -> None:
        name = self.file("hsm_cert.pem", pair("hsm").pem)
        self.start(pair("hsm after restart"))
        await self.one_line("not that of -hsm_cer", hsm_certificate=name)
        self.assertEqual(self.log, [])

    async def test_by_name(self) -> None:
        self.assertEqual(await self.hsmcon(PASSWORD, "0", user="master"), 0)
        self.assertIn("made out to 127.0.0.1, but it vouches for itself", self.seen)

    async def test_another_name(self) -> None:
        self.start(pair("elsewhere", named="hsm.example"))
        await self.one_line("not made out to 127.0.0.1")

    async def test_host_names(self) -> None:
        self.start(pair("elsewhere", named="hsm.example"))
        self.assertEqual(await self.hsmcon(PASSWORD, "0", user="master", host="hsm.example"), 0)

    async def test_files_first(self) -> None:
        name = str(self.folder / "none.pem")
        junk = self.file("junk.pem", b"junk")
        await self.one_line("none.pem: No such file", hsm_certificate=name)
        await self.one_line("junk.pem: no X.509 certificate", hsm_certificate=junk)
        await self.one_line("none.pem: No such file", private_key=name, certificate=junk)
        await self.one_line("junk.pem: no X.509", private_key=junk, certificate=junk)


class LoggingIn(ConsoleTest):
    """hsmcon HOST USER, with each factor."""

    async def refused(self, *answers: str, **arguments: Any) -> None:
        self.assertEqual(await self.hsmcon(*answers, **{"user": "alice", **arguments}), 1)
        self.assertEqual(self.errors, f"hsmcon: Error 5002: {REFUSED}\n")

    def pair_files(self, name: str) -> dict[str, str]:
        key, certificate = self.file("key.pem", pair(name).key_pem), self.file("cert.pem", pair(name).pem)
        return {"private_key": key, "certificate": certificate}

    async def test_screen(self) -> None:
        self.assertEqual(await self.hsmcon(PASSWORD, "0", user="alice"), 0)
        self.assertTrue(self.seen.startswith(f"{BANNER}\n{LIBRARY}\n"))
        self.assertIn("HSM IP : 127.0.0.1\nHSM User ID : alice\nHSM User Password : \n", self.seen)
        self.assertIn("\nHSM 127.0.0.1 e - Engine 1.2.3 (SIM) - S0001 - ID alice\n\nMain Menu\n", self.seen)
        self.assertNotIn(PASSWORD, self.seen)

    async def test_all_is_asked_for(self) -> None:
        self.assertEqual(await self.hsmcon(HOST, "alice", PASSWORD, "0", host=None), 0)
        self.assertTrue(self.seen.startswith(f"{BANNER}\n{LIBRARY}\nHSM IP : 127.0.0.1\n"))
        self.assertIn("\nHSM User ID : alice\n", self.seen)

    async def test_user_is_asked_for(self) -> None:
        self.assertEqual(await self.hsmcon("alice", PASSWORD, "0"), 0)
        self.assertIn("HSM User ID : alice\n", self.seen)

    async def test_wrong_password(self) -> None:
        await self.refused(OTHER)

    async def test_code(self) -> None:
        await self.partitions.set_otp("alice", SecondFactor.OATH_HOTP, SECRET)
        await self.refused(PASSWORD, "000000")
        self.assertEqual(await self.hsmcon(PASSWORD, hotp(SECRET, 0), "0", user="alice"), 0)

    async def test_certificate(self) -> None:
        await self.partitions.set_certificate("alice", pair("alice").pem)
        await self.refused(PASSWORD)
        for answers in ([PASSWORD], [PASSWORD, "0"]):
            self.assertEqual(await self.hsmcon(*answers, user="alice", **self.pair_files("alice")), 0)
            self.assertIn("User 'alice' successfully logged in with X.509.", self.seen)

    async def test_other_certificates(self) -> None:
        await self.refused(PASSWORD, **self.pair_files("alice"))
        await self.partitions.set_certificate("alice", pair("alice").pem)
        await self.refused(PASSWORD, **self.pair_files("mallory"))
        await self.refused(OTHER, **self.pair_files("alice"))

    async def test_a_test_that_breaks_off_on_a_screen_failed(self) -> None:
        await self.partitions.set_certificate("alice", pair("alice").pem)
        self.assertEqual(await self.hsmcon(PASSWORD, "20", user="alice", **self.pair_files("alice")), 1)

    async def test_input_ends(self) -> None:
        for answers in ([], [PASSWORD], [PASSWORD, "23"]):
            self.assertEqual(await self.hsmcon(*answers, user="alice"), 1)
            self.assertEqual(self.errors, "hsmcon: the input ended before the work did\n")

    async def test_output_ends(self) -> None:
        def nobody_reads() -> str:
            raise EndOfOutput

        self.assertEqual(await self.hsmcon(PASSWORD, nobody_reads, user="alice"), 1)
        self.assertEqual(self.errors, "hsmcon: the output ended before the work did\n")

    async def test_interrupted(self) -> None:
        def interrupt() -> str:
            raise KeyboardInterrupt

        self.assertEqual(await self.hsmcon(PASSWORD, interrupt, user="alice"), 1)
        self.assertEqual(self.errors, "\nhsmcon: interrupted\n")

    async def test_ended_while_it_waits_for_the_hsm(self) -> None:
        never: Deferred[None] = Deferred()
        self.patch(self.partitions, "login", lambda *arguments: never)
        running = Deferred.fromCoroutine(self.hsmcon(PASSWORD, user="alice"))
        running.cancel()
        self.assertEqual((await running, self.errors), (1, "\nhsmcon: interrupted\n"))

    async def test_something_was_refused(self) -> None:
        self.assertEqual(await self.hsmcon(PASSWORD, "20", "nobody", "", "0", user="master"), 1)
        self.assertEqual(self.errors, "")
        self.assertIn("Error 5020: there is no user 'nobody'.", self.seen)

    async def test_the_session_was_idle_for_too_long(self) -> None:
        def think() -> str:
            self.clock.advance(5 * 60 + 1)
            return "20"

        self.assertEqual(await self.hsmcon(PASSWORD, think, "0", user="alice"), 1)
        self.assertEqual(self.errors, f"hsmcon: Error 5001: {ENDED}\n")

    async def test_the_session_ends_from_the_other_side(self) -> None:
        def end() -> str:
            self.factory.close()
            return "20"

        self.assertEqual(await self.hsmcon(PASSWORD, end, "0", user="alice"), 1)
        self.assertEqual(self.errors, f"hsmcon: Error 5001: {ENDED}\n")


class Output(ProcessProtocol):
    """Collects what a process says."""

    def __init__(self, text: str) -> None:
        self._text = text
        self.output = {1: b"", 2: b""}
        self.ended: Deferred[int] = Deferred()

    def connectionMade(self) -> None:
        self.transport.write(self._text.encode())
        self.transport.closeStdin()

    def childDataReceived(self, childFD: int, data: bytes) -> None:
        self.output[childFD] += data

    def processEnded(self, reason: Any) -> None:
        self.ended.callback(reason.value.exitCode)


class AsProcess(ConsoleTest):
    """hsmcon as a person starts it, with piped input, over a socket."""

    async def setUp(self) -> None:
        await super().setUp()
        self.port = self.listen_outside()

    async def process(self, text: str, *words: str) -> int:
        root = os.path.dirname(os.path.dirname(hsmsim.__file__))
        command = [sys.executable, "-m", "hsmsim.console.main", "127.0.0.1", "-p", self.port, *words]
        output = Output(text)
        environment = {**os.environ, "PYTHONPATH": root, "PYTHONWARNINGS": "error"}
        reactor.spawnProcess(output, sys.executable, command, environment, str(self.folder))
        status = await output.ended
        self.seen, self.errors = output.output[1].decode(), output.output[2].decode()
        return status

    async def test_the_walk(self) -> None:
        self.file("rsa2k.pem", pair("rsa2k", "rsa").key_pem)
        self.file("rsa2k_cert.pem", pair("rsa2k", "rsa").pem)
        self.assertEqual((await self.process("", "-g", "hsm_cert.pem"), self.errors), (0, ""))
        fetched = x509.load_pem_x509_certificate((self.folder / "hsm_cert.pem").read_bytes())
        self.assertEqual(fetched, pair("hsm").certificate)
        made = f"17\n2\nukmip\n{PASSWORD}\n{PASSWORD}\n\n\n"
        factor = "20\nukmip\n3\ny\n3\nrsa2k_cert.pem\n\n"
        status = await self.process(f"{PASSWORD}\n{made}{factor}0\n", "master", "-hsm_cer", "hsm_cert.pem")
        self.assertEqual((status, self.errors), (0, ""), self.seen)
        self.assertIn("Two Factor Authentication for user 'ukmip' successfully set.", self.seen)
        files = ["-pri", "rsa2k.pem", "-pri_cer", "rsa2k_cert.pem", "-hsm_cer", "hsm_cert.pem"]
        self.assertEqual((await self.process(f"{PASSWORD}\n", "ukmip", *files), self.errors), (0, ""))
        self.assertIn("User 'ukmip' successfully logged in with X.509.", self.seen)
        self.assertEqual(await self.process(f"{OTHER}\n", "ukmip", *files), 1)
        self.assertEqual(self.errors, f"hsmcon: Error 5002: {REFUSED}\n")

    async def test_a_script(self) -> None:
        answers = f"{PASSWORD}\n{OTHER}\n"
        words = ("master", "-c", "users create bob type=User", "-c", "users list", "--json")
        self.assertEqual((await self.process(answers, *words), self.errors), (0, ""))
        documents = [json.loads(line) for line in self.seen.splitlines()]
        self.assertEqual(documents[0], {})
        self.assertEqual([user["user_id"] for user in documents[1]["users"]], ["alice", "bob", "master"])
        self.assertEqual(await self.process(answers, *words), 1)
        error = {"number": 5013, "text": "user 'bob' exists already"}
        self.assertEqual((json.loads(self.seen), self.errors), ({"error": error}, ""))
        self.assertEqual(await self.process("", "master", "-c", "users make"), 2)
        self.assertIn("'users make' is no command; did you mean ", self.errors)


class Main(ConsoleTest):
    """The console script."""

    def run_main(self, *words: str, **outcome: Any) -> int:
        """Run it with a reactor that is finished before it began."""

        def react(run: Any) -> None:
            if "status" in outcome:
                self.successResultOf(Deferred.fromCoroutine(run(MemoryReactorClock())))
            raise SystemExit(0)

        async def attempt(arguments: Any, place: Any) -> int:
            self.place = place
            return int(outcome["status"])

        self.patch(main_module, "react", react)
        self.patch(main_module, "attempt", attempt)
        return main(words)

    def stand_in(self, name: str, content: bytes = b"") -> None:
        """A file in the place of standard input."""
        file = io.FileIO(self.file(name, content))
        self.addCleanup(file.close)
        self.patch(sys, "stdin", file)

    def test_status(self) -> None:
        self.stand_in("stdin", b"answer\n")
        for status in (0, 1):
            self.assertEqual(self.run_main("127.0.0.1", "master", status=status), status)
        self.assertEqual(self.place.terminal.ask(""), "answer")
        self.assertFalse(self.place.terminal.live)
        self.assertIsInstance(self.place.reach("127.0.0.1", 4433), HostnameEndpoint)

    def test_a_script_is_shown_no_questions(self) -> None:
        self.stand_in("stdin", b"answer\n")
        screen = io.StringIO()
        self.patch(sys, "stdout", screen)
        self.patch(os, "environ", {**os.environ, PASSWORD_VARIABLE: "from the environment"})
        self.assertEqual(self.run_main("127.0.0.1", "master", "-c", "users list", status=0), 0)
        self.assertEqual(self.place.terminal.ask("? "), "answer")
        self.assertEqual((screen.getvalue(), self.place.answers), ("", screen))
        self.assertEqual(self.place.password, "from the environment")
        self.assertNotIn("from the environment", repr(self.place))

    def test_an_empty_password_of_the_environment_is_none(self) -> None:
        """As of a secret that a CI system does not have: it is no wrong login."""
        self.stand_in("stdin")
        self.patch(os, "environ", {**os.environ, PASSWORD_VARIABLE: ""})
        self.assertEqual(self.run_main("127.0.0.1", "master", "-c", "users list", status=0), 0)
        self.assertIsNone(self.place.password)

    def test_at_a_terminal(self) -> None:
        typist, own = os.openpty()
        self.addCleanup(os.close, typist)
        with open(own, encoding="utf-8") as keys, open(os.dup(own), "w", encoding="utf-8") as screen:
            self.patch(sys, "stdin", keys)
            for name, script in (("stdout", []), ("stderr", ["-c", "users list"])):
                self.patch(sys, name, screen)
                self.assertEqual(self.run_main("127.0.0.1", "master", *script, status=0), 0)
                self.assertIsInstance(self.place.terminal._keyboard, PromptKeyboard)
                self.assertTrue(self.place.terminal.live)
                self.patch(sys, name, io.StringIO())

    def test_keys_without_a_screen(self) -> None:
        typist, own = os.openpty()
        self.addCleanup(os.close, typist)
        self.patch(sys, "stdout", io.StringIO())
        self.patch(sys, "stderr", io.StringIO())
        with open(own, encoding="utf-8") as keys:
            self.patch(sys, "stdin", keys)
            self.assertEqual(self.run_main("127.0.0.1", "master", status=0), 0)
            self.assertIsNone(self.place.terminal._keyboard)

    def test_nothing_to_read_from_or_write_to(self) -> None:
        self.patch(sys, "stdin", None)
        self.patch(sys, "stdout", None)
        self.assertEqual(self.run_main("127.0.0.1", "master", status=0), 0)
        self.assertRaises(EndOfInput, self.place.terminal.ask, "? ")

    def test_stopped_by_a_signal(self) -> None:
        self.patch(sys, "stdin", None)
        self.assertEqual(self.run_main("127.0.0.1", "master"), 1)
