"""Temporary objects go with the session that made them, and with the HSM."""

from twisted.trial.unittest import TestCase

from hsmsim.errors import Conflict
from hsmsim.exchange.steps import set_mark
from hsmsim.interfaces.store import TEMPORARY_GROUP, Hint
from hsmsim.model.access import Rights
from hsmsim.operations import export, import_, locate
from hsmsim.spec.attributes import TEMPORARY
from hsmsim.spec.enums import Operation, State
from tests.appliance import Hsm
from tests.objects import attribute, made
from tests.support import rows


def temporary(uid, **how):
    obj = made(uid, **how)
    set_mark(obj, TEMPORARY)
    return obj


class Temporary(TestCase):
    def setUp(self):
        self.hsm = Hsm()
        self.within = self.hsm.exchange.within

    def left(self, user="alice"):
        return {obj.uid for obj in self.hsm.store.candidates(user, Hint())}

    async def test_one_that_is_forgotten(self):
        self.hsm.put(temporary("t1"), temporary("t2"), made("k1"))
        waits = []

        async def durable():
            waits.append(self.left())

        self.hsm.store.durable = durable
        await self.within.forget("alice", "t1")
        self.assertEqual(waits, [{"t2", "k1"}])

    async def test_what_is_not_temporary_stays(self):
        self.hsm.put(made("k1"))
        for partition, uid in (("alice", "k1"), ("alice", "absent"), ("carol", "k1")):
            await self.within.forget(partition, uid)
        self.assertEqual(self.left(), {"k1"})

    async def test_one_that_somebody_changes_meanwhile(self):
        self.hsm.put(temporary("t1"))

        def conflict(changes):
            raise Conflict("somebody was faster")

        self.hsm.store.apply = conflict
        with self.assertRaises(Conflict):
            await self.within.forget("alice", "t1")

    async def test_trust_and_custodians_do_not_matter(self):
        self.hsm.put(temporary("t1"))
        self.hsm.users.blocked.add("alice")
        self.hsm.users.grant("bob", "alice", Rights.ALL)
        await self.within.forget("alice", "t1")
        self.assertEqual(self.left(), set())

    async def test_all_are_gone_at_the_start(self):
        self.hsm.put(temporary("t1"), temporary("t2", having={"Object Group": "a"}), made("k1"))
        self.hsm.put(temporary("t1"), made("k2", having={"Object Group": TEMPORARY_GROUP}), user="bob")
        await self.within.forget_all()
        self.assertEqual((self.left(), self.left("bob")), ({"k1"}, {"k2"}))

    async def test_clients_do_not_see_the_group(self):
        self.hsm.put(temporary("t1"))
        ask = locate.Request(attribute=[attribute("Object Group", TEMPORARY_GROUP)])
        self.assertEqual((await self.hsm.ask(Operation.LOCATE, ask)).unique_identifier, [])

    async def test_what_is_imported_stays(self):
        self.hsm.put(temporary("t1"))
        came = await self.hsm.ask(Operation.EXPORT, export.Request(unique_identifier="t1"))
        self.assertIn(TEMPORARY, {each.attribute_name for each in came.attribute})
        bring = import_.Request(unique_identifier="t1", symmetric_key=came.symmetric_key, attribute=came.attribute)
        await self.hsm.ask(Operation.IMPORT, bring, "bob")
        await self.within.forget_all()
        self.assertEqual((self.left(), self.left("bob")), (set(), {"t1"}))


@rows(**{state.name.lower(): (state,) for state in State})
class EveryState(TestCase):
    async def check(self, state):
        hsm = Hsm()
        hsm.put(temporary("t1", state=state, archived=True))
        await hsm.exchange.within.forget("alice", "t1")
        self.assertEqual(hsm.store.count("alice"), 0)
