"""An HSM and a person at its console, in memory: TLS and all, but no socket."""

import io
import random
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any, cast

from OpenSSL import SSL
from OpenSSL.crypto import X509, PKey
from twisted.internet import defer, reactor
from twisted.internet.interfaces import IOpenSSLContextFactory, IStreamClientEndpoint
from twisted.internet.protocol import Factory
from twisted.internet.task import Clock, LoopingCall
from twisted.protocols.tls import TLSMemoryBIOFactory
from twisted.test.iosim import FakeTransport, connect
from twisted.trial.unittest import TestCase
from zope.interface import implementer

from hsmsim.backup.backups import Backups
from hsmsim.console.arguments import Arguments
from hsmsim.console.desk import BANNER
from hsmsim.console.main import Place, attempt
from hsmsim.console.terminal import EndOfInput
from hsmsim.exchange.context import nobody_waits
from hsmsim.interfaces.backups import IBackups
from hsmsim.interfaces.partitions import Permission, UserType
from hsmsim.interfaces.statistics import IStatistics
from hsmsim.interfaces.store import Changes
from hsmsim.management.session import Facts
from hsmsim.model.managed import ManagedObject
from hsmsim.partitions import roll
from hsmsim.server.manage import ManagementFactory
from hsmsim.store.memory import Memory
from hsmsim.taps.statistics import Statistics
from tests.appliance import at_once
from tests.management.bench import NOW, PASSWORD, make_appliance, make_partitions
from tests.partitions.pairs import Pair, pair

HOST = "127.0.0.1"
GAUGES = ("users", "objects", "database_bytes", "memory_bytes", "cpu_milliseconds")
GO_ON = "go on"  # an answer of somebody who listens and types nothing
FACTS = Facts(
    product="1.2.3",
    stored="memory",
    listeners={"kmip": "127.0.0.1:5696", "https": ""},
    operations=["Create", "Get"],
    profiles=["Baseline Server KMIP v1.4"],
    settings=["--no-user"],
)

Answer = str | Callable[[], str]


class Script:
    """A terminal with answers that were thought of before; functions among them are called when their turn comes."""

    def __init__(self, *answers: Answer, live: bool = False, height: int = 24) -> None:
        self.answers = list(answers)
        self.live = self.blocks = live
        self.height = height
        self.text = ""
        self.remembered: list[str] = []
        self.completions: list[Sequence[str]] = []

    def write(self, text: str) -> None:
        self.text += text

    def remember(self, answer: str) -> None:
        self.remembered.append(answer)

    def rest(self, most: int | None = None) -> bytes:
        rest = "".join(f"{answer}\n" for answer in self.answers).encode()
        self.answers = [] if most is None else rest[most:].decode().splitlines()
        return rest[:most]

    @contextmanager
    def listening(self, lines: bool = True) -> Iterator[Callable[[], bool]]:
        yield lambda: self.next() != GO_ON

    def next(self) -> str:
        if not self.answers:
            return ""
        answer = self.answers.pop(0)
        return answer if isinstance(answer, str) else answer()

    def ask(self, prompt: str, completions: Sequence[str] = ()) -> str:
        self.completions.append(completions)
        answer = self.ask_secret(prompt)
        self.text = self.text[:-1] + answer + "\n"
        return answer

    def ask_secret(self, prompt: str) -> str:
        self.write(prompt)
        if not self.answers:
            raise EndOfInput
        self.write("\n")
        return self.next()


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

    password: str | None = None  # of the environment

    async def setUp(self) -> None:
        self.store = Memory()
        self.partitions = make_partitions(self.store)
        await self.partitions.ensure_master(PASSWORD)
        await self.partitions.create("alice", PASSWORD, UserType.USER)
        self.log: list[dict[str, Any]] = []
        self.folder = Path(self.mktemp())
        self.folder.mkdir()
        self.clock = Clock()
        self.clock.advance(NOW)
        self.statistics = Statistics(self.clock.seconds, {name: lambda: 7 for name in GAUGES})
        self.backups = Backups(
            product="1.2.3",
            store=self.store,
            count_users=roll.count,
            new_file=io.BytesIO,
            clock=self.clock.seconds,
            random=random.Random(3).randbytes,
            offload=at_once,
            give_way=nobody_waits,
            replaced=lambda: self.factory.close(),
            work=2,
        )
        self.start(pair("hsm"))

    def start(self, own: Pair) -> None:
        """Start the HSM with this pair."""
        appliance = make_appliance(self.partitions, self.clock, self.log.append, self.store, own.pem)
        appliance.statistics = cast(IStatistics, self.statistics)
        appliance.facts = lambda: FACTS
        appliance.backups = cast(IBackups, self.backups)
        self.factory = ManagementFactory(appliance, self.clock)
        self.listen(TLSMemoryBIOFactory(ServerTLS(own), False, self.factory))

    def listen(self, server: Factory) -> None:
        """Have this answer instead."""
        self.endpoint = MemoryEndpoint(server)
        self.addCleanup(self.endpoint.stop)

    def listen_outside(self) -> str:
        """Be there for other processes too; the port, on 127.0.0.1."""
        server = TLSMemoryBIOFactory(ServerTLS(pair("hsm")), False, self.factory)
        port = reactor.listenTCP(0, server, interface="127.0.0.1")
        self.addCleanup(port.stopListening)
        return str(port.getHost().port)

    def time_passes(self) -> None:
        """From now on the HSM's clock runs, for what waits."""
        passing = LoopingCall(self.clock.advance, 0.1)
        passing.start(0.005)
        self.addCleanup(passing.stop)

    async def user(self, user_id: str, user_type: UserType = UserType.USER, *permissions: Permission) -> None:
        """Make a user with the password of all."""
        await self.partitions.create(user_id, PASSWORD, user_type, frozenset(permissions))

    def put(self, user_id: str, *objects: ManagedObject) -> None:
        """Have objects in a partition."""
        self.store.apply({user_id: Changes(saved={obj.uid: obj for obj in objects})})

    def load(self, user_id: str, uid: str) -> ManagedObject:
        """An object as it is in its partition."""
        return self.store.load(user_id, uid)

    def file(self, name: str, content: bytes) -> str:
        """Write a file; its name."""
        path = self.folder / name
        path.write_bytes(content)
        return str(path)

    async def hsmcon(self, *answers: Answer, live: bool = False, **arguments: Any) -> int:
        """Run hsmcon; what was seen is in `seen`, `answered` and `errors`."""
        script, answered, errors = Script(*answers, live=live), io.StringIO(), io.StringIO()
        place = Place(lambda host, port: self.endpoint, self.clock, script, answered, errors, self.password)
        try:
            return await attempt(Arguments(**{"host": HOST, **arguments}), place)
        finally:
            self.terminal, self.seen, self.left = script, script.text, script.answers
            self.answered, self.errors = answered.getvalue(), errors.getvalue()

    async def menus(self, *answers: Answer, user: str = "master", **arguments: Any) -> None:
        """Log in, do what the answers do, leave; nothing is refused and no answer left over."""
        status = await self.hsmcon(PASSWORD, *answers, "0", user=user, **arguments)
        self.assertEqual((status, self.errors, self.left), (0, "", []), self.seen)

    async def script(
        self, *commands: str, answers: Sequence[Answer] = (), user: str = "master", **arguments: Any
    ) -> int:
        """Log in and run commands."""
        return await self.hsmcon(PASSWORD, *answers, user=user, commands=commands, **arguments)

    def screen(self, title: str, user: str = "master") -> str:
        """The last screen with this title: what follows the frame, whole."""
        head = f"HSM 127.0.0.1 e - Engine 1.2.3 (SIM) - S0001 - ID {user}\n\n{title}\n\n"
        found = [each for each in self.seen.split(f"\n{BANNER}\n\n") if each.startswith(head)]
        self.assertTrue(found, f"no screen {title!r} in {self.seen}")
        return found[-1].removeprefix(head)
