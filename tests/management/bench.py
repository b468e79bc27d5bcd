"""A session without a connection, for tests of commands."""

import random
from typing import Any

from twisted.internet.task import Clock
from twisted.logger import Logger
from twisted.protocols import amp
from twisted.trial.unittest import TestCase

from hsmsim import operations
from hsmsim.crypto.key_files import KeyFiles
from hsmsim.crypto.openssl import OpenSSL
from hsmsim.exchange.answer import Exchange
from hsmsim.exchange.context import nobody_waits
from hsmsim.interfaces.partitions import Permission, UserType
from hsmsim.management.answer import answer
from hsmsim.management.command import ManagementCommand
from hsmsim.management.numbers import split
from hsmsim.management.session import Appliance, Identity, Session
from hsmsim.partitions.partitions import Partitions
from hsmsim.store.memory import Memory
from tests.audit.logs import in_memory
from tests.partitions.pairs import pair

NOW = 1_700_000_000
PASSWORD, OTHER = "a good password", "another password"
IDENTITY = Identity(engine="1.2.3", model="SIM", serial="S0001")


async def at_once(function: Any, *arguments: Any) -> Any:
    """An offload that does not."""
    return function(*arguments)


def make_partitions(store: Memory | None = None) -> Partitions:
    """Users in memory, with scrypt made cheap."""
    return Partitions(store or Memory(), lambda: NOW, at_once, random.Random(1).randbytes, work=2)


def make_appliance(
    partitions: Partitions,
    clock: Clock,
    observer: Any,
    store: Memory | None = None,
    certificate: bytes | None = None,
) -> Appliance:
    """What sessions share; the audit log is in memory.

    Args:
        observer: is told what goes to the program's log.
        store: where the objects are.
        certificate: the HSM's, PEM; the one of all tests without it.
    """
    log, audit = Logger(observer=observer), in_memory(clock)
    crypto = OpenSSL(random.Random(3).randbytes)
    exchange = Exchange(
        table=operations.table(),
        store=store or Memory(),
        crypto=crypto,
        partitions=partitions,
        offload=at_once,
        give_way=nobody_waits,
        clock=clock.seconds,
        log=log,
        record=audit.record,
    )
    return Appliance(
        partitions=partitions,
        within=exchange.within,
        crypto=crypto,
        key_files=KeyFiles(),
        certificate=certificate or pair("hsm").pem,
        identity=IDENTITY,
        log=log,
        random=random.Random(2).randbytes,
        audit=audit,
        names=operations.names,
        spelling=operations.spelling,
    )


class ManagementTest(TestCase):
    """`master` and the User `alice` are there; nobody is logged in."""

    async def setUp(self) -> None:
        self.events: list[dict[str, Any]] = []
        self.store = Memory()
        self.partitions = make_partitions(self.store)
        await self.partitions.ensure_master(PASSWORD)
        await self.partitions.create("alice", PASSWORD, UserType.USER)
        self.clock = Clock()
        self.clock.advance(NOW)
        self.appliance = make_appliance(self.partitions, self.clock, self.events.append, self.store)
        self.audit: Any = self.appliance.audit
        self.session = Session(self.appliance, "10.0.0.1:1234", 7)
        self.number = 0

    def recorded(self, after: int = 0) -> list[str]:
        """What the audit log says after a position: connection and text."""
        return [line.text[38:] for line in self.audit.retrieve(after, 1000)]

    def master(self) -> None:
        """Have the Operator logged in."""
        self.session.user_id = "master"

    def alice(self) -> None:
        """Have the User logged in."""
        self.session.user_id = "alice"

    async def with_users(self, *user_ids: str) -> None:
        """Have more Users."""
        for user_id in user_ids:
            await self.partitions.create(user_id, PASSWORD, UserType.USER)

    async def permit(self, *permissions: Permission) -> None:
        """Have the User logged in, with these permissions."""
        await self.partitions.set_permissions("alice", frozenset(permissions))
        self.alice()

    async def ask(self, command: type[ManagementCommand], **arguments: Any) -> dict[str, Any]:
        """Run a command through its boxes; what it answers, or raises."""
        box = command.makeArguments(arguments, None)
        box[amp.COMMAND], box[amp.ASK] = command.commandName, b"1"
        reply = await answer(self.session, box)
        reply.serialize()  # raises where a value is too long to travel
        if amp.ERROR in reply:
            self.number, text = split(reply[amp.ERROR_DESCRIPTION].decode())
            raise command.reverseErrors[reply[amp.ERROR_CODE]](text)
        return command.parseResponse(reply, None)

    async def refused(self, kind: type[Exception], command: type[ManagementCommand], **arguments: Any) -> str:
        """Run a command that is refused so; the text. The number is in `number`."""
        try:
            await self.ask(command, **arguments)
        except kind as error:
            return str(error)
        raise self.failureException(f"{command.__name__} was not refused")
