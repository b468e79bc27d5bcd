"""Taps: who looks on while messages go over the wire."""

from zope.interface import Interface


class ITap(Interface):
    """Sees every KMIP message, as bytes, in the order in which they pass. It changes nothing and never fails."""

    def request(peer: str, connection: int, data: bytes) -> None:
        """A whole request has come in; it is not answered yet.

        Args:
            peer: the client's address.
            connection: its number, unique in this process.
            data: the message as it came, right or wrong.
        """

    def response(peer: str, connection: int, data: bytes) -> None:
        """A response is about to be written; the arguments are as for `request`."""

    def close() -> None:
        """Let go of files; nothing is seen after that."""
