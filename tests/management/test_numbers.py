"""Tests of hsmsim/management/numbers.py."""

from twisted.trial.unittest import SynchronousTestCase

from hsmsim import errors
from hsmsim.errors import NameTaken, ObjectBlocked, Refused
from hsmsim.interfaces import user_errors
from hsmsim.interfaces.partitions import CodeNeeded, PartitionsError
from hsmsim.interfaces.ring import NoSuchEntry, RingOff
from hsmsim.interfaces.user_errors import NoSuchUser, PasswordExpired, UserExists
from hsmsim.management import object_errors
from hsmsim.management.command import LoginRefused, ManagementCommand, NotPermitted, UserBlocked
from hsmsim.management.numbers import NUMBERS, number_of, split, told
from hsmsim.management.wire.recording import BadRecording
from tests.support import rows

DENIED = {"AuthenticationNotSuccessful", "NotPermitted", "NotAuthorized"}  # 5002 is what they mean
# What the console does not ask for cannot be refused there.
OF_OTHER_OPERATIONS = {
    *("MissingData", "ResponseTooLarge", "NoSuchTemplate", "NoActivationDate", "NotLimited", "LeaseNotPermitted"),
    *("ObjectExists", "NotCertifiable", "MissingIV", "CompressionNotSupported", "EncodingOptionNotPermitted"),
    *("WrapTypeNotSupported", "NoSuchStream", "NoSuchJob"),
}


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
    object_blocked=(ObjectBlocked("x"), 5124),
    name_taken=(NameTaken("x"), 5022),
    no_right=(errors.NotPermitted("x"), 5002),
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

    def test_every_refusal_of_objects_is_decided_about(self) -> None:
        kinds = [each for module in (errors, object_errors) for each in vars(module).values() if isinstance(each, type)]
        without = {each.__name__ for each in kinds if issubclass(each, Refused) and each not in NUMBERS}
        self.assertEqual(without, DENIED | OF_OTHER_OPERATIONS)

    def test_what_has_no_number(self) -> None:
        self.assertEqual(split("it failed"), (5002, "it failed"))
        self.assertEqual(split("²5 of them"), (5002, "²5 of them"))
