"""Pages: a partition of many objects, for people who look through it."""

from collections.abc import Awaitable, Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import chain, islice, repeat
from typing import NamedTuple

from hsmsim.interfaces.store import IStore, Numbered
from hsmsim.model.managed import ManagedObject


class Page(NamedTuple):
    """Some of the objects of a partition.

    Args:
        objects: newest first, as the dates up to now have moved them; without their values.
        next: where the next page begins, which may have nothing on it; None where this is the last.
        total: how many objects there are on all pages.
        numbers: where a page would begin after each of the objects.
    """

    objects: list[ManagedObject]
    next: int | None
    total: int
    numbers: list[int]


Fits = Callable[[ManagedObject], bool]

AT_ONCE = 100  # objects that are looked at in one go; two milliseconds


def everything(obj: ManagedObject) -> bool:
    """Whatever it is."""
    return True


@dataclass(frozen=True, slots=True)
class Look:
    """What somebody wants to see of a partition.

    Args:
        text: what a Name Value contains, in whatever case, or a Unique Identifier begins with; empty for all.
        before: where the page begins, as the page before has said; None for the newest.
        most: objects on a page.
        fits: whether an object belongs on it.
        enough: how many objects are looked at until there is an answer, full or not; None for all.
    """

    text: str
    before: int | None
    most: int
    fits: Fits = everything
    enough: int | None = None


async def find(
    store: IStore,
    partition: str,
    look: Look,
    see: Callable[[ManagedObject], ManagedObject],
    give_way: Callable[[], Awaitable[None]],
) -> Page:
    """One page. Others are answered meanwhile.

    Args:
        see: makes a stored object what is shown.
    """
    total, parts = await _labelled(store, partition, look, give_way) if look.text else _all(store, partition, look)
    page, looked_at, before = Page([], None, total, []), 0, look.before
    for part in parts:
        if look.enough is not None and looked_at >= look.enough:
            return page._replace(next=before)
        for number, obj in part:
            seen = see(obj)
            if look.fits(seen):
                if len(page.objects) == look.most:
                    return page._replace(next=before)
                page.objects.append(seen)
                page.numbers.append(number)
            before = number
        looked_at += len(part)
        await give_way()
    return page


def _sizes(look: Look) -> Iterator[int]:
    """How many objects are read in one go: at first no more than are needed where all of them fit."""
    return chain((min(look.most + 1, AT_ONCE),), repeat(AT_ONCE))


def _all(store: IStore, partition: str, look: Look) -> tuple[int, Iterator[Sequence[Numbered]]]:
    """How many objects there are, and those before the page, part by part."""

    def parts() -> Iterator[Sequence[Numbered]]:
        before = look.before
        for size in _sizes(look):
            part = store.page(partition, before, size)
            if part:
                yield part
                before = part[-1].number
            if len(part) < size:
                return

    return store.count(partition), parts()


async def _labelled(
    store: IStore, partition: str, look: Look, give_way: Callable[[], Awaitable[None]]
) -> tuple[int, Iterator[Sequence[Numbered]]]:
    """The same of those that the text is a label of."""
    matching: set[int] = set()
    for part in store.matching(partition, look.text):
        matching.update(part)
        await give_way()
    left = iter(sorted((each for each in matching if look.before is None or each < look.before), reverse=True))

    def parts() -> Iterator[Sequence[Numbered]]:
        for size in _sizes(look):
            numbers = list(islice(left, size))
            if not numbers:
                return
            yield store.numbered(partition, numbers)

    return len(matching), parts()
