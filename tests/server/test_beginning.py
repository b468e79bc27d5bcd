"""hsmsim.server.beginning."""

from typing import Any

from twisted.internet.defer import CancelledError, Deferred
from twisted.trial.unittest import SynchronousTestCase

from hsmsim.server.beginning import begin


class Begin(SynchronousTestCase):
    """A coroutine runs as far as it can, and is taken further when what it waits for is there."""

    def setUp(self) -> None:
        self.broken: list[Any] = []
        self.seen: list[Any] = []

    def begin(self, *waits_for: Any) -> None:
        async def work() -> None:
            for each in waits_for:
                if isinstance(each, Exception):
                    raise each
                try:
                    self.seen.append(await each)
                except KeyError as error:
                    self.seen.append(error)
            self.seen.append("end")

        begin(work(), lambda failure: self.broken.append(failure.value))

    def test_nothing_to_wait_for(self) -> None:
        """It has ended when `begin` returns."""
        self.begin()
        self.assertEqual((self.seen, self.broken), (["end"], []))

    def test_results(self) -> None:
        """What it waits for comes in turn."""
        first, second = Deferred(), Deferred()  # type: ignore[var-annotated]
        self.begin(first, second)
        self.assertEqual(self.seen, [])
        first.callback(1)
        self.assertEqual(self.seen, [1])
        second.callback(2)
        self.assertEqual((self.seen, self.broken), ([1, 2, "end"], []))

    def test_a_failure_is_raised_where_it_waits(self) -> None:
        """It may handle the failure and go on."""
        first, error = Deferred(), KeyError("gone")  # type: ignore[var-annotated]
        self.begin(first)
        first.errback(error)
        self.assertEqual((self.seen, self.broken), ([error, "end"], []))

    def test_broken_at_once(self) -> None:
        """What it raises before it waits is handed over."""
        error = ValueError("no")
        self.begin(error)
        self.assertEqual((self.seen, self.broken), ([], [error]))

    def test_broken_later(self) -> None:
        """What it raises after it has waited is handed over too."""
        first, error = Deferred(), ValueError("no")  # type: ignore[var-annotated]
        self.begin(first, error)
        first.callback(1)
        self.assertEqual((self.seen, self.broken), ([1], [error]))

    def test_cancelled(self) -> None:
        """A cancelled wait is a failure like any other."""
        first: Deferred[None] = Deferred()
        self.begin(first)
        first.cancel()
        self.assertEqual([type(each) for each in self.broken], [CancelledError])
