"""The ring: the last messages that went over the wire, as they were. Nothing of them is read while nobody looks."""

from collections import deque
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from itertools import islice
from typing import cast

from zope.interface import implementer

from hsmsim.interfaces.log import Log
from hsmsim.interfaces.ring import Entry, IRing, IWatch, NoSuchEntry, Passed, TooMuch
from hsmsim.interfaces.taps import Connection, Exchanged, ITap, Refused, Unreadable

MOST_BYTES = 16 * 1024 * 1024  # of all messages together, and as many again from files
MOST_OF_ONE = 1024 * 1024  # bytes of one message; of a longer one the beginning is kept

# Half of the bytes are for small messages, which cannot be too large together because there are only so many of them;
# so only for the others, which have the other half, it has to be counted.
_HALF = MOST_BYTES // 2


@implementer(ITap, IRing)
class Ring:
    """Keeps what went over the wire; the oldest goes when there is more than may be.

    Args:
        most: how many entries are kept, and how many more files may bring.
        log: is told of watchers that break.
    """

    early = False

    def __init__(self, most: int, log: Log) -> None:
        self._most = most
        self._log = log
        self._kept: deque[Passed] = deque(maxlen=most)
        self._last = 0  # number of the newest entry
        self._cleared = 0  # number of the newest that was cleared
        self._small = _HALF // most
        self._large: deque[tuple[int, int]] = deque()  # number and size of those that are not small, oldest first
        self._large_size = 0
        self._imported: list[Passed] = []
        self._watches: list[Watch] = []

    # ------------------------------------------------------------------------------------------------ what passes

    def opened(self, connection: Connection) -> None:
        """See ITap."""

    def closed(self, connection: Connection) -> None:
        """See ITap."""

    def refused(self, refused: Refused) -> None:
        """See ITap."""
        self._add(refused, 0)

    def request(self, connection: Connection, data: bytes) -> None:
        """See ITap; it is kept with its response."""

    def exchanged(self, messages: Sequence[Exchanged]) -> None:
        """See ITap."""
        small = self._small
        for each in messages:
            if len(each.request) + len(each.response) > small or each.bodies is not None:
                self._keep_each(messages)
                return
        self._kept.extend(messages)
        self._last += len(messages)
        if self._watches:
            self._tell_watches()

    def _keep_each(self, messages: Sequence[Exchanged]) -> None:
        """Keep messages of which some are not small."""
        for each in map(_cut_exchanged, messages):
            self._add(each, size_of(each))

    def unreadable(self, unreadable: Unreadable) -> None:
        """See ITap."""
        if len(unreadable.data) > MOST_OF_ONE:
            unreadable = replace(
                unreadable, data=unreadable.data[:MOST_OF_ONE], left_out=len(unreadable.data) - MOST_OF_ONE
            )
        self._add(unreadable, size_of(unreadable))

    def close(self) -> None:
        """See ITap."""

    def _add(self, passed: Passed, size: int) -> None:
        """Keep something of any size."""
        self._kept.append(passed)
        self._last += 1
        if size > self._small:
            self._large.append((self._last, size))
            self._large_size += size
            self._make_room()
        self._tell_watches()

    def _make_room(self) -> None:
        """Let go of the oldest until those that are not small have no more than their half."""
        while self._large[0][0] < self._first or self._large_size > _HALF:
            number, size = self._large.popleft()
            self._large_size -= size
            while self._first <= number:
                self._kept.popleft()

    def _tell_watches(self) -> None:
        for watch in list(self._watches):
            try:
                watch.tell()
            except Exception:  # whoever looks must not disturb what is looked at
                self._log.failure("a watcher of the wire broke and is told no more")
                watch.stop()

    # ---------------------------------------------------------------------------------------------------- reading

    @property
    def last(self) -> int:
        """The number of the newest entry; 0 before the first."""
        return self._last

    @property
    def _first(self) -> int:
        """The number of the oldest entry that is kept; one more than `last` where none is."""
        return self._last - len(self._kept) + 1

    def find(self, number: int) -> Entry:
        """See IRing."""
        if self._first <= number <= self._last:
            return Entry(number, self._kept[number - self._first])
        if -len(self._imported) <= number < 0:
            return Entry(number, self._imported[number])
        raise NoSuchEntry.of(number)

    def newer(self, after: int | None = None) -> Iterator[Entry]:
        """See IRing."""
        count = len(self._imported)
        start = -count if after is None else after + 1
        for number in range(max(start, -count), 0):
            yield Entry(number, self._imported[number])
        start = max(start, self._first)
        yield from map(Entry, range(start, self._last + 1), islice(self._kept, start - self._first, None))

    def older(self, before: int | None = None) -> Iterator[Entry]:
        """See IRing."""
        start = self._last if before is None else min(before - 1, self._last)
        kept = islice(reversed(self._kept), self._last - start, None)
        yield from map(Entry, range(start, self._first - 1, -1), kept)
        for number in range(min(start, -1), -len(self._imported) - 1, -1):
            yield Entry(number, self._imported[number])

    # --------------------------------------------------------------------------------------------------- changing

    def clear(self) -> None:
        """See IRing."""
        self._kept.clear()
        self._large.clear()
        self._large_size = 0
        self._imported = []
        self._cleared = self._last
        for watch in self._watches:
            watch.skip()

    def bring_in(self, passed: Sequence[Passed]) -> None:
        """See IRing."""
        together = [*passed, *self._imported]
        if len(together) > self._most:
            raise TooMuch(f"there is room for {self._most} messages from files; these would make {len(together)}")
        if sum(map(size_of, together)) > MOST_BYTES:
            raise TooMuch(f"there is room for {MOST_BYTES} bytes of messages from files; these would be more")
        self._imported = together

    # --------------------------------------------------------------------------------------------------- watching

    def watch(self, wake: Callable[[], None], after: int | None = None) -> IWatch:
        """See IRing."""
        seen = self._last if after is None else after if 0 <= after <= self._last else 0
        watch = Watch(self, wake, max(seen, self._cleared))
        self._watches.append(watch)
        return cast(IWatch, watch)

    def forget(self, watch: "Watch") -> None:
        """Tell a watch no more."""
        if watch in self._watches:
            self._watches.remove(watch)


@implementer(IWatch)
class Watch:
    """Knows which entry was the last that it took."""

    def __init__(self, ring: Ring, wake: Callable[[], None], seen: int) -> None:
        self._ring = ring
        self._wake = wake
        self._seen = seen
        self._told = False

    def tell(self) -> None:
        """Something has passed."""
        if not self._told:
            self._told = True
            self._wake()

    def take(self, most: int) -> tuple[list[Entry], int]:
        """See IWatch."""
        entries = list(islice(self._ring.newer(max(self._seen, 0)), most))
        self._told = False
        newest = entries[-1].number if entries else self._ring.last
        lost = newest - self._seen - len(entries)
        self._seen = newest
        return entries, lost

    def skip(self) -> None:
        """What has passed so far is not wanted."""
        self._seen = self._ring.last

    def stop(self) -> None:
        """See IWatch."""
        self._ring.forget(self)


# --------------------------------------------------------------------------------------------------------- bounds


def size_of(passed: Passed) -> int:
    """How many bytes of messages an entry keeps."""
    if type(passed) is Exchanged:
        size = len(passed.request) + len(passed.response)
        return size if passed.bodies is None else size + sum(map(len, passed.bodies))
    return len(passed.data) + len(passed.response) if type(passed) is Unreadable else 0


def _cut_exchanged(whole: Exchanged) -> Exchanged:
    """What is kept of a message. XML and JSON that is cut is worth nothing, so it is kept whole or not at all."""
    request, response = whole.request[:MOST_OF_ONE], whole.response[:MOST_OF_ONE]
    bodies = whole.bodies
    if bodies is not None and max(map(len, bodies)) > MOST_OF_ONE:
        bodies = None
    left_out = len(whole.request) - len(request), len(whole.response) - len(response)
    return replace(whole, request=request, response=response, bodies=bodies, left_out=left_out)
