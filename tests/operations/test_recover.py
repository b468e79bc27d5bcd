"""hsmsim/operations/recover.py (4.23, table 350)."""

from dataclasses import replace

from twisted.trial.unittest import TestCase

from hsmsim.operations import archive, get, recover
from hsmsim.spec.enums import ObjectType, Operation, ResultReason, State
from tests.appliance import NOW, Hsm, item
from tests.objects import BORN, made, refused, some_value
from tests.support import rows

T = ObjectType


@rows(
    no_such_object=("k2",),
    no_object_is_named=(None,),
)
class Table350(TestCase):
    async def check(self, uid):
        hsm = Hsm()
        hsm.put(made(archived=True))
        payload = recover.Request(unique_identifier=uid)
        await refused(self, hsm, Operation.RECOVER, payload, ResultReason.ITEM_NOT_FOUND)


@rows(**{each.name.lower(): (each,) for each in (T.SYMMETRIC_KEY, T.CERTIFICATE, T.OPAQUE_OBJECT, T.TEMPLATE)})
class Recovering(TestCase):
    async def check(self, object_type):
        hsm = Hsm()
        hsm.put(made("k1", object_type, state=State.PRE_ACTIVE, archived=True))
        answered = await hsm.ask(Operation.RECOVER, recover.Request(unique_identifier="k1"))
        self.assertEqual(answered, recover.Response(unique_identifier="k1"))
        obj = hsm.load("k1")
        self.assertEqual((obj.archived, obj.get("Archive Date"), obj.get("Last Change Date")), (False, None, NOW))
        served = await hsm.ask(Operation.GET, get.Request(unique_identifier="k1"))
        self.assertEqual(getattr(served, object_type.name.lower()), some_value(object_type))

    async def test_what_is_on_line_stays_as_it_is(self):
        hsm = Hsm()
        hsm.put(made())
        before = hsm.load("k1")
        await hsm.ask(Operation.RECOVER, recover.Request(unique_identifier="k1"))
        self.assertEqual(hsm.load("k1"), before)
        self.assertEqual(before.get("Last Change Date"), BORN)

    async def test_there_and_back_in_one_message(self):
        hsm = Hsm()
        hsm.put(made())
        before = hsm.load("k1")
        answered = await hsm.batch(
            item(Operation.ARCHIVE, archive.Request(unique_identifier="k1"), b"1"),
            item(Operation.RECOVER, recover.Request(unique_identifier="k1"), b"2"),
        )
        self.assertEqual([each.result_reason for each in answered], [None, None])
        after = hsm.load("k1")
        self.assertEqual(
            replace(
                after,
                attributes={**after.attributes, "Last Change Date": before.all("Last Change Date")},
                revision=before.revision,
            ),
            before,
        )
