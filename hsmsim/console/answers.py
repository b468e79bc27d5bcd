"""Answers of commands for scripts: plain text, or JSON."""

import json
from base64 import b64encode
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import UTC, datetime
from typing import Any

from twisted.protocols import amp

from hsmsim.console import plain
from hsmsim.console.table_text import table
from hsmsim.management.values import Base32, Choices, Declared, to_json
from hsmsim.partitions.oath import encode_secret

# Numbers that are moments, in seconds since 1970.
_MOMENTS = frozenset({"created", "date"})
# Of a list of lines nothing else is shown as text.
LINE = "line"


def as_json(declared: Declared, answer: Mapping[str, Any]) -> str:
    """One document, in a line of its own."""
    return json.dumps(to_json(declared, answer)) + "\n"


def error_as_json(number: int | None, text: str) -> str:
    """Why there is no answer; without number where it was not the HSM that said no."""
    return json.dumps({"error": {"number": number, "text": text}}) + "\n"


def help_as_json(lines: Sequence[str]) -> str:
    """What there is to say about commands."""
    return json.dumps({"help": lines}) + "\n"


def as_text(declared: Declared, answer: Mapping[str, Any]) -> str:
    """A line for each value, a table for each list; a text of several lines that is all there is stands alone."""
    found = {name.decode(): argument for name, argument in declared if answer.get(name.decode()) is not None}
    if len(found) == 1:
        ((name, argument),) = found.items()
        return _joined(_alone(name, argument, answer[name]))
    return _joined(line for name, argument in found.items() for line in _beside(name, argument, answer[name]))


def _joined(lines: Iterable[str]) -> str:
    return "".join(line if line.endswith("\n") else f"{line}\n" for line in lines)


def _alone(name: str, argument: amp.Argument, value: Any) -> Iterator[str]:
    if isinstance(argument, amp.AmpList):
        return _table(argument, value)
    # Such a text is a document, for other programs as well: it is left as it is.
    text = value if isinstance(value, str) and "\n" in value else word(name, argument, value)
    return iter([text if "\n" in text else f"{name}: {text}"])


def _beside(name: str, argument: amp.Argument, value: Any) -> Iterator[str]:
    if isinstance(argument, amp.AmpList):
        yield f"{name}:"
        yield from (f"  {line}" for line in _table(argument, value))
    else:
        yield f"{name}: {word(name, argument, value)}"


def _table(listed: amp.AmpList, rows: Sequence[Mapping[str, Any]]) -> Iterator[str]:
    columns = [(name.decode(), each) for name, each in listed.subargs]
    if LINE in dict(columns):
        return (row[LINE] for row in rows)
    return table(
        [name for name, _ in columns], [[word(name, each, row.get(name)) for name, each in columns] for row in rows]
    )


def word(name: str, argument: amp.Argument, value: Any) -> str:
    """A value as a person reads it; of bytes that are a text the line ends stay, and of nothing else."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(argument, Choices):
        return ", ".join(str(each.value) for each in argument.choices if each in value)
    if isinstance(value, tuple):
        return plain.line(", ".join(map(str, value)))
    if isinstance(argument, Base32):
        return encode_secret(value)
    if isinstance(value, bytes):
        return _text(value)
    if name in _MOMENTS and isinstance(argument, amp.Integer):
        return moment(value)
    return plain.line(str(getattr(value, "value", value)))


def moment(seconds: int) -> str:
    """A moment as the log writes it, UTC."""
    return f"{datetime.fromtimestamp(seconds, UTC):%Y/%m/%d %H:%M:%S}"


def _text(data: bytes) -> str:
    """Bytes as they are where they are a text, else in base64."""
    try:
        text = data.decode()
    except UnicodeDecodeError:
        return b64encode(data).decode()
    return text if text.replace("\n", "").isprintable() else b64encode(data).decode()
