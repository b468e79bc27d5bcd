"""Finding: the one object that a person means by a word."""

from collections.abc import Sequence
from typing import NamedTuple

from hsmsim.errors import AmbiguousName, NoSuchObject
from hsmsim.exchange.objects import Objects
from hsmsim.model.managed import ManagedObject

SEPARATOR = "/"  # between a partition and an object of it


class Seen(NamedTuple):
    """An object that a user may read.

    Args:
        rights: bits of Rights that the user has on the partition.
    """

    partition: str
    rights: int
    obj: ManagedObject


async def find_object(places: Sequence[Objects], word: str) -> Seen:
    """The object with this Unique Identifier, or with this Name in the own partition, or that `partition/object` means.

    Objects that are destroyed have no name any more.

    Args:
        places: the partitions that can be read, the own one first.

    Raises:
        NoSuchObject: there is none.
        AmbiguousName: there are several with the Name.
    """
    for place in places:
        seen = await _by_uid(place, word)
        if seen is not None:
            return seen
    found = await _named(places[0], word)
    if not found and SEPARATOR in word:
        partition, _, rest = word.partition(SEPARATOR)
        found = [seen for place in places if place.partition == partition for seen in await _in(place, rest)]
    if len(found) > 1:
        raise AmbiguousName(f"{len(found)} objects are named {_short(word)!r}: say which by its Unique Identifier")
    if not found:
        raise NoSuchObject(_short(word))
    return found[0]


def _short(word: str) -> str:
    return word if len(word) <= _MOST_CHARACTERS else f"{word[:_MOST_CHARACTERS]}..."


_MOST_CHARACTERS = 80


async def _in(place: Objects, word: str) -> list[Seen]:
    seen = await _by_uid(place, word)
    return [seen] if seen is not None else await _named(place, word)


async def _by_uid(place: Objects, uid: str) -> Seen | None:
    try:
        return Seen(place.partition, place.rights, await place.load(uid))
    except NoSuchObject:
        return None


async def _named(place: Objects, name: str) -> list[Seen]:
    return [Seen(place.partition, place.rights, await place.load(obj.uid)) for obj in await place.named(name)]
