"""hsmsim/model/locate.py: which objects are meant (4.9)."""

from twisted.trial.unittest import SynchronousTestCase

from hsmsim.errors import UnknownAttribute
from hsmsim.model.locate import FOREVER, Search
from hsmsim.spec.enums import (
    CryptographicAlgorithm,
    LinkType,
    ObjectGroupMember,
    ObjectType,
    State,
    UsageLimitsUnit,
)
from hsmsim.spec.masks import CryptographicUsageMask as Mask
from hsmsim.spec.masks import StorageStatusMask
from hsmsim.spec.tags import Tag
from hsmsim.spec.values import Link, Name, UsageLimits
from hsmsim.spec.versions import V1_0, V1_4
from hsmsim.ttlv.schema import ItemType, Node
from tests.appliance import NOW
from tests.objects import BORN, attribute, attributes, made, text_name
from tests.support import rows

FRESH, DEFAULT = ObjectGroupMember.GROUP_MEMBER_FRESH, ObjectGroupMember.GROUP_MEMBER_DEFAULT
ONLINE, ARCHIVE = StorageStatusMask.ON_LINE_STORAGE, StorageStatusMask.ARCHIVAL_STORAGE


def search(wanted, member=None, storage=None, version=V1_4):
    return Search.of(attributes(wanted), member, storage, version)


def limits(total, count=None, unit=UsageLimitsUnit.OBJECT):
    return UsageLimits(usage_limits_total=total, usage_limits_count=count, usage_limits_unit=unit)


def custom(text):
    return Node(Tag.ATTRIBUTE_VALUE, ItemType.TEXT_STRING, text)


LINK = Link(link_type=LinkType.NEXT_LINK, linked_object_identifier="k9")
HAVE = {
    "Name": [text_name("one"), text_name("uno")],
    "Cryptographic Algorithm": CryptographicAlgorithm.AES,
    "Cryptographic Length": 128,
    "Cryptographic Usage Mask": Mask.ENCRYPT | Mask.DECRYPT,
    "Usage Limits": limits(10),
    "Object Group": ["red", "blue"],
    "Link": LINK,
    "Activation Date": NOW + 100,
    "Deactivation Date": FOREVER,
    "x-Place": custom("here"),
}


@rows(
    nothing_asked=({}, True),
    name=({"Name": text_name("one")}, True),
    other_name=({"Name": text_name("on")}, False),
    name_value_alone=({"Name": Name(name_value="uno")}, True),
    both_names=({"Name": [text_name("one"), text_name("uno")]}, True),
    one_name_of_two=({"Name": [text_name("one"), text_name("two")]}, False),
    unique_identifier=({"Unique Identifier": "k1"}, True),
    object_type=({"Object Type": ObjectType.SYMMETRIC_KEY}, True),
    other_object_type=({"Object Type": ObjectType.SECRET_DATA}, False),
    all_must_be_met=({"Cryptographic Algorithm": CryptographicAlgorithm.AES, "Cryptographic Length": 256}, False),
    mask_equal=({"Cryptographic Usage Mask": Mask.ENCRYPT | Mask.DECRYPT}, True),
    mask_part=({"Cryptographic Usage Mask": Mask.DECRYPT}, True),
    mask_more=({"Cryptographic Usage Mask": Mask.DECRYPT | Mask.SIGN}, False),
    mask_twice=({"Cryptographic Usage Mask": [Mask.DECRYPT, Mask.ENCRYPT]}, True),
    limits_as_much=({"Usage Limits": limits(10, 10)}, True),
    limits_more=({"Usage Limits": limits(11)}, False),
    group=({"Object Group": "blue"}, True),
    other_group=({"Object Group": "green"}, False),
    link_in_part=({"Link": Link(linked_object_identifier="k9")}, True),
    link_of_other_type=({"Link": Link(link_type=LinkType.PREVIOUS_LINK)}, False),
    date_equal=({"Initial Date": BORN}, True),
    date_unequal=({"Initial Date": BORN + 1}, False),
    date_range=({"Initial Date": [BORN - 1, BORN + 1]}, True),
    date_range_turned=({"Initial Date": [BORN + 1, BORN - 1]}, True),
    date_at_the_lower_limit=({"Initial Date": [BORN, BORN + 1]}, True),
    date_at_the_upper_limit=({"Initial Date": [BORN - 1, BORN]}, True),
    date_outside=({"Initial Date": [BORN + 1, BORN + 2]}, False),
    date_absent=({"Destroy Date": NOW}, False),
    date_absent_in_range=({"Process Start Date": [0, FOREVER]}, False),
    no_date=({"Process Start Date": FOREVER}, True),
    no_date_but_there_is_one=({"Activation Date": FOREVER}, False),
    largest_date_is_no_date=({"Deactivation Date": FOREVER}, True),
    custom=({"x-Place": custom("here")}, True),
    custom_other=({"x-Place": custom("there")}, False),
    custom_unknown=({"x-Colour": custom("red")}, False),
    custom_of_the_server=({"y-Place": custom("here")}, False),
    custom_that_ends_like_a_date=({"x-Date": custom("here")}, False),
    absent=({"Comment": "hello"}, False),
)
class Filters(SynchronousTestCase):
    def check(self, wanted, found):
        self.assertIs(search(wanted).finds(made(having=HAVE)), found)


class WithoutMask(SynchronousTestCase):
    def test_even_no_bits_are_not_found(self):
        self.assertFalse(search({"Cryptographic Usage Mask": 0}).finds(made()))


@rows(
    active=(State.ACTIVE, {}, True),
    destroyed=(State.DESTROYED, {}, False),
    destroyed_compromised=(State.DESTROYED_COMPROMISED, {}, False),
    by_state=(State.DESTROYED, {"State": State.DESTROYED}, True),
    by_other_state=(State.DESTROYED, {"State": State.ACTIVE}, False),
    by_destroy_date=(State.DESTROYED, {"Destroy Date": BORN}, True),
)
class Gone(SynchronousTestCase):
    """Destroyed objects are shown only to those who ask for them."""

    def check(self, state, wanted, found):
        self.assertIs(search(wanted).finds(made(state=state)), found)


@rows(
    online_by_default=(None, False, True),
    archived_by_default=(None, True, False),
    online=(ONLINE, False, True),
    archived_online=(ONLINE, True, False),
    archive=(ARCHIVE, True, True),
    online_archive=(ARCHIVE, False, False),
    both_online=(ONLINE | ARCHIVE, False, True),
    both_archived=(ONLINE | ARCHIVE, True, True),
    none=(0, False, False),
)
class Storage(SynchronousTestCase):
    def check(self, mask, archived, found):
        self.assertIs(search({}, storage=mask).finds(made(archived=archived)), found)


class GroupMembers(SynchronousTestCase):
    def setUp(self):
        used = made("used", having={"Object Group": "red"})
        used.set("Fresh", False)
        self.candidates = [
            made("other", having={"Object Group": "blue"}),
            used,
            made("new", having={"Object Group": "red"}),
            made("newer", having={"Object Group": "red"}),
        ]

    def found(self, member):
        return search({"Object Group": "red"}, member).search(self.candidates)

    def test_all_members(self):
        self.assertEqual(self.found(None), ["used", "new", "newer"])

    def test_fresh_members(self):
        self.assertEqual(self.found(FRESH), ["new", "newer"])

    def test_the_default_member_is_the_newest(self):
        self.assertEqual(self.found(DEFAULT), ["used"])


class Reading(SynchronousTestCase):
    def test_the_index_is_ignored(self):
        asked = Search.of([attribute("Object Group", "red", 7)], None, None, V1_4)
        self.assertTrue(asked.finds(made(having={"Object Group": "red"})))

    def test_unknown_attributes(self):
        for name, version in (("Colour", V1_4), ("Fresh", V1_0)):
            with self.assertRaises(UnknownAttribute):
                search({name: True}, version=version)

    def test_an_attribute_needs_a_value(self):
        self.assertRaises(UnknownAttribute, Search.of, [attribute("Name", None)], None, None, V1_4)

    def test_what_an_index_can_use(self):
        asked = search(
            {"Name": text_name("a"), "Object Type": ObjectType.TEMPLATE, "Object Group": ["red", "blue"]},
        )
        self.assertEqual((asked.name, asked.object_type, asked.object_group), ("a", ObjectType.TEMPLATE, "red"))

    def test_what_an_index_cannot_use(self):
        asked = search({"Object Type": [ObjectType.TEMPLATE, ObjectType.SECRET_DATA], "Name": Name()})
        self.assertEqual((asked.name, asked.object_type, asked.object_group), (None, None, None))
        self.assertIsNone(search({"Object Type": 0x80000001}).object_type)
        self.assertIsNone(search({}).name)
