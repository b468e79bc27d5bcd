"""What an operation sees: the objects, the cryptography, who calls, the time. Nothing else reaches it."""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, TypeVar
from uuid import UUID

from hsmsim.devices.device import UNRESTRICTED, Device
from hsmsim.errors import NoSuchObject
from hsmsim.exchange.jobs import NO_JOBS, Jobs
from hsmsim.exchange.objects import Objects
from hsmsim.exchange.offer import Payloads
from hsmsim.exchange.reach import Reach
from hsmsim.exchange.streams import Streams
from hsmsim.interfaces.crypto import ICrypto
from hsmsim.interfaces.partitions import User
from hsmsim.spec.enums import Operation
from hsmsim.spec.profiles import Feature
from hsmsim.spec.versions import Version

T = TypeVar("T")


async def nobody_waits() -> None:
    """Give way to nobody: for requests that nobody may come in between."""


@dataclass(slots=True)
class Context:
    """One message's view of the server.

    Args:
        objects: the objects of the caller's partition, and of those that it may read.
        crypto: provider of ICrypto.
        caller: the user whose certificate and credential were right.
        now: seconds since 1970, the same for the whole message.
        version: the protocol version that is spoken.
        streams: the caller's multi-part operations.
        offload: runs a function in a thread and returns its result.
        offered: the operations that the server has.
        placeholder: the ID Placeholder; None when it is empty.
        jobs: the caller's asynchronous operations.
        device: the model of the appliance.
        features: what else is there that a profile may require.
        trusters: whose partitions the caller has been granted rights on, and which.
        give_way: lets others be answered, in the midst of long work.
    """

    objects: Objects | Reach
    crypto: ICrypto
    caller: User
    now: int
    version: Version
    streams: Streams
    offload: Callable[..., Awaitable[Any]]
    offered: Mapping[Operation, Payloads]
    placeholder: str | None = None
    jobs: Jobs = NO_JOBS
    device: Device = UNRESTRICTED
    features: frozenset[Feature] = frozenset()
    trusters: Sequence[tuple[str, int]] = ()
    give_way: Callable[[], Awaitable[None]] = nobody_waits

    def pick(self, uid: str | None) -> str:
        """The Unique Identifier of the request or, if it has none, the ID Placeholder (chapter 4).

        Raises:
            NoSuchObject: there is neither.
        """
        chosen = self.placeholder if uid is None else uid
        if chosen is None:
            raise NoSuchObject()
        return chosen

    def new_uid(self) -> str:
        """A Unique Identifier that no object has: a random UUID (3.1)."""
        return str(UUID(bytes=self.crypto.random(16), version=4))

    # -------------------------------------------------------------------------------------- items and the message

    def keep_item(self) -> None:
        """Make what the item that has just run did part of what the message does."""
        self.objects.keep_item()
        self.streams.keep_item()

    def drop_item(self) -> None:
        """Take back what the item that has just run did."""
        self.objects.drop_item()
        self.streams.drop_item()
        self.jobs.drop()

    def drop_all(self) -> None:
        """Take back what the message did."""
        self.objects.drop_all()
        self.streams.drop_all()
        self.jobs.drop()
