"""The two ends of an exchange: who is connected, and what goes back."""

from dataclasses import dataclass
from typing import NamedTuple

from hsmsim.interfaces.outcome import Done, Outcome
from hsmsim.spec.enums import ResultReason, ResultStatus
from hsmsim.spec.versions import V1_4, Version

__all__ = ["UNREADABLE", "Answer", "Done", "Outcome", "Peer", "refused_whole"]


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


def refused_whole(user_id: str, version: Version, reason: ResultReason, why: str = "") -> Outcome:
    """The outcome of a message that comes to nothing."""
    return Outcome(user_id, version, (Done(None, ResultStatus.OPERATION_FAILED, reason, None),), why)


UNREADABLE = refused_whole("", V1_4, ResultReason.INVALID_MESSAGE)  # of bytes that are no message


class Answer(NamedTuple):
    """A response message as bytes; `close`: the connection ends after it."""

    data: bytes
    close: bool
    outcome: Outcome
