"""Asynchronous operations (KMIP 1.4 6.7, 6.8, 4.27, 4.28), and how they go with batches."""

from twisted.trial.unittest import SynchronousTestCase, TestCase

from hsmsim.errors import Conflict, NoSuchJob
from hsmsim.exchange.batch import UNFORESEEN
from hsmsim.exchange.jobs import LIFETIME, MAX_JOBS, NO_JOBS, AllJobs, Wait, pending
from hsmsim.operations import create, destroy, get, query
from hsmsim.spec.enums import (
    BatchErrorContinuationOption,
    CancellationResult,
    CryptographicAlgorithm,
    ObjectType,
    Operation,
    QueryFunction,
    ResultReason,
    ResultStatus,
    State,
)
from hsmsim.spec.versions import V1_4
from tests.appliance import NOW, Hsm, item, raw
from tests.exchange.test_streams import Counting
from tests.objects import everything, made, template_attribute
from tests.operations.test_poll import accepted, polled, waiting
from tests.support import rows

PENDING, DONE, FAILED = ResultStatus.OPERATION_PENDING, ResultStatus.SUCCESS, ResultStatus.OPERATION_FAILED
UNDO = BatchErrorContinuationOption.UNDO
CREATE = create.Request(
    object_type=ObjectType.SYMMETRIC_KEY,
    template_attribute=template_attribute(
        {"Cryptographic Algorithm": CryptographicAlgorithm.AES, "Cryptographic Length": 128}
    ),
)


class JobTests(SynchronousTestCase):
    """What is accepted, for whom and how long."""

    def setUp(self):
        self.all = AllJobs([Wait(Operation.CREATE, 1, 0), Wait(None, 0, 7)], Counting())

    def accept(self, operation=Operation.CREATE, user="alice", now=NOW):
        return self.all.of(user, now).accept(operation, "item", V1_4, False, None)

    def test_which(self):
        """The rule of the operation, or the one for all others; never Poll and Cancel; none without a rule."""
        self.accept(Operation.CREATE)
        self.accept(Operation.GET)
        self.assertEqual(
            [(each.polls, each.ready) for each in self.all._by_user["alice"].values()], [(1, NOW), (0, NOW + 7)]
        )
        self.assertIsNone(self.accept(Operation.POLL))
        self.assertIsNone(self.accept(Operation.CANCEL))
        some = AllJobs([Wait(Operation.CREATE, 1, 0)], Counting()).of("alice", NOW)
        self.assertIsNone(some.accept(Operation.GET, "item", V1_4, False, None))
        self.assertTrue(some)

    def test_none(self):
        """Without rules nothing is taken in."""
        jobs = AllJobs([], Counting())
        self.assertFalse(jobs)
        self.assertIs(jobs.of("alice", NOW), NO_JOBS)
        self.assertFalse(NO_JOBS)
        self.assertIsNone(NO_JOBS.accept(Operation.CREATE, "item", V1_4, False, None))

    def test_in_the_order_of_their_times(self):
        """Each once; not those that wait."""
        self.accept(Operation.GET)
        self.accept(Operation.LOCATE, now=NOW - 1)
        self.accept(Operation.CREATE)
        self.assertEqual(list(self.all.due("alice", NOW + 5)), [])
        due = list(self.all.due("alice", NOW + 7))
        self.assertEqual([each.operation for each in due], [Operation.LOCATE, Operation.GET])
        self.assertEqual(list(self.all.due("alice", NOW + 7)), [])
        self.assertEqual(list(self.all.due("bob", NOW + 7)), [])

    def test_another_message_in_between(self):
        """What it has taken is not given out again."""
        self.accept(Operation.GET)
        self.accept(Operation.LOCATE)
        first = self.all.due("alice", NOW + 7)
        next(first)
        self.assertEqual([each.operation for each in self.all.due("alice", NOW + 7)], [Operation.LOCATE])
        self.assertEqual(list(first), [])

    def test_whose(self):
        """Another user has none of it."""
        correlation = self.accept()
        bobs = self.all.of("bob", NOW)
        self.assertRaises(NoSuchJob, bobs.poll, correlation, V1_4)
        self.assertIs(bobs.cancel(correlation), CancellationResult.UNAVAILABLE)
        self.assertEqual(self.all.of("alice", NOW).poll(correlation, V1_4), pending(Operation.POLL, correlation))

    def test_forget(self):
        """A user who is gone has none."""
        correlation = self.accept()
        self.all.forget("alice")
        self.all.forget("alice")
        self.assertRaises(NoSuchJob, self.all.of("alice", NOW).poll, correlation, V1_4)

    def test_expires(self):
        """Nobody polls any more; each poll gives new time; what runs stays."""
        correlation = self.accept(Operation.CREATE)
        self.all.of("alice", NOW + LIFETIME).poll(correlation, V1_4)
        self.all.of("alice", NOW + 2 * LIFETIME).poll(correlation, V1_4)
        self.assertRaises(NoSuchJob, self.all.of("alice", NOW + 2 * LIFETIME + 1).poll, correlation, V1_4)
        correlation = self.accept(Operation.GET)
        (job,) = self.all.due("alice", NOW + 7)
        later = NOW + 3 * LIFETIME
        self.all.of("alice", later).poll(correlation, V1_4)
        job.end(pending(Operation.GET, b""), later)
        self.all.of("alice", later + LIFETIME).poll(correlation, V1_4)
        self.assertRaises(NoSuchJob, self.all.of("alice", later + LIFETIME + 1).poll, correlation, V1_4)

    def test_users_who_do_not_come_back(self):
        """Theirs go too."""
        self.accept()
        self.accept(user="bob", now=NOW + LIFETIME)
        self.all.of("bob", NOW + LIFETIME + 1)
        self.assertEqual(list(self.all._by_user), ["bob"])

    def test_counted(self):
        """When there is no place the operation is synchronous; an answer that was given makes place."""
        first, *_ = [self.accept(Operation.GET) for _ in range(MAX_JOBS)]
        self.assertIsNone(self.accept())
        self.assertIsNotNone(self.accept(user="bob"))
        job = next(iter(self.all.due("alice", NOW + 7)))
        job.end(pending(Operation.GET, b""), NOW + 7)
        self.assertIsNone(self.accept())
        self.all.of("alice", NOW + 7).poll(first, V1_4)
        self.assertIsNotNone(self.accept())
        self.assertRaises(NoSuchJob, self.all.of("alice", NOW).poll, first, V1_4)

    def test_secrets(self):
        """Neither the request nor the answer is in its text."""
        self.accept()
        (job,) = self.all._by_user["alice"].values()
        self.assertNotIn("item=", repr(job))


class Batches(TestCase):
    """Only the last item of a message is asynchronous, and none with Undo."""

    async def statuses(self, hsm, *items, **header):
        self.answered = await hsm.batch(*items, asynchronous_indicator=True, **header)
        return [each.result_status for each in self.answered]

    async def test_the_last_item(self):
        """It works on what those before it made: the ID Placeholder is kept with it."""
        hsm = waiting(polls=1)
        got = await self.statuses(
            hsm, item(Operation.CREATE, CREATE, b"1"), item(Operation.DESTROY, destroy.Request(), b"2")
        )
        self.assertEqual(got, [DONE, PENDING])
        self.assertEqual(self.answered[1].unique_batch_item_id, b"2")
        correlation = self.answered[1].asynchronous_correlation_value
        (uid,) = set(everything(hsm)) - {"k1"}
        hsm.put(made("k2"))
        self.assertIsNotNone(hsm.load(uid).value)
        for _ in range(2):
            (answered,) = await hsm.batch(polled(correlation))
        self.assertEqual(answered.result_status, DONE)
        self.assertIs(hsm.load(uid).state, State.DESTROYED)
        self.assertIsNotNone(hsm.load("k2").value)

    async def test_undo(self):
        """All of it happens now, or nothing."""
        hsm = waiting()
        got = await self.statuses(
            hsm,
            item(Operation.CREATE, CREATE, b"1"),
            item(Operation.DESTROY, destroy.Request(), b"2"),
            batch_error_continuation_option=UNDO,
        )
        self.assertEqual(got, [DONE, DONE])
        self.assertEqual(hsm.store.count("alice"), 2)

    async def test_an_item_before_it_fails(self):
        """With Stop it is not even accepted."""
        hsm = waiting()
        absent = item(Operation.GET, get.Request(unique_identifier="absent"), b"1")
        self.assertEqual(await self.statuses(hsm, absent, item(Operation.CREATE, CREATE, b"2")), [FAILED])
        await hsm.batch(item(Operation.QUERY, query.Request(query_function=[QueryFunction.QUERY_OBJECTS])))
        self.assertEqual(hsm.store.count("alice"), 1)

    async def test_a_client_that_cannot(self):
        """Without the indicator, or with False, it is synchronous."""
        hsm = waiting()
        for header in ({}, {"asynchronous_indicator": False}):
            (answered,) = await hsm.batch(item(Operation.CREATE, CREATE), **header)
            self.assertEqual(answered.result_status, DONE)

    async def test_what_cannot_be_read_fails_at_once(self):
        """So does what is not offered, and what Maximum Response Size has no room for."""
        hsm = waiting()
        bad = item(Operation.CREATE, raw(destroy.Request(unique_identifier="k1"), 0x420079))
        self.assertEqual(await self.statuses(hsm, bad), [FAILED])
        self.assertEqual(await self.statuses(hsm, item(0x80000001, CREATE)), [FAILED])
        self.assertEqual(await self.statuses(hsm, item(Operation.CREATE, CREATE), maximum_response_size=1), [FAILED])
        self.assertEqual(self.answered[0].result_reason, ResultReason.RESPONSE_TOO_LARGE)
        await self.statuses(hsm, item(Operation.QUERY, query.Request(query_function=[QueryFunction.QUERY_OBJECTS])))
        self.assertEqual(hsm.store.count("alice"), 1)

    async def test_when_all_places_are_taken(self):
        """The operation is synchronous then."""
        hsm = waiting(polls=1)
        for _ in range(MAX_JOBS):
            await accepted(self, hsm, item(Operation.CREATE, CREATE))
        self.assertEqual(await self.statuses(hsm, item(Operation.CREATE, CREATE)), [DONE])


@rows(none=([], False), one=([Wait(Operation.GET, 0, 1)], True))
class Told(TestCase):
    """Capability Information says what the settings say."""

    async def check(self, waits, expected):
        payload = query.Request(query_function=[QueryFunction.QUERY_CAPABILITIES])
        (told,) = (await Hsm(waits=waits).ask(Operation.QUERY, payload)).capability_information
        self.assertIs(told.asynchronous_capability, expected)


class Trouble(TestCase):
    async def test_the_store_fails(self):
        """The operation ends in General Failure; the message that met it goes on; the trace is in the log."""
        hsm = waiting()
        correlation = await accepted(self, hsm, item(Operation.CREATE, CREATE))

        def refuse(changes):
            raise Conflict("changed meanwhile")

        self.patch(hsm.store, "apply", refuse)
        (answered,) = await hsm.batch(polled(correlation))
        self.assertEqual(answered.result_reason, ResultReason.GENERAL_FAILURE)
        self.assertEqual(answered.result_message, UNFORESEEN)
        self.assertEqual(len(self.flushLoggedErrors(Conflict)), 1)

    async def test_the_user_is_blocked(self):
        """What was accepted is forgotten."""
        hsm = waiting()
        correlation = await accepted(self, hsm, item(Operation.CREATE, CREATE))
        hsm.exchange.forget("alice")
        (answered,) = await hsm.batch(polled(correlation))
        self.assertEqual(answered.result_reason, ResultReason.ITEM_NOT_FOUND)
        self.assertEqual(hsm.store.count("alice"), 1)
