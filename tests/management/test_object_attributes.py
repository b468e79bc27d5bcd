"""Tests of hsmsim/management/object_attributes.py and object_actions.py."""

from typing import Any

from hsmsim.errors import Refused
from hsmsim.exchange.steps import set_mark
from hsmsim.management.object_attributes import ObjectAttributes
from hsmsim.management.object_words import Usage
from hsmsim.management.rights import TrustRight
from hsmsim.model.access import Rights
from hsmsim.model.lifecycle import Cause, advance
from hsmsim.spec.attributes import BLOCKED
from hsmsim.spec.enums import CryptographicAlgorithm, LinkType, ObjectType, Operation, State, UsageLimitsUnit
from hsmsim.spec.values import Link, UsageLimits
from tests.management.bench import NOW
from tests.management.objects_bench import ObjectsTest
from tests.objects import BORN, made, text_name
from tests.support import rows

AES = {"Cryptographic Algorithm": CryptographicAlgorithm.AES, "Cryptographic Length": 128}
RSA = {"Cryptographic Algorithm": CryptographicAlgorithm.RSA, "Cryptographic Length": 2048}


class AttributesTest(ObjectsTest):
    async def seen(self, word: str = "k1", **how: Any) -> dict[str, Any]:
        return await self.ask(ObjectAttributes, object=word, **how)


class Groups(AttributesTest):
    async def test_common(self) -> None:
        self.put(made("k1", having={"Name": text_name("key"), "Cryptographic Usage Mask": 0xC, **AES}))
        found = await self.seen("key")
        expected = {
            "partition": "alice",
            "own": True,
            "rights": frozenset(TrustRight),
            "uid": "k1",
            "name": "key",
            "object_type": "Symmetric Key",
            "algorithm": "AES",
            "length": 128,
            "state": "Pre-Active",
            "exportable": True,
            "temporary": False,
            "blocked": False,
            "archived": False,
            "encrypted": False,
            "usage": frozenset({Usage["ENCRYPT"], Usage["DECRYPT"]}),
            "limit_total": None,
        }
        self.assertEqual({name: found[name] for name in expected}, expected)

    async def test_encrypted_is_what_is_written(self) -> None:
        self.put(made("k1"), made("k2", state=State.DESTROYED))
        self.store.keeps = True
        self.assertEqual([(await self.seen(uid))["encrypted"] for uid in ("k1", "k2")], [True, False])

    async def test_dates_and_history(self) -> None:
        obj = made("k1", having={"Deactivation Date": NOW + 9, "Protect Stop Date": NOW + 5})
        advance(obj, Cause.ACTIVATE, BORN + 3)
        self.put(obj)
        found = await self.seen()
        self.assertEqual(
            [(each["name"], each["date"]) for each in found["dates"]],
            [
                ("Initial Date", BORN),
                ("Last Change Date", BORN),
                ("Activation Date", BORN + 3),
                ("Protect Stop Date", NOW + 5),
                ("Deactivation Date", NOW + 9),
            ],
        )
        self.assertEqual(
            found["history"],
            [
                {"state": "Pre-Active", "cause": "", "date": BORN},
                {"state": "Active", "cause": "activate", "date": BORN + 3},
            ],
        )

    async def test_links(self) -> None:
        links = [
            Link(link_type=LinkType.NEXT_LINK, linked_object_identifier="k2"),
            Link(link_type=LinkType.PARENT_LINK, linked_object_identifier="gone"),
            Link(link_type=LinkType.CHILD_LINK, linked_object_identifier=""),
        ]
        self.put(made("k1", having={"Link": links}), made("k2", having={"Name": text_name("second")}))
        self.assertEqual(
            (await self.seen())["links"],
            [
                {"link_type": "Next Link", "uid": "k2", "name": "second", "found": True},
                {"link_type": "Parent Link", "uid": "gone", "name": "", "found": False},
                {"link_type": "Child Link", "uid": "", "name": "", "found": False},
            ],
        )

    async def test_as_many_links_as_an_answer_holds(self) -> None:
        links = [
            Link(link_type=LinkType.NEXT_LINK, linked_object_identifier=f"{number}" + "ä" * 3000)
            for number in range(100)
        ]
        self.put(made("k1", having={"Link": links}))
        found = (await self.seen())["links"]
        self.assertEqual(found[0]["uid"], "0" + "ä" * 1999 + "...")
        self.assertGreater(len(found), 10)

    async def test_usage_limits(self) -> None:
        obj = made("k1")
        limits = UsageLimits(usage_limits_total=9, usage_limits_count=4, usage_limits_unit=UsageLimitsUnit.OBJECT)
        obj.set("Usage Limits", limits)
        self.put(obj)
        found = await self.seen()
        self.assertEqual([found[f"limit_{each}"] for each in ("total", "left", "unit")], [9, 4, "Object"])

    async def test_nothing_secret_is_in_it(self) -> None:
        self.put(made("k1"))
        self.assertNotIn(bytes(range(16)).hex(), str(await self.seen()))


class Attributes(AttributesTest):
    async def test_as_text_and_as_json(self) -> None:
        self.put(made("k1", having={"Name": [text_name("key"), text_name("other")], **AES}))
        found = {
            (each["name"], each["index"]): (each["value"], each["json"]) for each in (await self.seen())["attributes"]
        }
        self.assertEqual(found["Name", 1], ("other", '{"NameValue":"other","NameType":"UninterpretedTextString"}'))
        self.assertEqual(found["Cryptographic Length", 0], ("128", "128"))
        self.assertEqual(found["State", 0], ("PreActive", '"PreActive"'))

    async def test_in_pages(self) -> None:
        names = [text_name(f"{number} " + "ä" * 900) for number in range(100)]
        self.put(made("k1", having={"Name": names}))
        found: list[tuple[str, int]] = []
        pages, more = 0, True
        while more:
            answer = await self.seen(after=len(found))
            found += [(each["name"], each["index"]) for each in answer["attributes"]]
            more, pages = answer["more"], pages + 1
        self.assertEqual(len(found), len(set(found)))
        self.assertEqual(sum(name == "Name" for name, _ in found), 100)
        self.assertGreater(pages, 3)
        self.assertEqual((await self.seen(after=len(found)))["attributes"], [])
        self.assertEqual((await self.seen(after=-1))["attributes"][0]["name"], "Unique Identifier")

    async def test_long_ones_are_cut(self) -> None:
        self.put(made("k1", having={"Comment": "x" * 100_000}))
        (found,) = [each for each in (await self.seen())["attributes"] if each["name"] == "Comment"]
        self.assertEqual((found["value"], found["json"]), ("x" * 2000 + "...", ""))


@rows(
    pre_active=({}, State.PRE_ACTIVE, ["activate Active", "compromise Compromised", "destroy Destroyed"]),
    active=({}, State.ACTIVE, ["deactivate Deactivated", "compromise Compromised"]),
    deactivated=({}, State.DEACTIVATED, ["compromise Compromised", "destroy Destroyed"]),
    compromised=({}, State.COMPROMISED, ["destroy Destroyed Compromised"]),
    destroyed=({}, State.DESTROYED, ["compromise Destroyed Compromised"]),
    at_the_end=({}, State.DESTROYED_COMPROMISED, []),
)
class NextStates(AttributesTest):
    async def check(self, having: dict[str, Any], state: State, following: list[str]) -> None:
        self.put(made("k1", having=having, state=state))
        actions = [each for each in (await self.seen())["actions"] if each["state"]]
        self.assertEqual(sorted(f"{each['cause']} {each['state']}" for each in actions), sorted(following))
        words = {"activate": "activate", "destroy": "remove", "deactivate": "revoke", "compromise": "revoke"}
        self.assertEqual([each["words"] for each in actions], [f"objects {words[each['cause']]}" for each in actions])


class Actions(AttributesTest):
    """What changes no state."""

    async def others(self, word: str = "k1") -> str:
        found = [each["words"] for each in (await self.seen(word))["actions"] if not each["state"]]
        return " ".join(each.removeprefix("objects ") for each in found)

    async def test_of_keys(self) -> None:
        blocked, inside = made("k2"), made("k3")
        set_mark(blocked, BLOCKED)
        inside.set("Extractable", False)
        self.put(made("k1"), blocked, inside, made("k4", state=State.DESTROYED), made("k5", archived=True))
        self.assertEqual(await self.others("k1"), "set metadata archive block export")
        self.assertEqual(await self.others("k2"), "set metadata archive unblock")
        self.assertEqual(await self.others("k3"), "set metadata archive block")
        self.assertEqual(await self.others("k4"), "set metadata archive")
        self.assertEqual([each["words"] for each in (await self.seen("k5"))["actions"]], ["objects recover"])

    async def test_of_pairs_and_others(self) -> None:
        self.put(
            made("p1", ObjectType.PRIVATE_KEY, RSA),
            made("p2", ObjectType.PUBLIC_KEY, RSA),
            made("p3", ObjectType.PUBLIC_KEY, {**RSA, "Cryptographic Algorithm": CryptographicAlgorithm.DH}),
            made("o1", ObjectType.OPAQUE_OBJECT),
        )
        self.assertEqual(await self.others("p1"), "set metadata archive block export csr")
        self.assertEqual(await self.others("p2"), "set metadata archive block export csr")
        self.assertEqual(await self.others("p3"), "set metadata archive block export")
        self.assertEqual(await self.others("o1"), "remove set metadata archive block export")

    async def test_what_waits_for_custodians(self) -> None:
        self.put(made("p1", ObjectType.PRIVATE_KEY, RSA), made("c1", ObjectType.CERTIFICATE))
        await self.custodians()
        self.assertEqual(await self.others("p1"), "set metadata archive block")
        self.assertIn("export", await self.others("c1"))
        await self.partitions.approve("alice", "carol")
        self.assertEqual(await self.others("p1"), "set metadata archive block export csr")

    async def test_what_the_device_does_not_do(self) -> None:
        self.put(made("k1"))
        table = self.appliance.within._work.table
        self.appliance.within._work.table = {code: row for code, row in table.items() if code is not Operation.ARCHIVE}
        self.assertEqual(await self.others(), "set metadata block export")

    async def test_rights(self) -> None:
        self.put(made("k1", state=State.DEACTIVATED), user="bob")
        found = {}
        for rights in (Rights.READ, Rights.READ | Rights.UPDATE, Rights.READ | Rights.DELETE):
            await self.trusted(rights)
            answer = await self.seen("bob/k1")
            found[rights] = [each["words"] for each in answer["actions"]]
        changing = ["objects revoke", "objects set", "objects metadata", "objects archive", "objects block"]
        self.assertEqual(
            list(found.values()),
            [["objects export"], [*changing, "objects export"], ["objects remove", "objects export"]],
        )
        self.assertEqual((answer["own"], answer["rights"]), (False, frozenset({TrustRight.READ, TrustRight.DELETE})))


class Refusals(AttributesTest):
    async def test_without_read_there_is_nothing(self) -> None:
        self.put(made("k1"), user="bob")
        for rights in (Rights.NONE, Rights.UPDATE):
            await self.trusted(rights)
            await self.refused(Refused, ObjectAttributes, object="bob/k1")
            self.assertEqual(self.number, 5004)

    async def test_what_is_looked_at_is_not_in_the_audit_log(self) -> None:
        self.put(made("k1"))
        await self.seen()
        self.assertEqual(self.recorded(), [])
