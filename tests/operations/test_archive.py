"""hsmsim/operations/archive.py (4.22, table 349) and what is archived afterwards."""

from dataclasses import replace

from twisted.trial.unittest import TestCase

from hsmsim.operations import archive, create, get_attributes, locate, table
from hsmsim.spec.enums import ObjectType, Operation, ResultReason, State
from hsmsim.spec.masks import StorageStatusMask
from tests.appliance import NOW, Hsm, item
from tests.objects import attributes, everything, made, refused, template_attribute, text_name
from tests.support import rows
from tests.test_isolation import ALSO, named

T = ObjectType
ON_LINE, ARCHIVAL = StorageStatusMask.ON_LINE_STORAGE, StorageStatusMask.ARCHIVAL_STORAGE


@rows(
    no_such_object=("k2", {}, ResultReason.ITEM_NOT_FOUND),
    no_object_is_named=(None, {}, ResultReason.ITEM_NOT_FOUND),
    archived_already=("k1", {"archived": True}, ResultReason.OBJECT_ARCHIVED),
)
class Table349(TestCase):
    async def check(self, uid, k1, reason):
        hsm = Hsm()
        hsm.put(made(**k1))
        await refused(self, hsm, Operation.ARCHIVE, archive.Request(unique_identifier=uid), reason)


@rows(
    **{each.name.lower(): (each, {}) for each in (T.SYMMETRIC_KEY, T.CERTIFICATE, T.OPAQUE_OBJECT, T.TEMPLATE)},
    active=(T.PRIVATE_KEY, {"state": State.ACTIVE}),
    destroyed=(T.SECRET_DATA, {"state": State.DESTROYED}),
)
class Archiving(TestCase):
    async def check(self, object_type, how):
        hsm = Hsm()
        hsm.put(made("k1", object_type, **how))
        before = hsm.load("k1")
        answered = await hsm.ask(Operation.ARCHIVE, archive.Request(unique_identifier="k1"))
        self.assertEqual(answered, archive.Response(unique_identifier="k1"))
        obj = hsm.load("k1")
        self.assertTrue(obj.archived)
        self.assertEqual((obj.get("Archive Date"), obj.get("Last Change Date")), (NOW, NOW))
        for name in ("Archive Date", "Last Change Date"):
            obj.clear(name)
            before.clear(name)
        self.assertEqual(replace(obj, revision=0), replace(before, revision=0))


# Recover is for archived objects; all others refuse them, whatever else is wrong.
REFUSING = {code: also for code, also in ALSO.items() if code is not Operation.RECOVER}


@rows(**{code.name.lower(): (code, also) for code, also in REFUSING.items()})
class Archived(TestCase):
    """The Object Archived row of each operation's table; Export has none and refuses as Get does."""

    async def check(self, code, also):
        hsm = Hsm()
        having = {"Name": text_name("a"), "Cryptographic Usage Mask": 0xFFFFF}
        object_type = T.PRIVATE_KEY if code is Operation.RE_KEY_KEY_PAIR else T.SYMMETRIC_KEY
        hsm.put(made("k1", object_type, having, state=State.ACTIVE, archived=True))
        payload = table()[code].request(**named(code, "k1"), **also)
        await refused(self, hsm, code, payload, ResultReason.OBJECT_ARCHIVED)

    async def test_a_template(self):
        hsm = Hsm()
        hsm.put(made("t1", T.TEMPLATE, {"Name": text_name("template")}, archived=True))
        payload = create.Request(object_type=T.SYMMETRIC_KEY, template_attribute=template_attribute({}, "template"))
        await refused(self, hsm, Operation.CREATE, payload, ResultReason.OBJECT_ARCHIVED)

    async def test_in_the_same_message(self):
        hsm = Hsm()
        hsm.put(made("k1"))
        before = everything(hsm)
        first, second = await hsm.batch(
            item(Operation.ARCHIVE, archive.Request(unique_identifier="k1"), b"1"),
            item(Operation.GET_ATTRIBUTES, get_attributes.Request(unique_identifier="k1"), b"2"),
        )
        self.assertEqual((first.result_reason, second.result_reason), (None, ResultReason.OBJECT_ARCHIVED))
        self.assertNotEqual(everything(hsm), before)


@rows(
    not_said=(None, ["on"]),
    on_line=(ON_LINE, ["on"]),
    archival=(ARCHIVAL, ["away"]),
    both=(ON_LINE | ARCHIVAL, ["on", "away"]),
    neither=(0, []),
)
class StorageStatus(TestCase):
    """Locate finds what lies where Storage Status Mask says (4.9)."""

    async def check(self, mask, uids):
        for wanted in ({}, {"Object Group": "red"}, {"Name": text_name("same")}):
            hsm = Hsm()
            hsm.put(made("away", having={"Object Group": "red", "Name": text_name("same")}))
            hsm.put(made("on", having={"Object Group": "red", "Name": text_name("same")}))
            await hsm.ask(Operation.ARCHIVE, archive.Request(unique_identifier="away"))
            payload = locate.Request(storage_status_mask=mask, attribute=attributes(wanted))
            self.assertEqual((await hsm.ask(Operation.LOCATE, payload)).unique_identifier, uids)

    async def test_by_archive_date(self):
        hsm = Hsm()
        hsm.put(made("k1", archived=True), made("k2"))
        await hsm.ask(Operation.ARCHIVE, archive.Request(unique_identifier="k2"))
        payload = locate.Request(storage_status_mask=ARCHIVAL, attribute=attributes({"Archive Date": NOW}))
        self.assertEqual((await hsm.ask(Operation.LOCATE, payload)).unique_identifier, ["k2"])
