"""Within: operations that are asked for from inside the appliance, by console and web, under the rules of KMIP."""

from collections.abc import Awaitable, Callable, Sequence
from types import SimpleNamespace
from typing import Any, TypeVar

from hsmsim.errors import AuthenticationNotSuccessful, Refused
from hsmsim.exchange import temporary
from hsmsim.exchange.access import USES, WITHHELD, is_withheld, needed, not_granted
from hsmsim.exchange.batch import done
from hsmsim.exchange.caller import known
from hsmsim.exchange.finding import Seen, find_object
from hsmsim.exchange.jobs import NO_JOBS
from hsmsim.exchange.pages import Look, Page, find
from hsmsim.exchange.peer import Done, Outcome
from hsmsim.exchange.steps import Steps
from hsmsim.exchange.telling import texts
from hsmsim.exchange.work import Work
from hsmsim.interfaces.partitions import User
from hsmsim.model.access import Rights
from hsmsim.model.lifecycle import settle
from hsmsim.model.managed import ManagedObject
from hsmsim.spec.enums import Operation, ResultReason, ResultStatus
from hsmsim.spec.versions import V1_4

T = TypeVar("T")


class Within:
    """Asks for operations with Python objects instead of messages: nothing is encoded.

    Args:
        work: what all requests meet.
        clock: seconds since 1970.
    """

    def __init__(self, work: Work, clock: Callable[[], float]) -> None:
        self._work = work
        self._clock = clock

    @property
    def keeps(self) -> bool:
        """Whether objects outlive the process; what is secret of them is kept encrypted then."""
        return bool(self._work.store.keeps)

    def now(self) -> int:
        """The time that all of it goes by: seconds since 1970."""
        return int(self._clock())

    async def perform(
        self, user_id: str, operation: Operation, *, partition: str | None = None, number: int = 0, **fields: Any
    ) -> Any:
        """Carry out one operation, as a message of one item in the newest version would be.

        Args:
            user_id: who asks; the caller has made sure of that.
            partition: where new objects are made; the user's own without it.
            number: of the connection that it is asked over, for the log.
            fields: of the operation's request payload, by their names.

        Returns:
            The response payload, once all that it changed is durable. It is not for changing.

        Raises:
            AuthenticationNotSuccessful: there is no such user, or the user is blocked.
            Refused: what else a client would be refused for.
            Conflict, OSError: see `Work.carry_out`.
        """
        try:
            caller = self._caller(user_id)
        except AuthenticationNotSuccessful:
            reason = ResultReason.AUTHENTICATION_NOT_SUCCESSFUL
            refused = done(operation, ResultStatus.OPERATION_FAILED, reason, SimpleNamespace(**fields), None)
            self._record(user_id, number, [refused])
            raise

        async def take(steps: Steps) -> Any:
            return await steps.perform(operation, **fields)

        return await self._take(caller, take, operation.title, partition, number, True)

    async def together(
        self,
        user_id: str,
        take: Callable[[Steps], Awaitable[T]],
        what: str,
        *,
        partition: str | None = None,
        number: int = 0,
    ) -> T:
        """Take several steps as one: what they change is durable when this returns, or nothing is changed.

        Args:
            take: takes them, and gives what is returned.
            what: they are for, for the log.
            user_id, partition, number: as for `perform`.

        Raises:
            As `perform`, and what `take` raises.
        """
        return await self._take(self._caller(user_id), take, what, partition, number, False)

    async def _take(
        self,
        caller: User,
        take: Callable[[Steps], Awaitable[T]],
        what: str,
        partition: str | None,
        number: int,
        single: bool,
    ) -> T:
        work, user_id = self._work, caller.user_id
        context = work.context(caller, self.now(), V1_4, NO_JOBS, single)
        taken = Steps(work.table, context)

        async def steps() -> T:
            if partition is not None:
                context.objects.make_in(partition)
            return await take(taken)

        try:
            result = await work.carry_out(context, steps, lambda: self._caller(user_id), False)
        except Exception as error:
            self._record(user_id, number, taken.failed(error))
            if isinstance(error, Refused):
                self._log(what, user_id, number, error)
            raise
        self._record(user_id, number, taken.done)
        return result

    def _caller(self, user_id: str) -> User:
        return known(self._work.partitions, self._work.log, user_id)

    def _record(self, user_id: str, number: int, became: Sequence[Done]) -> None:
        if became:
            for text in texts(Outcome(user_id, V1_4, became), "inside"):
                self._work.record(number, text)

    def _log(self, what: str, user_id: str, number: int, refused: Refused) -> None:
        self._work.log.info(
            "{what} of {user} on connection {number}: {text}",
            what=what,
            user=user_id,
            number=number,
            text=str(refused),
        )

    # ----------------------------------------------------------------------------------------------- looking

    async def find(self, user_id: str, word: str) -> Seen:
        """The object that a user means by a word, as things are now, without its value; see `find_object`.

        Raises:
            AuthenticationNotSuccessful: there is no such user, or the user is blocked.
            NoSuchObject, AmbiguousName: see there.
        """
        context = self._work.context(self._caller(user_id), self.now(), V1_4, NO_JOBS, True)
        seen = await find_object(context.objects.places, word)
        return seen._replace(obj=self._seen(seen.obj))

    def allows(self, seen: Seen, operation: Operation) -> bool:
        """Whether an operation is offered, who sees the object has the right that it takes, and custodians let it."""
        if operation not in self._work.table or not seen.rights & needed(operation):
            return False
        if operation not in USES or seen.obj.object_type not in WITHHELD:
            return True
        return not is_withheld(self._work.partitions.user(seen.partition).authorization)

    async def page(self, user_id: str, look: Look, *, partition: str | None = None) -> Page:
        """Look through a partition. Others are answered meanwhile.

        Args:
            partition: whose objects; the user's own without it.

        Raises:
            AuthenticationNotSuccessful: there is no such user, or the user is blocked.
            NotPermitted: the user may not read the partition.
        """
        owner = user_id if partition is None else partition
        self.rights(user_id, owner)
        page = await find(self._work.store, owner, look, self._seen, self._work.give_way)
        self.rights(user_id, owner)
        return page

    def rights(self, user_id: str, owner: str) -> int:
        """The rights that a user has on a partition that the user may read: bits of Rights.

        Raises:
            AuthenticationNotSuccessful: there is no such user, or the user is blocked.
            NotPermitted: the user may not read it.
        """
        if owner == self._caller(user_id).user_id:
            return Rights.ALL
        rights: int = dict(self._work.partitions.trusters(user_id)).get(owner, Rights.NONE)
        if not rights & Rights.READ:
            raise not_granted(owner, Rights.READ)
        return rights

    def _seen(self, obj: ManagedObject) -> ManagedObject:
        seen = obj.copy()
        settle(seen, self.now())
        seen.value = seen.working = None
        return seen

    # ------------------------------------------------------------------------------------------ temporary objects

    async def forget(self, partition: str, uid: str) -> None:
        """Remove a temporary object; see `temporary.forget`."""
        await temporary.forget(self._work, partition, uid, self.now())

    async def forget_all(self) -> None:
        """Remove all temporary objects; see `temporary.forget_all`."""
        await temporary.forget_all(self._work, self.now())
