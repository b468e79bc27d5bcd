"""Tests of hsmsim/management/object_set.py and object_metadata.py."""

from typing import Any

from hsmsim.errors import Refused
from hsmsim.management.command import NotUnderstood
from hsmsim.management.object_metadata import EditMetadata
from hsmsim.management.object_set import Change, SetAttribute
from hsmsim.model.access import Rights
from hsmsim.spec.enums import NameType, State
from hsmsim.spec.values import Name
from tests.management.bench import NOW
from tests.management.objects_bench import ObjectsTest
from tests.objects import made, text_name
from tests.support import rows

ADD, MODIFY, DELETE = Change.ADD, Change.MODIFY, Change.DELETE


class Attributes(ObjectsTest):
    async def setUp(self) -> None:
        await super().setUp()
        self.put(made("k1", having={"Name": [text_name("one"), text_name("two")], "Comment": "old"}))

    async def set(self, attribute: str, change: Change, **how: Any) -> dict[str, Any]:
        return await self.ask(SetAttribute, object="k1", attribute=attribute, change=change, **how)

    async def test_instances(self) -> None:
        self.assertEqual(await self.set("Name", ADD, value="three"), {"index": 2, "value": "three"})
        self.assertEqual(await self.set("Name", MODIFY, value="zwei", index=1), {"index": 1, "value": "zwei"})
        self.assertEqual(await self.set("Name", DELETE), {"index": 0, "value": "one"})
        instances = [(each.index, each.value) for each in self.load("k1").all("Name")]
        self.assertEqual(instances, [(1, text_name("zwei")), (2, text_name("three"))])

    async def test_texts_dates_and_structures(self) -> None:
        await self.set("Description", ADD, value="of the wire")
        await self.set("Comment", MODIFY, value="new")
        await self.set("x-note", ADD, value='{"type":"Integer","value":5}')
        await self.set("Usage Limits", ADD, value='{"UsageLimitsTotal":7,"UsageLimitsUnit":"Object"}')
        answer = await self.set("Deactivation Date", ADD, value="2033-05-18T03:33:20Z")
        self.assertEqual(answer["value"], "2033-05-18T03:33:20+00:00")
        found = await self.attributes("k1")
        self.assertEqual([found["Description"], found["Comment"], found["x-note"].value], ["of the wire", "new", 5])
        self.assertEqual(found["Usage Limits"].usage_limits_count, 7)
        self.assertEqual(found["Deactivation Date"], 2_000_000_000)

    async def test_a_date_that_moves_the_object(self) -> None:
        await self.set("Activation Date", ADD, value=str(hex(NOW)))
        self.assertIs(self.load("k1").state, State.ACTIVE)

    async def test_names_of_clients_are_freer(self) -> None:
        await self.set("Name", ADD, value='{"NameValue":"urn:a-b","NameType":"URI"}')
        self.assertEqual(self.load("k1").all("Name")[2].value, Name(name_value="urn:a-b", name_type=NameType.URI))

    async def test_a_value_that_is_too_long_to_be_shown(self) -> None:
        await self.set("x-note", ADD, value="ä" * 30_000)
        answer = await self.set("x-note", DELETE)
        self.assertEqual(answer["value"], "ä" * 2000 + "...")

    async def test_nothing_that_may_be_secret_is_in_the_audit_log(self) -> None:
        await self.set("Comment", MODIFY, value="the combination is 1234")
        text = "objects set object=k1 attribute=Comment change=modify: done"
        self.assertEqual(self.recorded()[-1], f"00000007|console 'alice': {text}")
        self.assertNotIn("1234", str(self.recorded()))


@rows(
    no_attribute=("Colour", ADD, "red", None, 5021),
    not_for_clients=("State", MODIFY, "Active", None, 5175),
    server_attribute=("y-Blocked", ADD, '{"type":"Boolean","value":true}', None, 5175),
    mark_taken_away=("y-Blocked", DELETE, None, None, 5175),
    there_already=("Comment", ADD, "more", None, 5175),
    not_there=("Description", MODIFY, "more", None, 5175),
    nothing_to_delete=("Description", DELETE, None, None, 5175),
    no_instance=("Name", MODIFY, "three", 9, 5175),
    index_of_a_new_one=("Name", ADD, "three", 3, 5021),
    name_that_is_none=("Name", ADD, "no-name", None, 5023),
    name_that_is_taken=("Name", ADD, "other", None, 5022),
    no_value_that_fits=("Activation Date", ADD, "soon", None, 5021),
    dates_in_disorder=("Deactivation Date", MODIFY, "1970-01-01T00:00:00Z", None, 5021),
    not_of_such_objects=("Certificate Type", ADD, "X_509", None, 5175),
)
class Refusals(ObjectsTest):
    async def check(self, attribute: str, change: Change, value: str | None, index: int | None, number: int) -> None:
        having = {"Name": text_name("one"), "Comment": "old", "Activation Date": NOW + 5, "Deactivation Date": NOW + 9}
        self.put(made("k1", having=having), made("k2", having={"Name": text_name("other")}))
        asked = {"attribute": attribute, "change": change, "value": value, "index": index}
        text = await self.refused(Refused, SetAttribute, object="k1", **asked)
        self.assertEqual((self.number, self.load("k1").revision), (number, 1), text)


class Metadata(ObjectsTest):
    async def test_what_is_given_is_set_and_what_is_empty_goes(self) -> None:
        self.put(made("k1", having={"Comment": "old", "Contact Information": "nobody"}))
        await self.ask(EditMetadata, object="k1", description="first", comment="new", contact="")
        found = await self.attributes("k1")
        self.assertEqual((found["Description"], found["Comment"]), ("first", "new"))
        self.assertNotIn("Contact Information", found)
        self.assertEqual(self.load("k1").revision, 2)

    async def test_what_is_left_out_stays(self) -> None:
        self.put(made("k1", having={"Comment": "old"}))
        await self.ask(EditMetadata, object="k1")
        await self.ask(EditMetadata, object="k1", contact="somebody", description="")
        found = await self.attributes("k1")
        self.assertEqual((found["Comment"], found["Contact Information"]), ("old", "somebody"))


class RightsOnAnothers(ObjectsTest):
    async def test_it_takes_update(self) -> None:
        self.put(made("k1", having={"Comment": "old"}), user="bob")
        asked = {"attribute": "Comment", "change": MODIFY, "value": "new"}
        for rights, number in ((Rights.READ | Rights.DELETE | Rights.CREATE, 5002), (Rights.UPDATE, 5004)):
            await self.trusted(rights)
            await self.refused(Refused, SetAttribute, object="k1", **asked)
            self.assertEqual(self.number, number)
            await self.refused(Refused, EditMetadata, object="k1", comment="new")
            self.assertEqual((self.number, self.load("k1", "bob").get("Comment")), (number, "old"))
        await self.trusted(Rights.READ | Rights.UPDATE)
        await self.ask(SetAttribute, object="bob/k1", **asked)
        await self.ask(EditMetadata, object="k1", description="of bob's")
        found = await self.attributes("k1", "bob")
        self.assertEqual((found["Comment"], found["Description"]), ("new", "of bob's"))

    async def test_a_value_goes_with_what_needs_one(self) -> None:
        self.put(made("k1"))
        for change, value in ((ADD, None), (MODIFY, None), (DELETE, "text")):
            await self.refused(NotUnderstood, SetAttribute, object="k1", attribute="Name", change=change, value=value)
            self.assertEqual(self.number, 5021)
