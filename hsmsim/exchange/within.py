"""Within: operations that are asked for from inside the appliance, by console and web, under the rules of KMIP."""

from collections.abc import Callable, Mapping
from types import SimpleNamespace
from typing import Any

from hsmsim.errors import Refused
from hsmsim.exchange.batch import done, find_row
from hsmsim.exchange.caller import known
from hsmsim.exchange.jobs import NO_JOBS
from hsmsim.exchange.operation import AnyRow
from hsmsim.exchange.peer import Done, Outcome
from hsmsim.exchange.reasons import reason_of
from hsmsim.exchange.telling import texts
from hsmsim.exchange.work import Work
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
        context = work.context(caller, int(self._clock()), V1_4, NO_JOBS)

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
