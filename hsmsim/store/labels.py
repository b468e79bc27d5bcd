"""Labels: what a person looks for an object by, its names and its identifier, looked through part by part."""

from collections.abc import Callable, Iterator
from typing import Any

AT_ONCE = 1000  # names or identifiers; about a millisecond

_NAMES = (
    "SELECT name, sequence FROM name WHERE partition = ?1 AND (name, sequence) > (?2, ?3)"
    " ORDER BY name, sequence LIMIT ?4"
)
# An index is made of these alone.
_UIDS = (
    "SELECT uid, sequence FROM object WHERE partition = ?1 AND uid > ?2 AND uid >= ?3 AND uid < ?4"
    " ORDER BY uid LIMIT ?5"
)
_AFTER_ALL = chr(0x10FFFF)


def matches(text: str) -> Callable[[str], bool]:
    """Whether a name contains a text, whatever the case of the letters."""
    wanted = text.casefold()
    return lambda name: wanted in name.casefold()


def matching(execute: Callable[..., Any], partition: str, text: str) -> Iterator[list[int]]:
    """The numbers of the objects that a text is a label of; see `IStore.matching`."""
    fits, name, number = matches(text), "", 0
    while part := execute(_NAMES, (partition, name, number, AT_ONCE)).fetchall():
        name, number = part[-1]
        yield [number for name, number in part if fits(name)]
    uid = ""
    while part := execute(_UIDS, (partition, uid, text, text + _AFTER_ALL, AT_ONCE)).fetchall():
        uid = part[-1][0]
        yield [number for _, number in part]
