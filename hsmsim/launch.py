"""Starting under twistd: a start that fails is one line and exit status 1, in the foreground and as a daemon."""

import gc
import os
import signal
import sys
from collections.abc import Callable, Coroutine
from types import FrameType
from typing import Any, Protocol

from twisted.application.service import Service
from twisted.internet.defer import Deferred
from twisted.python.failure import Failure

_READY = b"\0"
_TURN = 0.001  # seconds for which the reactor waits in one turn of the start
_YOUNG_OBJECTS = 10_000  # objects made, less those gone, before the collector looks at the young ones


class CannotStart(Exception):
    """The start failed for a reason that somebody can remove; the text is one line that says what to do."""


class Startable(Protocol):
    """What a Launch starts and stops."""

    async def start(self) -> None: ...

    async def stop(self) -> None: ...

    def drop(self) -> None: ...


class Terminal:
    """Tells whoever started the process in the foreground."""

    def ready(self) -> None:
        """Nothing to tell: the log is on the terminal."""

    def failed(self, text: str) -> None:
        """Say why the start failed."""
        # By now twistd has put the log in the place of sys.stderr.
        print(f"hsmsim: {text}", file=sys.__stderr__, flush=True)


class Starter:
    """Tells the process that somebody typed the command in, which waits until the daemon is ready.

    twistd's own report ends with twistd's own start, before the reactor runs, and has two lines. So the process that
    twistd leaves behind at its fork waits here instead, on a pipe that only the daemon holds open: it is told "ready"
    or why not, or the pipe breaks.
    """

    def __init__(self) -> None:
        self._starter = os.getpid()
        self._read, self._write = os.pipe()
        os.register_at_fork(after_in_parent=self._after_fork)

    def _after_fork(self) -> None:
        if os.getpid() == self._starter:
            os.close(self._write)
            os._exit(self._wait())

    def _wait(self) -> int:
        """Read until the daemon has said all; the exit status."""
        with os.fdopen(self._read, "rb") as pipe:
            said = pipe.read()
        if said == _READY:
            return 0
        text = said.decode(errors="replace") or "the HSM ended before it was ready; its log says why"
        os.write(2, f"hsmsim: {text}\n".encode())
        return 1

    def ready(self) -> None:
        """The start is done."""
        self._say(_READY)

    def failed(self, text: str) -> None:
        """Say why the start failed."""
        self._say(text.encode())

    def _say(self, data: bytes) -> None:
        os.close(self._read)
        os.write(self._write, data)
        os.close(self._write)


class Launch(Service):
    """The service that twistd runs.

    The whole start is done inside `startService`: twistd's reactor does not run yet, so it is turned by hand here.
    This is the last moment at which a failure can still become the exit status.

    Args:
        hsm: what is started.
        reactor: the reactor that twistd will run.
        report: whom to tell: a Terminal or a Starter.
        pid_file: gives the name of twistd's pid file, if it has written one.
    """

    name = "hsmsim"

    def __init__(
        self, hsm: Startable, reactor: Any, report: Terminal | Starter, pid_file: Callable[[], str | None]
    ) -> None:
        self._hsm = hsm
        self._reactor = reactor
        self._report = report
        self._pid_file = pid_file
        self._signal: int | None = None
        self._signals: list[signal.Signals] = []

    def startService(self) -> None:
        """Start; leave the process with status 1 if that fails."""
        self._signals = _ours()
        for number in self._signals:
            signal.signal(number, self._note_signal)
        failure = self._complete(self._hsm.start())
        if failure is not None:
            self._fail(failure)
        # What is there now stays, and messages leave little garbage: the collector need look neither often nor at all.
        gc.freeze()
        gc.set_threshold(_YOUNG_OBJECTS)
        super().startService()
        self._reactor.callWhenRunning(self._hand_over_signals)
        self._report.ready()

    def _hand_over_signals(self) -> None:
        """The reactor runs and has its handlers; a signal that came before was noted and is raised again."""
        if signal.SIGINT in self._signals:
            # Not installed by the reactor itself, because there was a handler: ours.
            signal.signal(signal.SIGINT, self._reactor.sigInt)
        if self._signal is not None:
            signal.raise_signal(self._signal)

    def stopService(self) -> Deferred[None]:
        """Stop; the next signal makes it short."""
        super().stopService()
        for number in self._signals:
            signal.signal(number, self._hurry)
        return Deferred.fromCoroutine(self._hsm.stop())

    def _complete(self, work: Coroutine[Any, Any, None]) -> Failure | None:
        """Turn the reactor until the work is done."""
        ended: list[Failure | None] = []
        Deferred.fromCoroutine(work).addBoth(ended.append)
        while not ended:
            self._reactor.iterate(_TURN)
        return ended[0]

    def _fail(self, failure: Failure) -> None:
        self._report.failed(_text(failure))
        self._remove_pid_file()
        raise SystemExit(1)

    def _remove_pid_file(self) -> None:
        # twistd does so only for failures that it prints a traceback for.
        name = self._pid_file()
        if name and os.path.exists(name):
            os.unlink(name)

    def _note_signal(self, number: int, frame: FrameType | None) -> None:
        self._signal = number

    def _hurry(self, number: int, frame: FrameType | None) -> None:
        self._reactor.callFromThread(self._hsm.drop)


def _ours() -> list[signal.Signals]:
    """The signals that end the HSM; not SIGINT where the shell has it ignored, as for jobs in the background."""
    interrupted = signal.getsignal(signal.SIGINT) is signal.default_int_handler
    return [signal.SIGTERM, signal.SIGINT] if interrupted else [signal.SIGTERM]


def _text(failure: Failure) -> str:
    if failure.check(CannotStart):
        return str(failure.value).replace("\n", " ")
    return "the start failed, which should not happen:\n" + failure.getTraceback()
