"""Running what was typed: files that come and go do so piece by piece."""

from typing import Any

from hsmsim.console.files import writing
from hsmsim.console.pages import Caller, whole
from hsmsim.console.terminal import Terminal
from hsmsim.console.words import Call, bytes_in
from hsmsim.management.values import Declared


async def run(caller: Caller, wanted: Call, terminal: Terminal) -> tuple[Declared, dict[str, Any]]:
    """Run a command; what is declared of its answer, and the answer without the bytes that went into a file.

    Args:
        terminal: for what is read and asked for.

    Raises:
        RefusedByHsm: it was refused.
        Usage: what was read is no such value.
        EndOfInput: nothing is left.
        BadFile: a file cannot be read or written. There is none of the name then, or the one that there was.
    """
    command, arguments = wanted.row.command, wanted.complete(terminal)
    name = bytes_in(wanted.row)
    if wanted.output is None or name is None:
        return await whole(caller, command, **arguments)
    with writing(wanted.output, private=True) as put:
        declared, answer = await whole(caller, command, put, **arguments)
        if answer[name] is not None:  # it did not come in pieces
            put(answer[name])
    return declared, {**answer, name: None}
