"""hsmsim/operations/cancel.py (4.27, errors 11.28)."""

from twisted.internet.defer import Deferred
from twisted.trial.unittest import TestCase

from hsmsim.exchange.jobs import LIFETIME, Wait
from hsmsim.operations import activate, cancel, create_key_pair, destroy, table
from hsmsim.spec.enums import CancellationResult, CryptographicAlgorithm, Operation, ResultReason, ResultStatus
from hsmsim.spec.versions import SERVED
from tests.appliance import Hsm, item
from tests.objects import everything, made, template_attribute
from tests.operations.test_poll import accepted, polled, waiting
from tests.support import rows

DESTROY = item(Operation.DESTROY, destroy.Request(unique_identifier="k1"))
AGAIN = item(Operation.ACTIVATE, activate.Request(unique_identifier="k2"))


async def given_up(hsm, correlation, **header):
    """What a Cancel says."""
    payload = cancel.Request(asynchronous_correlation_value=correlation)
    answered = await hsm.ask(Operation.CANCEL, payload, **header)
    assert answered.asynchronous_correlation_value == correlation
    return answered.cancellation_result


@rows(synchronous=(Hsm,), asynchronous=(waiting,))
class Unavailable(TestCase):
    """There is no such operation; that is no failure of Cancel."""

    async def check(self, make):
        for version in SERVED:
            self.assertIs(await given_up(make(), b"none", version=version), CancellationResult.UNAVAILABLE)


class Results(TestCase):
    async def test_canceled(self):
        """Nothing has happened; a Poll says so, another Cancel too."""
        hsm = waiting(polls=1)
        before = everything(hsm)
        correlation = await accepted(self, hsm, DESTROY)
        for _ in range(2):
            self.assertIs(await given_up(hsm, correlation), CancellationResult.CANCELED)
        (answered,) = await hsm.batch(polled(correlation))
        self.assertIs(answered.result_status, ResultStatus.OPERATION_FAILED)
        self.assertIs(answered.result_reason, ResultReason.OPERATION_CANCELED_BY_REQUESTER)
        self.assertEqual(everything(hsm), before)
        hsm.now += LIFETIME + 1
        self.assertIs(await given_up(hsm, correlation), CancellationResult.UNAVAILABLE)

    async def test_too_late(self):
        """It has succeeded or failed."""
        hsm = waiting()
        for request, result in ((DESTROY, CancellationResult.COMPLETED), (AGAIN, CancellationResult.FAILED)):
            correlation = await accepted(self, hsm, request)
            self.assertIs(await given_up(hsm, correlation), result)

    async def test_while_it_runs(self):
        """It waits for a thread: it is pending and cannot be canceled; nor is it carried out twice."""
        threads = []

        async def offload(function, *args):
            threads.append(Deferred())
            await threads[-1]
            return function(*args)

        hsm = Hsm(waits=[Wait(None, 0, 0)], offload=offload)
        wanted = template_attribute(
            {"Cryptographic Algorithm": CryptographicAlgorithm.RSA, "Cryptographic Length": 1024}
        )
        request = table()[Operation.CREATE_KEY_PAIR].request(common_template_attribute=wanted)
        self.assertIsInstance(request, create_key_pair.Request)
        correlation = await accepted(self, hsm, item(Operation.CREATE_KEY_PAIR, request))
        first = Deferred.fromCoroutine(hsm.batch(polled(correlation)))
        self.assertEqual(len(threads), 1)
        self.assertNoResult(first)
        self.assertIs(await given_up(hsm, correlation), CancellationResult.UNABLE_TO_CANCEL)
        (answered,) = await hsm.batch(polled(correlation))
        self.assertIs(answered.result_status, ResultStatus.OPERATION_PENDING)
        threads[0].callback(None)
        (answered,) = await first
        self.assertIs(answered.result_status, ResultStatus.SUCCESS)
        self.assertEqual((len(threads), hsm.store.count("alice")), (1, 2))

    async def test_a_cancel_is_never_asynchronous(self):
        """Nor is a Poll."""
        hsm = waiting(polls=9)
        hsm.put(made("k3"))
        correlation = await accepted(self, hsm, DESTROY)
        self.assertIs(await given_up(hsm, correlation, asynchronous_indicator=True), CancellationResult.CANCELED)
