"""One file for each KMIP operation; `table` collects their rows."""

from importlib import import_module
from pkgutil import iter_modules

from hsmsim.exchange.operation import Row, Table


def table() -> Table:
    """All operations by code, in the order of their codes."""
    rows: list[Row] = []  # type: ignore[type-arg]
    for module in iter_modules(__path__):
        names = vars(import_module(f"{__name__}.{module.name}"))
        rows += [value for value in names.values() if isinstance(value, Row)]
    return {row.code: row for row in sorted(rows, key=lambda row: row.code)}
