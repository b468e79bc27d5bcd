"""What can be said on a command line: every command that has words, its arguments, who may run it."""

import functools
from collections.abc import Iterable, Iterator

from twisted.protocols import amp

from hsmsim.console.pages import by_themselves
from hsmsim.interfaces.partitions import Permission
from hsmsim.management.command import Right, Row
from hsmsim.management.table import table
from hsmsim.management.values import Chosen

Words = tuple[str, ...]

# Arguments that are asked for without echo and have no place of their own on a command line.
SECRETS = frozenset({"password", "old", "new", "pin", "secret"})

_WHO = {
    Right.ANYONE: "everybody",
    Right.OWN: "every user",
    Right.OPERATOR: "Operators",
}


@functools.cache
def vocabulary() -> dict[Words, Row]:
    """Every command by its words, in their order."""
    named = ((tuple(row.words.split()), row) for row in table().values() if row.words)
    return dict(sorted(named, key=lambda each: each[0]))


def beginning(words: Words) -> dict[Words, Row]:
    """The commands that begin with these words."""
    return {each: row for each, row in vocabulary().items() if each[: len(words)] == words}


def arguments(row: Row) -> dict[str, amp.Argument]:
    """The arguments of a command that somebody gives: pages and pieces follow by themselves."""
    declared = ((name.decode(), argument) for name, argument in row.command.arguments)
    return {name: argument for name, argument in declared if name not in by_themselves(row.command)}


def synopsis(row: Row) -> str:
    """The words with what may follow them."""
    found = arguments(row)
    needed = [name.upper() for name, argument in found.items() if name not in SECRETS and not argument.optional]
    others = [f"[{name}=...]" for name, argument in found.items() if argument.optional]
    return " ".join((row.words, *needed, *others))


def who(row: Row) -> str:
    """Who may run a command."""
    if isinstance(row.needs, Permission):
        return f"Operators; Users with {row.needs.value}"
    if row.needs is Right.OWN and "user_id" in arguments(row):
        others = f" and Users with {row.others.value}" if row.others else ""
        return f"every user for itself; Operators{others} for all"
    return _WHO[row.needs]


def meaning(row: Row) -> str:
    """What a command does: the first line of what its class says."""
    return (row.command.__doc__ or "").partition("\n")[0]


def listing(rows: Iterable[Row]) -> Iterator[str]:
    """Commands, a line each."""
    for row in rows:
        yield f"  {synopsis(row)}"


def details(row: Row) -> Iterator[str]:
    """All that is to be known of a command."""
    yield synopsis(row)
    yield f"  {meaning(row)}"
    yield f"  May be run by: {who(row)}."
    for name, argument in arguments(row).items():
        notes = ["optional"] if argument.optional else []
        if name in SECRETS:
            notes.append("only as name=value" if argument.optional else "asked for unless given as name=value")
        if isinstance(argument, Chosen):
            notes.append("of " + ", ".join(f"'{each.value}'" for each in argument.choices))
        yield f"  {name}" + (f": {'; '.join(notes)}" if notes else "")
