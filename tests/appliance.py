"""A whole exchange in memory for tests: no socket, no thread, a clock that stands still."""

from collections.abc import Awaitable, Callable, Iterable, Sequence
from hashlib import shake_128
from typing import Any

from twisted.logger import Logger

from hsmsim.crypto.narrowed import Narrowed
from hsmsim.crypto.openssl import OpenSSL
from hsmsim.devices.device import UNRESTRICTED, Device
from hsmsim.exchange.answer import Exchange
from hsmsim.exchange.context import nobody_waits
from hsmsim.exchange.jobs import Wait
from hsmsim.exchange.notices import Receivers
from hsmsim.exchange.operation import Table
from hsmsim.exchange.peer import Answer, Peer
from hsmsim.interfaces.log import Log
from hsmsim.interfaces.partitions import Authorization, PartitionsError, Refusal, SecondFactor, User, UserType
from hsmsim.interfaces.store import Changes, IStore
from hsmsim.model.managed import ManagedObject
from hsmsim.operations import table
from hsmsim.spec.enums import Operation, ResultReason, ResultStatus
from hsmsim.spec.profiles import Feature
from hsmsim.spec.structures import (
    ProtocolVersion,
    RequestBatchItem,
    RequestHeader,
    RequestMessage,
    ResponseBatchItem,
    ResponseHeader,
)
from hsmsim.spec.tags import Tag
from hsmsim.spec.versions import V1_4, Version
from hsmsim.store.memory import Memory
from hsmsim.ttlv import binary
from hsmsim.ttlv.schema import Raw, nested, structure, undecoded

NOW = 1_700_000_000
LISTENING = frozenset({Feature.TTLV, Feature.TLS})  # what any listener for KMIP adds


@structure(Tag)
class ResponseMessage:
    """Response Message (7.1, table 281)."""

    response_header: ResponseHeader = nested(ResponseHeader)
    batch_item: list[Raw] = undecoded(factory=list)


class KmipError(Exception):
    """An item was not answered with Success."""

    def __init__(self, item: ResponseBatchItem) -> None:
        super().__init__(item.result_reason, item.result_message)
        self.item = item
        self.status: ResultStatus = item.result_status
        self.reason: ResultReason | None = item.result_reason


class TwoUsers:
    """Partitions `alice` and `bob`; the fingerprint is the name. What is in `blocked` is not admitted.

    Attributes:
        trust: whom a user is trusted by, and with which rights.
        authorizations: of partitions under custodians.
    """

    def __init__(self) -> None:
        self.trust: dict[str, tuple[tuple[str, int], ...]] = {}
        self.authorizations: dict[str, Authorization] = {}
        self.passwords = {"alice": "alice-password", "bob": "bob-password"}
        self.blocked: set[str] = set()

    def admit(self, fingerprint: bytes) -> User:
        name = fingerprint.decode()
        if name not in self.passwords or name in self.blocked:
            raise Refusal(f"{name} is blocked or unknown")
        return self.user(name)

    def user(self, user_id: str) -> User:
        if user_id not in self.passwords:
            raise PartitionsError(f"there is no user {user_id}")
        return User(
            user_id,
            UserType.OPERATOR,
            user_id in self.blocked,
            SecondFactor.X509,
            user_id.encode(),
            authorization=self.authorizations.get(user_id, Authorization.NONE),
        )

    def users(self) -> list[User]:
        return [self.user(name) for name in self.passwords]

    def grant(self, truster: str, trustee: str, rights: int) -> None:
        """Let somebody be trusted by another with these rights and no more."""
        others = [each for each in self.trusters(trustee) if each[0] != truster]
        self.trust[trustee] = (*others, (truster, rights))

    def trusters(self, user_id: str) -> tuple[tuple[str, int], ...]:
        return self.trust.get(user_id, ())

    async def confirm(self, user_id: str, password: str) -> None:
        if self.passwords.get(user_id) != password:
            raise Refusal(f"the password of {user_id} is wrong")


async def at_once(function: Any, *args: Any) -> Any:
    """An offload that needs no thread."""
    return function(*args)


class Offloaded:
    """An offload that needs no thread and counts what would have gone into one."""

    def __init__(self) -> None:
        self.count = 0

    async def __call__(self, function: Any, *args: Any) -> Any:
        """Do it at once."""
        self.count += 1
        return function(*args)


def raw(value: Any, tag: int, version: Version = V1_4) -> Raw:
    """A declared structure as the undecoded structure of another."""
    data = binary.encode(value, tag, version=version)
    return Raw(data, 8, len(data) - 8)


def message(items: Iterable[RequestBatchItem], version: Version = V1_4, **header: Any) -> bytes:
    """A request message; `header` has further fields of the Request Header."""
    raws = [raw(item, Tag.BATCH_ITEM) for item in items]
    fields = {"batch_count": len(raws), **header}
    made = RequestHeader(
        protocol_version=ProtocolVersion(protocol_version_major=version.major, protocol_version_minor=version.minor),
        **fields,
    )
    request = RequestMessage(request_header=raw(made, Tag.REQUEST_HEADER), batch_item=raws)
    return binary.encode(request, Tag.REQUEST_MESSAGE)


def item(operation: int, payload: Any, batch_item_id: bytes | None = None, **fields: Any) -> RequestBatchItem:
    """A request batch item."""
    return RequestBatchItem(
        operation=operation,  # type: ignore[arg-type]
        unique_batch_item_id=batch_item_id,
        request_payload=payload if isinstance(payload, Raw) else raw(payload, Tag.REQUEST_PAYLOAD),
        **fields,
    )


class Hsm:
    """The exchange of a test and everything behind it.

    Args:
        now: the time; change `now` to let it pass.
        store: provider of IStore; memory without one.
        offload: runs slow work; at once without one.
        log: where the exchange tells of events.
        operations: more operations than there are, or other ones.
        device: the model of the appliance.
        features: what the listeners would add.
        waits: which operations are asynchronous.
        receivers: who is told of changes.
        give_way: lets others be answered; at once without one.
    """

    def __init__(
        self,
        now: int = NOW,
        store: IStore | None = None,
        require_credential: bool = False,
        offload: Callable[..., Awaitable[Any]] | None = None,
        log: Log | None = None,
        operations: Table | None = None,
        device: Device = UNRESTRICTED,
        features: frozenset[Feature] = LISTENING,
        waits: Sequence[Wait] = (),
        receivers: Receivers | None = None,
        give_way: Callable[[], Awaitable[None]] | None = None,
    ) -> None:
        self.now = now
        self.recorded: list[tuple[int, str]] = []
        self._drawn = 0
        self.store: Any = Memory() if store is None else store
        narrow = device.algorithms is not None
        self.crypto: Any = Narrowed(self._random, device) if narrow else OpenSSL(self._random)
        self.users: Any = TwoUsers()
        self.exchange = Exchange(
            table={**table(device.operations), **(operations or {})},
            store=self.store,
            crypto=self.crypto,
            partitions=self.users,
            offload=offload or at_once,
            give_way=give_way or nobody_waits,
            clock=lambda: self.now,
            log=log or Logger("tests"),
            device=device,
            features=features,
            require_credential=require_credential,
            waits=waits,
            receivers=receivers,
            record=lambda number, text: self.recorded.append((number, text)),
        )

    def _random(self, size: int) -> bytes:
        """Bytes that differ from draw to draw and are the same in every run."""
        self._drawn += 1
        return shake_128(self._drawn.to_bytes(8, "big")).digest(size)

    def put(self, *objects: ManagedObject, user: str = "alice") -> None:
        """Put objects into a partition as they are."""
        self.store.apply({user: Changes(saved={obj.uid: obj for obj in objects})})

    def load(self, uid: str, user: str = "alice") -> ManagedObject:
        """An object as it is stored."""
        return self.store.load(user, uid)  # type: ignore[no-any-return]

    async def send(self, request: bytes, user: str = "alice") -> Answer:
        """Send a message as a user."""
        return await self.exchange.answer(request, Peer(user.encode(), "test", 1))

    async def batch(
        self, *items: RequestBatchItem, user: str = "alice", version: Version = V1_4, **header: Any
    ) -> list[ResponseBatchItem]:
        """Send items as one message and return the items of the answer."""
        answer = await self.send(message(items, version, **header), user)
        read = binary.decode(ResponseMessage, answer.data, Tag.RESPONSE_MESSAGE)
        assert read.response_header.batch_count == len(read.batch_item)
        return [binary.decode_raw(ResponseBatchItem, each) for each in read.batch_item]

    async def ask(
        self, operation: Operation, payload: Any, user: str = "alice", version: Version = V1_4, **header: Any
    ) -> Any:
        """Send one item and return its response payload.

        Raises:
            KmipError: the answer is not Success.
        """
        (answered,) = await self.batch(item(operation, payload), user=user, version=version, **header)
        if answered.result_status is not ResultStatus.SUCCESS:
            raise KmipError(answered)
        return binary.decode_raw(table()[operation].response, answered.response_payload)  # type: ignore[arg-type]


__all__ = [
    "LISTENING",
    "NOW",
    "Hsm",
    "KmipError",
    "Offloaded",
    "ResponseMessage",
    "TwoUsers",
    "at_once",
    "item",
    "message",
    "raw",
]
