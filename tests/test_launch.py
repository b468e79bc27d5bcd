"""Tests of hsmsim.launch. What twistd makes of it is in test_tap.py, with processes."""

import gc
import io
import os
import signal
import sys
from pathlib import Path

from twisted.internet.defer import Deferred
from twisted.internet.task import Clock
from twisted.trial.unittest import SynchronousTestCase

from hsmsim.launch import CannotStart, Launch, Starter, Terminal


class Hsm:
    """Starts in three turns of the reactor, or fails."""

    def __init__(self, clock, error=None):
        self.clock = clock
        self.error = error
        self.calls = []
        self.stopped = Deferred()

    async def start(self):
        self.calls.append("start")
        for _ in range(3):
            turn = Deferred()
            self.clock.callLater(0, turn.callback, None)
            await turn
        if self.error is not None:
            raise self.error
        self.calls.append("started")

    async def stop(self):
        self.calls.append("stop")
        await self.stopped

    def drop(self):
        self.calls.append("drop")


class Reactor(Clock):
    """A clock that is turned by hand; `on_turn` happens in each turn."""

    def __init__(self):
        super().__init__()
        self.on_turn = lambda: None
        self.signals = []

    def iterate(self, delay):
        self.on_turn()
        self.advance(delay)

    def callWhenRunning(self, call):
        self.when_running = call

    def sigInt(self, number, frame):
        self.signals.append(number)

    sigTerm = sigInt

    def callFromThread(self, call):
        self.callLater(0, call)


class Report:
    def __init__(self):
        self.said = []

    def ready(self):
        self.said.append("ready")

    def failed(self, text):
        self.said.append(text)


class Launching(SynchronousTestCase):
    def setUp(self):
        self.reactor = Reactor()
        self.report = Report()
        self.pid_file = Path(self.mktemp())
        for number in (signal.SIGTERM, signal.SIGINT):
            self.addCleanup(signal.signal, number, signal.getsignal(number))
        # Trial may have a handler of its own; twistd starts with Python's.
        signal.signal(signal.SIGINT, signal.default_int_handler)

    def launch(self, error=None):
        self.addCleanup(gc.set_threshold, *gc.get_threshold())
        self.addCleanup(gc.unfreeze)
        self.hsm = Hsm(self.reactor, error)
        return Launch(self.hsm, self.reactor, self.report, lambda: str(self.pid_file))

    def test_start(self):
        """The start is over when startService returns, though nothing but us turns the reactor."""
        service = self.launch()
        service.startService()
        self.assertEqual((self.hsm.calls, self.report.said), (["start", "started"], ["ready"]))
        self.assertTrue(service.running)

    def test_garbage(self):
        """What the start has made is not looked through again."""
        self.launch().startService()
        self.assertGreater(gc.get_freeze_count(), 0)

    def check_failure(self, error):
        self.pid_file.touch()
        with self.assertRaises(SystemExit) as caught:
            self.launch(error).startService()
        self.assertEqual(caught.exception.code, 1)
        self.assertFalse(self.pid_file.exists())
        (text,) = self.report.said
        return text

    def test_cannot_start(self):
        """A reason that somebody can remove is one line, and no pid file stays."""
        self.assertEqual(self.check_failure(CannotStart("the disk\nis full")), "the disk is full")

    def test_unforeseen(self):
        """Anything else is told with its trace."""
        text = self.check_failure(ZeroDivisionError("why"))
        self.assertTrue(text.startswith("the start failed, which should not happen:\nTraceback"))
        self.assertIn("ZeroDivisionError: why", text)

    def test_no_pid_file(self):
        """Without a pid file there is none to remove."""
        service = self.launch(CannotStart("x"))
        service._pid_file = lambda: None
        with self.assertRaises(SystemExit):
            service.startService()

    def check_signal_during_start(self, number):
        """It is noted, and raised again once the reactor runs."""
        service = self.launch()
        self.reactor.on_turn = lambda: signal.raise_signal(number)
        service.startService()
        self.assertEqual(self.hsm.calls, ["start", "started"])
        signal.signal(signal.SIGTERM, self.reactor.sigTerm)  # as the reactor does when it begins to run
        self.assertEqual(self.reactor.signals, [])
        self.reactor.when_running()
        self.assertEqual(self.reactor.signals, [number])

    def test_terminated_during_start(self):
        """A SIGTERM during the start is not lost."""
        self.check_signal_during_start(signal.SIGTERM)

    def test_interrupted_during_start(self):
        """Nor is Control-C."""
        self.check_signal_during_start(signal.SIGINT)

    def test_no_signal(self):
        """Without a signal the reactor is left alone; Control-C is the reactor's from then on."""
        self.launch().startService()
        self.reactor.when_running()
        self.assertEqual(self.reactor.signals, [])
        signal.raise_signal(signal.SIGINT)
        self.assertEqual(self.reactor.signals, [signal.SIGINT])

    def test_in_the_background(self):
        """Where Control-C is ignored it stays so."""
        signal.signal(signal.SIGINT, signal.SIG_IGN)
        self.launch().startService()
        self.reactor.when_running()
        self.assertIs(signal.getsignal(signal.SIGINT), signal.SIG_IGN)

    def test_stop(self):
        """A stop waits for the HSM; the next signal makes it short."""
        service = self.launch()
        service.startService()
        stopped = service.stopService()
        self.assertNoResult(stopped)
        signal.raise_signal(signal.SIGTERM)
        self.reactor.advance(0)
        self.assertEqual(self.hsm.calls[-2:], ["stop", "drop"])
        self.hsm.stopped.callback(None)
        self.successResultOf(stopped)


class Reports(SynchronousTestCase):
    def test_terminal(self):
        """The line goes past the log, which has the place of sys.stderr."""
        out = io.StringIO()
        self.patch(sys, "__stderr__", out)
        Terminal().ready()
        Terminal().failed("no")
        self.assertEqual(out.getvalue(), "hsmsim: no\n")

    def started(self, daemon):
        """Exit status and stderr of a process that forks `daemon` off, as twistd does."""
        read, write = os.pipe()
        process = os.fork()
        if process == 0:  # pragma: no cover (in another process)
            os.dup2(write, 2)
            starter = Starter()
            if os.fork():
                os._exit(9)  # never reached: the starter waits in its fork
            daemon(starter)
            os._exit(0)
        os.close(write)
        with os.fdopen(read) as said:
            text = said.read()
        return os.waitstatus_to_exitcode(os.waitpid(process, 0)[1]), text

    def test_ready(self):
        """The command ends well once the daemon is ready."""
        self.assertEqual(self.started(lambda starter: starter.ready()), (0, ""))

    def test_failed(self):
        """The daemon's line is the command's, and its status is 1."""
        self.assertEqual(self.started(lambda starter: starter.failed("no luck")), (1, "hsmsim: no luck\n"))

    def test_silent(self):
        """A daemon that ends without a word has failed."""
        text = "hsmsim: the HSM ended before it was ready; its log says why\n"
        self.assertEqual(self.started(lambda starter: None), (1, text))

    def test_forks_of_its_own(self):
        """The daemon may fork: only the starter waits."""

        def fork_first(starter):  # pragma: no cover (in another process)
            child = os.fork()
            if child == 0:
                os._exit(0)
            os.waitpid(child, 0)
            starter.ready()

        self.assertEqual(self.started(fork_first), (0, ""))
