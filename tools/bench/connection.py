"""One TLS connection of the load: non-blocking, one request at a time, answers read by their TTLV length."""

import socket
import ssl
from time import perf_counter
from typing import NamedTuple

_CHUNK = 1 << 16
_HEADER = 8
READ, WRITE = 1, 4  # as epoll has them


class Place(NamedTuple):
    """Where a server is and how to talk to it.

    Args:
        context: a TLS context for its clients.
    """

    host: str
    port: int
    context: ssl.SSLContext


class Gone(Exception):
    """The server closed the connection instead of answering."""


class Connection:
    """A connection whose handshake `advance` takes forward.

    Args:
        session: a TLS session to resume.
    """

    __slots__ = ("_missing", "_out", "_parts", "since", "tls")

    def __init__(self, place: Place, session: ssl.SSLSession | None = None) -> None:
        self.since = perf_counter()
        raw = socket.create_connection((place.host, place.port), timeout=30)  # loopback: it does not wait
        raw.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        raw.setblocking(False)
        self.tls = place.context.wrap_socket(
            raw, server_hostname=place.host, do_handshake_on_connect=False, session=session
        )
        self._out = memoryview(b"")
        self._parts: list[bytes] = []
        self._missing = 0

    def advance(self) -> int:
        """Take the handshake forward; the event that it waits for, 0 when it is done."""
        try:
            self.tls.do_handshake()
        except ssl.SSLWantReadError:
            return READ
        except ssl.SSLWantWriteError:
            return WRITE
        return 0

    def ask(self, request: bytes) -> bool:
        """Send a request; whether all of it is sent."""
        self.since = perf_counter()
        self._out = memoryview(request)
        return self.flush()

    def flush(self) -> bool:
        """Send what is left of the request; whether all of it is sent."""
        try:
            while self._out:
                self._out = self._out[self.tls.send(self._out) :]
        except (ssl.SSLWantWriteError, ssl.SSLWantReadError):
            return False
        return True

    def answer(self) -> bytes | None:
        """The answer, once it is here whole.

        Raises:
            Gone: it will not come.
        """
        try:
            while True:
                data = self.tls.recv(_CHUNK)
                if not self._parts:
                    self._missing = _HEADER + int.from_bytes(data[4:8], "big")
                self._missing -= len(data)
                if self._missing == 0 and not self._parts and data:
                    return data
                if not data:
                    raise Gone("the server closed the connection")
                self._parts.append(data)
                if self._missing <= 0:
                    whole, self._parts = b"".join(self._parts), []
                    return whole
        except (ssl.SSLWantReadError, ssl.SSLWantWriteError):
            return None

    def close(self) -> None:
        """Leave."""
        self.tls.close()
