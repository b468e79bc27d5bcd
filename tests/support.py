"""What tests of several folders share."""

from collections.abc import Callable
from typing import Any, TypeVar

from twisted.internet.defer import Deferred

T = TypeVar("T")


def rows(**table: tuple[Any, ...]) -> Callable[[type[T]], type[T]]:
    """Make each row a test of its own: `name=(...)` becomes `test_name`, which calls the class's `check(*row)`."""

    def fill(cls: type[T]) -> type[T]:
        for name, row in table.items():
            setattr(cls, f"test_{name}", _row_test(name, row))
        return cls

    return fill


def _row_test(name: str, row: tuple[Any, ...]) -> Callable[[Any], Any]:
    def test(self: Any) -> Any:
        result = self.check(*row)
        return Deferred.fromCoroutine(result) if hasattr(result, "send") else result

    test.__name__ = f"test_{name}"
    test.__doc__ = f"Row {name}."
    return test
