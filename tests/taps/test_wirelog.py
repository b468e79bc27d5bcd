"""hsmsim/taps/wirelog.py: messages written down, with time, direction and connection."""

import os
import stat
from pathlib import Path

from twisted.trial.unittest import SynchronousTestCase
from zope.interface.verify import verifyObject

from hsmsim.exchange.peer import UNREADABLE
from hsmsim.interfaces.taps import Connection, Exchanged, ITap, Refused, Unreadable
from hsmsim.operations import names
from hsmsim.spec.enums import KeyFormatType
from hsmsim.spec.structures import KeyBlock, KeyValue, SymmetricKey
from hsmsim.spec.tags import Tag
from hsmsim.taps.wirelog import WireLog, wire_log
from hsmsim.ttlv.binary import encode

KEY = SymmetricKey(
    key_block=KeyBlock(key_format_type=KeyFormatType.RAW, key_value=KeyValue(key_material=b"not for eyes"))
)
MESSAGE = encode(KEY, Tag.SYMMETRIC_KEY)
CLIENT = Connection(7, "192.0.2.1:40000", "KMIP")
RECEIVER = Connection(8, "192.0.2.2:5697", "KMIP", outward=True)
A = Connection(1, "a", "KMIP")


def exchanged(connection, response=MESSAGE):
    return Exchanged(connection, 0.0, 0.0, b"", response, UNREADABLE)


class Told:
    """A log that keeps what it is told."""

    def __init__(self):
        self.events = []

    def info(self, format, **fields):
        self.events.append(("info", format.format(**fields)))

    def warn(self, format, **fields):
        self.events.append(("warn", format.format(**fields)))

    def failure(self, format, **fields):
        self.events.append(("failure", format.format(**fields)))


def now():
    return 1205495800.25


class Messages(SynchronousTestCase):
    def setUp(self):
        self.texts = []
        self.tap = WireLog(self.texts.append, now, names())

    def test_it_is_a_tap(self):
        self.assertTrue(verifyObject(ITap, self.tap))

    def test_a_request(self):
        self.tap.request(CLIENT, MESSAGE)
        head, first, *_ = self.texts[0].split("\n")
        self.assertEqual(
            head, f"2008-03-14T11:56:40.250Z connection 7: request from 192.0.2.1:40000, {len(MESSAGE)} bytes"
        )
        self.assertEqual(first, "Symmetric Key (Structure)")

    def test_a_response(self):
        self.tap.exchanged([exchanged(CLIENT)])
        self.assertIn("connection 7: response to 192.0.2.1:40000, ", self.texts[0])

    def test_key_material_is_masked(self):
        self.tap.exchanged([exchanged(CLIENT)])
        self.assertIn("Key Material (Byte String): (12 bytes, masked)", self.texts[0])
        self.assertNotIn(b"not for eyes".hex(), self.texts[0])

    def test_to_a_client_that_is_told(self):
        self.tap.request(RECEIVER, MESSAGE)
        self.tap.exchanged([exchanged(RECEIVER)])
        self.assertIn("connection 8: request from this HSM, at 192.0.2.2:5697, ", self.texts[0])
        self.assertIn("connection 8: response to this HSM, at 192.0.2.2:5697, ", self.texts[1])

    def test_only_messages_are_written(self):
        self.tap.opened(CLIENT)
        self.tap.refused(Refused(CLIENT, 0.0, "no certificate"))
        self.tap.closed(CLIENT)
        self.tap.exchanged([exchanged(CLIENT, b"")])
        self.tap.unreadable(Unreadable(CLIENT, 0.0, "", b"GET /", "no TTLV", b"", "TTLV"))
        self.assertEqual(self.texts, [])

    def test_the_answer_to_what_is_no_message(self):
        self.tap.unreadable(Unreadable(CLIENT, 0.0, "", b"GET /", "no TTLV", MESSAGE, "TTLV"))
        self.assertIn("connection 7: response to 192.0.2.1:40000, ", self.texts[0])

    def test_what_is_no_message_is_written_too(self):
        self.tap.request(CLIENT, b"GET /")
        self.assertIn("-- malformed", self.texts[0])

    def test_closing_without_anything_to_close(self):
        self.assertIsNone(self.tap.close())


class Files(SynchronousTestCase):
    def setUp(self):
        self.log = Told()
        self.path = Path(self.mktemp())

    def tap(self, path=None):
        tap = wire_log(path or self.path, self.log, now, names())
        self.addCleanup(tap.close)
        return tap

    def test_messages_are_there_at_once(self):
        tap = self.tap()
        tap.request(A, MESSAGE)
        tap.exchanged([exchanged(A)])
        parts = self.path.read_text().split("\n\n")
        self.assertEqual(len(parts), 3)
        self.assertIn("request from a", parts[0])
        self.assertIn("response to a", parts[1])
        self.assertEqual(parts[2], "")

    def test_an_old_file_is_kept(self):
        self.path.write_text("before\n")
        self.tap().request(A, MESSAGE)
        self.assertTrue(self.path.read_text().startswith("before\n2008"))

    def test_only_the_owner_may_read_it(self):
        self.tap()
        self.assertEqual(stat.S_IMODE(os.stat(self.path).st_mode), 0o600)

    def test_a_file_that_cannot_be_opened(self):
        with self.assertRaises(OSError):
            wire_log(self.path / "no" / "such", self.log, now, names())

    def test_nothing_is_written_after_closing(self):
        tap = self.tap()
        tap.close()
        tap.close()
        tap.request(A, MESSAGE)
        self.assertEqual(self.path.read_text(), "")

    def test_a_full_disk_ends_the_wire_log_and_is_told_once(self):
        tap = self.tap(Path("/dev/full"))
        tap.request(A, MESSAGE)
        tap.request(A, MESSAGE)
        self.assertEqual(self.log.events, [("warn", "the wire log /dev/full ends here: No space left on device")])

    if not os.path.exists("/dev/full"):
        test_a_full_disk_ends_the_wire_log_and_is_told_once.skip = "this system has no /dev/full"


class ToTheLog(SynchronousTestCase):
    def test_one_event_a_message(self):
        log = Told()
        tap = wire_log("-", log, now, names())
        tap.request(A, MESSAGE)
        tap.close()
        ((level, text),) = log.events
        self.assertEqual(level, "info")
        self.assertIn("Symmetric Key (Structure)", text)
