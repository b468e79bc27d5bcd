"""hsmsim/management/wire/words.py: what passed, in words."""

from twisted.trial.unittest import SynchronousTestCase

from hsmsim.management.wire import words
from hsmsim.management.wire.words import Event
from hsmsim.operations import names
from hsmsim.spec.enums import Operation, ResultReason, ResultStatus
from tests.management.wire.messages import PASSWORD, got
from tests.support import rows
from tests.taps.passing import done, exchanged, failed, refused, unreadable

WHEN = 1_700_000_000_250
CREATE, GET = Operation.CREATE, Operation.GET


@rows(
    one=(exchanged(done()), "Get", "Success"),
    several=(
        exchanged(done(CREATE), done(GET), done(GET), failed(GET)),
        "Create, Get (3)",
        "Success (3), Item Not Found",
    ),
    pending=(exchanged(done(CREATE, ResultStatus.OPERATION_PENDING)), "Create", "Operation Pending"),
    refused_as_a_whole=(exchanged(failed(None, ResultReason.INVALID_MESSAGE)), "", "Invalid Message"),
    strange=(exchanged(failed(0x80000001, 0x80000002)), "0x80000001", "0x80000002"),
    handshake=(refused(), "", "refused"),
    no_message=(unreadable(), "", "unreadable"),
)
class Results(SynchronousTestCase):
    def check(self, passed, operations, result):
        self.assertEqual((words.operations(passed), words.result(passed)), (operations, result))


@rows(
    message=(got(seconds=0.0125), Event.MESSAGE, "alice", "", "1.4", "TTLV", WHEN, 12_500),
    unanswered=(got(response=b""), Event.MESSAGE, "alice", "there was no response", "1.4", "TTLV", WHEN, 1_000),
    clock_set_back=(got(seconds=-1), Event.MESSAGE, "alice", "", "1.4", "TTLV", WHEN, 0),
    refused=(refused(), Event.REFUSED, "", "user 'bob' is blocked", "", "", WHEN, 0),
    unreadable=(
        unreadable(encoding="XML"), Event.UNREADABLE, "alice", "these bytes are no TTLV request", "", "XML",
        WHEN, 0,
    ),
)  # fmt: skip
class Facts(SynchronousTestCase):
    def check(self, passed, event, user, reason, version, encoding, milliseconds, microseconds):
        self.assertEqual((words.event(passed), words.user(passed), words.reason(passed)), (event, user, reason))
        self.assertEqual((words.version(passed), words.encoding(passed)), (version, encoding))
        self.assertEqual((words.milliseconds(passed), words.microseconds(passed)), (milliseconds, microseconds))


class Texts(SynchronousTestCase):
    def test_what_can_be_searched(self):
        text = words.text(got(), names())
        for part in ("192.0.2.1:40000", "alice", "Unique Identifier (Text String): 'key-1'", "(16 bytes, masked)"):
            self.assertIn(part, text)
        self.assertNotIn(PASSWORD, text)

    def test_of_what_is_no_message(self):
        self.assertIn("user 'bob' is blocked", words.text(refused(), names()))
        self.assertIn("these bytes are no TTLV request", words.text(unreadable(), names()))

    def test_what_results_are_searched_by(self):
        self.assertEqual(
            list(words.results(exchanged(done(), failed()))),
            ["message", "Success", "Success", "Operation Failed", "Item Not Found"],
        )
        self.assertEqual(list(words.results(refused())), ["refused"])

    def test_what_was_left_out(self):
        self.assertEqual(words.left_out(exchanged(left_out=(1, 2))), (1, 2))
        self.assertEqual(words.left_out(unreadable(left_out=3)), (3, 0))
        self.assertEqual(words.left_out(refused()), (0, 0))
