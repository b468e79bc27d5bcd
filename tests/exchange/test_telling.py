"""What the audit log says of requests."""

from twisted.trial.unittest import SynchronousTestCase, TestCase

from hsmsim.errors import AuthenticationNotSuccessful, NoSuchObject, OperationNotSupported
from hsmsim.exchange.jobs import Wait
from hsmsim.exchange.peer import Done, Outcome
from hsmsim.exchange.telling import MOST_ITEMS, texts
from hsmsim.operations import create_key_pair, destroy, get, join_split_key, poll
from hsmsim.spec.enums import (
    BatchErrorContinuationOption,
    CredentialType,
    CryptographicAlgorithm,
    ObjectType,
    Operation,
    ResultReason,
    ResultStatus,
)
from hsmsim.spec.structures import Authentication, Credential, UsernameAndPassword
from hsmsim.spec.versions import V1_2, V1_4
from tests.appliance import Hsm, item, message
from tests.objects import made, template_attribute
from tests.support import rows

FAILED = ResultStatus.OPERATION_FAILED
DESTROY = destroy.Request(unique_identifier="k1")
ABSENT = get.Request(unique_identifier="absent")


class Messages(TestCase):
    """One line for each message, before its answer."""

    def setUp(self):
        self.hsm = Hsm()
        self.hsm.put(made("k1"))

    async def told(self, *items, user="alice", version=V1_4, **header):
        await self.hsm.send(message(items, version, **header), user)
        return [text for _, text in self.hsm.recorded]

    async def test_success(self):
        self.assertEqual(await self.told(item(Operation.DESTROY, DESTROY)), ["KMIP 1.4 'alice': Destroy k1: Success"])

    async def test_refusal(self):
        told = await self.told(item(Operation.GET, ABSENT), version=V1_2)
        self.assertEqual(told, ["KMIP 1.2 'alice': Get absent: Item Not Found"])

    async def test_several(self):
        told = await self.told(
            item(Operation.DESTROY, DESTROY, b"1"),
            item(Operation.GET, ABSENT, b"2"),
            batch_error_continuation_option=BatchErrorContinuationOption.UNDO,
        )
        self.assertEqual(told, ["KMIP 1.4 'alice': Destroy k1: Operation Undone; Get absent: Item Not Found"])

    async def test_the_connection(self):
        await self.told(item(Operation.GET, ABSENT))
        self.assertEqual([number for number, _ in self.hsm.recorded], [1])

    async def test_a_message_that_is_refused(self):
        told = await self.told(item(Operation.GET, ABSENT), batch_count=2)
        text = "KMIP 1.4 'alice': refused: Invalid Message: Batch Count is 2, the message has 1 items"
        self.assertEqual(told, [text])

    async def test_who_is_not_let_in(self):
        told = await self.told(item(Operation.GET, ABSENT), user="nobody")
        text = "KMIP 1.4 nobody: refused: Authentication Not Successful: nobody is blocked or unknown"
        self.assertEqual(told, [text])

    async def test_a_message_of_who_is_not_let_in(self):
        """Whatever else is wrong with it."""
        await self.hsm.send(b"", "nobody")
        text = "KMIP 1.4 nobody: refused: Authentication Not Successful: nobody is blocked or unknown"
        self.assertEqual(self.hsm.recorded, [(1, text)])

    async def test_a_wrong_password(self):
        """Why is in the log, and not in the answer."""
        credential = Credential(
            credential_type=CredentialType.USERNAME_AND_PASSWORD,
            credential_value=UsernameAndPassword(username="alice", password="not hers"),
        )
        told = await self.told(item(Operation.GET, ABSENT), authentication=Authentication(credential=[credential]))
        text = "KMIP 1.4 nobody: refused: Authentication Not Successful: the password of alice is wrong"
        self.assertEqual(told, [text])

    async def test_a_fault_of_ours(self):
        self.hsm.exchange._headers = None
        told = await self.told(item(Operation.GET, ABSENT))
        self.assertIn("refused: General Failure: the server failed to carry out the operation", told[0])
        self.flushLoggedErrors()

    async def test_operations_that_are_put_off(self):
        self.hsm = Hsm(waits=[Wait(Operation.DESTROY, 0, 0)])
        self.hsm.put(made("k1"))
        await self.told(item(Operation.DESTROY, DESTROY), asynchronous_indicator=True)
        (job,) = self.hsm.exchange._work.jobs._by_user["alice"]
        told = await self.told(item(Operation.POLL, poll.Request(asynchronous_correlation_value=job)))
        self.assertEqual(
            told,
            [
                "KMIP 1.4 'alice': Destroy k1: Operation Pending",
                "KMIP put off 'alice': Destroy k1: Success",
                "KMIP 1.4 'alice': Poll: Success",
            ],
        )

    async def test_operations_that_are_put_off_and_fail(self):
        self.hsm = Hsm(waits=[Wait(Operation.DESTROY, 0, 0)])
        self.hsm.put(made("k1"))
        await self.told(item(Operation.DESTROY, DESTROY), asynchronous_indicator=True)
        apply = self.hsm.store.apply
        self.hsm.store.apply = None
        told = await self.told(item(Operation.GET, ABSENT))
        self.hsm.store.apply = apply
        self.assertEqual(told[1], "KMIP put off 'alice': Destroy: General Failure")
        self.flushLoggedErrors()


class Inside(TestCase):
    """What is asked for from inside."""

    async def test_success_and_refusal(self):
        hsm = Hsm()
        hsm.put(made("k1"))
        await hsm.exchange.within.perform("alice", Operation.DESTROY, number=9, unique_identifier="k1")
        for operation, fields, error in (
            (Operation.GET, {"unique_identifier": "absent"}, NoSuchObject),
            (Operation.NOTIFY, {}, OperationNotSupported),
            (Operation.GET, {"bogus": 1}, TypeError),
        ):
            with self.assertRaises(error):
                await hsm.exchange.within.perform("alice", operation, number=9, **fields)
        with self.assertRaises(AuthenticationNotSuccessful):
            await hsm.exchange.within.perform("nobody", Operation.GET, unique_identifier="k1")
        self.assertEqual(
            hsm.recorded,
            [
                (9, "KMIP inside 'alice': Destroy k1: Success"),
                (9, "KMIP inside 'alice': Get absent: Item Not Found"),
                (9, "KMIP inside 'alice': Notify: Operation Not Supported"),
                (9, "KMIP inside 'alice': Get: General Failure"),
                (0, "KMIP inside 'nobody': Get k1: Authentication Not Successful"),
            ],
        )


class Several(TestCase):
    """Operations on several objects say which."""

    async def test_a_pair(self):
        hsm = Hsm()
        pair = create_key_pair.Request(
            common_template_attribute=template_attribute(
                {"Cryptographic Algorithm": CryptographicAlgorithm.EC, "Cryptographic Length": 256}
            ),
            private_key_template_attribute=template_attribute({"Cryptographic Usage Mask": 1}),
            public_key_template_attribute=template_attribute({"Cryptographic Usage Mask": 2}),
        )
        made = await hsm.ask(Operation.CREATE_KEY_PAIR, pair)
        private, public = made.private_key_unique_identifier, made.public_key_unique_identifier
        self.assertEqual(hsm.recorded, [(1, f"KMIP 1.4 'alice': Create Key Pair {private} ({public}): Success")])

    async def test_what_a_key_is_made_of(self):
        hsm = Hsm()
        request = join_split_key.Request(object_type=ObjectType.SYMMETRIC_KEY, unique_identifier=["a", "b"])
        await hsm.batch(item(Operation.JOIN_SPLIT_KEY, request))
        self.assertEqual(hsm.recorded, [(1, "KMIP 1.4 'alice': Join Split Key (a, b): Item Not Found")])


def _told(*items, why=""):
    return texts(Outcome("alice", V1_4, items, why))


def _missing(uid):
    return Done(Operation.GET, FAILED, ResultReason.ITEM_NOT_FOUND, uid)


@rows(
    unknown_operation=(Done(0x80000001, FAILED, ResultReason.INVALID_FIELD, None), "0x80000001: Invalid Field"),
    unread=(Done(None, FAILED, ResultReason.INVALID_FIELD, None), "none: Invalid Field"),
    quoted=(_missing("x: Success; Get y"), "Get 'x: Success; Get y': Item Not Found"),
    quotes=(_missing("it's\n"), 'Get "it\'s\\n": Item Not Found'),
    empty=(_missing(""), "Get '': Item Not Found"),
    long=(_missing("x" * 999), f"Get '{'x' * 64}...': Item Not Found"),
    other_partition=(Done(Operation.GET, ResultStatus.SUCCESS, None, "bob/k1"), "Get bob/k1: Success"),
    many=(
        Done(Operation.JOIN_SPLIT_KEY, ResultStatus.SUCCESS, None, "k", [str(each) for each in range(20)]),
        "Join Split Key k (0, 1, 2, 3, 4, 5, 6, 7, ...): Success",
    ),
)  # fmt: skip
class Items(SynchronousTestCase):
    def check(self, done, expected):
        self.assertEqual(_told(done), [f"KMIP 1.4 'alice': {expected}"])


class LongBatches(SynchronousTestCase):
    def test_every_item_is_told(self):
        items = [Done(Operation.GET, ResultStatus.SUCCESS, None, str(each)) for each in range(2 * MOST_ITEMS + 1)]
        told = _told(*items)
        self.assertEqual(len(told), 3)
        self.assertEqual(told[-1], f"KMIP 1.4 'alice': Get {2 * MOST_ITEMS}: Success")
        self.assertEqual("; ".join(told).count("Success"), len(items))
        self.assertLess(max(map(len, _told(*[each._replace(uid="x" * 60) for each in items]))), 2000)
