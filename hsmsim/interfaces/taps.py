"""Taps: who looks on while messages go over the wire."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from zope.interface import Attribute, Interface

from hsmsim.interfaces.outcome import Outcome


@dataclass(frozen=True, slots=True)
class Connection:
    """A connection, as those who look on know it.

    Args:
        number: unique in this process.
        address: of the other end.
        kind: what is spoken over it: KMIP or HTTPS.
        outward: whether it is ours: then requests go out and responses come in.
    """

    number: int
    address: str
    kind: str
    outward: bool = False


@dataclass(slots=True)
class Exchanged:
    """A request and what it was answered with.

    Args:
        began: when the request was taken up, in seconds since 1970.
        seconds: from then until the response was there. The time in which it waited for the one before is not in it.
        request: the message in TTLV, right or wrong.
        response: the same; empty where none went over the wire.
        encoding: what the messages were written in: TTLV, XML or JSON.
        bodies: request and response as they were written, where that was not TTLV.
        left_out: bytes that were not kept at the end of request and response.
    """

    connection: Connection
    began: float
    seconds: float
    request: bytes = field(repr=False)
    response: bytes = field(repr=False)
    outcome: Outcome
    encoding: str = "TTLV"
    bodies: tuple[bytes, bytes] | None = field(default=None, repr=False)
    left_out: tuple[int, int] = (0, 0)


@dataclass(slots=True)
class Refused:
    """A connection that came to nothing, because its handshake did.

    Args:
        began: when it ended, in seconds since 1970.
        reason: why, in words.
    """

    connection: Connection
    began: float
    reason: str


@dataclass(slots=True)
class Unreadable:
    """Bytes that are no message, or a request of HTTP that is none of KMIP.

    Args:
        began: when that was found, in seconds since 1970.
        user_id: who sent them; empty where nobody knows.
        data: what came of them, from their beginning; empty where only the reason is known.
        reason: what is wrong with them, in words.
        response: the message that says so; empty where none does.
        encoding: what they were to be: TTLV, XML or JSON; empty where that was not said.
        left_out: bytes that came and were not kept.
    """

    connection: Connection
    began: float
    user_id: str
    data: bytes = field(repr=False)
    reason: str
    response: bytes = field(repr=False)
    encoding: str
    left_out: int = 0


class ITap(Interface):
    """Sees what passes between KMIP clients and the HSM, in order. It changes nothing and never fails."""

    early = Attribute("bool: whether `request` is to be called; `exchanged` has the request too.")

    def opened(connection: Connection) -> None:
        """A connection is there; its handshake is not done yet."""

    def closed(connection: Connection) -> None:
        """A connection that was opened is gone, whatever has come of it."""

    def refused(refused: Refused) -> None:
        """The handshake of a connection that was opened has failed; `closed` follows."""

    def request(connection: Connection, data: bytes) -> None:
        """A whole request has come in; it is not answered yet.

        Args:
            data: the message in TTLV, right or wrong.
        """

    def exchanged(messages: Sequence[Exchanged]) -> None:
        """Responses are about to be written, or there is nobody left to take them."""

    def unreadable(unreadable: Unreadable) -> None:
        """What came is no message; an answer that says so is about to be written."""

    def close() -> None:
        """Let go of files; nothing is seen after that."""
