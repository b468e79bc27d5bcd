"""What becomes of a message, as those hear of it who count, record or show it."""

from twisted.trial.unittest import TestCase

from hsmsim.exchange.jobs import Wait
from hsmsim.exchange.peer import UNREADABLE, Done
from hsmsim.operations import cancel, create_key_pair, destroy, get, locate, poll
from hsmsim.spec.enums import (
    BatchErrorContinuationOption,
    CryptographicAlgorithm,
    ObjectType,
    Operation,
    ResultReason,
    ResultStatus,
)
from hsmsim.spec.tags import Tag
from hsmsim.spec.versions import V1_2, V1_4
from hsmsim.ttlv.schema import ItemType
from tests.appliance import Hsm, item, message
from tests.exchange.trusting import CREATE
from tests.exchange.wire import ONE, UNKNOWN, handmade, head
from tests.objects import made, template_attribute

SUCCESS, FAILED, UNDONE = ResultStatus.SUCCESS, ResultStatus.OPERATION_FAILED, ResultStatus.OPERATION_UNDONE
DESTROY = destroy.Request(unique_identifier="k1")
ABSENT = get.Request(unique_identifier="absent")


class Outcomes(TestCase):
    def setUp(self):
        self.hsm = Hsm()
        self.hsm.put(made("k1"))

    async def outcome(self, *items, user="alice", version=V1_4, **header):
        answer = await self.hsm.send(message(items, version, **header), user)
        return answer.outcome

    async def test_who_and_what(self):
        outcome = await self.outcome(item(Operation.DESTROY, DESTROY), version=V1_2)
        self.assertEqual((outcome.user_id, outcome.version), ("alice", V1_2))
        self.assertEqual(outcome.items, [Done(Operation.DESTROY, SUCCESS, None, "k1")])

    async def test_items_as_far_as_they_were_answered(self):
        outcome = await self.outcome(
            item(Operation.DESTROY, DESTROY, b"1"), item(Operation.GET, ABSENT, b"2"), item(Operation.GET, ABSENT, b"3")
        )
        missing = ResultReason.ITEM_NOT_FOUND
        self.assertEqual(
            outcome.items,
            [
                Done(Operation.DESTROY, SUCCESS, None, "k1"),
                Done(Operation.GET, FAILED, missing, "absent"),
            ],
        )

    async def test_what_was_undone_says_so(self):
        outcome = await self.outcome(
            item(Operation.DESTROY, DESTROY, b"1"),
            item(Operation.GET, ABSENT, b"2"),
            batch_error_continuation_option=BatchErrorContinuationOption.UNDO,
        )
        self.assertEqual([done.status for done in outcome.items], [UNDONE, FAILED])

    async def test_objects_that_are_made(self):
        (done,) = (await self.outcome(item(Operation.CREATE, CREATE))).items
        self.assertEqual(self.hsm.load(done.uid).object_type, ObjectType.SYMMETRIC_KEY)
        pair = create_key_pair.Request(
            common_template_attribute=template_attribute(
                {"Cryptographic Algorithm": CryptographicAlgorithm.EC, "Cryptographic Length": 256}
            ),
            private_key_template_attribute=template_attribute({"Cryptographic Usage Mask": 1}),
            public_key_template_attribute=template_attribute({"Cryptographic Usage Mask": 2}),
        )
        (done,) = (await self.outcome(item(Operation.CREATE_KEY_PAIR, pair))).items
        self.assertEqual(self.hsm.load(done.uid).object_type, ObjectType.PRIVATE_KEY)

    async def test_several_objects_are_none(self):
        (done,) = (await self.outcome(item(Operation.LOCATE, locate.Request()))).items
        self.assertEqual(done, Done(Operation.LOCATE, SUCCESS, None, None))

    async def test_operations_that_nobody_knows(self):
        outcome = await self.outcome(item(0x80000001, ABSENT))
        self.assertEqual(outcome.items, [Done(0x80000001, FAILED, ResultReason.OPERATION_NOT_SUPPORTED, None)])

    async def test_items_that_cannot_be_read(self):
        torn = head(Tag.BATCH_ITEM, ItemType.STRUCTURE, UNKNOWN)
        outcome = (await self.hsm.send(handmade(ONE, torn))).outcome
        self.assertEqual(outcome.items, [Done(None, FAILED, ResultReason.INVALID_FIELD, None)])

    async def test_a_message_that_is_refused_as_a_whole(self):
        outcome = await self.outcome(item(Operation.GET, ABSENT), version=V1_2, batch_count=2)
        self.assertEqual((outcome.user_id, outcome.version), ("alice", V1_2))
        self.assertEqual(outcome.items, (Done(None, FAILED, ResultReason.INVALID_MESSAGE, None),))

    async def test_bytes_that_are_no_message(self):
        answer = await self.hsm.send(b"", "nobody")
        self.assertEqual(answer.outcome.items[0].reason, ResultReason.AUTHENTICATION_NOT_SUCCESSFUL)
        self.assertEqual(answer.outcome.user_id, "")
        told = (await self.hsm.send(b"")).outcome
        self.assertEqual(told, UNREADABLE._replace(user_id="alice", why="an item is cut short"))

    async def test_asynchronous_operations(self):
        self.hsm = Hsm(waits=[Wait(Operation.GET, 1, 0)])
        (done,) = (await self.outcome(item(Operation.GET, ABSENT), asynchronous_indicator=True)).items
        self.assertEqual(done, Done(Operation.GET, ResultStatus.OPERATION_PENDING, None, "absent"))
        (job,) = self.hsm.exchange._work.jobs._by_user["alice"]
        ask = item(Operation.POLL, poll.Request(asynchronous_correlation_value=job))
        pending, failed = [(await self.outcome(ask)).items[0] for _ in range(2)]
        self.assertEqual(pending.status, ResultStatus.OPERATION_PENDING)
        self.assertEqual(failed, Done(Operation.POLL, FAILED, ResultReason.ITEM_NOT_FOUND, None))
        (done,) = (await self.outcome(item(Operation.CANCEL, cancel.Request(asynchronous_correlation_value=job)))).items
        self.assertEqual(done.status, SUCCESS)
