"""One TLS connection of the load: non-blocking, one request at a time, answers read by the length that they tell."""

import os
import socket
import ssl
from collections.abc import Callable
from time import perf_counter
from typing import NamedTuple

_CHUNK = 1 << 16
_HEADER = 8
_LENGTH = b"content-length: "
READ, WRITE = 1, 4  # as epoll has them


def ttlv_size(begin: bytes) -> int:
    """How long the message is that begins so."""
    return _HEADER + int.from_bytes(begin[4:8], "big")


def http_size(begin: bytes) -> int:
    """How long the answer is that begins so; its head comes whole."""
    head = begin.index(b"\r\n\r\n") + 4
    at = begin.lower().index(_LENGTH, 0, head) + len(_LENGTH)
    return head + int(begin[at : begin.index(b"\r", at)])


class Place(NamedTuple):
    """Where a server is and how to talk to it.

    Args:
        context: a TLS context for its clients.
        size: tells from the beginning of an answer how long it is.
    """

    host: str
    port: int
    context: ssl.SSLContext
    size: Callable[[bytes], int] = ttlv_size


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
                    self._missing = self._place.size(data)
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
