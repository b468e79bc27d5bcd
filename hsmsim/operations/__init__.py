"""One file for each KMIP operation; `table` collects their rows, `names` what numbers mean in their payloads."""

from functools import cache
from importlib import import_module
from pkgutil import iter_modules

from hsmsim.exchange import notices
from hsmsim.exchange.operation import Row, Table
from hsmsim.spec.names import names_of
from hsmsim.spec.structures import MESSAGES
from hsmsim.ttlv.spelling import Spelling
from hsmsim.ttlv.tree import Names


def table() -> Table:
    """All operations by code, in the order of their codes."""
    rows: list[Row] = []  # type: ignore[type-arg]
    for module in iter_modules(__path__):
        found = vars(import_module(f"{__name__}.{module.name}"))
        rows += [value for value in found.values() if isinstance(value, Row)]
    return {row.code: row for row in sorted(rows, key=lambda row: row.code)}


@cache
def names() -> Names:
    """What numbers are called in texts: as the structures of all messages are declared."""
    payloads = (payload for row in table().values() for payload in (row.request, row.response))
    return names_of(*MESSAGES, *notices.PAYLOADS, *payloads)


@cache
def spelling() -> Spelling:
    """The names that the XML and JSON encodings use."""
    return Spelling(names())
