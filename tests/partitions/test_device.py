"""Tests of hsmsim/partitions/device.py."""

from twisted.trial.unittest import SynchronousTestCase

from hsmsim.interfaces.partitions import Refusal
from hsmsim.partitions.device import Device
from hsmsim.partitions.oath import STEP, hotp
from tests.support import rows

SECRET = b"12345678901234567890"
STEPS = 1000
NOW = STEPS * STEP + 7


def code(counter: int) -> str:
    return hotp(SECRET, counter)


@rows(
    event_now=(Device(False, SECRET, 5), 5, 6, 0),
    event_ahead=(Device(False, SECRET, 5), 14, 15, 0),
    time_now=(Device(True, SECRET), 1000, 1001, 0),
    time_behind=(Device(True, SECRET), 999, 1000, -1),
    time_ahead=(Device(True, SECRET), 1001, 1002, 1),
    time_drifted=(Device(True, SECRET, 0, 9), 1010, 1011, 10),
)
class Accepted(SynchronousTestCase):
    """A code inside the window moves the device on."""

    def check(self, device: Device, counter: int, unused: int, drift: int) -> None:
        after = device.accept(code(counter), NOW)
        self.assertEqual((after.unused, after.drift), (unused, drift))
        with self.assertRaisesRegex(Refusal, "used before"):
            after.accept(code(counter), NOW)


@rows(
    event_far_ahead=(Device(False, SECRET, 5), code(15), "wrong code"),
    event_used=(Device(False, SECRET, 5), code(4), "used before"),
    event_long_used=(Device(False, SECRET, 50), code(4), "wrong code"),
    time_old=(Device(True, SECRET), code(998), "wrong code"),
    time_early=(Device(True, SECRET), code(1002), "wrong code"),
    time_used=(Device(True, SECRET, 1000), code(999), "used before"),
    no_code=(Device(True, SECRET), "12345", "no code"),
)
class Refused(SynchronousTestCase):
    """All others do not."""

    def check(self, device: Device, given: str, why: str) -> None:
        with self.assertRaisesRegex(Refusal, why):
            device.accept(given, NOW)


@rows(
    event=(Device(False, SECRET, 5), 259, 261, 0),
    time_ahead=(Device(True, SECRET), 1255, 1257, 256),
    time_behind=(Device(True, SECRET), 745, 747, -254),
)
class Resynchronised(SynchronousTestCase):
    """Two codes in a row find a device far away."""

    def check(self, device: Device, first: int, unused: int, drift: int) -> None:
        after = device.resynchronise(code(first), code(first + 1), NOW)
        self.assertEqual((after.unused, after.drift), (unused, drift))


@rows(
    too_far=(Device(False, SECRET, 5), code(260), code(261), "no two codes"),
    not_in_a_row=(Device(False, SECRET, 5), code(50), code(52), "no two codes"),
    twice=(Device(False, SECRET, 5), code(50), code(50), "no two codes"),
    used=(Device(True, SECRET, 1000), code(998), code(999), "no two codes"),
    first_is_none=(Device(True, SECRET), "junk", code(999), "no codes"),
    second_is_none=(Device(True, SECRET), code(999), "junk", "no codes"),
)
class NotResynchronised(SynchronousTestCase):
    """Anything else does not."""

    def check(self, device: Device, first: str, second: str, why: str) -> None:
        with self.assertRaisesRegex(Refusal, why):
            device.resynchronise(first, second, NOW)


class Longer(SynchronousTestCase):
    """Devices with more digits and longer steps."""

    def test_digits(self) -> None:
        device = Device(False, SECRET, digits=8)
        after = device.accept(hotp(SECRET, 3, 8), NOW)
        self.assertEqual(after.resynchronise(hotp(SECRET, 9, 8), hotp(SECRET, 10, 8), NOW).unused, 11)
        with self.assertRaisesRegex(Refusal, "used before"):
            after.accept(hotp(SECRET, 3, 8), NOW)
        with self.assertRaisesRegex(Refusal, "no code"):
            after.accept(hotp(SECRET, 4), NOW)

    def test_step(self) -> None:
        after = Device(True, SECRET, step=300).accept(code(NOW // 300 + 1), NOW)
        self.assertEqual((after.unused, after.drift), (NOW // 300 + 2, 1))


class Beginning(SynchronousTestCase):
    """There are no steps before 1970."""

    def test_first_step(self) -> None:
        self.assertEqual(Device(True, SECRET).accept(code(0), 3).unused, 1)

    def test_repr_has_no_secret(self) -> None:
        self.assertNotIn("123456", repr(Device(True, SECRET)))
