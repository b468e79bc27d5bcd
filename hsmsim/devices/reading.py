"""Device models read from TOML files, checked against the tables of the specification."""

import dataclasses
from collections.abc import Callable, Iterable, Mapping
from importlib import resources
from pathlib import Path
from typing import Any, NoReturn, TypeVar

from hsmsim.devices.device import ENCODINGS, EVERYTHING, UNRESTRICTED, Device, Limits, Vendor
from hsmsim.spec.enums import (
    CryptographicAlgorithm,
    ObjectType,
    Operation,
    ValidationAuthorityType,
    ValidationType,
)
from hsmsim.spec.profiles import PROFILES
from hsmsim.spec.structures import ValidationInformation
from hsmsim.spec.term import Term

T = TypeVar("T", bound=Term)

MODELS = ("standard", "appliance")
_LONGEST_KEY = 65536  # bits
_LONGEST_TEXT = 256  # characters of what a device calls itself


class BadModel(Exception):
    """A device model that cannot be used; the text is one line that says where and why."""


def read_model(name: str) -> Device:
    """The device model of this name, or in the file of this name.

    Raises:
        BadModel: there is none, or what the file says makes no sense.
    """
    return _read(name, ())


def _read(name: str, above: tuple[str, ...]) -> Device:
    """Read a model.

    Args:
        above: the models that are being read and that stand on this one.
    """
    import tomllib  # only here: it costs start-up time

    try:
        given = tomllib.loads(_text(name))
    except OSError as error:
        raise BadModel(
            f"--model: {name!r} is none of {', '.join(MODELS)}, and no file that can be read: {error.strerror}"
        ) from None
    except ValueError as error:  # bad TOML and bad UTF-8
        raise BadModel(f"--model: {name}: {error}") from None
    return _Reader(name, above).device(given)


def _text(name: str) -> str:
    if name in MODELS:
        return resources.files(__package__).joinpath(f"{name}.toml").read_text(encoding="utf-8")
    return Path(name).expanduser().read_text(encoding="utf-8")


class _Reader:
    """Makes a device of what one file says.

    Args:
        name: the file, for texts.
        above: the models that stand on this one.
    """

    def __init__(self, name: str, above: tuple[str, ...]) -> None:
        self._name = name
        self._above = above

    def _wrong(self, where: str, why: str) -> NoReturn:
        raise BadModel(f"--model: {self._name}: {where}: {why}")

    def device(self, given: dict[str, Any]) -> Device:
        """The device; what the file does not say is as in the model that it is `like`."""
        base = self._base(given.pop("like", None))
        return dataclasses.replace(base, **self._fields(given, "", _KEYS, base))

    def _base(self, like: Any) -> Device:
        if like is None:
            return UNRESTRICTED
        if not isinstance(like, str):
            self._wrong("like", "it is the name of a model, or of a file")
        if like in MODELS:
            return _read(like, self._above)
        above = (*self._above, str(Path(self._name).expanduser().resolve()))
        file = str((Path(above[-1]).parent / Path(like).expanduser()).resolve())
        if file in above:
            self._wrong("like", "the model stands on itself")
        return _read(file, above)

    def _fields(self, given: Any, where: str, keys: Mapping[str, "_Read"], base: object) -> dict[str, Any]:
        """The values of a table of the file by the fields that they are for.

        Args:
            where: the table; empty for the file itself.
            base: has the values of what is not given.
        """
        if not isinstance(given, dict):
            self._wrong(where, "it is a table")
        found = {}
        for key, value in given.items():
            title = f"{where}.{key}" if where else key
            if key not in keys:
                self._wrong(title, f"there is no such key; there are {', '.join(keys)}")
            field = key.replace("-", "_")
            found[field] = keys[key](self, value, title, getattr(base, field, None))
        return found

    # ------------------------------------------------------------------------------------------- values by kind

    def terms(self, among: Iterable[T], value: Any, where: str) -> frozenset[T]:
        """Members of an enumeration by the names that the specification has for them."""
        titles = {each.title: each for each in among}
        return frozenset(titles[name] for name in self.names(titles, value, where))

    def names(self, among: Iterable[str], value: Any, where: str) -> list[str]:
        """Some of these names, each once."""
        known = list(among)
        if not isinstance(value, list):
            self._wrong(where, 'it is a list of names, or "*"')
        for name in value:
            if name not in known:
                self._wrong(where, f"there is no {name!r}")
        if len(set(value)) != len(value):
            self._wrong(where, "a name is there twice")
        return value

    def text(self, value: Any, where: str) -> str:
        """One line of text."""
        if not isinstance(value, str) or not value.isprintable() or not 0 < len(value) <= _LONGEST_TEXT:
            self._wrong(where, f"it is one line of text, {_LONGEST_TEXT} characters at most")
        return value

    def number(self, value: Any, where: str, least: int, most: int) -> int:
        """A whole number."""
        if type(value) is not int or not least <= value <= most:
            self._wrong(where, f"it is a whole number from {least} to {most}")
        return value

    def flag(self, value: Any, where: str) -> bool:
        """Yes or no."""
        if not isinstance(value, bool):
            self._wrong(where, "it is true or false")
        return value

    def algorithms(self, value: Any, where: str) -> dict[CryptographicAlgorithm, frozenset[int]]:
        """Lengths of keys by algorithm."""
        if not isinstance(value, dict):
            self._wrong(where, 'it is a table of algorithms and the lengths of their keys, or "*"')
        titles = {each.title: each for each in CryptographicAlgorithm}
        self.names(titles, list(value), where)
        return {titles[name]: self._lengths(lengths, f"{where}.{name}") for name, lengths in value.items()}

    def _lengths(self, value: Any, where: str) -> frozenset[int]:
        if value == "*":
            return EVERYTHING
        if not isinstance(value, list) or not value:
            self._wrong(where, 'it is a list of lengths in bits, or "*"')
        return frozenset(self.number(each, where, 1, _LONGEST_KEY) for each in value)

    def limits(self, value: Any, where: str, base: Limits) -> Limits:
        """The table of limits."""
        return dataclasses.replace(base, **self._fields(value, where, _LIMITS, base))

    def vendor(self, value: Any, where: str, base: Vendor) -> Vendor:
        """The table of vendor strings."""
        return dataclasses.replace(base, **self._fields(value, where, _VENDOR, base))

    def validations(self, value: Any, where: str) -> tuple[ValidationInformation, ...]:
        """A list of tables, one for each validation (2.1.20)."""
        if not isinstance(value, list):
            self._wrong(where, "it is a list of tables: [[validations]]")
        return tuple(self._validation(each, f"{where} {number}") for number, each in enumerate(value, 1))

    def _validation(self, value: Any, where: str) -> ValidationInformation:
        fields = self._fields(value, where, _VALIDATION, None)
        for key in _VALIDATION_REQUIRED:
            if key.replace("-", "_") not in fields:
                self._wrong(where, f"{key} is missing")
        return ValidationInformation(**{f"validation_{name}": each for name, each in fields.items()})

    def profiles(self, value: Any, where: str) -> list[str]:
        """A validation's own profiles: any names."""
        if not isinstance(value, list):
            self._wrong(where, "it is a list of texts")
        return [self.text(each, where) for each in value]

    def one(self, among: Iterable[T], value: Any, where: str) -> T:
        """One member of an enumeration."""
        if not isinstance(value, str):
            self._wrong(where, "it is one name")
        (found,) = self.terms(among, [value], where)
        return found


# How a value is read: by the reader, the value, the title of its key, and what it is when it is not given.
_Read = Callable[[_Reader, Any, str, Any], Any]


def _or_everything(read: Callable[[_Reader, Any, str], Any], everything: Any = EVERYTHING) -> _Read:
    return lambda reader, value, where, base: everything if value == "*" else read(reader, value, where)


def _terms(among: type[Term]) -> _Read:
    return _or_everything(lambda reader, value, where: reader.terms(among, value, where))


def _names(among: Iterable[str]) -> _Read:
    return _or_everything(lambda reader, value, where: frozenset(reader.names(among, value, where)))


def _one(among: type[Term]) -> _Read:
    return lambda reader, value, where, base: reader.one(among, value, where)


def _number(least: int, most: int) -> _Read:
    return lambda reader, value, where, base: reader.number(value, where, least, most)


def _text_of(reader: _Reader, value: Any, where: str, base: Any) -> str:
    return reader.text(value, where)


_KEYS: dict[str, _Read] = {
    "operations": _terms(Operation),
    "objects": _terms(ObjectType),
    "algorithms": _or_everything(_Reader.algorithms, None),
    "profiles": _names([profile.title for profile in PROFILES]),
    "encodings": _names(ENCODINGS),
    "https": lambda reader, value, where, base: reader.flag(value, where),
    "limits": _Reader.limits,
    "vendor": _Reader.vendor,
    "validations": lambda reader, value, where, base: reader.validations(value, where),
}
_LIMITS: dict[str, _Read] = {
    "message": _number(4096, 2**31 - 1),
    "batch-items": _number(1, 2**31 - 1),
    "open-streams": _number(0, 1_000_000),
}
_VENDOR: dict[str, _Read] = {field.name.replace("_", "-"): _text_of for field in dataclasses.fields(Vendor)}
_VALIDATION: dict[str, _Read] = {
    "authority-type": _one(ValidationAuthorityType),
    "authority-country": _text_of,
    "authority-uri": _text_of,
    "version-major": _number(0, 2**31 - 1),
    "version-minor": _number(0, 2**31 - 1),
    "type": _one(ValidationType),
    "level": _number(0, 2**31 - 1),
    "certificate-identifier": _text_of,
    "certificate-uri": _text_of,
    "vendor-uri": _text_of,
    "profile": lambda reader, value, where, base: reader.profiles(value, where),
}
# What identifies a validation (2.1.20).
_VALIDATION_REQUIRED = ("authority-type", "version-major", "type", "level")
