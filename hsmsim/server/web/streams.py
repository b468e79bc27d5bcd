"""Server-Sent Events: what happens, on its way to a browser that looks on (HTML 9.2)."""

import json
from collections.abc import Callable
from typing import Any

from twisted.internet.defer import Deferred
from twisted.internet.interfaces import IDelayedCall, IPushProducer, IReactorTime
from twisted.python.failure import Failure
from twisted.web.iweb import IRequest
from zope.interface import implementer

HEARTBEAT = 15.0  # seconds of silence after which a comment is sent: proxies and browsers see that we are there


@implementer(IPushProducer)
class Stream:
    """One browser that looks on.

    Args:
        request: is answered as long as the stream lasts.
        clock: for heartbeats.
    """

    def __init__(self, request: IRequest, clock: IReactorTime) -> None:
        self._request: Any = request
        self._clock = clock
        self._over: Deferred[None] = Deferred()
        self._pulse: IDelayedCall | None = None
        self.ended = False
        self.taking = True  # the browser takes what was sent
        self.on_ready: Callable[[], object] = lambda: None  # called when it takes more again
        self.on_end: list[Callable[[], object]] = []

    def begin(self) -> Deferred[None]:
        """Send the head; the result fires when all is over."""
        request = self._request
        request.setHeader("Content-Type", "text/event-stream; charset=utf-8")
        request.setHeader("Cache-Control", "no-store")
        request.notifyFinish().addBoth(self._gone)
        request.registerProducer(self, True)
        self._write(b": here\n\n")
        return self._over

    def send(self, event: str, data: Any, number: int | None = None) -> None:
        """Send one event; its data is written as JSON."""
        head = "" if number is None else f"id: {number}\n"
        text = json.dumps(data, ensure_ascii=True, separators=(",", ":"))
        self._write(f"{head}event: {event}\ndata: {text}\n\n".encode())

    def _write(self, data: bytes) -> None:
        if self.ended:
            return
        self._request.write(data)
        if self._pulse is not None and self._pulse.active():
            self._pulse.reset(HEARTBEAT)
        else:
            self._pulse = self._clock.callLater(HEARTBEAT, self._write, b":\n\n")

    def end(self) -> None:
        """Close: the session is over, or the HSM stops."""
        if not self.ended:
            self._request.unregisterProducer()
            self._request.finish()  # which calls `_gone`

    def _gone(self, reason: Failure | None) -> None:
        """The browser has gone, or the answer is finished."""
        if not self.ended:
            self._finish()

    def _finish(self) -> None:
        self.ended = True
        if self._pulse is not None and self._pulse.active():
            self._pulse.cancel()
        for end in self.on_end:
            end()
        self._over.callback(None)

    # ----------------------------------------------------------------------------------------- called by Twisted

    def pauseProducing(self) -> None:
        """The browser does not take what was sent."""
        self.taking = False

    def resumeProducing(self) -> None:
        """It takes more."""
        self.taking = True
        self.on_ready()

    def stopProducing(self) -> None:
        """The connection is going; what waits for that is told."""
