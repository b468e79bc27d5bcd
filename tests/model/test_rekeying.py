"""hsmsim/model/rekeying.py: tables 172, 173, 176 and 177 as rows."""

from twisted.trial.unittest import SynchronousTestCase

from hsmsim.errors import InvalidAttribute, InvalidMessage, NoActivationDate, NoKeyValue, NotUsable, TooManyInstances
from hsmsim.model.attributes import MAX_INSTANCES
from hsmsim.model.links import link
from hsmsim.model.rekeying import OWN, check_replaceable, hand_over, replacement
from hsmsim.spec.attributes import RULES
from hsmsim.spec.enums import (
    CryptographicAlgorithm,
    LinkType,
    ObjectType,
    RecommendedCurve,
    RevocationReasonCode,
    State,
    UsageLimitsUnit,
)
from hsmsim.spec.tags import Tag
from hsmsim.spec.values import CryptographicDomainParameters, Link, RevocationReason, UsageLimits
from hsmsim.ttlv.schema import ItemType, Node
from tests.appliance import NOW
from tests.exchange.keys import with_block
from tests.objects import BORN, made, raw_block, text_name
from tests.support import rows

ACTIVATION, START = "Activation Date", "Process Start Date"
STOP, DEACTIVATION = "Protect Stop Date", "Deactivation Date"
DATES = (ACTIVATION, START, STOP, DEACTIVATION)
ALGORITHM, LENGTH, DOMAIN = "Cryptographic Algorithm", "Cryptographic Length", "Cryptographic Domain Parameters"
LATEST = 2**63 - 1


def dates(*values):
    """Dates by name; None for none."""
    return {name: value for name, value in zip(DATES, values, strict=True) if value is not None}


# The dates of the existing key, the Offset, and the dates of the replacement; the Initial Date of the one is BORN, that
# of the other is NOW.
@rows(
    copied=(dates(5, 6, 7, 8), None, dates(5, 6, 7, 8)),
    copied_some=(dates(5, None, None, 8), None, dates(5, None, None, 8)),
    nothing_to_copy=(dates(None, None, None, None), None, {}),
    copied_without_activation=(dates(None, None, 7, 8), None, dates(None, None, 7, 8)),
    moved=(dates(5, 6, 7, 8), 10, dates(NOW + 10, NOW + 11, NOW + 12, NOW + 13)),
    moved_at_once=(dates(5, 6, 7, 8), 0, dates(NOW, NOW + 1, NOW + 2, NOW + 3)),
    moved_back=(dates(NOW + 50, None, None, NOW + 80), 10, dates(NOW + 10, None, None, NOW + 40)),
    moved_some=(dates(5, None, 7, None), 10, dates(NOW + 10, None, NOW + 12, None)),
    activation_alone=(dates(5, None, None, None), 10, dates(NOW + 10, None, None, None)),
    nothing_to_move=(dates(None, None, None, None), 10, dates(NOW + 10, None, None, None)),
    as_late_as_can_be=(dates(NOW, None, None, LATEST), 0, dates(NOW, None, None, LATEST)),
)
class Tables172And176(SynchronousTestCase):
    def check(self, having, offset, expected):
        existing = made(having=having)
        given = replacement(existing, {}, offset, NOW)
        self.assertEqual({name: given[name] for name in DATES if name in given}, {n: [v] for n, v in expected.items()})
        self.assertEqual({name: existing.get(name) for name in having}, having)


@rows(
    offset_and_activation=({}, {ACTIVATION: [5]}, InvalidMessage),
    offset_and_start=({}, {START: [5]}, InvalidMessage),
    offset_and_stop=({}, {STOP: [5]}, InvalidMessage),
    offset_and_deactivation=({}, {DEACTIVATION: [5]}, InvalidMessage),
    start_without_activation=(dates(None, 6, None, None), {}, NoActivationDate),
    stop_without_activation=(dates(None, None, 7, None), {}, NoActivationDate),
    deactivation_without_activation=(dates(None, None, None, 8), {}, NoActivationDate),
    too_late=(dates(5, None, None, LATEST), {}, InvalidAttribute),
)
class Offsets(SynchronousTestCase):
    def check(self, having, asked, error):
        self.assertRaises(error, replacement, made(having=having), asked, 10, NOW)


LIMITS = UsageLimits(usage_limits_total=9, usage_limits_count=2, usage_limits_unit=UsageLimitsUnit.BYTE)
EVERYTHING = {
    "Name": [text_name("a"), text_name("b")],
    ALGORITHM: CryptographicAlgorithm.AES,
    LENGTH: 128,
    "Cryptographic Usage Mask": 12,
    "Operation Policy Name": "mine",
    "Usage Limits": LIMITS,
    "Object Group": ["red", "blue"],
    "Contact Information": "me",
    "Sensitive": True,
    "Extractable": False,
    "x-colour": Node(Tag.ATTRIBUTE_VALUE, ItemType.TEXT_STRING, "red"),
    "Comment": "old",
}


class Tables173And177(SynchronousTestCase):
    def test_what_is_copied(self):
        given = replacement(made(having=EVERYTHING), {}, None, NOW)
        expected = {name: value if isinstance(value, list) else [value] for name, value in EVERYTHING.items()}
        self.assertEqual(
            {name: given[name] for name in EVERYTHING}, {**expected, "Usage Limits": given["Usage Limits"]}
        )
        self.assertEqual(given["Usage Limits"][0].usage_limits_total, 9)

    def test_what_is_not(self):
        existing = made(having=EVERYTHING, state=State.DESTROYED_COMPROMISED)
        existing.set("Revocation Reason", RevocationReason(revocation_reason_code=RevocationReasonCode.KEY_COMPROMISE))
        existing.set("Compromise Occurrence Date", 5)
        existing.set("Original Creation Date", 5)
        existing.set("Key Value Present", True)
        link(existing, LinkType.PARENT_LINK, "p")
        self.assertEqual(set(replacement(existing, {}, None, NOW)) & OWN, set())
        self.assertLess({"Compromise Date", "Destroy Date", "Digest", "Link"}, set(existing.attributes))

    def test_the_tables_name_attributes_that_there_are(self):
        self.assertLess(OWN, set(RULES))

    def test_what_is_asked_for_wins_or_is_added(self):
        asked = {"Name": [text_name("c"), text_name("a")], "Comment": ["new"], DEACTIVATION: [99]}
        given = replacement(made(having={**EVERYTHING, **dates(5, None, None, 8)}), asked, None, NOW)
        self.assertEqual(given["Name"], [text_name("a"), text_name("b"), text_name("c")])
        self.assertEqual((given["Comment"], given[ACTIVATION], given[DEACTIVATION]), (["new"], [5], [99]))


P256, NO_CURVE = (
    CryptographicDomainParameters(recommended_curve=RecommendedCurve.P_256),
    CryptographicDomainParameters(),
)


# What is asked of the shape of a pair, and which attributes of the existing one are left.
@rows(
    nothing=({}, {LENGTH, DOMAIN}),
    a_curve=({DOMAIN: [P256]}, set()),
    no_curve=({DOMAIN: [NO_CURVE]}, {LENGTH}),
    a_length=({LENGTH: [384]}, set()),
    an_algorithm=({ALGORITHM: [CryptographicAlgorithm.RSA]}, {LENGTH}),
    a_curve_and_a_length=({DOMAIN: [P256], LENGTH: [256]}, set()),
)
class Shapes(SynchronousTestCase):
    def check(self, asked, left):
        having = {LENGTH: 521, DOMAIN: CryptographicDomainParameters(recommended_curve=RecommendedCurve.P_521)}
        given = replacement(made("k1", ObjectType.PRIVATE_KEY, having), asked, None, NOW)
        self.assertEqual({name for name in having if given.get(name) == [having[name]]}, left)
        self.assertLessEqual(set(asked), set(given))


class Replaceable(SynchronousTestCase):
    def test_in_every_state_but_the_last_two(self):
        for state in (State.PRE_ACTIVE, State.ACTIVE, State.DEACTIVATED, State.COMPROMISED):
            check_replaceable(made(state=state))
        for state in (State.DESTROYED, State.DESTROYED_COMPROMISED):
            self.assertRaises(NotUsable, check_replaceable, made(state=state))

    def test_what_has_no_key_block(self):
        check_replaceable(made(object_type=ObjectType.CERTIFICATE))

    def test_no_value(self):
        block = raw_block()
        block.key_value = None
        self.assertRaises(NoKeyValue, check_replaceable, with_block(made(), block))


class HandingOver(SynchronousTestCase):
    def check_links(self, obj, *expected):
        self.assertEqual(
            [each.value for each in obj.all("Link")],
            [Link(link_type=kind, linked_object_identifier=uid) for kind, uid in expected],
        )

    def test_names_go_and_links_come(self):
        existing, new = made("k1", having=EVERYTHING, state=State.ACTIVE), made("k2")
        before = {name: value for name, value in existing.attributes.items() if name != "Name"}
        hand_over(existing, new)
        self.check_links(existing, (LinkType.REPLACEMENT_OBJECT_LINK, "k2"))
        self.check_links(new, (LinkType.REPLACED_OBJECT_LINK, "k1"))
        existing.clear("Link")
        self.assertEqual(existing.attributes, before)
        self.assertEqual((existing.state, existing.get("Initial Date")), (State.ACTIVE, BORN))

    def test_there_is_one_replacement(self):
        existing = made("k1")
        link(existing, LinkType.PARENT_LINK, "p")
        for uid in ("k2", "k3"):
            hand_over(existing, made(uid))
        self.check_links(existing, (LinkType.PARENT_LINK, "p"), (LinkType.REPLACEMENT_OBJECT_LINK, "k3"))

    def test_no_room_for_the_link(self):
        existing = made("k1")
        for each in range(MAX_INSTANCES):
            link(existing, LinkType.CHILD_LINK, f"{each}")
        self.assertRaises(TooManyInstances, hand_over, existing, made("k2"))
