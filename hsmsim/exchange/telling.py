"""What the audit log says of a request: who asked, for which operations, on which objects, and what became of it."""

import re

from hsmsim.exchange.peer import Done, Outcome
from hsmsim.spec.enums import ResultStatus
from hsmsim.spec.term import title
from hsmsim.spec.versions import Version

MOST_ITEMS = 16  # of a batch that one line tells of
MOST_OTHERS = 8  # objects of one item, besides the first
MOST_CHARACTERS = 64  # of what a client calls an object

_SUCCESS = ResultStatus.SUCCESS
_SPOKEN = {Version(1, minor): f"KMIP 1.{minor}" for minor in range(5)}
_plain = re.compile(r"[A-Za-z0-9_./-]{1,64}").fullmatch


def texts(outcome: Outcome, how: str = "") -> list[str]:
    """What a message is told by, one text but for long batches: `KMIP 1.4 'alice': Create 3f0c: Success`.

    Args:
        how: where it was asked, or when it was done, if that was not with the message: `inside`, `put off`.
    """
    spoken = f"KMIP {how}" if how else _SPOKEN[outcome.version]
    who = f"{spoken} '{outcome.user_id}'" if outcome.user_id else f"{spoken} nobody"
    items = outcome.items
    if outcome.why:
        return [f"{who}: refused: {_became(items[0])}: {outcome.why}"]
    if len(items) == 1:
        return [f"{who}: {_item(items[0])}"]
    pieces = [items[first : first + MOST_ITEMS] for first in range(0, len(items), MOST_ITEMS)]
    return [f"{who}: {'; '.join(map(_item, piece))}" for piece in pieces]


def _item(done: Done) -> str:
    named = "" if done.uid is None else f" {_named(done.uid)}"
    if done.others:
        named += f" ({', '.join(map(_named, done.others[:MOST_OTHERS]))}{', ...' if done.others[MOST_OTHERS:] else ''})"
    return f"{title(done.operation)}{named}: {_became(done)}"


def _became(done: Done) -> str:
    if done.status is _SUCCESS:
        return "Success"
    return done.status.title if done.reason is None else done.reason.title


def _named(uid: str) -> str:
    """What a client calls an object, so that it is told from our words."""
    if _plain(uid):
        return uid
    return repr(uid if len(uid) <= MOST_CHARACTERS else f"{uid[:MOST_CHARACTERS]}...")
