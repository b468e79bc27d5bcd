"""tools/replay_to_client.py: a case of ours, with an HSM and a client that listens."""

import os
from contextlib import redirect_stdout
from io import StringIO
from pathlib import Path
from types import SimpleNamespace

import conformance_report
import judge
import replay_to_client
from exchanged.lines import Line, Listener, NoMessage
from twisted.trial.unittest import SynchronousTestCase

from hsmsim.spec.enums import Operation, State
from tests.support import rows
from tests.tools import items
from tests.tools.items import create, put, response, step


def put_and_answer(**fields):
    return step(put(**fields), response(Operation.PUT))


class Replays(SynchronousTestCase):
    """Each has an HSM of its own, in a process of its own."""

    def verdict(self, *steps):
        case = SimpleNamespace(name="OURS-1", family="OURS", steps=steps)
        return replay_to_client.verdict(case, items)

    def test_right(self):
        verdict = self.verdict(create(), put_and_answer())
        self.assertEqual((verdict["status"], verdict["reason"], verdict["exchanged"]), ("PASS", "", True))
        self.assertEqual(verdict["warnings"][:2], ["Query", "Query"])
        self.assertIn("Lease Time", verdict["warnings"])
        self.assertTrue(replay_to_client.line(verdict).startswith("PASS OURS-1, sides exchanged (sent besides: Query,"))

    def test_wrong(self):
        verdict = self.verdict(create(), put_and_answer(state=State.ACTIVE))
        self.assertEqual(
            replay_to_client.line(verdict),
            "FAIL OURS-1, sides exchanged: "
            "RequestMessage/BatchItem/RequestPayload/Attribute[State]/AttributeValue: expected 2, came 1",
        )


class Connection:
    """Gives pieces of what was received; then it fails, or is at its end."""

    def __init__(self, *pieces):
        self.pieces = list(pieces)

    def recv(self, size):
        piece = self.pieces.pop(0) if self.pieces else b""
        if isinstance(piece, Exception):
            raise piece
        return piece


WHOLE = items.encode(items.text("Data", "whole"))


@rows(
    ended=([WHOLE[:9]], "the HSM ends the connection"),
    silent=([TimeoutError()], "the HSM says nothing for 10 seconds"),
    broken=([WHOLE[:8], OSError("reset")], "the connection is broken: reset"),
    malformed=([b"\0" * 8], "what comes is malformed: 0000000000000000"),
)
class NoMessages(SynchronousTestCase):
    """Why there is none is told."""

    def check(self, pieces, text):
        self.assertEqual(str(self.assertRaises(NoMessage, Line(Connection(*pieces), items).receive)), text)


class Places(SynchronousTestCase):
    def test_in_pieces(self):
        """A message is whole when all of it is there."""
        line = Line(Connection(WHOLE[:3], WHOLE[3:8], WHOLE[8:12], WHOLE[12:]), items)
        self.assertEqual(line.receive().value, "whole")

    def test_nobody_comes(self):
        """The listener does not wait for ever."""
        folder = Path(self.mktemp())
        with Listener(folder, seconds=0.01) as listener:
            error = self.assertRaises(NoMessage, listener.accept, folder / "listener.pem", items)
        self.assertIn("the HSM does not connect", str(error))

    def test_no_cases(self):
        """Where there are none nothing is replayed or judged, and nothing is wrong."""
        place = self.mktemp()
        self.patch(os, "environ", {"HSMSIM_CONFORMANCE": place})
        with redirect_stdout(StringIO()) as said:
            self.assertEqual((replay_to_client.main([]), judge.main([]), conformance_report.main()), (0, 0, 0))
        self.assertEqual(said.getvalue().count(f"{place} is not here"), 3)
