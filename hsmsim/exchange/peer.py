"""The two ends of an exchange: who is connected, and what goes back."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

from hsmsim.spec.enums import Operation, ResultReason, ResultStatus
from hsmsim.spec.versions import V1_4, Version


@dataclass(frozen=True, slots=True)
class Peer:
    """The other end of a connection.

    Args:
        fingerprint: SHA-256 of the DER certificate that the TLS handshake proved.
        address: for the log.
        number: of the connection, for the log.
    """

    fingerprint: bytes
    address: str
    number: int


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


def refused_whole(user_id: str, version: Version, reason: ResultReason, why: str = "") -> Outcome:
    """The outcome of a message that comes to nothing."""
    return Outcome(user_id, version, (Done(None, ResultStatus.OPERATION_FAILED, reason, None),), why)


UNREADABLE = refused_whole("", V1_4, ResultReason.INVALID_MESSAGE)  # of bytes that are no message


class Answer(NamedTuple):
    """A response message as bytes; `close`: the connection ends after it."""

    data: bytes
    close: bool
    outcome: Outcome
