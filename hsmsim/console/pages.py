"""Answers that come in pages, row by row."""

from collections.abc import AsyncIterator
from typing import Any, Protocol

from twisted.protocols import amp

from hsmsim.management.command import ManagementCommand
from hsmsim.management.trust_list import ListTrust

# What the next page comes after is mostly the first field of the last row.
_LAST: dict[type[ManagementCommand], tuple[str, ...]] = {ListTrust: ("truster", "trustee")}


class Caller(Protocol):
    """Whoever runs commands: a link."""

    async def call(self, command: type[ManagementCommand], **arguments: object) -> dict[str, Any]:
        """Run a command."""


def rows_of(command: type[ManagementCommand]) -> tuple[str, amp.AmpList] | None:
    """The field with the rows of an answer that comes in pages; None where it is whole."""
    if (b"more", amp.Boolean) not in [(name, type(argument)) for name, argument in command.response]:
        return None
    return next((name.decode(), each) for name, each in command.response if isinstance(each, amp.AmpList))


async def every(link: Caller, command: type[ManagementCommand], **arguments: Any) -> AsyncIterator[dict[str, Any]]:
    """Each row of an answer that comes in pages; the next page is asked for when the one before is used up."""
    found = rows_of(command)
    assert found is not None, command
    name, listed = found
    last = _LAST.get(command, (listed.subargs[0][0].decode(),))
    after, more = _nothing(command), True
    while more:
        page = await link.call(command, **{**arguments, "after": after})
        for row in page[name]:
            yield row
        more = page["more"]
        if more:
            after = row[last[0]] if len(last) == 1 else "/".join(row[each] for each in last)


def _nothing(command: type[ManagementCommand]) -> object:
    """What the first page comes after."""
    return 0 if isinstance(dict(command.arguments)[b"after"], amp.Integer) else ""
