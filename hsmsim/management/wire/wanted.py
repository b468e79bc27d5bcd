"""Which entries of the ring somebody wants to see."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from hsmsim.interfaces.ring import Entry, Passed
from hsmsim.management.wire import words
from hsmsim.spec.term import title
from hsmsim.ttlv.tree import Names


@dataclass(frozen=True, slots=True)
class Wanted:
    """What an entry has to have; what is empty or None does not matter. Capitals matter only in User IDs.

    Args:
        owner: the only user whose entries may be seen at all; None where all may.
        user: whose it is.
        operation: one that it asks for, by its title.
        result: what became of one of its items, by title, or `message`, `refused` or `unreadable`.
        text: what stands in it when it is shown with key material masked.
        since, until: when it began, in milliseconds since 1970, both included.
        names: what numbers are called; only asked for where there is a text.
    """

    owner: str | None = None
    user: str = ""
    operation: str = ""
    result: str = ""
    text: str = ""
    since: int | None = None
    until: int | None = None
    names: Callable[[], Names] = Names

    def may_see(self, entry: Entry) -> bool:
        """Whether the entry may be seen, wanted or not."""
        return self.owner is None or words.user(entry.passed) == self.owner

    def accepts(self, entry: Entry) -> bool:
        """Whether the entry may be seen and is wanted."""
        passed = entry.passed
        return (
            self.may_see(entry)
            and (not self.user or words.user(passed) == self.user)
            and self._in_time(passed)
            and (not self.operation or self._asks_for_it(passed))
            and (not self.result or _has(self.result, words.results(passed)))
            and (not self.text or self.text.casefold() in words.text(passed, self.names()).casefold())
        )

    def _in_time(self, passed: Passed) -> bool:
        when = words.milliseconds(passed)
        return (self.since is None or when >= self.since) and (self.until is None or when <= self.until)

    def _asks_for_it(self, passed: Passed) -> bool:
        return _has(self.operation, (title(each.operation) for each in words.done(passed)))


def _has(word: str, found: Iterable[str]) -> bool:
    return word.casefold() in (each.casefold() for each in found)
