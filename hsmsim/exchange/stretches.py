"""Stretches: which batches are carried out in parts, between which others have their turn."""

from collections.abc import Sequence

from hsmsim.exchange.batch import AT_ONCE
from hsmsim.exchange.items import Item
from hsmsim.exchange.operation import AnyRow, Table
from hsmsim.spec.versions import Version
from hsmsim.ttlv.errors import Malformed


def has_stretches(items: Sequence[Item], table: Table, version: Version, lenient: bool) -> bool:
    """Whether a batch takes so long that others are answered meanwhile.

    What several items do must be seen as one: such a batch is alone in its partition. Others share it, since whoever is
    alone has to wait for those who are there, and keeps everybody waiting who comes.
    """
    if len(items) == 1:
        return False
    return len(items) > AT_ONCE or any(_takes_long(item, table, version, lenient) for item in items)


def _takes_long(item: Item, table: Table, version: Version, lenient: bool) -> bool:
    row = table.get(item.operation)  # type: ignore[call-overload]  # any number may be asked for
    if row is None:
        return False
    return row.slow or (row.long is not None and _is_long(item, row, version, lenient))


def _is_long(item: Item, row: AnyRow, version: Version, lenient: bool) -> bool:
    try:
        request = item.read(row.request, version, lenient)
    except Malformed:
        return False  # it is refused in its turn
    assert row.long is not None
    return row.long(request)
