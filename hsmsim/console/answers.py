"""Answers of commands for scripts: plain text, or JSON."""

import json
from base64 import b64encode
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from twisted.protocols import amp

from hsmsim.console.table_text import table
from hsmsim.management.values import Base32, Choices, Declared, to_json
from hsmsim.partitions.oath import encode_secret

# Of a list of lines nothing else is shown as text.
LINE = "line"


def as_json(declared: Declared, answer: Mapping[str, Any]) -> str:
    """One document, in a line of its own."""
    return json.dumps(to_json(declared, answer), ensure_ascii=False) + "\n"


def error_as_json(number: int | None, text: str) -> str:
    """Why there is no answer; without number where it was not the HSM that said no."""
    return json.dumps({"error": {"number": number, "text": text}}, ensure_ascii=False) + "\n"


def help_as_json(lines: Sequence[str]) -> str:
    """What there is to say about commands."""
    return json.dumps({"help": lines}, ensure_ascii=False) + "\n"


def as_text(declared: Declared, answer: Mapping[str, Any]) -> str:
    """A line for each value, a table for each list; a text of several lines that is all there is stands alone."""
    found = {name.decode(): argument for name, argument in declared if answer.get(name.decode()) is not None}
    if len(found) == 1:
        ((name, argument),) = found.items()
        if not isinstance(argument, amp.AmpList) and "\n" in (text := word(argument, answer[name])):
            return text if text.endswith("\n") else text + "\n"
    lines = (line for name, argument in found.items() for line in _lines(name, argument, answer[name]))
    return "".join(f"{line}\n" for line in lines)


def _lines(name: str, argument: amp.Argument, value: Any) -> Iterator[str]:
    if not isinstance(argument, amp.AmpList):
        yield f"{name}: {word(argument, value)}"
        return
    columns = [(name.decode(), each) for name, each in argument.subargs]
    if LINE in dict(columns):
        yield from (row[LINE] for row in value)
        return
    cells = [[word(each, row.get(name)) for name, each in columns] for row in value]
    yield from table([name for name, _ in columns], cells)


def word(argument: amp.Argument, value: Any) -> str:
    """A value as a person reads it."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(argument, Choices):
        return ", ".join(str(each.value) for each in argument.choices if each in value)
    if isinstance(value, tuple):
        return ", ".join(map(str, value))
    if isinstance(argument, Base32):
        return encode_secret(value)
    if isinstance(value, bytes):
        return _text(value)
    return str(getattr(value, "value", value))


def _text(data: bytes) -> str:
    """Bytes as they are where they are a text, else in base64."""
    try:
        text = data.decode()
    except UnicodeDecodeError:
        return b64encode(data).decode()
    return text if text.replace("\n", "").isprintable() else b64encode(data).decode()
