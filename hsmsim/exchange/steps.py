"""Steps: what is asked for from inside the appliance, one after the other, and kept as one."""

from collections.abc import Callable, Mapping
from types import SimpleNamespace
from typing import Any

from hsmsim.errors import NotPermitted, Refused
from hsmsim.exchange.batch import done, find_row
from hsmsim.exchange.context import Context
from hsmsim.exchange.operation import AnyRow, Table
from hsmsim.exchange.peer import Done
from hsmsim.exchange.reasons import reason_of
from hsmsim.exchange.unwrapping import unwrapped
from hsmsim.model.managed import ManagedObject
from hsmsim.spec.enums import Operation, ResultReason, ResultStatus
from hsmsim.spec.structures import KeyBlock
from hsmsim.spec.tags import Tag
from hsmsim.spec.versions import V1_4
from hsmsim.ttlv.schema import ItemType, Node


class Steps:
    """The steps of one request, each by the rules of KMIP. All that they change is kept, or nothing.

    Args:
        table: the operations that are offered.
        context: the request's.
    """

    def __init__(self, table: Table, context: Context) -> None:
        self._table = table
        self._context = context
        self.done: list[Done] = []  # what became of the operations so far

    def failed(self, error: Exception) -> list[Done]:
        """What became of the operations once an error has undone them: the last one is said to have failed."""
        if not self.done:
            return []
        *before, last = self.done
        if last.status is ResultStatus.SUCCESS:
            last = last._replace(status=ResultStatus.OPERATION_FAILED, reason=_reason(error, {}))
        return [*(each._replace(status=ResultStatus.OPERATION_UNDONE) for each in before), last]

    async def perform(self, operation: Operation, **fields: Any) -> Any:
        """Carry out one operation, as an item of a message in the newest version would be.

        Args:
            fields: of the operation's request payload, by their names.

        Returns:
            The response payload. It is not for changing.

        Raises:
            Refused: what a client would be refused for.
        """
        request = SimpleNamespace(**fields)
        try:
            payload = await self._perform(operation, fields)
        except Exception as error:
            row = self._table.get(operation)
            reason = _reason(error, {} if row is None else row.errors)
            self.done.append(done(operation, ResultStatus.OPERATION_FAILED, reason, request, None))
            raise
        self.done.append(done(operation, ResultStatus.SUCCESS, None, payload, request))
        return payload

    async def _perform(self, operation: Operation, fields: Mapping[str, Any]) -> Any:
        row: AnyRow = find_row(self._table, operation, V1_4)
        self._context.objects.begin(operation)
        payload = await row.run(self._context, row.request(**fields))
        self._context.keep_item()
        return payload

    async def check_name(self, name: str, uid: str = "") -> None:
        """Refuse a name that another object has, where new objects are made.

        Raises:
            NameTaken: see above.
        """
        await self._context.objects.home.check_name(uid, name)

    async def mark(self, uid: str, mark: str, is_set: bool) -> None:
        """Set a mark of the console on an object, or take it away.

        Raises:
            NoSuchObject, NotPermitted: as Modify Attribute.
        """
        self._context.objects.begin(Operation.MODIFY_ATTRIBUTE)
        obj = await self._context.objects.load(uid)
        if is_set:
            set_mark(obj, mark)
        else:
            obj.clear(mark)
        self._put(obj)
        self.done.append(Done(Operation.MODIFY_ATTRIBUTE, ResultStatus.SUCCESS, None, uid))

    async def amend(self, uid: str, change: Callable[[ManagedObject], None]) -> None:
        """Change an object that an earlier step has made: that takes no right that its making did not take.

        Raises:
            NotPermitted: it was there before.
        """
        self._context.objects.begin(Operation.LOCATE)
        obj = await self._context.objects.load(uid)
        if obj.revision > 0:
            raise NotPermitted("the object was there before")
        change(obj)
        self._put(obj)

    def _put(self, obj: ManagedObject) -> None:
        self._context.objects.put(obj)
        self._context.keep_item()

    # ------------------------------------------------------------------------------------------ keys that come in

    async def unwrapped(self, block: KeyBlock) -> KeyBlock:
        """A key block that came wrapped, in plain, to be registered by a later step.

        Raises:
            The errors of `WRAPPING_ERRORS`.
        """
        self._context.objects.begin(Operation.REGISTER)
        plain = await unwrapped(self._context, block)
        self._context.keep_item()
        return plain


def _reason(error: Exception, errors: Mapping[type[Refused], ResultReason]) -> ResultReason:
    reason = reason_of(error, errors, V1_4)  # type: ignore[arg-type]
    return ResultReason.GENERAL_FAILURE if reason is None else reason


def set_mark(obj: ManagedObject, mark: str) -> None:
    """Set a mark of the console."""
    obj.set(mark, Node(Tag.ATTRIBUTE_VALUE, ItemType.BOOLEAN, True))
