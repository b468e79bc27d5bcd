"""Tests of hsmsim/management/numbers.py."""

from twisted.trial.unittest import SynchronousTestCase

from hsmsim.interfaces import user_errors
from hsmsim.interfaces.partitions import CodeNeeded, PartitionsError
from hsmsim.interfaces.ring import NoSuchEntry, RingOff
from hsmsim.interfaces.user_errors import NoSuchUser, PasswordExpired, UserExists
from hsmsim.management.command import LoginRefused, ManagementCommand, NotPermitted, UserBlocked
from hsmsim.management.numbers import NUMBERS, number_of, split, told
from hsmsim.management.wire.recording import BadRecording
from tests.support import rows


class OfNoKind(PartitionsError):
    """A refusal that has no number of its own."""


@rows(
    user_exists=(UserExists("x"), 5013),
    no_such_user=(NoSuchUser("x"), 5020),
    expired=(PasswordExpired("x"), 5178),
    code=(CodeNeeded("x"), 5049),
    login=(LoginRefused("x"), 5002),
    permission=(NotPermitted("x"), 5002),
    blocked=(UserBlocked("x"), 5120),
    without=(OfNoKind("x"), 5002),
    wire_message=(NoSuchEntry("x"), 5004),
    wire_file=(BadRecording("x"), 5021),
    wire_off=(RingOff("x"), 5019),
    others=(ValueError("x"), 5002),
)
class Numbers(SynchronousTestCase):
    """A refusal has the number of its kind, or of what that is a kind of."""

    def check(self, error: Exception, number: int) -> None:
        self.assertEqual((number_of(error), told(error)), (number, f"{number} x"))
        self.assertEqual(split(told(error)), (number, "x"))


class Table(SynchronousTestCase):
    def test_every_kind_of_refusal_is_in_it(self) -> None:
        kinds = {each for each in vars(user_errors).values() if isinstance(each, type)}
        self.assertEqual(kinds - set(NUMBERS), set())
        self.assertEqual(set(ManagementCommand.errors) - set(NUMBERS), set())

    def test_what_has_no_number(self) -> None:
        self.assertEqual(split("it failed"), (5002, "it failed"))
        self.assertEqual(split("²5 of them"), (5002, "²5 of them"))
