"""A partition of many objects, for people who look through it."""

from twisted.internet.defer import Deferred
from twisted.trial.unittest import TestCase

from hsmsim.errors import AuthenticationNotSuccessful, NotPermitted
from hsmsim.exchange import pages
from hsmsim.exchange.pages import Look
from hsmsim.interfaces.store import Changes
from hsmsim.model.access import Rights
from hsmsim.spec.enums import State
from tests.appliance import NOW, Hsm
from tests.objects import made, text_name
from tests.support import rows


def stocked(**how):
    hsm = Hsm(**how)
    hsm.put(*(made(f"k{number}", having={"Name": text_name(f"Key {number}")}) for number in range(7)))
    hsm.put(made("secret"), user="bob")
    return hsm


class Pages(TestCase):
    def setUp(self):
        self.hsm = stocked()
        self.within = self.hsm.exchange.within

    async def page(self, text="", before=None, most=50, **how):
        return await self.within.page("alice", Look(text, before, most, **how))

    async def pages(self, **look):
        """The identifiers of all pages, and what they say of the total."""
        uids, totals, before = [], set(), None
        while not uids or before is not None:
            page = await self.page(before=before, **look)
            self.assertEqual(len(page.numbers), len(page.objects))
            uids.append([obj.uid for obj in page.objects])
            totals.add(page.total)
            before = page.next
        return uids, totals

    async def test_all(self):
        self.assertEqual(await self.pages(most=3), ([["k6", "k5", "k4"], ["k3", "k2", "k1"], ["k0"]], {7}))
        self.assertEqual(await self.pages(most=7), ([["k6", "k5", "k4", "k3", "k2", "k1", "k0"]], {7}))

    async def test_those_that_a_text_is_a_label_of(self):
        self.hsm.put(made("KEY", having={"Name": text_name("another")}))
        self.assertEqual(await self.pages(text="key", most=4), ([["k6", "k5", "k4", "k3"], ["k2", "k1", "k0"]], {7}))
        self.assertEqual(await self.pages(text="K"), ([["KEY", "k6", "k5", "k4", "k3", "k2", "k1", "k0"]], {8}))
        self.assertEqual(await self.pages(text="k3"), ([["k3"]], {1}))
        self.assertEqual(await self.pages(text="nothing"), ([[]], {0}))

    async def test_objects_are_as_they_are_now_and_without_their_values(self):
        self.hsm.put(made("new", having={"Activation Date": NOW}))
        (obj,) = (await self.page(most=1)).objects
        self.assertEqual((obj.uid, obj.state, obj.value), ("new", State.ACTIVE, None))
        self.assertIsNotNone(self.hsm.load("new").value)
        self.assertIs(self.hsm.load("new").state, State.PRE_ACTIVE)

    async def test_a_page_goes_on_after_an_object_that_was_removed(self):
        page = await self.page("key", most=2)
        self.hsm.store.apply({"alice": Changes(deleted={"k5": 1, "k4": 1})})
        page = await self.page("key", page.next, 2)
        self.assertEqual([obj.uid for obj in page.objects], ["k3", "k2"])

    async def test_those_that_fit(self):
        """With a text and without; as they are now."""
        self.hsm.put(made("active", having={"Name": text_name("Key"), "Activation Date": NOW}))
        for text in ("", "key"):
            found = await self.page(text, fits=lambda obj: obj.state is State.ACTIVE)
            self.assertEqual(([obj.uid for obj in found.objects], found.next, found.total), (["active"], None, 8))
            odd = await self.pages(text=text, most=2, fits=lambda obj: obj.uid[-1] in "135")
            self.assertEqual(odd, ([["k5", "k3"], ["k1"]], {8}))

    async def test_an_answer_comes_when_enough_were_looked_at(self):
        self.patch(pages, "AT_ONCE", 2)
        for text in ("", "key"):
            found = await self.pages(text=text, fits=lambda obj: obj.uid == "k0", enough=3)
            self.assertEqual(found, ([[], ["k0"]], {7}))
            self.assertEqual(await self.pages(text=text, fits=lambda obj: False, enough=4), ([[], []], {7}))

    async def test_a_text_is_looked_for_once_a_page(self):
        asked = []
        matching = self.hsm.store.matching
        self.patch(self.hsm.store, "matching", lambda *what: asked.append(what) or matching(*what))
        self.patch(pages, "AT_ONCE", 2)
        await self.page("key", fits=lambda obj: False)
        self.assertEqual(asked, [("alice", "key")])


class Searching(TestCase):
    def setUp(self):
        self.waiting = []

        def give_way():
            self.waiting.append(Deferred())
            return self.waiting[-1]

        self.hsm = stocked(give_way=give_way)
        self.hsm.users.grant("alice", "bob", Rights.READ)
        look = Look("key", None, 50)
        self.page = Deferred.fromCoroutine(self.hsm.exchange.within.page("bob", look, partition="alice"))

    def go_on(self):
        while self.waiting:
            self.waiting.pop().callback(None)

    async def test_others_are_answered_meanwhile(self):
        self.assertNoResult(self.page)
        self.go_on()
        self.assertEqual((await self.page).total, 7)

    async def test_others_are_answered_between_objects(self):
        self.patch(pages, "AT_ONCE", 3)
        turns = 0
        while self.waiting:
            self.assertNoResult(self.page)
            self.waiting.pop().callback(None)
            turns += 1
        self.assertEqual(len((await self.page).objects), 7)
        self.assertGreaterEqual(turns, 4)

    async def test_rights_that_are_taken_back_meanwhile(self):
        self.hsm.users.trust.clear()
        self.go_on()
        await self.assertFailure(self.page, NotPermitted)


@rows(
    own=("alice", None, Rights.NONE, None),
    own_by_name=("alice", "alice", Rights.NONE, None),
    readable=("bob", "alice", Rights.READ, None),
    not_readable=("bob", "alice", Rights.UPDATE, NotPermitted),
    nothing_granted=("bob", "alice", Rights.NONE, NotPermitted),
    no_partition=("bob", "carol", Rights.READ, NotPermitted),
    nobody=("carol", None, Rights.NONE, AuthenticationNotSuccessful),
    blocked=("blocked", None, Rights.NONE, AuthenticationNotSuccessful),
)
class Readable(TestCase):
    async def check(self, user, partition, rights, error):
        hsm = stocked()
        hsm.users.passwords["blocked"] = ""
        hsm.users.blocked.add("blocked")
        hsm.users.grant("alice", "bob", rights)
        for text in ("", "key"):
            page = hsm.exchange.within.page(user, Look(text, None, 50), partition=partition)
            if error is None:
                self.assertEqual((await page).total, 7)
            else:
                with self.assertRaises(error):
                    await page
