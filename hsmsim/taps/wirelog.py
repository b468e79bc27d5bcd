"""The wire log: every message as a tree with names, key material masked."""

import os
from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Protocol

from zope.interface import implementer

from hsmsim.interfaces.log import Log
from hsmsim.interfaces.taps import Connection, Exchanged, ITap, Refused, Unreadable
from hsmsim.spec.names import MASKED
from hsmsim.ttlv.text import render
from hsmsim.ttlv.tree import Names

TO_THE_LOG = "-"


class _Sink(Protocol):
    """Where texts go."""

    def write(self, text: str) -> None: ...

    def close(self) -> None: ...


@implementer(ITap)
class WireLog:
    """Writes each message with its time, direction and connection.

    Args:
        write: takes one message as text, without a line end after the last line.
        now: seconds since 1970.
        names: what numbers are called.
        close: called when the tap is closed.
    """

    early = True

    def __init__(
        self,
        write: Callable[[str], None],
        now: Callable[[], float],
        names: Names,
        close: Callable[[], None] = lambda: None,
    ) -> None:
        self._write = write
        self._now = now
        self._names = names
        self._close = close

    def opened(self, connection: Connection) -> None:
        """See ITap; only messages are written."""

    def closed(self, connection: Connection) -> None:
        """See ITap; only messages are written."""

    def refused(self, refused: Refused) -> None:
        """See ITap; only messages are written."""

    def request(self, connection: Connection, data: bytes) -> None:
        """See ITap."""
        self._tell("request from", connection, data)

    def exchanged(self, messages: Sequence[Exchanged]) -> None:
        """See ITap; the requests are written already."""
        for each in messages:
            if each.response:
                self._tell("response to", each.connection, each.response)

    def unreadable(self, unreadable: Unreadable) -> None:
        """See ITap; the response says what is wrong."""
        if unreadable.response:
            self._tell("response to", unreadable.connection, unreadable.response)

    def close(self) -> None:
        """See ITap."""
        self._close()

    def _tell(self, direction: str, connection: Connection, data: bytes) -> None:
        when = datetime.fromtimestamp(self._now(), UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")
        peer = f"this HSM, at {connection.address}" if connection.outward else connection.address
        head = f"{when} connection {connection.number}: {direction} {peer}, {len(data)} bytes"
        self._write(f"{head}\n{render(data, self._names, MASKED)}")


class _ToFile:
    """Appends to a file that only its owner may read. A disk that is full ends the wire log, not the HSM."""

    def __init__(self, path: Path, log: Log) -> None:
        # Unbuffered: the messages before a crash are those that are wanted.
        self._file = os.open(path, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o600)
        self._path = path
        self._log = log
        self._open = True

    def write(self, text: str) -> None:
        """Append one message and an empty line."""
        if not self._open:
            return
        left = memoryview(f"{text}\n\n".encode())
        try:
            while left:
                left = left[os.write(self._file, left) :]
        except OSError as error:
            self._log.warn("the wire log {path} ends here: {reason}", path=str(self._path), reason=error.strerror)
            self.close()

    def close(self) -> None:
        """Close the file; again is no error."""
        if self._open:
            self._open = False
            os.close(self._file)


class _ToLog:
    """One log event for each message."""

    def __init__(self, log: Log) -> None:
        self._log = log

    def write(self, text: str) -> None:
        """Tell the log."""
        self._log.info("{message}", message=text)

    def close(self) -> None:
        """The log is not ours to close."""


def wire_log(where: str | Path, log: Log, now: Callable[[], float], names: Names) -> WireLog:
    """A wire log that writes to a file, or with "-" to the log.

    Raises:
        OSError: the file cannot be opened for appending.
    """
    sink: _Sink = _ToLog(log) if str(where) == TO_THE_LOG else _ToFile(Path(where), log)
    return WireLog(sink.write, now, names, sink.close)
