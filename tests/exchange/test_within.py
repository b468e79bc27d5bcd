"""Operations that are asked for from inside, by the same rules as messages."""

from twisted.internet.defer import Deferred
from twisted.trial.unittest import TestCase

from hsmsim.devices.reading import read_model
from hsmsim.errors import (
    AuthenticationNotSuccessful,
    Conflict,
    IllegalTransition,
    NoSuchObject,
    OperationNotSupported,
    WrongObjectType,
)
from hsmsim.spec.enums import CryptographicAlgorithm, ObjectType, Operation, State
from tests.appliance import Hsm
from tests.exchange.keys import Remembering
from tests.objects import made, template_attribute
from tests.support import rows

KEY = {
    "object_type": ObjectType.SYMMETRIC_KEY,
    "template_attribute": template_attribute(
        {
            "Cryptographic Algorithm": CryptographicAlgorithm.AES,
            "Cryptographic Length": 128,
            "Cryptographic Usage Mask": 12,
        }
    ),
}


class Performing(TestCase):
    def setUp(self):
        self.log = Remembering()
        self.hsm = Hsm(log=self.log)
        self.hsm.put(made("k1"))
        self.within = self.hsm.exchange.within

    async def test_it_is_done_and_durable(self):
        waits = []

        async def durable():
            waits.append(self.hsm.store.count("alice"))

        self.hsm.store.durable = durable
        made_key = await self.within.perform("alice", Operation.CREATE, **KEY)
        self.assertEqual(self.hsm.load(made_key.unique_identifier).state, State.PRE_ACTIVE)
        self.assertEqual(waits, [2])

    async def test_what_is_seen_is_the_own_partition(self):
        found = await self.within.perform("alice", Operation.LOCATE)
        self.assertEqual(found.unique_identifier, ["k1"])
        self.assertEqual((await self.within.perform("bob", Operation.LOCATE)).unique_identifier, [])

    async def test_dates_and_time_count(self):
        self.hsm.now += 7
        await self.within.perform("alice", Operation.ACTIVATE, unique_identifier="k1")
        self.assertEqual(self.hsm.load("k1").get("Activation Date"), self.hsm.now)

    async def test_somebody_was_faster(self):
        def conflict(changes):
            raise Conflict("somebody was faster")

        self.hsm.store.apply = conflict
        with self.assertRaises(Conflict):
            await self.within.perform("alice", Operation.ACTIVATE, unique_identifier="k1")

    async def test_it_waits_for_the_turn(self):
        async with self.hsm.store.exclusive("alice"):
            asked = Deferred.fromCoroutine(self.within.perform("alice", Operation.DESTROY, unique_identifier="k1"))
            self.assertNoResult(asked)
        self.assertEqual((await asked).unique_identifier, "k1")

    async def test_a_user_who_is_blocked_meanwhile(self):
        async def slow(function, *arguments):
            self.hsm.users.blocked.add("alice")
            return function(*arguments)

        self.hsm.exchange._work.offload = slow
        pair = template_attribute({"Cryptographic Algorithm": CryptographicAlgorithm.RSA, "Cryptographic Length": 1024})
        with self.assertRaises(AuthenticationNotSuccessful):
            await self.within.perform("alice", Operation.CREATE_KEY_PAIR, common_template_attribute=pair)
        self.assertEqual(self.hsm.store.count("alice"), 1)

    async def test_refusals_are_logged(self):
        with self.assertRaises(NoSuchObject):
            await self.within.perform("alice", Operation.GET, unique_identifier="absent", number=7)
        self.assertIn("Get of alice on connection 7: no object 'absent'", self.log.lines)


@rows(
    nobody=("carol", Operation.LOCATE, {}, AuthenticationNotSuccessful),
    blocked=("bob", Operation.LOCATE, {}, AuthenticationNotSuccessful),
    not_offered=("alice", Operation.NOTIFY, {}, OperationNotSupported),
    not_there=("alice", Operation.GET, {"unique_identifier": "absent"}, NoSuchObject),
    not_named=("alice", Operation.GET, {}, NoSuchObject),
    not_so=("alice", Operation.DESTROY, {"unique_identifier": "active"}, IllegalTransition),
    no_such_type=(
        "alice",
        Operation.CREATE,
        {"object_type": ObjectType.CERTIFICATE, "template_attribute": template_attribute({})},
        WrongObjectType,
    ),
)
class Refusals(TestCase):
    """What comes out is the exception; nothing is left behind."""

    async def check(self, user, operation, fields, error):
        hsm = Hsm()
        hsm.put(made("active", state=State.ACTIVE))
        hsm.users.blocked.add("bob")
        with self.assertRaises(error):
            await hsm.exchange.within.perform(user, operation, **fields)
        self.assertEqual([obj.revision for obj in hsm.store._partitions["alice"].objects.values()], [1])


class Models(TestCase):
    async def test_what_the_device_does_not_do_is_not_done_from_inside_either(self):
        hsm = Hsm(device=read_model("appliance"))
        with self.assertRaises(OperationNotSupported):
            await hsm.exchange.within.perform("alice", Operation.CERTIFY)
