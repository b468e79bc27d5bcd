"""Pages: where the ring keeps what it keeps.

A thousand messages kept as the objects that they came as are ten thousand small pieces of memory, all over the place,
and whatever the server makes next is made in the gaps between them. That slows it by more than the keeping itself. So
what nearly all messages consist of is written into pages, a few large pieces of memory, and is made into objects again
for those who look.
"""

from array import array
from collections import deque
from dataclasses import dataclass, field
from marshal import dumps, loads
from typing import Any

from hsmsim.interfaces.outcome import Done, Outcome
from hsmsim.interfaces.ring import Passed
from hsmsim.interfaces.taps import Exchanged

PAGE = 128  # messages

_FACTS = 6  # of each message, which others share: connection, user, version, operation, result status and reason
_PLAIN = 2  # the version of marshal that looks for nothing that occurs twice


@dataclass(slots=True)
class Page:
    """So many that passed, one after the other.

    Args:
        first: number of the first.
        starts: where in `data` each of them begins.
        data: what each has for itself: when it began, seconds, request, response, and Unique Identifier.
        facts: `_FACTS` of each.
        whole: those that are kept as they came, by number; they have nothing in `data`.
    """

    first: int
    starts: "array[int]" = field(default_factory=lambda: array("L"))
    data: bytearray = field(default_factory=bytearray)
    facts: list[Any] = field(default_factory=list)
    whole: dict[int, Passed] = field(default_factory=dict)


_NO_FACTS = (None,) * _FACTS


class Pages:
    """The last that passed, by number: 1 for the first there ever was.

    Attributes:
        last: number of the newest; 0 before the first.

    Args:
        most: how many are kept.
    """

    def __init__(self, most: int) -> None:
        self.last = 0
        self._most = most
        self._gone = 0  # number of the newest that was let go before its time
        self._swept = 1  # number of the oldest that may still be kept as it came
        self._page = Page(1)
        self._pages = deque((self._page,))

    @property
    def first(self) -> int:
        """Number of the oldest; one more than `last` where there is none."""
        return max(self._gone, self.last - self._most) + 1

    # ------------------------------------------------------------------------------------------------- keeping

    def add(self, exchanged: Exchanged) -> None:
        """Keep a message of which nothing was left out."""
        user_id, version, items, why = exchanged.outcome
        if len(items) != 1 or why or items[0].others or exchanged.encoding != "TTLV":
            self.add_whole(exchanged)
            return
        page = self._page
        if len(page.starts) == PAGE:
            page = self._turn()
        operation, status, reason, uid, _ = items[0]
        data = page.data
        page.starts.append(len(data))
        data += dumps((exchanged.began, exchanged.seconds, exchanged.request, exchanged.response, uid), _PLAIN)
        page.facts += (exchanged.connection, user_id, version, operation, status, reason)
        self.last += 1

    def add_whole(self, passed: Passed) -> None:
        """Keep something as it is."""
        page = self._page
        if len(page.starts) == PAGE:
            page = self._turn()
        page.starts.append(len(page.data))
        page.facts += _NO_FACTS
        self.last += 1
        page.whole[self.last] = passed

    def _turn(self) -> Page:
        """Turn to a new page, and let go of those that nothing is wanted of any more."""
        self._page = Page(self.last + 1)
        self._pages.append(self._page)
        self._drop()
        return self._page

    def let_go(self, number: int) -> None:
        """Let go of all up to this number, and of those that are too many but have stayed with their page."""
        self._gone = max(self._gone, number)
        self._drop()
        page, first = self._pages[0], self.first  # all before the first are on its page
        for each in range(max(self._swept, page.first), first):
            page.whole.pop(each, None)
        self._swept = first

    def _drop(self) -> None:
        while len(self._pages) > 1 and self._pages[1].first <= self.first:
            self._pages.popleft()

    def clear(self) -> None:
        """Let go of all; numbers go on."""
        self._gone = self.last
        self._page = Page(self.last + 1)
        self._pages = deque((self._page,))

    # ------------------------------------------------------------------------------------------------- reading

    def get(self, number: int) -> Passed:
        """One of those from `first` to `last`."""
        place, within = divmod(number - self._pages[0].first, PAGE)
        page = self._pages[place]
        whole = page.whole.get(number)
        return _made(page, within) if whole is None else whole


def _made(page: Page, within: int) -> Exchanged:
    """A message, made from what its page has of it."""
    with memoryview(page.data) as data:
        began, seconds, request, response, uid = loads(data[page.starts[within] :])
    connection, user_id, version, operation, status, reason = page.facts[within * _FACTS : (within + 1) * _FACTS]
    outcome = Outcome(user_id, version, (Done(operation, status, reason, uid),))
    return Exchanged(connection, began, seconds, request, response, outcome)
