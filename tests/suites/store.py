"""What every store promises: `suite(factory)` makes the test case that a provider has to pass."""

from collections.abc import Callable
from typing import Any

from twisted.internet.defer import Deferred
from twisted.trial.unittest import TestCase
from zope.interface.verify import verifyObject

from hsmsim.errors import Conflict, NoSuchObject
from hsmsim.interfaces.store import TEMPORARY_GROUP, Changes, Hint, ISnapshot, IStore, ISuccessor
from hsmsim.model.managed import ManagedObject
from hsmsim.model.working import Working
from hsmsim.spec.attributes import TEMPORARY
from hsmsim.spec.enums import (
    CryptographicAlgorithm,
    KeyFormatType,
    NameType,
    ObjectType,
    State,
)
from hsmsim.spec.structures import KeyBlock, KeyValue, OpaqueObject, SymmetricKey
from hsmsim.spec.tags import Tag
from hsmsim.spec.values import Name
from hsmsim.store.labels import AT_ONCE
from hsmsim.ttlv.errors import Malformed
from hsmsim.ttlv.schema import ItemType, Node

MATERIAL = bytes(range(32))


def symmetric_key(uid: str, *names: str, groups: tuple[str, ...] = (), material: bytes = MATERIAL) -> ManagedObject:
    """A new AES key, Pre-Active."""
    block = KeyBlock(
        key_format_type=KeyFormatType.RAW,
        key_value=KeyValue(key_material=material),
        cryptographic_algorithm=CryptographicAlgorithm.AES,
        cryptographic_length=8 * len(material),
    )
    obj = ManagedObject(uid, {}, SymmetricKey(key_block=block))
    obj.set("Unique Identifier", uid)
    obj.set("Object Type", ObjectType.SYMMETRIC_KEY)
    obj.set("State", State.PRE_ACTIVE)
    for name in names:
        obj.add("Name", name_of(name))
    for group in groups:
        obj.add("Object Group", group)
    return obj


def opaque_object(uid: str, data: bytes) -> ManagedObject:
    """A new Opaque Object."""
    value = OpaqueObject(opaque_data_type=0x80000001, opaque_data_value=data)
    obj = ManagedObject(uid, {}, value)
    obj.set("Object Type", ObjectType.OPAQUE_OBJECT)
    return obj


def name_of(text: str) -> Name:
    """A Name of the usual type."""
    return Name(name_value=text, name_type=NameType.UNINTERPRETED_TEXT_STRING)


def saving(*objects: ManagedObject) -> Changes:
    """A change set that saves these."""
    return Changes(saved={obj.uid: obj for obj in objects})


class StoreSuite:
    """The tests; `make(test)` gives a new, empty store and cleans up after the test."""

    make: Callable[[Any], Any]
    addCleanup: Any
    assertEqual: Any
    assertRaises: Any
    assertIs: Any
    assertTrue: Any

    def setUp(self) -> None:
        self.store = self.make()

    def save(self, *objects: ManagedObject, partition: str = "anna") -> None:
        self.store.apply({partition: saving(*objects)})

    def found(self, partition: str = "anna", **hint: Any) -> list[str]:
        return [obj.uid for obj in self.store.candidates(partition, Hint(**hint))]

    def test_interface(self) -> None:
        verifyObject(IStore, self.store)

    # ------------------------------------------------------------------------------------------------ objects

    async def test_what_is_saved_is_loaded(self) -> None:
        self.save(symmetric_key("k1", "one"))
        await self.store.durable()
        expected = symmetric_key("k1", "one")
        expected.revision = 1
        self.assertEqual(self.store.load("anna", "k1"), expected)

    def test_revision_is_counted_on_the_saved_object_too(self) -> None:
        obj = symmetric_key("k1")
        self.save(obj)
        self.assertEqual(obj.revision, 1)
        self.save(obj)
        self.assertEqual((obj.revision, self.store.load("anna", "k1").revision), (2, 2))

    def test_load_gives_a_copy(self) -> None:
        self.save(symmetric_key("k1"))
        self.store.load("anna", "k1").set("State", State.ACTIVE)
        self.assertIs(self.store.load("anna", "k1").state, State.PRE_ACTIVE)

    def test_save_takes_a_copy(self) -> None:
        obj = symmetric_key("k1")
        self.save(obj)
        obj.set("State", State.ACTIVE)
        self.assertIs(self.store.load("anna", "k1").state, State.PRE_ACTIVE)

    def test_change(self) -> None:
        self.save(symmetric_key("k1"))
        obj = self.store.load("anna", "k1")
        obj.set("State", State.DESTROYED)
        obj.value = None
        self.save(obj)
        self.assertEqual(self.store.load("anna", "k1"), obj)

    def test_what_is_kept_beside_an_object_changes_too(self) -> None:
        obj = symmetric_key("k1")
        self.save(obj)
        for encrypted in (1, 2):
            obj = self.store.load("anna", "k1")
            obj.working = Working(pad=b"pad", encrypted=encrypted)
            self.save(obj)
            self.assertEqual(self.store.load("anna", "k1").working, Working(pad=b"pad", encrypted=encrypted))

    def test_nobody_sees_another_partition(self) -> None:
        self.save(symmetric_key("k1", "one", groups=("g",)))
        with self.assertRaises(NoSuchObject):
            self.store.load("bert", "k1")
        self.assertEqual(self.store.named("bert", "one"), [])
        for hint in ({}, {"name": "one"}, {"object_group": "g"}, {"object_type": ObjectType.SYMMETRIC_KEY}):
            self.assertEqual(self.found("bert", **hint), [])
        self.assertEqual(self.store.count("bert"), 0)

    def test_same_uid_in_two_partitions(self) -> None:
        self.save(symmetric_key("k1", material=b"a" * 16))
        self.save(symmetric_key("k1", material=b"b" * 16), partition="bert")
        loaded = self.store.load("anna", "k1"), self.store.load("bert", "k1")
        self.assertEqual([each.value.key_block.key_value.key_material[:1] for each in loaded], [b"a", b"b"])

    def test_uid_is_case_sensitive(self) -> None:
        self.save(symmetric_key("k1", "One"))
        with self.assertRaises(NoSuchObject):
            self.store.load("anna", "K1")
        self.assertEqual(self.store.named("anna", "one"), [])

    def test_delete(self) -> None:
        self.save(symmetric_key("k1", "one", groups=("g",)), symmetric_key("k2", "one"))
        self.store.apply({"anna": Changes(deleted={"k1": 1})})
        with self.assertRaises(NoSuchObject):
            self.store.load("anna", "k1")
        self.assertEqual(self.store.named("anna", "one"), ["k2"])
        self.assertEqual(self.found(object_group="g"), [])
        self.assertEqual(self.store.count("anna"), 1)

    def test_temporary_objects_are_found(self) -> None:
        obj = symmetric_key("k1", groups=("g",))
        obj.set(TEMPORARY, Node(Tag.ATTRIBUTE_VALUE, ItemType.BOOLEAN, True))
        self.save(obj, symmetric_key("k2", groups=("g",)))
        self.assertEqual(self.found(object_group=TEMPORARY_GROUP), ["k1"])
        self.assertEqual(self.found(object_group="g"), ["k2", "k1"])
        obj = self.store.load("anna", "k1")
        obj.clear(TEMPORARY)
        self.save(obj)
        self.assertEqual(self.found(object_group=TEMPORARY_GROUP), [])

    def test_deleted_and_made_again(self) -> None:
        self.save(symmetric_key("k1", "one"), symmetric_key("k2"))
        again = symmetric_key("k1", "two")
        self.store.apply({"anna": Changes(saved={"k1": again}, deleted={"k1": 1})})
        self.assertEqual(self.store.load("anna", "k1"), again)
        self.assertEqual((self.store.named("anna", "one"), self.store.named("anna", "two")), ([], ["k1"]))
        self.assertEqual(self.found(), ["k1", "k2"])

    def test_made_and_deleted_by_the_same_message(self) -> None:
        self.store.apply({"anna": Changes(deleted={"k1": 0})})
        self.assertEqual(self.found(), [])

    # ----------------------------------------------------------------------------------------------- conflicts

    def refused(self, changes: Changes) -> None:
        """The change set is refused, and nothing of it can be seen afterwards."""
        before = [obj.copy() for obj in self.store.candidates("anna", Hint())]
        asked = {uid: obj.copy() for uid, obj in changes.saved.items()}
        with self.assertRaises(Conflict):
            self.store.apply({"anna": changes})
        self.assertEqual(list(self.store.candidates("anna", Hint())), before)
        self.assertEqual([self.store.load("anna", obj.uid) for obj in before], before)
        self.assertEqual(changes.saved, asked)
        self.assertEqual(self.store.named("anna", "new"), [])

    def test_changed_meanwhile(self) -> None:
        self.save(symmetric_key("k1"))
        stale = self.store.load("anna", "k1")
        self.save(self.store.load("anna", "k1"))
        self.refused(saving(symmetric_key("k0", "new"), stale, symmetric_key("k2", "new")))

    def test_new_but_there_already(self) -> None:
        self.save(symmetric_key("k1"))
        self.refused(saving(symmetric_key("k1", "new")))

    def test_saved_but_gone(self) -> None:
        self.save(symmetric_key("k1"), symmetric_key("k2"))
        stale = self.store.load("anna", "k1")
        self.store.apply({"anna": Changes(deleted={"k1": 1})})
        self.refused(saving(stale))

    def test_deleted_but_changed(self) -> None:
        self.save(symmetric_key("k1"), symmetric_key("k2"))
        self.refused(Changes(deleted={"k2": 1, "k1": 7}))

    def test_several_partitions_at_once(self) -> None:
        self.save(symmetric_key("k1"))
        self.save(symmetric_key("k1"), symmetric_key("k2"), partition="bert")
        mine, gone = self.store.load("anna", "k1"), {"k2": 1}
        self.store.apply({"anna": saving(mine), "bert": Changes(saved={"n": symmetric_key("n", "new")}, deleted=gone)})
        self.assertEqual((mine.revision, self.store.load("anna", "k1").revision), (2, 2))
        self.assertEqual(self.store.load("bert", "k1").revision, 1)
        self.assertEqual((self.found(partition="bert"), self.store.named("bert", "new")), (["n", "k1"], ["n"]))

    def test_a_conflict_in_one_partition_keeps_all_as_they_were(self) -> None:
        self.save(symmetric_key("k1"))
        self.save(symmetric_key("k1"), partition="bert")
        stale = self.store.load("bert", "k1")
        self.save(self.store.load("bert", "k1"), partition="bert")
        mine = self.store.load("anna", "k1")
        changes = {
            "anna": Changes(saved={"k1": mine, "n": symmetric_key("n", "new")}),
            "bert": saving(stale),
            "carl": saving(symmetric_key("n", "new")),
        }
        for order in (changes, dict(reversed(changes.items()))):
            with self.assertRaises(Conflict):
                self.store.apply(order)
        self.assertEqual(mine.revision, 1)
        self.assertEqual([self.found(partition=each) for each in changes], [["k1"], ["k1"], []])
        self.assertEqual([self.store.named(each, "new") for each in changes], [[], [], []])
        self.assertEqual([self.store.load(each, "k1").revision for each in ("anna", "bert")], [1, 2])

    def test_deleted_but_gone(self) -> None:
        self.save(symmetric_key("k1"))
        self.refused(Changes(saved={"k2": symmetric_key("k2", "new")}, deleted={"k0": 1}))

    # ------------------------------------------------------------------------------------------------ searches

    def test_newest_first(self) -> None:
        self.save(*(symmetric_key(f"k{number}", "same", groups=("g",)) for number in range(300)))
        self.save(self.store.load("anna", "k7"))  # saving again makes it no newer
        newest_first = [f"k{number}" for number in reversed(range(300))]
        self.assertEqual(self.found(), newest_first)
        self.assertEqual(self.found(name="same"), newest_first)
        self.assertEqual(self.found(object_group="g"), newest_first)
        self.assertEqual(self.found(object_type=ObjectType.SYMMETRIC_KEY), newest_first)
        self.assertEqual(self.store.named("anna", "same"), newest_first)
        self.assertEqual(self.store.count("anna"), 300)

    def test_hints_narrow(self) -> None:
        self.save(symmetric_key("k1", "one", groups=("g", "h")), symmetric_key("k2", "two"), opaque_object("o1", b"x"))
        self.assertEqual(self.found(name="one"), ["k1"])
        self.assertEqual(self.found(name="none"), [])
        self.assertEqual(self.found(object_group="h"), ["k1"])
        self.assertEqual(self.found(object_type=ObjectType.OPAQUE_OBJECT), ["o1"])
        self.assertEqual(self.found(object_type=ObjectType.TEMPLATE), [])

    def test_hints_never_lose_one(self) -> None:
        self.save(symmetric_key("k1", "one", groups=("g",)))
        every = {"name": "one", "object_group": "g", "object_type": ObjectType.SYMMETRIC_KEY}
        self.assertEqual(self.found(**every), ["k1"])

    def test_candidates_are_whole(self) -> None:
        self.save(symmetric_key("k1", "one"))
        (found,) = self.store.candidates("anna", Hint(name="one"))
        self.assertEqual(found, self.store.load("anna", "k1"))

    def test_names_and_groups_follow_changes(self) -> None:
        self.save(symmetric_key("k1", "one", "two", groups=("g",)))
        obj = self.store.load("anna", "k1")
        obj.remove("Name", 0)
        obj.add("Name", name_of("three"))
        obj.clear("Object Group")
        self.save(obj)
        named = {name: self.store.named("anna", name) for name in ("one", "two", "three")}
        self.assertEqual(named, {"one": [], "two": ["k1"], "three": ["k1"]})
        self.assertEqual(self.found(object_group="g"), [])

    def test_a_name_twice_on_one_object(self) -> None:
        obj = symmetric_key("k1", "one")
        obj.add("Name", Name(name_value="one", name_type=NameType.URI))
        self.save(obj)
        self.assertEqual(self.store.named("anna", "one"), ["k1"])
        obj.remove("Name", 0)
        self.save(obj)
        self.assertEqual(self.found(name="one"), ["k1"])

    # --------------------------------------------------------------------------------------------------- pages

    def numbers(self) -> dict[str, int]:
        return {obj.uid: number for number, obj in self.store.page("anna", None, 1000)}

    def matched(self, text: str, partition: str = "anna") -> set[str]:
        found = {number for part in self.store.matching(partition, text) for number in part}
        return {obj.uid for _, obj in self.store.numbered(partition, sorted(found))}

    def test_pages_newest_first(self) -> None:
        self.save(*(symmetric_key(f"k{number}") for number in range(5)))
        self.save(symmetric_key("other"), partition="bert")
        self.save(self.store.load("anna", "k1"))  # saving again makes it no newer
        pages, before = [], None
        while page := self.store.page("anna", before, 2):
            pages.append([obj.uid for _, obj in page])
            before = page[-1].number
        self.assertEqual(pages, [["k4", "k3"], ["k2", "k1"], ["k0"]])
        self.assertEqual(self.store.page("carl", None, 2), [])

    def test_pages_go_on_where_an_object_was(self) -> None:
        self.save(*(symmetric_key(f"k{number}") for number in range(5)))
        numbers = self.numbers()
        self.store.apply({"anna": Changes(deleted={"k3": 1, "k2": 1})})
        self.save(symmetric_key("k5"), symmetric_key("k3"))
        self.assertEqual([obj.uid for _, obj in self.store.page("anna", numbers["k3"], 9)], ["k1", "k0"])
        self.assertEqual([obj.uid for _, obj in self.store.page("anna", None, 9)], ["k3", "k5", "k4", "k1", "k0"])

    def test_objects_by_their_numbers(self) -> None:
        self.save(symmetric_key("k1", "one"), symmetric_key("k2"), symmetric_key("k3"))
        numbers = self.numbers()
        self.store.apply({"anna": Changes(deleted={"k2": 1})})
        asked = [numbers[uid] for uid in ("k3", "k2", "k1")]
        found = self.store.numbered("anna", asked)
        self.assertEqual([obj.uid for _, obj in found], ["k3", "k1"])
        self.assertEqual([number for number, _ in found], [asked[0], asked[2]])
        loaded = self.store.load("anna", "k1")
        self.assertEqual(
            (found[1].obj.attributes, found[1].obj.revision, found[1].obj.archived),
            (loaded.attributes, loaded.revision, loaded.archived),
        )
        self.assertEqual(self.store.numbered("carl", asked), [])

    def test_labels(self) -> None:
        self.save(
            symmetric_key("aa-1", "Payments 2024", "backup"),
            symmetric_key("aa-2", "STRASSE", "straße"),
            symmetric_key("bb-3"),
        )
        self.save(symmetric_key("aa-4", "payments"), partition="bert")
        expected = {
            "payments": {"aa-1"},
            "MENTS 2": {"aa-1"},
            "Straße": {"aa-2"},
            "aa": {"aa-1", "aa-2"},
            "a-1": set(),
            "bb-3": {"bb-3"},
            "%": set(),
            "": {"aa-1", "aa-2", "bb-3"},
        }
        self.assertEqual({text: self.matched(text) for text in expected}, expected)

    def test_labels_of_many_come_in_parts(self) -> None:
        many = AT_ONCE * 2 + 10
        self.save(*(symmetric_key(f"k{number}", f"name {number // 3}") for number in range(many)))
        parts = list(self.store.matching("anna", "name"))
        self.assertTrue(len(parts) > 1)
        self.assertEqual(len({number for part in parts for number in part}), many)
        self.assertEqual(len(self.matched("k")), many)

    def test_labels_that_change_meanwhile(self) -> None:
        self.save(*(symmetric_key(f"k{number}", f"name {number}") for number in range(AT_ONCE * 2)))
        parts = self.store.matching("anna", "")
        next(parts)
        self.store.apply({"anna": Changes(deleted={obj.uid: 1 for obj in list(self.store.candidates("anna", Hint()))})})
        self.assertEqual([number for part in parts for number in part], [])

    def test_searches_go_on_while_objects_change(self) -> None:
        self.save(*(symmetric_key(f"k{number}") for number in range(300)))
        found = iter(self.store.candidates("anna", Hint()))
        first = next(found).uid
        self.store.apply({"anna": Changes(deleted={"k0": 1})})
        self.save(symmetric_key("new"))
        rest = [obj.uid for obj in found]
        self.assertEqual((first, rest), ("k299", [f"k{number}" for number in reversed(range(1, 299))]))

    # --------------------------------------------------------------------------------------------------- users

    async def test_users(self) -> None:
        self.store.put_user("anna", b"\x00first")
        self.store.put_user("bert", b"")
        self.store.put_user("anna", b"second")
        await self.store.durable()
        self.assertEqual(self.store.users(), {"anna": b"second", "bert": b""})

    async def test_a_dropped_user_takes_the_partition_along(self) -> None:
        self.save(symmetric_key("k1", "one", groups=("g",)))
        self.save(symmetric_key("k2", "one"), partition="bert")
        self.store.put_user("anna", b"record")
        await self.store.drop_user("anna")
        await self.store.drop_user("nobody")
        self.assertEqual(self.store.users(), {})
        self.assertEqual((self.store.count("anna"), self.store.count("bert")), (0, 1))
        self.assertEqual((self.found(), self.found(name="one"), self.found(object_group="g")), ([], [], []))
        with self.assertRaises(NoSuchObject):
            self.store.load("anna", "k1")
        self.save(symmetric_key("k1"))
        self.assertEqual(self.found(), ["k1"])

    # --------------------------------------------------------------------------------------------- everything

    def snapshot(self) -> Any:
        """What there is now."""
        snapshot = self.store.snapshot()
        self.addCleanup(snapshot.close)
        return snapshot

    def dumped(self, partition: str = "anna", most: int = 3, snapshot: Any = None) -> list[bytes]:
        """A partition as it is written down, page by page."""
        found: list[bytes] = []
        after = 0
        snapshot = self.snapshot() if snapshot is None else snapshot
        while page := snapshot.dump(partition, after, most):
            found += [packed.data for packed in page]
            after = page[-1].number
        return found

    async def test_a_snapshot_stays_as_it_was(self) -> None:
        """Users and objects of one moment, whatever is done to them since, and while they are read."""
        self.save(*(symmetric_key(f"k{number}", groups=("g",)) for number in range(8)))
        self.save(opaque_object("o1", b"data"), partition="bert")
        for user_id in ("anna", "bert"):
            self.store.put_user(user_id, b"record")
        snapshot = self.snapshot()
        verifyObject(ISnapshot, snapshot)
        before = self.dumped(snapshot=snapshot), self.dumped("bert", snapshot=snapshot), snapshot.users()
        self.assertEqual((len(before[0]), len(before[1])), (8, 1))
        first = snapshot.dump("anna", 0, 2)
        changed = self.store.load("anna", "k1")
        changed.set("State", State.ACTIVE)
        self.store.apply({"anna": Changes({"k1": changed, "new": symmetric_key("new")}, {"k0": 1, "k5": 1})})
        self.store.put_user("anna", b"another")
        self.store.put_user("carl", b"record")
        self.save(symmetric_key("k1"), partition="carl")
        await self.store.durable()
        rest = snapshot.dump("anna", first[-1].number, 100)
        self.assertEqual([each.data for each in first + rest], before[0])
        await self.store.drop_user("bert")
        await self.store.durable()
        after = self.dumped(snapshot=snapshot), self.dumped("bert", snapshot=snapshot), snapshot.users()
        self.assertEqual((after, self.dumped("carl", snapshot=snapshot)), (before, []))
        self.assertEqual(self.store.users(), {"anna": b"another", "carl": b"record"})
        self.assertEqual(self.found(), ["new", "k7", "k6", "k4", "k3", "k2", "k1"])

    async def test_a_snapshot_has_what_is_not_durable_yet(self) -> None:
        self.save(symmetric_key("k1"))
        self.store.put_user("anna", b"record")
        waiting = Deferred.fromCoroutine(self.store.durable())
        snapshot = self.snapshot()
        self.assertEqual((len(self.dumped(snapshot=snapshot)), snapshot.users()), (1, {"anna": b"record"}))
        await waiting

    async def test_several_snapshots(self) -> None:
        """Each of its moment; when one is closed, the others and the store go on."""
        snapshots = []
        for number in range(3):
            snapshots.append(self.snapshot())
            self.save(symmetric_key(f"k{number}"))
        for number in (1, 0, 2):
            self.assertEqual(len(self.dumped(snapshot=snapshots[number])), number)
            snapshots[number].close()
            snapshots[number].close()
            self.save(symmetric_key(f"more{number}"))
            await self.store.durable()
        self.assertEqual(self.store.count("anna"), 6)
        self.assertEqual(len(self.dumped()), 6)

    async def test_closed_with_a_snapshot(self) -> None:
        snapshot = self.snapshot()
        self.save(symmetric_key("k1"))
        self.store.close()
        snapshot.close()

    async def test_taken_over_with_a_snapshot(self) -> None:
        self.save(symmetric_key("k1"))
        snapshot = self.snapshot()
        successor = self.store.successor()
        successor.put_user("anna", b"record")
        async with self.store.everywhere():
            successor.take_over()
        successor.discard()
        snapshot.close()
        self.save(symmetric_key("k2"))
        self.assertEqual((len(self.dumped()), self.snapshot().users()), (1, {"anna": b"record"}))

    async def test_a_successor_has_what_was_dumped(self) -> None:
        """In the order in which it was made, in another store too."""
        objects = [symmetric_key(f"k{number}", "name", groups=("g",)) for number in range(8)]
        objects[2].value = None
        objects[3].working = Working(pad=b"pad", encrypted=5)
        self.save(*objects)
        self.save(opaque_object("k1", b"data"), partition="bert")
        dumped = {partition: self.dumped(partition) for partition in ("anna", "bert", "nobody")}
        other = self.make()
        other.apply({"anna": saving(symmetric_key("old", "name")), "carl": saving(symmetric_key("gone"))})
        other.put_user("carl", b"gone")
        successor = other.successor()
        verifyObject(ISuccessor, successor)
        for partition, packed in dumped.items():
            successor.put_objects(partition, packed)
        successor.put_user("anna", b"first")
        successor.put_user("anna", b"record")
        self.assertEqual((other.users(), other.count("anna")), ({"carl": b"gone"}, 1))
        async with other.everywhere():
            successor.take_over()
        successor.discard()
        self.assertEqual(other.users(), {"anna": b"record"})
        self.assertEqual([other.load("anna", obj.uid) for obj in objects], objects)
        self.assertEqual(other.load("bert", "k1").value, opaque_object("k1", b"data").value)
        self.assertEqual([other.count(each) for each in ("anna", "bert", "carl")], [8, 1, 0])
        self.store = other
        self.assertEqual(self.found(name="name"), [f"k{number}" for number in reversed(range(8))])
        self.assertEqual(self.found(object_group="g"), self.found())
        self.save(symmetric_key("new"))
        await other.durable()
        self.assertEqual(self.found()[:2], ["new", "k7"])

    async def test_a_successor_that_is_discarded(self) -> None:
        self.save(symmetric_key("k1"))
        for _ in range(2):
            successor = self.store.successor()
            successor.put_objects("anna", self.dumped())
            successor.put_user("anna", b"record")
            successor.discard()
        self.assertEqual((self.found(), self.store.users()), (["k1"], {}))

    def test_a_successor_takes_no_nonsense(self) -> None:
        self.save(symmetric_key("k1"))
        (packed,) = self.dumped()
        for wrong in ([b""], [packed[:30]], [packed[:-1]], [packed, packed], [b"\0\1\0\0\0\0\xff"]):
            successor = self.store.successor()
            with self.assertRaises(Malformed):
                successor.put_objects("anna", wrong)
            successor.discard()

    # ------------------------------------------------------------------------------------------ turns, durable

    async def test_nothing_to_wait_for(self) -> None:
        waiting = Deferred.fromCoroutine(self.store.durable())
        self.assertTrue(waiting.called)

    async def test_exclusive_keeps_others_out(self) -> None:
        seen = []

        async def other() -> None:
            async with self.store.shared("anna"):
                seen.append("other")

        async with self.store.exclusive("anna"):
            waiting = Deferred.fromCoroutine(other())
            async with self.store.shared("bert"):
                seen.append("me")
        await waiting
        self.assertEqual(seen, ["me", "other"])

    def test_closed_twice(self) -> None:
        self.store.close()
        self.store.close()


def suite(factory: Callable[[TestCase], Any]) -> type[TestCase]:
    """The test case for stores that `factory(test)` makes."""
    return type("Suite", (StoreSuite, TestCase), {"make": factory})
