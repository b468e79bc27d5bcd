"""Tests of hsmsim.threads."""

import ctypes
import threading

from twisted.internet import reactor
from twisted.internet.defer import Deferred
from twisted.trial.unittest import TestCase

from hsmsim.threads import Threads, give_back_memory


class Work(TestCase):
    def setUp(self):
        self.threads = Threads(reactor, 1, "test")

    async def test_elsewhere(self):
        """Work is done in another thread, and its result comes back to this one."""
        self.threads.start()
        self.addCleanup(self.threads.stop)
        name = await self.threads.offload(lambda: threading.current_thread().name)
        self.assertTrue(name.startswith("PoolThread-test-"))
        self.assertEqual(await self.threads.offload(divmod, 7, 2), (3, 1))

    async def test_error(self):
        """An exception comes back too."""
        self.threads.start()
        self.addCleanup(self.threads.stop)
        with self.assertRaises(ZeroDivisionError):
            await self.threads.offload(divmod, 1, 0)

    async def test_stop_does_not_wait(self):
        """A stop leaves what is being done to itself."""
        self.threads.start()
        begun, go_on, done = threading.Event(), threading.Event(), threading.Event()

        def work():
            begun.set()
            go_on.wait(10)
            done.set()

        Deferred.fromCoroutine(self.threads.offload(work))
        begun.wait(10)
        self.threads.stop()
        self.assertFalse(done.is_set())
        go_on.set()
        self.assertTrue(done.wait(10))

    def test_never_started(self):
        """What was never started can be stopped."""
        before = threading.active_count()
        self.threads.stop()
        self.assertEqual(threading.active_count(), before)


class Memory(TestCase):
    def check(self, library, calls):
        self.patch(ctypes, "CDLL", lambda name: library)
        give_back_memory()
        self.assertEqual(calls, [0] * bool(hasattr(library, "malloc_trim")))

    def test_given_back(self):
        """The C library is asked to trim."""

        class Library:
            calls = []

            @classmethod
            def malloc_trim(cls, pad):
                cls.calls.append(pad)

        self.check(Library, Library.calls)

    def test_another_library(self):
        """One that cannot is left alone."""
        self.check(object(), [])
