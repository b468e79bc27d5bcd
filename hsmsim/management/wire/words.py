"""What passed, in words: for lists, and for those who search in them."""

from collections import Counter
from collections.abc import Iterable, Iterator
from enum import Enum

from hsmsim.interfaces.outcome import Done
from hsmsim.interfaces.ring import Passed
from hsmsim.interfaces.taps import Exchanged, Refused, Unreadable
from hsmsim.spec.names import MASKED
from hsmsim.spec.term import title
from hsmsim.ttlv.text import render
from hsmsim.ttlv.tree import Names


class Event(Enum):
    """What an entry of the ring tells of."""

    MESSAGE = "message"
    REFUSED = "refused"
    UNREADABLE = "unreadable"


def event(passed: Passed) -> Event:
    """What it was."""
    if isinstance(passed, Exchanged):
        return Event.MESSAGE
    return Event.UNREADABLE if isinstance(passed, Unreadable) else Event.REFUSED


def user(passed: Passed) -> str:
    """Whose it was; empty where nobody knows."""
    if isinstance(passed, Exchanged):
        return passed.outcome.user_id
    return passed.user_id if isinstance(passed, Unreadable) else ""


def reason(passed: Passed) -> str:
    """What was wrong with it, where it was no message; that a message was not answered."""
    if isinstance(passed, Exchanged):
        return "" if passed.response else "there was no response"
    return passed.reason


def done(passed: Passed) -> tuple[Done, ...]:
    """What became of its items."""
    return tuple(passed.outcome.items) if isinstance(passed, Exchanged) else ()


def milliseconds(passed: Passed) -> int:
    """When it began, in milliseconds since 1970."""
    return round(passed.began * 1000)


def microseconds(passed: Passed) -> int:
    """How long it took; 0 too where somebody has set back the clock meanwhile."""
    return max(0, round(passed.seconds * 1_000_000)) if isinstance(passed, Exchanged) else 0


def version(passed: Passed) -> str:
    """The protocol version of a message."""
    return str(passed.outcome.version) if isinstance(passed, Exchanged) else ""


def encoding(passed: Passed) -> str:
    """What its messages were written in."""
    return "" if isinstance(passed, Refused) else passed.encoding


def operations(passed: Passed) -> str:
    """The operations of a message, each once, with their numbers where there are several: `Create, Get (63)`."""
    return _counted(title(each.operation) for each in done(passed) if each.operation is not None)


def result(passed: Passed) -> str:
    """What became of it: Success, reasons of failures, or that it was no message."""
    if not isinstance(passed, Exchanged):
        return event(passed).value
    return _counted(result_of(each) for each in passed.outcome.items)


def result_of(each: Done) -> str:
    """What became of one item: why it failed, or else its status."""
    return title(each.status if each.reason is None else each.reason)


def results(passed: Passed) -> Iterator[str]:
    """Each word by which its result may be searched for."""
    yield event(passed).value
    for each in done(passed):
        yield title(each.status)
        yield result_of(each)


def text(passed: Passed, names: Names) -> str:
    """All that there is to read of it, key material masked."""
    parts = [passed.connection.address, user(passed), reason(passed)]
    for data in messages(passed):
        if data:
            parts.append(render(data, names, MASKED))
    return "\n".join(parts)


def messages(passed: Passed) -> tuple[bytes, bytes]:
    """The bytes of request and response; empty where there are none."""
    if isinstance(passed, Exchanged):
        return passed.request, passed.response
    return (passed.data, passed.response) if isinstance(passed, Unreadable) else (b"", b"")


def left_out(passed: Passed) -> tuple[int, int]:
    """How many bytes of request and response were not kept."""
    if isinstance(passed, Exchanged):
        return passed.left_out
    return (passed.left_out, 0) if isinstance(passed, Unreadable) else (0, 0)


def _counted(words: Iterable[str]) -> str:
    return ", ".join(word if number == 1 else f"{word} ({number})" for word, number in Counter(words).items())
