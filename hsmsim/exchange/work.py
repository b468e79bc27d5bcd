"""Work: what users ask for, wherever they ask, is carried out in the turn of their partition."""

from collections.abc import Awaitable, Callable, Iterable
from dataclasses import dataclass, field
from typing import Any, TypeVar

from hsmsim.devices.device import Device
from hsmsim.exchange.context import Context
from hsmsim.exchange.jobs import AllJobs, Jobs
from hsmsim.exchange.notices import Notice, Receivers, notice_of
from hsmsim.exchange.objects import Objects
from hsmsim.exchange.operation import Table
from hsmsim.exchange.streams import AllStreams
from hsmsim.interfaces.crypto import ICrypto
from hsmsim.interfaces.log import Log
from hsmsim.interfaces.partitions import IPartitions, User
from hsmsim.interfaces.store import IStore
from hsmsim.spec.profiles import Feature
from hsmsim.spec.versions import Version

T = TypeVar("T")


@dataclass(slots=True)
class Work:
    """What all requests meet: those that come as messages, those that were put off, and those from inside.

    Args:
        table: the operations that are offered.
        offload: runs a function in a thread and returns its result.
        receivers: who brings clients the news of changes; None where nobody wants any.
        device: the model of the appliance.
        features: what else is there that a profile may require.
        streams: the multi-part operations of all users.
        jobs: the asynchronous operations of all users.
    """

    table: Table
    store: IStore
    crypto: ICrypto
    partitions: IPartitions
    offload: Callable[..., Awaitable[Any]]
    log: Log
    receivers: Receivers | None
    device: Device
    features: frozenset[Feature]
    streams: AllStreams
    jobs: AllJobs
    _boot: str = field(init=False)
    _numbers: int = 0

    def __post_init__(self) -> None:
        self._boot = self.crypto.random(8).hex()

    def number(self) -> str:
        """A Server Correlation Value (6.19) that no message had before, not even of an earlier process."""
        self._numbers += 1
        return f"{self._boot}-{self._numbers}"

    def context(self, caller: User, now: int, version: Version, jobs: Jobs) -> Context:
        """What one request sees.

        Args:
            now: seconds since 1970.
            jobs: the caller's asynchronous operations.
        """
        user_id = caller.user_id
        return Context(
            Objects(self.store, user_id, now, self.device.objects),
            self.crypto,
            caller,
            now,
            version,
            self.streams.of(user_id, now),
            self.offload,
            self.table,
            jobs=jobs,
            device=self.device,
            features=self.features,
        )

    async def carry_out(
        self, context: Context, steps: Callable[[], Awaitable[T]], admitted: Callable[[], object], alone: bool
    ) -> T:
        """Take the steps in the caller's turn; when it returns, what they changed is durable.

        Args:
            admitted: raises where the caller may no longer do anything.
            alone: nobody else may be in the partition meanwhile.

        Raises:
            Conflict: an object was changed by another in between.
            OSError: the changes could not be written.
            What the steps and `admitted` raise. In any case nothing was changed.
        """
        user_id = context.caller.user_id
        turn = self.store.exclusive if alone else self.store.shared
        try:
            async with turn(user_id):
                result = await steps()
                # Work in a thread, or a turn that had to be waited for: the user may be blocked or gone by now.
                admitted()
                notices = self._notices(context) if self.receivers is not None else ()
                context.objects.write()
            await self.store.durable()
        except BaseException:
            context.drop_all()
            raise
        if notices and self.receivers is not None:
            self.receivers.send(user_id, notices)
        return result

    def _notices(self, context: Context) -> Iterable[Notice]:
        """What there is to tell of a request's changes; a fault in that is none of the request's."""
        assert self.receivers is not None
        user_id = context.caller.user_id
        if not self.receivers.wants(user_id):
            return ()
        try:
            return [notice_of(each, context.now, self.number()) for each in context.objects.changes()]
        except Exception:
            self.log.failure("the notices of a KMIP message of {user} failed", user=user_id)
            return ()
