"""The two ends of an exchange: who is connected, and what goes back."""

from dataclasses import dataclass


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


@dataclass(frozen=True, slots=True)
class Answer:
    """A response message as bytes; `close`: the connection ends after it."""

    data: bytes
    close: bool
