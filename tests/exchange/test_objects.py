"""hsmsim/exchange/objects.py: one message's view of a partition, over what is stored."""

from twisted.trial.unittest import TestCase

from hsmsim.errors import Archived, Conflict, FeatureNotSupported, NameTaken, NoSuchObject
from hsmsim.exchange.objects import Objects
from hsmsim.interfaces.store import Changes, Hint
from hsmsim.spec.enums import ObjectType, State
from hsmsim.store.memory import Memory
from tests.appliance import NOW
from tests.objects import made, text_name


class View(TestCase):
    def setUp(self):
        self.store = Memory()
        self.keep(
            made("k1", having={"Name": text_name("one"), "Object Group": "red"}),
            made("k2", having={"Name": text_name("two"), "Activation Date": NOW}),
            made("t1", ObjectType.TEMPLATE),
            made("away", archived=True),
        )
        self.objects = Objects(self.store, "alice", NOW)

    def keep(self, *objects):
        self.store.apply({"alice": Changes(saved={obj.uid: obj for obj in objects})})

    def write(self):
        self.store.apply(self.objects.kept())

    async def found(self, **hint):
        return [obj.uid for obj in await self.objects.candidates(Hint(**hint))]


class Searched(View):
    """Candidates: what is stored and what the message has changed, newest first."""

    async def change(self, *uids):
        for uid in uids:
            obj = await self.objects.load(uid)
            obj.set("Comment", "changed")
            self.objects.put(obj)

    async def test_no_more_is_read_than_is_asked_for(self):
        read = []
        stored = self.store.candidates

        def candidates(partition, hint):
            for obj in stored(partition, hint):
                read.append(obj.uid)
                yield obj

        self.patch(self.store, "candidates", candidates)
        await self.change("k1")
        found = await self.objects.candidates(Hint())
        self.assertEqual((next(found).uid, read), ("away", ["away"]))
        self.assertEqual([obj.uid for obj in found], ["t1", "k2", "k1"])

    async def test_each_is_found_once_whatever_the_dates_say(self):
        """The clock may have been set back between two of them."""
        self.keep(
            made("early", born_at=NOW - 9),
            made("late", born_at=NOW + 9),
            made("between", born_at=NOW - 5),
        )
        await self.change("early", "late", "k1", "between", "t1")
        self.objects.delete(await self.objects.load("k2"))
        found = await self.found()
        self.assertEqual(sorted(found), ["away", "between", "early", "k1", "late", "t1"])
        self.assertEqual(found[0], "late")


class Offered(View):
    """New objects are of the types that the device offers; others that are there already stay what they were."""

    async def test_types(self):
        objects = Objects(self.store, "alice", NOW, {ObjectType.SYMMETRIC_KEY})
        objects.put(made("k3"))
        self.assertRaises(FeatureNotSupported, objects.put, made("t2", ObjectType.TEMPLATE))
        self.assertRaises(FeatureNotSupported, objects.put_quietly, made("t2", ObjectType.TEMPLATE))
        objects.put(await objects.load("t1"))


class Loading(View):
    async def test_dates_move_what_is_loaded(self):
        self.assertIs((await self.objects.load("k2")).state, State.ACTIVE)
        self.assertIs(self.store.load("alice", "k2").state, State.PRE_ACTIVE)

    async def test_what_was_changed_is_seen_and_not_shared(self):
        obj = await self.objects.load("k1")
        obj.set("Comment", "a")
        self.objects.put(obj)
        again = await self.objects.load("k1")
        self.assertEqual((again.get("Comment"), again.get("Last Change Date")), ("a", NOW))
        again.set("Comment", "b")
        self.assertEqual((await self.objects.load("k1")).get("Comment"), "a")

    async def test_what_was_removed_is_not_seen(self):
        self.objects.delete(await self.objects.load("t1"))
        for _ in range(2):
            with self.assertRaises(NoSuchObject):
                await self.objects.load("t1")
            self.objects.keep_item()

    async def test_only_what_is_online(self):
        self.assertEqual((await self.objects.online("k1")).uid, "k1")
        with self.assertRaises(Archived):
            await self.objects.online("away")
        with self.assertRaises(NoSuchObject):
            await self.objects.online("nobody")

    async def test_a_quiet_change_leaves_the_date(self):
        obj = await self.objects.load("k1")
        before = obj.get("Last Change Date")
        obj.set("Fresh", False)
        self.objects.put_quietly(obj)
        seen = await self.objects.load("k1")
        self.assertEqual((seen.get("Fresh"), seen.get("Last Change Date")), (False, before))


class Names(View):
    async def test_a_name_belongs_to_one(self):
        await self.objects.check_name("k1", "one")
        await self.objects.check_name("k1", "free")
        with self.assertRaises(NameTaken):
            await self.objects.check_name("k2", "one")

    async def test_names_of_this_message_count(self):
        obj = await self.objects.load("k1")
        obj.set("Name", text_name("new"))
        self.objects.put(obj)
        await self.objects.check_name("k2", "one")
        with self.assertRaises(NameTaken):
            await self.objects.check_name("k2", "new")

    async def test_destroyed_objects_have_none(self):
        self.keep(made("k9", having={"Name": text_name("gone")}, state=State.DESTROYED))
        self.assertEqual(await self.objects.named("gone"), [])


class Candidates(View):
    async def test_all_of_them_newest_first(self):
        self.assertEqual(await self.found(), ["away", "t1", "k2", "k1"])

    async def test_changed_removed_and_new_ones(self):
        changed = await self.objects.load("k2")
        changed.set("Object Group", "red")
        self.objects.put(changed)
        self.objects.delete(await self.objects.load("t1"))
        self.objects.keep_item()
        self.objects.put(made("n1"))
        self.objects.put(made("n2"))
        self.assertEqual(await self.found(), ["n2", "n1", "away", "k2", "k1"])
        red = await self.found(object_group="red")
        self.assertEqual([uid for uid in red if uid in ("k1", "k2")], ["k1", "k2"])

    async def test_what_fits_only_now_stands_by_its_age(self):
        self.keep(made("old", born_at=NOW - 5000))
        old = await self.objects.load("old")
        old.set("Object Group", "red")
        self.objects.put(old)
        self.assertEqual(await self.found(object_group="red"), ["k1", "old"])


class Writing(View):
    async def test_nothing_is_written_before(self):
        self.objects.put(made("n1"))
        self.objects.keep_item()
        with self.assertRaises(NoSuchObject):
            self.store.load("alice", "n1")
        self.write()
        self.assertEqual(self.store.load("alice", "n1").revision, 1)

    async def test_an_item_that_fails_leaves_nothing(self):
        self.objects.put(made("n1"))
        self.objects.keep_item()
        self.objects.put(made("n2"))
        self.objects.drop_item()
        self.objects.drop_item()
        self.write()
        self.assertEqual(self.store.count("alice"), 5)

    async def test_undo_leaves_nothing(self):
        self.objects.put(made("n1"))
        self.objects.keep_item()
        self.objects.delete(await self.objects.load("k1"))
        self.objects.drop_all()
        self.write()
        self.assertEqual(self.store.count("alice"), 4)
        self.assertEqual((await self.objects.load("k1")).uid, "k1")

    async def test_made_and_removed_in_one_message(self):
        self.objects.put(made("n1", ObjectType.TEMPLATE))
        self.objects.keep_item()
        self.objects.delete(await self.objects.load("n1"))
        self.objects.keep_item()
        with self.assertRaises(NoSuchObject):
            await self.objects.load("n1")
        self.write()
        self.assertEqual(self.store.count("alice"), 4)

    async def test_removed_and_made_anew_under_its_identifier(self):
        self.objects.delete(await self.objects.load("k1"))
        self.objects.keep_item()
        self.objects.put(made("k1", having={"Comment": "new"}))
        self.assertEqual((await self.objects.load("k1")).get("Comment"), "new")
        self.objects.keep_item()
        self.assertEqual((await self.objects.load("k1")).get("Comment"), "new")
        self.assertEqual((await self.found()).count("k1"), 1)
        self.write()
        self.assertEqual((self.store.load("alice", "k1").get("Comment"), self.store.count("alice")), ("new", 4))

    async def test_removed_made_anew_and_removed_again(self):
        for _ in range(2):
            self.objects.delete(await self.objects.load("k1"))
            self.objects.keep_item()
            self.assertNotIn("k1", await self.found())
            self.objects.put(made("k1"))
            self.objects.keep_item()
        self.objects.delete(await self.objects.load("k1"))
        self.objects.keep_item()
        self.write()
        self.assertEqual(self.store.count("alice"), 3)

    async def test_an_object_that_another_message_changed(self):
        self.objects.put(await self.objects.load("k1"))
        self.objects.keep_item()
        self.keep(self.store.load("alice", "k1"))
        self.assertRaises(Conflict, self.write)
