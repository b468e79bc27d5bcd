"""Command lines: words and values become a command and its arguments."""

import shlex
from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass, field, replace
from difflib import get_close_matches
from typing import Any

from twisted.protocols import amp

from hsmsim.console.files import LocalFile, read
from hsmsim.console.pages import takes_file
from hsmsim.console.terminal import Terminal
from hsmsim.console.vocabulary import SECRETS, Words, arguments, beginning, details, listing, synopsis, vocabulary
from hsmsim.management.command import Row
from hsmsim.management.values import NotSo, from_word

INPUT = "-"
FILE = "@"
OUTPUT = ">"
DATA = "data"  # the argument that is a file, where it goes in pieces


class Usage(Exception):
    """What was typed is no command; the text says what would be."""


@dataclass(frozen=True, slots=True)
class Question:
    """Something about the commands that is answered without the HSM.

    Args:
        answer: its lines.
    """

    answer: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Rest:
    """What is left of standard input, as a file."""

    terminal: Terminal

    def open(self) -> AbstractContextManager[Callable[[int], bytes]]:
        """What gives so many bytes that follow, fewer at the end alone."""
        return nullcontext(self.terminal.rest)


@dataclass(frozen=True, slots=True)
class Call:
    """A command that shall be run.

    Args:
        values: the arguments that were given.
        inputs: those that come from standard input.
        output: the file that gets the bytes of the answer.
    """

    row: Row
    values: dict[str, Any] = field(repr=False)
    inputs: frozenset[str] = frozenset()
    output: str | None = None

    @property
    def secret(self) -> bool:
        """Whether it should not be shown or kept."""
        return not SECRETS.isdisjoint(self.values)

    def complete(self, terminal: Terminal) -> dict[str, Any]:
        """All arguments: what is not there yet is read and asked for, in the order of the command's arguments.

        Raises:
            Usage: what was read is no such value.
            EndOfInput: nothing is left.
        """
        return {name: self._value(name, argument, terminal) for name, argument in arguments(self.row).items()}

    def _value(self, name: str, argument: amp.Argument, terminal: Terminal) -> Any:
        if name in self.inputs:
            return Rest(terminal) if _is_long(self.row, name) else _read_input(name, argument, terminal)
        if name in self.values:
            return self.values[name]
        if argument.optional:
            return None
        return _typed(name, argument, terminal.ask_secret(f"{name} : "))


def parse(line: str) -> Call | Question:
    """A line of words: a command with its arguments, or the question what there is.

    Raises:
        Usage: it is neither.
        BadFile: a file that it names cannot be read.
    """
    try:
        words = tuple(shlex.split(line))
    except ValueError as error:
        raise Usage(f"{line}: {str(error).lower()}") from None
    if words[:1] in {(), ("help",)}:
        return _question(words[1:])
    longest = max((each for each in vocabulary() if words[: len(each)] == each), key=len, default=None)
    if longest is None:
        return _question(words)
    row, rest = vocabulary()[longest], words[len(longest) :]
    if rest[-2:-1] == (OUTPUT,):
        if bytes_in(row) is None:
            raise Usage(f"{row.words}: there are no bytes in the answer that a file could get")
        return replace(_call(row, rest[:-2]), output=rest[-1])
    return _call(row, rest)


def bytes_in(row: Row) -> str | None:
    """The field of an answer that is bytes; None without one."""
    declared = ((name.decode(), each) for name, each in row.command.response)
    return next((name for name, each in declared if _is_bytes(each)), None)


def _is_bytes(argument: amp.Argument) -> bool:
    return type(argument) is amp.String


def _question(words: Words) -> Question:
    if words in vocabulary():
        return Question(tuple(details(vocabulary()[words])))
    found = beginning(words)
    if not found:
        raise Usage(_unknown(words))
    return Question(tuple(listing(found.values())))


def _unknown(words: Words) -> str:
    text = " ".join(words)
    close = get_close_matches(text, [row.words for row in vocabulary().values()], 3)
    meant = f"; did you mean {' or '.join(map(repr, close))}?" if close else ";"
    known = beginning(words[:1])
    there = f"of '{words[0]}' there are" if known else "there are"
    names = [" ".join(each[1:]) for each in known] or sorted({each[0] for each in vocabulary()})
    return f"'{text}' is no command{meant} {there}: {', '.join(names)}"


# ------------------------------------------------------------------------------------------------------ arguments


def _call(row: Row, words: Sequence[str]) -> Call:
    known, given = arguments(row), _given(row, words)
    missing = [each for each, how in known.items() if not (each in given or how.optional or each in SECRETS)]
    if missing:
        raise Usage(f"{row.words}: {', '.join(missing)} missing: {synopsis(row)}")
    values = {name: _value(row, name, known[name], word) for name, word in given.items() if word != INPUT}
    return Call(row, values, frozenset(name for name, word in given.items() if word == INPUT))


def _given(row: Row, words: Sequence[str]) -> dict[str, str]:
    """What is given for which argument: those with `name=` first, the others take the places that are left."""
    given: dict[str, str] = {}
    others = []
    for word in words:
        name, equals, value = word.partition("=")
        if not equals or not name.isidentifier():
            others.append(word)
        elif (known := _argument(row, name)) in given:
            raise Usage(f"{row.words}: {known} is given twice")
        else:
            given[known] = value
    places = [name for name in arguments(row) if name not in SECRETS and name not in given]
    if len(others) > len(places):
        raise Usage(f"{row.words}: there is no place for '{others[len(places)]}': {synopsis(row)}")
    return given | dict(zip(places, others, strict=False))


def _argument(row: Row, name: str) -> str:
    """An argument by its name, or by the end of it where one alone has it: `type` for `user_type`."""
    known = arguments(row)
    found = [name] if name in known else [each for each in known if each.endswith(f"_{name}")]
    if len(found) != 1:
        there = f"there are: {', '.join(known)}" if known else "it takes none"
        raise Usage(f"{row.words}: there is no argument '{name}'; {there}")
    return found[0]


def _value(row: Row, name: str, argument: amp.Argument, word: str) -> Any:
    try:
        if word.startswith(FILE * 2):
            return from_word(name, argument, word[1:])
        if not word.startswith(FILE):
            return from_word(name, argument, word)
        return LocalFile(word[1:]) if _is_long(row, name) else _content(name, argument, read(word[1:]))
    except NotSo as error:
        raise Usage(f"{row.words}: {error}") from None


def _is_long(row: Row, name: str) -> bool:
    """Whether an argument is a file that goes in pieces."""
    return name == DATA and takes_file(row.command)


def _read_input(name: str, argument: amp.Argument, terminal: Terminal) -> Any:
    """Bytes are all that is left; anything else is a line."""
    if _is_bytes(argument):
        return terminal.rest()
    ask = terminal.ask_secret if name in SECRETS else terminal.ask
    return _typed(name, argument, ask(f"{name} : "))


def _typed(name: str, argument: amp.Argument, answer: str) -> Any:
    try:
        return from_word(name, argument, answer)
    except NotSo as error:
        raise Usage(str(error)) from None


def _content(name: str, argument: amp.Argument, data: bytes) -> Any:
    if _is_bytes(argument):
        return data
    try:
        return from_word(name, argument, data.decode().rstrip("\r\n"))
    except UnicodeDecodeError:
        raise NotSo(f"{name} is no text") from None
