"""hsmsim/operations/locate.py and the searching of exchange/objects.py (4.9, table 336)."""

from twisted.internet.defer import Deferred
from twisted.trial.unittest import TestCase

from hsmsim.operations import activate, create, destroy, get, locate, modify_attribute
from hsmsim.operations.locate import AT_ONCE
from hsmsim.spec.enums import (
    BatchErrorContinuationOption,
    CryptographicAlgorithm,
    ObjectGroupMember,
    ObjectType,
    Operation,
    ResultReason,
    State,
)
from hsmsim.spec.masks import StorageStatusMask
from hsmsim.spec.structures import TemplateAttribute
from hsmsim.spec.tags import Tag
from hsmsim.spec.values import Name
from hsmsim.spec.versions import V1_0, V1_2, V1_3, V1_4
from hsmsim.ttlv import binary
from hsmsim.ttlv.schema import ItemType, Node
from tests.appliance import NOW, Hsm, item
from tests.objects import attribute, attributes, made, refused, template_attribute, text_name
from tests.support import rows

R = ResultReason
GROUP = "Object Group"


def custom(text):
    return Node(Tag.ATTRIBUTE_VALUE, ItemType.TEXT_STRING, text)


def request(wanted=None, **fields):
    return locate.Request(attribute=attributes(wanted or {}), **fields)


@rows(
    unknown_attribute=(request({"Colour": custom("red")}), V1_4, R.INVALID_FIELD),
    newer_attribute=(request({"Comment": "a"}), V1_3, R.INVALID_FIELD),
    unknown_in_a_template_attribute=(
        locate.Request(template_attribute=template_attribute({"Colour": custom("red")})),
        V1_4,
        R.INVALID_FIELD,
    ),
    no_value=(locate.Request(attribute=[attribute("Name", None)]), V1_4, R.INVALID_FIELD),
    negative_maximum=(request(maximum_items=-1), V1_4, R.INVALID_FIELD),
    negative_offset=(request(offset_items=-1), V1_4, R.INVALID_FIELD),
    group_member_in_1_0=(request(object_group_member=ObjectGroupMember.GROUP_MEMBER_FRESH), V1_0, R.INVALID_FIELD),
)
class Table336(TestCase):
    async def check(self, payload, version, reason):
        hsm = Hsm()
        hsm.put(made())
        await refused(self, hsm, Operation.LOCATE, payload, reason, version=version)


async def located(hsm, payload, **how):
    return await hsm.ask(Operation.LOCATE, payload, **how)


def five():
    """Five keys, k1 the oldest, all of one second; two are in a group."""
    hsm = Hsm()
    for number in range(1, 6):
        having = {"Name": text_name(f"n{number}"), **({GROUP: "red"} if number in (2, 4) else {})}
        hsm.put(made(f"k{number}", having=having))
    return hsm


@rows(
    all=({}, ["k5", "k4", "k3", "k2", "k1"], None),
    maximum=({"maximum_items": 2}, ["k5", "k4"], 5),
    offset=({"offset_items": 3}, ["k2", "k1"], 5),
    offset_of_none=({"offset_items": 0}, ["k5", "k4", "k3", "k2", "k1"], 5),
    both=({"offset_items": 1, "maximum_items": 2}, ["k4", "k3"], 5),
    offset_past_the_end=({"offset_items": 9, "maximum_items": 2}, [], 5),
    none_at_all=({"maximum_items": 0}, [], 5),
    more_than_there_are=({"maximum_items": 99}, ["k5", "k4", "k3", "k2", "k1"], 5),
    maximum_of_a_group=({"wanted": {GROUP: "red"}, "maximum_items": 1}, ["k4"], 2),
)
class Order(TestCase):
    """Newest first; Located Items says how many there are, to who asks for a part."""

    async def check(self, asked, uids, total):
        answered = await located(five(), request(**asked))
        self.assertEqual((answered.unique_identifier, answered.located_items), (uids, total))

    async def test_located_items_are_for_1_3_and_later(self):
        answered = await located(five(), request(maximum_items=2), version=V1_2)
        self.assertEqual((answered.unique_identifier, answered.located_items), (["k5", "k4"], None))


@rows(
    name=(request({"Name": text_name("n3")}), ["k3"]),
    name_value_alone=(request({"Name": Name(name_value="n3")}), ["k3"]),
    part_of_a_name=(request({"Name": text_name("n")}), []),
    object_type_and_group=(request({"Object Type": ObjectType.SYMMETRIC_KEY, GROUP: "red"}), ["k4", "k2"]),
    other_object_type=(request({"Object Type": ObjectType.SECRET_DATA}), []),
    custom_attribute_that_nobody_has=(request({"x-Custom": custom("a")}), []),
    template_attribute=(locate.Request(template_attribute=template_attribute({GROUP: "red"})), ["k4", "k2"]),
    name_of_a_template_attribute=(
        locate.Request(template_attribute=TemplateAttribute(name=[text_name("n2")])),
        ["k2"],
    ),
    both_kinds_of_filter=(
        locate.Request(
            template_attribute=template_attribute({GROUP: "red"}), attribute=attributes({"Name": text_name("n4")})
        ),
        ["k4"],
    ),
    archive=(request(storage_status_mask=StorageStatusMask.ARCHIVAL_STORAGE), []),
    fresh_members=(
        request({GROUP: "red"}, object_group_member=ObjectGroupMember.GROUP_MEMBER_FRESH),
        ["k4", "k2"],
    ),
    default_member=(request({GROUP: "red"}, object_group_member=ObjectGroupMember.GROUP_MEMBER_DEFAULT), ["k4"]),
    default_of_no_group=(
        request({GROUP: "blue"}, object_group_member=ObjectGroupMember.GROUP_MEMBER_DEFAULT),
        [],
    ),
)
class Filters(TestCase):
    async def check(self, payload, uids):
        self.assertEqual((await located(five(), payload)).unique_identifier, uids)

    async def test_the_state_is_that_of_now(self):
        hsm = five()
        hsm.put(made("k6", having={"Activation Date": NOW}))
        self.assertEqual((await located(hsm, request({"State": State.ACTIVE}))).unique_identifier, ["k6"])
        hsm.now -= 1
        self.assertEqual((await located(hsm, request({"State": State.ACTIVE}))).unique_identifier, [])


class FreshMembers(TestCase):
    """3.33, 3.34: a group as a stock of keys, from which each is handed out once. "default" is one like others."""

    async def test_each_is_handed_out_once(self):
        for group in ("red", "default"):
            hsm = Hsm()
            hsm.put(*(made(f"k{number}", having={GROUP: group}) for number in range(3)))
            wanted = request({GROUP: group}, maximum_items=1, object_group_member=ObjectGroupMember.GROUP_MEMBER_FRESH)
            handed_out = []
            for _ in range(3):
                answered = await hsm.batch(
                    item(Operation.LOCATE, wanted, b"1"), item(Operation.GET, get.Request(), b"2")
                )
                self.assertEqual([each.result_reason for each in answered], [None, None])
                served = binary.decode_raw(get.Response, answered[1].response_payload)
                handed_out.append(served.unique_identifier)
            self.assertEqual(handed_out, ["k2", "k1", "k0"])
            self.assertEqual((await located(hsm, wanted)).unique_identifier, [])
            # Those that were handed out are members still.
            self.assertEqual((await located(hsm, request({GROUP: group}))).unique_identifier, handed_out)


@rows(
    only_one=({"wanted": {"Name": text_name("n1")}}, True),
    maximum_of_one=({"maximum_items": 1}, True),
    several=({}, False),
    none=({"wanted": {"Name": text_name("nobody")}}, False),
    one_left_of_several=({"maximum_items": 2, "offset_items": 4}, False),
    one_of_one=({"wanted": {"Name": text_name("n1")}, "maximum_items": 9}, True),
)
class Placeholder(TestCase):
    """It is the object found, if that is the only one or one was asked for; otherwise it is empty."""

    async def check(self, asked, filled):
        _, _, third = await five().batch(
            item(Operation.LOCATE, request({"Name": text_name("n5")}), b"0"),
            item(Operation.LOCATE, request(**asked), b"1"),
            item(Operation.ACTIVATE, activate.Request(), b"2"),
            batch_error_continuation_option=BatchErrorContinuationOption.CONTINUE,
        )
        self.assertEqual(third.result_reason, None if filled else R.ITEM_NOT_FOUND)


AES = {"Cryptographic Algorithm": CryptographicAlgorithm.AES, "Cryptographic Length": 128}
CREATE = create.Request(
    object_type=ObjectType.SYMMETRIC_KEY, template_attribute=template_attribute({**AES, GROUP: "red"})
)


def rename(uid, value):
    changed = attribute("Name", text_name(value))
    return modify_attribute.Request(unique_identifier=uid, attribute=changed)


def regroup(uid, value):
    return modify_attribute.Request(unique_identifier=uid, attribute=attribute(GROUP, value))


_ANSWERS = {Operation.LOCATE: locate.Response, Operation.CREATE: create.Response}


class InABatch(TestCase):
    """A Locate sees what the items before it have changed."""

    async def last(self, *items):
        answered = await five().batch(
            *(item(operation, payload, bytes([number])) for number, (operation, payload) in enumerate(items))
        )
        self.assertEqual([each.result_reason for each in answered], [None] * len(items))
        told = zip((operation for operation, _ in items), answered, strict=True)
        pairs = [(_ANSWERS[operation], each) for operation, each in told if operation in _ANSWERS]
        return [binary.decode_raw(cls, each.response_payload).unique_identifier for cls, each in pairs]

    async def test_new_objects_come_first_and_the_newest_of_them_before_the_others(self):
        one, two, found = await self.last(
            (Operation.CREATE, CREATE), (Operation.CREATE, CREATE), (Operation.LOCATE, request({GROUP: "red"}))
        )
        self.assertEqual(found, [two, one, "k4", "k2"])

    async def test_a_changed_object_stays_in_its_place(self):
        (found,) = await self.last((Operation.MODIFY_ATTRIBUTE, rename("k3", "m3")), (Operation.LOCATE, request()))
        self.assertEqual(found, ["k5", "k4", "k3", "k2", "k1"])

    async def test_by_the_new_name_and_not_by_the_old_one(self):
        new, old = await self.last(
            (Operation.MODIFY_ATTRIBUTE, rename("k3", "m3")),
            (Operation.LOCATE, request({"Name": text_name("m3")})),
            (Operation.LOCATE, request({"Name": text_name("n3")})),
        )
        self.assertEqual((new, old), (["k3"], []))

    async def test_by_the_new_group(self):
        (found,) = await self.last(
            (Operation.MODIFY_ATTRIBUTE, regroup("k2", "blue")), (Operation.LOCATE, request({GROUP: "red"}))
        )
        self.assertEqual(found, ["k4"])

    async def test_a_destroyed_object_is_not_there(self):
        gone, found = await self.last(
            (Operation.DESTROY, destroy.Request(unique_identifier="k3")),
            (Operation.LOCATE, request({"State": State.DESTROYED})),
            (Operation.LOCATE, request()),
        )
        self.assertEqual((gone, found), (["k3"], ["k5", "k4", "k2", "k1"]))

    async def test_a_template_that_was_removed_is_not_there(self):
        hsm = five()
        hsm.put(made("t1", ObjectType.TEMPLATE))
        answered = await hsm.batch(
            item(Operation.DESTROY, destroy.Request(unique_identifier="t1"), b"1"),
            item(Operation.LOCATE, request(maximum_items=1), b"2"),
        )
        told = binary.decode_raw(locate.Response, answered[1].response_payload)
        self.assertEqual((told.unique_identifier, told.located_items), (["k5"], 5))


class Many(TestCase):
    """Others are answered while many objects are looked through."""

    def setUp(self):
        self.waiting = []

        def give_way():
            self.waiting.append(Deferred())
            return self.waiting[-1]

        self.hsm = Hsm(give_way=give_way)
        self.uids = [f"k{number}" for number in range(AT_ONCE * 2)]
        self.hsm.put(*(made(uid, having={GROUP: "g"}) for uid in self.uids))

    def locate(self, *wanted, **fields):
        items = [
            item(Operation.LOCATE, request(each, **fields), bytes((number,))) for number, each in enumerate(wanted)
        ]
        return Deferred.fromCoroutine(self.hsm.batch(*items))

    def uids_of(self, answered):
        return binary.decode_raw(locate.Response, answered.response_payload).unique_identifier

    async def test_part_by_part(self):
        asked = self.locate({})
        self.assertNoResult(asked)
        destroyed = destroy.Request(unique_identifier="k0")
        await self.hsm.ask(Operation.DESTROY, destroyed)
        self.waiting.pop().callback(None)
        self.assertNoResult(asked)
        self.waiting.pop().callback(None)
        (answered,) = await asked
        self.assertEqual(self.uids_of(answered), self.uids[:0:-1])

    async def test_few_at_once(self):
        """Neither what an index finds nor the default of a group, which is the first, makes anybody wait."""
        (answered,) = await self.locate({"Name": text_name("nobody")})
        self.assertEqual(self.uids_of(answered), [])
        (answered,) = await self.locate({GROUP: "g"}, object_group_member=ObjectGroupMember.GROUP_MEMBER_DEFAULT)
        self.assertEqual(self.uids_of(answered), self.uids[-1:])

    async def test_a_batch_lets_nobody_of_the_partition_come_in_between(self):
        """Others are answered; and all of its items see the same."""
        asked = self.locate({}, {})
        self.assertNoResult(asked)
        destroyed = destroy.Request(unique_identifier="k0")
        own = Deferred.fromCoroutine(self.hsm.ask(Operation.DESTROY, destroyed))
        self.assertEqual((await self.hsm.ask(Operation.LOCATE, request(), "bob")).unique_identifier, [])
        for _ in range(4):
            self.assertNoResult(asked)
            self.assertNoResult(own)
            self.waiting.pop().callback(None)
        first, second = await asked
        self.assertEqual((self.uids_of(first), self.uids_of(second)), (self.uids[::-1], self.uids[::-1]))
        await own

    async def test_a_batch_that_asks_by_name_does_not_wait_for_others_of_the_partition(self):
        asked = self.locate({})
        self.assertNoResult(asked)
        found = await self.locate({"Name": text_name("nobody")}, {"Name": text_name("k")})
        self.assertEqual([self.uids_of(each) for each in found], [[], []])

    async def test_a_batch_does_when_it_looks_at_all(self):
        asked = self.locate({})
        waiting = self.locate({"Name": text_name("nobody")}, {GROUP: "g"})
        while self.waiting:
            self.assertNoResult(waiting)
            self.waiting.pop(0).callback(None)
        await asked
        self.assertEqual(len(self.uids_of((await waiting)[1])), len(self.uids))
