"""Values of commands: as AMP carries them, as JSON for scripts and the web console, and as words on a command line."""

from base64 import b64decode, b64encode
from collections.abc import Mapping, Sequence
from enum import Enum
from typing import Any

from twisted.protocols import amp

from hsmsim.partitions.oath import encode_secret, from_base32

Declared = Sequence[tuple[bytes, amp.Argument]]

_WORDS = {"yes": True, "y": True, "true": True, "no": False, "n": False, "false": False}


class Chosen(amp.Argument):
    """What is chosen from an enumeration."""

    def __init__(self, choices: type[Enum], optional: bool = False) -> None:
        super().__init__(optional)
        self.choices = choices


class Choice(Chosen):
    """A member of an enumeration, as its value."""

    def toString(self, inObject: Enum) -> bytes:
        """The value on the wire."""
        return str(inObject.value).encode()

    def fromString(self, inString: bytes) -> Enum:
        """The member."""
        return self.choices(inString.decode())


class Choices(Chosen):
    """Members of an enumeration, as their values with commas between them; a frozenset."""

    def toString(self, inObject: frozenset[Enum]) -> bytes:
        """The values on the wire, in the enumeration's order."""
        return ",".join(str(each.value) for each in self.choices if each in inObject).encode()

    def fromString(self, inString: bytes) -> frozenset[Enum]:
        """The members."""
        return frozenset(self.choices(text) for text in inString.decode().split(",") if text)


class Names(amp.Argument):
    """Names with commas between them, such as User IDs; a tuple."""

    def toString(self, inObject: tuple[str, ...]) -> bytes:
        """The names on the wire."""
        return ",".join(inObject).encode()

    def fromString(self, inString: bytes) -> tuple[str, ...]:
        """The names."""
        return tuple(each.strip() for each in inString.decode().split(",") if each.strip())


class Base32(amp.String):
    """Bytes that people write in base32: the secret of an OATH device."""


class NotSo(ValueError):
    """A value that is none of its argument's; the text names the argument."""


# ----------------------------------------------------------------------------------------------------------- JSON


def to_json(declared: Declared, values: Mapping[str, Any]) -> dict[str, Any]:
    """Values as JSON has them: bytes in base64, members of enumerations by their values, what is None left out."""
    found = ((name.decode(), argument) for name, argument in declared)
    return {name: _plain(argument, values[name]) for name, argument in found if values.get(name) is not None}


def _plain(argument: amp.Argument, value: Any) -> Any:
    if isinstance(argument, Choices):
        return [each.value for each in argument.choices if each in value]
    if isinstance(argument, Choice):
        return value.value
    if isinstance(argument, Names):
        return list(value)
    if isinstance(argument, amp.AmpList):
        return [to_json(argument.subargs, each) for each in value]
    if isinstance(argument, Base32):
        return encode_secret(value)
    return b64encode(value).decode() if isinstance(value, bytes) else value


def from_json(declared: Declared, found: Mapping[str, Any]) -> dict[str, Any]:
    """The values of a command's arguments.

    Raises:
        NotSo: one is missing, not known, or not of its type.
    """
    arguments = {name.decode(): argument for name, argument in declared}
    for name in found:
        if name not in arguments:
            raise NotSo(f"there is no argument {name[:40]!r}")
    return {name: _value(name, argument, found.get(name)) for name, argument in arguments.items()}


def _value(name: str, argument: amp.Argument, found: Any) -> Any:
    if found is None:
        if argument.optional:
            return None
        raise NotSo(f"{name} is missing")
    try:
        return _typed(argument, found)
    except (TypeError, ValueError):
        raise NotSo(f"{name} is not {_expected(argument)}") from None


def _typed(argument: amp.Argument, found: Any) -> Any:
    kind = _KINDS.get(type(argument))
    if kind is not None and type(found) is not kind:
        raise TypeError
    if kind is str:
        found.encode()  # half a character is no text
    if isinstance(argument, Choices):
        return frozenset(argument.choices(each) for each in found)
    if isinstance(argument, Choice):
        return argument.choices(found)
    if isinstance(argument, Names):
        return tuple(_name(each) for each in found)
    if isinstance(argument, Base32):
        return from_base32(found)
    return b64decode(found, validate=True) if type(argument) is amp.String else found


def _name(found: Any) -> str:
    if not isinstance(found, str) or "," in found:
        raise ValueError
    return found


_KINDS: dict[type[amp.Argument], type] = {
    amp.Unicode: str,
    amp.String: str,
    Base32: str,
    amp.Integer: int,
    amp.Boolean: bool,
    Names: list,
}


def _expected(argument: amp.Argument) -> str:
    if isinstance(argument, Chosen):
        listed = ", ".join(str(each.value) for each in argument.choices)
        return f"some of: {listed}" if isinstance(argument, Choices) else f"one of: {listed}"
    return _EXPECTED[type(argument)]


_EXPECTED: dict[type[amp.Argument], str] = {
    amp.Unicode: "a text",
    amp.String: "base64",
    Base32: "base32",
    amp.Integer: "a whole number",
    amp.Boolean: "yes or no",
    Names: "some names",
}


# ------------------------------------------------------------------------------------------------- a command line


def from_word(name: str, argument: amp.Argument, word: str) -> Any:
    """The value that a word stands for: yes or no, names with commas between them, a number, a text.

    Raises:
        NotSo: it stands for none.
    """
    try:
        return _read(argument, word)
    except (KeyError, ValueError):
        raise NotSo(f"{name} is not {_expected(argument)}") from None


def _read(argument: amp.Argument, word: str) -> Any:
    if isinstance(argument, Choices):
        return frozenset(_member(argument.choices, each) for each in word.split(",") if each)
    if isinstance(argument, Choice):
        return _member(argument.choices, word)
    if isinstance(argument, Names):
        return argument.fromString(word.encode())
    if isinstance(argument, Base32):
        return from_base32(word)
    if isinstance(argument, amp.Boolean):
        return _WORDS[word.lower()]
    if isinstance(argument, amp.Integer):
        return int(word)
    return word.encode() if type(argument) is amp.String else word


def _member(choices: type[Enum], word: str) -> Enum:
    """A member by its value; capitals do not matter on a command line."""
    return {str(each.value).lower(): each for each in choices}[word.lower()]
