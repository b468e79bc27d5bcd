"""Several partitions in one message: keys that wrap, objects from inside, turns, and all that is written or nothing."""

from twisted.internet.defer import Deferred
from twisted.trial.unittest import TestCase

from hsmsim.errors import Conflict, NotPermitted
from hsmsim.model.access import Rights
from hsmsim.operations import create_key_pair, destroy, get, import_
from hsmsim.spec.enums import (
    CryptographicAlgorithm,
    KeyWrapType,
    ObjectType,
    Operation,
    ResultReason,
    ResultStatus,
    State,
    WrappingMethod,
)
from hsmsim.spec.structures import EncryptionKeyInformation, KeyWrappingSpecification, SymmetricKey
from tests.appliance import Hsm, item, message
from tests.exchange.keys import WRAP, using
from tests.exchange.trusting import AES_128, CREATE, REQUESTS, trusted
from tests.objects import KEY, attributes, made, refused, template_attribute
from tests.support import rows

R = Rights
PAIR = create_key_pair.Request(
    common_template_attribute=template_attribute(
        {"Cryptographic Algorithm": CryptographicAlgorithm.RSA, "Cryptographic Length": 1024}
    )
)


def wrapped_with(uid):
    return KeyWrappingSpecification(
        wrapping_method=WrappingMethod.ENCRYPT,
        encryption_key_information=EncryptionKeyInformation(unique_identifier=uid, cryptographic_parameters=WRAP),
    )


class Wrapping(TestCase):
    """A wrapping key is a key that is used: Read is enough, and without Read there is none."""

    def setUp(self):
        self.hsm = Hsm()
        self.hsm.put(using(uid="mine"))
        self.hsm.put(using(uid="wrapping"), user="bob")
        self.request = get.Request(unique_identifier="mine", key_wrapping_specification=wrapped_with("wrapping"))

    async def test_without_read(self):
        self.hsm.users.grant("bob", "alice", R.UPDATE)
        await refused(self, self.hsm, Operation.GET, self.request, ResultReason.ITEM_NOT_FOUND)

    async def test_with_read(self):
        self.hsm.users.grant("bob", "alice", R.READ)
        block = (await self.hsm.ask(Operation.GET, self.request)).symmetric_key.key_block
        self.assertEqual(block.key_wrapping_data.encryption_key_information.unique_identifier, "wrapping")
        value = SymmetricKey(key_block=block)
        bring = import_.Request(
            unique_identifier="back",
            symmetric_key=value,
            key_wrap_type=KeyWrapType.NOT_WRAPPED,
            attribute=attributes({"Object Type": ObjectType.SYMMETRIC_KEY, "Cryptographic Usage Mask": 12, **AES_128}),
        )
        await self.hsm.ask(Operation.IMPORT, bring)
        self.assertEqual(self.hsm.load("back").value.key_block.key_value.key_material, KEY)


class Importing(TestCase):
    """Import keeps what comes in the own partition, whatever others have under its identifier."""

    def request(self, uid, **how):
        return import_.Request(
            unique_identifier=uid,
            symmetric_key=made().value,
            attribute=attributes({"Object Type": ObjectType.SYMMETRIC_KEY, "Cryptographic Usage Mask": 12, **AES_128}),
            **how,
        )

    async def test_an_identifier_that_another_has(self):
        hsm = trusted(R.ALL)
        _, imported, destroyed = await hsm.batch(
            item(Operation.GET, get.Request(unique_identifier="k1"), b"1"),
            item(Operation.IMPORT, self.request("k1"), b"2"),
            item(Operation.DESTROY, destroy.Request(), b"3"),
        )
        self.assertEqual((imported.result_status, destroyed.result_status), (ResultStatus.SUCCESS,) * 2)
        self.assertIs(hsm.load("k1").state, State.DESTROYED)
        self.assertIs(hsm.load("k1", "bob").state, State.ACTIVE)

    async def test_from_inside_into_anothers_partition(self):
        hsm = trusted(R.CREATE)
        fields = {"symmetric_key": made().value, "attribute": self.request("").attribute}
        bring = hsm.exchange.within.perform
        await bring("alice", Operation.IMPORT, partition="bob", unique_identifier="new", **fields)
        self.assertEqual(hsm.load("new", "bob").revision, 1)
        with self.assertRaises(NotPermitted):
            await bring(
                "alice", Operation.IMPORT, partition="bob", unique_identifier="k1", replace_existing=True, **fields
            )
        hsm.users.grant("bob", "alice", R.ALL)
        await bring("alice", Operation.IMPORT, partition="bob", unique_identifier="k1", replace_existing=True, **fields)
        self.assertEqual((hsm.load("k1", "bob").revision, hsm.store.count("alice")), (2, 0))


@rows(
    own=("alice", R.NONE, True),
    nothing_granted=("bob", R.NONE, False),
    read=("bob", R.READ, False),
    update_and_delete=("bob", R.UPDATE | R.DELETE, False),
    create=("bob", R.CREATE, True),
    nobody=("carol", R.ALL, False),
)
class Inside(TestCase):
    """Console and web make objects in another's partition with Create."""

    async def check(self, partition, rights, permitted):
        hsm = trusted(rights)
        before = hsm.store.count("bob")
        fields = {"object_type": CREATE.object_type, "template_attribute": CREATE.template_attribute}
        work = hsm.exchange.within.perform("alice", Operation.CREATE, partition=partition, **fields)
        if permitted:
            hsm.load((await work).unique_identifier, partition)
        else:
            with self.assertRaises(NotPermitted):
                await work
        self.assertEqual(hsm.store.count("bob") - before, int(permitted and partition == "bob"))


class Turns(TestCase):
    """A message is inside all partitions that it may touch."""

    def setUp(self):
        self.hsm = trusted(R.ALL)
        self.request = message([item(Operation.DESTROY, REQUESTS[Operation.DESTROY][0])])

    async def test_it_waits_for_the_other_partition(self):
        async with self.hsm.store.exclusive("bob"):
            answer = Deferred.fromCoroutine(self.hsm.send(self.request))
            self.assertNoResult(answer)
            self.assertIs(self.hsm.load("late", "bob").state, State.DEACTIVATED)
        await answer
        self.assertIs(self.hsm.load("late", "bob").state, State.DESTROYED)

    async def test_rights_that_are_taken_back_meanwhile(self):
        async with self.hsm.store.exclusive("bob"):
            answer = Deferred.fromCoroutine(self.hsm.send(self.request))
            del self.hsm.users.trust["alice"]
        outcome = (await answer).outcome
        self.assertEqual(outcome.items[0].reason, ResultReason.PERMISSION_DENIED)
        self.assertIs(self.hsm.load("late", "bob").state, State.DEACTIVATED)

    async def test_two_who_trust_each_other_do_not_wait_for_each_other(self):
        self.hsm.users.grant("alice", "bob", R.ALL)
        made_keys, waiting = [], []

        async def slow(function, *arguments):
            waiting.append(Deferred())
            await waiting[-1]
            return function(*arguments)

        self.hsm.exchange._work.offload = slow
        for user in ("alice", "bob"):
            items = [item(Operation.CREATE_KEY_PAIR, PAIR, b"1"), item(Operation.CREATE_KEY_PAIR, PAIR, b"2")]
            made_keys.append(Deferred.fromCoroutine(self.hsm.batch(*items, user=user)))
        for _ in range(4):
            waiting.pop(0).callback(None)
        for each in made_keys:
            self.assertEqual([answer.result_status for answer in await each], [ResultStatus.SUCCESS] * 2)

    async def test_all_partitions_or_none(self):
        """Somebody changes the other's object while a thread works: nothing of the message stays."""

        async def slow(function, *arguments):
            self.hsm.put(self.hsm.load("base", "bob"), user="bob")
            return function(*arguments)

        self.hsm.exchange._work.offload = slow
        derived = REQUESTS[Operation.DERIVE_KEY][0]
        answer = await self.hsm.send(
            message([item(Operation.DERIVE_KEY, derived, b"1"), item(Operation.CREATE_KEY_PAIR, PAIR, b"2")])
        )
        self.assertEqual(answer.outcome.items[0].reason, ResultReason.GENERAL_FAILURE)
        self.assertEqual(len(self.flushLoggedErrors(Conflict)), 1)
        self.assertEqual(self.hsm.store.count("alice"), 0)
        self.assertEqual(self.hsm.load("base", "bob").all("Link"), ())
