"""What went over the wire, for the tests of other projects."""

from dataclasses import dataclass, field

from hsmsim.interfaces.ring import Passed
from hsmsim.management.wire import words
from hsmsim.operations import names
from hsmsim.spec.names import MASKED
from hsmsim.spec.term import title
from hsmsim.ttlv.text import render


@dataclass(frozen=True, slots=True)
class Seen:
    """Something that went over the wire to or from an HSM; as text it is a tree, with key material masked.

    Args:
        event: message, refused (a handshake that failed) or unreadable (bytes that are no message).
        user: whose it was; empty where nobody knows.
        operations: of each item by its title in the specification.
        results: what became of each: Success, or the reason of its failure.
        reason: why it is no message, or that it was not answered.
        request, response: the messages; of a large one the beginning.
    """

    event: str
    user: str
    operations: tuple[str, ...]
    results: tuple[str, ...]
    reason: str
    request: bytes = field(repr=False)
    response: bytes = field(repr=False)

    def __str__(self) -> str:
        head = f"{self.user or 'nobody'}: {', '.join(self.operations) or self.event}: {self.reason or 'answered'}"
        return "\n".join([head, *(render(each, names(), MASKED) for each in (self.request, self.response) if each)])


def seen(passed: Passed) -> Seen:
    """An entry of the ring for tests."""
    done = words.done(passed)
    request, response = words.messages(passed)
    return Seen(
        event=words.event(passed).value,
        user=words.user(passed),
        operations=tuple(title(each.operation) for each in done if each.operation is not None),
        results=tuple(words.result_of(each) for each in done),
        reason=words.reason(passed),
        request=request,
        response=response,
    )
