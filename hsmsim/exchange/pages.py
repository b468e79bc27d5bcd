"""Pages: a partition of many objects, for people who look through it."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import NamedTuple

from hsmsim.interfaces.store import IStore, Numbered
from hsmsim.model.managed import ManagedObject


class Page(NamedTuple):
    """Some of the objects of a partition.

    Args:
        objects: newest first, as the dates up to now have moved them; without their values.
        next: where the next page begins; None where this is the last.
        total: how many objects there are on all pages.
        numbers: where a page would begin after each of the objects.
    """

    objects: list[ManagedObject]
    next: int | None
    total: int
    numbers: list[int]


class Found(NamedTuple):
    """A page as it is stored; see `Page`."""

    objects: list[Numbered]
    next: int | None
    total: int


@dataclass(frozen=True, slots=True)
class Look:
    """What somebody wants to see of a partition.

    Args:
        text: what a Name Value contains, in whatever case, or a Unique Identifier begins with; empty for all.
        before: where the page begins, as the page before has said; None for the newest.
        most: objects on a page.
    """

    text: str
    before: int | None
    most: int


async def find(store: IStore, partition: str, look: Look, give_way: Callable[[], Awaitable[None]]) -> Found:
    """One page. A search gives way to others after each millisecond or so."""
    if not look.text:
        found = store.page(partition, look.before, look.most + 1)
        more = len(found) > look.most
        return Found(found[: look.most], found[look.most - 1].number if more else None, store.count(partition))
    matching: set[int] = set()
    for part in store.matching(partition, look.text):
        matching.update(part)
        await give_way()
    left = sorted((number for number in matching if look.before is None or number < look.before), reverse=True)
    chosen = left[: look.most]
    return Found(store.numbered(partition, chosen), chosen[-1] if len(left) > look.most else None, len(matching))
