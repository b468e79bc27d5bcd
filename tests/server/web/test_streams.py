"""Tests of hsmsim/server/web/streams.py."""

from typing import Any

from twisted.internet.task import Clock
from twisted.trial.unittest import SynchronousTestCase
from twisted.web.test.requesthelper import DummyRequest

from hsmsim.server.web.streams import HEARTBEAT, Stream


class Streams(SynchronousTestCase):
    def setUp(self) -> None:
        self.clock = Clock()
        self.request: Any = DummyRequest([b""])
        self.request.registerProducer = lambda producer, streaming: None  # the request of tests would pull at once
        self.request.unregisterProducer = lambda: None
        self.stream = Stream(self.request, self.clock)
        self.over = self.stream.begin()

    def sent(self) -> str:
        text = b"".join(self.request.written).decode()
        self.request.written.clear()
        return text

    def test_the_head(self) -> None:
        headers = self.request.responseHeaders
        self.assertEqual(headers.getRawHeaders("content-type"), ["text/event-stream; charset=utf-8"])
        self.assertEqual(headers.getRawHeaders("cache-control"), ["no-store"])
        self.assertEqual(self.sent(), ": here\n\n")

    def test_events(self) -> None:
        self.sent()
        self.stream.send("wire", {"text": "a\nb\u2028\u00e9"}, 7)
        self.assertEqual(self.sent(), 'id: 7\nevent: wire\ndata: {"text":"a\\nb\\u2028\\u00e9"}\n\n')
        self.stream.send("lost", 3)
        self.assertEqual(self.sent(), "event: lost\ndata: 3\n\n")

    def test_silence_is_broken(self) -> None:
        self.sent()
        self.clock.advance(HEARTBEAT - 1)
        self.stream.send("x", 1)
        self.sent()
        self.clock.advance(HEARTBEAT - 1)
        self.assertEqual(self.sent(), "")
        self.clock.advance(1)
        self.assertEqual(self.sent(), ":\n\n")
        self.clock.advance(HEARTBEAT)
        self.assertEqual(self.sent(), ":\n\n")

    def test_the_browser_goes(self) -> None:
        ended: list[int] = []
        self.stream.on_end.append(lambda: ended.append(1))
        self.request.processingFailed(Exception("gone"))
        self.successResultOf(self.over)
        self.stream.send("x", 1)
        self.stream.end()
        self.assertEqual((ended, self.stream.ended, self.sent()), ([1], True, ": here\n\n"))
        self.assertEqual(self.clock.getDelayedCalls(), [])

    def test_the_session_ends(self) -> None:
        self.stream.end()
        self.successResultOf(self.over)
        self.assertEqual(self.request.finished, 1)
        self.stream.end()
        self.assertEqual(self.request.finished, 1)
        self.assertEqual(self.clock.getDelayedCalls(), [])

    def test_a_browser_that_does_not_take_it(self) -> None:
        ready: list[int] = []
        self.stream.on_ready = lambda: ready.append(1)
        self.stream.pauseProducing()
        self.assertFalse(self.stream.taking)
        self.stream.resumeProducing()
        self.assertEqual((self.stream.taking, ready), (True, [1]))
