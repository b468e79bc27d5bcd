"""hsmsim/model/attributes.py: chapter 3 attribute by attribute, and the rules of 4.14 to 4.16."""

from twisted.trial.unittest import SynchronousTestCase

from hsmsim.errors import (
    AttributeExists,
    AttributeNotApplicable,
    AttributeReadOnly,
    IndexGiven,
    InvalidAttribute,
    NamespaceNotSupported,
    NoSuchAttribute,
    NoSuchInstance,
    TooManyInstances,
    UnknownAttribute,
)
from hsmsim.model.attributes import (
    MAX_INSTANCES,
    RNG,
    add,
    check_applies,
    check_value,
    delete,
    follow_secrecy,
    gather,
    give,
    initial,
    is_visible,
    modify,
    overlay,
    rule_of,
    wire,
)
from hsmsim.spec import values
from hsmsim.spec.attributes import NAMED_PARTS, RULES
from hsmsim.spec.enums import (
    DigitalSignatureAlgorithm,
    LinkType,
    ObjectType,
    RNGAlgorithm,
    UsageLimitsUnit,
)
from hsmsim.spec.tags import Tag
from hsmsim.spec.versions import V1_0, V1_1, V1_2, V1_3, V1_4
from hsmsim.ttlv.schema import ItemType, Node
from tests.appliance import NOW
from tests.model.chapter_3 import (
    CHAPTER_3,
    LETTERS,
    RULES_TABLES,
    WIDER,
    C,
    S,
    T,
    custom,
    information,
    limits,
    link,
    location,
    other_name,
)
from tests.objects import attribute, attributes, made, text_name
from tests.support import rows


def row_name(name):
    return "".join(letter if letter.isalnum() else "_" for letter in name)


@rows(**{row_name(name): (name, *row) for name, row in CHAPTER_3.items()})
class Chapter3(SynchronousTestCase):
    def check(self, name, may, object_type, value, other):
        self.check_giving(name, may, value, other)
        self.check_adding(name, may, made(object_type=object_type), value, other)
        self.check_changing(name, may, made(object_type=object_type), value, other)

    def check_giving(self, name, may, value, other):
        if "c" not in may:
            self.assertRaises(AttributeReadOnly, gather, attributes({name: value}), V1_4)
            return
        self.assertEqual(gather(attributes({name: value}), V1_4), {name: [value]})
        if "*" in may or name == RNG:  # of generators several may be asked for, though an object has one (3.44)
            self.assertEqual(gather(attributes({name: [value, other]}), V1_4), {name: [value, other]})
        else:
            self.assertRaises(InvalidAttribute, gather, attributes({name: [value, other]}), V1_4)

    def check_adding(self, name, may, obj, value, other):
        obj.clear(name)
        if "a" not in may:
            self.assertRaises(AttributeReadOnly, add, obj, attribute(name, value), V1_4, NOW)
            return
        self.assertEqual(add(obj, attribute(name, value), V1_4, NOW), 0)
        self.assertEqual(obj.get(name), initial(value))
        self.assertRaises(AttributeExists, add, obj, attribute(name, value), V1_4, NOW)
        if "*" in may:
            self.assertEqual(add(obj, attribute(name, other), V1_4, NOW), 1)
        else:
            self.assertRaises(AttributeExists, add, obj, attribute(name, other), V1_4, NOW)

    def check_changing(self, name, may, obj, value, other):
        obj.set(name, initial(value))
        if "m" in may:
            self.assertEqual(modify(obj, attribute(name, other), V1_4, NOW), 0)
            self.assertEqual(obj.get(name), initial(other))
        else:
            self.assertRaises(AttributeReadOnly, modify, obj, attribute(name, other), V1_4, NOW)
        if "d" in may:
            self.assertEqual(delete(obj, name, 0, V1_4), initial(other))
            self.assertIsNone(obj.get(name))
        else:
            self.assertRaises(AttributeReadOnly, delete, obj, name, 0, V1_4)


class Whole(SynchronousTestCase):
    def test_every_attribute_has_a_row_here(self):
        self.assertEqual(set(CHAPTER_3), set(RULES) | {"x-Custom", "y-Custom"})


class SeveralSignatureAlgorithms(SynchronousTestCase):
    """3.16: yes for PGP keys, no for X.509 certificates."""

    name = "Digital Signature Algorithm"
    two = (DigitalSignatureAlgorithm.SHA_1_WITH_RSA_ENCRYPTION, DigitalSignatureAlgorithm.SHA_256_WITH_RSA_ENCRYPTION)

    def test_a_pgp_key(self):
        obj = made(object_type=ObjectType.PGP_KEY, having={self.name: list(self.two)})
        self.assertEqual(
            wire(obj, self.name, V1_4), [attribute(self.name, each, place) for place, each in enumerate(self.two)]
        )

    def test_a_certificate(self):
        obj = made(object_type=C, having={self.name: self.two[0]})
        self.assertEqual(wire(obj, self.name, V1_4), [attribute(self.name, self.two[0])])
        self.assertRaises(InvalidAttribute, made, object_type=C, having={self.name: list(self.two)})


@rows(
    none=("Name", None, InvalidAttribute),
    name_without_a_value=("Name", values.Name(name_type=text_name("a").name_type), InvalidAttribute),
    name_without_a_type=("Name", values.Name(name_value="a"), InvalidAttribute),
    rng_without_an_algorithm=("Random Number Generator", values.RNGParameters(), InvalidAttribute),
    limits_without_a_total=("Usage Limits", limits(None, 5, UsageLimitsUnit.BYTE), InvalidAttribute),
    limits_without_a_unit=("Usage Limits", limits(5), InvalidAttribute),
    limits_below_zero=("Usage Limits", limits(-1, None, UsageLimitsUnit.BYTE), InvalidAttribute),
    link_without_a_type=("Link", values.Link(linked_object_identifier="k"), InvalidAttribute),
    link_without_a_target=("Link", values.Link(link_type=LinkType.NEXT_LINK), InvalidAttribute),
    information_without_a_namespace=(
        "Application Specific Information",
        values.ApplicationSpecificInformation(application_data="a"),
        InvalidAttribute,
    ),
    information_without_data=("Application Specific Information", information(), NamespaceNotSupported),
    alternative_name_without_a_type=("Alternative Name", other_name("a", None), InvalidAttribute),
    location_without_a_value=("Key Value Location", location(None), InvalidAttribute),
    length_of_nothing=("Cryptographic Length", 0, InvalidAttribute),
    server_attribute=("y-Custom", custom("a"), AttributeReadOnly),
    structure_in_a_structure=(
        "x-Custom",
        Node(Tag.ATTRIBUTE_VALUE, ItemType.STRUCTURE, [Node(0x540001, ItemType.STRUCTURE, [])]),
        InvalidAttribute,
    ),
)
class WrongValues(SynchronousTestCase):
    def check(self, name, value, error):
        self.assertRaises(error, check_value, name, value)


@rows(
    structure=("x-Custom", Node(Tag.ATTRIBUTE_VALUE, ItemType.STRUCTURE, [custom("a")])),
    no_limit_at_all=("Usage Limits", limits(0, None, UsageLimitsUnit.OBJECT)),
    empty_text=("Comment", ""),
    false=("Fresh", False),
    no_uses=("Cryptographic Usage Mask", 0),
)
class RightValues(SynchronousTestCase):
    def check(self, name, value):
        check_value(name, value)


class Gathering(SynchronousTestCase):
    def test_equal_instances_are_one(self):
        self.assertEqual(gather(attributes({"Object Group": ["a", "a", "b"]}), V1_4), {"Object Group": ["a", "b"]})

    def test_the_index_is_ignored(self):
        self.assertEqual(gather([attribute("Comment", "a", 7)], V1_4), {"Comment": ["a"]})

    def test_several_generators_may_be_asked_for(self):
        wanted = [values.RNGParameters(rng_algorithm=each) for each in (RNGAlgorithm.DRBG, RNGAlgorithm.NRBG)]
        self.assertEqual(gather(attributes({RNG: wanted}), V1_4), {RNG: wanted})
        self.assertEqual(overlay({RNG: wanted[:1]}, {RNG: wanted}), {RNG: wanted})

    def test_unknown_names(self):
        self.assertRaises(UnknownAttribute, gather, attributes({"Colour": "red"}), V1_4)

    def test_more_wins_over_base_or_joins_it(self):
        base = {"Comment": ["a"], "Object Group": ["red", "blue"], "x-Custom": [custom("a")], "Fresh": [True]}
        more = {"Comment": ["b"], "Object Group": ["blue", "green"], "x-Custom": [custom("b")], "Description": ["d"]}
        self.assertEqual(
            overlay(base, more),
            {
                "Comment": ["b"],
                "Object Group": ["red", "blue", "green"],
                "x-Custom": [custom("a"), custom("b")],
                "Fresh": [True],
                "Description": ["d"],
            },
        )
        self.assertEqual(base["Object Group"], ["red", "blue"])


class Compared:
    """Stands in for the comparison of two names, and counts."""

    def __init__(self):
        self.count = 0

    def __call__(self, one, other):
        self.count += 1
        return (one.name_value, one.name_type) == (other.name_value, other.name_type)


class ManyValues(SynchronousTestCase):
    """The work grows with the values, not with their square."""

    names = [text_name(str(number % 3000)) for number in range(4000)]

    def setUp(self):
        self.compared = Compared()
        self.patch(values.Name, "__eq__", lambda one, other: self.compared(one, other))

    def test_gathered(self):
        self.assertEqual(len(gather(attributes({"Name": self.names}), V1_4)["Name"]), 3000)
        self.assertLess(self.compared.count, len(self.names))

    def test_overlaid(self):
        self.assertEqual(len(overlay({"Name": self.names[:2000]}, {"Name": self.names[1000:]})["Name"]), 3000)
        self.assertLess(self.compared.count, len(self.names))

    def test_given(self):
        obj = made()
        give(obj, "Name", self.names[:MAX_INSTANCES])
        self.assertEqual([each.index for each in obj.all("Name")], list(range(MAX_INSTANCES)))
        self.assertRaises(TooManyInstances, give, obj, "Name", self.names)


@rows(
    name=("Name", V1_0),
    fresh=("Fresh", V1_1),
    x_509_certificate_subject=("X.509 Certificate Subject", V1_1),
    alternative_name=("Alternative Name", V1_2),
    key_value_present=("Key Value Present", V1_2),
    original_creation_date=("Original Creation Date", V1_2),
    random_number_generator=("Random Number Generator", V1_3),
    description=("Description", V1_4),
    sensitive=("Sensitive", V1_4),
)
class Since(SynchronousTestCase):
    def check(self, name, since):
        for version in (V1_0, V1_1, V1_2, V1_3, V1_4):
            known = version >= since
            self.assertIs(is_visible(name, version), known)
            if known:
                self.assertIs(rule_of(name, version), RULES[name])
            else:
                refused = self.assertRaises(UnknownAttribute, rule_of, name, version)
                self.assertIn(str(version), str(refused))


class Custom(SynchronousTestCase):
    def test_they_have_no_row(self):
        self.assertIsNone(rule_of("x-Custom", V1_0))
        self.assertIsNone(rule_of("y-Custom", V1_0))
        self.assertTrue(is_visible("x-Custom", V1_0))
        check_applies(made(object_type=T), "x-Custom", None)


class Adding(SynchronousTestCase):
    def test_an_index_is_refused(self):
        for index in (0, 1):
            with self.assertRaises(IndexGiven):
                add(made(), attribute("Comment", "a", index), V1_4, NOW)

    def test_not_for_this_type(self):
        obj = made(object_type=T)
        self.assertRaises(AttributeNotApplicable, add, obj, attribute("Link", link()), V1_4, NOW)

    def test_as_many_instances_as_there_may_be(self):
        obj = made(having={"Object Group": [str(each) for each in range(MAX_INSTANCES - 1)]})
        self.assertEqual(add(obj, attribute("Object Group", "last"), V1_4, NOW), MAX_INSTANCES - 1)
        self.assertRaises(TooManyInstances, add, obj, attribute("Object Group", "more"), V1_4, NOW)

    def test_the_clients_policy_takes_the_place_of_the_servers(self):
        obj = made()
        self.assertEqual(obj.get("Operation Policy Name"), "default")
        add(obj, attribute("Operation Policy Name", "mine"), V1_4, NOW)
        self.assertEqual([each.value for each in obj.all("Operation Policy Name")], ["mine"])

    def test_the_count_is_the_servers(self):
        obj = made()
        add(obj, attribute("Usage Limits", limits(9, 3, UsageLimitsUnit.BYTE)), V1_4, NOW)
        self.assertEqual(obj.get("Usage Limits"), limits(9, 9, UsageLimitsUnit.BYTE))


class Modifying(SynchronousTestCase):
    def test_only_the_instance_named(self):
        obj = made(having={"Object Group": ["a", "b"]})
        self.assertEqual(modify(obj, attribute("Object Group", "c", 1), V1_4, NOW), 1)
        self.assertEqual([(each.index, each.value) for each in obj.all("Object Group")], [(0, "a"), (1, "c")])

    def test_no_such_attribute(self):
        self.assertRaises(NoSuchAttribute, modify, made(), attribute("Comment", "a"), V1_4, NOW)
        limit = limits(1, None, UsageLimitsUnit.BYTE)
        self.assertRaises(NoSuchAttribute, modify, made(), attribute("Usage Limits", limit), V1_4, NOW)

    def test_no_such_instance(self):
        obj = made(having={"Comment": "a"})
        self.assertRaises(NoSuchInstance, modify, obj, attribute("Comment", "b", 1), V1_4, NOW)


def limited(count):
    obj = made()
    obj.set("Usage Limits", limits(10, count, UsageLimitsUnit.BYTE))
    return obj


@rows(
    total=(limits(20), limits(20, 20, UsageLimitsUnit.BYTE)),
    unit=(limits(None, None, UsageLimitsUnit.OBJECT), limits(10, 10, UsageLimitsUnit.OBJECT)),
    both=(limits(20, None, UsageLimitsUnit.OBJECT), limits(20, 20, UsageLimitsUnit.OBJECT)),
    count_is_ignored=(limits(20, 3), limits(20, 20, UsageLimitsUnit.BYTE)),
    nothing=(limits(0), limits(0, 0, UsageLimitsUnit.BYTE)),
)
class UsageLimits(SynchronousTestCase):
    def check(self, value, expected):
        obj = limited(10)
        modify(obj, attribute("Usage Limits", value), V1_4, NOW)
        self.assertEqual(obj.get("Usage Limits"), expected)

    def test_they_are_fixed_after_the_first_use(self):
        obj = limited(9)
        self.assertRaises(AttributeReadOnly, modify, obj, attribute("Usage Limits", limits(20)), V1_4, NOW)
        self.assertRaises(AttributeReadOnly, delete, obj, "Usage Limits", 0, V1_4)

    def test_until_then_they_can_go(self):
        obj = limited(10)
        delete(obj, "Usage Limits", 0, V1_4)
        self.assertIsNone(obj.get("Usage Limits"))


class Deleting(SynchronousTestCase):
    def test_only_the_instance_named(self):
        obj = made(having={"Object Group": ["a", "b"]})
        self.assertEqual(delete(obj, "Object Group", 1, V1_4), "b")
        self.assertEqual([each.value for each in obj.all("Object Group")], ["a"])

    def test_no_such_attribute(self):
        self.assertRaises(NoSuchAttribute, delete, made(), "Comment", 0, V1_4)

    def test_no_such_instance(self):
        self.assertRaises(NoSuchInstance, delete, made(having={"Comment": "a"}), "Comment", 1, V1_4)


class Secrecy(SynchronousTestCase):
    def told(self, obj):
        return tuple(obj.get(name) for name in ("Sensitive", "Always Sensitive", "Extractable", "Never Extractable"))

    def test_once_open_is_remembered(self):
        obj = made(having={"Sensitive": True, "Extractable": False})
        self.assertEqual(self.told(obj), (True, True, False, True))
        for name, value in (("Sensitive", False), ("Extractable", True)):
            modify(obj, attribute(name, value), V1_4, NOW)
        follow_secrecy(obj)
        self.assertEqual(self.told(obj), (False, False, True, False))
        for name, value in (("Sensitive", True), ("Extractable", False)):
            modify(obj, attribute(name, value), V1_4, NOW)
        follow_secrecy(obj)
        self.assertEqual(self.told(obj), (True, False, False, False))

    def test_a_template_has_no_history(self):
        obj = made(object_type=T, having={"Sensitive": True})
        follow_secrecy(obj)
        self.assertEqual(self.told(obj), (True, None, None, None))


class OnTheWire(SynchronousTestCase):
    def test_several_instances_have_their_index(self):
        obj = made(having={"Object Group": ["a", "b"]})
        self.assertEqual(
            wire(obj, "Object Group", V1_0), [attribute("Object Group", "a", 0), attribute("Object Group", "b", 1)]
        )

    def test_a_single_instance_has_none(self):
        self.assertEqual(wire(made(having={"Comment": "a"}), "Comment", V1_4), [attribute("Comment", "a")])

    def test_nothing_for_older_clients_and_for_what_is_not_there(self):
        self.assertEqual(wire(made(having={"Comment": "a"}), "Comment", V1_3), [])
        self.assertEqual(wire(made(), "Comment", V1_4), [])
        self.assertEqual(wire(made(), "Colour", V1_4), [])


@rows(**{row_name(name): (name, letters + WIDER.get(name, "")) for name, (letters, _, _) in RULES_TABLES.items()})
class AppliesTo(SynchronousTestCase):
    def check(self, name, letters):
        for letter, object_type in LETTERS.items():
            obj = made(object_type=S)
            obj.set("Object Type", object_type)
            if letter in letters:
                check_applies(obj, name, RULES[name])
            else:
                self.assertRaises(AttributeNotApplicable, check_applies, obj, name, RULES[name])

    def test_every_attribute_has_a_row(self):
        self.assertEqual(set(RULES_TABLES), set(RULES) - NAMED_PARTS)

    def test_what_is_wider_than_its_table_is_wider(self):
        for name, letters in WIDER.items():
            self.assertEqual(set(letters) & set(RULES_TABLES[name][0]), set(), name)


@rows(**{row_name(name): (name, flags) for name, (_, flags, _) in RULES_TABLES.items()})
class AlwaysHasAValue(SynchronousTestCase):
    def check(self, name, flags):
        self.assertIs(RULES[name].always, "A" in flags)
