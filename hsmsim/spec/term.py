"""Term: a number that the specification has given a name."""

from enum import IntEnum
from typing import Self

from hsmsim.spec.versions import V1_0, Version


class Term(IntEnum):
    """A tag or an enumeration value: its number, its written name, the first version that has it."""

    title: str
    since: Version

    def __new__(cls, value: int, title: str = "", since: Version = V1_0) -> Self:
        member = int.__new__(cls, value)
        member._value_ = value
        member.title = title
        member.since = since
        return member


def title(value: int | None) -> str:
    """What a value is called in texts for people; a number that has no name (an extension value) as such."""
    if value is None:
        return "none"
    return value.title if isinstance(value, Term) else f"{value:#x}"
