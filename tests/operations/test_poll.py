"""hsmsim/operations/poll.py (4.28, errors 11.29)."""

from twisted.trial.unittest import TestCase

from hsmsim.exchange.jobs import LIFETIME, Wait
from hsmsim.operations import activate, create_key_pair, destroy, get, get_attributes, poll
from hsmsim.spec.enums import (
    BatchErrorContinuationOption,
    CryptographicAlgorithm,
    Operation,
    ResultReason,
    ResultStatus,
)
from hsmsim.spec.tags import Tag
from hsmsim.spec.versions import SERVED, V1_0, V1_4
from hsmsim.ttlv import binary
from tests.appliance import NOW, Hsm, ResponseMessage, item, message
from tests.objects import everything, made, refused, template_attribute
from tests.support import rows

DESTROY = item(Operation.DESTROY, destroy.Request(unique_identifier="k1"))
GONE = item(Operation.ACTIVATE, activate.Request(unique_identifier="k2"))
PENDING, DONE, FAILED = ResultStatus.OPERATION_PENDING, ResultStatus.SUCCESS, ResultStatus.OPERATION_FAILED


def polled(correlation, batch_item_id=None):
    """An item that polls."""
    return item(Operation.POLL, poll.Request(asynchronous_correlation_value=correlation), batch_item_id)


def waiting(polls=0, seconds=0, operation=None):
    """An HSM with one key and one rule."""
    hsm = Hsm(waits=[Wait(operation, polls, seconds)])
    hsm.put(made("k1"))
    return hsm


async def accepted(test, hsm, request, **header):
    """The Asynchronous Correlation Value that one item is answered with."""
    (answered,) = await hsm.batch(request, asynchronous_indicator=True, **header)
    test.assertEqual(answered.result_status, PENDING)
    test.assertEqual(answered.operation, request.operation)
    test.assertIsNone(answered.response_payload)
    return answered.asynchronous_correlation_value


@rows(
    synchronous=(Hsm,),
    asynchronous=(waiting,),
)
class Table354(TestCase):
    """11.29: no outstanding operation has the value."""

    async def check(self, make):
        for version in SERVED:
            payload = poll.Request(asynchronous_correlation_value=b"none")
            await refused(self, make(), Operation.POLL, payload, ResultReason.ITEM_NOT_FOUND, version=version)


@rows(
    two_polls=({"polls": 2}, 0, 2),
    no_poll=({}, 0, 0),
    seconds=({"seconds": 3}, 1, 2),
    at_once=({"seconds": 1}, 1, 0),
)
class Waiting(TestCase):
    """Pending without payload for as long as the rule says; then the operation's answer, again and again."""

    async def check(self, rule, step, pending):
        hsm = waiting(**rule)
        before = everything(hsm)
        correlation = await accepted(self, hsm, DESTROY)
        self.assertEqual(everything(hsm), before)
        for _ in range(pending):
            hsm.now += step
            (answered,) = await hsm.batch(polled(correlation))
            self.assertEqual((answered.result_status, answered.operation), (PENDING, Operation.POLL))
            self.assertEqual(answered.asynchronous_correlation_value, correlation)
            self.assertIsNone(answered.response_payload)
            self.assertEqual(everything(hsm), before)
        hsm.now += step
        for _ in range(2):
            (answered,) = await hsm.batch(polled(correlation))
            self.assertEqual(answered.result_status, DONE)
            self.assertEqual(answered.operation, Operation.DESTROY)
            self.assertIsNone(answered.asynchronous_correlation_value)
        self.assertIsNone(hsm.load("k1").value)


class Outcomes(TestCase):
    async def test_the_same_answer_as_without(self):
        """Byte for byte, in every version."""
        for version in SERVED:
            request = item(Operation.GET_ATTRIBUTES, get_attributes.Request(unique_identifier="k1"))
            hsm = waiting()
            plain = await hsm.send(message([request], version))
            correlation = await accepted(self, hsm, request, version=version)
            later = await hsm.send(message([polled(correlation)], version))
            self.assertEqual(later.data, plain.data)

    async def test_it_counts_as_of_the_time_it_was_ready(self):
        """Whatever the client asks first then, it has happened, and at that time."""
        hsm = waiting(seconds=5)
        await accepted(self, hsm, DESTROY)
        hsm.now += 100
        (answered,) = await hsm.batch(item(Operation.GET, get.Request(unique_identifier="k1")))
        self.assertEqual(answered.result_reason, ResultReason.ITEM_NOT_FOUND)
        self.assertEqual(hsm.load("k1").get("Destroy Date"), NOW + 5)

    async def test_a_failure(self):
        """The Poll fails as the operation would have; so do others in its batch by the option of that."""
        hsm = waiting()
        correlation = await accepted(self, hsm, GONE)
        for option, expected in (
            (BatchErrorContinuationOption.STOP, [FAILED]),
            (BatchErrorContinuationOption.CONTINUE, [FAILED, DONE]),
        ):
            second = item(Operation.GET, get.Request(unique_identifier="k1"), b"2")
            answered = await hsm.batch(polled(correlation, b"1"), second, batch_error_continuation_option=option)
            self.assertEqual([each.result_status for each in answered], expected)
            self.assertEqual(answered[0].operation, Operation.ACTIVATE)
            self.assertEqual(answered[0].unique_batch_item_id, b"1")
            self.assertEqual(answered[0].result_reason, ResultReason.ITEM_NOT_FOUND)
            self.assertIn("k2", answered[0].result_message)

    async def test_too_small_an_answer(self):
        """The answer stays for a Poll that has room; a failure goes without its text."""
        hsm = waiting()
        small = 160
        correlation = await accepted(
            self, hsm, item(Operation.GET_ATTRIBUTES, get_attributes.Request(unique_identifier="k1"))
        )
        (answered,) = await hsm.batch(polled(correlation), maximum_response_size=small)
        self.assertEqual(answered.result_reason, ResultReason.RESPONSE_TOO_LARGE)
        (answered,) = await hsm.batch(polled(correlation))
        self.assertEqual(answered.result_status, DONE)
        correlation = await accepted(self, hsm, GONE)
        (answered,) = await hsm.batch(polled(correlation), maximum_response_size=small)
        self.assertEqual((answered.result_reason, answered.result_message), (ResultReason.ITEM_NOT_FOUND, None))

    async def test_an_older_version_is_not_answered(self):
        """It could not read everything in the answer; nor does such a poll count."""
        hsm = waiting(polls=1)
        correlation = await accepted(self, hsm, DESTROY, version=V1_4)
        payload = poll.Request(asynchronous_correlation_value=correlation)
        await refused(self, hsm, Operation.POLL, payload, ResultReason.ITEM_NOT_FOUND, version=V1_0)
        got = [(await hsm.batch(polled(correlation)))[0].result_status for _ in range(2)]
        self.assertEqual(got, [PENDING, DONE])

    async def test_expires(self):
        """Answers are kept for a while."""
        hsm = waiting()
        correlation = await accepted(self, hsm, DESTROY)
        await hsm.batch(polled(correlation))
        hsm.now += LIFETIME
        (answered,) = await hsm.batch(polled(correlation))
        self.assertEqual(answered.result_status, DONE)
        hsm.now += 1
        payload = poll.Request(asynchronous_correlation_value=correlation)
        await refused(self, hsm, Operation.POLL, payload, ResultReason.ITEM_NOT_FOUND)

    async def test_a_pair_of_keys(self):
        """Work in a thread can be asynchronous too."""
        hsm = waiting(operation=Operation.CREATE_KEY_PAIR)
        wanted = template_attribute(
            {"Cryptographic Algorithm": CryptographicAlgorithm.RSA, "Cryptographic Length": 1024}
        )
        request = item(Operation.CREATE_KEY_PAIR, create_key_pair.Request(common_template_attribute=wanted))
        correlation = await accepted(self, hsm, request)
        answer = await hsm.send(message([polled(correlation)]))
        (raw,) = binary.decode(ResponseMessage, answer.data, Tag.RESPONSE_MESSAGE).batch_item
        self.assertIn(Operation.CREATE_KEY_PAIR.to_bytes(4, "big"), raw.data[raw.start : raw.start + 16])
        self.assertEqual(hsm.store.count("alice"), 3)
