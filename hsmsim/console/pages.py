"""Whole answers, of commands that answer in pages or pieces, or take a file piece by piece.

An AMP value ends at 65,535 bytes. What these commands have in common:

- pages: `after` asks for the rows after one, and `most` for a number of them where there is a choice; the answer has a
  list, then `more`, and `next` where the last row does not say what comes before the next page;
- pieces: `offset` asks for what begins there; the answer has one text or one string of bytes, and `more`;
- a file: `offset` and `data` are asked with, and `last` where the command wants to know.
"""

import io
from collections.abc import AsyncIterator, Callable
from contextlib import AbstractContextManager, nullcontext
from typing import Any, Protocol

from twisted.protocols import amp

from hsmsim.management.command import ManagementCommand
from hsmsim.management.object_attributes import ObjectAttributes
from hsmsim.management.trust_list import ListTrust
from hsmsim.management.values import Declared

# What the next page comes after, by the last row and the number of rows so far; where neither this nor `next` says it,
# that is the first field of the last row.
_AFTER: dict[type[ManagementCommand], Callable[[dict[str, Any], int], object]] = {
    ListTrust: lambda row, count: f"{row['truster']}/{row['trustee']}",
    ObjectAttributes: lambda row, count: count,
}
_MOST = 1_000_000  # rows of a page: as many as the HSM puts on one
BEFORE_ALL = -(1 << 31)  # the number of no row; what files have brought has numbers below zero
_PIECE = 45_000  # bytes of a file


class Caller(Protocol):
    """Whoever runs commands: a link."""

    async def call(self, command: type[ManagementCommand], **arguments: object) -> dict[str, Any]:
        """Run a command."""


class Source(Protocol):
    """A file that is not in memory."""

    def open(self) -> AbstractContextManager[Callable[[int], bytes]]:
        """What gives so many bytes that follow, fewer at the end alone."""


def rows_of(command: type[ManagementCommand]) -> tuple[str, amp.AmpList] | None:
    """The field with the rows of an answer that comes in pages: the list before `more`. None where it does not."""
    names = [name for name, _ in command.response]
    if not _asks(command, "after") or b"more" not in names:
        return None
    name, argument = command.response[names.index(b"more") - 1]
    return (name.decode(), argument) if isinstance(argument, amp.AmpList) else None


def by_themselves(command: type[ManagementCommand]) -> frozenset[str]:
    """The arguments that nobody gives, because pages and pieces follow by themselves."""
    if rows_of(command) is not None:
        return frozenset({"after", "before", "most"})
    if takes_file(command):
        return frozenset({"offset", "last"})
    return frozenset({"offset"}) if _comes_in_pieces(command) else frozenset()


async def whole(
    caller: Caller, command: type[ManagementCommand], take: Callable[[Any], object] | None = None, **arguments: Any
) -> tuple[Declared, dict[str, Any]]:
    """The answer to a command, all of it, and what is declared of it.

    Args:
        take: called with each piece of what comes in pieces; the answer has None in its place.
        arguments: of the command; a file for `data` is bytes, or a Source that is read while it is sent.
    """
    declared = [(name, each) for name, each in command.response if name not in (b"more", b"next")]
    if rows_of(command) is not None:
        return declared, await _gather(caller, command, **arguments)
    if takes_file(command):
        return declared, await _send(caller, command, **arguments)
    if _comes_in_pieces(command):
        return declared, await _collect(caller, command, take, **arguments)
    return command.response, await caller.call(command, **arguments)


async def every(caller: Caller, command: type[ManagementCommand], **arguments: Any) -> AsyncIterator[dict[str, Any]]:
    """Each row of an answer that comes in pages; the next page is asked for when the one before is used up."""
    async for name, page in pages(caller, command, **arguments):
        for row in page[name]:
            yield row


async def pages(
    caller: Caller, command: type[ManagementCommand], **arguments: Any
) -> AsyncIterator[tuple[str, dict[str, Any]]]:
    """Each page, and what its rows are called."""
    found = rows_of(command)
    assert found is not None, command
    name, listed = found
    after, more, count = _first(command), True, 0
    size = {"most": _MOST} if _asks(command, "most") else {}
    while more:
        page = await caller.call(command, **{**arguments, **size, "after": after})
        yield name, page
        more = page["more"]
        count += len(page[name])
        if more:
            after = page["next"] if "next" in page else _after(command, listed, page[name][-1], count)


def _first(command: type[ManagementCommand]) -> object:
    """What the first page comes after: nothing, or what is before all where the newest would come first."""
    argument = dict(command.arguments)[b"after"]
    if argument.optional and not _asks(command, "before"):
        return None
    if not isinstance(argument, amp.Integer):
        return ""
    return BEFORE_ALL if _asks(command, "before") else 0


def _after(command: type[ManagementCommand], listed: amp.AmpList, row: dict[str, Any], count: int) -> object:
    if command in _AFTER:
        return _AFTER[command](row, count)
    return row[listed.subargs[0][0].decode()]


def _asks(command: type[ManagementCommand], *names: str) -> bool:
    return {name.encode() for name in names} <= {name for name, _ in command.arguments}


def takes_file(command: type[ManagementCommand]) -> bool:
    """Whether `data` is a file that goes in pieces."""
    return _asks(command, "offset", "data")


def _comes_in_pieces(command: type[ManagementCommand]) -> bool:
    return _asks(command, "offset") and any(name == b"more" for name, _ in command.response)


async def _send(
    caller: Caller, command: type[ManagementCommand], data: bytes | Source, **arguments: Any
) -> dict[str, Any]:
    with nullcontext(io.BytesIO(data).read) if isinstance(data, bytes) else data.open() as read:
        offset, piece = 0, read(_PIECE)
        while True:
            following = read(_PIECE)
            end = {"last": not following} if _asks(command, "last") else {}
            answer = await caller.call(command, **arguments, offset=offset, data=piece, **end)
            if not following:
                return answer
            offset, piece = offset + len(piece), following


async def _gather(caller: Caller, command: type[ManagementCommand], **arguments: Any) -> dict[str, Any]:
    answer: dict[str, Any] = {}
    rows: list[dict[str, Any]] = []
    async for name, page in pages(caller, command, **arguments):
        rows.extend(page[name])
        answer = {**page, name: rows}
    return {name: value for name, value in answer.items() if name not in ("more", "next")}


async def _collect(
    caller: Caller, command: type[ManagementCommand], take: Callable[[Any], object] | None, **arguments: Any
) -> dict[str, Any]:
    name = next(name.decode() for name, each in command.response if isinstance(each, amp.String))
    pieces: list[Any] = []
    offset, more = 0, True
    while more:
        answer = await caller.call(command, **arguments, offset=offset)
        piece, more = answer[name], answer["more"]
        (pieces.append if take is None else take)(piece)
        offset += len(piece)
    rest = {each: value for each, value in answer.items() if each != "more"}
    return {**rest, name: type(piece)().join(pieces) if take is None else None}
