"""One TLS connection of the load: non-blocking, one request at a time, answers read by their TTLV length."""

import os
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
    """A connection; `advance` takes it and its handshake forward.

    Args:
        session: a TLS session to resume.
    """

    __slots__ = ("_missing", "_out", "_parts", "_place", "_raw", "_session", "number", "since", "tls")
    tls: ssl.SSLSocket

    def __init__(self, place: Place, session: ssl.SSLSession | None = None) -> None:
        self.since = perf_counter()
        self._place = place
        self._session = session
        self._raw: socket.socket | None = socket.socket()
        self._raw.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self._raw.setblocking(False)
        self._raw.connect_ex((place.host, place.port))
        self.number = self._raw.fileno()
        self._out = memoryview(b"")
        self._parts: list[bytes] = []
        self._missing = 0

    def connect(self) -> bool:
        """Put TLS on top once the connection is there; whether it is.

        Raises:
            OSError: it is refused.
        """
        raw = self._raw
        if raw is not None:
            if error := raw.getsockopt(socket.SOL_SOCKET, socket.SO_ERROR):
                raise OSError(error, os.strerror(error))
            try:
                raw.getpeername()
            except OSError:
                return False
            host, context = self._place.host, self._place.context
            self.tls = context.wrap_socket(
                raw, server_hostname=host, do_handshake_on_connect=False, session=self._session
            )
            self._raw = None
        return True

    def advance(self) -> int:
        """Take the handshake forward; the event that it waits for, 0 when it is done."""
        if not self.connect():
            return WRITE
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
        try:
            sent = self.tls.write(request)
        except (ssl.SSLWantWriteError, ssl.SSLWantReadError):
            sent = 0
        if sent == len(request):
            return True
        self._out = memoryview(request)[sent:]
        return self.flush()

    def flush(self) -> bool:
        """Send what is left of the request; whether all of it is sent."""
        try:
            while self._out:
                self._out = self._out[self.tls.write(self._out) :]
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
                data = self.tls.read(_CHUNK)
                if not data:
                    raise Gone("the server closed the connection")
                if not self._parts:
                    self._missing = _HEADER + int.from_bytes(data[4:8], "big")
                    if self._missing == len(data):
                        return data
                self._missing -= len(data)
                self._parts.append(data)
                if self._missing <= 0:
                    whole, self._parts = b"".join(self._parts), []
                    return whole
        except (ssl.SSLWantReadError, ssl.SSLWantWriteError):
            return None

    def close(self) -> None:
        """Leave."""
        (self._raw or self.tls).close()
