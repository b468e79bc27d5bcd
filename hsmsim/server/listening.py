"""What the listeners for KMIP clients have in common: who is connected, what is told of it, how all of it ends."""

from collections.abc import Callable, Iterator
from itertools import count
from typing import Any, Protocol

from OpenSSL import SSL
from twisted.internet.defer import Deferred
from twisted.internet.interfaces import IAddress, IReactorTime
from twisted.logger import Logger
from twisted.python.failure import Failure

from hsmsim.exchange.peer import Peer
from hsmsim.interfaces.audit import Record, unrecorded
from hsmsim.interfaces.partitions import Refusal, User
from hsmsim.interfaces.taps import Connection, ITap, Refused, Unreadable
from hsmsim.server.ends import why_ended
from hsmsim.server.tls import failure_text
from hsmsim.server.turn import Turn


class Ending(Protocol):
    """A connection that can be asked to go."""

    connection: Connection

    def drain(self) -> None: ...

    def drop(self) -> None: ...


class Listening:
    """The connections of one listener.

    Args:
        kind: what it speaks, for the log.
        admit: the user of a certificate's SHA-256; raises Refusal.
        clock: for time-outs.
        log: where each connection is told of.
        tap: looks on at what passes.
        numbers: one for each connection.
        record: keeps what comes of each connection in the audit log.
        turn: lets the answers leave.
    """

    def __init__(
        self,
        kind: str,
        admit: Callable[[bytes], User],
        clock: IReactorTime,
        log: Logger,
        tap: ITap | None,
        numbers: Iterator[int] | None,
        record: Record = unrecorded,
        turn: Turn | None = None,
    ) -> None:
        self.clock = clock
        self.tap = tap
        self.draining = False
        self.connections: set[Any] = set()
        self._kind = kind
        self._admit = admit
        self._log = log
        self._numbers = numbers or count(1)
        self._record = record
        self.turn = turn or Turn(clock, lambda: None, tap)
        self._empty: Deferred[None] | None = None

    def connection_from(self, addr: IAddress | None) -> Connection:
        """A new connection as the log has it."""
        host, port = getattr(addr, "host", None), getattr(addr, "port", None)
        return Connection(next(self._numbers), f"{host}:{port}" if host else "a local socket", self._kind)

    def remember(self, connected: Ending) -> None:
        """A connection is there; its handshake is not done yet."""
        self.connections.add(connected)
        if self.tap is not None:
            self.tap.opened(connected.connection)

    # ------------------------------------------------------------------------------------------------------ ending

    def forget(self, connected: Ending) -> None:
        """A connection is gone."""
        self.connections.discard(connected)
        if self.tap is not None:
            self.tap.closed(connected.connection)
        if not self.connections and self._empty is not None:
            empty, self._empty = self._empty, None
            empty.callback(None)

    async def drain(self, grace: float) -> None:
        """Let answers in work finish within `grace` seconds; return when no connection is left."""
        self.draining = True
        for connected in list(self.connections):
            connected.drain()
        if self.connections:
            self._empty = Deferred()
            late = self.clock.callLater(grace, self.drop)
            await self._empty
            if late.active():
                late.cancel()

    def drop(self) -> None:
        """End all connections at once."""
        for connected in list(self.connections):
            connected.drop()

    # ---------------------------------------------------------------------------------------- the log, and the tap

    def tell_who_came(self, peer: Peer) -> None:
        """One line for a connection that is open."""
        try:
            user_id = self._admit(peer.fingerprint).user_id
            text, recorded = f"is {user_id}", f"user '{user_id}'"
        except Refusal as reason:
            text = recorded = f"resumed a session that is no longer let in: {reason}"
        self._tell(peer.number, peer.address, text)
        self._record(peer.number, f"connection opened: {self._kind} from {peer.address}, {recorded}")

    def tell_who_left(self, connection: Connection, refused: str | None, reason: Failure) -> None:
        """One line for a connection that never came to be."""
        why = refused or "the client left before TLS was set up"
        if refused is None and isinstance(reason.value, SSL.Error):
            why = failure_text(reason.value)
        self._tell(connection.number, connection.address, f"refused: {why}")
        self._record(connection.number, f"connection refused: {self._kind} from {connection.address}: {why}")
        if self.tap is not None:
            self.tap.refused(Refused(connection, self.clock.seconds(), why))

    def record_end(self, connection: Connection, ours: bool, reason: Failure) -> None:
        """Record that a connection has ended, and why.

        Args:
            ours: whether we have ended it.
        """
        why = "the HSM ended it" if ours else why_ended(reason)
        self._record(connection.number, f"connection closed: {self._kind}: {why}")

    def show_unreadable(
        self, connection: Connection, peer: Peer | None, data: bytes, reason: str, response: bytes, encoding: str
    ) -> None:
        """Let the tap see what is no message, and record it."""
        user_id = "" if peer is None else self._user_of(peer)
        who = f"'{user_id}'" if user_id else "nobody"
        self._record(connection.number, f"{self._kind} {who}: unreadable: {reason}")
        if self.tap is not None:
            seen = Unreadable(connection, self.clock.seconds(), user_id, data, reason, response, encoding)
            self.tap.unreadable(seen)

    def _user_of(self, peer: Peer) -> str:
        try:
            return self._admit(peer.fingerprint).user_id
        except Refusal:
            return ""

    def _tell(self, number: int, address: str, text: str) -> None:
        self._log.info(
            "{kind} connection {number} from {address} {text}",
            kind=self._kind,
            number=number,
            address=address,
            text=text,
        )

    def tell_broken(self, address: str, failure: Failure) -> None:
        """The trace of what should never happen."""
        self._log.failure("{kind} connection from {address} broke", failure=failure, kind=self._kind, address=address)
