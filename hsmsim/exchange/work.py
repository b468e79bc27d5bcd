"""Work: what users ask for, wherever they ask, is carried out in the turn of their partition."""

from collections.abc import AsyncIterator, Awaitable, Callable, Iterable, Sequence
from contextlib import AbstractAsyncContextManager, AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, field
from typing import Any, TypeVar

from hsmsim.devices.device import Device
from hsmsim.errors import NotAuthorized, NotPermitted
from hsmsim.exchange.access import is_withheld
from hsmsim.exchange.context import Context, nobody_waits
from hsmsim.exchange.jobs import AllJobs, Jobs
from hsmsim.exchange.notices import Notice, Receivers, notice_of
from hsmsim.exchange.objects import Objects
from hsmsim.exchange.operation import Table
from hsmsim.exchange.reach import Reach
from hsmsim.exchange.streams import AllStreams
from hsmsim.interfaces.audit import Record, unrecorded
from hsmsim.interfaces.crypto import ICrypto
from hsmsim.interfaces.log import Log
from hsmsim.interfaces.partitions import Authorization, IPartitions, User
from hsmsim.interfaces.store import IStore
from hsmsim.model.access import Rights
from hsmsim.spec.profiles import Feature
from hsmsim.spec.versions import Version

T = TypeVar("T")


@dataclass(slots=True)
class Work:
    """What all requests meet: those that come as messages, those that were put off, and those from inside.

    Args:
        table: the operations that are offered.
        offload: runs a function in a thread and returns its result.
        give_way: returns when others have had their turn of the reactor.
        receivers: who brings clients the news of changes; None where nobody wants any.
        device: the model of the appliance.
        features: what else is there that a profile may require.
        streams: the multi-part operations of all users.
        jobs: the asynchronous operations of all users.
        record: keeps what is asked and what becomes of it in the audit log.
    """

    table: Table
    store: IStore
    crypto: ICrypto
    partitions: IPartitions
    offload: Callable[..., Awaitable[Any]]
    give_way: Callable[[], Awaitable[None]]
    log: Log
    receivers: Receivers | None
    device: Device
    features: frozenset[Feature]
    streams: AllStreams
    jobs: AllJobs
    record: Record = unrecorded
    _boot: str = field(init=False)
    _numbers: int = 0

    def __post_init__(self) -> None:
        self._boot = self.crypto.random(8).hex()

    def number(self) -> str:
        """A Server Correlation Value (6.19) that no message had before, not even of an earlier process."""
        self._numbers += 1
        return f"{self._boot}-{self._numbers}"

    def context(self, caller: User, now: int, version: Version, jobs: Jobs, gives_way: bool) -> Context:
        """What one request sees.

        Args:
            now: seconds since 1970.
            jobs: the caller's asynchronous operations.
            gives_way: others may come in between: it is one operation, or it is alone in its partition. What several do
                must be seen as one.
        """
        user_id = caller.user_id
        trusters = self.partitions.trusters(user_id)
        own = Objects(self.store, user_id, now, self.device.objects)
        plain = not trusters and caller.authorization is Authorization.NONE
        return Context(
            own if plain else self._reach(own, caller, trusters, now),
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
            trusters=trusters,
            give_way=self.give_way if gives_way else nobody_waits,
        )

    def _reach(self, own: Objects, caller: User, trusters: Sequence[tuple[str, int]], now: int) -> Reach:
        """The objects of a caller who is trusted by others, or whose keys wait for custodians."""
        own.withheld = is_withheld(caller.authorization)
        return Reach(own, [self._other(owner, rights, now) for owner, rights in trusters if rights & Rights.READ])

    def _other(self, owner: str, rights: int, now: int) -> Objects:
        withheld = is_withheld(self.partitions.user(owner).authorization)
        return Objects(self.store, owner, now, self.device.objects, rights, withheld)

    async def carry_out(
        self, context: Context, steps: Callable[[], Awaitable[T]], admitted: Callable[[], User], alone: bool
    ) -> T:
        """Take the steps in the caller's turn; when it returns, what they changed is durable.

        Args:
            admitted: the caller as things are now; raises where the caller may no longer do anything.
            alone: nobody else may be in the caller's partition meanwhile.

        Raises:
            Conflict: an object was changed by another in between.
            NotPermitted, NotAuthorized: what the caller may do has changed in between.
            OSError: the changes could not be written.
            What the steps and `admitted` raise. In any case nothing was changed.
        """
        try:
            async with self._turns(context, alone) if context.trusters else self._turn(context.caller.user_id, alone):
                result = await steps()
                # Work in a thread, or a turn that had to be waited for: the user may be blocked or gone by now.
                caller = admitted()
                if caller is not context.caller or context.trusters:
                    self._check_same(context, caller)
                notices = self._notices(context) if self.receivers is not None else ()
                changes = context.objects.kept()
                if changes:
                    self.store.apply(changes)
            await self.store.durable()
        except BaseException:
            context.drop_all()
            raise
        for partition, told in notices:
            assert self.receivers is not None
            self.receivers.send(partition, told)
        return result

    def _turn(self, user_id: str, alone: bool) -> AbstractAsyncContextManager[None]:
        return self.store.exclusive(user_id) if alone else self.store.shared(user_id)

    @asynccontextmanager
    async def _turns(self, context: Context, alone: bool) -> AsyncIterator[None]:
        """The turns of all partitions within reach. Everybody takes them in the same order, so nobody waits forever."""
        async with AsyncExitStack() as stack:
            for partition in sorted(place.partition for place in context.objects.places):
                own = partition == context.caller.user_id
                await stack.enter_async_context(self._turn(partition, alone and own))
            yield

    def _check_same(self, context: Context, caller: User) -> None:
        if caller.authorization is not context.caller.authorization:
            raise NotAuthorized("the authorization of the partition has just changed")
        if context.trusters and self.partitions.trusters(caller.user_id) != context.trusters:
            raise NotPermitted("the rights on other partitions have just changed")

    def _notices(self, context: Context) -> Iterable[tuple[str, list[Notice]]]:
        """What there is to tell of a request's changes, by partition; a fault in that is none of the request's."""
        assert self.receivers is not None
        wanted = [place for place in context.objects.places if place.kept() and self.receivers.wants(place.partition)]
        try:
            return [
                (
                    place.partition,
                    [notice_of(each, context.now, self.number(), place.withheld) for each in place.changes()],
                )
                for place in wanted
            ]
        except Exception:
            self.log.failure("the notices of a KMIP message of {user} failed", user=context.caller.user_id)
            return ()
