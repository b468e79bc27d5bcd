"""Within: operations that are asked for from inside the appliance, by console and web, under the rules of KMIP."""

from collections.abc import Callable, Mapping
from types import SimpleNamespace
from typing import Any

from hsmsim.errors import Refused
from hsmsim.exchange.access import not_granted
from hsmsim.exchange.batch import done, find_row
from hsmsim.exchange.caller import known
from hsmsim.exchange.jobs import NO_JOBS
from hsmsim.exchange.operation import AnyRow
from hsmsim.exchange.pages import Look, Page, find
from hsmsim.exchange.peer import Done, Outcome
from hsmsim.exchange.reasons import reason_of
from hsmsim.exchange.telling import texts
from hsmsim.exchange.work import Work
from hsmsim.model.access import Rights
from hsmsim.model.lifecycle import settle
from hsmsim.model.managed import ManagedObject
from hsmsim.spec.enums import Operation, ResultReason, ResultStatus
from hsmsim.spec.versions import V1_4


class Within:
    """Asks for operations with Python objects instead of messages: nothing is encoded.

    Args:
        work: what all requests meet.
        clock: seconds since 1970.
    """

    def __init__(self, work: Work, clock: Callable[[], float]) -> None:
        self._work = work
        self._clock = clock

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
        request = SimpleNamespace(**fields)
        try:
            payload = await self._perform(user_id, operation, partition, number, fields)
        except Exception as error:
            failed = done(operation, ResultStatus.OPERATION_FAILED, self._reason_of(error, operation), request, None)
            self._record(user_id, number, failed)
            raise
        self._record(user_id, number, done(operation, ResultStatus.SUCCESS, None, payload, request))
        return payload

    def _record(self, user_id: str, number: int, became: Done) -> None:
        for text in texts(Outcome(user_id, V1_4, [became]), "inside"):
            self._work.record(number, text)

    def _reason_of(self, error: Exception, operation: Operation) -> ResultReason:
        row = self._work.table.get(operation)
        reason = reason_of(error, {} if row is None else row.errors, V1_4)  # type: ignore[arg-type]
        return ResultReason.GENERAL_FAILURE if reason is None else reason

    async def _perform(
        self, user_id: str, operation: Operation, partition: str | None, number: int, fields: Mapping[str, Any]
    ) -> Any:
        work = self._work
        row: AnyRow = find_row(work.table, operation, V1_4)
        caller = known(work.partitions, work.log, user_id)
        context = work.context(caller, int(self._clock()), V1_4, NO_JOBS, True)

        async def steps() -> Any:
            if partition is not None:
                context.objects.make_in(partition)
            context.objects.begin(operation)
            payload = await row.run(context, row.request(**fields))
            context.keep_item()
            return payload

        try:
            return await work.carry_out(context, steps, lambda: known(work.partitions, work.log, user_id), False)
        except Refused as refused:
            work.log.info(
                "{operation} of {user} on connection {number}: {text}",
                operation=operation.title,
                user=user_id,
                number=number,
                text=str(refused),
            )
            raise

    async def page(
        self, user_id: str, *, partition: str | None = None, text: str = "", before: int | None = None, most: int = 50
    ) -> Page:
        """Look through a partition. Others are answered meanwhile.

        Args:
            partition: whose objects; the user's own without it.
            text, before, most: see `Look`.

        Raises:
            AuthenticationNotSuccessful: there is no such user, or the user is blocked.
            NotPermitted: the user may not read the partition.
        """
        owner = user_id if partition is None else partition
        self._check_readable(user_id, owner)
        found = await find(self._work.store, owner, Look(text, before, most), self._work.give_way)
        self._check_readable(user_id, owner)
        return Page([self._seen(each.obj) for each in found.objects], found.next, found.total)

    def _check_readable(self, user_id: str, owner: str) -> None:
        caller = known(self._work.partitions, self._work.log, user_id)
        rights = dict(self._work.partitions.trusters(user_id)).get(owner, Rights.NONE)
        if owner != caller.user_id and not rights & Rights.READ:
            raise not_granted(owner, Rights.READ)

    def _seen(self, obj: ManagedObject) -> ManagedObject:
        seen = obj.copy()
        settle(seen, int(self._clock()))
        seen.value = seen.working = None
        return seen
