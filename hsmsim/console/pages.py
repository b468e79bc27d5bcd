"""Whole answers, of commands that answer in pages or pieces, or take a file piece by piece.

An AMP value ends at 65,535 bytes. What these commands have in common:

- pages: `after` asks for the rows after one; the answer has a list, `more`, and `next` where the last row does not say
  what comes before the next page;
- pieces: `offset` asks for what begins there; the answer has one text or one string of bytes, and `more`;
- a file: `offset`, `data` and `last` are asked with.
"""

from collections.abc import AsyncIterator
from typing import Any, Protocol

from twisted.protocols import amp

from hsmsim.management.command import ManagementCommand
from hsmsim.management.trust_list import ListTrust
from hsmsim.management.values import Declared

# What the next page comes after is mostly the first field of the last row.
_LAST: dict[type[ManagementCommand], tuple[str, ...]] = {ListTrust: ("truster", "trustee")}
_PIECE = 45_000  # bytes of a file


class Caller(Protocol):
    """Whoever runs commands: a link."""

    async def call(self, command: type[ManagementCommand], **arguments: object) -> dict[str, Any]:
        """Run a command."""


def rows_of(command: type[ManagementCommand]) -> tuple[str, amp.AmpList] | None:
    """The field with the rows of an answer that comes in pages; None where it does not."""
    found = dict(command.response) if _asks(command, "after") and _answers_more(command) else {}
    return next(((name.decode(), each) for name, each in found.items() if isinstance(each, amp.AmpList)), None)


def by_themselves(command: type[ManagementCommand]) -> frozenset[str]:
    """The arguments that nobody gives, because pages and pieces follow by themselves."""
    if rows_of(command) is not None:
        return frozenset({"after", "before"})
    if _is_file(command):
        return frozenset({"offset", "last"})
    return frozenset({"offset"}) if _comes_in_pieces(command) else frozenset()


async def whole(caller: Caller, command: type[ManagementCommand], **arguments: Any) -> tuple[Declared, dict[str, Any]]:
    """The answer to a command, all of it, and what is declared of it."""
    found = rows_of(command)
    if found is not None:
        name, listed = found
        return [(name.encode(), listed)], {name: [row async for row in every(caller, command, **arguments)]}
    if _is_file(command):
        return command.response, await _send(caller, command, **arguments)
    if _comes_in_pieces(command):
        declared = [(name, each) for name, each in command.response if name != b"more"]
        return declared, await _collect(caller, command, **arguments)
    return command.response, await caller.call(command, **arguments)


async def every(caller: Caller, command: type[ManagementCommand], **arguments: Any) -> AsyncIterator[dict[str, Any]]:
    """Each row of an answer that comes in pages; the next page is asked for when the one before is used up."""
    found = rows_of(command)
    assert found is not None, command
    name, listed = found
    last = _LAST.get(command, (listed.subargs[0][0].decode(),))
    after, more = _nothing(command), True
    while more:
        page = await caller.call(command, **{**arguments, "after": after})
        for row in page[name]:
            yield row
        more = page["more"]
        if more and "next" in page:
            after = page["next"]
        elif more:
            after = row[last[0]] if len(last) == 1 else "/".join(row[each] for each in last)


def _asks(command: type[ManagementCommand], *names: str) -> bool:
    return {name.encode() for name in names} <= {name for name, _ in command.arguments}


def _answers_more(command: type[ManagementCommand]) -> bool:
    return any(name == b"more" for name, _ in command.response)


def _nothing(command: type[ManagementCommand]) -> object:
    """What the first page comes after."""
    return 0 if isinstance(dict(command.arguments)[b"after"], amp.Integer) else ""


def _is_file(command: type[ManagementCommand]) -> bool:
    return _asks(command, "offset", "data", "last")


def _comes_in_pieces(command: type[ManagementCommand]) -> bool:
    return _asks(command, "offset") and _answers_more(command)


async def _send(caller: Caller, command: type[ManagementCommand], data: bytes, **arguments: Any) -> dict[str, Any]:
    answer: dict[str, Any] = {}
    for offset in range(0, max(len(data), 1), _PIECE):
        piece, last = data[offset : offset + _PIECE], offset + _PIECE >= len(data)
        answer = await caller.call(command, **arguments, offset=offset, data=piece, last=last)
    return answer


async def _collect(caller: Caller, command: type[ManagementCommand], **arguments: Any) -> dict[str, Any]:
    name = next(name.decode() for name, each in command.response if isinstance(each, amp.String))
    answer = await caller.call(command, **arguments, offset=0)
    pieces = [answer[name]]
    offset = len(answer[name])
    while answer["more"]:
        answer = await caller.call(command, **arguments, offset=offset)
        pieces.append(answer[name])
        offset += len(answer[name])
    rest = {each: value for each, value in answer.items() if each != "more"}
    return {**rest, name: type(pieces[0])().join(pieces)}
