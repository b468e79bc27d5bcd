"""The two connections of a client: the one on which it asks, and the one on which it listens and is asked.

Plain sockets of the standard library and the judge's reading of TTLV: nothing of the HSM judges the HSM.
"""

import socket
import ssl
import time
from pathlib import Path
from types import TracebackType
from typing import Any, Self

from hsmsim.server import keys

ANSWER_SECONDS = 10.0  # that the HSM may take for a message
_HEAD_SIZE = 8  # bytes of tag, type and length


class NoMessage(Exception):
    """There is no message; the text says why."""


class Line:
    """One TLS connection for whole messages.

    Args:
        ttlv: the judge's module: `encode` makes bytes of items, `decode` items of bytes, or raises MalformedMessage.
    """

    def __init__(self, connection: ssl.SSLSocket, ttlv: Any) -> None:
        self._socket = connection
        self._ttlv = ttlv

    def ask(self, item: Any) -> Any:
        """The answer to a request.

        Raises:
            NoMessage: there is none.
        """
        self.send(item)
        return self.receive()

    def send(self, item: Any) -> None:
        """Send a message."""
        self._socket.sendall(self._ttlv.encode(item))

    def receive(self) -> Any:
        """The next message.

        Raises:
            NoMessage: there is none.
        """
        head = self._read(_HEAD_SIZE)
        data = head + self._read(int.from_bytes(head[4:], "big"))
        try:
            return self._ttlv.decode(data)
        except self._ttlv.MalformedMessage as error:
            raise NoMessage(f"what comes is malformed: {error}") from None

    def _read(self, size: int) -> bytes:
        data = b""
        while len(data) < size:
            try:
                more = self._socket.recv(size - len(data))
            except TimeoutError:
                raise NoMessage(f"the HSM says nothing for {ANSWER_SECONDS:.0f} seconds") from None
            except OSError as error:
                raise NoMessage(f"the connection is broken: {error}") from None
            if not more:
                raise NoMessage("the HSM ends the connection")
            data += more
        return data

    def close(self) -> None:
        """End the connection."""
        self._socket.close()


class Listener:
    """A place on the loopback interface where an HSM brings its notices; a context manager.

    Args:
        folder: where its key and certificate are written.
        seconds: that it waits for the HSM.
    """

    def __init__(self, folder: Path, seconds: float = ANSWER_SECONDS) -> None:
        pair = keys.client_pair("ec", "listener", int(time.time()))
        self._cert, self._key = folder / "listener.pem", folder / "listener_key.pem"
        keys.write(self._cert, pair.certificate)
        keys.write(self._key, pair.key, 0o600)
        self._socket = socket.create_server(("127.0.0.1", 0))
        self._socket.settimeout(seconds)

    @property
    def setting(self) -> str:
        """What follows `USER=` in the HSM's setting `--notify`."""
        return f"127.0.0.1:{self._socket.getsockname()[1]},{self._cert}"

    def accept(self, hsm_cert: Path, ttlv: Any) -> Line:
        """The HSM's connection; it has to show its certificate.

        Raises:
            NoMessage: it does not come, or not as it should.
        """
        context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH, cafile=str(hsm_cert))
        context.verify_mode = ssl.CERT_REQUIRED
        context.load_cert_chain(self._cert, self._key)
        try:
            raw, _ = self._socket.accept()
            raw.settimeout(ANSWER_SECONDS)
            return Line(context.wrap_socket(raw, server_side=True), ttlv)
        except OSError as error:
            raise NoMessage(f"the HSM does not connect to the client: {error}") from None

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, value: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._socket.close()


def asking(hsm: Any, ttlv: Any) -> Line:
    """A connection as the user of an HSM."""
    raw = socket.create_connection((hsm.host, hsm.port), timeout=ANSWER_SECONDS)
    return Line(hsm.ssl_context().wrap_socket(raw, server_hostname=hsm.host), ttlv)
