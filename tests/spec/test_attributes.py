"""hsmsim/spec/attributes.py: the attributes of chapter 3, and facts of some of their tables."""

from twisted.trial.unittest import SynchronousTestCase

from hsmsim.spec import enums
from hsmsim.spec.attributes import (
    ALL,
    CERTIFICATE,
    CLIENT_PREFIX,
    CRYPTOGRAPHIC,
    NAMED_PARTS,
    RULES,
    SERVER_PREFIX,
    VALUE_KINDS,
    By,
)
from hsmsim.spec.enums import ObjectType, State
from hsmsim.spec.tags import Tag
from hsmsim.spec.versions import V1_0, V1_1, V1_2, V1_3, V1_4
from hsmsim.ttlv.schema import ItemType
from tests.support import rows


@rows(**{name.replace(" ", "_"): (rule,) for name, rule in RULES.items()})
class Rows(SynchronousTestCase):
    def check(self, rule):
        self.assertIs(VALUE_KINDS[rule.name], rule.kind)
        self.assertTrue(rule.applies)
        self.assertLessEqual(rule.applies, ALL)
        self.check_kind(rule)
        if rule.read_only:
            self.assertFalse(rule.modify or rule.delete or rule.settable, "a client could change it, but not set it")
        else:
            self.assertTrue(rule.settable)
        if rule.while_in is not None:
            self.assertTrue(rule.modify)
        if rule.delete:
            self.assertFalse(rule.always)

    def check_kind(self, rule):
        """An enumeration, structure or mask is the one that is named like the tag."""
        plain = rule.tag.name.replace("_", "").lower()
        if rule.kind.item_type in (ItemType.ENUMERATION, ItemType.STRUCTURE) or plain.endswith("mask"):
            name = rule.kind.cls.__name__.lower()
            self.assertEqual(name, {"randomnumbergenerator": "rngparameters"}.get(plain, plain))
        else:
            self.assertIsNone(rule.kind.cls)
            self.assertNotIn(plain, {name.lower() for name in vars(enums)})
        ends = {"Date": ItemType.DATE_TIME, "Length": ItemType.INTEGER, "Mask": ItemType.INTEGER}
        wanted = ends.get(rule.name.rpartition(" ")[2])
        if wanted is not None:
            self.assertIs(rule.kind.item_type, wanted)


class Table(SynchronousTestCase):
    def test_51_attributes_of_which_one_has_no_name_of_its_own(self):
        chapter_3 = [rule for rule in RULES.values() if rule.name not in NAMED_PARTS]
        sections = {int(rule.spec.removeprefix("3.")) for rule in chapter_3}
        self.assertEqual(len(chapter_3), 50)
        self.assertEqual(sections, set(range(1, 52)) - {39})

    def test_parts_of_names_are_those_that_have_tags(self):
        tagged = {tag for tag in Tag if tag.title.startswith(("Certificate Subject ", "Certificate Issuer "))}
        self.assertEqual({RULES[name].tag for name in NAMED_PARTS}, {tag for tag in tagged if tag.since == V1_4})
        self.assertEqual(len(NAMED_PARTS), 24)
        self.assertEqual({RULES[name].spec for name in NAMED_PARTS}, {"9.1.3.1"})

    def test_each_has_its_own_tag(self):
        self.assertEqual(len({rule.tag for rule in RULES.values()}), len(RULES))
        self.assertTrue(all(isinstance(rule.tag, Tag) for rule in RULES.values()))

    def test_no_name_looks_like_a_custom_one(self):
        self.assertFalse([name for name in RULES if name.startswith((CLIENT_PREFIX, SERVER_PREFIX))])

    def test_cryptographic_objects_are_all_but_opaque_objects_and_templates(self):
        self.assertEqual(ALL - CRYPTOGRAPHIC, {ObjectType.OPAQUE_OBJECT, ObjectType.TEMPLATE})
        self.assertEqual(ALL, set(ObjectType))


@rows(
    unique_identifier=("Unique Identifier", V1_0, ItemType.TEXT_STRING, True, False, False, False),
    name=("Name", V1_0, ItemType.STRUCTURE, False, True, True, True),
    cryptographic_parameters=("Cryptographic Parameters", V1_0, ItemType.STRUCTURE, False, True, True, True),
    certificate_length=("Certificate Length", V1_1, ItemType.INTEGER, True, False, False, False),
    digest=("Digest", V1_0, ItemType.STRUCTURE, True, False, False, True),
    usage_mask=("Cryptographic Usage Mask", V1_0, ItemType.INTEGER, True, False, False, False),
    lease_time=("Lease Time", V1_0, ItemType.INTERVAL, False, False, False, False),
    usage_limits=("Usage Limits", V1_0, ItemType.STRUCTURE, False, True, True, False),
    state=("State", V1_0, ItemType.ENUMERATION, True, False, False, False),
    activation_date=("Activation Date", V1_0, ItemType.DATE_TIME, False, True, False, False),
    object_group=("Object Group", V1_0, ItemType.TEXT_STRING, False, True, True, True),
    fresh=("Fresh", V1_1, ItemType.BOOLEAN, False, False, False, False),
    alternative_name=("Alternative Name", V1_2, ItemType.STRUCTURE, False, True, True, True),
    random_number_generator=("Random Number Generator", V1_3, ItemType.STRUCTURE, False, False, False, False),
    comment=("Comment", V1_4, ItemType.TEXT_STRING, False, True, True, False),
    sensitive=("Sensitive", V1_4, ItemType.BOOLEAN, True, True, False, False),
    never_extractable=("Never Extractable", V1_4, ItemType.BOOLEAN, True, False, False, False),
)
class Facts(SynchronousTestCase):
    """always, modify, delete, multiple: lines 1, 4, 5 and 6 of the second table of each section."""

    def check(self, name, since, item_type, *flags):
        rule = RULES[name]
        self.assertEqual((rule.since, rule.kind.item_type), (since, item_type))
        self.assertEqual((rule.always, rule.modify, rule.delete, rule.multiple), flags)


class Particulars(SynchronousTestCase):
    def test_who_sets_it(self):
        self.assertEqual(RULES["State"].set_by, By.SERVER)
        self.assertEqual(RULES["Name"].set_by, By.CLIENT)
        self.assertEqual(RULES["Link"].set_by, By.SERVER | By.CLIENT)
        self.assertEqual(RULES["Cryptographic Algorithm"].set_by, By.SERVER | By.GIVEN)

    def test_what_it_belongs_to(self):
        self.assertEqual(RULES["Certificate Length"].applies, CERTIFICATE)
        self.assertEqual(RULES["State"].applies, CRYPTOGRAPHIC)
        self.assertNotIn(ObjectType.PUBLIC_KEY, RULES["Key Value Location"].applies)

    def test_dates_that_can_be_moved_until_they_have_passed(self):
        self.assertEqual(RULES["Activation Date"].while_in, {State.PRE_ACTIVE})
        self.assertEqual(RULES["Deactivation Date"].while_in, {State.PRE_ACTIVE, State.ACTIVE})
        self.assertIsNone(RULES["Name"].while_in)
