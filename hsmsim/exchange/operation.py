"""A KMIP operation as a row: code, payloads, errors and the function that carries it out."""

from collections.abc import Awaitable, Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

from hsmsim.errors import Refused
from hsmsim.exchange.context import Context
from hsmsim.spec.enums import ObjectType, Operation, ResultReason

Q = TypeVar("Q")
R = TypeVar("R")

Run = Callable[[Context, Q], Awaitable[R]]


@dataclass(frozen=True, slots=True)
class Row(Generic[Q, R]):
    """One operation.

    Args:
        code: its number and the first version that has it.
        request: class of the request payload.
        response: class of the response payload.
        errors: which Result Reason an exception is, as the operation's table in chapter 11 has it.
        slow: it may wait for a thread.
        long: whether a request may have to look at all objects; None where none has to.
        makes: the types of the objects that it makes, or takes in.
        run: carries it out.
    """

    code: Operation
    request: type[Q]
    response: type[R]
    errors: Mapping[type[Refused], ResultReason]
    slow: bool
    long: Callable[[Q], bool] | None
    makes: frozenset[ObjectType]
    run: Run[Q, R]


AnyRow = Row[Any, Any]
Table = Mapping[Operation, AnyRow]


def operation(
    code: Operation,
    *,
    request: type[Q],
    response: type[R],
    errors: Mapping[type[Refused], ResultReason],
    slow: bool = False,
    long: Callable[[Q], bool] | None = None,
    makes: Iterable[ObjectType] = (),
) -> Callable[[Run[Q, R]], Row[Q, R]]:
    """Make a function the row of an operation."""

    def declare(run: Run[Q, R]) -> Row[Q, R]:
        return Row(code, request, response, errors, slow, long, frozenset(makes), run)

    return declare
