"""Tests of hsmsim/management/object_list.py."""

from typing import Any

from twisted.internet.defer import Deferred

from hsmsim.errors import Refused
from hsmsim.exchange import pages
from hsmsim.exchange.steps import set_mark
from hsmsim.interfaces.store import Changes
from hsmsim.management import object_list
from hsmsim.management.command import NotUnderstood
from hsmsim.management.object_list import MOST_ON_A_PAGE, PAGE, ListObjects
from hsmsim.management.object_words import KeyAlgorithm, Kind, LifeState
from hsmsim.management.rights import TrustRight
from hsmsim.model.access import Rights
from hsmsim.spec.attributes import BLOCKED, TEMPORARY
from hsmsim.spec.enums import CryptographicAlgorithm, ObjectType, State
from tests.management.bench import NOW
from tests.management.objects_bench import ObjectsTest
from tests.objects import BORN, made, text_name
from tests.support import rows

AES = {"Cryptographic Algorithm": CryptographicAlgorithm.AES, "Cryptographic Length": 128}
DES3 = {"Cryptographic Algorithm": CryptographicAlgorithm.DES3, "Cryptographic Length": 168}


class ListTest(ObjectsTest):
    async def listed(self, **how: Any) -> dict[str, Any]:
        return await self.ask(ListObjects, **how)

    async def uids(self, **how: Any) -> list[str]:
        return [each["uid"] for each in (await self.listed(**how))["objects"]]

    async def pages(self, **how: Any) -> list[list[str]]:
        """The identifiers of all pages."""
        found, after = [], None
        while not found or after is not None:
            answer = await self.listed(after=after, **how)
            found.append([each["uid"] for each in answer["objects"]])
            after = answer["next"]
            self.assertEqual(answer["more"], after is not None)
        return found


class Facts(ListTest):
    """What is told of each object."""

    async def test_of_a_key(self) -> None:
        obj = made("k1", having={"Name": [text_name("key"), text_name("other")], "Activation Date": NOW, **AES})
        obj.set("Extractable", False)
        set_mark(obj, BLOCKED)
        set_mark(obj, TEMPORARY)
        self.put(obj)
        self.assertEqual(
            (await self.listed())["objects"],
            [
                {
                    "uid": "k1",
                    "name": "key",
                    "object_type": "Symmetric Key",
                    "algorithm": "AES",
                    "length": 128,
                    "state": "Active",
                    "created": BORN,
                    "exportable": False,
                    "temporary": True,
                    "blocked": True,
                    "archived": False,
                }
            ],
        )

    async def test_of_what_has_little_to_tell(self) -> None:
        self.put(made("o1", ObjectType.OPAQUE_OBJECT, archived=True))
        (found,) = (await self.listed())["objects"]
        self.assertEqual((found["name"], found["algorithm"], found["state"], found["length"]), ("", "", "", None))
        self.assertEqual((found["exportable"], found["temporary"], found["archived"]), (True, False, True))

    async def test_an_algorithm_of_a_vendor(self) -> None:
        obj = made("k1")
        obj.set("Cryptographic Algorithm", 0x80000001)
        self.put(obj)
        self.assertEqual((await self.listed())["objects"][0]["algorithm"], "0x80000001")


class Pages(ListTest):
    async def test_newest_first(self) -> None:
        self.put(*(made(f"k{number}") for number in range(7)))
        self.assertEqual(await self.pages(most=3), [["k6", "k5", "k4"], ["k3", "k2", "k1"], ["k0"]])
        self.assertEqual(await self.pages(most=7), [["k6", "k5", "k4", "k3", "k2", "k1", "k0"]])
        answer = await self.listed(most=3)
        self.assertEqual((answer["partition"], answer["rights"], answer["total"]), ("alice", frozenset(TrustRight), 7))

    async def test_nothing(self) -> None:
        answer = await self.listed()
        self.assertEqual((answer["objects"], answer["more"], answer["next"], answer["total"]), ([], False, None, 0))

    async def test_how_many(self) -> None:
        self.put(*(made(f"k{number}") for number in range(MOST_ON_A_PAGE + 1)))
        for most, shown in ((None, PAGE), (0, PAGE), (-1, 1), (10**6, MOST_ON_A_PAGE)):
            self.assertEqual(len(await self.uids(most=most)), shown)

    async def test_what_is_destroyed_is_shown_to_who_asks(self) -> None:
        self.put(*(made(f"k{number}", state=State.DESTROYED) for number in range(5)), made("alive"))
        self.assertEqual(await self.pages(most=1), [["alive"]])
        self.assertEqual(await self.pages(most=3, state=LifeState["DESTROYED"]), [["k4", "k3", "k2"], ["k1", "k0"]])

    async def test_a_long_page_is_cut(self) -> None:
        """An answer ends at 65,535 bytes, whatever clients call their objects."""
        self.put(*(made(f"{number}" + "ä" * 5000, having={"Name": text_name("ö" * 9000)}) for number in range(40)))
        pages = await self.pages(most=40)
        self.assertEqual(sum(map(len, pages)), 40)
        self.assertGreater(len(pages), 3)
        self.assertEqual(pages[0][0], "39" + "ä" * 1998 + "...")

    async def test_a_page_after_one_whose_last_object_is_gone(self) -> None:
        self.put(*(made(f"k{number}") for number in range(5)))
        answer = await self.listed(most=2)
        self.store.apply({"alice": Changes(deleted={"k3": 1, "k2": 1})})
        self.assertEqual(await self.uids(after=answer["next"]), ["k1", "k0"])

    async def test_no_place_in_a_list(self) -> None:
        for after in (0, -1, 2**63):
            await self.refused(NotUnderstood, ListObjects, after=after)
            self.assertEqual(self.number, 5021)

    async def test_a_search_through_many_answers_now_and_then(self) -> None:
        self.patch(pages, "AT_ONCE", 10)
        self.patch(object_list, "LOOKED_AT", 20)
        self.put(made("found", having=DES3), *(made(f"k{number}", having=AES) for number in range(45)))
        self.assertEqual(await self.pages(algorithm=KeyAlgorithm["DES3"]), [[], [], ["found"]])


@rows(
    text=({"text": "KEY"}, ["k2", "k1"]),
    text_of_an_identifier=({"text": "o"}, ["o1"]),
    text_of_nothing=({"text": "nothing"}, []),
    no_text=({"text": ""}, ["o1", "c1", "k3", "k2", "k1"]),
    object_type=({"object_type": Kind["CERTIFICATE"]}, ["c1"]),
    state=({"state": LifeState["ACTIVE"]}, ["k3", "k2"]),
    algorithm=({"algorithm": KeyAlgorithm["AES"]}, ["k3", "k1"]),
    together=({"algorithm": KeyAlgorithm["AES"], "state": LifeState["ACTIVE"], "text": "k3"}, ["k3"]),
    against_each_other=({"algorithm": KeyAlgorithm["AES"], "object_type": Kind["CERTIFICATE"]}, []),
    archived=({"object_type": Kind["OPAQUE_OBJECT"]}, ["o1"]),
)
class Filters(ListTest):
    async def check(self, how: dict[str, Any], uids: list[str]) -> None:
        self.put(
            made("k1", having={"Name": text_name("first key"), **AES}),
            made("k2", having={"Name": text_name("Key 2"), **DES3}, state=State.ACTIVE),
            made("k3", having={"Activation Date": NOW, **AES}),
            made("c1", ObjectType.CERTIFICATE),
            made("o1", ObjectType.OPAQUE_OBJECT, archived=True),
        )
        self.assertEqual(await self.uids(**how), uids)
        self.assertEqual(await self.pages(most=1, **how), [[uid] for uid in uids] or [[]])


class OfOthers(ListTest):
    async def test_what_it_takes(self) -> None:
        self.put(made("theirs"), user="bob")
        self.put(made("mine"))
        for rights in (Rights.NONE, Rights.UPDATE):
            await self.trusted(rights)
            await self.refused(Refused, ListObjects, partition="bob")
            self.assertEqual(self.number, 5002)
        await self.trusted(Rights.DELETE)
        answer = await self.listed(partition="bob")
        self.assertEqual([each["uid"] for each in answer["objects"]], ["theirs"])
        self.assertEqual(answer["rights"], frozenset({TrustRight.READ, TrustRight.DELETE}))
        self.assertEqual((answer["partition"], await self.uids()), ("bob", ["mine"]))

    async def test_operators_see_no_more_than_others(self) -> None:
        self.master()
        for partition in ("alice", "nobody"):
            await self.refused(Refused, ListObjects, partition=partition)
            self.assertEqual(self.number, 5002)

    async def test_others_are_answered_meanwhile(self) -> None:
        waiting: list[Deferred[None]] = []

        def give_way() -> Deferred[None]:
            waiting.append(Deferred())
            return waiting[-1]

        self.appliance.within._work.give_way = give_way
        self.patch(pages, "AT_ONCE", 1)
        self.put(made("k1", having={"Name": text_name("key")}), made("k2"))
        for how in ({"text": "key"}, {"object_type": Kind["SYMMETRIC_KEY"], "most": 1}):
            asked = Deferred.fromCoroutine(self.uids(**how))
            self.assertNoResult(asked)
            while waiting:
                waiting.pop().callback(None)
            self.assertEqual(len(self.successResultOf(asked)), 1)
