"""What became of a message."""

from collections.abc import Sequence
from typing import NamedTuple

from hsmsim.spec.enums import Operation, ResultReason, ResultStatus
from hsmsim.spec.versions import Version


class Done(NamedTuple):
    """What became of one item of a message.

    Args:
        operation: its code; a plain number where no table has it, None where it could not be read.
        reason: why it failed; None where it did not.
        uid: the object that it was about, where payloads say so.
        others: more of them: the public key of a pair, the parts of a key, what a key was made of.
    """

    operation: Operation | int | None
    status: ResultStatus
    reason: ResultReason | None
    uid: str | None
    others: Sequence[str] = ()


class Outcome(NamedTuple):
    """What became of a message, for those who count, record or show it.

    Args:
        user_id: who sent it; empty where nobody knows.
        items: those that were answered; the one without operation where the message was refused as a whole.
        why: the message was refused as a whole, in words for the logs alone.
    """

    user_id: str
    version: Version
    items: Sequence[Done]
    why: str = ""
