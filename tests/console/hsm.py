"""An HSM and a person at its console, in memory: TLS and all, but no socket."""

import io
import random
from collections.abc import Callable
from pathlib import Path
from typing import Any

from OpenSSL import SSL
from OpenSSL.crypto import X509, PKey
from twisted.internet import defer
from twisted.internet.interfaces import IOpenSSLContextFactory, IStreamClientEndpoint
from twisted.internet.protocol import Factory
from twisted.internet.task import Clock, LoopingCall
from twisted.logger import Logger
from twisted.protocols.tls import TLSMemoryBIOFactory
from twisted.test.iosim import FakeTransport, connect
from twisted.trial.unittest import TestCase
from zope.interface import implementer

from hsmsim.console.arguments import Arguments
from hsmsim.console.main import attempt
from hsmsim.console.terminal import EndOfInput
from hsmsim.interfaces.partitions import UserType
from hsmsim.management.session import Appliance
from hsmsim.server.manage import ManagementFactory
from tests.audit.logs import in_memory
from tests.management.bench import IDENTITY, PASSWORD, make_partitions
from tests.partitions.pairs import Pair, pair

HOST = "127.0.0.1"


class Script:
    """A terminal with answers that were thought of before; functions among them are called when their turn comes."""

    def __init__(self, *answers: str | Callable[[], str]) -> None:
        self.answers = list(answers)
        self.text = ""

    def write(self, text: str) -> None:
        self.text += text

    def ask(self, prompt: str) -> str:
        answer = self.ask_secret(prompt)
        self.text = self.text[:-1] + answer + "\n"
        return answer

    def ask_secret(self, prompt: str) -> str:
        self.write(prompt)
        if not self.answers:
            raise EndOfInput
        answer = self.answers.pop(0)
        self.write("\n")
        return answer if isinstance(answer, str) else answer()


@implementer(IOpenSSLContextFactory)
class ServerTLS:
    """The HSM's side of TLS."""

    def __init__(self, own: Pair) -> None:
        self._context = SSL.Context(SSL.TLS_SERVER_METHOD)
        self._context.use_privatekey(PKey.from_cryptography_key(own.key))
        self._context.use_certificate(X509.from_cryptography(own.certificate))

    def getContext(self) -> SSL.Context:
        return self._context


@implementer(IStreamClientEndpoint)
class MemoryEndpoint:
    """Connects to a factory without a socket."""

    def __init__(self, server: Factory) -> None:
        self._server = server
        self._pumps: list[LoopingCall] = []

    def connect(self, factory: Any) -> Any:
        client, server = factory.buildProtocol(None), self._server.buildProtocol(None)
        wires = FakeTransport(server, True), FakeTransport(client, False)
        pump = connect(server, wires[0], client, wires[1], greet=False)
        self._pumps.append(LoopingCall(pump.flush))
        self.go_on()
        return defer.succeed(client)

    def go_on(self) -> None:
        """Let bytes travel."""
        for pump in self._pumps:
            if not pump.running:
                pump.start(0.0005)

    def stop(self) -> None:
        """Let none travel."""
        for pump in self._pumps:
            if pump.running:
                pump.stop()


@implementer(IStreamClientEndpoint)
class NoEndpoint:
    """Fails to connect."""

    def __init__(self, error: Exception) -> None:
        self._error = error

    def connect(self, factory: Any) -> Any:
        return defer.fail(self._error)


class ConsoleTest(TestCase):
    """`master` and the User `alice` are there; files go to `self.folder`."""

    async def setUp(self) -> None:
        self.partitions = make_partitions()
        await self.partitions.ensure_master(PASSWORD)
        await self.partitions.create("alice", PASSWORD, UserType.USER)
        self.log: list[dict[str, Any]] = []
        self.folder = Path(self.mktemp())
        self.folder.mkdir()
        self.clock = Clock()
        self.start(pair("hsm"))

    def start(self, own: Pair) -> None:
        """Start the HSM with this pair."""
        appliance = Appliance(
            partitions=self.partitions,
            certificate=own.pem,
            identity=IDENTITY,
            log=Logger(observer=self.log.append),
            random=random.Random(1).randbytes,
            audit=in_memory(self.clock),
        )
        self.factory = ManagementFactory(appliance, self.clock)
        self.listen(TLSMemoryBIOFactory(ServerTLS(own), False, self.factory))

    def listen(self, server: Factory) -> None:
        """Have this answer instead."""
        self.endpoint = MemoryEndpoint(server)
        self.addCleanup(self.endpoint.stop)

    def file(self, name: str, content: bytes) -> str:
        """Write a file; its name."""
        path = self.folder / name
        path.write_bytes(content)
        return str(path)

    async def hsmcon(self, *answers: str | Callable[[], str], **arguments: Any) -> int:
        """Run hsmcon; what was seen is in `seen` and `errors`."""
        script, errors = Script(*answers), io.StringIO()
        try:
            return await attempt(Arguments(**{"host": HOST, **arguments}), self.endpoint, self.clock, script, errors)
        finally:
            self.seen, self.errors, self.left = script.text, errors.getvalue(), script.answers

    async def menus(self, *answers: str | Callable[[], str], user: str = "master") -> None:
        """Log in, do what the answers do, leave; nothing is refused and no answer left over."""
        status = await self.hsmcon(PASSWORD, *answers, "0", user=user)
        self.assertEqual((status, self.errors, self.left), (0, "", []), self.seen)
