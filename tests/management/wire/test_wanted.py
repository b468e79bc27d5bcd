"""hsmsim/management/wire/wanted.py: who sees what, and what is looked for."""

from twisted.trial.unittest import SynchronousTestCase

from hsmsim.interfaces.ring import Entry
from hsmsim.management.wire.wanted import Wanted
from hsmsim.operations import names
from tests.management.wire.messages import PASSWORD, got
from tests.support import rows
from tests.taps.passing import done, exchanged, failed, refused, unreadable

WHEN = 1_700_000_000_250
BATCH = exchanged(done(), failed())


@rows(
    all=({}, got(), True),
    user=({"user": "alice"}, got(), True),
    another_user=({"user": "bob"}, got(), False),
    user_in_capitals=({"user": "ALICE"}, got(), False),
    nobody=({"user": "alice"}, refused(), False),
    operation=({"operation": "get"}, got(), True),
    another_operation=({"operation": "create"}, got(), False),
    operation_of_no_message=({"operation": "get"}, unreadable(), False),
    success=({"result": "success"}, BATCH, True),
    failure=({"result": "item not found"}, BATCH, True),
    failed=({"result": "Operation Failed"}, BATCH, True),
    another_result=({"result": "permission denied"}, BATCH, False),
    refused=({"result": "refused"}, refused(), True),
    unreadable=({"result": "unreadable"}, unreadable(), True),
    messages=({"result": "message"}, unreadable(), False),
    since=({"since": WHEN}, got(), True),
    too_early=({"since": WHEN + 1}, got(), False),
    until=({"until": WHEN}, got(), True),
    too_late=({"until": WHEN - 1}, got(), False),
    text=({"text": "KEY-1"}, got(), True),
    text_of_a_reason=({"text": "is blocked"}, refused(), True),
    other_text=({"text": "key-2"}, got(), False),
    secret=({"text": PASSWORD}, got(), False),
    own=({"owner": "alice"}, got(), True),
    foreign=({"owner": "bob"}, got(), False),
    of_nobody=({"owner": "alice"}, refused(), False),
    foreign_and_wanted=({"owner": "bob", "user": "alice"}, got(), False),
    several=({"user": "alice", "operation": "Get", "result": "Success", "text": "key-1"}, got(), True),
    all_but_one=({"user": "alice", "operation": "Get", "result": "Success", "text": "key-2"}, got(), False),
)
class Accepted(SynchronousTestCase):
    def check(self, filters, passed, accepted):
        self.assertEqual(Wanted(**filters, names=names).accepts(Entry(1, passed)), accepted)


class Names(SynchronousTestCase):
    def test_they_are_made_for_texts_alone(self):
        """They take a while."""
        wanted = Wanted(user="alice", operation="Get", result="Success", names=lambda: 1 / 0)
        self.assertTrue(wanted.accepts(Entry(1, got())))
