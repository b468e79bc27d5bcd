"""The management listener: AMP, one session for each connection. TLS is wrapped around it by the wiring."""

from collections import deque
from collections.abc import Callable, Iterator
from itertools import count
from typing import Any

from twisted.internet.defer import Deferred
from twisted.internet.interfaces import IAddress, IHandshakeListener, IReactorTime
from twisted.internet.protocol import Factory
from twisted.protocols import amp
from twisted.protocols.policies import TimeoutMixin
from twisted.python.failure import Failure
from zope.interface import implementer

from hsmsim.interfaces.partitions import Lapse
from hsmsim.management.answer import answer
from hsmsim.management.session import Appliance, Session
from hsmsim.server.ends import why_ended

IDLE_SECONDS = 5 * 60
# Keys and values of one box: no command has half as many.
MOST_STRINGS = 32
_NO_BOXES = "what came is no command"
# Commands that wait for the one before; the console sends one at a time.
MOST_WAITING = 4


@implementer(IHandshakeListener)
class ManagementProtocol(amp.BinaryBoxProtocol, TimeoutMixin):
    """One connection. Its commands are answered one after the other."""

    def __init__(self, factory: "ManagementFactory", session: Session) -> None:
        super().__init__(self)
        self.factory = factory
        self.session = session
        self._strings = 0
        self._waiting: deque[amp.AmpBox] = deque()
        self._wire: Any = None
        self._busy = False
        self._ending = False
        self._encrypted = False
        self._why = ""  # why we end it

    def callLater(self, period: float, func: Callable[[], None]) -> Any:
        """Time-outs by the clock that was passed in."""
        return self.factory.clock.callLater(period, func)

    def handshakeCompleted(self) -> None:
        """TLS is there."""
        self._encrypted = True
        self.factory.record(self.session, f"opened: console from {self.session.peer}")

    # ------------------------------------------------------------------------------------------------ receiving

    def startReceivingBoxes(self, sender: object) -> None:
        """The connection is there."""
        self._wire = self.transport
        self.factory.open.add(self)
        # Who does not read the answers is not read from either.
        self._wire.registerProducer(self._wire, True)
        self.setTimeout(self.factory.idle or None)

    def stringReceived(self, string: bytes) -> None:
        """A key or a value: a box that never ends is cut off."""
        if self._ending:
            return
        self._strings += 1
        if self._strings > MOST_STRINGS:
            self.abort(_NO_BOXES)
        else:
            super().stringReceived(string)

    def lengthLimitExceeded(self, length: int) -> None:
        """A key that is too long: these are not boxes."""
        self.abort(_NO_BOXES)

    def ampBoxReceived(self, box: amp.AmpBox) -> None:
        """A command, or nonsense."""
        self._strings = 0
        self.resetTimeout()
        if amp.COMMAND not in box or amp.ASK not in box or len(self._waiting) >= MOST_WAITING:
            self.abort(_NO_BOXES)
            return
        self._waiting.append(box)
        if not self._busy:
            Deferred.fromCoroutine(self._work())

    async def _work(self) -> None:
        self._busy = True
        while self._waiting:
            box = await answer(self.session, self._waiting.popleft())
            if self in self.factory.open:
                self.sendBox(box)
                self.resetTimeout()
                if self._ending:
                    self._close()
        self._busy = False

    # --------------------------------------------------------------------------------------------------- ending

    def end(self, why: str) -> None:
        """End the session, after the answer that is being made."""
        if self._ending:
            return
        self._ending = True
        self._why = why
        self._waiting.clear()
        busy = self._busy
        self.session.end()  # an answer that waited for lines of the log is made now, and closes
        if not busy:
            self._close()

    def abort(self, why: str) -> None:
        """End the connection without another word."""
        self._ending = True
        self._why = why
        self._waiting.clear()
        self._wire.abortConnection()

    def timeoutConnection(self) -> None:
        """Nobody has asked for anything for a while."""
        self.abort(f"nothing was asked for {self.factory.idle:g} seconds")

    def stopReceivingBoxes(self, reason: Failure) -> None:
        """The connection is gone."""
        self.setTimeout(None)
        self._waiting.clear()
        self.session.end()
        self.factory.open.discard(self)
        why = self._why or why_ended(reason)
        if self.session.user_id:
            self.session.record(f"logout: {why}")
        self.factory.record(self.session, f"{'closed' if self._encrypted else 'refused'}: console: {why}")

    def _close(self) -> None:
        self._wire.unregisterProducer()
        self._wire.loseConnection()


class ManagementFactory(Factory):
    """Makes sessions, and ends those that a user has to begin anew.

    Args:
        appliance: what the sessions share.
        clock: for the time-out of idle sessions.
        numbers: one for each connection.
        idle: seconds after which a session ends that asks for nothing; 0 is never.
    """

    noisy = False

    def __init__(
        self,
        appliance: Appliance,
        clock: IReactorTime,
        numbers: Iterator[int] | None = None,
        idle: float = IDLE_SECONDS,
    ) -> None:
        self.clock = clock
        self.idle = idle
        self.open: set[ManagementProtocol] = set()
        self._appliance = appliance
        self._numbers = numbers or count(1)
        appliance.partitions.watch_sessions(self._lapsed)

    def buildProtocol(self, addr: IAddress | None) -> ManagementProtocol:
        """A session for a new connection."""
        return ManagementProtocol(self, Session(self._appliance, _shown(addr), next(self._numbers)))

    def close(self) -> None:
        """End all sessions."""
        for connection in list(self.open):
            connection.end("the HSM ends all sessions")

    def record(self, session: Session, text: str) -> None:
        """Have the audit log say what has become of a connection."""
        self._appliance.audit.record(session.number, f"connection {text}")

    def _lapsed(self, user_id: str, why: Lapse, by: object) -> None:
        for connection in [each for each in self.open if each.session.user_id == user_id]:
            if connection.session is not by:
                connection.end(why.value)


def _shown(address: IAddress | None) -> str:
    host, port = getattr(address, "host", None), getattr(address, "port", None)
    return "a local socket" if host is None else f"{host}:{port}"
