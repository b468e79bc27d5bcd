"""What went over the wire as one file: JSON, the bytes of messages in hexadecimal digits.

The file is `{"format": "hsmsim-wire", "version": 1, "masked": true, "messages": [...]}`. What is read is held to every
word of it: a file that is not what this module writes is refused whole.
"""

import json
import re
from binascii import unhexlify
from collections.abc import Callable, Iterable, Iterator
from typing import Any, TypeVar

from hsmsim.interfaces.outcome import Done, Outcome
from hsmsim.interfaces.ring import Entry, Passed, RingError
from hsmsim.interfaces.taps import Connection, Exchanged, Refused, Unreadable
from hsmsim.management.wire import words
from hsmsim.management.wire.copies import looked_at
from hsmsim.management.wire.words import Event
from hsmsim.spec.enums import Operation, ResultReason, ResultStatus
from hsmsim.spec.term import Term
from hsmsim.spec.versions import Version
from hsmsim.ttlv.tree import Names

FORMAT = "hsmsim-wire"
VERSION = 1
MOST_BYTES = 64 * 1024 * 1024  # of a file: twice what the ring keeps in digits fits in

T = TypeVar("T")


class BadRecording(RingError):
    """A file is no recording; the text says where and why."""


# -------------------------------------------------------------------------------------------------------- writing


def write(entries: Iterable[Entry], unmask: bool) -> Iterator[bytes]:
    """The file, piece by piece.

    Args:
        unmask: with key material; or else there are zeros in its place, and XML and JSON as they were sent are left
            out.
    """
    masked = "false" if unmask else "true"
    yield f'{{"format": "{FORMAT}", "version": {VERSION}, "masked": {masked}, "messages": ['.encode()
    between = "\n"
    for entry in entries:
        yield f"{between}{json.dumps(_written(entry.passed, unmask))}".encode()
        between = ",\n"
    yield b"\n]}\n"


def _written(passed: Passed, unmask: bool) -> dict[str, Any]:
    connection = passed.connection
    written: dict[str, Any] = {
        "event": words.event(passed).value,
        "began": words.milliseconds(passed),
        "connection": {
            "number": connection.number,
            "address": connection.address,
            "kind": connection.kind,
            "outward": connection.outward,
        },
    }
    if isinstance(passed, Refused):
        return {**written, "reason": passed.reason}
    request, response = (looked_at(data, Names(), unmask)[1].hex() for data in words.messages(passed))
    if isinstance(passed, Unreadable):
        return {
            **written,
            "user": passed.user_id,
            "reason": passed.reason,
            "encoding": passed.encoding,
            "data": request,
            "response": response,
            "left_out": passed.left_out,
        }
    bodies = passed.bodies if unmask else None
    return {
        **written,
        "microseconds": words.microseconds(passed),
        "user": passed.outcome.user_id,
        "version": str(passed.outcome.version),
        "items": [list(done[:4]) for done in passed.outcome.items],
        "encoding": passed.encoding,
        "request": request,
        "response": response,
        "bodies": None if bodies is None else [body.hex() for body in bodies],
        "left_out": list(passed.left_out),
    }


# -------------------------------------------------------------------------------------------------------- reading


def read(data: bytes) -> list[Passed]:
    """What a file holds, oldest first.

    Raises:
        BadRecording: it is not what `write` writes.
    """
    if len(data) > MOST_BYTES:
        raise BadRecording(f"the file is larger than {MOST_BYTES} bytes")
    try:
        found = json.loads(data.decode("utf-8"), object_pairs_hook=_once)
    except (ValueError, RecursionError):
        raise BadRecording("the file is no JSON in UTF-8") from None
    file = _Fields(found, "the file")
    if file.take("format", str) != FORMAT:
        raise BadRecording(f"the file is no {FORMAT} file")
    version = file.take("version", int)
    if version != VERSION:
        raise BadRecording(f"the file is of version {version}; version {VERSION} is read")
    file.take("masked", bool)
    messages = file.take("messages", list)
    file.end()
    return [_passed(_Fields(each, f"message {number}")) for number, each in enumerate(messages, 1)]


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) != len(pairs):
        raise ValueError("a key that is there twice")
    return found


class _Fields:
    """The fields of a JSON object, each of which is taken once; `where` is what it is called in refusals."""

    def __init__(self, found: Any, where: str) -> None:
        self.where = where
        if not isinstance(found, dict):
            raise self.bad("it is no object")
        self._found = dict(found)

    def bad(self, why: str) -> BadRecording:
        """A refusal."""
        return BadRecording(f"{self.where}: {why}")

    def take(self, name: str, kind: type[T]) -> T:
        """A field of just this type; numbers are not negative."""
        if name not in self._found:
            raise self.bad(f"{name} is missing")
        value = self._found.pop(name)
        check = _CHECKS.get(kind)
        try:
            if type(value) is not kind:
                raise TypeError(kind)
            if check is not None:
                check(value)
        except (TypeError, ValueError):
            raise self.bad(f"{name} is not what it should be") from None
        return value

    def choose(self, name: str, choices: Iterable[str]) -> str:
        """A text that is one of these."""
        value = self.take(name, str)
        if value not in choices:
            raise self.bad(f"{name} is not what it should be")
        return value

    def octets(self, name: str) -> bytes:
        """Bytes in digits."""
        found: bytes = self.read(name, str, unhexlify)
        return found

    def read(self, name: str, kind: type[T], read: Callable[[T], Any]) -> Any:
        """A field that stands for something else."""
        value = self.take(name, kind)
        try:
            return read(value)
        except (TypeError, ValueError):
            raise self.bad(f"{name} is not what it should be") from None

    def optional(self, name: str, kind: type[T], read: Callable[[T], Any]) -> Any:
        """The same; None where it is null."""
        if name in self._found and self._found[name] is None:
            return self._found.pop(name)
        return self.read(name, kind, read)

    def inside(self, name: str) -> "_Fields":
        """An object in it."""
        return _Fields(self.take(name, dict), f"{self.where}, {name}")

    def end(self) -> None:
        """There is nothing else."""
        if self._found:
            raise self.bad(f"{next(iter(self._found))[:40]!r} is not known")


def _number(value: Any) -> int:
    """A number that is not negative.

    Raises:
        ValueError: it is none.
    """
    if type(value) is not int or not 0 <= value < 1 << 63:
        raise ValueError(value)
    return value


def _text(value: Any) -> str:
    """A text.

    Raises:
        ValueError: it is none, or holds half a character, which could not leave again.
    """
    if not isinstance(value, str):
        raise ValueError(value)
    value.encode()
    return value


_CHECKS: dict[type, Callable[[Any], object]] = {int: _number, str: _text}


def _passed(fields: _Fields) -> Passed:
    event = fields.choose("event", [each.value for each in Event])
    began = fields.take("began", int) / 1000
    read: Callable[[_Fields, Connection, float], Passed] = _EVENTS[Event(event)]
    passed = read(fields, _connection(fields.inside("connection")), began)
    fields.end()
    return passed


def _connection(fields: _Fields) -> Connection:
    found = Connection(
        fields.take("number", int),
        fields.take("address", str),
        fields.choose("kind", _KINDS),
        fields.take("outward", bool),
    )
    fields.end()
    return found


def _refused(fields: _Fields, connection: Connection, began: float) -> Refused:
    return Refused(connection, began, fields.take("reason", str))


def _unreadable(fields: _Fields, connection: Connection, began: float) -> Unreadable:
    return Unreadable(
        connection,
        began,
        fields.take("user", str),
        fields.octets("data"),
        fields.take("reason", str),
        fields.octets("response"),
        fields.choose("encoding", ("", *_ENCODINGS)),
        fields.take("left_out", int),
    )


def _exchanged(fields: _Fields, connection: Connection, began: float) -> Exchanged:
    seconds = fields.take("microseconds", int) / 1_000_000
    outcome = Outcome(
        fields.take("user", str),
        fields.read("version", str, _version),
        tuple(fields.read("items", list, _items)),
    )
    return Exchanged(
        connection,
        began,
        seconds,
        fields.octets("request"),
        fields.octets("response"),
        outcome,
        fields.choose("encoding", _ENCODINGS),
        fields.optional("bodies", list, _bodies),
        fields.read("left_out", list, _two_numbers),
    )


_EVENTS: dict[Event, Callable[[_Fields, Connection, float], Passed]] = {
    Event.MESSAGE: _exchanged,
    Event.REFUSED: _refused,
    Event.UNREADABLE: _unreadable,
}
_KINDS = ("KMIP", "HTTPS")
_ENCODINGS = ("TTLV", "XML", "JSON")


def _version(text: str) -> Version:
    if not re.fullmatch("[0-9]{1,9}[.][0-9]{1,9}", text):
        raise ValueError(text)
    return Version(*map(int, text.split(".")))


def _items(found: list[Any]) -> list[Done]:
    return [_item(*each) for each in found]


def _item(operation: Any, status: Any, reason: Any, uid: Any) -> Done:
    return Done(
        None if operation is None else _OPERATIONS.get(_number(operation), operation),
        _term(ResultStatus, status),
        None if reason is None else _term(ResultReason, reason),
        None if uid is None else _text(uid),
    )


_OPERATIONS: dict[int, Operation] = {int(each): each for each in Operation}


def _term(cls: type[Term], value: Any) -> Any:
    """A member, or an extension value, which has no name."""
    return value if _number(value) >> 28 == 8 else cls(value)


def _two_numbers(found: list[Any]) -> tuple[int, int]:
    first, second = map(_number, found)
    return first, second


def _bodies(found: list[Any]) -> tuple[bytes, bytes]:
    first, second = map(unhexlify, found)
    return first, second
