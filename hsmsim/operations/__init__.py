"""One file for each KMIP operation, named after it; `table` has their rows, `names` what numbers mean in payloads."""

from collections.abc import Container, Iterator, Mapping
from functools import cache
from importlib import import_module
from pkgutil import iter_modules

from hsmsim.devices.device import EVERYTHING
from hsmsim.exchange import notices
from hsmsim.exchange.operation import AnyRow, Row
from hsmsim.spec.enums import Operation
from hsmsim.spec.names import names_of
from hsmsim.spec.structures import MESSAGES
from hsmsim.ttlv.spelling import Spelling
from hsmsim.ttlv.tree import Names


class _Rows(Mapping[Operation, AnyRow]):
    """Rows by code, in the order of the codes; a row's file is read when it is first asked for: most never are.

    Args:
        files: the name of the module of each.
    """

    def __init__(self, files: Mapping[Operation, str]) -> None:
        self._files = files
        self._rows: dict[Operation, AnyRow] = {}

    def __getitem__(self, code: Operation) -> AnyRow:
        row = self._rows.get(code)
        if row is None:
            row = self._rows[code] = _read(self._files[code])
        return row

    def __iter__(self) -> Iterator[Operation]:
        return iter(self._files)

    def __len__(self) -> int:
        return len(self._files)

    def __contains__(self, code: object) -> bool:
        return code in self._files


def table(offered: Container[Operation] = EVERYTHING) -> Mapping[Operation, AnyRow]:
    """The operations by code, as far as they are offered."""
    files = {Operation[module.name.rstrip("_").upper()]: module.name for module in iter_modules(__path__)}
    return _Rows({code: files[code] for code in sorted(files) if code in offered})


def _read(name: str) -> AnyRow:
    (row,) = (value for value in vars(import_module(f"{__name__}.{name}")).values() if isinstance(value, Row))
    return row


@cache
def names() -> Names:
    """What numbers are called in texts: as the structures of all messages are declared. It reads every file."""
    payloads = (payload for row in table().values() for payload in (row.request, row.response))
    return names_of(*MESSAGES, *notices.PAYLOADS, *payloads)


@cache
def spelling() -> Spelling:
    """The names that the XML and JSON encodings use."""
    return Spelling(names())
