"""The limit: a bare Twisted TLS server that answers each message with as many bytes as the message asks for.

`echo_server.py KEY CERT` prints its port. A request is TTLV's header, the size of the answer in four bytes, filling.
"""

import sys
from pathlib import Path

from OpenSSL import crypto
from twisted.internet import reactor, ssl
from twisted.internet.protocol import Factory, Protocol

_HEADER = 8


class Echo(Protocol):
    """One connection."""

    def connectionMade(self) -> None:
        """Answers leave at once."""
        self.transport.setTcpNoDelay(True)
        self._parts = []
        self._missing = 0

    def dataReceived(self, data: bytes) -> None:
        """Answer once the message is whole."""
        if not self._parts:
            self._missing = _HEADER + int.from_bytes(data[4:8], "big")
        self._parts.append(data)
        self._missing -= len(data)
        if self._missing <= 0:
            size = int.from_bytes(self._parts[0][8:12], "big")
            self._parts = []
            self.transport.write(self.factory.answer(size))


class Echoes(Factory):
    """All connections."""

    protocol = Echo
    noisy = False

    def __init__(self) -> None:
        self._answers = {}

    def answer(self, size: int) -> bytes:
        """An answer of this size, made once."""
        if size not in self._answers:
            self._answers[size] = message(size)
        return self._answers[size]


def message(size: int, answer: int = 0) -> bytes:
    """A message of this size that asks for an answer of that size."""
    return (b"\x42\0\x78\x01" + (size - _HEADER).to_bytes(4, "big") + answer.to_bytes(4, "big")).ljust(size, b"\0")


def main(key: str, cert: str) -> None:
    """Serve until a signal comes."""
    pair = ssl.CertificateOptions(
        privateKey=crypto.load_privatekey(crypto.FILETYPE_PEM, Path(key).read_bytes()),
        certificate=crypto.load_certificate(crypto.FILETYPE_PEM, Path(cert).read_bytes()),
        enableSessionTickets=True,
    )
    port = reactor.listenSSL(0, Echoes(), pair, backlog=1024, interface="127.0.0.1")
    print(port.getHost().port, flush=True)
    reactor.run()


if __name__ == "__main__":
    main(*sys.argv[1:])
