"""Several steps from inside are one: all that they change is kept, or nothing."""

from twisted.trial.unittest import TestCase

from hsmsim.errors import (
    Conflict,
    CryptographicFailure,
    IllegalTransition,
    NameTaken,
    NoSuchObject,
    NotAuthorized,
    NotPermitted,
)
from hsmsim.interfaces.partitions import Authorization
from hsmsim.model.access import Rights
from hsmsim.spec.attributes import BLOCKED
from hsmsim.spec.enums import EncodingOption, Operation, State, WrappingMethod
from hsmsim.spec.structures import EncryptionKeyInformation, KeyWrappingSpecification
from tests.appliance import Hsm
from tests.exchange.keys import WRAP, Remembering, using
from tests.exchange.test_within import KEY
from tests.objects import KEY as MATERIAL
from tests.objects import everything, made, text_name


class StepsTest(TestCase):
    def setUp(self):
        self.log = Remembering()
        self.hsm = Hsm(log=self.log)
        self.hsm.put(made("k1", having={"Name": text_name("taken")}))
        self.hsm.put(made("theirs"), user="bob")

    async def take(self, steps, **how):
        return await self.hsm.exchange.within.together("alice", steps, "a test", **how)

    async def refuse(self, error, steps, **how):
        """Take steps that are refused: nothing is changed."""
        before = everything(self.hsm)
        with self.assertRaises(error) as caught:
            await self.take(steps, **how)
        self.assertEqual(everything(self.hsm), before)
        return str(caught.exception)


class Together(StepsTest):
    async def test_all_of_them(self):
        async def steps(steps):
            uid = (await steps.perform(Operation.CREATE, **KEY)).unique_identifier
            await steps.perform(Operation.ACTIVATE, unique_identifier=uid)
            await steps.perform(Operation.DESTROY, unique_identifier="k1")
            return uid

        self.assertIs(self.hsm.load(await self.take(steps)).state, State.ACTIVE)
        self.assertIs(self.hsm.load("k1").state, State.DESTROYED)

    async def test_or_nothing(self):
        async def steps(steps):
            await steps.perform(Operation.ACTIVATE, unique_identifier="k1")
            await steps.perform(Operation.DESTROY, unique_identifier="k1")

        await self.refuse(IllegalTransition, steps, number=9)
        self.assertIn("a test of alice on connection 9: an object in state Active cannot be destroyed", self.log.lines)

    async def test_an_exception_of_the_asker(self):
        async def steps(steps):
            await steps.perform(Operation.ACTIVATE, unique_identifier="k1")
            raise ZeroDivisionError

        await self.refuse(ZeroDivisionError, steps)

    async def test_names(self):
        async def steps(steps):
            uid = (await steps.perform(Operation.CREATE, **KEY)).unique_identifier
            await steps.check_name("free", uid)
            await steps.check_name("taken", uid)

        await self.refuse(NameTaken, steps)

    async def test_names_where_new_objects_are_made(self):
        self.hsm.users.grant("bob", "alice", Rights.CREATE | Rights.READ)

        async def steps(steps):
            await steps.check_name("taken")

        await self.take(steps, partition="bob")
        await self.refuse(NotPermitted, steps, partition="carol")


class Recorded(StepsTest):
    """The audit log has each of them, and what became of it."""

    async def test_done(self):
        async def steps(steps):
            await steps.perform(Operation.ACTIVATE, unique_identifier="k1")
            await steps.mark("k1", BLOCKED, True)

        await self.take(steps, number=9)
        told = "KMIP inside 'alice': Activate k1: Success; Modify Attribute k1: Success"
        self.assertEqual(self.hsm.recorded, [(9, told)])

    async def test_undone(self):
        async def steps(steps):
            await steps.perform(Operation.ACTIVATE, unique_identifier="k1")
            await steps.perform(Operation.DESTROY, unique_identifier="k1")

        await self.refuse(IllegalTransition, steps)
        told = "KMIP inside 'alice': Activate k1: Operation Undone; Destroy k1: Permission Denied"
        self.assertEqual(self.hsm.recorded, [(0, told)])

    async def test_somebody_was_faster(self):
        def conflict(changes):
            raise Conflict("somebody was faster")

        self.hsm.store.apply = conflict
        with self.assertRaises(Conflict):
            await self.take(lambda steps: steps.perform(Operation.ACTIVATE, unique_identifier="k1"))
        self.assertEqual(self.hsm.recorded, [(0, "KMIP inside 'alice': Activate k1: General Failure")])

    async def test_nothing_to_tell(self):
        async def steps(steps):
            raise ZeroDivisionError

        await self.refuse(ZeroDivisionError, steps)
        self.assertEqual(self.hsm.recorded, [])


class Marking(StepsTest):
    async def mark(self, uid, mark, is_set):
        await self.take(lambda steps: steps.mark(uid, mark, is_set))

    async def test_set_and_taken_away(self):
        await self.mark("k1", BLOCKED, True)
        self.assertIn(BLOCKED, self.hsm.load("k1").attributes)
        self.assertEqual(self.hsm.load("k1").get("Last Change Date"), self.hsm.now)
        await self.mark("k1", BLOCKED, False)
        await self.mark("k1", BLOCKED, False)
        self.assertNotIn(BLOCKED, self.hsm.load("k1").attributes)

    async def test_it_takes_update(self):
        for rights, error in ((Rights.NONE, NoSuchObject), (Rights.READ | Rights.DELETE, NotPermitted)):
            self.hsm.users.grant("bob", "alice", rights)
            await self.refuse(error, lambda steps: steps.mark("theirs", BLOCKED, True))
        self.hsm.users.grant("bob", "alice", Rights.READ | Rights.UPDATE)
        await self.mark("theirs", BLOCKED, True)
        self.assertIn(BLOCKED, self.hsm.load("theirs", "bob").attributes)


class Amending(StepsTest):
    async def test_what_is_new_by_who_may_create(self):
        self.hsm.users.grant("bob", "alice", Rights.CREATE | Rights.READ)

        async def steps(steps):
            uid = (await steps.perform(Operation.CREATE, **KEY)).unique_identifier
            await steps.amend(uid, lambda obj: obj.set("Comment", "amended"))
            return uid

        uid = await self.take(steps, partition="bob")
        self.assertEqual(self.hsm.load(uid, "bob").get("Comment"), "amended")

    async def test_what_was_there_before(self):
        for uid in ("k1", "theirs"):
            self.hsm.users.grant("bob", "alice", Rights.CREATE | Rights.READ)
            await self.refuse(NotPermitted, lambda steps, uid=uid: steps.amend(uid, lambda obj: obj.clear("Name")))


class KeysThatComeIn(StepsTest):
    async def wrapped(self):
        self.hsm.put(using(uid="wrapping"))
        return await self.hsm.exchange.within.perform(
            "alice",
            Operation.GET,
            unique_identifier="k1",
            key_wrapping_specification=KeyWrappingSpecification(
                wrapping_method=WrappingMethod.ENCRYPT,
                encryption_key_information=EncryptionKeyInformation(
                    unique_identifier="wrapping", cryptographic_parameters=WRAP
                ),
                encoding_option=EncodingOption.NO_ENCODING,
            ),
        )

    async def test_unwrapped(self):
        block = (await self.wrapped()).symmetric_key.key_block
        plain = await self.take(lambda steps: steps.unwrapped(block))
        self.assertEqual(plain.key_value.key_material, MATERIAL)

    async def test_not_unwrapped(self):
        block = (await self.wrapped()).symmetric_key.key_block
        block.key_value.key_material = bytes(24)
        await self.refuse(CryptographicFailure, lambda steps: steps.unwrapped(block))
        self.hsm.users.authorizations["alice"] = Authorization.UNAUTHORIZED
        await self.refuse(NotAuthorized, lambda steps: steps.unwrapped(block))
